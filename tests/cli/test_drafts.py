from __future__ import annotations

import json
import os

import pytest

from lineage.model.unsaved import Origin
from lineage.store import unsaved
from lineage.store.drafts import keep_draft
from lineage.store.settings import own_drafts


def drafts(lineage):
    return json.loads(lineage("drafts", "--json")[1])


@pytest.fixture
def editor(tmp_path, monkeypatch):
    """An editor that runs a line of shell on the file it is given."""

    def set_to(line):
        script = tmp_path / "editor.sh"
        script.write_text(f"#!/bin/sh\n{line}\n")
        script.chmod(0o755)
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.setenv("EDITOR", str(script))

    return set_to


@pytest.fixture
def first(lineage, journal):
    """The id of an entry, and its file."""
    one = lineage("add", "-q", "first seen")[1].strip()
    return one, next((journal.folder / "entries").rglob(f"{one}*.md"))


@pytest.fixture
def a_minute_later(monkeypatch):
    """Temporary files are judged as if no writer could be at work on them."""
    monkeypatch.setattr(unsaved, "GRACE", 0.0)


def stray(path, data):
    """What a write to a file leaves that is cut off."""
    fresh = path.with_name(f".{path.stem[:40]}.0123456789ab.tmp")
    fresh.write_bytes(data)
    return fresh


def cut_off(journal, monkeypatch, way, change):
    """Have a change die at a call, as kill -9 has it: nothing of what would be cleaned up is."""
    import contextlib

    from lineage.store import edits, files

    @contextlib.contextmanager
    def keep_temporary(path, data, *, mode=files.FILE_MODE):
        fresh = path.with_name(f".{path.stem[:40]}.0123456789ab.tmp")
        files._create(fresh, data, mode)
        yield fresh

    class Killed(BaseException):
        pass

    def die(*_args, **_options):
        raise Killed

    from lineage.store import undo

    with monkeypatch.context() as patched:
        patched.setattr(undo, "drop", lambda _: None)
        record = undo.record

        def then(*args):
            place = record(*args)
            patched.setattr(files, "temporary", keep_temporary)
            if way == "before the exchange":
                patched.setattr(edits, "exchange", die)
            elif way == "after the exchange":
                patched.setattr(edits, "_came_out", die)
            else:
                patched.setattr(os, "link", die)
            return place

        patched.setattr(undo, "record", then)
        with pytest.raises(Killed):
            change()


def test_a_draft_becomes_its_entry_with_what_was_given_and_is_gone(lineage, journal):
    draft = keep_draft(
        journal.folder,
        "new",
        "The vote passed\nand nobody paid\n",
        Origin(context="guild", given=(("cost", "3 days"), ("actors", ("core team", "holders")))),
    )
    (one,) = drafts(lineage)
    assert (one["name"], one["kind"], one["state"]) == (draft.stem, "draft", "whole")
    assert one["first_line"] == "The vote passed"
    out = lineage("drafts")[1]
    assert "new entry @guild" in out
    assert "not saved" in out
    assert lineage("drafts", draft.stem[-6:])[1].endswith("The vote passed\nand nobody paid\n")
    saved = json.loads(lineage("drafts", draft.stem[-6:], "--save", "--json")[1])
    shown = json.loads(lineage("show", saved["id"], "--json")[1])
    assert shown["body"] == "The vote passed\nand nobody paid\n"
    assert (shown["context"], shown["cost"], shown["actors"]) == ("guild", "3 days", ["core team", "holders"])
    assert drafts(lineage) == []
    assert not list((journal.folder / ".lineage" / "origins").iterdir())


def test_words_that_are_saved_already_are_not_saved_twice(lineage, journal):
    one = json.loads(lineage("add", "--json", "seen and said")[1])
    draft = keep_draft(journal.folder, "new", "seen and said\n")
    (found,) = drafts(lineage)
    assert (found["state"], found["saved_in"]) == ("saved", one["path"])
    code, _, err = lineage("drafts", draft.stem, "--save")
    assert (code, "holds the same; nothing was saved" in err) == (1, True)
    assert lineage("check")[0] == 0


