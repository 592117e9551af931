"""A query as SQL: conditions on ``entries``, the values they bind, and an expression of the full text."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from lineage.model.query import KEYS, FieldClause, Query, TextClause

Spellings = Callable[[str, str], tuple[str, ...]]
"""(field, value) to every spelling that matches: a broader term matches its narrower ones."""

SET = "entries.number IN (SELECT entry FROM facets WHERE key = ? AND folded IN ({}))"
"""A facet's condition where its entries are looked up: quick where they are few."""
WALK = f"+{SET}"
"""As ``SET``, with the entries kept as a set while all are walked in the order that is asked for (the sign keeps SQLite from them)."""
EACH = "EXISTS (SELECT 1 FROM facets WHERE facets.entry = entries.number AND key = ? AND folded IN ({}))"
"""Where some entries are tried one by one, a microsecond each."""


def all_of(conditions: list[str]) -> str:
    """Conditions joined by AND as a tree that is as flat as can be: SQLite takes no chain of a thousand."""
    if len(conditions) <= 2:
        return " AND ".join(conditions)
    middle = len(conditions) // 2
    return f"({all_of(conditions[:middle])}) AND ({all_of(conditions[middle:])})"


def compile_query(query: Query, spellings: Spellings, facet: str = SET) -> tuple[list[str], list[Any], str]:
    """SQL conditions, their values, and an FTS5 expression in which every word of the query is quoted.

    ``facet`` is how a facet is asked for: SET, WALK or EACH, which all find the same and bind the same.
    """
    where: list[str] = []
    values: list[Any] = []
    for clause in dict.fromkeys(query.fields):
        condition, bound = _field(clause, spellings, facet)
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


def _field(clause: FieldClause, spellings: Spellings, facet: str) -> tuple[str, list[Any]]:
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
    return facet.format(marks), [name, *folded]


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
