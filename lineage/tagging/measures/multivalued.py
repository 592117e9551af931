"""Krippendorff's alpha for sets of tags, where chance draws tags and not whole sets.

Alpha with MASI or Jaccard takes each set that occurs for a value of its own; here sets are made anew from single tags, in the sizes that
occur, so that two coders who share tags in ever new combinations are not taken to agree by little chance.

**Source:** Krippendorff and Craggs 2016, The Reliability of Multi-Valued Coding of Data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lineage.tagging.measures.coefficients import Disagreement, alpha

if TYPE_CHECKING:
    from lineage.tagging.measures.distances import Array
    from lineage.tagging.measures.ratings import Ratings


def multivalued(ratings: Ratings, weights: Array) -> Disagreement:
    """Observed and expected disagreement of tag sets; the values of the ratings are frozen sets."""
    observed, _ = alpha(ratings, weights, "dice")
    totals = weights @ (ratings.counts * (ratings.coders >= 2)[:, None])
    sizes = [len(value) for value in ratings.values]
    most = max(sizes, default=0)
    of_size = np.array([[float(size == one) for one in range(most + 1)] for size in sizes]).reshape(
        len(sizes), most + 1
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (totals @ of_size) / totals.sum(axis=1)[:, None]
    ways = _ways(ratings, totals, most)
    expected = np.zeros(len(weights))
    for one in range(most + 1):
        for other in range(most + 1):
            pairs = ways[:, one, other, :]
            apart = 1 - 2 * np.arange(most + 1) / max(one + other, 1) if one + other else np.zeros(most + 1)
            all_pairs = pairs.sum(axis=1)
            mean = np.divide(pairs @ apart, all_pairs, out=np.zeros(len(weights)), where=all_pairs > 0)
            expected += share[:, one] * share[:, other] * mean
    return observed, expected


def _ways(ratings: Ratings, totals: Array, most: int) -> Array:
    """How many ways there are to draw two sets, by the size of each and how many tags they share.

    A tag used n times is in one set in n ways, in both in n (n - 1). The product over tags of (1 + n x + n y + n (n - 1) x y z) has
    these numbers as its coefficients: no pair of sets is listed, of which 86 tags have ten thousand million.
    """
    tags = sorted({tag for value in ratings.values for tag in value})
    held = np.array([[float(tag in value) for tag in tags] for value in ratings.values])
    held = held.reshape(len(ratings.values), len(tags))
    used = totals @ held
    ways = np.zeros((len(totals), most + 1, most + 1, most + 1))
    ways[:, 0, 0, 0] = 1.0
    for at in range(len(tags)):
        number = used[:, at, None, None, None]
        before = ways
        ways = before.copy()
        ways[:, 1:] += number * before[:, :-1]
        ways[:, :, 1:] += number * before[:, :, :-1]
        ways[:, 1:, 1:, 1:] += number * np.maximum(number - 1, 0) * before[:, :-1, :-1, :-1]
    return ways
