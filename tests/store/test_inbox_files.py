from __future__ import annotations

import os
from datetime import date

import pytest

from lineage.errors import Problem
from lineage.model.fields import MAX_BYTES
from lineage.model.incoming import Draft, Incoming
from lineage.store.inbox import holds, read_inbox, waiting_files


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def read(notes):
    """Drafts as a reader of notes makes them, but for one note it refuses."""
    refused = [note for note in notes if b"refuse" in note.data]
    drafts = tuple(
        Draft(format="inbox", key=note.path, path=note.path, text=note.data.decode())
        for note in notes
        if note not in refused
    )
    problems = tuple(Problem(path=note.path, message="no text", hint="write some") for note in refused)
    return Incoming(format="inbox", drafts=drafts, problems=problems)


def left_alone(folder):
    return {one.name: one.problem.message for one in read_inbox(folder, read) if one.problem}


def test_notes_are_found_in_every_folder_sorted_by_name(tmp_path, inbox):
    (inbox / "phone" / "deep").mkdir(parents=True)
    for name in ("b.txt", "A.MD", "phone/deep/c.md"):
        (inbox / name).write_text("words")
    assert [one.name for one in read_inbox(tmp_path, read)] == ["A.MD", "b.txt", "phone/deep/c.md"]
    assert left_alone(tmp_path) == {}


def test_without_an_inbox_nothing_waits(tmp_path):
    assert waiting_files(tmp_path) == []
    (tmp_path / "inbox").write_text("a file of that name")
    assert waiting_files(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "word"),
    [
        (".note.md.icloud", "iCloud"),
        ("note.md.tmp", "not finished"),
        ("note.md.part", "not finished"),
        ("note.txt.crdownload", "not finished"),
        ("~syncthing~note.md.tmp", "not finished"),
        ("note.md~", "editor's own copy"),
        ("~$note.md", "editor's own copy"),
        ("note.sync-conflict-20261101-120000-ABCDEFG.md", "second of two versions"),
        ("note (conflicted copy 2026-11-01).md", "second of two versions"),
        ("note (Mina's conflicted copy 2026-11-01).txt", "second of two versions"),
        ("note.conflict-1a2b3c4d.md", "second of two versions"),
        ("photo.jpg", "neither .md nor .txt"),
        ("without an ending", "neither .md nor .txt"),
    ],
)
def test_what_a_tool_left_is_named_with_a_word_and_left_alone(tmp_path, inbox, name, word):
    (inbox / name).write_text("half of a no")
    assert word in left_alone(tmp_path)[name]
    assert (inbox / name).read_text() == "half of a no"


@pytest.mark.parametrize(
    "name", [".DS_Store", ".stfolder", ".syncthing.note.md.tmp", ".note.md.swp", ".hidden.md"]
)
def test_what_tools_keep_hidden_is_passed_over(tmp_path, inbox, name):
    (inbox / name).write_text("x")
    (inbox / ".stversions").mkdir()
    (inbox / ".stversions" / "old.md").write_text("x")
    assert waiting_files(tmp_path) == []


def test_a_link_a_pipe_an_empty_and_a_huge_file_are_left_alone(tmp_path, inbox):
    secret = tmp_path / "secret.md"
    secret.write_text("outside")
    (inbox / "link.md").symlink_to(secret)
    (inbox / "folder.md").symlink_to(tmp_path)
    os.mkfifo(inbox / "pipe.txt")
    (inbox / "empty.md").write_bytes(b"")
    (inbox / "blank.md").write_bytes(b" \n\n")
    (inbox / "huge.txt").write_bytes(b"a" * (MAX_BYTES + 1))
    found = left_alone(tmp_path)
    assert {name: message.split(",")[0] for name, message in found.items() if name != "huge.txt"} == {
        "blank.md": "empty",
        "empty.md": "empty",
        "folder.md": "a link",
        "link.md": "a link",
        "pipe.txt": "not a regular file",
    }
    assert "more than" in found["huge.txt"]


def test_a_name_that_is_no_text_is_left_alone(tmp_path, inbox):
    (inbox / os.fsdecode(b"caf\xe9.md")).write_text("words")
    assert list(left_alone(tmp_path).values()) == ["its name is not UTF-8"]


@pytest.mark.skipif(os.getuid() == 0, reason="root reads everything")
def test_what_may_not_be_read_is_left_alone(tmp_path, inbox):
    (inbox / "closed.md").write_text("words")
    (inbox / "closed.md").chmod(0)
    (inbox / "shut").mkdir(mode=0)
    assert [message.split(":")[0] for message in left_alone(tmp_path).values()] == [
        "cannot be opened",
        "cannot be opened",
    ]


def test_an_inbox_that_is_a_link_is_not_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "private.md").write_text("x")
    (tmp_path / "inbox").symlink_to(elsewhere)
    assert left_alone(tmp_path) == {"": "a link, not followed"}


def test_what_the_reader_refuses_is_left_alone_under_its_place_in_the_journal(tmp_path, inbox):
    (inbox / "bad.md").write_text("refuse")
    (one,) = read_inbox(tmp_path, read)
    assert one.problem == Problem(path="inbox/bad.md", message="no text", hint="write some")
    assert one.draft is None


def test_a_note_has_the_day_of_its_file_and_is_known_to_be_what_was_read(tmp_path, inbox):
    (inbox / "a.md").write_text("words")
    os.utime(inbox / "a.md", (1793620800, 1793620800))
    (one,) = read_inbox(tmp_path, read)
    assert one.modified in (date(2026, 11, 2), date(2026, 11, 3))
    assert holds(tmp_path, one)
    (inbox / "a.md").write_text("more words")
    assert not holds(tmp_path, one)
    (inbox / "a.md").unlink()
    assert not holds(tmp_path, one)
