"""A query to rows and counts; reads by the standard library's sqlite3 alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lineage.model.dates import parse_when
from lineage.model.query import KEYS, FieldClause, Query, TextClause

if TYPE_CHECKING:
    import sqlite3

RANK_UP_TO = 20_000
"""Hits beyond which ranking costs more than it tells (100 ms and more); the newest come first instead."""

NEWEST = "sort DESC, recorded DESC, id DESC"

Spellings = Callable[[str, str], tuple[str, ...]]
"""(field, value) to every spelling that matches: a broader term matches its narrower ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Rows as dictionaries, how many there are in all, and whether they are in order of rank."""

    rows: tuple[dict[str, Any], ...]
    count: int
    ranked: bool


def find(
    connection: sqlite3.Connection, query: Query, spellings: Spellings, *, limit: int, rank: bool = False
) -> Found:
    """The entries a query finds: by rank where asked and feasible, else newest first."""
    where, values, match = compile_query(query, spellings)
    source = "entries"
    if match:
        source = "entries JOIN entries_fts ON entries_fts.rowid = entries.number"
        where = ["entries_fts MATCH ?", *where]
        values = [match, *values]
    condition = " WHERE " + " AND ".join(where) if where else ""
    (count,) = connection.execute(f"SELECT count(*) FROM {source}{condition}", values).fetchone()
    ranked = bool(match) and rank and count <= RANK_UP_TO
    snippet = "snippet(entries_fts, 1, '', '', '…', 24)" if match else "''"
    order = f"bm25(entries_fts, 4.0, 1.0, 2.0), {NEWEST}" if ranked else NEWEST
    rows = connection.execute(
        f"SELECT entries.*, {snippet} AS snippet FROM {source}{condition} ORDER BY {order} LIMIT ?",
        [*values, limit],
    ).fetchall()
    return Found(rows=tuple(_row(row) for row in rows), count=count, ranked=ranked)


def _row(row: sqlite3.Row) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(row["fields"])
    extra = fields.pop("extra", {})
    text = row["snippet"] or row["text"]
    head = {name: row[name] for name in ("id", "kind", "title", "observed", "recorded")}
    found: dict[str, Any] = (
        head | fields | extra | {"path": row["path"], "snippet": " ".join(text.split())[:240]}
    )
    return found


def compile_query(query: Query, spellings: Spellings) -> tuple[list[str], list[Any], str]:
    """SQL conditions, their values, and an FTS5 expression in which every word of the query is quoted."""
    where: list[str] = []
    values: list[Any] = []
    for clause in query.fields:
        condition, bound = _field(clause, spellings)
        where.append(f"NOT {condition}" if clause.negated else condition)
        values += bound
    match: list[str] = []
    for text in query.texts:
        if not _tokens(text.text):
            # A word of signs alone has no token: it is looked for letter by letter.
            where.append(("NOT " if text.negated else "") + "instr(entries.title || ' ' || entries.text, ?)")
            values.append(text.text)
        elif text.negated:
            where.append("entries.number NOT IN (SELECT rowid FROM entries_fts WHERE entries_fts MATCH ?)")
            values.append(_match(text))
        else:
            match.append(_match(text))
    return where, values, " AND ".join(match)


def _tokens(text: str) -> bool:
    return any(char.isalnum() for char in text)


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
    return f"entries.number IN (SELECT entry FROM facets WHERE key = ? AND folded IN ({marks}))", [
        name,
        *folded,
    ]


def _period(clause: FieldClause) -> tuple[str, list[Any]]:
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
