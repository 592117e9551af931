"""How far two answers are apart: as kinds, ranks or numbers, or as sets of tags.

**Source:** Krippendorff 2011, Computing Krippendorff's Alpha-Reliability (nominal, ordinal, interval, ratio); Passonneau 2006 (MASI);
Krippendorff and Craggs 2016 (two sets: 1 - 2 shared / (size + size)). Nominal, ordinal, interval and ratio are the squared metric differences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Array = NDArray[np.float64]


def distances(name: str, values: Sequence[Any], totals: Array) -> Array:
    """A square matrix of distances between values; ``totals`` counts how often each occurs, which ranks rest on."""
    if name == "ordinal":
        ranked: Array = ordinal(totals[None, :])[0]
        return ranked
    if name in ("interval", "linear", "quadratic"):
        numbers = np.asarray(values if name == "interval" else range(len(values)), dtype=float)
        apart: Array = np.abs(numbers[:, None] - numbers[None, :])
        squared: Array = apart * apart
        return apart if name == "linear" else squared
    return matrix(_BETWEEN[name], values)


def matrix(between: Callable[[Any, Any], float], values: Sequence[Any]) -> Array:
    """A distance between two values, for all pairs of some."""
    return np.array([[between(one, other) for other in values] for one in values], dtype=float).reshape(
        len(values), len(values)
    )


def ordinal(totals: Array) -> Array:
    """Squared distances of ranks, one matrix a row of ``totals`` (values in their order).

    Half of both ends and all between them: the distance of the middles of their ranks.
    """
    middles = np.cumsum(totals, axis=1) - totals / 2
    apart: Array = (middles[:, :, None] - middles[:, None, :]) ** 2
    return apart


def _nominal(one: object, other: object) -> float:
    return float(one != other)


def _ratio(one: float, other: float) -> float:
    return ((one - other) / (one + other)) ** 2 if one != other else 0.0


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """1 less the share of both sets' tags that both have; two empty sets are alike."""
    either = one | other
    return 1 - len(one & other) / len(either) if either else 0.0


def masi(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard's likeness weighed by how the sets lie: equal 1, one inside the other 2/3, overlapping 1/3."""
    if one == other:
        return 0.0
    if not one & other:
        return 1.0
    weight = 2 / 3 if one < other or other < one else 1 / 3
    return 1 - weight * len(one & other) / len(one | other)


def dice(one: frozenset[str], other: frozenset[str]) -> float:
    """1 less twice the shared tags among those of both; two empty sets are alike."""
    sizes = len(one) + len(other)
    return 1 - 2 * len(one & other) / sizes if sizes else 0.0


_BETWEEN: dict[str, Callable[[Any, Any], float]] = {
    "nominal": _nominal,
    "ratio": _ratio,
    "masi": masi,
    "jaccard": jaccard,
    "dice": dice,
}
