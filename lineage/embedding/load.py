"""The embedding of this machine: the extra ``semantic``, else wordllama where it has a wheel, else words and their co-occurrence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


class Embedding(Protocol):
    """What turns texts into vectors that can be compared by cosine."""

    @property
    def name(self) -> str:
        """Which it is and its version, such as ``wordllama 0.4.0``; goes into every output made with it."""

    @property
    def note(self) -> str:
        """What the reader of such an output must know; empty for the usual embedding."""

    @property
    def fixed(self) -> bool:
        """True where the vector of a text does not depend on the other texts of the call, so that it may be kept.

        Where it is False, vectors of two calls must never be compared: give all texts in one call.
        """

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, in the order given, L2-normalised; a text without a known word has a row of zeros."""


def load_embedding() -> Embedding:
    """The best embedding this machine has: the extra ``semantic`` where it was installed; never touches the network."""
    try:
        from lineage.embedding.semantic import SemanticEmbedding

        return SemanticEmbedding()
    except (ImportError, OSError):  # the extra is not installed, or its weights cannot be read
        return _default()


def _default() -> Embedding:
    try:
        from lineage.embedding.wordllama import WordLlamaEmbedding

        return WordLlamaEmbedding()
    except (ImportError, OSError):  # no wheel (CPython 3.14+, Linux on ARM), or a wheel without its weights
        from lineage.embedding.fallback import LexicalEmbedding

        return LexicalEmbedding()
