"""The names of the taxonomy without its pages: enough to show a code, to find by a label and to widen a term to its narrower ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lineage.model.taxonomy import Taxonomy

TENSION = "tension"
"""The facet whose values are tensions and their families."""

Term = tuple[str, str, str, str, str, str]
"""Facet, id, code, label, family, parent; an empty text where there is none."""
Spelling = tuple[str, str, str]
"""Facet, a name in lower case, the id it stands for."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """Terms and everything they are called, both sorted."""

    terms: tuple[Term, ...] = ()
    spellings: tuple[Spelling, ...] = ()

    @cached_property
    def _ids(self) -> Mapping[tuple[str, str], str]:
        return {(facet, folded): named for facet, folded, named in self.spellings}

    @cached_property
    def _terms(self) -> Mapping[tuple[str, str], Term]:
        return {one[:2]: one for one in self.terms}

    def resolve(self, name: str, facet: str = TENSION) -> str | None:
        """The id of a value named by id, code, label or alias; None where nothing has that name."""
        return self._ids.get((facet, name.strip().lower()))

    def code(self, term: str) -> str:
        """The short code of a tension or family; empty where the term is unknown."""
        return self._terms[TENSION, term][2] if (TENSION, term) in self._terms else ""

    def label(self, value: str, facet: str = TENSION) -> str:
        """The label of a value; the value itself where it is unknown."""
        return self._terms[facet, value][3] if (facet, value) in self._terms else value

    def narrower(self, term: str, facet: str = TENSION) -> tuple[str, ...]:
        """Every spelling an entry may carry for a term or a narrower one: ids and short codes, sorted."""
        under = [one for one in self.terms if one[0] == facet and term in one[4:]]
        own = [self._terms[facet, term]] if (facet, term) in self._terms else []
        return tuple(sorted({term} | {name for one in (*own, *under) for name in one[1:3] if name}))


def names_of(taxonomy: Taxonomy) -> Names:
    """The names of a taxonomy; ``unclear`` and ``not-observed`` name themselves in every facet but tensions."""
    terms = {
        (TENSION, one.id): (TENSION, one.id, one.code, one.label, "", "") for one in taxonomy.families
    } | {
        (TENSION, one.id): (TENSION, one.id, one.code, one.label, one.family, one.parent)
        for one in taxonomy.tensions
    }
    spellings: dict[tuple[str, str], str] = {
        (TENSION, folded): named for folded, named in taxonomy.spellings.items()
    }
    for facet in taxonomy.facets:
        for value in reversed(facet.values):
            terms[facet.id, value.id] = (facet.id, value.id, "", value.label, value.family, "")
            for name in (*value.aliases, value.label, value.id):
                spellings[facet.id, name.lower()] = value.id
        for name in ("unclear", "not-observed"):
            spellings[facet.id, name] = name
    return Names(
        terms=tuple(sorted(terms.values())),
        spellings=tuple(sorted((facet, folded, named) for (facet, folded), named in spellings.items())),
    )
