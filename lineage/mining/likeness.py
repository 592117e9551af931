"""Episodes that speak alike, by their vectors alone: a tree, where it is cut, how well a cluster survives, what joins it.

Call it inside ``one_thread``, as clusters are made: the last bits of a sum depend on the number of threads.

**Source:** average linkage (Sokal and Michener 1958); stability as the mean Jaccard similarity over bootstrap resamples (Hennig 2007).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from lineage.mining.frame import Frame

Points = NDArray[np.float64]
Places = NDArray[np.int64]

LEAST_EPISODES = 5
"""Episodes of a cluster."""
_ALIKE = (75, 85, 95)
"""Percentiles of the likeness of two episodes from which they are alike: a journal may be about four things or about forty."""
_LEAST_COSINE = 0.1
_RESAMPLES = 50


def points_of(frame: Frame) -> Points:
    """One direction an episode: the mean of its entries' vectors, less what all have in common, of length 1 (0 where it says nothing)."""
    assert frame.vectors is not None
    vectors = frame.vectors.astype(np.float64)
    episode_of = np.zeros(len(frame.entries), dtype=np.intp)
    for number, one in enumerate(frame.episodes):
        episode_of[list(one.rows)] = number
    vectors -= vectors.mean(axis=0)
    order = np.argsort(episode_of, kind="stable")
    starts = np.searchsorted(episode_of[order], np.arange(len(frame.episodes)))
    points = np.add.reduceat(vectors[order], starts, axis=0)
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    found: Points = np.where(lengths > 1e-9, points / np.maximum(lengths, 1e-9), 0.0)
    return found


def likeness(points: Points) -> list[float]:
    """The cosines above which two episodes are alike, loosest first; never so low that what has nothing in common would be."""
    pairs = (points @ points.T)[np.triu_indices(len(points), 1)]
    found = np.percentile(pairs.round(6), _ALIKE).tolist()
    return sorted({max(_LEAST_COSINE, value) for value in found})


def tree_of(points: Points) -> Points:
    """The tree of average linkage by cosine distance; two points at least."""
    from scipy.cluster.hierarchy import linkage

    away = np.clip(1 - points @ points.T, 0, 2).round(6)
    found: Points = linkage(away[np.triu_indices(len(points), 1)], method="average")
    return found


def cut(tree: Points, least: float) -> Places:
    """Labels such that two clusters which have that cosine on average are one."""
    from scipy.cluster.hierarchy import fcluster

    found: Places = fcluster(tree, 1 - least, criterion="distance").astype(np.int64)
    return found


def stability(points: Points, core: Places, least: float, seed: int) -> float:
    """The mean Jaccard of a cluster with the one most like it, over 50 resamples of episodes."""
    inside = np.zeros(len(points), dtype=bool)
    inside[core] = True
    rng = np.random.default_rng([seed, len(points)])
    reached = 0.0
    for _ in range(_RESAMPLES):
        drawn = np.unique(rng.integers(0, len(points), len(points)))
        mine = inside[drawn]
        again = cut(tree_of(points[drawn]), least)
        reached += max(
            (
                float((mine & (again == label)).sum() / (mine | (again == label)).sum())
                for label in np.unique(again[mine])
            ),
            default=0.0,
        )
    return reached / _RESAMPLES


def joined(points: Points, chosen: Places, labels: Places, least: float) -> Places:
    """The cluster of each episode, of at least five of the sample; -1 without one. Those not in the sample join what they are like."""
    of = np.full(len(points), -1, dtype=np.int64)
    big = sorted(label for label, count in Counter(labels.tolist()).items() if count >= LEAST_EPISODES)
    if not big:
        return of
    kept = np.isin(labels, big)
    of[chosen[kept]] = labels[kept]
    rest = np.setdiff1d(np.arange(len(points)), chosen)
    if len(rest):
        centres = np.array([points[chosen[labels == label]].mean(axis=0) for label in big])
        like = (points[rest] @ centres.T).round(6)
        near = like.max(axis=1) >= least
        of[rest[near]] = np.array(big)[like.argmax(axis=1)[near]]
    return of
