"""The space in which texts are compared: word vectors, words themselves and tags, then smoothing over neighbours.

**Source:** weights and steps measured on eight labelled corpora of short texts (AMI .66, word vectors alone .64); the
smoothing is the graph filter of Zhang et al. 2019. Setting, coder, observer and date are never features: clusters would
find again who wrote what.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lineage.mining.frame import Vectors

_WORDS_WEIGHT = 0.45
_WORDS_DIMENSIONS = 100
_TAGS_ENERGY = 0.2
_NEIGHBOURS, _STEPS = 15, 3
_FIRST, _LAST = 100, 40
"""Dimensions before and after smoothing; silhouettes need few (on 256 they choose 2 clusters or 120)."""
_REFERENCE = 10_000
"""Neighbours are looked for among the first so many rows, which are a random sample since rows are sorted by hash."""
_BLOCK = 1_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Space:
    """Points before smoothing and the projection applied after it, so that a resample is smoothed anew."""

    raw: Vectors
    """[n, at most 100], rows L2-normalised."""
    basis: Vectors
    """[columns of raw, at most 40]."""
    centre: Vectors

    def points(self, rows: np.ndarray | None = None) -> Vectors:
        """Smoothed, projected and L2-normalised points of these rows (all by default), from these rows alone."""
        chosen = self.raw if rows is None else self.raw[rows]
        return unit((smoothed(chosen) - self.centre) @ self.basis)

    def bare(self) -> Vectors:
        """All points as they are before smoothing, in as few dimensions, L2-normalised."""
        centre, basis = _principal(self.raw, _LAST)
        return unit((self.raw - centre) @ basis)


def space_of(vectors: Vectors, texts: Sequence[str], tags: Sequence[tuple[str, ...]]) -> Space:
    """The space of at least three texts; ``vectors`` and ``tags`` have one row a text."""
    blocks = [unit(vectors - vectors.mean(axis=0))]
    words = _words_block(texts)
    if words is not None:
        blocks.append(_WORDS_WEIGHT * words)
    mixed = unit(np.hstack(blocks))
    tagged = _tags_block(tags)
    if tagged is not None:
        mixed = np.hstack([math.sqrt(1 - _TAGS_ENERGY) * mixed, math.sqrt(_TAGS_ENERGY) * tagged])
    centre, basis = _principal(mixed, _FIRST)
    raw = unit((mixed - centre) @ basis)
    centre, basis = _principal(smoothed(raw[:_REFERENCE]), _LAST)
    return Space(raw=raw, basis=basis, centre=centre)


def unit(rows: NDArray[np.floating[Any]]) -> Vectors:
    """Rows divided by their length; a row of zeros stays one."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 1e-9, lengths, 1.0)).astype(np.float32)


def smoothed(rows: Vectors) -> Vectors:
    """Each row replaced three times by the mean of its nearest rows (itself among them), by cosine.

    The 15 nearest, fewer below 225 rows (the square root of their number): on 60 texts in 8 classes 8 neighbours give
    an AMI of .88, 15 give .77.
    """
    reference = rows[:_REFERENCE]
    near = min(_NEIGHBOURS, max(1, round(math.sqrt(len(reference)))))
    neighbours = np.empty((len(rows), near), dtype=np.intp)
    for begin in range(0, len(rows), _BLOCK):
        likeness = rows[begin : begin + _BLOCK] @ reference.T
        neighbours[begin : begin + _BLOCK] = np.argpartition(-likeness, near - 1, axis=1)[:, :near]
    for _ in range(_STEPS):
        rows = unit(_mean_of(rows[:_REFERENCE], neighbours))
    return rows


def _mean_of(reference: Vectors, neighbours: np.ndarray) -> Vectors:
    total = np.zeros((len(neighbours), reference.shape[1]), dtype=np.float32)
    for column in np.sort(neighbours, axis=1).T:
        total += reference[column]
    return total / np.float32(neighbours.shape[1])


def _words_block(texts: Sequence[str]) -> Vectors | None:
    """TF-IDF of words and word pairs that occur in two texts, reduced; None where no two texts share a word.

    Words and axes are those of the first 10,000 texts, a random sample; the rest is laid into them. Stop words stay: without them AMI falls by .01 to .02.
    """
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    try:
        counts = words.fit_transform(texts[:_REFERENCE])
    except ValueError:
        return None
    dimensions = min(_WORDS_DIMENSIONS, len(texts) // 3, counts.shape[1] - 1)
    if dimensions < 2:
        return None
    # A fixed state: the seed of a run moves clusters, not the space they are found in. Texts that are all the same have
    # no variance to explain, by which sklearn divides.
    with np.errstate(divide="ignore", invalid="ignore"):
        axes = TruncatedSVD(dimensions, random_state=0)
        blocks = [axes.fit_transform(counts)]
    rest = range(_REFERENCE, len(texts), _REFERENCE)
    blocks += [axes.transform(words.transform(texts[begin : begin + _REFERENCE])) for begin in rest]
    return unit(np.vstack(blocks).astype(np.float32))


def _tags_block(tags: Sequence[tuple[str, ...]]) -> Vectors | None:
    """Tags weighted by how rare they are (IDF), rows L2-normalised; a row of zeros where a text has none."""
    counted = Counter(tag for row in tags for tag in set(row))
    if not counted:
        return None
    column = {tag: at for at, tag in enumerate(sorted(counted))}
    block = np.zeros((len(tags), len(column)), dtype=np.float32)
    for at, row in enumerate(tags):
        for tag in row:
            block[at, column[tag]] = math.log((1 + len(tags)) / (1 + counted[tag])) + 1
    return unit(block)


def _principal(rows: Vectors, dimensions: int) -> tuple[Vectors, Vectors]:
    """The centre and the first principal axes [columns, dimensions] of the first 10,000 rows."""
    reference = rows[:_REFERENCE].astype(np.float64)
    centre = reference.mean(axis=0)
    covariance = (reference - centre).T @ (reference - centre)
    _, axes = np.linalg.eigh(covariance)
    kept = min(dimensions, len(reference) - 1, rows.shape[1])
    return centre.astype(np.float32), axes[:, ::-1][:, :kept].astype(np.float32)
