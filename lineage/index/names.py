"""The taxonomy's names kept in the index: a search shows codes and finds narrower terms without reading 150 files.

They hold for one state of the taxonomy's files, told by its stamp; where the files are others, they are read and kept anew.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.index import schema
from lineage.model.names import Names

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STATE, WHOLE = "names", "names as one text"
"""What of ``meta`` holds the stamp with the checksum, and the names; the tables beside it are for what joins them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where names come from: the stamp of the files they stand in (empty where it proves nothing), and how to read them."""

    stamp: str
    load: Callable[[], Names]


def names(database: Path, source: Source) -> Names:
    """The names, from the index where it has them, else read and kept there; the index must have been caught up with."""
    try:
        with closing(schema.connect(database)) as connection:
            kept = _kept(connection, source.stamp)
            if kept is not None:
                return kept
            found = source.load()
            keep(connection, source, found)
            return found
    except sqlite3.DatabaseError:
        # Names can always be had from the files; whoever asks the index for entries meets its fault.
        return source.load()


def keep(connection: sqlite3.Connection, source: Source, found: Names | None = None) -> None:
    """Put names into the index, unless those of this state are there or the state proves nothing."""
    if not source.stamp or (found is None and _kept(connection, source.stamp) is not None):
        return
    found = found or source.load()
    begun = not connection.in_transaction
    if begun:
        connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM terms")
    connection.execute("DELETE FROM spellings")
    connection.executemany("INSERT INTO terms VALUES (?, ?, ?, ?, ?, ?)", found.terms)
    connection.executemany("INSERT INTO spellings VALUES (?, ?, ?)", found.spellings)
    whole = json.dumps([found.terms, found.spellings])
    state = json.dumps([source.stamp, _sum(whole)])
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", [(STATE, state), (WHOLE, whole)])
    if begun:
        connection.execute("COMMIT")


def _kept(connection: sqlite3.Connection, stamp: str) -> Names | None:
    """The names, from the text that holds them all: a third of what their rows cost every search."""
    found = dict(
        connection.execute("SELECT key, value FROM meta WHERE key IN (?, ?)", (STATE, WHOLE)).fetchall()
    )
    whole = found.get(WHOLE, "")
    if not stamp or found.get(STATE) != json.dumps([stamp, _sum(whole)]):
        return None
    terms, spellings = json.loads(whole)
    return Names(terms=tuple(map(tuple, terms)), spellings=tuple(map(tuple, spellings)))


def is_whole(connection: sqlite3.Connection) -> bool:
    """True where the tables of the names hold what the text does, and that what was written."""
    found = dict(
        connection.execute("SELECT key, value FROM meta WHERE key IN (?, ?)", (STATE, WHOLE)).fetchall()
    )
    if STATE not in found:
        return WHOLE not in found
    whole = found.get(WHOLE, "")
    if json.loads(found[STATE])[1] != _sum(whole):
        return False
    rows = [
        list(map(list, connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2")))
        for table, columns in (
            ("terms", "facet, id, code, label, family, parent"),
            ("spellings", "facet, folded, id"),
        )
    ]
    return rows == [sorted(part) for part in json.loads(whole)]


def _sum(whole: str) -> int:
    """What they add up to: damage is noticed before a wrong code is shown."""
    return zlib.crc32(whole.encode())
