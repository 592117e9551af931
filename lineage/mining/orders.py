"""Whether one thing comes after another because of the order, or would be next to it in any order.

**Source:** the permutation test of a sequence within its lineage (after Tonon and Vandin 2019), computed exactly: the chance of each lineage
under all orders of its entries, and the tail of their sum (the Poisson binomial distribution).
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

Edges = tuple[tuple[int, int], ...]
"""Steps of a lineage between its places 0, 1, ...; sorted."""

_DRAWS = 4_000
_LEAST = 1e-300


@lru_cache(maxsize=65536)
def chance_of_step(edges: Edges, places: int, before: int, after: int) -> float:
    """The chance that some step leads from an entry of one sort to one of the other, over all orders of a lineage's entries.

    ``before`` of the ``places`` entries are of the first sort, ``after`` others of the second. Exact for a chain; for a lineage that
    branches the share of 4,000 orders drawn from a seed of its own.
    """
    if before + after > places or not before or not after:
        return 0.0
    if edges == tuple((at, at + 1) for at in range(places - 1)):
        return _chain(places, before, after)
    return _drawn(edges, places, before, after)


def _chain(places: int, before: int, after: int) -> float:
    """One less the share of words with no first letter directly before a second one, by inclusion and exclusion."""
    rest = places - before - after
    every = math.factorial(places) // (math.factorial(before) * math.factorial(after) * math.factorial(rest))
    without = 0
    for joined in range(min(before, after) + 1):
        words = math.factorial(places - joined) // (
            math.factorial(joined)
            * math.factorial(before - joined)
            * math.factorial(after - joined)
            * math.factorial(rest)
        )
        without += -words if joined % 2 else words
    return 1.0 - without / every


def _drawn(edges: Edges, places: int, before: int, after: int) -> float:
    text = repr((edges, places, before, after)).encode()
    rng = np.random.default_rng(int.from_bytes(hashlib.blake2b(text, digest_size=8).digest()))
    sorts = np.zeros(places, dtype=np.int8)
    sorts[:before], sorts[before : before + after] = 1, 2
    orders = rng.permuted(np.tile(sorts, (_DRAWS, 1)), axis=1)
    froms, tos = np.array(edges).T
    met = ((orders[:, froms] == 1) & (orders[:, tos] == 2)).any(axis=1)
    # A share of 0 or 1 would claim more than the draws know.
    return float((met.sum() + 1) / (_DRAWS + 2))


def at_least(chances: Iterable[float], count: int) -> float:
    """The chance that at least so many of independent events happen, each with its own chance."""
    distribution = np.ones(1)
    for chance, times in sorted(Counter(chances).items()):
        distribution = np.convolve(distribution, _binomial(times, chance))
    return float(min(1.0, max(_LEAST, distribution[count:].sum())))


def _binomial(times: int, chance: float) -> np.ndarray:
    from scipy.stats import binom

    found: np.ndarray = binom.pmf(np.arange(times + 1), times, chance)
    return found
