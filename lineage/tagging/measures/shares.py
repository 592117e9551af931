"""The interval of a share and of the difference of two.

**Source:** Wilson 1927; Newcombe 1998, method 10 (square-and-add of Wilson's limits).
"""

from __future__ import annotations

import math

Z = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""


def wilson(count: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share; nothing of nothing gives 0 to 1."""
    if not n:
        return 0.0, 1.0
    share, square = count / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def difference(count: int, n: int, other: int, m: int) -> tuple[float, float]:
    """The 95 % interval of one share less another: 56 of 70 less 48 of 80 gives 0.0524 to 0.3339."""
    one, two = count / n, other / m
    (low, high), (least, most) = wilson(count, n), wilson(other, m)
    return (
        one - two - math.hypot(one - low, most - two),
        one - two + math.hypot(high - one, two - least),
    )
