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
    state = json.dumps([source.stamp, _sum(found)])
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('names', ?)", (state,))
    if begun:
        connection.execute("COMMIT")


def _kept(connection: sqlite3.Connection, stamp: str) -> Names | None:
    row = connection.execute("SELECT value FROM meta WHERE key = 'names'").fetchone()
    if row is None or not stamp:
        return None
    terms = connection.execute("SELECT facet, id, code, label, family, parent FROM terms")
    spellings = connection.execute("SELECT facet, folded, id FROM spellings")
    found = Names(terms=tuple(map(tuple, terms)), spellings=tuple(map(tuple, spellings)))
    return found if row[0] == json.dumps([stamp, _sum(found)]) else None


def _sum(found: Names) -> int:
    """What they add up to: damage is noticed before a wrong code is shown."""
    return zlib.crc32(json.dumps([found.terms, found.spellings]).encode())
