"""Elsewhere: the cases of the library that bear a pattern's tensions, counted apart and never among its entries."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lineage.model.pattern import Elsewhere

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lineage.model.entry import Entry
    from lineage.model.pattern import Mined, Pattern
    from lineage.model.taxonomy import Taxonomy


def with_elsewhere(mined: Mined, library: Sequence[Entry], taxonomy: Taxonomy) -> Mined:
    """A run whose patterns have the library's cases beside them; as it is where there is no library."""
    if not library:
        return mined
    cases = [
        one for one in library if one.kind == "observation" and one.names_occasion and not one.conflicted
    ]
    bearing: dict[str, set[str]] = {}
    for case in cases:
        for name in case.tensions:
            term = taxonomy.resolve(name)
            if term is not None:
                bearing.setdefault(term, set()).add(case.id)
    by_id = {case.id: case for case in cases}

    def beside(pattern: Pattern) -> Pattern:
        return replace(pattern, elsewhere=_elsewhere(pattern, bearing, by_id, taxonomy))

    return replace(
        mined, patterns=tuple(map(beside, mined.patterns)), rejected=tuple(map(beside, mined.rejected))
    )


def _elsewhere(
    pattern: Pattern, bearing: Mapping[str, set[str]], cases: Mapping[str, Entry], taxonomy: Taxonomy
) -> Elsewhere | None:
    """Cases with each of its tensions; of a theme with the one that most of it bears. None where it has no tension."""
    terms = [term for term in pattern.terms if term in taxonomy.by_id]
    wanted = terms[:1] if pattern.kind == "theme" else terms
    if not wanted:
        return None
    found = sorted(set.intersection(*(bearing.get(term, set()) for term in wanted)))
    well = [cases[one] for one in found if cases[one].outcome in ("held", "recovered")]
    return Elsewhere(
        entries=tuple(found),
        held=sum(one.outcome == "held" for one in well),
        recovered=sum(one.outcome == "recovered" for one in well),
        helped=next((one.tried[0] for one in well if one.helped == "true" and one.tried), ""),
    )
