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
