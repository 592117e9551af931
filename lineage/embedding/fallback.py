"""Vectors from the texts alone, for machines without a wordllama wheel: TF-IDF and truncated SVD.

**Source:** Deerwester et al. 1990, latent semantic analysis. Measured beside this project: AMI .51 on labelled
corpora where wordllama has .64, so outputs made with it say so.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_DIMENSIONS = 100
_SEED = 0


class LexicalEmbedding:
    """TF-IDF of words and word pairs, reduced to at most 100 dimensions on the texts of the call."""

    fixed = False
    note = (
        "wordllama is not available on this machine: texts were compared by the words they share "
        "(TF-IDF and SVD), which finds less"
    )

    def __init__(self) -> None:
        self.name = f"TF-IDF and SVD, scikit-learn {version('scikit-learn')}"

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text; rows of different calls cannot be compared, and their width differs.

        The same texts in another order give the same rows: the reduction is fitted on the distinct texts, sorted.
        """
        distinct = sorted(set(texts))
        place = {text: row for row, text in enumerate(distinct)}
        fitted = _fit(distinct)
        return fitted[[place[text] for text in texts]]


def _fit(texts: list[str]) -> NDArray[np.float32]:
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, stop_words="english")
    try:
        counts = vectorizer.fit_transform(texts)
    except ValueError:  # no text has a word: sklearn has no other way to say "empty vocabulary"
        return np.zeros((len(texts), 1), dtype=np.float32)
    if min(counts.shape) > _DIMENSIONS:
        rows = TruncatedSVD(_DIMENSIONS, random_state=_SEED).fit_transform(counts)
    else:
        rows = counts.toarray()  # few texts: TF-IDF itself has the same cosines, and nothing is lost
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 1e-12, lengths, 1.0)).astype(np.float32)  # type: ignore[no-any-return]
