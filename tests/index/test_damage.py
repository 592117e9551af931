from __future__ import annotations

import os
import random
import shutil
import sqlite3

import pytest

from lineage.index import schema, state
from lineage.index.search import find
from lineage.index.sync import ask, refresh
from lineage.model.query import Query
from lineage.store.values import read_values

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
COPIES = 24
"""The harsh tests take 120."""


def write(place, number):
    path = place / "entries" / f"{2016 + number % 5}" / f"20260101-{number:08d}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    body = " ".join(WORDS[(number * 7 + at * at) % len(WORDS)] for at in range(60))
    path.write_text(
        f"---\nid: 20260101-{number:08d}\nkind: observation\ntitle: Made {number}\nrecorded: 2026-01-01\n"
        f"setting: dao\ntensions:\n  - plutocracy\n---\n\n{body} only{number}\n"
    )
    os.utime(path, (1, 1))


@pytest.fixture(autouse=True)
def every_stamp_is_trusted(monkeypatch):
    """As if all files were written long ago."""
    monkeypatch.setattr("lineage.index.walk.RACY_NS", -10_000_000_000)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A journal."""
    place = tmp_path_factory.mktemp("damage")
    for number in range(300):
        write(place, number)
    return place


def look(place, *, full=True):
    return refresh(
        place / "cache" / "index.db", place / "entries", lambda path: read_values(path, place), full=full
    )


def answers(place):
    """What searches say: a word of many, a word of one, a facet, everything."""

    def question(connection):
        texts = ("vote", "only7", "setting:dao council", "-only3 plan", "")
        return [
            [
                (row["id"], row["title"], row["snippet"])
                for row in find(connection, Query.parse(text), lambda _, value: (value,), limit=400).rows
            ]
            for text in texts
        ]

    return ask(
        place / "cache" / "index.db", place / "entries", lambda path: read_values(path, place), question
    )


def damaged(data, kind, chance):
    data = bytearray(data)
    at = chance.randrange(len(data) - 4096)
    if kind == "flip":
        data[at : at + 16] = bytes(byte ^ chance.randrange(1, 256) for byte in data[at : at + 16])
    elif kind == "zeroed":
        at -= at % 4096
        data[at : at + 4096] = bytes(4096)
    else:
        del data[at:]
    return bytes(data)


@pytest.mark.parametrize("sealed", [True, False], ids=["as it was built", "caught up with since"])
@pytest.mark.parametrize("kind", ["flip", "zeroed", "cut short"])
def test_a_damaged_index_never_answers_wrongly_after_a_full_look(whole, tmp_path, kind, sealed):
    place = tmp_path / "copy"
    shutil.copytree(whole, place)
    look(place)
    if not sealed:
        write(place, 777)
        look(place, full=False)
    right = answers(place)
    database = place / "cache" / "index.db"
    data, known = database.read_bytes(), (place / "cache" / "index.state").read_bytes()
    chance = random.Random(f"{kind}{sealed}")
    unnoticed = 0
    for _ in range(COPIES // 6):
        bad = damaged(data, kind, chance)
        database.write_bytes(bad)
        (place / "cache" / "index.state").write_bytes(known)
        found = look(place)
        unnoticed += not found.rebuilt and bad != data
        assert answers(place) == right
    if sealed:
        assert unnoticed == 0


def test_a_wrong_title_is_not_shown_even_before_a_full_look(whole, tmp_path):
    place = tmp_path / "copy"
    shutil.copytree(whole, place)
    right = answers(place)
    with sqlite3.connect(place / "cache" / "index.db") as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE entries SET title = 'Wrong' WHERE title = 'Made 7'")
    connection.close()
    assert answers(place) == right


def test_an_index_that_nobody_wrote_to_is_sealed_and_one_that_was_is_checked_row_by_row(whole, tmp_path):
    place = tmp_path / "copy"
    shutil.copytree(whole, place)
    database = place / "cache" / "index.db"
    look(place)
    assert not look(place).rebuilt
    connection = schema.connect(database)
    assert state.damage(connection, database) == ""
    connection.execute("UPDATE entries SET observed = '1999' WHERE number = 3")
    assert "an entry is not what was written" in state.damage(connection, database)
    connection.close()
    assert look(place).rebuilt
    assert not look(place).rebuilt


def test_a_page_of_the_words_that_is_lost_is_found_by_the_full_texts_own_check(whole, tmp_path):
    place = tmp_path / "copy"
    shutil.copytree(whole, place)
    look(place)
    database = place / "cache" / "index.db"
    connection = schema.connect(database)
    connection.execute("DELETE FROM entries_fts_data WHERE id = (SELECT max(id) FROM entries_fts_data)")
    connection.close()
    assert "damaged" in look(place).rebuilt


@pytest.mark.parametrize("left", [b"", b"no state", b"[1]", b'{"looked": "x", "commits": 3}'])
def test_a_lost_or_broken_state_file_costs_a_check_and_no_answer(whole, tmp_path, left):
    place = tmp_path / "copy"
    shutil.copytree(whole, place)
    look(place)
    (place / "cache" / "index.state").write_bytes(left)
    found = look(place, full=False)
    assert found.full
    assert not found.rebuilt
