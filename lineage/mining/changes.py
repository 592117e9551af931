"""Whether the share of episodes that bear something drifts over periods, or changes once: exact tests, given all counts.

Both take the number of episodes of each period and the number of hits in all as given, so how much was written in a period
plays no part. ``hits`` and ``sizes`` have one place a period, in order; a period without episodes has size 0.

**Source:** trend: Cochran 1954, Armitage 1955, in its exact conditional form; one change: the likelihood ratio of a change in a
binomial probability with its exact conditional distribution (Worsley 1983).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lineage.mining.counts import Z

if TYPE_CHECKING:
    from collections.abc import Iterable

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_EXACT = 40
"""Hits up to which the trend test is exact; above it the normal curve is as good, with half a step taken off."""
_LEAST_P = 1e-12
"""A difference of two sums near 1 knows no smaller probability."""
_SPREAD = 8.0
_TIE = 1e-9


def trend_tests(hits: Counts, sizes: Counts) -> Floats:
    """Two-sided p values of a share that rises or falls with the period, one a row of ``hits`` (tests, periods)."""
    # Misses trend as hits do, the other way; the fewer of both are counted exactly.
    hits = np.where(2 * hits.sum(axis=1, keepdims=True) > sizes.sum(), sizes - hits, hits)
    totals = hits.sum(axis=1)
    exact = _exact_scores(sizes, sorted({int(k) for k in totals if 0 < k <= MOST_EXACT}))
    scores = hits @ np.arange(len(sizes))
    p_values = np.ones(len(hits))
    for at, (total, score) in enumerate(zip(totals.tolist(), scores.tolist(), strict=True)):
        if total in exact:
            shares = exact[total]
            tail = min(float(shares[: score + 1].sum()), float(shares[score:].sum()))
        else:
            tail = _normal_tail(total, score, sizes)
        p_values[at] = min(1.0, max(_LEAST_P, 2 * tail))
    return p_values


def _exact_scores(sizes: Counts, totals: list[int]) -> dict[int, Floats]:
    """For each number of hits the probability of each sum of their periods, when every choice of episodes is as likely.

    One table of (hits, score) is filled period by period; it serves all tests, for only the number of hits tells them apart.
    """
    if not totals:
        return {}
    most, width = totals[-1], totals[-1] * (len(sizes) - 1) + 1
    rate = min(0.5, most / max(1, int(sizes.sum())))
    table = np.zeros((most + 1, width))
    table[0, 0] = 1.0
    for period, size in enumerate(sizes.tolist()):
        weights = _binomial(size, rate, 0, min(size, most))
        grown = np.zeros_like(table)
        for count, weight in enumerate(weights):
            shift = count * period
            if shift < width:
                grown[count:, shift:] += weight * table[: most + 1 - count, : width - shift]
        table = grown
    return {total: table[total] / table[total].sum() for total in totals if table[total].sum() > 0}


def _normal_tail(total: int, score: int, sizes: Counts) -> float:
    n = int(sizes.sum())
    if n < 2 or not 0 < total < n:
        return 0.5
    places = np.arange(len(sizes))
    mean = float(sizes @ places) / n
    spread = float(sizes @ (places - mean) ** 2) / n
    variance = total * spread * (n - total) / (n - 1)
    if variance <= 0:
        return 0.5
    away = max(0.0, abs(score - total * mean) - 0.5)
    return 0.5 * math.erfc(away / math.sqrt(2 * variance))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The likeliest single change: the first period after it, how much likelier it makes the counts, and the p value of there being any."""

    period: int
    p: float
    ratio: float = 0.0
    """Twice the log likelihood ratio of two shares against one."""


def change_test(hits: Counts, sizes: Counts) -> Change:
    """The cut with the greatest likelihood ratio; p is the chance that some cut has one as great, two-sided.

    The hits before a cut walk from period to period with hypergeometric steps; p is the share of walks that leave the band in which
    every cut stays below the one found. Without two periods that have episodes there is no cut: period 0, p = 1.
    """
    n, total = int(sizes.sum()), int(hits.sum())
    before, seen = np.cumsum(sizes)[:-1], np.cumsum(hits)[:-1]
    cuts = np.flatnonzero((before > 0) & (before < n))
    if not len(cuts) or not 0 < total < n:
        return Change(period=0, p=1.0)
    ratios = _ratio(seen[cuts], before[cuts], total, n)
    best = float(ratios.max())
    # The earliest of equals, lest the last bits of a logarithm choose.
    period = int(cuts[np.flatnonzero(ratios >= best - _TIE)[0]]) + 1
    stays = _within(sizes, before, total, best - _TIE)
    return Change(period=period, p=min(1.0, max(_LEAST_P, 1.0 - stays)), ratio=best)


