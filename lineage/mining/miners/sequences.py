"""Sequences: what a tension turns into, along links and along episodes in order of observation.

**Strength:** the share of the steps away from a tension that lead to the other (unit "share of what follows it"), with its Wilson interval.
**Source:** Fisher 1935 for the step, the permutation of entries within their lineage for the order, Benjamini and Hochberg 1995 for
both; PrefixSpan (Pei et al. 2001) counts the same and tests nothing.

A step leads from an observation to one that follows it, or to the next of its episode; it leads to the tensions that the later one bears and
the earlier does not. Tested first is every ordered pair of tensions with two such steps each: does the one lead to the other more often than
others do? A lineage counts once. Of the pairs with q under .05 it is then asked whether the order matters: whether as many lineages would
have the step if their entries stood in any order. The q told is the larger of the two. Whatever fails the second stands together, and is
a pair.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lineage.mining.counts import adjusted, median_interval, shares, wilson
from lineage.mining.frame import Episode, Finding, Found, Frame
from lineage.mining.lineages import Lineage, Step, lineages_of
from lineage.mining.orders import Edges, at_least, chance_of_step
from lineage.mining.tables import exact_more

if TYPE_CHECKING:
    from collections.abc import Iterable

_LEAST_LINEAGES = 10
_LEAST_STEPS = 2
_LEAST_JOINT = 3
_LEVEL = 0.05

_Way = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Counted:
    """The steps of all lineages, by the tensions they lead from and to."""

    steps: int
    away: Counter[str]
    """Steps from a row that bears the tension."""
    to: Counter[str]
    """Steps to a row that bears it, from one that does not."""
    lineages: dict[_Way, list[int]]
    """The lineages with such a step, in order."""
    ends: dict[_Way, list[Step]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sequence:
    way: _Way
    lineages: int
    step_p: float
    step_q: float
    order_p: float = 1.0
    order_q: float = 1.0

    @property
    def q(self) -> float:
        return max(self.step_q, self.order_q)


def sequences(frame: Frame, _seed: int) -> Found:
    """Steps with both q under 0.05 in at least three lineages; below ten lineages with a step there are none, and a note says so."""
    lineages = lineages_of(frame)
    if len(lineages) < _LEAST_LINEAGES:
        return Found(
            notes=(
                (
                    f"no sequences: in {len(lineages)} lineages one tagged observation comes after another; {_LEAST_LINEAGES} are "
                    "needed"
                ),
            )
        )
    terms = _tensions(frame)
    counted = _count(terms, lineages)
    able = [
        (one, other)
        for one in sorted(counted.away)
        for other in sorted(counted.to)
        if one != other
        and counted.away[one] >= _LEAST_STEPS
        and counted.to[other] >= _LEAST_STEPS
        and not _related(frame, one, other)
    ]
    if not able:
        return Found(notes=("no sequences: no two tensions have two steps each",))
    met = _tested(counted, able)
    candidates = [one for one in met if one.step_q < _LEVEL and one.lineages >= _LEAST_JOINT]
    ordered = _ordered(terms, lineages, candidates)
    kept = sorted((one for one in ordered if one.q < _LEVEL), key=lambda one: (one.q, one.way))
    notes = [
        (
            f"{len(able)} steps from one tension to another tested over {counted.steps} steps in {len(lineages)} lineages: "
            f"{len(candidates)} more frequent than chance, {len(kept)} of them by their order"
        )
    ]
    if not kept and met:
        notes.append(_nearest(frame, min(met, key=lambda one: (one.step_q, one.step_p, one.way))))
    return Found(
        findings=tuple(_finding(frame, lineages, counted, one, len(able)) for one in kept),
        notes=tuple(notes),
    )


def _tensions(frame: Frame) -> list[frozenset[str]]:
    return [frozenset(term for term in row if term in frame.taxonomy.by_id) for row in frame.terms]


def _related(frame: Frame, one: str, other: str) -> bool:
    by_id = frame.taxonomy.by_id
    return by_id[one].parent == other or by_id[other].parent == one


def _count(terms: list[frozenset[str]], lineages: tuple[Lineage, ...]) -> _Counted:
    away, to = Counter[str](), Counter[str]()
    found: dict[_Way, list[int]] = {}
    ends: dict[_Way, list[Step]] = {}
    steps = 0
    for number, lineage in enumerate(lineages):
        for step in lineage.steps:
            steps += 1
            before, after = terms[step.earlier], terms[step.later] - terms[step.earlier]
            away.update(before)
            to.update(after)
            for one in before:
                for other in after:
                    ends.setdefault((one, other), []).append(step)
                    seen = found.setdefault((one, other), [])
                    if not seen or seen[-1] != number:
                        seen.append(number)
    return _Counted(steps=steps, away=away, to=to, lineages=found, ends=ends)


def _tested(counted: _Counted, able: list[_Way]) -> list[_Sequence]:
    """Those that occur, with their q among all that were tested."""
    joint = np.array([len(counted.lineages.get(way, ())) for way in able], dtype=np.int64)
    away = np.array([counted.away[one] for one, _ in able], dtype=np.int64)
    to = np.array([counted.to[other] for _, other in able], dtype=np.int64)
    p_values = exact_more(joint, away, to, np.full(len(able), counted.steps))
    q_values = adjusted(p_values.tolist(), len(able))
    return [
        _Sequence(way=way, lineages=int(count), step_p=float(p), step_q=q)
        for way, count, p, q in zip(able, joint, p_values, q_values, strict=True)
        if count
    ]


def _ordered(
    terms: list[frozenset[str]], lineages: tuple[Lineage, ...], candidates: list[_Sequence]
) -> list[_Sequence]:
    """The candidates with p and q of their order, each adjusted among them."""
    if not candidates:
        return []
    shapes = [_shape(lineage) for lineage in lineages]
    bearing: dict[str, set[int]] = {}
    for number, (rows, _) in enumerate(shapes):
        for term in frozenset[str]().union(*(terms[row] for row in rows)):
            bearing.setdefault(term, set()).add(number)
    p_values = []
    for one in candidates:
        first, second = one.way
        chances = []
        for number in sorted(bearing[first] & bearing[second]):
            rows, edges = shapes[number]
            after = sum(second in terms[row] for row in rows)
            before = sum(first in terms[row] and second not in terms[row] for row in rows)
            chances.append(round(chance_of_step(edges, len(rows), before, after), 12))
        p_values.append(at_least(chances, one.lineages))
    q_values = adjusted(p_values, len(candidates))
    return [
        _Sequence(
            way=one.way,
            lineages=one.lineages,
            step_p=one.step_p,
            step_q=one.step_q,
            order_p=p,
            order_q=q,
        )
        for one, p, q in zip(candidates, p_values, q_values, strict=True)
    ]


def _shape(lineage: Lineage) -> tuple[list[int], Edges]:
    """The rows of a lineage's steps and its steps between their places; a chain has its places in order."""
    rows = list(dict.fromkeys(row for step in _along(lineage.steps) for row in (step.earlier, step.later)))
    place = {row: at for at, row in enumerate(rows)}
    return rows, tuple(sorted((place[step.earlier], place[step.later]) for step in lineage.steps))


