"""What is learnt from a taxonomy's pages, once a taxonomy, and how a text compares with it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lineage.tagging.grams import Rows, Vocabulary, Whole, by_letters, by_words, dense
from lineage.tagging.lexical import content_words, stem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    VectorsOf = Callable[[Sequence[str]], NDArray[np.floating]]

Floats = NDArray[np.floating]
FORM = "4"
"""Raised whenever what is learnt, or how it is kept, changes."""
_SHARPNESS = 16.0
"""From the mean of the records of a tension (0) to the nearest alone; 4 to 32 and the nearest alone find the same."""
_MOST_WORDS = 400
"""Distinct words of a text that are compared one by one; a page of a book has as many."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Learnt:
    """Everything a comparison needs; arrays and sparse matrices only, so that it can be kept in a file without code."""

    terms: tuple[str, ...]
    words: Vocabulary
    letters: Vocabulary
    examples_by_words: Rows
    examples_by_letters: Rows
    pages_by_letters: Rows
    example_vectors: Floats
    """Centred, one row an example; no columns where the embedding cannot keep vectors."""
    records: Whole
    """Which examples are written as public records are."""
    record_terms: Whole
    """The place of the tension of each."""
    page_vectors: Floats
    centres: Floats
    """Of examples, of pages and of the words of pages."""
    pull: Floats
    """What each example says for each tension and, last, for there being one at all: kernel ridge regression."""
    level: Floats
    page_words: tuple[str, ...]
    """Those of names first."""
    word_vectors: Floats
    in_name: Floats
    """[words of names, tensions], the rarity of a word in the names of a tension."""
    in_page: Floats
    """[words of pages, tensions]."""
    bar: Floats
    """Slope and level of the logistic curve from the last column of ``pull`` to a probability, and the least to be offered."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Compared:
    """A text beside each tension, six ways, each in standard deviations, and the chance that it bears any."""

    views: Floats
    """[six, tensions]: page by vectors, page by letters, examples, records by vectors, names by words, page by words."""
    any: float
    examples: Floats
    """The cosine with each example, by vectors; zeros where none are kept."""
    length: int
    """Words without stop words."""


def compare(text: str, learnt: Learnt, vectors_of: VectorsOf | None) -> Compared:
    """How a text stands to each tension; ``vectors_of`` is None where vectors of two calls cannot be compared."""
    said = tuple(dict.fromkeys(content_words(text)))[:_MOST_WORDS]
    letters = dense(text, by_letters, learnt.letters)
    kernel = learnt.examples_by_words.times(dense(text, by_words, learnt.words))
    kernel += learnt.examples_by_letters.times(letters)
    by_page: Floats = np.zeros(len(learnt.terms))
    by_records = by_page
    likeness: Floats = np.zeros(len(learnt.example_vectors))
    vectors: Floats | None = None
    if vectors_of is not None and learnt.example_vectors.shape[1]:
        vectors = np.asarray(vectors_of([text, *(f" {word}" for word in said)]), dtype=np.float32)
        likeness = learnt.example_vectors @ unit(vectors[:1] - learnt.centres[0])[0]
        kernel += likeness
        by_records = _nearest(likeness[learnt.records], learnt)
        by_page = learnt.page_vectors @ unit(vectors[:1] - learnt.centres[1])[0]
        vectors = unit(vectors[1:] - learnt.centres[2])
    judged = kernel @ learnt.pull + learnt.level
    met = _met(said, learnt, vectors)
    views = (
        by_page,
        learnt.pages_by_letters.times(letters),
        judged[:-1],
        by_records,
        met[: len(learnt.in_name)] @ learnt.in_name,
        met**2 @ learnt.in_page,
    )
    slope, level, _ = learnt.bar
    return Compared(
        views=np.array([standard(view) for view in views]),
        examples=likeness,
        any=float(1 / (1 + np.exp(-(slope * judged[-1] + level)))),
        length=len(content_words(text)),
    )


def _nearest(likeness: Floats, learnt: Learnt) -> Floats:
    """How near a text is to the records of each tension, the nearest counting most; a tension without any has the mean."""
    weight = np.exp(_SHARPNESS * likeness)
    total = np.bincount(learnt.record_terms, weights=weight, minlength=len(learnt.terms))
    count = np.bincount(learnt.record_terms, minlength=len(learnt.terms))
    has = count > 0
    found = np.zeros(len(learnt.terms))
    found[has] = np.log(total[has] / count[has])
    found[~has] = found[has].mean() if has.any() else 0.0
    return found


def _met(said: Sequence[str], learnt: Learnt, vectors: Floats | None) -> Floats:
    """How nearly each word of the pages is met in a text, 0 to 1: by its likest word, or by the word itself."""
    if not said or not learnt.page_words:
        return np.zeros(len(learnt.page_words))
    if vectors is None:
        stems = {stem(word) for word in said}
        return np.array([stem(word) in stems for word in learnt.page_words], dtype=float)
    likest: Floats = (learnt.word_vectors @ vectors.T).max(axis=1)
    return np.maximum(likest, 0)


def to_arrays(learnt: Learnt) -> dict[str, NDArray[np.generic]]:
    """The parts by name, as plain arrays."""
    found: dict[str, NDArray[np.generic]] = {}
    for one in fields(Learnt):
        value = getattr(learnt, one.name)
        if isinstance(value, Vocabulary | Rows):
            for part in fields(value):
                found[f"{one.name}.{part.name}"] = _small(np.asarray(getattr(value, part.name)))
        else:
            found[one.name] = _small(np.asarray(value))
    return found


def from_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> Learnt:
    """What ``to_arrays`` gave; KeyError, TypeError or ValueError where a part is missing or is none of ours."""
    values: dict[str, object] = {}
    for one in fields(Learnt):
        kind = {"Vocabulary": Vocabulary, "Rows": Rows}.get(str(one.type))
        if kind is not None:
            parts = {part.name: _part(arrays[f"{one.name}.{part.name}"]) for part in fields(kind)}
            values[one.name] = kind(**parts)
        elif str(one.type).startswith("tuple"):
            values[one.name] = tuple(str(name) for name in arrays[one.name].tolist())
        else:
            values[one.name] = _part(arrays[one.name])
    return Learnt(**values)  # type: ignore[arg-type]


def _small(array: NDArray[np.generic]) -> NDArray[np.generic]:
    return array.astype(np.float16) if array.dtype == np.float32 else array


def _part(array: NDArray[np.generic]) -> object:
    if array.ndim == 0:
        return int(array)
    return array.astype(np.float32) if array.dtype == np.float16 else array


def kept(values: Floats) -> Floats:
    """Rounded as a kept file has them, so that what is learnt now and what is read back say the same."""
    return np.asarray(values).astype(np.float16).astype(np.float32)


def standard(values: Floats) -> Floats:
    """In standard deviations about the mean; zeros where all are equal."""
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-9 else np.zeros_like(values)


def unit(values: Floats) -> Floats:
    """Rows of length 1; a row of nothing stays one."""
    lengths = np.linalg.norm(values, axis=1, keepdims=True)
    return values / np.where(lengths > 1e-9, lengths, 1.0)
