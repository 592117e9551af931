from __future__ import annotations

import os
import sqlite3

import pytest

from lineage.index.sync import refresh
from lineage.store.values import read_values

TEXT = "---\nid: 20261124-{id}\nkind: observation\nrecorded: 2026-11-24\n{more}---\n\n{body}\n"


@pytest.fixture
def place(tmp_path):
    (tmp_path / "entries" / "2026").mkdir(parents=True)
    return tmp_path


def put(place, name, body="Body.", more=""):
    path = place / "entries" / "2026" / f"20261124-{name}.md"
    path.write_text(TEXT.format(id=name, body=body, more=more))
    return path


def look(place, *, full=True):
    return refresh(
        place / "cache" / "index.db", place / "entries", lambda path: read_values(path, place), full=full
    )


def rows(place, sql="SELECT id, text FROM entries ORDER BY id"):
    connection = sqlite3.connect(place / "cache" / "index.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def dump(place):
    """Everything the index says of the journal, apart from when it looked."""
    return {
        "entries": rows(
            place, "SELECT id, title, observed, outcome, path, fields, text, sort FROM entries ORDER BY path"
        ),
        "facets": rows(
            place, "SELECT path, key, value FROM facets JOIN entries ON number = entry ORDER BY 1, 2, 3"
        ),
        "links": rows(place, "SELECT path, follows FROM links JOIN entries ON number = entry ORDER BY 1, 2"),
        "problems": rows(place, "SELECT path, line, message FROM problems ORDER BY 1, 2, 3"),
        "fts": rows(
            place,
            "SELECT path FROM entries_fts JOIN entries ON number = entries_fts.rowid WHERE entries_fts MATCH 'budget' ORDER BY 1",
        ),
    }


@pytest.mark.parametrize("full", [True, False])
def test_added_changed_and_gone_files_are_caught_up_with(place, full):
    first = put(place, "aaaaaaaa")
    put(place, "bbbbbbbb")
    assert look(place).added == 2
    first.unlink()
    put(place, "cccccccc", body="new")
    changed = put(place, "bbbbbbbb", body="edited")
    os.utime(changed, ns=(1, 1))
    found = look(place, full=full)
    assert (found.added, found.gone) == (1, 1)
    assert rows(place) == [("20261124-bbbbbbbb", "edited\n"), ("20261124-cccccccc", "new\n")]


def test_twice_is_once(place):
    put(place, "aaaaaaaa", body="the budget", more="follows:\n  - 20261124-zzzzzzzz\noutcome: stall\n")
    put(place, "bbbbbbbb", more="observed: soon\n")
    look(place)
    before = dump(place)
    again = look(place)
    assert (again.added, again.changed, again.gone) == (0, 0, 0)
    assert dump(place) == before


def test_catching_up_and_building_anew_say_the_same(place):
    put(place, "aaaaaaaa", body="the budget")
    look(place)
    put(place, "bbbbbbbb", body="another budget", more="tensions:\n  - capture\n")
    (place / "entries" / "2027").mkdir()
    (place / "entries" / "2027" / "20270101-cccccccc.md").write_text(
        TEXT.format(id="cccccccc", body="budget", more="")
    )
    put(place, "aaaaaaaa", body="no money, the budget is gone")
    look(place, full=False)
    caught_up = dump(place)
    (place / "cache" / "index.db").unlink()
    look(place)
    assert dump(place) == caught_up
    assert len(caught_up["fts"]) == 3


def test_a_same_size_edit_within_the_same_tick_is_seen(place):
    path = put(place, "aaaaaaaa", body="one")
    look(place)
    status = path.stat()
    path.write_text(TEXT.format(id="aaaaaaaa", body="two", more=""))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    look(place, full=False)
    assert rows(place)[0][1] == "two\n"


@pytest.mark.parametrize("damage", [b"", b"not a database at all", None])
def test_a_broken_index_is_built_anew(place, damage):
    put(place, "aaaaaaaa")
    look(place)
    database = place / "cache" / "index.db"
    if damage is None:
        data = bytearray(database.read_bytes())
        data[0:4096] = b"\xff" * 4096
        damage = bytes(data)
    database.write_bytes(damage)
    look(place, full=False)
    assert rows(place) == [("20261124-aaaaaaaa", "Body.\n")]


def test_a_bad_file_hides_no_other(place):
    put(place, "aaaaaaaa")
    bad = place / "entries" / "2026"
    (bad / "20261124-binary.md").write_bytes(b"\x00\xff")
    (bad / "20261124-broken.md").write_text("---\na: [\n---\n\nx\n")
    (bad / "20261124-huge.md").write_bytes(b"x" * 2_000_000)
    (bad / "20261124-link.md").symlink_to("/etc/hostname")
    (bad / "20261124-conflict.md").write_text("<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n")
    os.mkfifo(bad / "20261124-pipe.md")
    (bad / "notes.txt").write_text("not an entry")
    found = look(place)
    assert found.files == 7
    assert [row[0] for row in rows(place)] == ["20261124-aaaaaaaa"]
    assert len(rows(place, "SELECT DISTINCT path FROM problems")) == 6


def test_looking_never_writes_into_the_journal(place):
    put(place, "aaaaaaaa")
    (place / "entries" / "2026" / "20261124-binary.md").write_bytes(b"\x00\xff")
    before = {path: path.read_bytes() for path in place.joinpath("entries").rglob("*") if path.is_file()}
    look(place)
    look(place, full=False)
    assert {
        path: path.read_bytes() for path in place.joinpath("entries").rglob("*") if path.is_file()
    } == before


def test_what_was_written_just_now_is_read_again_and_its_rows_are_written_only_where_it_says_something_else(
    place,
):
    path = put(place, "aaaaaaaa", body="first")
    look(place)
    before = (place / "cache" / "index.db").read_bytes()
    look(place, full=False)
    look(place, full=True)
    assert (place / "cache" / "index.db").read_bytes() == before
    status = path.stat()
    path.write_text(path.read_text().replace("first", "later"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    look(place, full=False)
    assert [text.strip() for _, text in rows(place)] == ["later"]


def test_a_fault_that_is_mended_is_gone_from_the_index(place):
    put(place, "aaaaaaaa", more="deadline: soon\n")
    look(place)
    assert len(rows(place, "SELECT * FROM problems")) == 1
    put(place, "aaaaaaaa", more="deadline: 2026\n")
    look(place, full=False)
    assert rows(place, "SELECT * FROM problems") == []
