"""What is known of an index from outside: when every file was last looked at, and what its bytes add up to.

SQLite alone misses most damage (`quick_check` 34 of 40 flipped passages), and holding every row against every other costs
seconds at 100,000 entries. So `lineage index` seals the file with a checksum of its bytes beside it; where nothing was written
since (SQLite counts its commits) one pass over the bytes tells every change that was not ours.
"""

from __future__ import annotations

import json
import os
import time
import zlib
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

from lineage.index import names
from lineage.index.schema import CHECKED, checksum

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_COUNTER = slice(24, 28)
"""Where SQLite's file header counts commits."""


def _beside(database: Path) -> Path:
    return database.with_name("index.state")


def _read(database: Path) -> dict[str, Any]:
    try:
        found = json.loads(_beside(database).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(database: Path, known: dict[str, Any]) -> None:
    """Written whole, beside the index; losing it costs one full look and one thorough check."""
    fresh = database.with_name(f"index.state.{os.getpid()}.new")
    with suppress(OSError):
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            json.dump(known, opened)
        fresh.replace(_beside(database))


def is_stale(database: Path, after: float) -> bool:
    """True where the last full look is more than ``after`` seconds ago, or in the future."""
    looked = _read(database).get("looked")
    return not isinstance(looked, int | float) or not 0 <= time.time() - looked < after


def note_look(database: Path, looked: float) -> None:
    """Remember when every file was looked at."""
    _write(database, _read(database) | {"looked": looked})


def forget(database: Path) -> None:
    """Have the next look be a full one, and the next check a thorough one."""
    _beside(database).unlink(missing_ok=True)


def seal(connection: sqlite3.Connection, database: Path) -> None:
    """Remember what the bytes add up to, as they are now; nothing to do where the last seal still holds."""
    known = _read(database)
    if known.get("commits") != _commits(database):
        _write(database, known | _sum_held(connection, database))


def seal_new(database: Path, looked: float, sums: dict[str, Any]) -> None:
    """Remember a new index, just swapped in: when its files were looked at and what its bytes add up to."""
    _write(database, {"looked": looked} | sums)


def damage(connection: sqlite3.Connection, database: Path) -> str:
    """What is wrong with an index, or an empty text; ``sqlite3.DatabaseError`` where SQLite finds it first."""
    known = _read(database)
    if known.get("commits") != _commits(database):
        return _thorough(connection)
    now = _sum_held(connection, database)
    return "" if all(known.get(key) == value for key, value in now.items()) else "its bytes were changed"


def byte_sum(path: Path) -> dict[str, Any]:
    """Length, checksum and commits of a file that nobody writes to meanwhile."""
    size = total = 0
    commits = ""
    block = bytearray(1 << 20)
    view = memoryview(block)
    with path.open("rb", buffering=0) as opened:
        while length := opened.readinto(block):
            commits = commits or block[_COUNTER].hex()
            total = zlib.crc32(view[:length], total)
            size += length
    return {"commits": commits, "size": size, "sum": total}


def _commits(database: Path) -> str:
    with database.open("rb") as opened:
        return opened.read(100)[_COUNTER].hex()


def _sum_held(connection: sqlite3.Connection, database: Path) -> dict[str, Any]:
    connection.execute("BEGIN")
    try:
        # A reader's lock: no other process may write to the file until it is released.
        connection.execute("SELECT count(*) FROM meta").fetchone()
        return byte_sum(database)
    finally:
        connection.execute("COMMIT")


def _thorough(connection: sqlite3.Connection) -> str:
    """Every index against its table, the full text against the entries, every row against its checksum."""
    with closing(connection.execute("PRAGMA integrity_check(1)")) as told:
        (said,) = told.fetchone()
    if said != "ok":
        return f"its tables do not fit together ({said.splitlines()[0]})"
    # FTS5's own check raises; rank 1 has it read the entries too.
    connection.execute("INSERT INTO entries_fts(entries_fts, rank) VALUES ('integrity-check', 1)")
    rows = connection.execute(f"SELECT checksum, {', '.join(CHECKED)} FROM entries")
    if any(row[0] != checksum(tuple(row)[1:]) for row in rows):
        return "an entry is not what was written"
    return "" if names.is_whole(connection) else "the names of terms are not what was written"
