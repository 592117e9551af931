"""Pairs: a tension and another tension, or a tension and a facet's value, that stand in the same episode more often than chance.

**Strength:** lift, the number of joint episodes over the number expected of unrelated ones (unit "lift"), with a
percentile bootstrap interval over episodes.
**Source:** Fisher 1935 (exact test, one-sided), Benjamini and Hochberg 1995; after Webb 2007, no pair without a test. What holds
within setting families and episodes of like length: Mantel and Haenszel 1959.

There are two families of tests: every two tensions that each stand in at least two episodes and are not broader and narrower; and
every such tension with every facet value in two episodes, where the margins let p get below .05 (Tarone 1990). Both are chosen by
counts the test takes as given. Choosing by joint occurrence ("tested if met at least once") would drop the pairs with p = 1 and so
make every q too small. Only episodes that bear a term are counted: in a journal tagged by halves, being tagged at all would join
any two tensions. Against a facet only those count that give a value of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lineage.mining.counts import adjusted
from lineage.mining.frame import Finding, Found, Frame, hashed
from lineage.mining.tables import exact_more, most_joint
from lineage.mining.traits import FACETS, TENSION, Trait, Traits, joint_counts, traits_of

_LEAST_EPISODES = 2
_LEAST_JOINT = 2
_LEVEL = 0.05
_DRAWS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    traits: tuple[Trait, Trait]
    joint: int
    first: int
    second: int
    n: int
    p: float
    q: float = 1.0

    @property
    def lift(self) -> float:
        return self.joint * self.n / (self.first * self.second)


def pairs(frame: Frame, seed: int) -> Found:
    """Pairs with q under 0.05 and at least two joint episodes; where there are none, how near the nearest came."""
    traits = traits_of(frame)
    found: list[Finding] = []
    notes: list[str] = []
    for what, none, (met, tests) in (
        ("pairs of tensions", "no two tensions stand in two episodes each", _of_tensions(traits)),
        (
            "pairs of a tension and a facet's value",
            "none is frequent enough for p to get below .05 whatever is found",
            _with_facets(traits),
        ),
    ):
        if not tests:
            notes.append(f"no {what} tested: {none}")
            continue
        q_values = adjusted([pair.p for pair in met], tests)
        ranked = sorted(
            (_with_q(pair, q) for pair, q in zip(met, q_values, strict=True)),
            key=lambda one: (one.q, one.p, one.traits),
        )
        kept = [pair for pair in ranked if pair.q < _LEVEL and pair.joint >= _LEAST_JOINT]
        notes.append(
            f"{tests} {what} tested over {traits.tagged.sum()} episodes that bear a term, {len(kept)} with q under 0.05"
        )
        if not kept and ranked:
            notes.append(_nearest(traits, ranked[0]))
        found += [_finding(traits, pair, seed) for pair in kept]
    return Found(findings=tuple(found), notes=tuple(notes))


def _with_q(pair: _Pair, q: float) -> _Pair:
    return _Pair(
        traits=pair.traits, joint=pair.joint, first=pair.first, second=pair.second, n=pair.n, p=pair.p, q=q
    )


def _of_tensions(traits: Traits) -> tuple[list[_Pair], int]:
    """The pairs of tensions that meet, and how many were tested."""
    columns = [at for at in traits.columns((TENSION,)) if traits.stands[:, at].sum() >= _LEAST_EPISODES]
    sizes = traits.stands[:, columns].sum(axis=0)
    joint = joint_counts(traits.stands[:, columns], traits.stands[:, columns])
    ids = [traits.traits[at].value for at in columns]
    tested = [
        (a, b)
        for a in range(len(ids))
        for b in range(a + 1, len(ids))
        if not _related(traits.frame, ids[a], ids[b])
    ]
    if not tested:
        return [], 0
    left, right = np.array(tested).T
    n = np.full(len(tested), int(traits.tagged.sum()))
    return _met(traits, columns, (left, right), (joint[left, right], sizes[left], sizes[right], n))


def _with_facets(traits: Traits) -> tuple[list[_Pair], int]:
    """The pairs of a tension and a facet's value that meet, and how many were tested; each counted where the facet is answered."""
    tensions = traits.columns((TENSION,))
    parts = []
    for field in FACETS:
        among = traits.tagged & traits.answered[field.name]
        values = traits.columns((field.name,))
        if not values or not among.any():
            continue
        here, there = traits.among(among, tensions), traits.among(among, values)
        first, second, joint = here.sum(axis=0), there.sum(axis=0), joint_counts(here, there)
        left, right = np.nonzero((first >= _LEAST_EPISODES)[:, None] & (second >= _LEAST_EPISODES)[None, :])
        parts.append(
            (
                np.array(tensions)[left],
                np.array(values)[right],
                joint[left, right],
                first[left],
                second[right],
                np.full(len(left), int(among.sum())),
            )
        )
    if not parts:
        return [], 0
    left, right, joint, first, second, n = (np.concatenate(column) for column in zip(*parts, strict=True))
    able = most_joint(first, second, n) < _LEVEL
    places = np.arange(len(traits.traits))
    return _met(
        traits,
        places.tolist(),
        (left[able], right[able]),
        (joint[able], first[able], second[able], n[able]),
    )


