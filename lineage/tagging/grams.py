"""Texts as sparse rows of words and of letter groups, weighted by how rare they are.

**Source:** TF-IDF with sublinear counts, Salton and Buckley 1988; letter groups within words, so that *funded* and
*funding* are alike without a list of endings.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lineage.tagging.lexical import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Floats = NDArray[np.floating]
Whole = NDArray[np.integer]
_WORD = re.compile(r"\w+")
_SIZE = 5
"""Letters of a group, a space before and after the word counted: groups of three and four added nothing, and three quarters of the cost."""
_LONGEST = 40
"""Letters of a word that are looked at; what is longer is an address or a key."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vocabulary:
    """The features some texts have: their keys, ascending, and the weight of each."""

    keys: Whole
    rarity: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """A sparse matrix whose rows have the length 1: one place, column and value a feature of a text."""

    row: Whole
    column: Whole
    value: Floats
    count: int

    def times(self, query: Floats) -> Floats:
        """The product of each row with a dense vector."""
        products = self.value * query[self.column]
        return np.bincount(self.row, weights=products, minlength=self.count).astype(np.float64)


def by_words(text: str) -> Counter[int]:
    """Keys of the words of a text without endings, each with its count."""
    return Counter(_key(word) for word in words(text))


def by_letters(text: str) -> Counter[int]:
    """Keys of the groups of five letters inside the words of a text, each with its count."""
    found: Counter[int] = Counter()
    for word, count in Counter(_WORD.findall(text.lower())).items():
        for key in _groups(word[:_LONGEST]):
            found[key] += count
    return found


@lru_cache(maxsize=20_000)
def _groups(word: str) -> tuple[int, ...]:
    padded = f" {word} "
    return tuple(_key(padded[at : at + _SIZE]) for at in range(max(1, len(padded) - _SIZE + 1)))


def vocabulary(bags: Sequence[Counter[int]], *, least: int = 1) -> Vocabulary:
    """The features that at least so many texts have."""
    spread = Counter(key for bag in bags for key in bag)
    keys = sorted(key for key, count in spread.items() if count >= least)
    rarity = [1 + np.log((1 + len(bags)) / (1 + spread[key])) for key in keys]
    return Vocabulary(
        keys=np.array(keys, dtype=np.uint32), rarity=np.array(rarity, dtype=np.float16).astype(np.float32)
    )


def rows(bags: Sequence[Counter[int]], known: Vocabulary) -> Rows:
    """Texts as rows over the known features."""
    parts = [_row(bag, known) for bag in bags]
    sizes = [len(columns) for columns, _ in parts]
    return Rows(
        row=np.repeat(np.arange(len(bags), dtype=_fitting(len(bags))), sizes),
        column=np.concatenate([columns for columns, _ in parts]).astype(_fitting(len(known.keys)))
        if parts
        else np.zeros(0, dtype=np.uint16),
        value=np.concatenate([values for _, values in parts]).astype(np.float16).astype(np.float32)
        if parts
        else np.zeros(0, dtype=np.float32),
        count=len(bags),
    )


def dense(text: str, keys_of: Callable[[str], Counter[int]], known: Vocabulary) -> Floats:
    """One text as a dense vector over the known features, of length 1 or 0."""
    columns, values = _row(keys_of(text), known)
    found = np.zeros(len(known.keys))
    found[columns] = values
    return found


def _fitting(count: int) -> type[np.unsignedinteger]:
    """The smallest kind of number for so many places: these columns are most of what is kept and read."""
    return np.uint16 if count <= 65_536 else np.uint32


def _row(bag: Counter[int], known: Vocabulary) -> tuple[Whole, Floats]:
    keys = np.array(sorted(bag), dtype=np.uint32)
    if not len(keys) or not len(known.keys):
        return np.zeros(0, dtype=np.int32), np.zeros(0)
    columns = np.minimum(np.searchsorted(known.keys, keys), len(known.keys) - 1)
    here = known.keys[columns] == keys
    counts = np.array([bag[int(key)] for key in keys[here]], dtype=np.float64)
    values = (1 + np.log(counts)) * known.rarity[columns[here]] if len(counts) else np.zeros(0)
    length = float(np.sqrt((values**2).sum()))
    return columns[here].astype(np.int32), values / length if length else values


def _key(feature: str) -> int:
    return zlib.crc32(feature.encode("utf-8", "surrogatepass"))
