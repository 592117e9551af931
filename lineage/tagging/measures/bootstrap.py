"""How far a coefficient could have come out otherwise: percentile intervals over entries drawn anew, and why there is none.

**Source:** Efron 1979 and Efron and Tibshirani 1993, chapter 13 (percentile interval). The thresholds are ours.
"""

from __future__ import annotations

import random
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from lineage.model.agreement import Estimate
from lineage.tagging.measures.coefficients import of_chance

if TYPE_CHECKING:
    from collections.abc import Callable

    from lineage.tagging.measures.coefficients import Disagreement
    from lineage.tagging.measures.distances import Array
    from lineage.tagging.measures.ratings import Ratings

RESAMPLES = 1000
LEAST_UNITS = 10
"""Units below which drawing them anew says more about which few there are than about the coders."""
MOST_UNDEFINED = 0.05
"""Share of resamples without a coefficient (one value alone in them) beyond which the others are no fair picture."""


def estimate(
    measure: Callable[[Ratings, Array], Disagreement],
    ratings: Ratings,
    *,
    seed: int,
    resamples: int = RESAMPLES,
    interval: bool = True,
    by_chance: bool = True,
) -> Estimate:
    """A coefficient with its 95 % interval; ``why`` says what is missing of the two.

    ``by_chance`` is false for a bare percentage, which says something of a single value too.
    """
    number = ratings.pairable
    why = _nothing_to_compare(ratings, by_chance=by_chance)
    if why:
        return Estimate(n=number, why=why)
    value = float(of_chance(measure(ratings, ratings.once))[0])
    if np.isnan(value):
        return Estimate(n=number, why="not defined for these answers")
    if not interval:
        return Estimate(n=number, value=_rounded(value))
    low, high, why = _interval(measure, ratings, seed, resamples)
    return Estimate(n=number, value=_rounded(value), low=low, high=high, why=why)


def _nothing_to_compare(ratings: Ratings, *, by_chance: bool) -> str:
    """Why there is no coefficient; empty where there can be one."""
    if ratings.grid.shape[1] < 2:
        return "one coder"
    if not ratings.pairable:
        return "no entry that two coders answered this for"
    used = ratings.counts[ratings.coders >= 2].sum(axis=0)
    if by_chance and (used > 0).sum() < 2:
        return "all gave one and the same answer, so there is nothing chance could have mixed up"
    return ""


def _interval(
    measure: Callable[[Ratings, Array], Disagreement], ratings: Ratings, seed: int, resamples: int
) -> tuple[float | None, float | None, str]:
    number = len(ratings.grid)
    if ratings.pairable < LEAST_UNITS:
        return None, None, f"no interval: {ratings.pairable} entries of two coders, fewer than {LEAST_UNITS}"
    observed, expected = measure(ratings, draws(number, resamples, seed))
    if not np.nansum(observed):
        return (
            None,
            None,
            "no interval: they never differed, and drawing the same entries anew cannot show that they might",
        )
    found = of_chance((observed, expected))
    defined = found[~np.isnan(found)]
    missing = 1 - len(defined) / resamples
    if missing > MOST_UNDEFINED:
        return None, None, f"no interval: in {missing:.0%} of the resamples all gave one answer"
    low, high = np.percentile(defined, [2.5, 97.5])
    return _rounded(float(low)), _rounded(float(high)), ""


@lru_cache(maxsize=8)
def draws(number: int, resamples: int, seed: int) -> Array:
    """How often each of some units is drawn, a row a resample; the same on every machine for one seed."""
    chance = random.Random(seed)  # noqa: S311 (a seeded draw, no secret)
    drawn = np.zeros((resamples, number))
    for row in drawn:
        np.add.at(row, chance.choices(range(number), k=number), 1.0)
    return drawn


def _rounded(value: float) -> float:
    return round(value, 4) + 0.0
