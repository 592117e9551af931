"""A query to rows and counts; reads by the standard library's sqlite3 alone.

The hits are counted first (2 ms at 100,000 entries), then only the numbers of the rows that are shown are looked for, then these rows
are read: a ranked word that stands in 80 of 100 entries would cost 95 ms, its newest twenty cost one.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from lineage.errors import LineageError
from lineage.index.schema import CHECKED, checksum
from lineage.model.query import KEYS, FieldClause, Query, TextClause

RANK_UP_TO = 20_000
"""Hits beyond which ranking costs more than it tells (100 ms and more); the newest come first instead."""
PROBE = 300
"""Where hits squared are more than this many times the entries, trying the newest entries one by one finds a page sooner
than sorting the hits: a try costs 30 microseconds, a hit sorted 2."""
ONE_BY_ONE = 200
"""Rows up to which they are read one by one after their numbers are known."""
PATIENCE = 10.0
"""Seconds a query may take; the slowest sensible one at 100,000 entries takes half a second."""

NEWEST = "entries.sort DESC, entries.recorded DESC, entries.id DESC"
RANK = "bm25(entries_fts, 4.0, 1.0, 2.0)"
SNIPPET = "snippet(entries_fts, 1, '', '', '…', 24)"

Spellings = Callable[[str, str], tuple[str, ...]]
"""(field, value) to every spelling that matches: a broader term matches its narrower ones."""


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
        where, values, self.match = compile_query(query, spellings)
        self.where = all_of(where)
        self.bound = [self.match, *values] if self.match else values
        parts = [part for part in ("entries_fts MATCH ?" if self.match else "", self.where) if part]
        self.condition = " WHERE " + " AND ".join(parts) if parts else ""


def _count(connection: sqlite3.Connection, hits: _Hits) -> int:
    source = "entries_fts CROSS JOIN entries ON entries.number = entries_fts.rowid"
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
    if not hits.match:
        sql = f"SELECT {columns}, '' AS snippet FROM entries{hits.condition} ORDER BY {NEWEST} LIMIT ?"
        return connection.execute(sql, [*hits.bound, limit]).fetchall()
    source = "entries_fts CROSS JOIN entries ON entries.number = entries_fts.rowid"
    (total,) = connection.execute("SELECT count(*) FROM entries").fetchone()
    if not ranked and count * count > PROBE * total:
        source = "entries CROSS JOIN entries_fts ON entries_fts.rowid = entries.number"
    order = f"{RANK}, {NEWEST}" if ranked else NEWEST
    if min(limit, count) > ONE_BY_ONE:
        sql = f"SELECT {columns}, {SNIPPET} AS snippet FROM {source}{hits.condition} ORDER BY {order} LIMIT ?"
        return connection.execute(sql, [*hits.bound, limit]).fetchall()
    numbers = connection.execute(
        f"SELECT entries.number FROM {source}{hits.condition} ORDER BY {order} LIMIT ?",
        [*hits.bound, limit],
    ).fetchall()
    one = (
        f"SELECT {columns}, {SNIPPET} AS snippet FROM entries_fts JOIN entries ON entries.number = entries_fts.rowid"
        " WHERE entries_fts MATCH ? AND entries_fts.rowid = ?"
    )
    return [connection.execute(one, (hits.match, number)).fetchone() for (number,) in numbers]


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


def all_of(conditions: list[str]) -> str:
    """Conditions joined by AND as a tree that is as flat as can be: SQLite takes no chain of a thousand."""
    if len(conditions) <= 2:
        return " AND ".join(conditions)
    middle = len(conditions) // 2
    return f"({all_of(conditions[:middle])}) AND ({all_of(conditions[middle:])})"


def compile_query(query: Query, spellings: Spellings) -> tuple[list[str], list[Any], str]:
    """SQL conditions, their values, and an FTS5 expression in which every word of the query is quoted."""
    where: list[str] = []
    values: list[Any] = []
    for clause in dict.fromkeys(query.fields):
        condition, bound = _field(clause, spellings)
        where.append(f"NOT {condition}" if clause.negated else condition)
        values += bound
    wanted: list[str] = []
    unwanted: list[str] = []
    signs: dict[bool, list[str]] = {False: [], True: []}
    for text in dict.fromkeys(query.texts):
        if not has_token(text.text):
            signs[text.negated].append(text.text)
        else:
            (unwanted if text.negated else wanted).append(_match(text))
    if unwanted:
        where.append("entries.number NOT IN (SELECT rowid FROM entries_fts WHERE entries_fts MATCH ?)")
        values.append(" OR ".join(unwanted))
    for negated, texts in signs.items():
        # A word of signs alone has no token: it is looked for letter by letter.
        if texts:
            found = "instr(entries.title || ' ' || entries.text, value)"
            where.append(
                f"NOT EXISTS (SELECT 1 FROM json_each(?) WHERE {found if negated else f'NOT {found}'})"
            )
            values.append(json.dumps(texts))
    return where, values, " AND ".join(wanted)


def has_token(text: str) -> bool:
    """True where the full text surely has a word for it: a letter or digit that Unicode knew before SQLite's tables were made."""
    if text.isascii():
        return any(char.isalnum() for char in text)
    from unicodedata import ucd_3_2_0 as old

    return any(char.isalnum() and old.category(char)[0] in "LN" for char in text)


