"""The whole index, built beside the old one and swapped in, so that a reader never meets half of it.

Rows first, then their indexes, then the full text in one pass over the rows: each a third of the cost of keeping it up row by row.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from lineage.index import schema, state
from lineage.index.names import keep
from lineage.index.rows import write_files
from lineage.index.walk import racy_after, uncollected, walk

if TYPE_CHECKING:
    from pathlib import Path

    from lineage.index.names import Source
    from lineage.index.rows import ReadEntry

ABANDONED = 3600.0
"""Seconds after which a half-built index is one whose builder was killed."""


def build(database: Path, entries: str, read: ReadEntry, names: Source | None = None) -> int:
    """Build the index of all files and swap it in; how many files there are. OSError where the cache cannot be written."""
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


def _write(fresh: Path, entries: str, read: ReadEntry, names: Source | None) -> int:
    os.close(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
    schema.create(fresh)
    with closing(schema.connect(fresh)) as connection:
        # Nobody else sees this file, and it is written anew where it is not finished.
        connection.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32768; BEGIN"
        )
        after = racy_after()
        seen = walk(entries)
        with schema.in_bulk(connection):
            write_files(connection, entries, read, sorted(seen.files), racy_after=after)
        connection.executemany("INSERT INTO folders VALUES (?, ?)", sorted(seen.folders.items()))
        connection.execute("INSERT INTO meta VALUES ('entries', ?)", (entries,))
        if names is not None:
            keep(connection, names)
        connection.execute("COMMIT")
    handle = os.open(fresh, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return len(seen.files)
