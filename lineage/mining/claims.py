"""The seeds' claims counted for and against, by episodes, lineages or places; where there is too little, what to record.

**Strength:** a share with its Wilson interval, a difference of shares with Newcombe's, or a median of differences in days.
**Source:** Wilson 1927; Newcombe 1998, method 10, for the difference of two independent shares. Entries are not a sample: no count is
a rate at which things happen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from lineage.mining.counts import newcombe, wilson
from lineage.model.claim import Tally
from lineage.model.pattern import Share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from lineage.model.claim import Test
    from lineage.model.entry import Entry
    from lineage.model.taxonomy import Taxonomy

Found = dict[str, list["Entry"]]
"""Part of a test to the entries that fit it, in order of id."""

DAYS = {"hour": 1 / 8, "day": 1.0, "week": 5.0, "month": 21.0, "year": 230.0}
"""Working days: eight hours, five days a week; a rough cost is not worth more."""
_COST = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(?:person|work|working)?[- ]?(hour|day|week|month|year)s?\b", re.IGNORECASE
)
FEWEST_COSTS = 3
"""Entries with a cost on each side of a turn, without which a place says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """What each way of counting works on; ``empty`` is the tally before it is counted."""

    test: Test
    empty: Tally
    found: Found
    entries: list[Entry]
    """In order of id."""
    keys: Mapping[str, str]


def count_claim(
    test: Test,
    entries: Sequence[Entry],
    hits: Mapping[str, frozenset[str]],
    keys: Mapping[str, str],
    taxonomy: Taxonomy,
) -> Tally:
    """A claim counted in some entries.

    ``hits`` gives for the text of each query the ids it finds; ``keys`` the episode of each id. The order of the entries does not
    matter.
    """
    ordered = sorted(entries, key=lambda entry: (entry.id, entry.path))
    found: Found = {}
    for name, queries in test.queries:
        wanted = frozenset().union(*(hits[str(query)] for query in queries))
        found[name] = [entry for entry in ordered if entry.id in wanted and _fits(entry, test, taxonomy)]
    empty = Tally(claim=test.claim, label=test.label, unit=test.unit, n=0, least=test.least)
    tally = _FORMS[test.form](_Case(test=test, empty=empty, found=found, entries=ordered, keys=keys))
    if tally.n < test.least:
        missing = f"{tally.n} of {test.least} {test.unit} so far; record {test.record}"
        return replace(tally, missing=missing)
    return tally


def _fits(entry: Entry, test: Test, taxonomy: Taxonomy) -> bool:
    if test.primary:
        first = taxonomy.resolve(entry.tensions[0]) if entry.tensions else None
        if first is None or first not in taxonomy.narrower(taxonomy.resolve(test.primary) or ""):
            return False
    if test.tried:
        words = re.findall(r"\w+", " ".join(entry.tried).casefold())
        return any(word.startswith(test.tried) for word in words)
    return True


def _share(case: _Case) -> Tally:
    """Episodes with an entry for among those with one for or against; those with both count for neither."""
    among = {entry.id for entry in case.found["among"]} if "among" in case.found else None
    sides = {
        side: [entry for entry in case.found[side] if among is None or entry.id in among]
        for side in ("for", "against")
    }
    episodes = {side: {case.keys[entry.id] for entry in members} for side, members in sides.items()}
    both = episodes["for"] & episodes["against"]
    pro, contra = episodes["for"] - both, episodes["against"] - both
    n = len(pro) + len(contra)
    return replace(
        case.empty,
        n=n,
        supports=_ids(entry for entry in sides["for"] if case.keys[entry.id] in pro),
        opposes=_ids(entry for entry in sides["against"] if case.keys[entry.id] in contra),
        undecided=_ids(entry for side in sides.values() for entry in side if case.keys[entry.id] in both),
        shares=(_row("for", len(pro), n),) if n else (),
    )


def _contrast(case: _Case) -> Tally:
    """The share of episodes with the event in the group and in the others, and the difference of both."""
    among = {case.keys[entry.id] for entry in case.found["among"]}
    group, other = _groups(case, among)
    event = {case.keys[entry.id] for entry in case.found["event"]} & among
    here, there = len(group & event), len(other & event)
    n = min(len(group), len(other))
    shares = tuple(
        _row(name, count, size)
        for name, count, size in (("group", here, len(group)), ("others", there, len(other)))
        if size
    )
    difference, interval = None, None
    if n:
        difference, interval = newcombe(here, len(group), there, len(other))
    lower = case.test.expects == "lower"
    inside = [entry for entry in case.found["among"] if case.keys[entry.id] in group]
    return replace(
        case.empty,
        n=n,
        supports=_ids(entry for entry in inside if (case.keys[entry.id] in event) is not lower),
        opposes=_ids(entry for entry in inside if (case.keys[entry.id] in event) is lower),
        shares=shares,
        difference=difference,
        interval=interval,
    )


def _groups(case: _Case, among: set[str]) -> tuple[set[str], set[str]]:
    """The episodes of the group and those it is compared with: by a query each, or by what stands earlier in the lineage."""
    if "earlier" not in case.found:
        group = {case.keys[entry.id] for entry in case.found.get("group", ())} & among
        other = {case.keys[entry.id] for entry in case.found.get("other", ())} & among
        return group - other, other - group
    begun: dict[str, date] = {}
    for entry in case.found["earlier"]:
        if entry.observed.first:
            key = case.keys[entry.id]
            begun[key] = min(begun.get(key, entry.observed.first), entry.observed.first)
    group = {
        case.keys[entry.id]
        for entry in case.found["among"]
        if entry.observed.last
        and case.keys[entry.id] in begun
        and begun[case.keys[entry.id]] <= entry.observed.last
    }
    return group, among - group


