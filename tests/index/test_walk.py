from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys

import pytest

from lineage.index import look as looking
from lineage.index import sync
from lineage.index.look import EmptyFolderError
from lineage.index.sync import look_again, refresh
from lineage.index.walk import UnlistedError
from lineage.store.values import read_values

TEXT = "---\nid: 20261124-{id}\nkind: observation\nrecorded: 2026-11-24\n---\n\n{body}\n"
LONG_AGO = 10_000_000_000


@pytest.fixture
def place(tmp_path):
    (tmp_path / "entries" / "2026").mkdir(parents=True)
    return tmp_path


def put(place, name, body="Body."):
    """Write a file as editors do: another one in its place."""
    path = place / "entries" / "2026" / f"20261124-{name}.md"
    fresh = path.with_name(f".{name}.tmp")
    fresh.write_text(TEXT.format(id=name, body=body))
    fresh.replace(path)
    return path


def look(place, *, full=False):
    return refresh(
        place / "cache" / "index.db", place / "entries", lambda path: read_values(path, place), full=full
    )


def texts(place):
    with sqlite3.connect(place / "cache" / "index.db") as connection:
        found = dict(connection.execute("SELECT substr(id, 10), trim(text, char(10)) FROM entries"))
    connection.close()
    return found


@pytest.fixture
def settled(place, monkeypatch):
    """Three entries in an index that trusts every stamp: as if they were written long ago."""
    monkeypatch.setattr("lineage.index.walk.RACY_NS", -LONG_AGO)
    for name in ("aaaaaaaa", "bbbbbbbb", "cccccccc"):
        put(place, name)
    look(place)
    return place


def test_a_quick_look_sees_an_edit_that_replaced_the_file(settled):
    put(settled, "bbbbbbbb", body="edited")
    found = look(settled)
    assert (found.added, found.changed, found.gone, found.full) == (0, 1, 0, False)
    assert texts(settled)["bbbbbbbb"] == "edited"


def test_a_quick_look_sees_a_file_that_was_replaced_twice_and_has_its_old_inode_back(settled):
    path = settled / "entries" / "2026" / "20261124-bbbbbbbb.md"
    before = path.stat().st_ino
    # The inode that comes back: the file itself, moved away and back with another text.
    path.rename(settled / "elsewhere")
    (settled / "elsewhere").write_text(TEXT.format(id="bbbbbbbb", body="edited twice"))
    (settled / "elsewhere").rename(path)
    assert path.stat().st_ino == before
    look(settled)
    assert texts(settled)["bbbbbbbb"] == "edited twice"


def test_a_quick_look_sees_what_was_added_removed_renamed_and_moved_to_another_folder(settled):
    entries = settled / "entries"
    put(settled, "dddddddd")
    (entries / "2026" / "20261124-aaaaaaaa.md").unlink()
    (entries / "2027" / "deeper").mkdir(parents=True)
    (entries / "2026" / "20261124-bbbbbbbb.md").rename(entries / "2027" / "deeper" / "moved.md")
    found = look(settled)
    assert (found.added, found.gone) == (2, 2)
    assert sorted(texts(settled)) == ["bbbbbbbb", "cccccccc", "dddddddd"]
    shutil.rmtree(entries / "2027")
    look(settled)
    assert sorted(texts(settled)) == ["cccccccc", "dddddddd"]


def test_an_edit_in_place_is_seen_by_a_full_look_or_where_the_index_was_told(settled):
    path = settled / "entries" / "2026" / "20261124-aaaaaaaa.md"
    path.write_text(TEXT.format(id="aaaaaaaa", body="in place"))
    look(settled)
    assert texts(settled)["aaaaaaaa"] == "Body."
    look_again(settled / "cache" / "index.db", ["2026/20261124-aaaaaaaa.md"])
    look(settled)
    assert texts(settled)["aaaaaaaa"] == "in place"
    path.write_text(TEXT.format(id="aaaaaaaa", body="again"))
    assert look(settled, full=True).changed == 1
    assert texts(settled)["aaaaaaaa"] == "again"


def test_a_quick_look_after_ten_minutes_is_a_full_one(settled, monkeypatch):
    monkeypatch.setattr(sync, "FULL_EVERY", 0.0)
    assert look(settled).full


def test_an_entries_folder_that_is_suddenly_empty_is_no_decision(settled, monkeypatch):
    monkeypatch.setattr(looking, "SUSPICIOUS", 3)
    shutil.rmtree(settled / "entries" / "2026")
    with pytest.raises(EmptyFolderError, match="held 3 files"):
        look(settled)
    with pytest.raises(EmptyFolderError):
        look(settled, full=True)
    assert len(texts(settled)) == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list every folder")
