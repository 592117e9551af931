"""The whole index, built beside the old one and swapped in, so that a reader never meets half of it.

Rows first, then their indexes, then the full text in one pass over the rows: each a third of the cost of keeping it up row by row.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from lineage.index import schema, state
from lineage.index.names import keep
from lineage.index.rows import write_files
from lineage.index.walk import named, racy_after, uncollected
from lineage.model.text import encodable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lineage.index.names import Source
    from lineage.index.rows import ReadValues

ABANDONED = 3600.0
"""Seconds after which a half-built index is one whose builder was killed."""


_ONE_AT_A_TIME = threading.Lock()
"""The threads of a screen ask at once: one of them builds, the others wait and find it built."""


def build(database: Path, entries: str, read: ReadValues, names: Source | None = None) -> int:
    """Build the index of all files and swap it in; how many files there are. OSError where the cache cannot be written."""
    before = _inode(database)
    with _ONE_AT_A_TIME:
        if _inode(database) != before:
            return _count(database)
        return _build(database, entries, read, names)


def _inode(database: Path) -> int:
    try:
        return database.stat().st_ino
    except OSError:
        return 0


def _count(database: Path) -> int:
    """How many files an index knows that another thread has just built."""
    with closing(schema.connect(database)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM files").fetchone()
    return int(count)


def _build(database: Path, entries: str, read: ReadValues, names: Source | None) -> int:
    fresh = database.with_name(f"{database.name}.{os.getpid()}.new")
    looked = time.time()
    try:
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(database)
        with uncollected():
            count = _write(fresh, entries, read, names)
        sums = state.byte_sum(fresh)
        _swap(fresh, database)
        state.seal_new(database, looked, sums)
    except sqlite3.DatabaseError as error:
        schema.raise_unless_damage(error, database)
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in schema.DISK:
            raise schema.IndexPlaceError(str(database), error) from error
        raise
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    return count


def _swap(fresh: Path, database: Path) -> None:
    """Put a new index in the place of the old one while no process is in the middle of writing to that.

    A writer's rollback journal lies under the index's name: met beside another file, it would be played back into it.
    """
    try:
        with closing(schema.connect(database)) as old:
            old.execute("BEGIN EXCLUSIVE")
            fresh.replace(database)
            return
    except PermissionError:
        pass  # Windows replaces no open file
    except sqlite3.DatabaseError as error:
        if schema.is_busy(error):
            raise
    # There is none, or it is damaged: nobody can be writing to it, and a journal left beside it belongs to nothing.
    database.with_name(f"{database.name}-journal").unlink(missing_ok=True)
    fresh.replace(database)


def _sweep(database: Path) -> None:
    """Take away what builders left that were killed."""
    for path in database.parent.glob(f"{database.name}.*.new*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > ABANDONED:
                path.unlink()


def _write(fresh: Path, entries: str, read: ReadValues, names: Source | None) -> int:
    os.close(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
    schema.create(fresh)
    with closing(schema.connect(fresh)) as connection:
        # Nobody else sees this file, and it is written anew where it is not finished.
        connection.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32768; BEGIN"
        )
        listed: dict[str, int] = {}
        with schema.in_bulk(connection):
            files = _files(entries, listed)
            count = write_files(connection, entries, read, files, racy_after=racy_after())
        connection.executemany("INSERT INTO folders VALUES (?, ?)", sorted(listed.items()))
        connection.execute("INSERT INTO meta VALUES ('entries', ?)", (encodable(entries),))
        if names is not None:
            keep(connection, names)
        connection.execute("COMMIT")
    handle = os.open(fresh, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return count


def _files(entries: str, listed: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Folder and name of every file, sorted; in ``listed`` the mtime each folder had before it was listed."""
    for folder, mtime, names in named(entries):
        listed[folder] = mtime
        for name in sorted(names):
            yield folder, name
