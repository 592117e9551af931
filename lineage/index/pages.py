"""What a list on a screen asks: all hits as numbers in order, rows by number, counts of facets, the kin of an entry.

The order is read once a query (20 ms at 100,000 entries, 8 bytes an entry) from an index that covers it; a page of it is then a
look-up by number, wherever in the list it lies. A page by offset would be read from the beginning each time.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lineage.index.conditions import Spellings, all_of, compile_query
from lineage.index.schema import CHECKED, checksum
from lineage.index.search import NEWEST, patience
from lineage.model.fields import FIELDS
from lineage.model.page import Kin, Order, Row, Shares
from lineage.model.query import KEYS, Query

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lineage.model.names import Names

FACETS = ("setting", "tensions", "outcome", "organisation", "context", "episode")
"""What can be chosen from beside the query line."""
FARTHEST = 12
"""Steps a lineage is followed; beyond it the screen of its own shows the rest."""
MOST_KIN = 40

_FACET = {item.name: item.facet for item in FIELDS}
_HITS = "shown_hits"
_PAGE = 400
_COLUMNS = f"number, checksum, {', '.join(CHECKED)}"


def order(connection: sqlite3.Connection, query: Query, spellings: Spellings) -> Order:
    """Every entry a query finds, newest first, and how many a month holds."""
    source, bound = _source(query, spellings)
    numbers = array("q")
    months: Counter[str] = Counter()
    with patience(connection):
        sql = f"SELECT entries.number, substr(entries.sort, 1, 7) FROM {source} ORDER BY {NEWEST}"
        for number, month in connection.execute(sql, bound):
            numbers.append(number)
            months[month] += 1
    (faulty,) = connection.execute("SELECT count(DISTINCT path) FROM problems").fetchone()
    return Order(numbers=numbers, months=tuple(sorted(months.items())), faulty=faulty)


def newest(
    connection: sqlite3.Connection, query: Query, spellings: Spellings, limit: int
) -> tuple[tuple[Row, ...], int, int]:
    """The newest rows of a query, how many it finds, and how many files of the journal have faults; 2 ms at 100,000 entries."""
    source, bound = _source(query, spellings)
    with patience(connection):
        (count,) = connection.execute(f"SELECT count(*) FROM {source}", bound).fetchone()
        sql = f"SELECT entries.number FROM {source} ORDER BY {NEWEST} LIMIT ?"
        numbers = [row[0] for row in connection.execute(sql, [*bound, limit])] if limit else []
    (faulty,) = connection.execute("SELECT count(DISTINCT path) FROM problems").fetchone()
    return rows(connection, numbers), int(count), int(faulty)


def rows(connection: sqlite3.Connection, numbers: Sequence[int]) -> tuple[Row, ...]:
    """The rows of some numbers, in the order asked; those that are there no more are left out."""
    found: dict[int, Row] = {}
    for at in range(0, len(numbers), _PAGE):
        some = list(numbers[at : at + _PAGE])
        marks = ", ".join("?" * len(some))
        sql = f"SELECT {_COLUMNS} FROM entries WHERE number IN ({marks})"
        found.update((row["number"], _row(row)) for row in connection.execute(sql, some))
    return tuple(found[number] for number in numbers if number in found)


def shares(
    connection: sqlite3.Connection,
    query: Query,
    spellings: Spellings,
    names: Names,
    *,
    strictly: bool = False,
) -> Shares:
    """What the facets of a query's entries hold; ``strictly`` of these alone, of every facet."""
    values: dict[str, tuple[tuple[str, int], ...]] = {}
    families: tuple[tuple[str, int], ...] = ()
    free = [key for key in FACETS if strictly or _without(query, key) == query]
    with patience(connection):
        with _hits(connection, query, spellings) as within:
            for key in free:
                values[key] = _counted(connection, key, within, names)
            if "tensions" in free:
                families = _families(connection, within, names)
        for key in (key for key in FACETS if key not in free):
            with _hits(connection, _without(query, key), spellings) as within:
                values[key] = _counted(connection, key, within, names)
                if key == "tensions":
                    families = _families(connection, within, names)
    return Shares(values={key: values[key] for key in FACETS}, families=families)


def kin(connection: sqlite3.Connection, identifier: str) -> tuple[Kin, ...]:
    """What led to an entry and what came of it, nearest first; a circle is walked once."""
    return (*_reach(connection, identifier, -1), *_reach(connection, identifier, 1))


def number_of(connection: sqlite3.Connection, identifier: str) -> int | None:
    """The number an entry has in an order; None where there is none of that id."""
    row = connection.execute(
        "SELECT number FROM entries WHERE id = ? ORDER BY path", (identifier,)
    ).fetchone()
    return None if row is None else int(row[0])


