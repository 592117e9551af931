from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys

import pytest

from lineage.errors import ChangedError
from lineage.store import edits, files, swap


@pytest.fixture(params=["exchange", "rename"])
def way(request, monkeypatch):
    """Both ways to write over a file: names exchanged, and where the system cannot, a rename."""
    if request.param == "rename":
        monkeypatch.setattr(edits, "exchange", lambda *_: False)
    return request.param


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "b.md"
    path.write_text("old")
    return path


def replace(path, text, read=b"old"):
    edits.replace(path, text, read=files.digest(read), lock=path.parent / ".lock")


def conflicts(path):
    return sorted(item.read_text() for item in path.parent.iterdir() if ".conflict-" in item.name)


def test_an_edit_keeps_the_mode_and_replaces_the_whole(old, way):
    old.chmod(0o660)
    replace(old, "new")
    assert old.read_text() == "new"
    assert stat.S_IMODE(old.stat().st_mode) == 0o660
    assert sorted(item.name for item in old.parent.iterdir()) == [".lock", "b.md"]


def test_an_edit_that_comes_second_is_kept_beside_the_first_and_once(old, way):
    old.write_text("theirs")
    for _ in range(2):
        with pytest.raises(ChangedError, match="was not written over it"):
            replace(old, "mine")
    assert old.read_text() == "theirs"
    assert conflicts(old) == ["mine"]


def test_a_conflict_copy_whose_name_another_text_has_gets_a_longer_one(old):
    kept = old.with_name(f"b.conflict-{files.digest(b'mine')[:8]}.md")
    kept.write_text("another text")
    old.write_text("theirs")
    with pytest.raises(ChangedError):
        replace(old, "mine")
    assert conflicts(old) == ["another text", "mine"]


def test_a_save_by_another_program_in_the_last_moment_is_put_back(old, monkeypatch):
    exchange = edits.exchange
    theirs = iter(["theirs"])

    def exchange_late(fresh, path):
        for text in theirs:
            new = path.with_name("saved by another")
            new.write_text(text)
            new.replace(path)
        return exchange(fresh, path)

    monkeypatch.setattr(edits, "exchange", exchange_late)
    with pytest.raises(ChangedError):
        replace(old, "mine")
    assert old.read_text() == "theirs"
    assert conflicts(old) == ["mine"]


def test_two_saves_by_another_program_in_the_last_moment_are_both_kept(old, monkeypatch):
    exchange = edits.exchange
    theirs = iter(["theirs", "theirs again"])

    def exchange_late(fresh, path):
        new = path.with_name("saved by another")
        new.write_text(next(theirs))
        new.replace(path)
        return exchange(fresh, path)

    monkeypatch.setattr(edits, "exchange", exchange_late)
    with pytest.raises(ChangedError):
        replace(old, "mine")
    assert old.read_text() == "theirs"
    assert conflicts(old) == ["mine", "theirs again"]


def test_a_file_that_is_gone_is_not_made_again_and_the_text_is_kept(old, way):
    old.unlink()
    with pytest.raises(ChangedError):
        replace(old, "mine")
    assert not old.exists()
    assert conflicts(old) == ["mine"]


def test_an_exchange_that_fails_is_told_and_changes_nothing(old, monkeypatch):
    def fail(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(edits, "exchange", fail)
    with pytest.raises(files.NotSavedError, match="not saved"):
        replace(old, "new")
    assert old.read_text() == "old"
    assert sorted(item.name for item in old.parent.iterdir()) == [".lock", "b.md"]


def test_names_are_exchanged_or_it_is_said_that_they_cannot_be(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("1")
    other.write_text("2")
    done = swap.exchange(one, other)
    assert (one.read_text(), other.read_text()) == (("2", "1") if done else ("1", "2"))
    if done:
        with pytest.raises(OSError, match="No such file"):
            swap.exchange(one, tmp_path / "none")


def test_a_lock_is_seen_by_others_and_goes_with_its_process(tmp_path):
    lock = tmp_path / "a" / "lock"
    script = f"""
import os, pathlib, sys
from lineage.store import edits
with edits.locked(pathlib.Path({str(lock)!r})):
    print("held", flush=True)
    sys.stdin.read()
"""
    assert not edits.is_held(lock)
    holder = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    assert edits.is_held(lock)
    holder.kill()
    holder.communicate()
    assert not edits.is_held(lock)


def test_an_edit_goes_through_where_the_file_system_has_no_locks(old, monkeypatch):
    fcntl = pytest.importorskip("fcntl")

    def refuse(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    replace(old, "new")
    assert old.read_text() == "new"
