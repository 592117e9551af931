"""What coders answered, facet by facet, made comparable: one row an entry, one column a coder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lineage.model.coding import FACETS, NONE, RANKED
from lineage.model.fields import UNCLEAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lineage.model.coding import Coded, Coding
    from lineage.model.fields import Field
    from lineage.model.taxonomy import Taxonomy

KINDS, RANKS, SETS = "kinds", "ranks", "sets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that is compared."""

    name: str
    label: str
    scale: str
    facet: str
    """The key of the answers it is made of."""
    derived: bool = False
    order: tuple[str, ...] = ()
    """The values of ranks, lowest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers to a question on the entries that two or more coders answered it for."""

    question: Question
    coders: tuple[str, ...]
    """One a column, sorted."""
    entries: tuple[str, ...]
    """One a row, sorted."""
    units: tuple[tuple[Any, ...], ...]
    """A value, a frozen set of values, or None where a coder gave no answer."""


def questions(taxonomy: Taxonomy) -> Iterator[Question]:
    """Everything that may be compared: the tensions, what follows from them, then the other facets."""
    for item in FACETS:
        if item.name == "tensions":
            yield Question(name="tensions", label="tensions", scale=SETS, facet="tensions")
            yield Question(name="primary", label="first tension", scale=KINDS, facet="tensions", derived=True)
            yield Question(name="families", label="families", scale=SETS, facet="tensions", derived=True)
    for item in sorted(FACETS, key=lambda item: item.name != "outcome"):
        if item.name != "tensions":
            yield _question(item, taxonomy)


def _question(item: Field, taxonomy: Taxonomy) -> Question:
    label = item.name.replace("_", " ")
    if item.name in RANKED:
        facet = taxonomy.facet(item.facet)
        order = tuple(value.id for value in facet.values) if facet else ()
        return Question(name=item.name, label=label, scale=RANKS, facet=item.name, order=order)
    return Question(name=item.name, label=label, scale=SETS if item.many else KINDS, facet=item.name)


def answers_to(question: Question, coded: Sequence[Coded], taxonomy: Taxonomy) -> Answers:
    """The answers of all coders to a question; an entry that fewer than two answered it for is left out."""
    found: dict[str, dict[str, Any]] = {}
    for one in coded:
        given = {coding.coder: answer(question, coding, taxonomy) for coding in one.codings}
        given = {coder: value for coder, value in given.items() if value is not None}
        if len(given) > 1:
            found[one.entry.id] = given
    coders = tuple(sorted({coder for given in found.values() for coder in given}))
    return Answers(
        question=question,
        coders=coders,
        entries=tuple(sorted(found)),
        units=tuple(tuple(found[entry].get(coder) for coder in coders) for entry in sorted(found)),
    )


def answer(question: Question, coding: Coding, taxonomy: Taxonomy) -> Any:
    """A coder's answer to a question as it is compared; None where it was not asked or has no place in the order."""
    values = named(coding, question.facet, taxonomy)
    if values is None:
        return None
    if question.name == "families":
        return frozenset(taxonomy.family_of(value) or value for value in values)
    if question.scale == SETS:
        return frozenset(values)
    value = values[0] if values else NONE
    return value if question.scale == KINDS or value in question.order else None


def named(coding: Coding, facet: str, taxonomy: Taxonomy) -> tuple[str, ...] | None:
    """A coder's values for a facet by their ids, the first first; None where it was not asked, or no tension could be told."""
    values = coding.answer(facet)
    if values is None:
        return None
    vocabulary = next((item.facet for item in FACETS if item.name == facet), "")
    known = taxonomy.facet(vocabulary)
    if facet == "tensions":
        if values == (UNCLEAR,):
            return None  # who cannot tell gives no set to compare
        return tuple(dict.fromkeys(taxonomy.resolve(value) or value for value in values))
    return tuple(dict.fromkeys((known.resolve(value) if known else None) or value for value in values))
