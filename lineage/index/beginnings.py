"""What begins with what was typed: ids, and values people wrote, for completion; no file is read and nothing is built."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

from lineage.index import schema, state, walk
from lineage.index.search import NEWEST
from lineage.index.sync import FULL_EVERY, ask
from lineage.index.tally import values

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

    from lineage.index.rows import ReadValues

MOST = 60
"""More than a screen of them helps nobody choose."""
LETTERS = 10
"""Where in an id its letters begin, counted from 1."""

Answer = TypeVar("Answer")


def peek(
    database: Path, entries: Path, read: ReadValues, question: Callable[[sqlite3.Connection], Answer]
) -> Answer | None:
    """The answer of an index that is there, after a quick look at folders that moved; None where it would have to be built.

    A key that is pressed while one types must not set a look at 100,000 files going (0.3 s), nor a rebuild.
    """
    if not database.is_file():
        return None
    with closing(schema.connect(database)) as connection:
        if schema.version(connection) != schema.VERSION:
            return None
        connection.row_factory = None
        known = dict(connection.execute("SELECT path, mtime_ns FROM folders"))
        if state.is_stale(database, FULL_EVERY) or not walk.moved(os.fspath(entries), known):
            return question(connection)
    return ask(database, entries, read, question)


def contexts(connection: sqlite3.Connection) -> list[str]:
    """The contexts that entries have, in lower case, sorted."""
    return values(connection, "context")


def ids(
    connection: sqlite3.Connection, beginning: str, open_to: tuple[str, ...], context: str
) -> list[tuple[str, str, str, str]]:
    """(id, day, title, context) of the newest entries whose id, or whose letters, begin so; of one context, if one is named."""
    where, bound = _allowed(open_to, context)
    for place in (1, LETTERS):
        rows = connection.execute(
            f"SELECT id, observed, title, coalesce(context, '') FROM entries WHERE {where}"
            f" AND substr(id, {place}, ?) = ? ORDER BY {NEWEST} LIMIT {MOST}",
            [*bound, len(beginning), beginning.lower()],
        ).fetchall()
        if rows:
            return [tuple(row) for row in rows]
    return []


def said(
    connection: sqlite3.Connection, key: str, beginning: str, open_to: tuple[str, ...], context: str
) -> list[tuple[str, int]]:
    """(value of a field, entries that hold it) of the values that begin so, most first; of one context, if one is named."""
    where, bound = _allowed(open_to, context)
    folded = beginning.casefold()
    rows = connection.execute(
        "SELECT value, count(*) FROM facets JOIN entries ON entries.number = facets.entry"
        f" WHERE facets.key = ? AND facets.folded >= ? AND facets.folded < ? AND {where}"
        f" GROUP BY value ORDER BY 2 DESC, 1 LIMIT {MOST}",
        [key, folded, folded + chr(0x10FFFF), *bound],
    )
    return [(str(value), int(count)) for value, count in rows]


def _allowed(open_to: tuple[str, ...], context: str) -> tuple[str, list[str]]:
    where = f"entries.sensitivity IN ({', '.join('?' * len(open_to))})"
    if not context:
        return where, [*open_to]
    inside = "SELECT entry FROM facets WHERE key = 'context' AND folded = ?"
    return f"{where} AND entries.number IN ({inside})", [*open_to, context.casefold()]
