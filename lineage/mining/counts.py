"""The small statistics every miner and grade rests on; each names its source."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from lineage.model.pattern import Share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

LEVEL = 0.05
"""A finding is told below this q."""
Z = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""


def wilson(count: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927): 6 of 9 gives 0.35 to 0.88, nothing of nothing gives 0 to 1."""
    if n == 0:
        return 0.0, 1.0
    share, square = count / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def poisson(count: int) -> tuple[float, float]:
    """The exact 95 % interval of what a count is expected to be (Garwood 1936): 3 gives 0.62 to 8.77, none 0 to 3.69."""
    from scipy.special import gammaincinv

    low = float(gammaincinv(count, 0.025)) if count else 0.0
    return low, float(gammaincinv(count + 1, 0.975))


def median_interval(ordered: Sequence[float]) -> tuple[float, tuple[float, float] | None]:
    """The median of sorted values and its 95 % interval from their order alone (sign test); None below six values.

    Ten values give the second and the ninth: the chance that the median lies outside is .021.
    """
    n = len(ordered)
    middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    outside = _beyond(n)
    return middle, (ordered[outside - 1], ordered[n - outside]) if outside else None


def _beyond(n: int) -> int:
    """The greatest k for which fewer than k of n fair coins fall heads with a chance of at most .025."""
    if n >= 1000:
        return math.floor(n / 2 - Z * math.sqrt(n) / 2) + 1
    reached, below = 0.0, 0
    while (reached := reached + math.comb(n, below) * 0.5**n) <= 0.025:
        below += 1
    return below


def newcombe(here: int, n_here: int, there: int, n_there: int) -> tuple[float, tuple[float, float]]:
    """The difference of two shares and its 95 % interval (Newcombe 1998, method 10): 56/70 less 48/80 is 0.2, 0.0524 to 0.3339."""
    one, other = here / n_here, there / n_there
    low_one, high_one = wilson(here, n_here)
    low_other, high_other = wilson(there, n_there)
    low = one - other - math.hypot(one - low_one, high_other - other)
    high = one - other + math.hypot(high_one - one, other - low_other)
    return round(one - other, 4), (round(low, 4), round(high, 4))


def hill(counts: Iterable[int]) -> float:
    """How many kinds there are in effect (Hill 1973, order 1): 5, 3, 1 gives 2.55; one kind alone 1; none 0."""
    positive = [count for count in counts if count > 0]
    total = sum(positive)
    if not total:
        return 0.0
    return math.exp(-sum(count / total * math.log(count / total) for count in positive))


def effective(weights: Sequence[float]) -> float:
    """How many equally weighted episodes the weights amount to (Kish 1965); 0 without weights.

    It measures how unequal the weights are: nine episodes that are all equally old still count nine.
    """
    squares = sum(weight * weight for weight in weights)
    return sum(weights) ** 2 / squares if squares else 0.0


def log_odds(here: int, n_here: int, there: int, n_there: int) -> tuple[float, float, float]:
    """The natural log odds ratio with 0.5 added to each cell (Haldane 1956, Anscombe 1956) and its 95 % interval."""
    cells = [count + 0.5 for count in (here, n_here - here, there, n_there - there)]
    ratio = math.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    half = Z * math.sqrt(sum(1 / cell for cell in cells))
    return ratio, ratio - half, ratio + half


def adjusted(p_values: Sequence[float], tests: int) -> list[float]:
    """The q values of Benjamini and Hochberg 1995, in the order given.

    ``tests`` is the size of the family; those not listed are taken to have p = 1.
    """
    order = sorted(range(len(p_values)), key=lambda at: p_values[at], reverse=True)
    q_values, least = [1.0] * len(p_values), 1.0
    for place, at in enumerate(order):
        least = min(least, p_values[at] * tests / (len(p_values) - place))
        q_values[at] = least
    return q_values


def told_once(
    p_values: Sequence[float], tests: int, keep: Callable[[list[int]], list[int]]
) -> list[tuple[int, float]]:
    """Which findings are told, and their q values, where ``keep`` leaves out those that repeat others; smallest p first.

    Benjamini and Hochberg count every rejection, so leaving some out afterwards would leave more false ones among those told than q says.
    Here the count is of those kept (Katsevich, Sabatti and Bogomolov 2023); ``tests`` is the size of the family.
    """
    first = [at for at, q in enumerate(adjusted(p_values, tests)) if q < LEVEL]
    order = sorted(first, key=lambda at: (p_values[at], at))
    least, q_values, told = 1.0, dict.fromkeys(order, 1.0), list[int]()
    for size in range(len(order), 0, -1):
        last = order[size - 1]
        if size == len(order) or p_values[order[size]] > p_values[last]:
            kept = keep(order[:size])
            reached = p_values[last] * tests / len(kept) if kept else 1.0
            least = min(least, reached)
            if not told and reached < LEVEL:
                told = kept
        q_values[last] = least
    return [(at, q_values[at]) for at in told]


def shares(values: Iterable[str], n: int) -> tuple[Share, ...]:
    """Each value with its count among ``n`` and the Wilson interval; the commonest first, then by value."""
    counted = Counter(values)
    rows = []
    for value, count in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        low, high = wilson(count, n)
        rows.append(Share(value=value, count=count, n=n, low=round(low, 4), high=round(high, 4)))
    return tuple(rows)
