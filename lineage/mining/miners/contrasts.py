"""Contrasts: what stands more in one kind of setting, channel or machine part than elsewhere, or where it went wrong than where it held.

**Strength:** the odds ratio of the trait here against elsewhere, with 0.5 added to each cell (unit "odds ratio"), and its 95 %
interval.
**Source:** Fisher 1935 (exact test, two-sided as twice the smaller tail), Haldane 1956, Tarone 1990, Benjamini and Hochberg 1995 counting only what is told (Katsevich, Sabatti and Bogomolov 2023);
within setting families Mantel and Haenszel 1959.

A trait is a tension, a family of tensions or a facet's value; only episodes that bear a term, or that give a value of the facet, are asked. Groups
and traits are all tested against each other, as one family of tests, but for a facet against itself and for tensions against channels and
machine parts, which are tested as pairs. Nothing is told twice: a family only where no tension of it is or passes by itself, and "less here" only where no
other group of the kind is told to have more. Entries are not a sample: an odds ratio here is no risk.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from lineage.mining.confidence import AGAINST
from lineage.mining.counts import LEVEL, adjusted, log_odds, told_once
from lineage.mining.frame import Finding, Found, Frame
from lineage.mining.tables import exact_two_sided, most_joint
from lineage.mining.traits import FACETS, FAMILY, TENSION, Trait, Traits, joint_counts, traits_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

WRONG = ("fail", "stall", "mutate")
"""Outcomes in which coordination did not achieve its purpose."""
_LEAST_GROUP = 5
_LEAST_HITS = 3
_BY_FACET = ("channel", "machine_role")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Group:
    """Episodes that are set against others; ``asked`` marks both."""

    kind: str
    """``setting``, ``outcome`` or the name of a facet."""
    value: str
    label: str
    asked_as: str
    """As a query names it; empty where no single value does."""
    here: NDArray[np.bool_]
    asked: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Contrast:
    group: _Group
    trait: Trait
    counts: tuple[int, int, int, int]
    """Episodes with the trait here, episodes here, with it elsewhere, elsewhere."""
    p: float
    q: float = 1.0

    @property
    def odds(self) -> tuple[float, float, float]:
        """The log odds ratio and its interval."""
        return log_odds(*self.counts)

    @property
    def more(self) -> bool:
        """True where the trait stands more here than elsewhere."""
        here, n_here, there, n_there = self.counts
        return here * n_there > there * n_here


def contrasts(frame: Frame, _seed: int) -> Found:
    """Contrasts with q under 0.05; where there are none, how near the nearest came."""
    traits = traits_of(frame)
    groups = _groups(traits)
    if not groups:
        reason = f"no setting family, channel, machine part or outcome has {_LEAST_GROUP} episodes with as many to compare"
        return Found(notes=(f"no contrasts: {reason}",))
    tested = [one for group in groups for one in _against(traits, group)]
    if not tested:
        return Found(
            notes=("no contrasts: no trait is frequent enough for p to get below .05 whatever is found",)
        )
    ranked = sorted(tested, key=lambda one: (one.p, one.group.kind, one.group.value, one.trait))
    alone = _alone(traits, groups)
    told = told_once(
        [one.p for one in ranked],
        len(ranked),
        lambda some: _once(frame, [ranked[at] for at in some], some, alone),
    )
    kept = [replace(ranked[at], q=q) for at, q in told]
    notes = [f"{len(tested)} contrasts tested over {len(groups)} groups of episodes, {len(kept)} told"]
    if not kept:
        q_values = adjusted([one.p for one in ranked], len(ranked))
        notes.append(_nearest(traits, replace(ranked[0], q=q_values[0])))
    return Found(
        findings=tuple(_finding(traits, one, len(tested)) for one in kept),
        notes=tuple(notes),
    )


def _groups(traits: Traits) -> list[_Group]:
    """Every group of at least five episodes that has at least five to be compared with."""
    frame = traits.frame
    families = np.array([one.family for one in frame.episodes], dtype=object)
    outcomes = np.array([one.outcome for one in frame.episodes], dtype=object)
    places = families != ""
    facet = frame.taxonomy.facet("setting")
    found = [
        _Group(
            kind="setting",
            value=value,
            label=facet.label_of(value) if facet else value,
            asked_as=f"setting:{value}",
            here=families == value,
            asked=places,
        )
        for value in sorted(set(families[places]))
    ]
    for name in _BY_FACET:
        for at in traits.columns((name,)):
            trait = traits.traits[at]
            found.append(
                _Group(
                    kind=name,
                    value=trait.value,
                    label=traits.label(trait),
                    asked_as=traits.asked(trait),
                    here=traits.stands[:, at],
                    asked=traits.answered[name],
                )
            )
    wrong, held = np.isin(outcomes, WRONG), np.isin(outcomes, AGAINST)
    found.append(
        _Group(
            kind="outcome",
            value="wrong",
            label="went wrong",
            asked_as=f"outcome:{','.join(WRONG)}",
            here=wrong,
            asked=wrong | held,
        )
    )
    return [
        one
        for one in found
        if one.here.sum() >= _LEAST_GROUP and (one.asked & ~one.here).sum() >= _LEAST_GROUP
    ]


def _against(traits: Traits, group: _Group) -> list[_Contrast]:
    """Every trait set against one group, where the margins let p get below .05."""
    terms = (FAMILY,) if group.kind in _BY_FACET else (TENSION, FAMILY)
    facets = (field.name for field in FACETS if field.name != group.kind)
    return [one for kind in (*terms, *facets) for one in _of_kind(traits, group, kind)]


def _of_kind(traits: Traits, group: _Group, kind: str) -> list[_Contrast]:
    """The traits of one kind set against one group."""
    columns = traits.columns((kind,))
    asked = group.asked & traits.known(kind)
    if not columns or not asked.any():
        return []
    stands = traits.among(asked, columns)
    here = group.here[asked]
    first, n = int(here.sum()), np.full(len(columns), len(here))
    second = stands.sum(axis=0)
    joint = joint_counts(here[:, None], stands)[0]
    first_each = np.full(len(columns), first)
    able = (second >= _LEAST_HITS) & (_least(first_each, second, n) < LEVEL)
    p_values = exact_two_sided(joint[able], first_each[able], second[able], n[able])
    return [
        _Contrast(
            group=group,
            trait=traits.traits[columns[at]],
            counts=(int(joint[at]), first, int(second[at] - joint[at]), len(here) - first),
            p=float(p),
        )
        for at, p in zip(np.flatnonzero(able), p_values, strict=True)
    ]


def _least(first: NDArray[np.int64], second: NDArray[np.int64], n: NDArray[np.int64]) -> NDArray[np.float64]:
    """The smallest two-sided p value that the margins allow: all hits here, or all elsewhere."""
    return 2 * np.minimum(most_joint(first, second, n), most_joint(n - first, second, n))


def _alone(traits: Traits, groups: list[_Group]) -> list[_Contrast]:
    """Tensions against channels and machine parts: told as pairs, but a family that only repeats one of them has to be known."""
    return [one for group in groups if group.kind in _BY_FACET for one in _of_kind(traits, group, TENSION)]


def _once(frame: Frame, some: list[_Contrast], places: list[int], alone: list[_Contrast]) -> list[int]:
    """The places of those that repeat no other: no family with a tension among them, no "less here" where another group has more."""
    level = max(one.p for one in some)
    said = {
        (one.group.kind, one.group.value, frame.taxonomy.family_of(one.trait.value), one.more)
        for one in (*some, *(one for one in alone if one.p <= level))
        if one.trait.kind == TENSION
    }
    more = {(one.group.kind, one.trait) for one in some if one.more}
    return [
        at
        for at, one in zip(places, some, strict=True)
        if not (
            one.trait.kind == FAMILY and (one.group.kind, one.group.value, one.trait.value, one.more) in said
        )
        and (one.more or one.group.kind == "outcome" or (one.group.kind, one.trait) not in more)
    ]


def _finding(traits: Traits, one: _Contrast, tests: int) -> Finding:
    asked = one.group.asked & traits.known(one.trait.kind)
    bears = traits.column(one.trait)
    side = one.group.here if one.more else ~one.group.here
    episodes = traits.chosen(asked & bears & side)
    ratio, low, high = one.odds
    here, n_here, there, n_there = one.counts
    notes = [
        f"{here} of {n_here} episodes here, {there} of {n_there} elsewhere; {tests} contrasts were tested",
        *([] if one.group.kind == "setting" else [traits.within(bears, side, asked)]),
        "entries are not a sample: an odds ratio here is no risk",
        "no stability: a contrast is not a cluster",
    ]
    return Finding(
        kind="contrast",
        label=_label(traits, one),
        terms=() if one.trait.is_facet else (one.trait.value,),
        rows=traits.rows(episodes, (one.trait,)),
        episodes=episodes,
        strength=math.exp(ratio),
        unit="odds ratio",
        interval=(math.exp(low), math.exp(high)),
        p=one.p,
        q=one.q,
        facets=(one.group.asked_as, *((traits.asked(one.trait),) if one.trait.is_facet else ())),
        notes=tuple(notes),
    )


def _label(traits: Traits, one: _Contrast) -> str:
    label = traits.label(one.trait)
    if one.group.kind == "outcome":
        return f"{label}: more where it {'went wrong' if one.more else 'held or recovered'}"
    return f"{label}: {'more' if one.more else 'less'} in {one.group.label} than elsewhere"


def _nearest(traits: Traits, one: _Contrast) -> str:
    here, n_here, there, n_there = one.counts
    return f"nearest: {_label(traits, one)} (q {one.q:.2g}, p {one.p:.2g}, {here} of {n_here} episodes, {there} of {n_there} elsewhere)"