def _order(case: _Case) -> Tally:
    """Lineages in which the first thing was observed before the other, and written down before the other was known."""
    sizes: dict[str, int] = {}
    for entry in case.entries:
        sizes[case.keys[entry.id]] = sizes.get(case.keys[entry.id], 0) + 1
    supports, opposes, undecided = [], [], []
    won, lost = 0, 0
    for key in sorted({case.keys[entry.id] for entry in case.found["then"]}):
        later = _earliest(case.found["then"], case.keys, key)
        if later is None or sizes[key] == 1:
            continue
        first = _earliest([entry for entry in case.found["first"] if entry.id != later.id], case.keys, key)
        pair = [one.id for one in (first, later) if one]
        if first is None or _before(later, first):
            opposes += pair
            lost += 1
        elif _before(first, later) and first.recorded[:10] <= str(later.observed.last):
            supports += pair
            won += 1
        else:
            undecided += pair
    late = "what was written down only after the later failure, or overlaps with it, counts for neither side"
    return replace(
        case.empty,
        n=won + lost,
        supports=tuple(sorted(supports)),
        opposes=tuple(sorted(opposes)),
        undecided=tuple(sorted(undecided)),
        shares=(_row("for", won, won + lost),) if won + lost else (),
        notes=(late,) if undecided else (),
    )


def _earliest(entries: Iterable[Entry], keys: Mapping[str, str], key: str) -> Entry | None:
    dated = [entry for entry in entries if keys[entry.id] == key and entry.observed.first]
    return min(dated, key=lambda entry: (str(entry.observed.first), entry.id), default=None)


def _before(one: Entry, other: Entry) -> bool:
    """True where one was over before the other began: periods that overlap have no order."""
    return bool(one.observed.last and other.observed.first and one.observed.last < other.observed.first)


def _cost(case: _Case) -> Tally:
    """Places (contexts, else organisations) where the median cost in days is higher after their first turn than before."""
    turned: dict[str, date] = {}
    for entry in case.found["turn"]:
        if _place(entry) and entry.observed.last:
            place = _place(entry)
            turned[place] = min(turned.get(place, entry.observed.last), entry.observed.last)
    differences: list[float] = []
    supports: list[str] = []
    opposes: list[str] = []
    for place, day in sorted(turned.items()):
        costed = [
            (entry, days)
            for entry in case.entries
            if _place(entry) == place and entry.observed.first and (days := days_of(entry.cost)) is not None
        ]
        before = [days for entry, days in costed if entry.observed.last and entry.observed.last < day]
        after = [days for entry, days in costed if entry.observed.first and entry.observed.first > day]
        if min(len(before), len(after)) < FEWEST_COSTS:
            continue
        differences.append(median(after) - median(before))
        (supports if differences[-1] > 0 else opposes).extend(entry.id for entry, _ in costed)
    return _of_places(case.empty, differences, supports, opposes)


def days_of(cost: str) -> float | None:
    """A rough cost in working days; None where it is money or names no time."""
    found = _COST.findall(cost)
    if not found:
        return None
    return sum(float(number.replace(",", ".")) * DAYS[unit.lower()] for number, unit in found)


def _lag(case: _Case) -> Tally:
    """Places where the norm for a change came later than the next change: the medians of both waits, in days."""
    changes: dict[str, list[Entry]] = {}
    for entry in case.found["change"]:
        if _place(entry) and entry.observed.first:
            changes.setdefault(_place(entry), []).append(entry)
    differences: list[float] = []
    supports: list[str] = []
    opposes: list[str] = []
    for _, rows in sorted(changes.items()):
        days = sorted({entry.observed.first for entry in rows if entry.observed.first})
        waits = [
            wait for entry in rows if (wait := _norm_after(entry, case.found["norm"], case.keys)) is not None
        ]
        if len(days) < FEWEST_COSTS or not waits:
            continue
        gaps = [(later - earlier).days for earlier, later in pairwise(days)]
        differences.append(median(waits) - median(gaps))
        (supports if differences[-1] > 0 else opposes).extend(entry.id for entry in rows)
    return _of_places(case.empty, differences, supports, opposes)


def _norm_after(change: Entry, norms: Iterable[Entry], keys: Mapping[str, str]) -> int | None:
    """Days from a change to the first norm of its lineage after it; None where none was written down."""
    begun = change.observed.first
    waits = [
        (norm.observed.first - begun).days
        for norm in norms
        if begun and norm.observed.first and keys[norm.id] == keys[change.id] and norm.observed.first > begun
    ]
    return min(waits, default=None)


def _of_places(empty: Tally, differences: list[float], supports: list[str], opposes: list[str]) -> Tally:
    n = len(differences)
    count = sum(one > 0 for one in differences)
    return replace(
        empty,
        n=n,
        supports=tuple(sorted(set(supports))),
        opposes=tuple(sorted(set(opposes))),
        shares=(_row("for", count, n),) if n else (),
        difference=float(median(differences)) if n else None,
    )


def _place(entry: Entry) -> str:
    return entry.context or entry.organisation


def _row(name: str, count: int, n: int) -> Share:
    low, high = wilson(count, n)
    return Share(value=name, count=count, n=n, low=round(low, 4), high=round(high, 4))


def _ids(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(sorted({entry.id for entry in entries}))


_FORMS: dict[str, Callable[[_Case], Tally]] = {
    "share": _share,
    "contrast": _contrast,
    "order": _order,
    "cost": _cost,
    "lag": _lag,
}
