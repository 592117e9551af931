from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lineage.journal import Journal
from lineage.store.listing import MissingEntriesError, list_files, strays

ENTRY = "---\nid: 20260101-{id}\nkind: observation\nrecorded: 2026-01-01\n---\n\nBody.\n"


@pytest.fixture
def journal(tmp_path):
    Journal.create(tmp_path / "own")
    year = tmp_path / "own" / "entries" / "2026"
    year.mkdir()
    (year / "20260101-aaaaaaaa.md").write_text(ENTRY.format(id="aaaaaaaa"))
    return tmp_path / "own"


def names(journal):
    return sorted(Path(item.path).relative_to(journal / "entries").as_posix() for item in list_files(journal))


def test_hidden_files_other_files_and_edits_that_lost_are_no_entries(journal):
    for name in (
        ".20260101-bbbbbbbb.abc.tmp",
        "notes.txt",
        "20260101-aaaaaaaa.conflict-12345678.md",
        ".hidden.md",
    ):
        (journal / "entries" / "2026" / name).write_text("x")
    assert names(journal) == ["2026/20260101-aaaaaaaa.md"]
    assert [problem.path for problem in strays(journal)] == [
        "entries/2026/20260101-aaaaaaaa.conflict-12345678.md"
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="a link needs a right there")
def test_a_year_that_is_a_link_is_named_by_check_and_its_files_are_not_read(journal, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "20250101-cccccccc.md").write_text(ENTRY.format(id="cccccccc"))
    (journal / "entries" / "2025").symlink_to(elsewhere)
    assert names(journal) == ["2026/20260101-aaaaaaaa.md"]
    found = [(one.path, one.message) for one in Journal(journal).check() if "link" in one.message]
    assert found == [("entries/2025", "a link, not followed: nothing in it is read")]


@pytest.mark.skipif(sys.platform == "win32", reason="a link needs a right there")
def test_a_file_that_is_a_link_is_named_by_check(journal, tmp_path):
    outside = tmp_path / "outside.md"
    outside.write_text(ENTRY.format(id="dddddddd"))
    (journal / "entries" / "2026" / "20260101-dddddddd.md").symlink_to(outside)
    said = [(one.path, one.message) for one in Journal(journal).check() if "link" in one.message]
    assert said == [("entries/2026/20260101-dddddddd.md", "a link, not followed")]


def test_entries_that_are_not_there_are_an_error_and_never_an_empty_journal(journal):
    (journal / "entries" / "2026" / "20260101-aaaaaaaa.md").unlink()
    (journal / "entries" / "2026").rmdir()
    (journal / "entries").rmdir()
    with pytest.raises(MissingEntriesError):
        next(list_files(journal))
