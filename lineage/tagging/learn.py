"""Learning from a taxonomy: its pages, its examples, and passages that bear nothing.

**Source:** kernel ridge regression with one column a tension, its left-one-out values in closed form (Rasmussen and
Williams 2006, 5.4.2); Platt 1999 for the curve to a probability. Seconds for 90 tensions, so what is learnt is kept.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lineage.tagging import grams
from lineage.tagging.learnt import Learnt, kept, unit
from lineage.tagging.lexical import content_words
from lineage.tagging.passages import Page, examples_of, pages_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lineage.model.taxonomy import Taxonomy
    from lineage.tagging.grams import Rows
    from lineage.tagging.passages import Passage

    VectorsOf = Callable[[Sequence[str]], NDArray[np.floating]]

Floats = NDArray[np.floating]
_RIDGE = 6.0
"""From 4 to 8 the examples are found alike, each judged by the others: three offers have the tension of a note for .37 of them, at 2 for
.35. Of 107 passages that bear nothing .89 are kept back where .88 of the notes are let through, at 1 .81."""
_MISSED = 0.12
"""The share of the taxonomy's notes, each judged by all other passages, that may be taken for bearing nothing; of the records it is less."""
_LEAST_SILENT = 10
"""With fewer passages that bear nothing there is no bar, and every text may bear something."""
_OPEN = np.array([0.0, 20.0, 0.0])


