"""Trends: tensions, and families of them, whose share of the episodes drifts over the years or changes at one moment.

**Strength:** the odds ratio from one year to the next (unit "odds ratio a year"), or of after against before a change
(unit "odds ratio after the change"), each with its 95 % interval; rates with exact Poisson intervals (Garwood 1936).
**Source:** Cochran 1954 and Armitage 1955 for a trend, Worsley 1983 for one change, both exact; Benjamini and Hochberg 1995, counting only what is told
(Katsevich, Sabatti and Bogomolov 2023).

What is written down grows and shrinks with the writer. So the tests are of the share among the episodes that began in a period and
bear a term, never of the raw count, which is told beside it. Every term in at least five of them is tested twice, for a trend and for
one change; its p is twice the smaller of the two, and q is over all terms. A family is told only where no tension of it goes the same way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from lineage.mining.changes import Change, Counts, Slope, change_test, slope, trend_tests
from lineage.mining.counts import log_odds, poisson, told_once
from lineage.mining.frame import Finding, Found, Frame
from lineage.mining.periods import Periods, periods_of
from lineage.mining.traits import FAMILY, TENSION, Trait, Traits, traits_of

_LEAST_HITS = 5
_SHOWN = 12
"""Periods whose rate is told; the last ones."""
_NEW_DAYS = 365
_NEW_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Tested:
    trait: Trait
    hits: Counts
    trend_p: float
    slope: Slope
    change: Change
    p: float
    q: float = 1.0

    @property
    def drifts(self) -> bool:
        """True where a steady trend tells it as well as one change, whose moment was chosen as well (Akaike 1974)."""
        return self.slope.ratio >= self.change.ratio - 2


def trends(frame: Frame, _seed: int) -> Found:
    """Terms with q under 0.05 for a trend or a change, and a note on what is new in the year before today."""
    traits = traits_of(frame, facets=False)
    fresh = new_since(frame, frame.today - timedelta(days=_NEW_DAYS))
    new = (fresh,) if fresh else ()
    periods = periods_of(frame, traits.tagged)
    if isinstance(periods, str):
        return Found(notes=(f"no trends: {periods}", *new))
    sizes = np.bincount(periods.of[periods.of >= 0], minlength=len(periods.names))
    tested = _tested(traits, periods, sizes)
    if not tested:
        return Found(notes=(f"no trends: no term stands in {_LEAST_HITS} episodes with a date", *new))
    told = told_once([one.p for one in tested], len(tested), lambda some: _once(frame, sizes, tested, some))
    kept = sorted((replace(tested[at], q=q) for at, q in told), key=lambda one: one.trait)
    unplaced = f", {periods.unplaced} more cannot be placed in a {periods.unit}" if periods.unplaced else ""
    note = (
        f"{len(tested)} terms tested for a trend and for a change over {len(periods.names)} {periods.unit}s and {int(sizes.sum())} episodes "
        f"that bear a term{unplaced}; {len(kept)} told"
    )
    return Found(
        findings=tuple(_finding(traits, periods, sizes, one, len(tested)) for one in kept),
        notes=(note, *new),
    )


def _tested(traits: Traits, periods: Periods, sizes: Counts) -> list[_Tested]:
    """Every tension and family with at least five episodes that can be placed, tested for a trend and for a change."""
    placed = periods.of >= 0
    columns, rows = [], []
    for at in traits.columns((TENSION, FAMILY)):
        where = periods.of[placed & traits.stands[:, at]]
        if len(where) >= _LEAST_HITS:
            columns.append(at)
            rows.append(np.bincount(where, minlength=len(sizes)))
    if not rows:
        return []
    trend_p = trend_tests(np.array(rows), sizes).tolist()
    changes = [change_test(hits, sizes) for hits in rows]
    p_values = [min(1.0, 2 * min(p, change.p)) for p, change in zip(trend_p, changes, strict=True)]
    return [
        _Tested(
            trait=traits.traits[column],
            hits=hits,
            trend_p=trend,
            slope=slope(hits, sizes),
            change=change,
            p=p,
        )
        for column, hits, trend, change, p in zip(columns, rows, trend_p, changes, p_values, strict=True)
    ]


def _once(frame: Frame, sizes: Counts, tested: list[_Tested], some: list[int]) -> list[int]:
    """Those of some places that are tensions, or families none of whose tensions among them goes the same way."""
    ways = {
        (_family(frame, tested[at]), _rises(tested[at], sizes))
        for at in some
        if tested[at].trait.kind == TENSION
    }
    return [
        at
        for at in some
        if tested[at].trait.kind == TENSION or (tested[at].trait.value, _rises(tested[at], sizes)) not in ways
    ]


def _family(frame: Frame, one: _Tested) -> str:
    return frame.taxonomy.family_of(one.trait.value)


def _rises(one: _Tested, sizes: Counts) -> bool:
    if one.drifts:
        return one.slope.drift > 0
    return _odds_after(one, sizes)[0] > 0


def _odds_after(one: _Tested, sizes: Counts) -> tuple[float, float, float]:
    """The log odds ratio of after against before the change, with its interval."""
    cut = one.change.period
    return log_odds(
        int(one.hits[cut:].sum()), int(sizes[cut:].sum()), int(one.hits[:cut].sum()), int(sizes[:cut].sum())
    )


def _finding(traits: Traits, periods: Periods, sizes: Counts, one: _Tested, tests: int) -> Finding:
    rising = _rises(one, sizes)
    label = traits.label(one.trait)
    if one.drifts:
        ratio, low, high = (periods.a_year * end for end in (one.slope.drift, one.slope.low, one.slope.high))
        unit, way = "odds ratio a year", "rising" if rising else "falling"
    else:
        ratio, low, high = _odds_after(one, sizes)
        unit, way = (
            "odds ratio after the change",
            f"{'more' if rising else 'less'} since {periods.names[one.change.period]}",
        )
    episodes = traits.chosen(traits.column(one.trait) & (periods.of >= 0))
    return Finding(
        kind="trend",
        label=f"{label}: {way}",
        terms=(one.trait.value,),
        rows=traits.rows(episodes, (one.trait,)),
        episodes=episodes,
        strength=_exp(ratio),
        unit=unit,
        interval=(_exp(low), _exp(high)),
        p=one.p,
        q=one.q,
        notes=_notes(one, periods, sizes, tests),
    )


def _exp(value: float) -> float:
    """Odds beyond a thousand million are no figure anybody should read."""
    return math.exp(min(20.0, max(-20.0, value)))


def _notes(one: _Tested, periods: Periods, sizes: Counts, tests: int) -> tuple[str, ...]:
    half = len(sizes) // 2
    earlier, later = int(one.hits[:half].sum()), int(one.hits[half:].sum())
    n_earlier, n_later = int(sizes[:half].sum()), int(sizes[half:].sum())
    return (
        (
            f"tested as a share of the episodes begun in a {periods.unit}, trend p {one.trend_p:.2g}, one change at "
            f"{periods.names[one.change.period]} p {one.change.p:.2g}; p is twice the smaller, q among {tests} terms"
        ),
        _rates(one, periods, sizes),
        (
            f"raw counts: {earlier} episodes before {periods.names[half]}, {later} since; all that bear a term went from "
            f"{n_earlier} to {n_later}"
        ),
        *(
            ()
            if one.drifts
            else ("the moment was chosen by the data: p allows for that, the interval does not",)
        ),
        "episodes are taken as independent: several about one affair would make it look surer than it is",
        "no stability: a count over time is not a cluster",
    )


def _rates(one: _Tested, periods: Periods, sizes: Counts) -> str:
    said = []
    for at in range(max(0, len(sizes) - _SHOWN), len(sizes)):
        if sizes[at]:
            low, high = poisson(int(one.hits[at]))
            said.append(f"{periods.names[at]} {one.hits[at]} of {sizes[at]} ({low:.1f} to {high:.1f})")
    return f"a {periods.unit}, with the exact interval of its count: {', '.join(said)}"


def new_since(frame: Frame, day: date) -> str:
    """The tensions first observed on that day or later, in two episodes at least, as a sentence; empty where none is.

    Beside each stands the chance that so many episodes, drawn from all that are dated, all lie since that day.
    """
    first: dict[str, date] = {}
    counted: dict[str, set[int]] = {}
    since, dated = set[int](), set[int]()
    for number, episode in enumerate(frame.episodes):
        for row in episode.rows:
            begun = frame.entries[row].observed.first
            if begun is None or not frame.terms[row]:
                continue
            dated.add(number)
            if begun >= day:
                since.add(number)
            for term in frame.terms[row]:
                if term in frame.taxonomy.by_id:
                    first[term] = min(begun, first.get(term, begun))
                    counted.setdefault(term, set()).add(number)
    if len(since) == len(dated):
        return ""
    fresh = sorted(
        (-len(counted[term]), term)
        for term, begun in first.items()
        if begun >= day and len(counted[term]) > 1
    )
    said = [
        f"{frame.taxonomy.label(term)} ({-count} episodes, {_all_since(-count, len(since), len(dated)):.2g} by chance)"
        for count, term in fresh[:_NEW_SHOWN]
    ]
    more = f" and {len(fresh) - _NEW_SHOWN} more" if len(fresh) > _NEW_SHOWN else ""
    return f"first observed since {day.isoformat()}: {', '.join(said)}{more}" if said else ""


def _all_since(count: int, since: int, dated: int) -> float:
    return math.prod((since - step) / (dated - step) for step in range(min(count, since)))
