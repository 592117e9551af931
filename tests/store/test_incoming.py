from __future__ import annotations

import errno
import os

import pytest

from lineage.errors import LineageError
from lineage.model.entry import MAX_BYTES
from lineage.store.incoming import read_notes


def test_a_folder_that_cannot_be_listed_is_not_taken_for_an_empty_one(tmp_path, monkeypatch):
    for year in ("2024", "2025"):
        (tmp_path / year).mkdir()
        (tmp_path / year / "note.md").write_text("What was seen\n")
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("2025"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    assert len(read_notes(tmp_path, lambda _: True).notes) == 2
    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(LineageError, match=r"2025 cannot be listed: Permission denied; nothing was imported"):
        read_notes(tmp_path, lambda _: True)


def test_each_file_that_is_not_read_is_told_with_its_own_reason(tmp_path):
    folder, outside = tmp_path / "notes", tmp_path / "outside"
    (folder / "sub").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.md").write_text("not of these notes")
    (folder / "note.md").write_text("What was seen\n")
    (folder / "big.md").write_bytes(b"a" * (MAX_BYTES + 1))
    (folder / "sub" / "link.md").symlink_to(outside / "secret.md")
    (folder / "nowhere.md").symlink_to(outside / "none.md")
    (folder / "linked").symlink_to(outside)
    os.mkfifo(folder / "pipe.md")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    found = read_notes(folder, lambda path: path.endswith(".md"))
    assert [note.path for note in found.notes] == ["note.md"]
    assert found.others == ["picture.png"]
    assert [(problem.path, problem.message) for problem in found.problems] == [
        ("big.md", "longer than an entry may be"),
        ("linked", "a linked folder, not followed"),
        ("nowhere.md", "a link, not followed"),
        ("pipe.md", "not a regular file"),
        ("sub/link.md", "a link, not followed"),
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_says_so_and_stops_nothing(tmp_path):
    (tmp_path / "a.md").write_text("closed")
    (tmp_path / "a.md").chmod(0)
    (tmp_path / "b.md").write_text("open")
    found = read_notes(tmp_path, lambda _: True)
    assert [note.path for note in found.notes] == ["b.md"]
    assert [problem.message for problem in found.problems] == ["cannot be opened: Permission denied"]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (
            lambda path: path.symlink_to("/etc/hostname"),
            "a link, not followed; nothing was imported; name what it leads to",
        ),
        (lambda path: path.symlink_to(path), "a link, not followed"),
        (os.mkfifo, "not a regular file; nothing was imported"),
        (lambda _: None, "no file or folder"),
    ],
)
def test_a_named_file_that_cannot_be_read_is_refused_with_the_reason(tmp_path, make, said):
    make(tmp_path / "note.md")
    with pytest.raises(LineageError, match=said):
        read_notes(tmp_path / "note.md", lambda _: True, journal=tmp_path / "journal")


@pytest.fixture
def journal(tmp_path):
    """A journal whose entries lie on another disk, beside other notes of its writer."""
    place, disk = tmp_path / "home" / "journal", tmp_path / "home" / "disk"
    (place / "inbox").mkdir(parents=True)
    (disk / "2026").mkdir(parents=True)
    (place / "entries").symlink_to(disk)
    (disk / "2026" / "entry.md").write_text("an entry")
    (place / "lineage.toml").write_text("")
    (place / "old").mkdir()
    (place / "old" / "note.md").write_text("of another tool")
    (place.parent / "note.md").write_text("beside the journal")
    return place


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (".", "this journal itself"),
        ("old/..", "this journal itself"),
        ("entries", "this journal's own entries"),
        ("entries/2026/entry.md", "this journal's own entries"),
        ("../disk/2026", "this journal's own entries"),
        ("inbox", "own inbox; nothing was imported; `lineage inbox --all`"),
        ("lineage.toml", "own lineage.toml"),
        (".lineage/undo", r"own \.lineage"),
    ],
)
def test_the_journal_and_what_is_its_own_are_not_read_as_notes(journal, path, said):
    with pytest.raises(LineageError, match=said):
        read_notes(journal / path, lambda _: True, journal=journal)


def test_other_notes_in_the_journals_folder_and_around_it_are_read_without_its_own(journal):
    assert [note.path for note in read_notes(journal / "old", lambda _: True, journal=journal).notes] == [
        "note.md"
    ]
    found = read_notes(journal.parent, lambda _: True, journal=journal)
    assert [note.path for note in found.notes] == ["note.md"]
    assert [(problem.path, problem.message) for problem in found.problems] == [
        ("disk", "the journal's own"),
        ("journal", "the journal's own"),
    ]
