"""Several processes at one journal: every entry and every version is there, and no reader meets half of one."""

from __future__ import annotations

import subprocess
import sys

ADDER = """
import sys
from lineage.cli.main import call
codes = {call(["--journal", sys.argv[1], "add", "-q", f"seen by {sys.argv[2]}, number {n}"]) for n in range(int(sys.argv[3]))}
sys.exit(codes != {0})
"""
READER = """
import sys
from pathlib import Path
from lineage.store.entries import read_entry
from lineage.store.listing import list_files
journal, reads = Path(sys.argv[1]), 0
while not (journal / "done").exists() or not reads:
    for item in list_files(journal):
        try:
            entry, problems = read_entry(item.path, journal)
        except FileNotFoundError:
            continue
        if entry is None or problems or not entry.body.endswith("\\n"):
            print("torn:", item.path, problems)
            sys.exit(1)
        reads += 1
print(reads)
"""
EDITOR = """
import sys
from pathlib import Path
from lineage.errors import ChangedError
from lineage.journal import Journal
journal = Journal(Path(sys.argv[1]))
for number in range(int(sys.argv[4])):
    entry = journal.entry(sys.argv[2])
    text, read = journal.source(entry)
    mark = f"version {number} of {sys.argv[3]}"
    draft = journal.keep_edit(entry, text, read=read)
    try:
        journal.save(entry, text + mark + "\\n", read=read, draft=draft)
    except ChangedError:
        print("beside", mark, sep="\\t", flush=True)
    else:
        journal.drop_draft(draft)
        print("saved", mark, sep="\\t", flush=True)
"""


def start(command, script, *words):
    return subprocess.Popen(
        [sys.executable, "-c", script, str(command.journal), *words],
        env=command.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished(process):
    out, err = process.communicate(timeout=600)
    assert process.returncode == 0, f"{out}\n{err}"
    return out


def test_eight_processes_add_a_hundred_each_and_all_are_there(command, tried, quick):
    each = 20 if quick else 100
    assert command.run("init", str(command.journal)).code == 0
    reader = start(command, READER)
    with tried("add", "8 processes", "entries", 8 * each):
        for writer in [start(command, ADDER, str(number), str(each)) for number in range(8)]:
            finished(writer)
        (command.journal / "done").touch()
        reads = int(finished(reader))
        assert reads > 0
        bodies = [data.partition(b"---\n\n")[2] for data in command.entries().values()]
        assert sorted(bodies) == sorted(
            f"seen by {a}, number {n}\n".encode() for a in range(8) for n in range(each)
        )
        assert command.left_over() == []
        assert command.run("check").code == 0


def test_four_processes_edit_one_entry_and_no_version_vanishes(command, tried, quick):
    each = 10 if quick else 50
    assert command.run("init", str(command.journal)).code == 0
    one = command.run("add", "-q", "edited by four").out.strip()
    reader = start(command, READER)
    with tried("edit", "4 processes", "versions", 4 * each):
        writers = [start(command, EDITOR, one, str(number), str(each)) for number in range(4)]
        told = [line.split("\t") for writer in writers for line in finished(writer).splitlines()]
        (command.journal / "done").touch()
        assert int(finished(reader)) > 0
        assert len(told) == 4 * each
        assert {how for how, _ in told} == {"saved", "beside"}
        (path,) = command.entries()
        now = (command.journal / path).read_text()
        beside = [found.read_text() for found in (command.journal / "entries").rglob("*.conflict-*.md")]
        for how, mark in told:
            assert (mark + "\n" in now) if how == "saved" else any(mark + "\n" in text for text in beside), (
                mark
            )
        assert [left for left in command.left_over() if ".conflict-" not in left] == []