def test_an_edit_is_applied_where_its_entry_is_what_was_read(lineage, journal, first, editor):
    one, path = first
    editor('echo "more words" >> "$1"; exit 1')
    assert lineage("edit", one)[0] == 1
    (found,) = drafts(lineage)
    assert (found["origin"]["entry"], found["origin"]["path"]) == (
        one,
        path.relative_to(journal.folder).as_posix(),
    )
    assert f"edit of {one}" in lineage("drafts")[1]
    assert lineage("drafts", found["name"], "--save")[0] == 0
    assert path.read_text().endswith("first seen\nmore words\n")
    assert drafts(lineage) == []
    assert lineage("undo")[0] == 0
    assert path.read_text().endswith("first seen\n")


def test_an_edit_whose_entry_changed_meanwhile_is_kept_beside_it(lineage, journal, first, editor):
    one, path = first
    editor('echo "more words" >> "$1"; exit 1')
    lineage("edit", one)
    editor(":")
    assert lineage("edit", one, "--set", "outcome=held")[0] == 0
    winner = path.read_bytes()
    code, _, err = lineage("drafts", one, "--save")
    assert (code, "no draft" in err) == (1, True)
    (found,) = drafts(lineage)
    code, _, err = lineage("drafts", found["name"], "--save")
    assert (code, "was not written over it" in err) == (1, True)
    assert path.read_bytes() == winner
    (kept,) = path.parent.glob("*.conflict-*.md")
    assert kept.read_text().endswith("first seen\nmore words\n")
    assert drafts(lineage) == []


def test_an_edit_whose_entry_was_removed_makes_it_again(lineage, journal, first, editor):
    one, path = first
    editor('echo "more words" >> "$1"; exit 1')
    lineage("edit", one)
    assert lineage("remove", one)[0] == 0
    (found,) = drafts(lineage)
    assert lineage("drafts", found["name"], "--save")[0] == 0
    assert path.read_text().endswith("first seen\nmore words\n")


def test_a_draft_is_opened_again_and_then_saved(lineage, journal, editor):
    draft = keep_draft(journal.folder, "new", "half a ")
    editor('printf "sentence" >> "$1"')
    code, out, _ = lineage("drafts", draft.stem, "--edit")
    assert code == 0
    assert "half a sentence" in out
    assert drafts(lineage) == []


def test_an_editor_that_fails_leaves_the_draft(lineage, journal, editor):
    draft = keep_draft(journal.folder, "new", "half a ")
    editor('printf "sentence" >> "$1"; exit 1')
    code, _, err = lineage("drafts", draft.stem, "--edit")
    assert (code, "what you wrote is in" in err) == (1, True)
    assert draft.read_text() == "half a sentence"


def test_what_is_dropped_comes_back_with_an_undo(lineage, journal):
    origin = Origin(context="guild")
    draft = keep_draft(journal.folder, "new", "a word that must not be lost\n", origin)
    before = drafts(lineage)
    assert lineage("drafts", draft.stem, "--drop")[0] == 0
    assert drafts(lineage) == []
    held = [path.read_bytes() for path in (journal.folder / ".lineage" / "undo").rglob("*") if path.is_file()]
    assert b"a word that must not be lost\n" in held
    assert lineage("undo")[0] == 0
    (after,) = drafts(lineage)
    assert {**after, "changed": ""} == {**before[0], "changed": ""}


@pytest.mark.usefixtures("a_minute_later")
def test_a_new_entry_that_was_cut_off_is_offered_whole_and_saved_as_itself(lineage, journal, monkeypatch):
    cut_off(journal, monkeypatch, "before the link", lambda: journal.add("a word that must not be lost", {}))
    assert json.loads(lineage("list", "--json")[1]) == []
    (found,) = drafts(lineage)
    assert (found["kind"], found["state"], found["first_line"]) == (
        "cut-off write",
        "whole",
        "a word that must not be lost",
    )
    code, out, _ = lineage("check")
    assert code == 4
    assert f"it is whole (`lineage drafts {found['name']}` shows it)" in out
    stray_bytes = (journal.folder / found["path"]).read_bytes()
    assert lineage("drafts", found["name"], "--save")[0] == 0
    (path,) = (journal.folder / "entries").rglob("*.md")
    assert path.read_bytes() == stray_bytes
    assert drafts(lineage) == []
    assert lineage("check")[0] == 0


