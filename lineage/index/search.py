"""A query to rows and counts; reads by the standard library's sqlite3 alone.

The hits are counted first (2 ms at 100,000 entries), then only the numbers of the rows that are shown are looked for, then these rows
are read: a ranked word that stands in 80 of 100 entries would cost 95 ms, its newest twenty cost one.
"""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lineage.errors import LineageError
from lineage.index.conditions import EACH, SET, WALK, Spellings, all_of, compile_query
from lineage.index.schema import CHECKED, checksum
from lineage.model.text import encodable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lineage.model.query import Query

RANK_UP_TO = 20_000
"""Hits beyond which ranking costs more than it tells (100 ms and more); the newest come first instead."""
PROBE = 300
"""Where hits squared are more than this many times the entries, trying the newest entries one by one finds a page sooner
than sorting the hits: a try costs 30 microseconds, a hit sorted 2."""
TRIED = 500
"""Newest entries that are tried: where these do not fill a page, the hits are old ones, and trying all would take seconds."""
ONE_BY_ONE = 200
"""Rows up to which they are read one by one after their numbers are known."""
PATIENCE = 10.0
"""Seconds a query may take; the slowest sensible one at 100,000 entries takes half a second."""

NEWEST = "entries.sort DESC, entries.recorded DESC, entries.id DESC"
RANK = "bm25(entries_fts, 4.0, 1.0, 2.0)"
SNIPPET = "snippet(entries_fts, 1, '', '', '…', 24)"


