"""The passages by which a tension is known, and those that look alike and belong to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.model.prose import prose

if TYPE_CHECKING:
    from lineage.model.taxonomy import Taxonomy, Tension

# Bounded, and no bracket inside: a body of a million brackets must cost no more than its length.
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_LEAST_WORDS = 4
_MOST_WINDOWS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text that stands for a tension; ``why`` says what it is, before its own words."""

    term: str
    text: str
    why: str
    against: str = ""
    """Near misses only: the tension it looks like and is not."""


def passages_of(taxonomy: Taxonomy) -> tuple[Passage, ...]:
    """Definition, line one hears, signals and fitting examples of each tension in use; a near miss stands for its neighbour.

    In the order of the taxonomy.
    """
    terms = {tension.id for tension in taxonomy.tensions if tension.status != "deprecated"}
    return tuple(
        passage
        for tension in taxonomy.tensions
        if tension.id in terms
        for passage in _passages(tension)
        if passage.text and passage.term in terms
    )


def windows(text: str) -> list[str]:
    """The whole text, then each two neighbouring sentences of it; of a long text the first 64.

    A long text bears its tension in a sentence or two: with windows recall among three is .27 on the coded passages, by whole
    texts .23, by single sentences .21.
    """
    sentences = [part.strip() for part in _SENTENCE.split(text) if len(part.split()) >= _LEAST_WORDS]
    pairs = [" ".join(sentences[at : at + 2]) for at in range(max(1, len(sentences) - 1))]
    return [text, *(pair for pair in pairs[:_MOST_WINDOWS] if pair)]


def _passages(tension: Tension) -> list[Passage]:
    hear = f"{tension.label}. {tension.hear}" if tension.hear else tension.label
    found = [
        Passage(term=tension.id, text=_one_line(tension.section("Definition")), why="by its definition"),
        Passage(term=tension.id, text=hear, why="you hear"),
    ]
    found += [Passage(term=tension.id, text=label, why="also called") for label in tension.alt_labels]
    found += [
        Passage(term=tension.id, text=prose(one), why="like the sign") for one in tension.items("Signals")
    ]
    found += [Passage(term=tension.id, text=prose(one), why="like the example") for one in tension.examples]
    found += [
        Passage(term=other, text=prose(one), why="like the example", against=tension.id)
        for other, one in tension.near_misses
    ]
    return found


def _one_line(text: str) -> str:
    return " ".join(prose(text).split())
