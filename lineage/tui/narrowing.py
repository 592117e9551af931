"""A query made narrower or wider by one value, and how the word under the cursor may go on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lineage.model.fields import FIELDS
from lineage.model.query import HAS, KEYS, SPECIAL, FieldClause, Query

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lineage.model.names import Names

_FACET = {item.query: item.facet for item in FIELDS if item.query and item.facet}
_LAST = re.compile(r'(?:^|(?<=\s))(-?)(?:([A-Za-z_]+):)?((?:"[^"]*|[^\s"]*))\Z')


def narrowed(
    query: Query, key: str, value: str, *, negated: bool, same: Callable[[str, str], bool] | None = None
) -> Query:
    """The query with a value added to what it asks, beside others of its key; without it where it was there.

    ``same`` says whether two spellings are one value.
    """
    if key == "year":
        return _in_year(query, value)
    alike = same or (lambda one, other: one.casefold() == other.casefold())
    kept: list[FieldClause] = []
    found = False
    for one in query.fields:
        values = tuple(other for other in one.values if not (one.key == key and alike(other, value)))
        found = found or (len(values) < len(one.values) and one.negated == negated)
        if values:
            kept.append(FieldClause(key=one.key, values=values, negated=one.negated))
    if not found:
        beside = next((n for n, one in enumerate(kept) if (one.key, one.negated) == (key, negated)), None)
        if beside is None:
            kept.append(FieldClause(key=key, values=(value,), negated=negated))
        else:
            kept[beside] = FieldClause(key=key, values=(*kept[beside].values, value), negated=negated)
    return Query(fields=tuple(kept), texts=query.texts)


def same_values(key: str, names: Names | None) -> Callable[[str, str], bool]:
    """What tells whether two spellings of a key's value are one: a code and a label name the same tension."""
    facet = {"tension": "tension", "setting": "setting", "outcome": "outcome"}.get(key)

    def same(one: str, other: str) -> bool:
        if facet and names:
            one = names.resolve(one, facet) or one
            other = names.resolve(other, facet) or other
        return one.casefold() == other.casefold()

    return same


def _in_year(query: Query, year: str) -> Query:
    now = tuple((one.key, one.values) for one in query.fields if one.key in ("since", "until"))
    rest = tuple(one for one in query.fields if one.key not in ("since", "until"))
    if now == (("since", (year,)), ("until", (year,))):
        return Query(fields=rest, texts=query.texts)
    period = tuple(FieldClause(key=key, values=(year,)) for key in ("since", "until"))
    return Query(fields=(*rest, *period), texts=query.texts)


def completions(text: str, names: Names, own: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """How a query may go on: whole texts, the likeliest first; ``own`` holds values the journal itself has, by query key."""
    last = _LAST.search(text)
    if last is None:
        return ()
    minus, key, typed = last[1], last[2], last[3].lstrip('"')
    before = text[: last.start()]
    if not key:
        if len(typed) < 1:
            return ()
        keys = sorted({*KEYS, *SPECIAL} - {"id"})
        return tuple(f"{before}{minus}{one}:" for one in keys if one.startswith(typed.lower()))
    *chosen, typed = typed.split(",")
    lead = f"{before}{minus}{key}:" + "".join(f"{one}," for one in chosen)
    return tuple(lead + _quoted(value) for value in _values(key.lower(), typed.casefold(), names, own))


def _values(key: str, typed: str, names: Names, own: Mapping[str, Sequence[str]]) -> list[str]:
    if key == "has":
        return [name for name in HAS if name.startswith(typed)]
    facet = _FACET.get(key, "")
    if not facet:
        return [
            name
            for name in own.get(key, ())
            if name.casefold().startswith(typed) and name.casefold() != typed
        ]
    starts: dict[str, None] = {}
    inside: dict[str, None] = {}
    for of, folded, identifier in names.spellings:
        if of == facet and folded.startswith(typed):
            starts[identifier] = None
        elif of == facet and typed and typed in folded:
            inside[identifier] = None
    return [one for one in (*starts, *inside) if one.casefold() != typed]


def _quoted(value: str) -> str:
    return f'"{value}"' if re.search(r'[\s",]', value) else value