def _row(row: sqlite3.Row) -> Row:
    if row["checksum"] != checksum(tuple(row)[2:]):
        raise sqlite3.DatabaseError(f"the row of {row['path']} is not what was written")
    fields: Mapping[str, Any] = json.loads(row["fields"])
    return Row(
        number=row["number"],
        id=row["id"],
        kind=row["kind"],
        title=row["title"],
        observed=row["observed"],
        outcome=row["outcome"] or "",
        setting=row["setting"] or "",
        organisation=row["organisation"] or "",
        context=row["context"] or "",
        sensitivity=row["sensitivity"],
        tensions=tuple(fields.get("tensions", ())),
        path=row["path"],
        conflicted=bool(row["conflicted"]),
    )


def _source(query: Query, spellings: Spellings) -> tuple[str, list[Any]]:
    """Tables with a condition that give a query's entries, and the values it binds."""
    where, values, match = compile_query(query, spellings)
    source = "entries"
    if match:
        source = "entries_fts CROSS JOIN entries ON entries.number = entries_fts.rowid"
        where, values = ["entries_fts MATCH ?", *where], [match, *values]
    return source + (f" WHERE {all_of(where)}" if where else ""), values


def _without(query: Query, key: str) -> Query:
    """A query without what it asks of one facet; a minus stays."""
    fields = tuple(one for one in query.fields if one.negated or KEYS.get(one.key) != key)
    return Query(fields=fields, texts=query.texts)


@contextmanager
def _hits(connection: sqlite3.Connection, query: Query, spellings: Spellings) -> Iterator[str]:
    """Within it a condition keeps facets to a query's entries: counted once, joined for every facet."""
    if not query:
        yield ""
        return
    source, bound = _source(query, spellings)
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"CREATE TEMP TABLE {_HITS} (number INTEGER PRIMARY KEY)")
    try:
        connection.execute(f"INSERT INTO {_HITS} SELECT entries.number FROM {source}", bound)
        yield f" AND entry IN (SELECT number FROM {_HITS})"
    finally:
        connection.execute(f"DROP TABLE {_HITS}")


def _counted(
    connection: sqlite3.Connection, key: str, within: str, names: Names
) -> tuple[tuple[str, int], ...]:
    """(value by its id, entries), most first; spellings of one value that stand in one entry are rare and counted twice."""
    facet = _FACET[key]
    sql = f"SELECT folded, min(value), count(*) FROM facets WHERE key = ?{within} GROUP BY folded"
    if not facet:
        # A name of the writer's own is shown as it is written, which only the table itself holds.
        counted = Counter({str(value): int(n) for _, value, n in connection.execute(sql, (key,))})
    else:
        counted = Counter()
        sql = f"SELECT folded, count(*) FROM facets WHERE key = ?{within} GROUP BY folded"
        for folded, number in connection.execute(sql, (key,)):
            counted[names.resolve(folded, facet) or folded] += number
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _families(connection: sqlite3.Connection, within: str, names: Names) -> tuple[tuple[str, int], ...]:
    found = []
    for facet, identifier, _, _, family, _ in names.terms:
        if facet != "tension" or family:
            continue
        folded = sorted({name.casefold() for name in names.narrower(identifier)})
        marks = ", ".join("?" * len(folded))
        sql = (
            f"SELECT count(DISTINCT entry) FROM facets WHERE key = 'tensions' AND folded IN ({marks}){within}"
        )
        (number,) = connection.execute(sql, folded).fetchone()
        if number:
            found.append((identifier, int(number)))
    return tuple(sorted(found, key=lambda item: (-item[1], item[0])))


_BEFORE = """
SELECT links.entry AS by_number, entries.number FROM links JOIN entries ON entries.id = links.follows
WHERE links.entry IN ({0}) ORDER BY entries.sort DESC, entries.id
"""
_AFTER = """
SELECT source.number AS by_number, links.entry FROM entries AS source JOIN links ON links.follows = source.id
JOIN entries ON entries.number = links.entry
WHERE source.number IN ({0}) ORDER BY entries.sort, entries.id
"""


def _reach(connection: sqlite3.Connection, identifier: str, way: int) -> list[Kin]:
    start = connection.execute(
        "SELECT number FROM entries WHERE id = ? ORDER BY path", (identifier,)
    ).fetchone()
    if start is None:
        return []
    ids = {start[0]: identifier}
    edge: list[int] = [start[0]]
    found: list[Kin] = []
    for step in range(1, FARTHEST + 1):
        sql = (_BEFORE if way < 0 else _AFTER).format(", ".join("?" * len(edge)))
        by = {
            number: ids[by_number]
            for by_number, number in connection.execute(sql, edge).fetchall()
            if number not in ids
        }
        edge = list(by)[: MOST_KIN - len(found)]
        for row in rows(connection, edge):
            ids[row.number] = row.id
            found.append(Kin(row=row, steps=way * step, by=by[row.number]))
        if not edge or len(found) >= MOST_KIN:
            break
    return found
