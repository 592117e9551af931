"""Whether two coders marked the same passages: their marks laid on the texts of the entries, end to end."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from lineage.model.agreement import Passages
from lineage.model.coding import place_of
from lineage.tagging.measures.unitizing import unitizing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lineage.model.coding import Coded, Coding
    from lineage.model.taxonomy import Taxonomy

_Marks = dict[str, list[tuple[int, int]]]


def passages(coded: Sequence[Coded], taxonomy: Taxonomy) -> Passages:
    """Agreement on passages of the two coders who marked most entries both; an entry that one left unmarked says nothing."""
    pairs: Counter[tuple[str, str]] = Counter()
    for one in coded:
        marking = sorted({coding.coder for coding in one.codings if _marks(coding, one.entry.text, taxonomy)})
        pairs.update(combinations(marking, 2))
    if not pairs:
        return Passages(why="no entry has passages marked by two coders")
    chosen = min(pairs, key=lambda pair: (-pairs[pair], pair))
    length, marked, entries = _continuum(coded, chosen, taxonomy)
    found = unitizing(marked, begin=0, length=length)
    observed, expected = (sum(values) for values in zip(*found.values(), strict=True))
    return Passages(
        coders=chosen,
        alpha=round(1 - observed / expected, 4) if expected else None,
        terms=tuple(
            (term, round(1 - apart / chance, 4) if chance else None)
            for term, (apart, chance) in found.items()
        ),
        entries=entries,
    )


def _continuum(
    coded: Sequence[Coded], chosen: tuple[str, str], taxonomy: Taxonomy
) -> tuple[int, tuple[_Marks, ...], int]:
    """The length of all texts, each coder's marks on them, and how many entries there are."""
    length, entries = 0, 0
    marked: tuple[_Marks, ...] = tuple({} for _ in chosen)
    for one in coded:
        own = [
            next(
                (_marks(coding, one.entry.text, taxonomy) for coding in one.codings if coding.coder == name),
                {},
            )
            for name in chosen
        ]
        if not all(own):
            continue
        for here, marks in zip(marked, own, strict=True):
            for term, stretches in marks.items():
                here.setdefault(term, []).extend((length + start, long) for start, long in stretches)
        length += len(one.entry.text)
        entries += 1
    return length, marked, entries


def _marks(coding: Coding, text: str, taxonomy: Taxonomy) -> _Marks:
    """Where a coder's passages stand in the text, by term; a passage the text does not hold is left out."""
    found: _Marks = {}
    for name, quote in coding.quotes:
        place = place_of(quote, text)
        if place is not None:
            found.setdefault(taxonomy.resolve(name) or name, []).append(place)
    return found