class SlowQueryError(LineageError):
    """A query that was stopped because it took too long."""

    def __init__(self) -> None:
        super().__init__(
            f"the query was stopped after {PATIENCE:.0f} s", hint="search for fewer words, or for longer ones"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Rows as dictionaries, how many there are in all, and whether they are in order of rank."""

    rows: tuple[dict[str, Any], ...]
    count: int
    ranked: bool
    faulty: int = 0
    """Files of the journal with faults: some of them may give no entry."""


def find(
    connection: sqlite3.Connection, query: Query, spellings: Spellings, *, limit: int, rank: bool = False
) -> Found:
    """The entries a query finds: by rank where asked and feasible, else newest first."""
    hits = _Hits(query, spellings)
    with patience(connection):
        count = _count(connection, hits)
        ranked = bool(hits.match) and rank and count <= RANK_UP_TO
        rows = _rows(connection, hits, count, limit, ranked=ranked) if limit and count else []
    (faulty,) = connection.execute("SELECT count(DISTINCT path) FROM problems").fetchone()
    return Found(rows=tuple(_row(row) for row in rows), count=count, ranked=ranked, faulty=faulty)


def paths(connection: sqlite3.Connection, query: Query, spellings: Spellings) -> list[str]:
    """Where the entries lie that a query finds, relative to the journal, sorted."""
    hits = _Hits(query, spellings)
    source = (
        "entries_fts CROSS JOIN entries ON entries.number = entries_fts.rowid" if hits.match else "entries"
    )
    with patience(connection):
        rows = connection.execute(f"SELECT entries.path FROM {source}{hits.condition}", hits.bound).fetchall()
    return sorted(str(row[0]) for row in rows)


@contextmanager
def patience(connection: sqlite3.Connection) -> Iterator[None]:
    """Within it a query is stopped that takes longer than anybody waits; SlowQueryError then."""
    end = time.monotonic() + PATIENCE
    connection.set_progress_handler(lambda: time.monotonic() > end, 20_000)
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
            raise SlowQueryError from error
        raise
    finally:
        connection.set_progress_handler(None, 0)


class _Hits:
    """A condition on ``entries`` with its values, and an FTS5 expression; either may be empty."""

    def __init__(self, query: Query, spellings: Spellings) -> None:
        self._query, self._spellings = query, spellings
        self._each, values, self.match = compile_query(query, spellings)
        self.where = all_of(self._each)
        self.values = values
        self.bound = [self.match, *values] if self.match else values
        parts = [part for part in ("entries_fts MATCH ?" if self.match else "", self.where) if part]
        self.condition = _where(parts)

    @property
    def facet(self) -> str:
        """The entries of the one facet that is all that is asked, as a table; else empty."""
        one = self._each[0] if len(self._each) == 1 and not self.match else ""
        begin, end = SET.split("SELECT")[0], ")"
        return one.removeprefix(begin).removesuffix(end) if one.startswith(begin) else ""

    def conditions(self, facet: str) -> list[str]:
        """The conditions but for the full text, with facets asked for as EACH or WALK."""
        return compile_query(self._query, self._spellings, facet)[0]


def _where(conditions: list[str]) -> str:
    return f" WHERE {all_of(conditions)}" if conditions else ""


def _count(connection: sqlite3.Connection, hits: _Hits) -> int:
    source = "entries_fts CROSS JOIN entries ON entries.number = entries_fts.rowid"
    if hits.facet:
        sql = f"SELECT count(*) FROM ({hits.facet.replace('SELECT', 'SELECT DISTINCT', 1)})"
        return int(connection.execute(sql, hits.bound).fetchone()[0])
    if not hits.match:
        source = "entries"
    elif not hits.where:
        source = "entries_fts"
    (count,) = connection.execute(f"SELECT count(*) FROM {source}{hits.condition}", hits.bound).fetchone()
    return int(count)


def _rows(
    connection: sqlite3.Connection, hits: _Hits, count: int, limit: int, *, ranked: bool
) -> list[sqlite3.Row]:
    columns = f"{', '.join(f'entries.{name}' for name in CHECKED)}, entries.checksum"
    snippet = SNIPPET if hits.match else "''"
    both = "entries_fts CROSS JOIN entries ON entries.number = entries_fts.rowid" if hits.match else "entries"
    order = f"{RANK}, {NEWEST}" if ranked else NEWEST
    if min(limit, count) > ONE_BY_ONE:
        sql = f"SELECT {columns}, {snippet} AS snippet FROM {both}{hits.condition} ORDER BY {order} LIMIT ?"
        return connection.execute(sql, [*hits.bound, limit]).fetchall()
    (total,) = connection.execute("SELECT count(*) FROM entries").fetchone()
    if not ranked and count * count > PROBE * total:
        numbers = _tried(connection, hits, limit)
        if len(numbers) < min(limit, count):
            numbers = _walked(connection, hits, limit)
    else:
        sql = f"SELECT entries.number FROM {both}{hits.condition} ORDER BY {order} LIMIT ?"
        numbers = [row[0] for row in connection.execute(sql, [*hits.bound, limit])]
    one = f"SELECT {columns}, {snippet} AS snippet FROM {both} WHERE"
    if not hits.match:
        return [connection.execute(f"{one} entries.number = ?", (number,)).fetchone() for number in numbers]
    one += " entries_fts MATCH ? AND entries_fts.rowid = ?"
    return [connection.execute(one, (hits.match, number)).fetchone() for number in numbers]


def _tried(connection: sqlite3.Connection, hits: _Hits, limit: int) -> list[int]:
    """The newest hits among the newest entries, tried one by one."""
    last = connection.execute(
        f"SELECT sort, recorded, id FROM entries ORDER BY {NEWEST} LIMIT 1 OFFSET {TRIED}"
    ).fetchone()
    source, where, bound = "entries", hits.conditions(EACH), [*hits.values]
    if hits.match:
        source = "entries CROSS JOIN entries_fts ON entries_fts.rowid = entries.number"
        where, bound = ["entries_fts MATCH ?", *where], [hits.match, *bound]
    if last is not None:
        where = ["(entries.sort, entries.recorded, entries.id) > (?, ?, ?)", *where]
        bound = [*last, *bound]
    sql = f"SELECT entries.number FROM {source}{_where(where)} ORDER BY {NEWEST} LIMIT ?"
    return [row[0] for row in connection.execute(sql, [*bound, limit])]


def _walked(connection: sqlite3.Connection, hits: _Hits, limit: int) -> list[int]:
    """The newest hits, by a walk through all entries with the hits kept as a set: 50 to 150 ms at 100,000 entries."""
    where = hits.conditions(WALK)
    if hits.match:
        where = ["+entries.number IN (SELECT rowid FROM entries_fts WHERE entries_fts MATCH ?)", *where]
    sql = f"SELECT entries.number FROM entries{_where(where)} ORDER BY {NEWEST} LIMIT ?"
    return [row[0] for row in connection.execute(sql, [*hits.bound, limit])]


def numbered(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """The rows of some numbers that were just found, in the order asked."""
    columns = f"{', '.join(CHECKED)}, checksum, '' AS snippet"
    one = f"SELECT {columns} FROM entries WHERE number = ?"
    return [_row(connection.execute(one, (number,)).fetchone()) for number in numbers]


def _row(row: sqlite3.Row) -> dict[str, Any]:
    if row["checksum"] != checksum(tuple(row)[: len(CHECKED)]):
        raise sqlite3.DatabaseError(f"the row of {row['path']} is not what was written")
    fields: dict[str, Any] = json.loads(row["fields"])
    extra = fields.pop("extra", {})
    text = row["snippet"] or row["text"]
    head = {name: row[name] for name in ("id", "kind", "title", "observed", "recorded")}
    found: dict[str, Any] = (
        head | fields | extra | {"path": row["path"], "snippet": " ".join(text.split())[:240]}
    )
    return found


def named(connection: sqlite3.Connection, name: str) -> list[tuple[str, str]]:
    """(id, path) of the entries a short name fits: the id, a beginning of it or of its letters, or an ending."""
    folded = encodable(name).strip().lower()
    exact = connection.execute(
        "SELECT id, path FROM entries WHERE id IN (?, ?) ORDER BY path", (folded, encodable(name).strip())
    ).fetchall()
    if exact or len(folded) < 2:
        return [(row["id"], row["path"]) for row in exact]
    rows = connection.execute(
        "SELECT id, path FROM (SELECT id, path, lower(id) AS low FROM entries) WHERE substr(low, 1, :n) = :name"
        " OR substr(low, 10, :n) = :name OR substr(low, -:n) = :name ORDER BY id, path",
        {"n": len(folded), "name": folded},
    ).fetchall()
    return [(row["id"], row["path"]) for row in rows]


def followers(connection: sqlite3.Connection, identifier: str) -> tuple[str, ...]:
    """Ids of the entries that follow an entry directly, sorted."""
    rows = connection.execute(
        "SELECT DISTINCT entries.id FROM links JOIN entries ON entries.number = links.entry"
        " WHERE links.follows = ? ORDER BY entries.id",
        (identifier,),
    ).fetchall()
    return tuple(row["id"] for row in rows)


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows a table holds, for `lineage index`."""
    tables = ("entries", "facets", "links", "problems")
    return {name: int(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]) for name in tables}
