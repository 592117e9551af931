"""Recurring tensions: one tension that comes back in several episodes of several bodies.

**Strength:** number of episodes (unit "episodes").
**Source:** plain counts; outcomes are compared with those of the other episodes by log odds ratio with 0.5 added to each
cell (Haldane 1956). Entries are not a sample, so this is never a risk and never a base rate.
"""

from __future__ import annotations

from collections import Counter

from lineage.mining.counts import log_odds
from lineage.mining.frame import Episode, Finding, Found, Frame

LEAST_EPISODES = 5
_LEAST_BODIES = 2
_EVER = (
    "no stability: a tag is not a cluster",
    "entries are not a sample: a count here is no risk and no base rate",
)


def recurring(frame: Frame, _seed: int) -> Found:
    """Tensions in at least 5 episodes of at least 2 organisations or settings, the commonest first."""
    findings = []
    for term in sorted(
        {term for one in frame.episodes for term in one.terms if term in frame.taxonomy.by_id}
    ):
        episodes = tuple(one for one in frame.episodes if term in one.terms)
        if len(episodes) >= LEAST_EPISODES and _bodies(episodes) >= _LEAST_BODIES:
            findings.append(_finding(frame, term, episodes))
    if not findings:
        note = f"no recurring tension: none stands in {LEAST_EPISODES} episodes of {_LEAST_BODIES} organisations or settings"
        return Found(notes=(note,))
    return Found(findings=tuple(sorted(findings, key=lambda one: (-one.strength, one.terms))))


def _bodies(episodes: tuple[Episode, ...]) -> int:
    """How many organisations, or settings where those are more, the episodes come from."""
    organisations = {name for one in episodes for name in one.organisations}
    settings = {name for one in episodes for name in one.settings}
    return max(len(organisations), len(settings))


def _finding(frame: Frame, term: str, episodes: tuple[Episode, ...]) -> Finding:
    return Finding(
        kind="tension",
        label=frame.taxonomy.label(term),
        terms=(term,),
        rows=tuple(sorted(row for one in episodes for row in one.rows if term in frame.terms[row])),
        episodes=episodes,
        strength=float(len(episodes)),
        unit="episodes",
        notes=(*_outcomes(frame, term, episodes), *_EVER),
    )


def _outcomes(frame: Frame, term: str, episodes: tuple[Episode, ...]) -> tuple[str, ...]:
    """Each outcome whose share differs from that of the other episodes, its interval lying to one side of 0."""
    here = Counter(one.outcome for one in episodes if one.outcome)
    there = Counter(one.outcome for one in frame.episodes if one.outcome and term not in one.terms)
    n_here, n_there = sum(here.values()), sum(there.values())
    if not n_here or not n_there:
        return ("its outcomes cannot be compared: too few episodes with an outcome, here or elsewhere",)
    notes = []
    for outcome in sorted({*here, *there}):
        ratio, low, high = log_odds(here[outcome], n_here, there[outcome], n_there)
        if low > 0 or high < 0:
            notes.append(
                f"{outcome}: {here[outcome]} of {n_here} episodes here, {there[outcome]} of {n_there} elsewhere "
                f"(log odds ratio {ratio:.2f}, {low:.2f} to {high:.2f}, not adjusted for several outcomes)"
            )
    return tuple(notes) or (
        f"its outcomes do not differ clearly from those of the {n_there} other episodes that give one",
    )
