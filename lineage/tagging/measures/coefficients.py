"""Agreement beyond chance: each measure is 1 less observed by expected disagreement, and they differ in what chance would do.

A measure takes ratings and ``weights`` (resamples by units: how often each unit is drawn) and gives the observed and the expected
disagreement of each resample, so that the data themselves and a thousand resamples of them are one call.

**Source:** Cohen 1960 and 1968 (kappa, weighted); Conger 1980 (several coders); Fleiss 1971 and, with missing answers, Gwet 2014
(Scott's pi is its case of two coders); Krippendorff 2004 and 2011 (alpha); Brennan and Prediger 1981; Gwet 2008 (AC1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lineage.tagging.measures.distances import Array, distances, ordinal
from lineage.tagging.measures.ratings import Ratings, binary

if TYPE_CHECKING:
    from collections.abc import Callable

Disagreement = tuple[Array, Array]
"""Observed and expected, one number a resample; not a number where nothing can be said."""


def of_chance(disagreement: Disagreement) -> Array:
    """The coefficients; not a number where chance leaves no room to disagree (one value alone)."""
    observed, expected = disagreement
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - observed / expected, np.nan)


def alpha(ratings: Ratings, weights: Array, distance: str | Array = "nominal") -> Disagreement:
    """Krippendorff's alpha: any number of coders, missing answers, and a distance of distances.py or a matrix of one's own.

    Chance draws two answers from all that were given for units of two or more coders.
    """
    counts = ratings.counts * (ratings.coders >= 2)[:, None]
    others = np.maximum(counts.sum(axis=1) - 1, 1)
    totals = weights @ counts
    number = totals.sum(axis=1)
    if isinstance(distance, str) and distance == "ordinal":
        ranked = ordinal(totals)
        within = np.einsum("uv,bvw,uw->bu", counts, ranked, counts) / others
        apart = (weights * within).sum(axis=1)
        drawn = np.einsum("bv,bvw,bw->b", totals, ranked, totals)
    else:
        given = distances(distance, ratings.values, totals[0]) if isinstance(distance, str) else distance
        apart = weights @ (((counts @ given) * counts).sum(axis=1) / others)
        drawn = ((totals @ given) * totals).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return apart / number, drawn / (number * (number - 1))


def cohen(ratings: Ratings, weights: Array, distance: str | Array = "nominal") -> Disagreement:
    """Cohen's kappa of two coders on the units that both answered; ``linear`` and ``quadratic`` weigh by places in ``values``.

    Chance draws one answer from each coder's own.
    """
    if ratings.grid.shape[1] != 2:
        return _nothing(weights)
    both = np.asarray((ratings.grid >= 0).all(axis=1), dtype=float)
    first, second = (
        (ratings.grid[:, [coder]] == np.arange(len(ratings.values))) * both[:, None] for coder in (0, 1)
    )
    given = (
        distances(distance, ratings.values, ratings.counts.sum(axis=0))
        if isinstance(distance, str)
        else distance
    )
    number = weights @ both
    with np.errstate(divide="ignore", invalid="ignore"):
        one, other = ((weights @ shares) / number[:, None] for shares in (first, second))
        observed = weights @ ((first @ given) * second).sum(axis=1) / number
    return observed, ((one @ given) * other).sum(axis=1)


def percent(ratings: Ratings, weights: Array) -> Disagreement:
    """The share of pairs of coders that agree on a unit, over units; nothing is taken off for chance."""
    observed = _pairs_apart(ratings, weights)
    return observed, np.ones_like(observed)


def fleiss(ratings: Ratings, weights: Array) -> Disagreement:
    """Fleiss' kappa, of two coders Scott's pi: chance draws two answers from the shares of all of them."""
    shares = _shares(ratings, weights)
    return _pairs_apart(ratings, weights), 1 - (shares * shares).sum(axis=1)


def conger(ratings: Ratings, weights: Array) -> Disagreement:
    """Conger's kappa, of two coders Cohen's: chance draws one answer each from two coders' own."""
    marks = ratings.grid[:, :, None] == np.arange(len(ratings.values))
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.einsum("bu,urv->brv", weights, marks) / (weights @ (ratings.grid >= 0))[:, :, None]
    coders = ratings.grid.shape[1]
    alike = (own.sum(axis=1) ** 2).sum(axis=1) - (own * own).sum(axis=(1, 2))
    return _pairs_apart(ratings, weights), 1 - alike / max(coders * (coders - 1), 1)


def brennan_prediger(ratings: Ratings, weights: Array) -> Disagreement:
    """Brennan and Prediger's kappa (Bennett's S): by chance every value would be as frequent."""
    observed = _pairs_apart(ratings, weights)
    return observed, np.full_like(observed, 1 - 1 / max(len(ratings.values), 1))


def ac1(ratings: Ratings, weights: Array) -> Disagreement:
    """Gwet's AC1: chance agreement only where an answer was a guess, so that a rare or common value does not sink it.

    The number of categories is that of ``values``: those that occur, where they were not named.
    """
    shares = _shares(ratings, weights)
    by_chance = (shares * (1 - shares)).sum(axis=1) / max(len(ratings.values) - 1, 1)
    return _pairs_apart(ratings, weights), 1 - by_chance


def by_category(ratings: Ratings, measure: Callable[[Ratings, Array], Disagreement]) -> dict[object, float]:
    """A measure for each value against all others."""
    return {
        value: float(of_chance(measure(one, one.once))[0])
        for value in ratings.values
        for one in (binary(ratings, value),)
    }


def _pairs_apart(ratings: Ratings, weights: Array) -> Array:
    """The share of pairs of answers to a unit that differ, over the units of two or more coders."""
    coders = ratings.coders
    paired = (coders >= 2).astype(float)
    alike = (ratings.counts * (ratings.counts - 1)).sum(axis=1) / np.maximum(coders * (coders - 1), 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart: Array = weights @ (paired * (1 - alike)) / (weights @ paired)
    return apart


def _shares(ratings: Ratings, weights: Array) -> Array:
    """The share of each value, a unit counting once however many coders answered for it."""
    coders = ratings.coders
    answered = (coders >= 1).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares: Array = (
            weights @ (ratings.counts / np.maximum(coders, 1)[:, None]) / (weights @ answered)[:, None]
        )
    return shares


def _nothing(weights: Array) -> Disagreement:
    unknown = np.full(len(weights), np.nan)
    return unknown, unknown