@pytest.mark.usefixtures("a_minute_later")
@pytest.mark.parametrize("changed", [False, True], ids=["as it was read", "changed since"])
def test_an_edit_that_was_cut_off_before_it_was_in_place_is_compared_and_applied(
    lineage, journal, first, monkeypatch, changed
):
    one, path = first
    cut_off(
        journal,
        monkeypatch,
        "before the exchange",
        lambda: journal.change(journal.entry(one), {"outcome": "held"}),
    )
    (found,) = drafts(lineage)
    assert (found["state"], found["origin"]["entry"]) == ("whole", one)
    if changed:
        path.write_text(path.read_text() + "theirs\n")
    code, _, err = lineage("drafts", found["name"], "--save")
    if changed:
        assert (code, "was not written over it" in err) == (1, True)
        assert path.read_text().endswith("theirs\n")
        assert "outcome: held" in next(path.parent.glob("*.conflict-*.md")).read_text()
    else:
        assert code == 0
        assert "outcome: held" in path.read_text()
    assert drafts(lineage) == []


@pytest.mark.usefixtures("a_minute_later")
def test_what_an_exchange_brought_out_is_known_to_be_in_undo(lineage, journal, first, monkeypatch):
    one, path = first
    before = path.read_bytes()
    cut_off(
        journal,
        monkeypatch,
        "after the exchange",
        lambda: journal.change(journal.entry(one), {"outcome": "held"}),
    )
    assert "outcome: held" in path.read_text()
    (found,) = drafts(lineage)
    assert (found["state"], found["kind"]) == ("saved", "cut-off write")
    assert (journal.folder / found["saved_in"]).read_bytes() == before
    assert lineage("undo")[0] == 0
    assert path.read_bytes() == before


@pytest.mark.usefixtures("a_minute_later")
def test_a_write_that_was_cut_off_in_the_middle_is_never_saved_unseen(lineage, journal, first, editor):
    one, path = first
    half = path.read_bytes().replace(one.encode(), b"20261124-aaaaaaaa")[:-4]
    fresh = stray(path.with_name("20261124-aaaaaaaa-first-seen.md"), half)
    (found,) = drafts(lineage)
    assert found["state"] == "torn"
    code, _, err = lineage("drafts", found["name"], "--save")
    assert (code, "may be cut off, so it was not saved unseen" in err) == (1, True)
    assert fresh.read_bytes() == half
    editor('printf "een by its writer\\n" >> "$1"')
    assert lineage("drafts", found["name"], "--edit")[0] == 0
    assert not fresh.exists()
    assert (
        json.loads(lineage("show", "20261124-aaaaaaaa", "--json")[1])["body"] == "first seen by its writer\n"
    )
    assert drafts(lineage) == []


@pytest.mark.usefixtures("a_minute_later")
def test_what_another_file_holds_byte_for_byte_is_told_as_saved(lineage, journal, first):
    _, path = first
    fresh = stray(path, path.read_bytes())
    (found,) = drafts(lineage)
    assert (found["state"], found["saved_in"]) == ("saved", path.relative_to(journal.folder).as_posix())
    assert "another file holds the same" in lineage("check")[1]
    assert fresh.exists()


@pytest.mark.parametrize("action", ["--save", "--edit", "--drop"])
def test_a_temporary_file_of_a_writer_at_work_is_left_alone(lineage, journal, first, action):
    _, path = first
    fresh = stray(path, b"half")
    assert "a writer may be at work" in lineage("drafts")[1]
    code, _, err = lineage("drafts", "0123456789ab", action)
    assert (code, "younger than a minute" in err) == (1, True)
    assert fresh.read_bytes() == b"half"


def test_a_draft_that_is_no_text_is_told_and_kept(lineage, journal):
    draft = keep_draft(journal.folder, "new", "x")
    draft.write_bytes(b"\xff\xfe half a file")
    (found,) = drafts(lineage)
    for words in ([], ["--save"]):
        code, _, err = lineage("drafts", found["name"], *words)
        assert (code, "not UTF-8" in err) == (1, True)
    assert draft.read_bytes() == b"\xff\xfe half a file"
    assert lineage("drafts", found["name"], "--drop")[0] == 0


def test_what_an_editor_keeps_beside_a_draft_is_shown(lineage, journal):
    draft = keep_draft(journal.folder, "new", "half")
    draft.with_name(draft.name + ".save").write_text("what nano saved when the terminal closed\n")
    found = {one["kind"]: one for one in drafts(lineage)}
    assert found["editor's copy"]["first_line"] == "what nano saved when the terminal closed"
    assert "what an editor kept of a draft" in lineage("check")[1]


