"""A coder's answers as they are typed: facets by their keys, values by code, label or id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lineage.errors import UsageError
from lineage.model.coding import FACETS, NONE
from lineage.model.fields import UNCLEAR
from lineage.model.text import listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lineage.journal import Journal

_KEYS = {item.name: item for item in FACETS}


def answers_of(journal: Journal, settings: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Facets and their values from KEY=VALUE, each value by its id; UsageError or NotFoundError with the nearest."""
    found: dict[str, tuple[str, ...]] = {}
    for setting in settings:
        name, equals, written = setting.partition("=")
        if not equals:
            raise UsageError(f"--set {setting!r} has no =", hint="write --set KEY=VALUE")
        facet = coded_facet(name.strip())
        found[facet] = values_of(journal, facet, written)
    return found


def values_of(journal: Journal, facet: str, written: str) -> tuple[str, ...]:
    """The values of one facet as they were typed, with ``;`` between them, by their ids; none for ``none``."""
    item = _KEYS[facet]
    parts = listed(written)
    if not parts:
        raise UsageError(f"{facet} has no value", hint=f"write {facet}=none where none applies")
    known = journal.taxonomy.facet(item.facet)
    if [part.lower() for part in parts] == [NONE] and not (known and known.resolve(NONE)):
        return ()
    if facet == "tensions" and [part.lower() for part in parts] == [UNCLEAR]:
        return (UNCLEAR,)
    return tuple(dict.fromkeys(journal.facet_value(item.facet, part) for part in parts))


def coded_facet(name: str) -> str:
    """The key of a facet that coders may be asked for; UsageError with the nearest where it is none."""
    if name in _KEYS:
        return name
    near = ", ".join(nearest(name, list(_KEYS)))
    raise UsageError(
        f"{name!r} is no facet that is coded", hint=f"nearest: {near}" if near else ", ".join(_KEYS)
    )
