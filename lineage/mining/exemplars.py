"""Passages that show a pattern: tagged passages first, else the sentence that says most of what its entries share."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.model.pattern import Exemplar
from lineage.model.text import one_line

if TYPE_CHECKING:
    from lineage.mining.frame import Finding, Frame

_MOST = 3
_LONGEST = 240
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The words of each row and how many rows have each word; made once for all patterns."""

    words: tuple[frozenset[str], ...]
    common: Counter[str]


def said_of(frame: Frame) -> Said:
    """What the rows of a frame say."""
    words = tuple(_words(text) for text in frame.texts)
    return Said(words=words, common=Counter(word for row in words for word in row))


def exemplars_of(frame: Frame, finding: Finding, said: Said) -> tuple[Exemplar, ...]:
    """Up to three quotes, each from another episode: passages tagged with a term of the pattern, else one sentence."""
    quotes: list[Exemplar] = []
    for episode in finding.episodes:
        passage = next(
            filter(None, (_tagged(frame, row, finding.terms) for row in episode.rows if row in finding.rows)),
            None,
        )
        if passage is not None:
            quotes.append(passage)
    if quotes:
        return tuple(quotes[:_MOST])
    row = finding.medoid if finding.medoid is not None else _medoid(frame, finding.rows)
    quote = _sentence(frame, row, finding.rows, said)
    return (Exemplar(entry=frame.entries[row].id, quote=quote),) if quote else ()


def _tagged(frame: Frame, row: int, terms: tuple[str, ...]) -> Exemplar | None:
    """The longest passage of the entry tagged with one of the terms."""
    spans = [span for span in frame.entries[row].spans if frame.taxonomy.resolve(span.term) in terms]
    if not spans:
        return None
    longest = max(spans, key=lambda span: (len(span.text), -span.start))
    quote = one_line(" ".join(longest.text.split()), limit=_LONGEST)
    return Exemplar(entry=frame.entries[row].id, quote=quote) if quote else None


def _medoid(frame: Frame, rows: tuple[int, ...]) -> int:
    """The row most like the others by its vector; without vectors the first in the order of the frame."""
    if frame.vectors is None:
        return rows[0]
    members = frame.vectors[list(rows)] - frame.vectors.mean(axis=0)
    likeness = members @ members.mean(axis=0)
    return rows[int(likeness.round(6).argmax())]


def _sentence(frame: Frame, row: int, rows: tuple[int, ...], said: Said) -> str:
    """The sentence of the row's body whose words its fellows use more than other entries do."""
    entry = frame.entries[row]
    sentences = [
        part.strip() for part in _SENTENCE.split(_body(frame.texts[row], entry.title)) if part.strip()
    ]
    shared = Counter(word for member in rows for word in said.words[member])
    n, members = len(frame.texts), len(rows)

    def telling(sentence: str) -> float:
        words = _words(sentence)
        gain = sum(max(0.0, shared[word] / members - said.common[word] / n) for word in words)
        return gain / math.sqrt(len(words)) if len(words) > 3 else -1.0

    if not sentences:
        return one_line(entry.title, limit=_LONGEST)
    return one_line(max(sentences, key=lambda sentence: round(telling(sentence), 9)), limit=_LONGEST)


def _body(text: str, title: str) -> str:
    head = " ".join(title.split())
    return text.removeprefix(head).strip() or text


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))