def test_names_that_fit_none_or_several_are_told(lineage, journal):
    for text in ("one", "two"):
        (journal.folder / ".lineage" / "drafts").mkdir(exist_ok=True)
        (journal.folder / ".lineage" / "drafts" / f"new-{text}-aaaaaa.md").write_text(text)
    assert "no draft 'zzz'" in lineage("drafts", "zzz")[2]
    assert "fits 2 drafts" in lineage("drafts", "aaaaaa")[2]
    code, _, err = lineage("drafts", "--save")
    assert (code, "--save needs a draft" in err) == (2, True)


def test_where_there_is_none_it_says_so(lineage, journal):
    assert lineage("drafts", "--json")[1].strip() == "[]"
    assert "no drafts" in lineage("drafts")[2]


def test_control_characters_of_a_draft_are_shown(lineage, journal):
    keep_draft(journal.folder, "new", "a\x1b]0;evil\x07 line\n")
    (found,) = drafts(lineage)
    for words in ([], [found["name"]]):
        out = lineage("drafts", *words)[1]
        assert "\x1b" not in out
        assert "\\x1b" in out


@pytest.fixture
def away(lineage, journal):
    """What was written while the entries were away, and is kept in the user's own folder."""
    entries = journal.folder / "entries"
    entries.rename(journal.folder / "elsewhere")
    code, _, err = lineage("add", "-q", "@guild", "--cost", "3 days", "while the disk was away")
    assert (code, "your text is kept in" in err) == (1, True)
    (journal.folder / "elsewhere").rename(entries)
    (kept,) = own_drafts().glob("*.md")
    return kept


def test_what_no_journal_could_take_is_offered_once_it_is_back_and_saved_with_what_was_given(lineage, away):
    (one,) = drafts(lineage)
    assert (one["elsewhere"], one["path"], one["state"]) == (True, str(away), "whole")
    assert f"it lies in {away}" in lineage("drafts")[1]
    assert "while the disk was away" in lineage("due")[1]
    assert str(away) in lineage("drafts", one["name"])[1]
    saved = json.loads(lineage("drafts", one["name"], "--save", "--json")[1])
    shown = json.loads(lineage("show", saved["id"], "--json")[1])
    assert (shown["body"], shown["context"], shown["cost"]) == (
        "while the disk was away\n",
        "guild",
        "3 days",
    )
    assert drafts(lineage) == []
    assert not away.exists()
    assert not list((away.parent.parent / "origins").iterdir())


def test_what_no_journal_could_take_is_opened_or_dropped_and_comes_back(lineage, journal, away, editor):
    (one,) = drafts(lineage)
    assert lineage("drafts", one["name"], "--drop")[0] == 0
    assert (drafts(lineage), away.exists()) == ([], False)
    assert lineage("undo")[0] == 0
    (again,) = drafts(lineage)
    assert again["first_line"] == "while the disk was away"
    assert again["origin"]["context"] == "guild"
    editor('printf ", and back" >> "$1"')
    assert lineage("drafts", again["name"], "--edit")[0] == 0
    assert "while the disk was away, and back" in lineage("list")[1]
    assert drafts(lineage) == []


def test_what_was_meant_for_another_journal_is_not_offered_here(lineage, journal, away, tmp_path):
    other = type(journal).create(tmp_path / "other")
    assert other.unsaved() == []
    assert other.newest_draft() is None
    assert journal.newest_draft().first_line == "while the disk was away"
    assert "while the disk was away" not in str(other.check())


def test_what_was_written_where_no_journal_is_may_be_had_by_any(lineage, tmp_path):
    from lineage.cli.main import call

    assert call(["--journal", str(tmp_path / "nowhere"), "add", "-q", "no journal yet"]) == 1
    (one,) = drafts(lineage)
    assert (one["first_line"], one["elsewhere"]) == ("no journal yet", True)
    assert lineage("drafts", one["name"], "--save")[0] == 0
    assert "no journal yet" in lineage("list")[1]


def test_a_copy_among_ones_own_drafts_is_forgotten_too(lineage, away):
    one = lineage("add", "-q", "while the disk was away")[1].strip()
    (found,) = drafts(lineage)
    assert found["state"] == "saved"
    assert lineage("forget", one, "--yes")[0] == 0
    assert not away.exists()
    assert not list((away.parent.parent / "origins").iterdir())