def _ratio(seen: NDArray[np.int64], before: NDArray[np.int64] | int, total: int, n: int) -> Floats:
    """Twice the log likelihood ratio of two shares, before and after a cut, against one."""
    after, later = n - before, total - seen
    return 2 * np.asarray(
        _entropy(seen, before) + _entropy(later, after) - _entropy(np.asarray(total), np.asarray(n)),
        dtype=np.float64,
    )


def _entropy(count: NDArray[np.int64], size: NDArray[np.int64] | int) -> Floats:
    from scipy.special import xlogy

    found: Floats = xlogy(count, count / size) + xlogy(size - count, 1 - count / size)
    return found


def _within(sizes: Counts, before: Counts, total: int, bound: float) -> float:
    """The share of walks that stay below the bound at every cut."""
    n = int(sizes.sum())
    rate = total / n
    first, walk = 0, np.ones(1)
    for period, size in enumerate(sizes.tolist()):
        low, high = _likely(size, rate, total)
        walk = np.convolve(walk, _binomial(size, rate, low, high))
        first += low
        walk = walk[: max(0, total - first + 1)]
        if period < len(before) and 0 < before[period] < n:
            seen = np.arange(first, first + len(walk))
            able = (seen <= before[period]) & (total - seen <= n - before[period])
            stays = np.zeros(len(walk), dtype=bool)
            stays[able] = _ratio(seen[able], int(before[period]), total, n) < bound
            walk = np.where(stays, walk, 0.0)
            if not stays.any():
                return 0.0
            left, right = int(stays.argmax()), len(stays) - int(stays[::-1].argmax())
            first, walk = first + left, walk[left:right]
    if not first <= total < first + len(walk):
        return 0.0
    return float(walk[total - first] / _binomial(n, rate, total, total)[0])


def _likely(size: int, rate: float, most: int) -> tuple[int, int]:
    """The counts that are not beyond all likelihood: eight standard deviations and twenty more to either side."""
    half = _SPREAD * math.sqrt(size * rate * (1 - rate)) + 20
    return max(0, math.floor(size * rate - half)), min(size, most, math.ceil(size * rate + half))


def _binomial(size: int, rate: float, low: int, high: int) -> Floats:
    """Binomial probabilities of the counts from low to high."""
    from scipy.special import gammaln

    counts = np.arange(low, high + 1)
    logs = gammaln(size + 1) - gammaln(counts + 1) - gammaln(size - counts + 1)
    found: Floats = np.exp(logs + counts * math.log(rate) + (size - counts) * math.log1p(-rate))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """The log odds ratio from one period to the next, with its 95 % interval (Wald)."""

    drift: float
    low: float
    high: float
    ratio: float
    """Twice the log likelihood ratio of this slope against none."""


def slope(hits: Iterable[int], sizes: Iterable[int]) -> Slope:
    """The slope of a share over periods by logistic regression.

    Half a hit and half a miss are spread over all episodes, so that there is an answer where every hit lies in the last period.
    """
    x, n = np.array(list(hits), dtype=float), np.array(list(sizes), dtype=float)
    share = n / n.sum()
    x, n = x + 0.5 * share, n + share
    places = np.arange(len(n)) - float((n * np.arange(len(n))).sum() / n.sum())
    level, drift = math.log(x.sum() / (n.sum() - x.sum())), 0.0
    information = np.eye(2)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(level + drift * places, -30, 30)))
        weight = n * chance * (1 - chance)
        information = np.array(
            [[weight.sum(), (weight * places).sum()], [(weight * places).sum(), (weight * places**2).sum()]]
        )
        score = np.array([(x - n * chance).sum(), ((x - n * chance) * places).sum()])
        step = np.clip(np.linalg.solve(information, score), -2, 2)
        level, drift = level + float(step[0]), drift + float(step[1])
        if float(np.abs(step).max()) < 1e-10:
            break
    half = Z * math.sqrt(float(np.linalg.inv(information)[1, 1]))
    chance = 1 / (1 + np.exp(-np.clip(level + drift * places, -30, 30)))
    flat = x.sum() / n.sum()
    ratio = 2 * float((x * np.log(chance / flat) + (n - x) * np.log((1 - chance) / (1 - flat))).sum())
    return Slope(drift=drift, low=drift - half, high=drift + half, ratio=ratio)
