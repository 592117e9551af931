"""Disks that are full, files that may not grow, folders that may not be written: told, and nothing lost."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

resource = pytest.importorskip("resource", reason="files cannot be limited here")

TEXT = "words on a bad day " * 40
NOBODY = 65534


def limited(length):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (length, length))


@pytest.mark.parametrize("length", [10, 100, 300, 600, 900])
def test_a_file_that_may_not_grow_is_told_and_leaves_no_half(command, length, tried):
    assert command.run("init", str(command.journal)).code == 0
    with tried("add", "file size limit", "bytes"):
        done = command.process("add", "-q", input=TEXT, preexec_fn=limited(length))
        assert done.returncode == 1
        assert "not saved" in done.stderr
        assert "File too large" in done.stderr
        kept = [data for data in command.everything() if TEXT.strip().encode() in data]
        assert kept or TEXT.strip() in done.stderr
        assert command.entries() == {}
        assert command.run("add", "-q", stdin=TEXT).code == 0
        assert len(command.entries()) == 1


@pytest.mark.parametrize("length", [100, 300, 600])
def test_an_edit_that_may_not_grow_leaves_the_old_text(command, length, tried):
    assert command.run("init", str(command.journal)).code == 0
    one = command.run("add", "-q", "first").out.strip()
    before = command.entries()
    with tried("edit", "file size limit", "bytes"):
        done = command.process("edit", one, "--set", f"cost={TEXT}", preexec_fn=limited(length))
        assert done.returncode == 1
        assert command.entries() == before
        assert command.process("edit", one, "--set", f"cost={TEXT}").returncode == 0


@pytest.fixture
def as_nobody(tmp_path):
    """Runs a command line as a user who is not root, with HOME where that user may write."""
    if os.geteuid() != 0:
        return lambda argv, **options: subprocess.run(argv, check=False, **options)
    if shutil.which("setpriv") is None:
        pytest.skip("setpriv is not installed, and root may write everywhere")
    for folder in (tmp_path, *tmp_path.parents):
        if folder != Path("/tmp"):
            folder.chmod(folder.stat().st_mode | 0o055) if folder.stat().st_uid == 0 and folder != Path(
                "/"
            ) else None
    prefix = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    if subprocess.run([*prefix, "true"], check=False).returncode:
        pytest.skip("setpriv cannot take another user here")
    return lambda argv, **options: subprocess.run([*prefix, *argv], check=False, **options)


def give(*places):
    for place in places:
        for path in (place, *place.rglob("*")):
            os.chown(path, NOBODY, NOBODY)


@pytest.mark.parametrize("closed", ["entries", "entries/2026", ".lineage/undo"])
def test_a_folder_that_may_not_be_written_is_told_and_the_text_kept(command, as_nobody, closed, tried):
    assert command.run("init", str(command.journal)).code == 0
    assert command.run("add", "-q", "first").code == 0
    one = command.run("list", "--json").out
    before = command.entries()
    if os.geteuid() == 0:
        give(command.journal, command.place / "home", command.place / "cache")
        if as_nobody(command.argv("--version"), env=command.environment, capture_output=True).returncode:
            pytest.skip("another user may not read the program here")
    year = Path(next(iter(before))).parts[1]
    folder = command.journal / closed.replace("2026", year)
    mode = stat.S_IMODE(folder.stat().st_mode)
    folder.chmod(0o500)
    if closed == "entries":
        shutil.rmtree(folder / year)
        shutil.rmtree(command.place / "cache")  # else this is a disk that is not mounted
        before = {}
    try:
        with tried("add", "read-only folder", closed):
            done = as_nobody(
                command.argv("add", "-q"),
                env=command.environment,
                input=TEXT,
                capture_output=True,
                text=True,
                cwd=command.place,
            )
            assert done.returncode == 1, done
            assert "not saved" in done.stderr
            named = [Path(name) for name in re.findall(r"/[^\s,;:]+\.md", done.stderr)]
            assert any(TEXT.strip() in path.read_text() for path in named if path.is_file()), done.stderr
            assert command.entries() == before
    finally:
        folder.chmod(mode)
    assert one


def test_a_full_disk_is_told_and_goes_on_once_there_is_room(command, root, tried):
    place = command.place / "small"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
    try:
        command.journal = place / "journal"
        assert command.run("init", str(command.journal)).code == 0
        ids = []
        with tried("add", "full tmpfs", "disk"):
            while (done := command.run("add", "-q", stdin=TEXT * 20)).code == 0:
                ids.append(done.out.strip())
            assert done.code == 1
            assert "No space left" in done.err
            assert TEXT.strip() in done.err or any(
                TEXT.strip().encode() in data for data in command.everything()
            )
            assert len(command.entries()) == len(ids) > 5
            assert all(data.endswith(TEXT.strip().encode() + b"\n") for data in command.entries().values())
        with tried("edit", "full tmpfs", "disk"):
            done = command.run("edit", ids[0], "--set", "outcome=held")
            assert done.code in (0, 1)
            assert len(command.entries()) == len(ids)
        with tried("undo", "full tmpfs", "disk"):
            command.run("undo")
            held = command.everything()
            assert sum(TEXT.strip().encode() in data for data in held) >= len(ids)
        subprocess.run(["mount", "-o", "remount,size=4m", str(place)], check=True)
        assert command.run("add", "-q", stdin=TEXT).code == 0
        assert command.run("list").code == 0
    finally:
        subprocess.run(["umount", str(place)], check=True)
