"""A coding: one coder's tags for one entry, made without seeing another's; and the entry's own tags taken as one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.model.fields import FIELDS, MAX_TENSIONS, UNCLEAR, Field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lineage.model.entry import Entry, Extra

NONE = "none"
"""Written for a question that was asked and has no answer here: the coder saw no such term."""
FACETS: tuple[Field, ...] = tuple(item for item in FIELDS if item.facet)
"""What a coder may be asked for, in the order of an entry's keys; tensions among them."""
RANKED = ("scale",)
"""Facets whose values are in an order, so that two neighbours are nearer than the ends."""

Answer = tuple[str, tuple[str, ...]]
"""A facet's key and its values; no value: it was asked and none applies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """One coder's answers for one entry; a facet that is not among ``answers`` was not asked."""

    entry: str
    coder: str
    recorded: str = ""
    taxonomy: str = ""
    """The version of the taxonomy it was made with."""
    machine: str = ""
    """What made it, with its version, where no person did."""
    answers: tuple[Answer, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()
    """(term, passage of the entry's text) in order."""
    remark: str = ""
    """The body as written, quotes among it."""
    extra: Extra = ()
    path: str = ""
    """Relative to the journal; empty for an entry's own tags."""

    def answer(self, facet: str) -> tuple[str, ...] | None:
        """The values of a facet; None where it was not asked."""
        return next((values for name, values in self.answers if name == facet), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """An entry and its codings, the first coder's first, then by coder."""

    entry: Entry
    codings: tuple[Coding, ...]


def own_coding(entry: Entry) -> Coding:
    """An entry's own tags as its first coder's coding; a facet without a value was not asked."""
    return Coding(
        entry=entry.id,
        coder=first_coder(entry),
        recorded=entry.recorded,
        answers=tuple((item.name, entry.values(item.name)) for item in FACETS if entry.values(item.name)),
        quotes=tuple((span.term, " ".join(span.text.split())) for span in entry.spans),
    )


def first_coder(entry: Entry) -> str:
    """Whose tags an entry's are."""
    return entry.coder or entry.observer or "unnamed"


def fits(values: tuple[str, ...], item: Field) -> str:
    """Why these values are no answer to a facet's question; empty where they are."""
    if not item.many and len(values) > 1:
        return f"{item.name} takes one value"
    if item.name == "tensions" and len(values) > MAX_TENSIONS:
        return f"an entry has at most {MAX_TENSIONS} tensions"
    if UNCLEAR in values and len(values) > 1:
        return f"{item.name}: unclear stands alone"
    return ""


def place_of(quote: str, text: str) -> tuple[int, int] | None:
    """Where a passage stands in a text, as (start, length); None where it does not. Line breaks and spaces do not matter."""
    words = quote.split()
    found = re.search(r"\s+".join(re.escape(word) for word in words), text) if words else None
    return (found.start(), found.end() - found.start()) if found else None


def coded_entries(entries: Iterable[Entry], codings: Iterable[Coding]) -> tuple[Coded, ...]:
    """Each observation with its codings, sorted by id; its own tags are the first coder's, unless a file holds what they were.

    A file of the first coder stands where a resolution changed the entry's tags: agreement is of codings as they were made.
    """
    others: dict[str, list[Coding]] = {}
    for coding in sorted(codings, key=lambda one: (one.entry, one.coder, one.path)):
        others.setdefault(coding.entry, []).append(coding)
    found = []
    for entry in sorted(entries, key=lambda one: (one.id, one.path)):
        if entry.kind != "observation" or entry.conflicted:
            continue
        own = own_coding(entry)
        kept = [one for one in others.get(entry.id, []) if one.coder == own.coder][:1]
        second = [one for one in others.get(entry.id, []) if one.coder != own.coder]
        found.append(Coded(entry=entry, codings=(*(kept or [own]), *second)))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """What a second coder sees of an entry: never a tag, a span, an outcome, or what another coder said."""

    id: str
    title: str
    observed: str
    setting: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A draw of entries for a second coder, and what became of the others."""

    waiting: tuple[Blind, ...]
    """Those still to be coded, in the order they were drawn."""
    drawn: int
    done: int
    """Those of the draw that this coder has coded."""
    population: int
    """Entries that could be drawn: tagged by another."""
    untagged: int = 0
    own: int = 0
    """Entries that this coder tagged first: a second look would measure steadiness, not agreement."""
    strata: tuple[tuple[str, int], ...] = ()
    """Setting family to the number drawn of it, where it was asked for."""


def blind(entry: Entry, *, hide_setting: bool = False) -> Blind:
    """An entry as a second coder sees it; the setting is hidden where it is asked for."""
    return Blind(
        id=entry.id,
        title=entry.title,
        observed=str(entry.observed),
        setting="" if hide_setting else entry.setting,
        text=entry.text,
    )
