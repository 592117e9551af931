from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys

import pytest

from lineage.journal import Journal
from lineage.store import batch
from lineage.store.batch import PartlySavedError, write_all_new
from lineage.store.files import NotSavedError


@pytest.fixture
def place(tmp_path):
    (tmp_path / "entries").mkdir()
    return tmp_path


def new(count, year="2026"):
    return [(f"entries/{year}/{number:04d}.md", f"note {number}\n".encode()) for number in range(count)]


def present(place):
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())


@pytest.mark.parametrize("count", [0, 1, batch.FEW, batch.FEW + 1, 30])
def test_every_file_is_there_with_its_bytes_for_the_user_alone(place, monkeypatch, count):
    monkeypatch.setattr(batch, "CHUNK", 7)
    wanted = [*new(count), *new(count, "2027")]
    write_all_new(place, wanted)
    assert {path: (place / path).read_bytes() for path in present(place)} == dict(wanted)
    modes = {stat.S_IMODE((place / path).stat().st_mode) for path, _ in wanted}
    assert modes <= ({0o600} if os.name == "posix" else modes)


@pytest.mark.parametrize("taken", [0, 9, 20])
def test_a_name_that_is_taken_is_left_as_it_is_and_what_was_saved_is_told(place, monkeypatch, taken):
    monkeypatch.setattr(batch, "CHUNK", 7)
    wanted = new(30)
    other = place / wanted[taken][0]
    other.parent.mkdir(parents=True)
    other.write_text("another's")
    with pytest.raises(NotSavedError if not taken else PartlySavedError) as told:
        write_all_new(place, wanted)
    assert wanted[taken][0].rpartition("/")[2] in str(told.value)
    assert not taken or f"{taken} of 30 were saved before it" in str(told.value)
    assert other.read_text() == "another's"
    assert present(place) == sorted(path for path, _ in wanted[: taken + 1])


def test_a_disk_that_becomes_full_between_two_passes_leaves_no_half_file_and_no_temporary_one(
    place, monkeypatch
):
    monkeypatch.setattr(batch, "CHUNK", 10)
    write, left = os.write, iter(range(17))

    def full(handle, data):
        if next(left, None) is None:
            write(handle, data[:3])
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(handle, data)

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(
        PartlySavedError, match=r"0017.md: No space.*10 of 30 were saved before it.*lineage undo"
    ):
        write_all_new(place, new(30))
    assert present(place) == [path for path, _ in new(10)]


def test_where_no_pass_tells_of_failures_each_file_is_synced_by_itself(place, monkeypatch):
    monkeypatch.setattr(batch, "TELLS_SINCE", (99, 0))
    synced = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(fsync(handle)))
    write_all_new(place, new(12))
    assert len(synced) >= 12
    assert len(present(place)) == 12


def test_a_sync_that_fails_is_told_and_no_file_gets_its_name(place, monkeypatch):
    monkeypatch.setattr(batch, "TELLS_SINCE", (99, 0))

    def fail(handle):
        raise OSError(errno.EIO, "Input/output error")

    write_all_new(place, new(1, "2025"))
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(NotSavedError, match="Input/output error"):
        write_all_new(place, new(12, "2025")[1:])
    assert present(place) == ["entries/2025/0000.md"]


@pytest.mark.skipif(sys.platform != "linux", reason="the call is Linux's")
def test_a_pass_that_fails_is_told_and_no_file_gets_its_name(place):
    code = (
        "import ctypes, errno, sys\nfrom pathlib import Path\nfrom lineage.store import batch\n"
        "if batch._syncfs() is None:\n    sys.exit(5)\n"
        "def fail(handle):\n    ctypes.set_errno(errno.EIO)\n    return -1\n"
        "batch._syncfs = lambda: fail\n"
        "batch.write_all_new(Path(sys.argv[1]), [(f'entries/2026/{n}.md', b'x') for n in range(9)])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(place)], capture_output=True, text=True, check=False
    )
    if done.returncode == 5:
        pytest.skip("an old Linux")
    assert "Input/output error" in done.stderr
    assert present(place) == []


def test_an_import_that_stops_half_way_is_taken_back_by_one_undo_and_brings_the_rest_when_repeated(
    place, monkeypatch
):
    monkeypatch.setattr(batch, "CHUNK", 5)
    notes = place / "notes"
    notes.mkdir()
    for number in range(12):
        (notes / f"2024-05-{number + 1:02d}.md").write_text(f"What was seen on day {number}\n")
    Journal.create(place / "own")

    def taken_in():
        journal = Journal(place / "own")
        return journal.take_in(journal.intake("folder", notes, {}))

    link, left = os.link, iter(range(8))

    def full(one, other):
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        return link(one, other)

    with monkeypatch.context() as context:
        context.setattr(os, "link", full)
        with pytest.raises(PartlySavedError, match="8 of 12"):
            taken_in()
    journal = Journal(place / "own")
    assert len(journal.entries().entries) == 8
    assert len(taken_in()) == 4
    assert len(Journal(place / "own").entries().entries) == 12
    journal.undo()
    journal.undo()
    assert Journal(place / "own").entries().entries == ()
