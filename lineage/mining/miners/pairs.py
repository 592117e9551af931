"""Pairs: two tensions that stand in the same episode more often than chance would put them there.

**Strength:** lift, the number of joint episodes over the number expected of unrelated tensions (unit "lift"), with a
percentile bootstrap interval over episodes.
**Source:** Fisher 1935 (exact test, one-sided), Benjamini and Hochberg 1995; after Webb 2007, no pair without a test.

The family of tests is every two tensions that each stand in at least two episodes and are not broader and narrower.
It is chosen by the tensions' own counts, which the test takes as given. Choosing by joint occurrence ("tested if met at
least once") would drop the pairs with p = 1 and so make every q too small.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from lineage.mining.counts import adjusted
from lineage.mining.frame import Finding, Found, Frame, hashed

_LEAST_EPISODES = 2
_LEAST_JOINT = 2
_LEVEL = 0.05
_DRAWS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    terms: tuple[str, str]
    joint: int
    first: int
    second: int
    n: int

    @property
    def lift(self) -> float:
        return self.joint * self.n / (self.first * self.second)


def pairs(frame: Frame, seed: int) -> Found:
    """Pairs with q under 0.05 and at least two joint episodes; where there are none, how near the nearest came."""
    stands = _stands(frame)
    family = [(a, b) for a, b in combinations(sorted(stands), 2) if not _related(frame, a, b)]
    if not family:
        return Found(notes=("no pairs tested: no two tensions stand in two episodes each",))
    met = [
        _Pair(terms=(a, b), joint=joint, first=len(stands[a]), second=len(stands[b]), n=len(frame.episodes))
        for a, b in family
        if (joint := len(stands[a] & stands[b]))
    ]
    p_values = [_p(pair) for pair in met]
    q_values = adjusted(p_values, len(family))
    ranked = sorted(zip(met, p_values, q_values, strict=True), key=lambda one: (one[2], one[1], one[0].terms))
    kept = [(pair, p, q) for pair, p, q in ranked if q < _LEVEL and pair.joint >= _LEAST_JOINT]
    notes = [
        f"{len(family)} pairs of tensions tested over {len(frame.episodes)} episodes, {len(kept)} with q under 0.05"
    ]
    if not kept and ranked:
        notes.append(_nearest(frame, *ranked[0]))
    return Found(findings=tuple(_finding(frame, pair, p, q, seed) for pair, p, q in kept), notes=tuple(notes))


def _stands(frame: Frame) -> dict[str, set[int]]:
    """The episodes of each tension that stands in at least two; families alone are no tension."""
    found: dict[str, set[int]] = {}
    for number, episode in enumerate(frame.episodes):
        for term in episode.terms:
            if term in frame.taxonomy.by_id:
                found.setdefault(term, set()).add(number)
    return {term: numbers for term, numbers in found.items() if len(numbers) >= _LEAST_EPISODES}


def _related(frame: Frame, a: str, b: str) -> bool:
    by_id = frame.taxonomy.by_id
    return by_id[a].parent == b or by_id[b].parent == a


def _p(pair: _Pair) -> float:
    from scipy.stats import fisher_exact

    neither = pair.n - pair.first - pair.second + pair.joint
    table = [[pair.joint, pair.first - pair.joint], [pair.second - pair.joint, neither]]
    return float(fisher_exact(table, alternative="greater").pvalue)


def _interval(pair: _Pair, seed: int) -> tuple[float, float]:
    """Percentiles of the lift over 2,000 resamples of episodes; those without one of the tensions have no lift."""
    digest = int(hashed("+".join(pair.terms))[0], 16)
    cells = np.array(
        [
            pair.joint,
            pair.first - pair.joint,
            pair.second - pair.joint,
            pair.n - pair.first - pair.second + pair.joint,
        ]
    )
    draws = np.random.default_rng([seed, digest]).multinomial(pair.n, cells / pair.n, size=_DRAWS)
    expected = (draws[:, 0] + draws[:, 1]) * (draws[:, 0] + draws[:, 2])
    lifts = draws[expected > 0, 0] * pair.n / expected[expected > 0]
    low, high = np.percentile(lifts, [2.5, 97.5])
    return float(low), float(high)


def _finding(frame: Frame, pair: _Pair, p: float, q: float, seed: int) -> Finding:
    episodes = tuple(one for one in frame.episodes if set(pair.terms) <= set(one.terms))
    rows = sorted(row for one in episodes for row in one.rows if set(pair.terms) & set(frame.terms[row]))
    return Finding(
        kind="pair",
        label=_label(frame, pair),
        terms=pair.terms,
        rows=tuple(rows),
        episodes=episodes,
        strength=pair.lift,
        unit="lift",
        interval=_interval(pair, seed),
        p=p,
        q=q,
        notes=(
            (
                f"together in {pair.joint} episodes of {pair.n}, {pair.first * pair.second / pair.n:.1f} expected of "
                "unrelated tensions"
            ),
            "no stability: a pair of tags is not a cluster",
        ),
    )


def _label(frame: Frame, pair: _Pair) -> str:
    return " + ".join(frame.taxonomy.label(term) for term in pair.terms)


def _nearest(frame: Frame, pair: _Pair, p: float, q: float) -> str:
    return (
        f"nearest: {_label(frame, pair)} (q {q:.2g}, p {p:.2g}, lift {pair.lift:.1f}, together in {pair.joint} of "
        f"{pair.n} episodes)"
    )
