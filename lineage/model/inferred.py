"""What an entry's terms say of it that nobody observed: shown as inferred, never counted; and what its words call for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lineage.model.entry import Entry
    from lineage.model.taxonomy import Facet, Taxonomy

INFERRED = ("conditions", "layers", "mechanisms")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inferred:
    """Values of a field that the pages of an entry's tensions name, and the codes of these tensions."""

    field: str
    values: tuple[str, ...]
    codes: tuple[str, ...]


def inferred(entry: Entry, taxonomy: Taxonomy) -> tuple[Inferred, ...]:
    """What the entry's tensions carry with them, field by field, where the entry says nothing itself."""
    terms = [taxonomy.by_id.get(taxonomy.resolve(name) or "") for name in entry.tensions]
    found = []
    for field in INFERRED:
        if entry.values(field):
            continue
        bearing = [term for term in terms if term is not None and getattr(term, field)]
        values = dict.fromkeys(value for term in bearing for value in getattr(term, field))
        if values:
            codes = tuple(term.code for term in bearing)
            found.append(Inferred(field=field, values=tuple(values), codes=codes))
    return tuple(found)


def calls_for(facet: Facet, entry: Entry, taxonomy: Taxonomy) -> bool:
    """True where the words of an entry, or the names of its setting and tensions, mention what a facet asks about."""
    terms = [taxonomy.resolve(name) or name for name in entry.tensions]
    families = [taxonomy.family_of(term) for term in terms]
    settings = taxonomy.facet("setting")
    told = [
        entry.title,
        entry.text,
        entry.organisation,
        *entry.actors,
        *entry.words,
        settings.label_of(entry.setting) if settings else "",
        *(taxonomy.label(term) for term in (*terms, *families)),
    ]
    return mentions(facet.mentions, "\n".join(told))


def mentions(names: Iterable[str], text: str) -> bool:
    """True where one of some words stands in a text: capitals alone as they are written, others in any case."""
    listed = sorted(names)
    exact = [name for name in listed if name.isupper()]
    loose = [name for name in listed if not name.isupper()]
    return any(
        re.search(rf"(?<!\w)(?:{'|'.join(map(_pattern, group))})(?!\w)", text, flags) is not None
        for group, flags in ((exact, 0), (loose, re.IGNORECASE))
        if group
    )


def _pattern(name: str) -> str:
    return re.escape(name.removesuffix("*")) + (r"\w*" if name.endswith("*") else "")
