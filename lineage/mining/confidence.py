"""How far a pattern can be trusted as a fair picture of what was recorded.

**Source:** GRADE-CERQual (Lewin et al. 2018), adapted: it starts at *high* and every step down is told. The bands are ours.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from lineage.mining.counts import effective, hill
from lineage.model.pattern import Subtraction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lineage.mining.frame import Finding, Frame

AGAINST = ("held", "recovered")
"""Outcomes that speak against a pattern of things going wrong."""
GRADES = ("high", "moderate", "low", "very low")
TWICE = 0.2
"""Share of a finding's entries that another must have coded to be a second coder of it: one entry of thirty assures of nothing."""
_THIN = 20
"""Words: entries whose median is below this say too little to judge a pattern by."""

_Step = tuple[float, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a grade rests on, counted by episode."""

    episodes: int
    effective: float
    """Episodes weighted by recency and directness (Kish)."""
    observers: int
    """Named observers; none named counts as one."""
    coders: int
    """Named coders; none named counts as one."""
    families: tuple[str, ...]
    """The setting family of each episode; empty where it has none."""
    second_hand: float
    """Share of episodes told second-hand only."""
    contradiction: float
    """Share of episodes that held or recovered, none of them explained."""
    words: float
    """Median number of words of its entries."""
    stability: float | None = None
    alpha: float | None = None
    """Krippendorff's alpha of the tension sets; None where it was not assessed."""
    user_family: str = ""
    """The setting family the reader asks for; relevance is judged by age alone where it is empty."""


def evidence_of(
    frame: Frame,
    finding: Finding,
    user_family: str = "",
    alpha: float | None = None,
    second: Mapping[str, tuple[str, ...]] | None = None,
) -> Grounds:
    """The evidence a finding rests on; ``second`` names who else coded an entry, by its id."""
    episodes = finding.episodes
    n = max(1, len(episodes))
    coders = {name for one in episodes for name in one.coders} | _second_coders(frame, finding, second or {})
    return Grounds(
        episodes=len(episodes),
        effective=effective([one.weight for one in episodes]),
        observers=max(1, len({name for one in episodes for name in one.observers})),
        coders=max(1, len(coders)),
        families=tuple(one.family for one in episodes),
        second_hand=sum(one.second_hand for one in episodes) / n,
        contradiction=sum(one.outcome in AGAINST for one in episodes) / n,
        words=median([len(frame.texts[row].split()) for row in finding.rows] or [0]),
        stability=finding.stability,
        alpha=alpha,
        user_family=user_family,
    )


def _second_coders(frame: Frame, finding: Finding, second: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Those who coded enough of a finding's entries after the first coder to count as coders of it."""
    counted = Counter(name for row in finding.rows for name in second.get(frame.entries[row].id, ()))
    return {name for name, count in counted.items() if count >= TWICE * len(finding.rows)}


def confidence_of(evidence: Grounds) -> tuple[str, tuple[Subtraction, ...]]:
    """The grade and every step down; a component counts once, by its worst finding."""
    components = (
        ("methodology", _methodology(evidence)),
        ("coherence", _coherence(evidence)),
        ("adequacy", _adequacy(evidence)),
        ("relevance", _relevance(evidence)),
    )
    steps = tuple(
        Subtraction(
            component=name,
            points=worst,
            reason="; ".join(reason for points, reason in found if points == worst),
        )
        for name, found in components
        if found
        for worst in (min(points for points, _ in found),)
    )
    total = sum(step.points for step in steps)
    return GRADES[min(3, -math.floor(total))], steps


def diversity(finding: Finding) -> str:
    """How many setting families and observers there are in effect (Hill numbers of order 1)."""
    families = Counter(one.family for one in finding.episodes if one.family)
    observers = Counter(name for one in finding.episodes for name in one.observers)
    return f"diversity: {hill(families.values()):.1f} setting families and {hill(observers.values()):.1f} observers in effect"


def _methodology(evidence: Grounds) -> list[_Step]:
    found: list[_Step] = []
    if evidence.coders == 1:
        found.append((-0.5, "one coder"))
    if evidence.alpha is None:
        found.append((-0.5, "agreement between coders was not assessed"))
    elif evidence.coders > 1 and evidence.alpha < 0.667:
        found.append((-2.0, f"coders do not agree (alpha {evidence.alpha:.2f})"))
    elif evidence.alpha < 0.667:
        found.append(
            (-1.0, f"one coder, and where others coded too they do not agree (alpha {evidence.alpha:.2f})")
        )
    elif evidence.alpha < 0.8:
        found.append((-1.0, f"coders agree in part (alpha {evidence.alpha:.2f})"))
    if evidence.second_hand > 0.5:
        found.append((-1.0, f"{evidence.second_hand:.0%} of its episodes were told second-hand"))
    return found


def _coherence(evidence: Grounds) -> list[_Step]:
    found: list[_Step] = []
    share = evidence.contradiction
    against = f"{share:.0%} of its episodes held or recovered, unexplained"
    if share > 0.45:
        found.append((-2.0, against))
    elif share >= 0.30:
        found.append((-1.0, against))
    elif share >= 0.15:
        found.append((-0.5, against))
    # Graded as it is printed: 0.7499 that reads 0.75 would contradict its own sentence.
    stability = None if evidence.stability is None else round(evidence.stability, 2)
    if stability is not None and stability < 0.75:
        low = stability < 0.60
        what = "not to be trusted" if low else "membership is doubtful"
        found.append((-2.0 if low else -1.0, f"stability {stability:.2f}: {what}"))
    return found


def _adequacy(evidence: Grounds) -> list[_Step]:
    found: list[_Step] = []
    if evidence.episodes < 5:
        found.append((-2.0, f"{evidence.episodes} episodes"))
    elif evidence.episodes < 8:
        found.append((-1.0, f"{evidence.episodes} episodes"))
    elif evidence.episodes < 12:
        found.append((-0.5, f"{evidence.episodes} episodes"))
    if evidence.words < _THIN:
        found.append((-0.5, f"thin text: half of its entries have no more than {evidence.words:.0f} words"))
    if evidence.observers == 1:
        # One person who saw and coded everything is counted under methodology already, so half here.
        found.append((-0.5, "one observer") if evidence.coders == 1 else (-1.0, "one observer"))
    return found


def _relevance(evidence: Grounds) -> list[_Step]:
    found: list[_Step] = []
    other = sum(family != evidence.user_family for family in evidence.families)
    if evidence.user_family and other:
        n = len(evidence.families)
        if other == n:
            found.append((-2.0, f"no episode from {evidence.user_family}"))
        else:
            found.append(
                (
                    -1.0 if 2 * other > n else -0.5,
                    f"{other} of {n} episodes are not from {evidence.user_family}",
                )
            )
    if evidence.effective < evidence.episodes / 2:
        found.append(
            (
                -1.0,
                f"its {evidence.episodes} episodes weigh as {evidence.effective:.1f}: they weigh unequally, as old or indirect ones count less",
            )
        )
    return found
