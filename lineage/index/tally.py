"""Counts from the index: how often a value stands in entries, and which values stand together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lineage.index.search import Spellings, all_of, compile_query, patience
from lineage.model.fields import FIELDS

if TYPE_CHECKING:
    import sqlite3

    from lineage.model.query import Query

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


def _within(query: Query, spellings: Spellings, table: str) -> tuple[str, list[object]]:
    """A condition that keeps to the entries a query finds, and its values."""
    where, values, match = compile_query(query, spellings)
    if match:
        where.append("entries.number IN (SELECT rowid FROM entries_fts WHERE entries_fts MATCH ?)")
        values.append(match)
    if not where:
        return "", []
    return f" AND {table}.entry IN (SELECT entries.number FROM entries WHERE {all_of(where)})", values
