"""Fourfold tables, many at once: exact tails, and one table over several strata.

A table is given by its margins: ``joint`` of ``n`` cases bear both traits, ``first`` the one and ``second`` the other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lineage.mining.counts import Z

if TYPE_CHECKING:
    from collections.abc import Sequence

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


def exact_more(joint: Counts, first: Counts, second: Counts, n: Counts) -> Floats:
    """The p values of Fisher's exact test (1935), one-sided: as many joint cases or more; arrays of one shape."""
    from scipy.stats import hypergeom

    # Seven thousand tables of 100,000 cases take a second; where nothing is joint p is 1 without asking.
    p = np.ones(joint.shape)
    met = joint > 0
    p[met] = hypergeom.sf(joint[met] - 1, n[met], first[met], second[met])
    found: Floats = np.clip(p, 0.0, 1.0)
    return found


def exact_two_sided(joint: Counts, first: Counts, second: Counts, n: Counts) -> Floats:
    """Twice the smaller tail of Fisher's exact test, at most 1.

    It is taken rather than the sum of the less likely tables because it is never smaller than twice the p value of the side it falls on.
    """
    more = exact_more(joint, first, second, n)
    less = exact_more(first - joint, first, n - second, n)
    found: Floats = np.minimum(1.0, 2 * np.minimum(more, less))
    return found


def most_joint(first: Counts, second: Counts, n: Counts) -> Floats:
    """The smallest p value that the margins allow: that of as many joint cases as there can be (Tarone 1990).

    A test that cannot reach the level says nothing, and what is left out by the margins alone biases none of the others.
    """
    return exact_more(np.minimum(first, second), first, second, n)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratified:
    """One table over several strata."""

    odds_ratio: float
    """Mantel and Haenszel's common odds ratio; infinite where no stratum speaks against."""
    interval: tuple[float, float] | None
    """95 %, after Robins, Breslow and Greenland; None where the ratio is 0 or infinite."""
    statistic: float
    """Chi-square on one degree of freedom, corrected for continuity."""
    p: float
    """One-sided: the traits stand together more than within-stratum chance would have it."""
    strata: int
    """How many strata say something: those in which both traits are neither always nor never there."""


def mantel_haenszel(tables: Sequence[tuple[int, int, int, int]]) -> Stratified | None:
    """The test of Cochran (1954), Mantel and Haenszel (1959) over strata; None where no stratum says anything.

    Each table is (joint, first, second, n). The interval is that of Robins, Breslow and Greenland (1986).
    """
    told = [one for one in tables if 0 < one[1] < one[3] and 0 < one[2] < one[3]]
    if not told:
        return None
    joint, first, second, n = np.array(told, dtype=np.float64).T
    delta = float((joint - first * second / n).sum())
    variance = float((first * second * (n - first) * (n - second) / (n * n * (n - 1))).sum())
    corrected = max(0.0, abs(delta) - 0.5) / math.sqrt(variance)
    z = math.copysign(corrected, delta)
    cells = joint, first - joint, second - joint, n - first - second + joint
    ratio, interval = _common_odds(cells, n)
    return Stratified(
        odds_ratio=ratio,
        interval=interval,
        statistic=corrected**2,
        p=0.5 * math.erfc(z / math.sqrt(2)),
        strata=len(told),
    )


def _common_odds(
    cells: tuple[Floats, Floats, Floats, Floats], n: Floats
) -> tuple[float, tuple[float, float] | None]:
    a, b, c, d = cells
    with_it, against = a * d / n, b * c / n
    for_sum, against_sum = float(with_it.sum()), float(against.sum())
    if not for_sum or not against_sum:
        return (math.inf if for_sum else 0.0), None
    agree, differ = (a + d) / n, (b + c) / n
    variance = (
        float((agree * with_it).sum()) / (2 * for_sum**2)
        + float((agree * against + differ * with_it).sum()) / (2 * for_sum * against_sum)
        + float((differ * against).sum()) / (2 * against_sum**2)
    )
    ratio, half = for_sum / against_sum, Z * math.sqrt(variance)
    return ratio, (ratio * math.exp(-half), ratio * math.exp(half))
