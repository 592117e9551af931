from __future__ import annotations

import pytest

READING = (
    ["list"],
    ["search", "seen"],
    ["show", "seen"],
    ["mine"],
    ["check"],
    ["index"],
    ["report"],
    ["due"],
)


@pytest.fixture
def three(lineage):
    """A journal of three entries that the index knows."""
    for number in range(3):
        assert lineage("add", "-q", f"seen {number}")[0] == 0
    assert lineage("list")[0] == 0


def snapshot(folder):
    """Every file below a folder with its bytes, and every folder."""
    return {path: path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


def known(a_home_of_its_own):
    import sqlite3

    (index,) = (a_home_of_its_own / "cache").rglob("index.db")
    with sqlite3.connect(index) as connection:
        return connection.execute("SELECT count(*) FROM entries").fetchone()[0]


@pytest.mark.parametrize("words", READING, ids=" ".join)
@pytest.mark.parametrize("how", ["gone", "empty"])
def test_entries_that_are_gone_at_once_are_not_taken_as_deleted(
    lineage, journal, three, a_home_of_its_own, words, how
):
    entries = journal.folder / "entries"
    entries.rename(journal.folder.parent / "elsewhere")
    if how == "empty":
        entries.mkdir()
    before = snapshot(journal.folder)
    code, out, err = lineage(*words)
    assert (code, out) == (1, "")
    assert "taken as deleted; is the disk mounted?" in err
    assert snapshot(journal.folder) == before
    assert known(a_home_of_its_own) == 3
    if how == "empty":
        entries.rmdir()
    (journal.folder.parent / "elsewhere").rename(entries)
    assert lineage("list", "--json")[1].count('"id"') == 3


@pytest.mark.parametrize("words", [["add", "-q", "x"], ["undo"], ["add", "--each-line"]], ids=" ".join)
@pytest.mark.parametrize("how", ["gone", "empty"])
def test_nothing_is_written_below_the_place_where_a_disk_belongs(lineage, journal, three, words, how):
    entries = journal.folder / "entries"
    entries.rename(journal.folder.parent / "elsewhere")
    if how == "empty":
        entries.mkdir()
    steps = sorted((journal.folder / ".lineage" / "undo").iterdir())
    code, _, err = lineage(*words, stdin="a word that must not be lost\n")
    assert code == 1
    assert "is the disk mounted?" in err
    assert not entries.exists() if how == "gone" else list(entries.iterdir()) == []
    assert sorted((journal.folder / ".lineage" / "undo").iterdir()) == steps
    if words[0] == "add":
        assert "not saved" in err
        assert "your text is kept in" in err


@pytest.mark.parametrize("there", [True, False], ids=["an empty folder", "no folder"])
def test_a_journal_that_is_not_mounted_is_no_journal(journal, there, tmp_path, capsys):
    from lineage.cli.main import call

    place = tmp_path / "not mounted"
    if there:
        place.mkdir()
    assert call(["--journal", str(place), "list"]) == 1
    assert "no journal at" in capsys.readouterr().err
    assert place.exists() == there
    assert not there or list(place.iterdir()) == []


def test_an_entry_that_was_taken_out_leaves_an_empty_journal(lineage, journal):
    one = lineage("add", "-q", "seen")[1].strip()
    assert lineage("list")[0] == 0
    assert lineage("remove", one)[0] == 0
    code, _, err = lineage("list")
    assert code == 0
    assert "no entries yet" in err
    assert lineage("undo")[0] == 0
    assert lineage("list", "--json")[1].count('"id"') == 1


@pytest.fixture
def ten(lineage, journal):
    """A journal whose ten entries came in one step, and that the index knows."""
    lines = "".join(f"seen {number}\n" for number in range(10))
    assert lineage("add", "-q", "--each-line", stdin=lines)[0] == 0
    assert lineage("list")[0] == 0


@pytest.mark.parametrize("words", [*READING, ["tag", "--query", "since:2000", "+G4", "--yes"]], ids=" ".join)
@pytest.mark.parametrize("swept", [False, True], ids=["the folder of the year stays", "swept"])
def test_what_an_undo_took_away_is_gone_and_no_disk_is_missed(lineage, journal, ten, words, swept):
    assert lineage("undo")[0] == 0
    if swept:
        (journal.folder / "entries" / "2026").rmdir()
    code, _, err = lineage(*words)
    assert code == (1 if words == ["show", "seen"] else 0)
    assert "mounted" not in err
    assert lineage("add", "-q", "seen again")[0] == 0
    assert lineage("list", "--json")[1].count('"id"') == 1


def test_an_undo_of_an_import_leaves_an_empty_journal(lineage, tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    for number in range(12):
        (notes / f"2026-01-{number + 1:02d}.md").write_text(f"note {number}\n")
    assert lineage("import", "folder", str(notes), "--yes")[0] == 0
    assert lineage("list", "--json", "--limit", "99")[1].count('"id"') == 12
    assert lineage("undo")[0] == 0
    code, _, err = lineage("list")
    assert (code, "no entries yet" in err) == (0, True)


@pytest.mark.parametrize("then", [["undo"], ["remove", "seen"]], ids=" ".join)
def test_a_disk_that_is_missed_after_an_undo_is_missed_all_the_same(lineage, journal, ten, then):
    """One of eleven was taken away by the journal, the rest by nobody."""
    one = lineage("add", "-q", "one more")[1].strip()
    assert lineage("list")[0] == 0
    assert lineage(*[word.replace("seen", one) for word in then])[0] == 0
    assert lineage("list")[0] == 0
    for path in (journal.folder / "entries" / "2026").iterdir():
        path.unlink()
    for _ in range(2):
        code, _, err = lineage("list")
        assert (code, "held 10 files" in err) == (1, True)


def test_what_a_removal_took_and_an_undo_brought_back_is_missed(lineage, journal):
    one = lineage("add", "-q", "seen")[1].strip()
    assert lineage("remove", one)[0] == 0
    assert lineage("undo")[0] == 0
    assert lineage("list")[0] == 0
    next((journal.folder / "entries" / "2026").iterdir()).unlink()
    (journal.folder / "entries" / "2026").rmdir()
    code, _, err = lineage("list")
    assert (code, "is the disk mounted?" in err) == (1, True)


def test_a_journal_made_anew_knows_nothing_of_the_one_before_it(lineage, journal, three):
    import shutil

    shutil.rmtree(journal.folder)
    type(journal).create(journal.folder)
    code, _, err = lineage("add", "-q", "four")
    assert code == 0, err
    assert lineage("list", "--json")[1].count('"id"') == 1
    for words in (["check"], ["index"], ["undo"], ["list"]):
        assert lineage(*words)[0] == 0