def _match(clause: TextClause) -> str:
    text = clause.text.replace("\x00", " ")
    star = "*" if not clause.phrase and text.endswith("*") else ""
    return '"' + text.removesuffix(star).replace('"', '""') + '"' + star


def _field(clause: FieldClause, spellings: Spellings) -> tuple[str, list[Any]]:
    if clause.key in ("since", "until"):
        return _period(clause)
    if clause.key == "has":
        parts, names = [], []
        for value in clause.values:
            parts.append("EXISTS (SELECT 1 FROM facets WHERE facets.entry = entries.number AND key = ?)")
            names.append(value)
        return "(" + " OR ".join(parts) + ")", names
    name = KEYS[clause.key]
    folded = sorted({other.casefold() for value in clause.values for other in spellings(name, value)})
    marks = ", ".join("?" * len(folded))
    if name in ("id", "kind"):
        return f"(lower(entries.{name}) IN ({marks}))" if name == "kind" else f"(entries.id IN ({marks}))", [
            *folded
        ]
    return f"entries.number IN (SELECT entry FROM facets WHERE key = ? AND folded IN ({marks}))", [
        name,
        *folded,
    ]


def _period(clause: FieldClause) -> tuple[str, list[Any]]:
    from lineage.model.dates import parse_when

    parts, days = [], []
    for value in clause.values:
        when = parse_when(value)
        assert when.first is not None
        assert when.last is not None
        if clause.key == "since":
            parts.append("coalesce(entries.observed_until >= ?, 0)")
            days.append(when.first.isoformat())
        else:
            parts.append("coalesce(entries.observed_from <= ?, 0)")
            days.append(when.last.isoformat())
    return "(" + " OR ".join(parts) + ")", days


def named(connection: sqlite3.Connection, name: str) -> list[tuple[str, str]]:
    """(id, path) of the entries a short name fits: the id, a beginning of it or of its letters, or an ending."""
    folded = name.strip().lower()
    exact = connection.execute(
        "SELECT id, path FROM entries WHERE id = ? ORDER BY path", (folded,)
    ).fetchall()
    if exact or len(folded) < 2:
        return [(row["id"], row["path"]) for row in exact]
    rows = connection.execute(
        "SELECT id, path FROM entries WHERE substr(id, 1, :n) = :name OR substr(id, 10, :n) = :name"
        " OR substr(id, -:n) = :name ORDER BY id, path",
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