def _met(
    traits: Traits,
    columns: list[int],
    sides: tuple[np.ndarray, np.ndarray],
    counts: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
) -> tuple[list[_Pair], int]:
    p_values = exact_more(*counts)
    met = [
        _Pair(
            traits=(traits.traits[columns[sides[0][at]]], traits.traits[columns[sides[1][at]]]),
            joint=int(counts[0][at]),
            first=int(counts[1][at]),
            second=int(counts[2][at]),
            n=int(counts[3][at]),
            p=float(p_values[at]),
        )
        for at in np.flatnonzero(counts[0])
    ]
    return met, len(p_values)


def _related(frame: Frame, a: str, b: str) -> bool:
    by_id = frame.taxonomy.by_id
    return by_id[a].parent == b or by_id[b].parent == a


def _interval(pair: _Pair, seed: int) -> tuple[float, float]:
    """Percentiles of the lift over 2,000 resamples of episodes; those without one of the two have no lift."""
    digest = int(hashed("+".join(trait.value for trait in pair.traits))[0], 16)
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


def _finding(traits: Traits, pair: _Pair, seed: int) -> Finding:
    one, other = pair.traits
    among = traits.tagged & traits.known(other.kind)
    first, second = traits.column(one) & among, traits.column(other) & among
    episodes = traits.chosen(first & second)
    terms = tuple(trait.value for trait in pair.traits if not trait.is_facet)
    return Finding(
        kind="pair",
        label=_label(traits, pair),
        terms=terms,
        rows=traits.rows(episodes, (one,) if other.is_facet else pair.traits),
        episodes=episodes,
        strength=pair.lift,
        unit="lift",
        interval=_interval(pair, seed),
        p=pair.p,
        q=pair.q,
        facets=(traits.asked(other),) if other.is_facet else (),
        notes=(
            (
                f"together in {pair.joint} episodes of {pair.n}, {pair.first * pair.second / pair.n:.1f} expected of "
                f"unrelated {'ones' if other.is_facet else 'tensions'}"
            ),
            traits.within(first, second, among),
            *_foreseen(traits, one, other),
            "no stability: a pair of tags is not a cluster",
        ),
    )


def _foreseen(traits: Traits, one: Trait, other: Trait) -> tuple[str, ...]:
    """What the codebook's own page of a tension names as typical may have been tagged from the page."""
    tension = traits.frame.taxonomy.by_id[one.value]
    typical = {"conditions": tension.conditions, "layers": tension.layers, "mechanisms": tension.mechanisms}
    if other.value not in typical.get(other.kind, ()):
        return ()
    return ("the page of the tension names it as typical: the pair may repeat the codebook",)


def _label(traits: Traits, pair: _Pair) -> str:
    return " + ".join(traits.label(trait) for trait in pair.traits)


def _nearest(traits: Traits, pair: _Pair) -> str:
    return (
        f"nearest: {_label(traits, pair)} (q {pair.q:.2g}, p {pair.p:.2g}, lift {pair.lift:.1f}, together in {pair.joint} of "
        f"{pair.n} episodes)"
    )
