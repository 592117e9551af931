from __future__ import annotations

import os
import stat

import pytest

from lineage.errors import ChangedError
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


def test_without_hard_links_it_still_does_not_overwrite(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "b.md"
    files.write_new(path, "first")
    with pytest.raises(FileExistsError):
        files.write_new(path, "second")
    assert path.read_text() == "first"


def test_an_edit_that_comes_second_is_kept_beside_the_first(tmp_path):
    path = tmp_path / "b.md"
    path.write_text("old")
    read = files.digest(path.read_bytes())
    path.write_text("theirs")
    with pytest.raises(ChangedError, match="was not written over it"):
        files.replace(path, "mine", read=read, lock=tmp_path / ".lock")
    assert path.read_text() == "theirs"
    kept = [item for item in tmp_path.iterdir() if ".conflict-" in item.name]
    assert [item.read_text() for item in kept] == ["mine"]
    with pytest.raises(ChangedError):
        files.replace(path, "mine", read=read, lock=tmp_path / ".lock")
    assert len([item for item in tmp_path.iterdir() if ".conflict-" in item.name]) == 1


def test_an_edit_keeps_the_mode_and_replaces_the_whole(tmp_path):
    path = tmp_path / "b.md"
    path.write_text("old")
    path.chmod(0o640)
    files.replace(path, "new", read=files.digest(b"old"), lock=tmp_path / ".lock")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_write_that_fails_is_told_and_changes_nothing(tmp_path, monkeypatch):
    path = tmp_path / "b.md"
    path.write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(files.NotSavedError, match=r"not saved.*No space left"):
        files.replace(path, "new", read=files.digest(b"old"), lock=tmp_path / ".lock")
    with pytest.raises(files.NotSavedError):
        files.write_new(tmp_path / "c.md", "new")
    assert path.read_text() == "old"
    assert sorted(item.name for item in tmp_path.iterdir()) == [".lock", "b.md"]


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
