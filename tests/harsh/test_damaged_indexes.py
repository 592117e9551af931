"""Damaged indexes are all noticed and built anew; eight processes write to one without any being told that it is locked."""

from __future__ import annotations

import os
import random
import subprocess
import sys

import pytest

from lineage.index.search import find
from lineage.index.sync import ask, refresh
from lineage.model.query import Query
from lineage.store.values import read_values

COPIES, ENTRIES, WRITES = 120, 400, 60
WORDS = [
    "vote",
    "budget",
    "treasury",
    "council",
    "forum",
    "office",
    "nobody",
    "answered",
    "late",
    "again",
    "meeting",
    "plan",
    "rule",
    "member",
    "key",
]
QUESTIONS = ("vote", "only7", "setting:dao council", "-only3 plan", "tension:plutocracy", "")


def write(place, number):
    path = place / "entries" / f"{2016 + number % 5}" / f"20260101-{number:08d}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    body = " ".join(WORDS[(number * 7 + at * at) % len(WORDS)] for at in range(60))
    path.write_text(
        f"---\nid: 20260101-{number:08d}\nkind: observation\ntitle: Made {number}\nrecorded: 2026-01-01\n"
        f"setting: dao\ntensions:\n  - plutocracy\n---\n\n{body} only{number}\n"
    )
    os.utime(path, (1, 1))


def look(place):
    return refresh(
        place / "cache" / "index.db",
        place / "entries",
        lambda path: read_values(path, place),
        full=True,
    )


def answers(place):
    def question(connection):
        return [
            [
                (row["id"], row["title"], row["snippet"])
                for row in find(connection, Query.parse(text), lambda _, value: (value,), limit=ENTRIES).rows
            ]
            for text in QUESTIONS
        ]

    return ask(
        place / "cache" / "index.db",
        place / "entries",
        lambda path: read_values(path, place),
        question,
    )


def damaged(data, kind, chance):
    """A copy with 16 bytes flipped, a page of zeros, or its end cut off; never the same bytes."""
    bad = bytearray(data)
    while bad == data:
        at = chance.randrange(len(data) - 4096)
        if kind == "16 bytes flipped":
            bad[at : at + 16] = bytes(byte ^ chance.randrange(1, 256) for byte in bad[at : at + 16])
        elif kind == "a page of zeros":
            at -= at % 4096
            bad[at : at + 4096] = bytes(4096)
        else:
            del bad[at:]
    return bytes(bad)


@pytest.mark.parametrize("kind", ["16 bytes flipped", "a page of zeros", "cut short"])
def test_every_damaged_index_is_noticed_and_answers_as_before(kind, tmp_path, monkeypatch, tried, quick):
    monkeypatch.setattr(
        "lineage.index.walk.RACY_NS", -10_000_000_000
    )  # as if all files were written long ago
    for number in range(ENTRIES):
        write(tmp_path, number)
    look(tmp_path)
    right = answers(tmp_path)
    assert len(right[0]) > 100
    assert len(right[1]) == 1
    database, state = tmp_path / "cache" / "index.db", tmp_path / "cache" / "index.state"
    data, known = database.read_bytes(), state.read_bytes()
    chance = random.Random(kind)
    for _ in range(COPIES // (30 if quick else 3)):
        database.write_bytes(damaged(data, kind, chance))
        state.write_bytes(known)
        with tried("damaged index", kind, "noticed"):
            assert look(tmp_path).rebuilt
            assert answers(tmp_path) == right


WRITER = """
import sys
from pathlib import Path
from lineage.index.search import find
from lineage.index.sync import ask
from lineage.model.query import Query
from lineage.store.values import read_values
place, worker, writes = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(writes):
    name = f"{worker}{number:07d}"
    path = place / "entries" / "2026" / f"20261124-{name}.md"
    fresh = path.with_name("." + name)
    fresh.write_text(
        "---\\nid: 20261124-" + name + "\\nkind: observation\\nrecorded: 2026-11-24\\n---\\n\\nword" + name + "\\n"
    )
    fresh.rename(path)
    found = ask(
        place / "cache" / "index.db", place / "entries", lambda path: read_values(path, place),
        lambda index: find(index, Query.parse("word" + name), lambda _, value: (value,), limit=5),
    )
    assert [row["id"] for row in found.rows] == ["20261124-" + name], name
"""


def test_eight_processes_write_to_one_index_and_none_is_told_that_it_is_locked(tmp_path, tried, quick):
    (tmp_path / "entries" / "2026").mkdir(parents=True)
    writes = 6 if quick else WRITES
    with tried("index", "8 processes", "writes", 8 * writes):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, str(tmp_path), str(number), str(writes)],
                stderr=subprocess.PIPE,
            )
            for number in range(8)
        ]
        faults = [writer.communicate(timeout=600)[1].decode() for writer in writers]
        assert not any(faults), next(fault for fault in faults if fault)
        assert look(tmp_path).files == 8 * writes
        assert sorted(path.name for path in (tmp_path / "cache").iterdir()) == ["index.db", "index.state"]