def test_a_folder_that_cannot_be_listed_is_not_taken_as_empty(settled):
    (settled / "entries" / "2026").chmod(0)
    try:
        with pytest.raises(UnlistedError):
            look(settled, full=True)
    finally:
        (settled / "entries" / "2026").chmod(0o700)


def test_the_topmost_folder_going_away_is_an_error(settled):
    shutil.rmtree(settled / "entries")
    with pytest.raises(UnlistedError):
        look(settled)
    assert len(texts(settled)) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take only names that are text")
def test_a_file_name_that_is_no_text_is_left_alone(settled):
    name = os.fsdecode(b"20261124-\xff.md")
    (settled / "entries" / "2026" / name).write_text(TEXT.format(id="eeeeeeee", body="x"))
    (settled / "entries" / os.fsdecode(b"\xfe")).mkdir()
    look(settled)
    look(settled, full=True)
    assert len(texts(settled)) == 3


def test_most_of_the_files_changing_builds_the_index_anew(settled, monkeypatch):
    monkeypatch.setattr(looking, "BULK", 2)
    for name in ("aaaaaaaa", "bbbbbbbb", "cccccccc"):
        put(settled, name, body="all new")
    assert "most of its files" in look(settled).rebuilt
    assert set(texts(settled).values()) == {"all new"}


@pytest.mark.skipif(sys.platform == "win32", reason="a link needs a right there")
@pytest.mark.parametrize("full", [False, True], ids=["quick", "full"])
def test_a_folder_that_a_link_was_put_in_the_place_of_is_not_followed(settled, full):
    (settled / "entries" / "2026").rename(settled / "elsewhere")
    (settled / "entries" / "2026").symlink_to(settled / "elsewhere")
    put_elsewhere = settled / "elsewhere" / "20261124-eeeeeeee.md"
    put_elsewhere.write_text(TEXT.format(id="eeeeeeee", body="not ours"))
    found = look(settled, full=full)
    assert (found.added, found.gone) == (0, 3)
    assert texts(settled) == {}
    assert look(settled, full=True).files == 0


def test_a_file_and_a_folder_that_came_while_a_folders_time_was_put_back_are_seen_by_a_full_look(settled):
    entries = settled / "entries"
    times = [(folder, folder.stat()) for folder in (entries, entries / "2026")]
    put(settled, "ffffffff")
    (entries / "2024").mkdir()
    (entries / "2024" / "20241124-gggggggg.md").write_text(TEXT.format(id="gggggggg", body="x"))
    for folder, before in times:
        os.utime(folder, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert look(settled).added == 0
    assert look(settled, full=True).added == 2
    assert look(settled, full=True).files == 5


@pytest.mark.parametrize("gone", ["a file", "a folder"])
def test_what_went_while_a_folders_time_was_put_back_is_seen_by_a_full_look(settled, gone):
    entries = settled / "entries"
    times = [(folder, folder.stat()) for folder in (entries, entries / "2026")]
    if gone == "a file":
        (entries / "2026" / "20261124-aaaaaaaa.md").unlink()
    else:
        shutil.rmtree(entries / "2026")
        (entries / "2026").mkdir()
    for folder, before in times:
        os.utime(folder, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert look(settled).gone == 0
    assert look(settled, full=True).gone == (1 if gone == "a file" else 3)


WORKER = """
import sys
from pathlib import Path
from lineage.index.search import find
from lineage.index.sync import ask
from lineage.model.query import Query
from lineage.store.values import read_values
place, worker = Path(sys.argv[1]), sys.argv[2]
for number in range(12):
    name = f"{worker}{number:07d}"
    path = place / "entries" / "2026" / f"20261124-{name}.md"
    fresh = path.with_name("." + name)
    fresh.write_text("---\\nid: 20261124-" + name + "\\nkind: observation\\nrecorded: 2026-11-24\\n---\\n\\nword" + name + "\\n")
    fresh.rename(path)
    if worker == "0" and number == 6:
        (place / "cache" / "index.db").write_bytes(b"damaged" * 1000)
    found = ask(
        place / "cache" / "index.db", place / "entries", lambda path: read_values(path, place),
        lambda index: find(index, Query.parse("word" + name), lambda _, value: (value,), limit=5),
    )
    assert [row["id"] for row in found.rows] == ["20261124-" + name], name
"""


def test_eight_processes_that_write_and_search_at_once_each_find_what_they_wrote(place):
    look(place)
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, str(place), str(number)], stderr=subprocess.PIPE)
        for number in range(8)
    ]
    faults = [worker.communicate()[1].decode() for worker in workers]
    assert not any(faults), next(fault for fault in faults if fault)
    look(place, full=True)
    assert len(texts(place)) == 96
    assert sorted(path.name for path in (place / "cache").iterdir()) == ["index.db", "index.state"]
