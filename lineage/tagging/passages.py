"""The passages by which a tension is known, and those that look alike and belong to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lineage.model.taxonomy import Taxonomy, Tension

# Bounded, and no bracket inside: a body of a million brackets must cost no more than its length.
_LINK = re.compile(r"!?\[([^\[\]\n]{0,999})\]\([^()\s]{0,1999}\)|<?https?://[^\s>]+>?")
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+(.*)$", re.MULTILINE)
_BLOCK = re.compile(r"^[ \t]*(?:>|[-*+]|\d+\.)[ \t]+", re.MULTILINE)
_MARKS = re.compile(r"[*_`|#>]+")
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


def plain(text: str) -> str:
    """A text without the addresses of links and without marks of emphasis, code, tables and headings.

    A line is a paragraph or a bullet; lines wrapped in the file are joined.
    """
    blocks = _BLOCK.sub("\n\n", _HEADING.sub(r"\n\n\1\n\n", _LINK.sub(r"\1", text)))
    body = _MARKS.sub(" ", blocks)
    return "\n".join(filter(None, (" ".join(part.split()) for part in re.split(r"\n\s*\n", body))))


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
        Passage(term=tension.id, text=plain(one), why="like the sign") for one in tension.items("Signals")
    ]
    found += [Passage(term=tension.id, text=plain(one), why="like the example") for one in tension.examples]
    found += [
        Passage(term=other, text=plain(one), why="like the example", against=tension.id)
        for other, one in tension.near_misses
    ]
    return found


def _one_line(text: str) -> str:
    return " ".join(plain(text).split())
