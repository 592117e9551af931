"""What a new entry reminds of: the earlier note it may continue, and where its tension was seen before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lineage.model.entry import Entry
    from lineage.model.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An earlier entry that a new one may continue, and how many notes its episode has."""

    entry: Entry
    notes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Where a tension was seen: in this place before, and in the library, which is always counted apart."""

    here: int
    where: str
    """The context or organisation; empty where the entry has neither and the whole journal was looked at."""
    since: str
    """The month of the first as ``2026-03``; empty where none has a date."""
    elsewhere: int
    ended_well: int
    """Of those elsewhere, how many held or recovered."""
    helped: str
    """What was tried in one of those and helped; empty where none says."""


def same_place(entry: Entry, other: Entry) -> bool:
    """True where both are of one context, or, without contexts, of one organisation, or of no place at all."""
    if entry.context or other.context:
        return entry.context == other.context
    return entry.organisation == other.organisation


def seen_before(entry: Entry, here: Iterable[Entry], library: Iterable[Entry], taxonomy: Taxonomy) -> Seen:
    """How often the entry's first tension stands in earlier entries of its place, and in the library's cases."""
    term = taxonomy.resolve(entry.tensions[0]) if entry.tensions else None

    def bears(other: Entry) -> bool:
        return (
            term is not None
            and other.kind == "observation"
            and term in {taxonomy.resolve(one) for one in other.tensions}
        )

    earlier = [one for one in here if one.id != entry.id and bears(one) and same_place(entry, one)]
    months = sorted(one.observed.months for one in earlier if one.observed.known)
    cases = sorted((one for one in library if bears(one) and one.names_occasion), key=lambda one: one.id)
    well = [one for one in cases if one.outcome in ("held", "recovered")]
    helped = next((one.tried[0] for one in well if one.helped == "true" and one.tried), "")
    return Seen(
        here=len(earlier),
        where=entry.context or entry.organisation,
        since=months[0] if months else "",
        elsewhere=len(cases),
        ended_well=len(well),
        helped=helped,
    )
