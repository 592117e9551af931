"""Clusters of points: who belongs to which, how well each stands apart, and how well it survives resampling.

Call it inside ``one_thread``: threads add in an order of their own, and the last bits of a sum differ from run to run.

**Source:** Ward 1963, whose groups are the beginning of k-means (Lloyd 1982), so that no draw decides who belongs where: on 2,000
short texts in 150 and in 14 classes the five best of ten random beginnings agree with each other by .88 and .95 (ARI), these by 1.
Stability is the mean Jaccard similarity over resamples of episodes (Hennig 2007). On 839 clusters with known classes a Jaccard of
0.85 or more went with a purity of .94, 0.75 with .89, 0.6 with .83, under 0.4 with .48.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lineage.mining.features import Space
    from lineage.mining.frame import Vectors

Labels = NDArray[np.intp]

TREE_ROWS = 2_500
"""Rows from which the tree is built at the most: the first, a random sample since rows are sorted by hash."""
SAMPLE_ROWS = 1_250
"""Rows of a half or of a resample at the most."""
_MOVED_ROWS = 10_000
"""Rows by which centres are moved at the most; the rest joins the nearest."""
RESAMPLES = 40
_DRAWN = 1_000
"""At most so many episodes in a resample; of a larger journal the stability so found is a lower bound."""


def one_thread() -> Any:
    """A context in which linear algebra and k-means run on one thread."""
    import sklearn.cluster  # noqa: F401 (limits reach only what is loaded: without this k-means ran on every core)
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    return threadpool_limits(limits=1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clustering:
    """One clustering; labels run from 0 in the order of the first row of each cluster."""

    k: int
    labels: Labels
    centres: Vectors
    silhouettes: NDArray[np.float32]
    """One a row, by cosine; negative where another cluster is nearer."""


def tree(points: Vectors) -> NDArray[np.float64]:
    """Ward's tree over the first rows; one tree holds the groups of every number."""
    from scipy.cluster.hierarchy import linkage

    return np.asarray(linkage(points[:TREE_ROWS].astype(np.float64), "ward"))


def cut(joined: NDArray[np.float64], k: int) -> Labels:
    """The groups of a tree cut into at most ``k``, numbered from 0."""
    from scipy.cluster.hierarchy import fcluster

    return np.asarray(fcluster(joined, k, "maxclust"), dtype=np.intp) - 1


def clustering_of(points: Vectors, k: int, joined: NDArray[np.float64] | None = None) -> Clustering:
    """K-means from the groups of the tree; ``joined`` is the tree, where it is there already."""
    labels = cut(tree(points) if joined is None else joined, k)
    return settled(points, means_of(points[: len(labels)], labels))


def anchored(points: Vectors, groups: Sequence[Sequence[int]]) -> Clustering | None:
    """K-means from groups of rows found before; None where fewer than two of them have two rows left."""
    kept = [list(rows) for rows in groups if len(rows) > 1]
    if len(kept) < 2:
        return None
    return settled(points, np.stack([points[rows].mean(axis=0) for rows in kept]))


def settled(points: Vectors, centres: Vectors) -> Clustering:
    """K-means from these centres, moved by at most 10,000 rows."""
    centres = _moved(points[:_MOVED_ROWS], centres)
    nearest = nearest_of(points, centres)
    order = list(dict.fromkeys(nearest.tolist()))
    place = np.zeros(len(centres), dtype=np.intp)
    place[order] = np.arange(len(order))
    labels = place[nearest]
    return Clustering(
        k=len(order),
        labels=labels,
        centres=centres[order],
        silhouettes=silhouettes(points, labels, len(order)),
    )


def means_of(points: Vectors, labels: Labels) -> Vectors:
    """The mean row of each group [groups, columns]; a group without rows is the origin."""
    k = int(labels.max()) + 1
    total = np.zeros((k, points.shape[1]), dtype=np.float32)
    np.add.at(total, labels, points)
    return total / np.maximum(np.bincount(labels, minlength=k), 1).astype(np.float32)[:, None]


def nearest_of(points: Vectors, centres: Vectors) -> Labels:
    """The nearest centre of each row; of equals the first."""
    return np.asarray(
        (points @ centres.T - (centres * centres).sum(axis=1) / 2).argmax(axis=1), dtype=np.intp
    )


def stabilities(space: Space, clustering: Clustering, episode: Labels, *, seed: int) -> NDArray[np.float64]:
    """The mean Jaccard of each cluster over 40 draws of episodes with replacement, each drawn episode counted once.

    Each draw is smoothed anew from the rows it took; smoothing once, on all rows, would let every draw see the clusters of
    the whole. A draw without any row of a cluster does not count for that cluster.
    """
    total = np.zeros(clustering.k)
    counted = np.zeros(clustering.k)
    n_episodes = int(episode.max()) + 1
    for number in range(RESAMPLES):
        draws = np.random.default_rng([seed, number]).integers(n_episodes, size=min(n_episodes, _DRAWN))
        rows = np.flatnonzero(np.isin(episode, draws))[:SAMPLE_ROWS]
        if len(rows) <= clustering.k:
            continue
        points = space.points(rows)
        labels = cut(tree(points), clustering.k)
        labels = nearest_of(points, _moved(points, means_of(points, labels)))
        table = np.zeros((clustering.k, clustering.k))
        np.add.at(table, (clustering.labels[rows], labels), 1)
        here = table.sum(axis=1)
        union = here[:, None] + table.sum(axis=0)[None, :] - table
        best = (table / np.maximum(union, 1)).max(axis=1)
        total += np.where(here > 0, best, 0)
        counted += here > 0
    return np.where(counted > 0, total / np.maximum(counted, 1), 0.0)


def _moved(points: Vectors, centres: Vectors) -> Vectors:
    """Centres moved to the mean of what is nearest to them, until they rest."""
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer distinct points than clusters
        model = KMeans(len(centres), init=centres, n_init=1, random_state=0).fit(points)
    return np.asarray(model.cluster_centers_, dtype=np.float32)


def silhouettes(points: Vectors, labels: Labels, k: int) -> NDArray[np.float32]:
    """Exact silhouettes by cosine distance, in n times k steps: of unit rows the mean distance needs only the mean row."""
    size = np.bincount(labels, minlength=k).astype(np.float32)
    means = np.zeros((k, points.shape[1]), dtype=np.float32)
    np.add.at(means, labels, points)
    means /= np.maximum(size, 1)[:, None]
    distance = 1 - points @ means.T
    row = np.arange(len(points))
    own_size = size[labels]
    own = distance[row, labels] * own_size / np.maximum(own_size - 1, 1)
    distance[row, labels] = np.inf
    other = distance.min(axis=1)
    widest = np.maximum(np.maximum(own, other), 1e-9)
    return np.where(own_size > 1, (other - own) / widest, 0).astype(np.float32)
