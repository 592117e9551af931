"""Counts from the index: how often a value stands in entries, which values stand together, which contexts a query finds."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from lineage.index.conditions import Spellings, all_of, compile_query
from lineage.index.search import patience
from lineage.model.contexts import is_apart
from lineage.model.fields import FIELDS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from lineage.model.query import Query

FIRST = 300
"""Hits whose contexts are looked up one by one, 2 microseconds each, before every hit is held against a whole context."""
_FACET = {item.name: item.facet for item in FIELDS}
_NAMED = "coalesce((SELECT id FROM spellings WHERE spellings.facet = ? AND spellings.folded = {0}.folded), {0}.value)"
"""A value by its id in the taxonomy, where the index has that name; else as it is written."""


def tally(
    connection: sqlite3.Connection, key: str, query: Query, spellings: Spellings
) -> tuple[tuple[str, int], ...]:
    """(value of a field, entries that a query finds with it), most first, then by value."""
    within, values = _within(query, spellings, "facets")
    sql = (
        f"SELECT {_NAMED.format('facets')} AS named, count(DISTINCT entry) FROM facets"
        f" WHERE key = ?{within} GROUP BY named ORDER BY 2 DESC, 1"
    )
    with patience(connection):
        rows = connection.execute(sql, [_FACET.get(key, ""), key, *values]).fetchall()
    return tuple((str(value), int(count)) for value, count in rows)


def co_occurrence(
    connection: sqlite3.Connection, keys: tuple[str, str], query: Query, spellings: Spellings
) -> tuple[tuple[str, str, int], ...]:
    """(value of one field, value of the other, entries that hold both), most first; a pair of one field stands once."""
    one, other = keys
    within, values = _within(query, spellings, "a")
    order = " AND first < second" if one == other else ""
    sql = (
        f"SELECT {_NAMED.format('a')} AS first, {_NAMED.format('b')} AS second, count(DISTINCT a.entry)"
        " FROM facets AS a JOIN facets AS b ON b.entry = a.entry"
        f" WHERE a.key = ? AND b.key = ?{within}{order} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
    )
    named = [_FACET.get(one, ""), _FACET.get(other, "")]
    with patience(connection):
        rows = connection.execute(sql, [*named, one, other, *values]).fetchall()
    return tuple((str(first), str(second), int(count)) for first, second, count in rows)


def values(connection: sqlite3.Connection, key: str) -> list[str]:
    """The values of a field in lower case, sorted; one step through the index for each, however many entries hold it."""
    sql = (
        "WITH RECURSIVE one (value) AS (SELECT min(folded) FROM facets WHERE key = ?1 UNION ALL"
        " SELECT (SELECT min(folded) FROM facets WHERE key = ?1 AND folded > one.value) FROM one WHERE one.value IS NOT NULL)"
        " SELECT value FROM one WHERE value IS NOT NULL"
    )
    return [str(row[0]) for row in connection.execute(sql, (key,))]


def slips(connection: sqlite3.Connection, named: Collection[str]) -> tuple[str, ...]:
    """The contexts that do not stand apart, in lower case, sorted; ``named`` are those of lineage.toml, in lower case too."""
    sql = "SELECT count(*) FROM (SELECT DISTINCT entry FROM facets WHERE key = 'context' AND folded = ? LIMIT 2)"
    found = []
    for name in values(connection, "context") if named else ():
        (count,) = connection.execute(sql, (name,)).fetchone()
        if not is_apart(name, count, named):
            found.append(name)
    return tuple(found)


def apart(connection: sqlite3.Connection, named: Collection[str]) -> list[str]:
    """The contexts of a journal that stand apart, in lower case, sorted."""
    without = slips(connection, named)
    return [name for name in values(connection, "context") if name not in without]


def crossed(
    connection: sqlite3.Connection, query: Query, spellings: Spellings, named: Collection[str] = ()
) -> tuple[tuple[tuple[str, int], ...], int]:
    """The contexts of the entries a query finds, with how many hold each, and how many hold none.

    Nothing where fewer than two of them stand apart. A journal of one context is told in microseconds; else the first hits are looked
    at, and only where these are not all of them and of one context, every hit. Only what is refused is counted.
    """
    names = apart(connection, named)
    if len(names) < 2:
        return (), 0
    hits = _Hits(query, spellings)
    with patience(connection):
        first = connection.execute(
            f"SELECT hit.number, facets.folded FROM (SELECT entries.number{hits.source} LIMIT {FIRST}) AS hit"
            " LEFT JOIN facets ON facets.entry = hit.number AND facets.key = 'context'",
            hits.bound,
        ).fetchall()
        found = {row[1] for row in first} & set(names)
        if len(found) < 2 and len(first) >= FIRST:
            found = set(islice((name for name in names if _holds(connection, name, hits)), 2))
        if len(found) < 2:
            return (), 0
        (total,) = connection.execute(f"SELECT count(*){hits.source}", hits.bound).fetchone()
    counts = tally(connection, "context", query, spellings)
    return counts, int(total) - sum(count for _, count in counts)


class _Hits:
    """What a query finds, as what stands behind a SELECT of ``entries``, and its values."""

    def __init__(self, query: Query, spellings: Spellings) -> None:
        where, values, self.match = compile_query(query, spellings)
        self.where, self.values = all_of(where), values
        parts = [part for part in ("entries_fts MATCH ?" if self.match else "", self.where) if part]
        tables = "entries_fts CROSS JOIN entries ON entries.number = entries_fts.rowid"
        self.source = f" FROM {tables if self.match else 'entries'}" + (
            f" WHERE {' AND '.join(parts)}" if parts else ""
        )
        self.bound: list[object] = [self.match, *values] if self.match else [*values]


def _holds(connection: sqlite3.Connection, context: str, hits: _Hits) -> bool:
    """True where an entry of a context is among the hits; these are walked and the context's entries kept as a set."""
    inside = "SELECT entry FROM facets WHERE key = 'context' AND folded = ?"
    if not hits.match:
        condition = f" AND {hits.where}" if hits.where else ""
        sql = f"SELECT 1 FROM entries WHERE entries.number IN ({inside}){condition} LIMIT 1"
        return connection.execute(sql, [context, *hits.values]).fetchone() is not None
    within = "SELECT entries.number FROM entries WHERE "
    condition = f" AND +entries_fts.rowid IN ({within}{hits.where})" if hits.where else ""
    sql = f"SELECT 1 FROM entries_fts WHERE entries_fts MATCH ? AND +entries_fts.rowid IN ({inside}){condition} LIMIT 1"
    return connection.execute(sql, [hits.match, context, *hits.values]).fetchone() is not None


def _within(query: Query, spellings: Spellings, table: str) -> tuple[str, list[object]]:
    """A condition that keeps to the entries a query finds, and its values."""
    where, values, match = compile_query(query, spellings)
    if match:
        where.append("entries.number IN (SELECT rowid FROM entries_fts WHERE entries_fts MATCH ?)")
        values.append(match)
    if not where:
        return "", []
    return f" AND {table}.entry IN (SELECT entries.number FROM entries WHERE {all_of(where)})", values
