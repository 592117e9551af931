"""A power cut at 25 moments: what was acknowledged before it is there after it, whole.

The journal lies on a disk that is a file; that file is copied while the writer is stopped and the copy is mounted: the file system
plays its own journal back, as after a cut. What the system held in memory only is not in the copy. A writer that does not sync shows
that the test can fail. What a drive's own cache loses is out of its reach.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

WRITER = """
import sys
from pathlib import Path
from lineage.journal import Journal
journal = Journal(Path(sys.argv[1]))
ids = []
for number in range(100_000):
    if number % 4 == 3:
        entry = journal.entry(ids[-1])
        text, read = journal.source(entry)
        draft = journal.keep_edit(entry, text, read=read)
        journal.save(entry, text + f"more words {number}\\n", read=read, draft=draft)
        journal.drop_draft(draft)
        print(entry.id, f"more words {number}", sep="\\t", flush=True)
    else:
        text = f"seen {number} " + "word " * (number % 50)
        ids.append(journal.add(text.strip(), {}).entry.id)
        print(ids[-1], text.strip(), sep="\\t", flush=True)
"""
MANY = """
import sys, time
from pathlib import Path
from lineage.journal import Journal
journal = Journal(Path(sys.argv[1]))
for number in range(100_000):
    texts = [f"seen {number} by {one}" for one in range(40)]
    for added, text in zip(journal.add_all(texts, {}), texts):
        print(added.entry.id, text, sep="\\t")
    sys.stdout.flush()
    time.sleep(0.15)  # the disk is a small one
"""
NAIVE = """
import sys, time
from pathlib import Path
folder = Path(sys.argv[1]) / "entries" / "2026"
folder.mkdir(parents=True, exist_ok=True)
for number in range(100_000):
    text = f"seen {number}"
    (folder / f"20260101-{number:08}.md").write_text(f"---\\nid: 20260101-{number:08}\\n---\\n\\n{text}\\n")
    print(f"20260101-{number:08}", text, sep="\\t", flush=True)
    time.sleep(0.002)
"""


@contextmanager
def mounted(image, place, options):
    place.mkdir(exist_ok=True)
    done = subprocess.run(
        ["mount", "-o", options, str(image), str(place)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"a file cannot be mounted as a disk here: {done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def image(tmp_path, root):
    path = tmp_path / "disk"
    with path.open("wb") as opened:
        opened.truncate(64 << 20)
    done = subprocess.run(["mkfs.ext4", "-q", str(path)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no ext4 can be made here: {done.stderr.strip()}")
    return path


def cuts(image, tmp_path, script, number, environment):
    """Acknowledged (id, text) pairs before each cut, and the mounted disk as it is after it."""
    with mounted(image, tmp_path / "mounted", "loop,commit=30") as disk:
        subprocess.run(
            [sys.executable, "-m", "lineage", "init", str(disk / "journal")], env=environment, check=True
        )
        subprocess.run(["sync", "-f", str(disk)], check=True)
        with (tmp_path / "said").open("wb") as said:
            writer = subprocess.Popen(
                [sys.executable, "-c", script, str(disk / "journal")], stdout=said, env=environment
            )
            try:
                yield from stopped(writer, image, tmp_path, number)
            finally:
                writer.kill()
                writer.wait()


def stopped(writer, image, tmp_path, number):
    chance = random.Random(20261120)
    while not (tmp_path / "said").stat().st_size:
        assert writer.poll() is None
        time.sleep(0.05)
    for _ in range(number):
        time.sleep(chance.uniform(0.05, 0.5))
        assert writer.poll() is None
        writer.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, writer.pid, os.WSTOPPED | os.WNOWAIT)
        whole = (tmp_path / "said").read_text().rpartition("\n")[0]
        acknowledged = [line.split("\t", 1) for line in whole.splitlines()]
        cut = tmp_path / "cut"
        subprocess.run(["cp", "--sparse=always", str(image), str(cut)], check=True)
        writer.send_signal(signal.SIGCONT)
        with mounted(cut, tmp_path / "after", "loop") as disk:
            yield acknowledged, disk / "journal"
        cut.unlink()


@pytest.fixture
def environment(command):
    return command.environment


SCRIPTS = {"add and edit": WRITER, "many at once": MANY}


@pytest.mark.parametrize("what", SCRIPTS)
def test_nothing_acknowledged_is_lost_by_a_power_cut(what, image, tmp_path, environment, tried, quick):
    from lineage.store.entries import read_entry
    from lineage.store.listing import list_files

    checked = 0
    for acknowledged, journal in cuts(image, tmp_path, SCRIPTS[what], 5 if quick else 25, environment):
        with (
            tried(what, "power cut", "cuts"),
            tried(what, "power cut", "acknowledged", len(acknowledged)),
        ):
            read = {}
            for item in list_files(journal):
                entry, problems = read_entry(item.path, journal)
                assert entry is not None, f"torn: {problems}"
                assert not problems
                read[entry.id] = entry.body
            for identifier, text in acknowledged:
                assert identifier in read, f"{identifier} was acknowledged and is lost"
                assert text in read[identifier], f"{identifier} was acknowledged with {text!r}"
        checked += len(acknowledged)
    assert checked > 100


def test_a_writer_that_does_not_sync_loses_entries_in_the_same_trial(image, tmp_path, environment, tried):
    lost = total = 0
    for acknowledged, journal in cuts(image, tmp_path, NAIVE, 3, environment):
        for identifier, text in acknowledged:
            path = journal / "entries" / "2026" / f"{identifier}.md"
            total += 1
            lost += not path.is_file() or text not in path.read_text()
    assert total > 100
    assert lost > total / 2