def learn(taxonomy: Taxonomy, silent: Sequence[str], vectors_of: VectorsOf | None) -> Learnt | None:
    """What there is to learn; None where no tension has a page. ``silent`` are passages that bear no tension."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    pages = pages_of(taxonomy)
    if not pages:
        return None
    # Two threads wait for each other more than they work (3 s of CPU against 1), and sums are the same on any number of cores.
    with threadpool_limits(limits=1):
        return _learn(taxonomy, pages, silent, vectors_of)


def _learn(
    taxonomy: Taxonomy, pages: Sequence[Page], silent: Sequence[str], vectors_of: VectorsOf | None
) -> Learnt:
    examples = examples_of(taxonomy)
    place = {page.term: at for at, page in enumerate(pages)}
    texts = [*(one.text for one in examples), *silent]
    by_words = [grams.by_words(text) for text in texts]
    by_letters = [grams.by_letters(text) for text in texts]
    page_letters = [grams.by_letters(page.text) for page in pages]
    words = grams.vocabulary(by_words)
    letters = grams.vocabulary([*by_letters, *page_letters], least=2)
    found = grams.rows(by_words, words), grams.rows(by_letters, letters)
    names = sorted({word for page in pages for word in content_words(page.name)})
    # A page's text begins with its name, so these are all.
    page_words = (*names, *sorted({word for page in pages for word in content_words(page.text)} - set(names)))
    vectors = _vectors(texts, pages, page_words, vectors_of)
    pull, level, bar = _ridge(examples, len(silent), list(place), found, vectors[0])
    return Learnt(
        terms=tuple(page.term for page in pages),
        words=words,
        letters=letters,
        examples_by_words=found[0],
        examples_by_letters=found[1],
        pages_by_letters=grams.rows(page_letters, letters),
        example_vectors=vectors[0],
        records=np.array([at for at, one in enumerate(examples) if one.record], dtype=np.int32),
        record_terms=np.array([place[one.term] for one in examples if one.record], dtype=np.int32),
        page_vectors=vectors[1],
        word_vectors=vectors[2],
        centres=vectors[3],
        pull=pull,
        level=level,
        page_words=page_words,
        in_name=_rarity(names, [page.name for page in pages]),
        in_page=_rarity(page_words, [page.text for page in pages]),
        bar=bar,
    )


def _vectors(
    texts: Sequence[str], pages: Sequence[Page], page_words: Sequence[str], vectors_of: VectorsOf | None
) -> tuple[Floats, Floats, Floats, Floats]:
    """Centred vectors of examples, pages and words, and the three centres."""
    if vectors_of is None:
        none = [kept(np.zeros((count, 0))) for count in (len(texts), len(pages), len(page_words), 3)]
        return none[0], none[1], none[2], none[3]
    asked = [*texts, *(part for page in pages for part in page.parts), *(f" {word}" for word in page_words)]
    known = np.asarray(vectors_of(asked), dtype=np.float64)
    owner = np.repeat(np.arange(len(pages)), [len(page.parts) for page in pages])
    ends = len(texts), len(texts) + len(owner)
    of_pages = np.zeros((len(pages), known.shape[1]))
    np.add.at(of_pages, owner, known[ends[0] : ends[1]])
    groups = known[: ends[0]], unit(of_pages), known[ends[1] :]
    centres = kept(
        np.array([group.mean(axis=0) if len(group) else np.zeros(known.shape[1]) for group in groups])
    )
    centred = [kept(unit(group - centre)) for group, centre in zip(groups, centres, strict=True)]
    return centred[0], centred[1], centred[2], centres


def _ridge(
    examples: Sequence[Passage], silent: int, terms: Sequence[str], found: tuple[Rows, Rows], vectors: Floats
) -> tuple[Floats, Floats, Floats]:
    """(what each example says for each tension and, last, for there being any; the levels of these; the bar)."""
    place = {term: at for at, term in enumerate(terms)}
    count = len(examples) + silent
    if not examples:
        return kept(np.zeros((count, len(terms) + 1))), np.zeros(len(terms) + 1), _OPEN
    wanted = np.zeros((count, len(terms)))
    wanted[np.arange(len(examples)), [place[one.term] for one in examples]] = 1
    level = wanted.mean(axis=0)
    kernel = _gram(found[0]) + _gram(found[1]) + vectors @ vectors.T
    bearing = np.arange(count) < len(examples)
    # Both kinds weigh the same: how often people note what bears nothing is not known.
    weights = np.where(bearing, 0.5 / len(examples), 0.5 / max(silent, 1)) * count
    kernel[np.diag_indices(count)] += _RIDGE / weights
    inverse = _inverse(kernel)
    any_wanted = np.where(bearing, 1.0, -1.0)
    any_pull = inverse @ any_wanted
    left_out = any_wanted - any_pull / np.diag(inverse)
    notes = np.array(
        [one.why == "like the example" and not one.record for one in examples] + [False] * silent
    )
    bar = _bar(left_out, weights / count, bearing, notes) if silent >= _LEAST_SILENT else _OPEN
    return kept(np.column_stack([inverse @ (wanted - level), any_pull])), np.append(level, 0.0), bar


def _gram(rows: Rows) -> Floats:
    from scipy.sparse import csr_matrix

    width = int(rows.column.max()) + 1 if len(rows.column) else 1
    matrix = csr_matrix((rows.value, (rows.row, rows.column)), shape=(rows.count, width), dtype=np.float32)
    return (matrix @ matrix.T).toarray()  # type: ignore[no-any-return]


def _inverse(matrix: Floats) -> Floats:
    """Of a symmetric positive definite matrix, by halves (Schur 1917): products of blocks, .2 s for 2,000 rows where ``inv`` takes .7."""
    half = len(matrix) // 2
    if half < 100:
        return np.linalg.inv(matrix)
    first = _inverse(matrix[:half, :half])
    across = first @ matrix[:half, half:]
    second = _inverse(matrix[half:, half:] - matrix[half:, :half] @ across)
    corner = -across @ second
    return np.block([[first - corner @ across.T, corner], [corner.T, second]])


def _bar(left_out: Floats, weights: Floats, bearing: NDArray[np.bool_], notes: NDArray[np.bool_]) -> Floats:
    """Slope and level of the curve to a probability, and the least that is offered; signals alone are too short to set it, records too long."""
    inputs = np.column_stack([left_out, np.ones(len(left_out))])
    curve = np.zeros(2)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ curve, -30, 30)))
        slope = inputs.T @ (weights * (chance - bearing)) + 1e-4 * curve
        bend = (inputs * (weights * chance * (1 - chance))[:, None]).T @ inputs + 1e-4 * np.eye(2)
        curve -= np.linalg.solve(bend, slope)
    judged = left_out[notes] if notes.any() else left_out[bearing]
    least = 1 / (1 + np.exp(-(curve[0] * np.quantile(judged, _MISSED) + curve[1])))
    return np.array([curve[0], curve[1], least]).round(6)


def _rarity(page_words: Sequence[str], texts: Sequence[str]) -> Floats:
    """[words, texts]: rare words weigh more, and the weights of a long text less."""
    place = {word: at for at, word in enumerate(page_words)}
    sets = [sorted(set(content_words(text))) for text in texts]
    spread = Counter(word for words in sets for word in words)
    found = np.zeros((len(page_words), len(texts)))
    for column, words in enumerate(sets):
        for word in words:
            found[place[word], column] = np.log(1 + len(texts) / spread[word])
    return kept(found / np.sqrt(np.maximum(found.sum(axis=0), 1e-9)))