def _along(steps: tuple[Step, ...]) -> list[Step]:
    """Steps so that those from where nothing leads come first, and each after the one it continues."""
    waiting: dict[int, list[Step]] = {}
    for step in steps:
        waiting.setdefault(step.earlier, []).append(step)
    reached = {step.later for step in steps}
    found: list[Step] = []
    stack = [row for row in sorted(waiting, reverse=True) if row not in reached] or [min(waiting)]
    while stack:
        for step in waiting.pop(stack.pop(), ()):
            found.append(step)
            stack.append(step.later)
    return [*found, *(step for rest in waiting.values() for step in rest)]


def _finding(
    frame: Frame, lineages: tuple[Lineage, ...], counted: _Counted, one: _Sequence, tests: int
) -> Finding:
    steps = counted.ends[one.way]
    rows = sorted({row for step in steps for row in (step.earlier, step.later)})
    episodes = frame.episodes_of(rows)
    away = counted.away[one.way[0]]
    first, second = (frame.taxonomy.label(term) for term in one.way)
    expected = away * counted.to[one.way[1]] / counted.steps
    return Finding(
        kind="sequence",
        label=f"{first} → {second}",
        terms=one.way,
        rows=tuple(rows),
        episodes=episodes,
        strength=len(steps) / away,
        unit="share of what follows it",
        interval=wilson(len(steps), away),
        p=max(one.step_p, one.order_p),
        q=one.q,
        notes=(
            (
                f"{len(steps)} of {away} steps from the first, in {one.lineages} lineages; {expected:.1f} expected if what comes next did "
                f"not depend on it (p {one.step_p:.2g}, q {one.step_q:.2g} among {tests})"
            ),
            f"in any order of their entries so many lineages would have the step with p {one.order_p:.2g} (q {one.order_q:.2g})",
            _between(frame, steps),
            _endings(frame, lineages, counted.lineages[one.way]),
            "it came after; that it came of it is not shown",
            "no stability: a step between tags is not a cluster",
        ),
    )


def _between(frame: Frame, steps: Iterable[Step]) -> str:
    """The median time from the beginning of the one to the beginning of the other."""
    days = sorted(
        (later - earlier).days
        for step in steps
        if (earlier := frame.entries[step.earlier].observed.first) is not None
        and (later := frame.entries[step.later].observed.first) is not None
        and later >= earlier
    )
    if not days:
        return "time between: no step has both dates"
    middle, interval = median_interval(days)
    said = f"median time between {middle:.0f} days"
    if interval is None:
        return f"{said} ({len(days)} steps with both dates; an interval needs 6)"
    return f"{said} (95 % interval {interval[0]:.0f} to {interval[1]:.0f}, {len(days)} steps with both dates)"


def _endings(frame: Frame, lineages: tuple[Lineage, ...], numbers: Iterable[int]) -> str:
    """How the lineages with the step stand: the outcome of the last of their episodes that knows one."""
    ends = [outcome for number in numbers if (outcome := _ending(frame, lineages[number]))]
    facet = frame.taxonomy.facet("outcome")
    said = [
        f"{facet.label_of(one.value) if facet else one.value} {one.count} of {one.n} ({one.low:.2f} to {one.high:.2f})"
        for one in shares(ends, len(ends))
    ]
    return f"how these lineages stand: {', '.join(said) or 'no outcome is recorded'}"


def _ending(frame: Frame, lineage: Lineage) -> str:
    known = [one for number in lineage.episodes if (one := frame.episodes[number]).outcome]
    latest: Episode | None = min(
        known, key=lambda one: (one.age is None, one.age or 0.0, one.key), default=None
    )
    return latest.outcome if latest else ""


def _nearest(frame: Frame, one: _Sequence) -> str:
    first, second = (frame.taxonomy.label(term) for term in one.way)
    return f"nearest: {first} → {second} (q {one.step_q:.2g}, p {one.step_p:.2g}, in {one.lineages} lineages)"
