"""The pages and passages by which a tension is known, and the passages that look alike and belong to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.model.prose import prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lineage.model.taxonomy import Taxonomy, Tension

_OF_PRACTICE = ("like the example", "like the sign", "you hear")
_RECORD = 50
"""Words from which on a passage is as long as those of minutes and reports; the notes among the examples have 37 at the median."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text that stands for a tension; ``why`` says what it is, before its own words."""

    term: str
    text: str
    why: str
    against: str = ""
    """Near misses only: the tension it looks like and is not."""

    @property
    def of_practice(self) -> bool:
        """What people write, not what is written about it."""
        return self.why in _OF_PRACTICE

    @property
    def record(self) -> bool:
        """Written as public records are: minutes, proposals, reports."""
        return len(self.text.split()) >= _RECORD


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a tension's page says in the words of those who study it, apart from its examples."""

    term: str
    name: str
    """Label, line one hears, id, other labels and poles."""
    parts: tuple[str, ...]
    """Name, definition and signals."""
    text: str
    """These, what the works cited there found, and the examples that are records."""


def pages_of(taxonomy: Taxonomy) -> tuple[Page, ...]:
    """The page of each tension in use, in the order of the taxonomy."""
    records: dict[str, list[str]] = {}
    for one in examples_of(taxonomy):
        if one.record:
            records.setdefault(one.term, []).append(one.text)
    return tuple(
        _page(tension, records.get(tension.id, []))
        for tension in taxonomy.tensions
        if tension.status != "deprecated"
    )


def examples_of(taxonomy: Taxonomy) -> tuple[Passage, ...]:
    """Fitting examples, near misses, signals and lines one hears: what people write, not what is written about it."""
    return tuple(one for one in passages_of(taxonomy) if one.of_practice)


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


def _page(tension: Tension, records: Sequence[str]) -> Page:
    said = (tension.label, tension.hear, tension.id.replace("-", " "), *tension.alt_labels, *tension.poles)
    name = ". ".join(one for one in said if one)
    parts = (name, _one_line(tension.section("Definition")), _one_line(tension.section("Signals")))
    return Page(
        term=tension.id,
        name=name,
        parts=parts,
        text=" ".join((*parts, _one_line(tension.section("Literature")), *records)),
    )


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
