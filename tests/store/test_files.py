from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from lineage.errors import LineageError
from lineage.store import files


def test_a_new_file_is_the_users_alone_and_leaves_nothing_beside_it(tmp_path):
    os.umask(0)
    path = tmp_path / "a" / "b.md"
    files.write_new(path, "text\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [item.name for item in path.parent.iterdir()] == ["b.md"]


def test_a_new_file_never_overwrites(tmp_path):
    path = tmp_path / "b.md"
    path.write_text("first")
    with pytest.raises(FileExistsError):
        files.write_new(path, "second")
    assert path.read_text() == "first"
    assert [item.name for item in tmp_path.iterdir()] == ["b.md"]


def test_without_hard_links_it_still_does_not_overwrite_and_no_reader_meets_half_a_file(
    tmp_path, monkeypatch
):
    def refuse(*_):
        raise OSError(errno.EPERM, "no links here")

    seen = []
    replace = os.replace

    def look(source, target):
        seen.append(target.read_bytes())
        replace(source, target)

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(os, "replace", look)
    path = tmp_path / "b.md"
    files.write_new(path, "first")
    with pytest.raises(FileExistsError):
        files.write_new(path, "second")
    assert path.read_text() == "first"
    assert seen == [b""]
    assert [item.name for item in tmp_path.iterdir()] == ["b.md"]


def test_a_disk_that_fails_is_not_taken_for_one_without_hard_links(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "link", fail)
    with pytest.raises(files.NotSavedError, match="not saved"):
        files.write_new(tmp_path / "b.md", "first")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_opened_is_no_confirmation(tmp_path, monkeypatch):
    path = tmp_path / "b.md"
    before = os.open

    def fail(place, flags, *rest, **named):
        if flags & os.O_DIRECTORY:
            raise OSError(errno.EIO, "Input/output error")
        return before(place, flags, *rest, **named)

    monkeypatch.setattr(os, "open", fail)
    with pytest.raises(LineageError, match="is written, but the disk did not confirm it"):
        files.write_new(path, "first")
    assert path.read_text() == "first"


def test_a_write_that_fails_is_told_and_tried_once(tmp_path, monkeypatch):
    tried = []

    def full(handle):
        tried.append(handle)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(files.NotSavedError, match=r"not saved.*No space left"):
        files.write_new(tmp_path / "c.md", "new")
    assert len(tried) == 1
    assert list(tmp_path.iterdir()) == []


def test_links_pipes_and_huge_files_are_not_read(tmp_path):
    (tmp_path / "target").write_text("secret")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "huge").open("wb") as huge:
        huge.truncate(10_000_000_000)
    for name, said in (
        ("link", "a link"),
        ("pipe", "not a regular file"),
        ("huge", "10,000,000,000 bytes"),
        ("none", "cannot be opened"),
    ):
        with pytest.raises(files.UnreadableError, match=said):
            files.read_bytes(tmp_path / name)


@pytest.mark.parametrize(
    ("data", "said", "line"), [(b"a\nb\x00c", "NUL", 2), (b"a\n\n\xff", "not UTF-8 at byte 3", 3)]
)
def test_bytes_that_are_no_text_are_named_by_line(data, said, line):
    with pytest.raises(files.UnreadableError, match=said) as caught:
        files.decode(data)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        (errno.ENOSPC, "free space"),
        (errno.EACCES, "change its permissions"),
        (errno.EROFS, "mounted so that it can be written"),
        (errno.EIO, "mend the disk"),
    ],
)
def test_what_to_do_is_said_by_what_the_system_refused(code, hint):
    assert hint in str(files.NotSavedError(Path("a.md"), OSError(code, os.strerror(code))))