def undone(lineage):
    return json.loads(lineage("drafts", "--undone", "--json")[1])


def test_a_draft_that_was_saved_is_back_after_an_undo_with_what_was_given(lineage, journal):
    draft = keep_draft(journal.folder, "new", "half a thought\n", Origin(context="guild"))
    before = drafts(lineage)
    assert lineage("drafts", draft.stem, "--save")[0] == 0
    assert drafts(lineage) == []
    assert lineage("undo")[0] == 0
    (after,) = drafts(lineage)
    assert {**after, "changed": ""} == {**before[0], "changed": ""}
    assert undone(lineage) == []
    assert lineage("drafts", draft.stem, "--save")[0] == 0
    assert "half a thought" in lineage("list")[1]


def test_an_edit_that_was_saved_from_its_draft_is_back_after_an_undo(lineage, first, editor):
    one, path = first
    editor('echo "more words" >> "$1"; exit 1')
    assert lineage("edit", one)[0] == 1
    (found,) = drafts(lineage)
    for _ in range(2):
        assert lineage("drafts", found["name"], "--save")[0] == 0
        assert path.read_text().endswith("first seen\nmore words\n")
        assert lineage("undo")[0] == 0
        assert path.read_text().endswith("first seen\n")
        assert [one["name"] for one in drafts(lineage)] == [found["name"]]


def test_a_draft_that_was_only_the_safety_of_an_editor_does_not_come_back(lineage, first, editor):
    one, _ = first
    editor('echo "more words" >> "$1"')
    assert lineage("edit", one)[0] == 0
    assert lineage("undo")[0] == 0
    assert drafts(lineage) == []
    (found,) = undone(lineage)
    assert found["kind"] == "undone"


def test_what_was_added_and_undone_is_listed_and_had_back_as_itself(lineage, journal, first):
    one, path = first
    data = path.read_bytes()
    code, _, err = lineage("undo")
    assert (code, "`lineage drafts --undone` lists it" in err) == (0, True)
    assert drafts(lineage) == []
    assert lineage("check")[0] == 0
    (found,) = undone(lineage)
    assert (found["state"], found["first_line"]) == ("whole", "first seen")
    assert f"undone {one}" in lineage("drafts", "--undone")[1]
    assert "first seen" in lineage("drafts", found["name"])[1]
    assert lineage("drafts", found["name"], "--save")[0] == 0
    assert path.read_bytes() == data
    assert undone(lineage) == []
    assert lineage("undo")[0] == 0
    assert not path.exists()
    assert [one["first_line"] for one in undone(lineage)] == ["first seen"]


def test_an_edit_that_was_undone_is_applied_where_its_entry_is_what_it_was(lineage, first):
    one, path = first
    assert lineage("edit", one, "--set", "outcome=held")[0] == 0
    after = path.read_bytes()
    assert lineage("undo")[0] == 0
    (found,) = undone(lineage)
    assert lineage("drafts", found["name"], "--save")[0] == 0
    assert path.read_bytes() == after


def test_an_edit_that_was_undone_is_kept_beside_an_entry_that_moved_on(lineage, first):
    one, path = first
    assert lineage("edit", one, "--set", "outcome=held")[0] == 0
    assert lineage("undo")[0] == 0
    assert lineage("edit", one, "--set", "outcome=stall")[0] == 0
    (found,) = undone(lineage)
    code, _, err = lineage("drafts", found["name"], "--save")
    assert (code, "was not written over it" in err) == (1, True)
    assert "outcome: stall" in path.read_text()
    assert "outcome: held" in next(path.parent.glob("*.conflict-*.md")).read_text()


def test_a_text_that_was_undone_is_forgotten_with_its_entry(lineage, journal, first):
    one, _ = first
    assert lineage("edit", one, "--set", "outcome=held")[0] == 0
    assert lineage("undo")[0] == 0
    assert lineage("forget", one, "--yes")[0] == 0
    assert undone(lineage) == []


def test_a_draft_that_an_editor_took_away_is_not_said_to_be_kept(lineage, first, editor):
    one, path = first
    before = path.read_bytes()
    editor('rm "$1"')
    code, _, err = lineage("edit", one)
    assert (code, "is not there any more" in err, "is kept" in err) == (1, True, False)
    assert path.read_bytes() == before
