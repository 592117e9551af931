"""What episodes bear, as columns: tensions, families and facet values; the ground of every test of two things together."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lineage.mining.strata import within_families, within_lengths
from lineage.model.fields import FIELDS, Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lineage.mining.frame import Episode, Frame
    from lineage.mining.tables import Counts

Bools = NDArray[np.bool_]

TENSION, FAMILY = "tension", "family"
_NEVER = ("setting", "tensions", "outcome", "pole", "observer_position")
"""No trait: where it was, who saw it and how it stands are what traits are compared by, and a pole is part of its tension."""
FACETS: tuple[Field, ...] = tuple(one for one in FIELDS if one.facet and one.name not in _NEVER)
_NO_ANSWER = ("unclear", "not-observed")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Trait:
    """A tension, a family of tensions or a value of a facet; sorted by kind and value."""

    kind: str
    """``tension``, ``family`` or the name of a facet of entries, such as ``machine_role``."""
    value: str

    @property
    def is_facet(self) -> bool:
        """True for a value of a facet."""
        return self.kind not in (TENSION, FAMILY)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Traits:
    """Columns of traits, sorted; one row an episode, in the order of the frame."""

    frame: Frame
    traits: tuple[Trait, ...]
    stands: Bools
    """(episodes, traits): the episode has an entry that bears it."""
    tagged: Bools
    """(episodes,): it bears a tension or a family; of the others nobody knows whether they were tagged."""
    answered: Mapping[str, Bools]
    """Facet to (episodes,): an entry of it gives a value of the facet."""
    families: NDArray[np.intp]
    """(episodes,): a number for the setting family of each, one for none."""
    lengths: NDArray[np.intp]
    """(episodes,): how many entries each has."""

    def known(self, kind: str) -> Bools:
        """The episodes that can be asked about traits of a kind: those tagged, those that answer the facet."""
        return self.answered.get(kind, self.tagged)

    def columns(self, kinds: Iterable[str]) -> list[int]:
        """The columns of traits of these kinds, in order."""
        wanted = set(kinds)
        return [at for at, trait in enumerate(self.traits) if trait.kind in wanted]

    def column(self, trait: Trait) -> Bools:
        """The episodes that bear a trait."""
        return self.stands[:, self.traits.index(trait)]

    def label(self, trait: Trait) -> str:
        """The words people say for a trait; a facet's value with the name of the facet."""
        taxonomy = self.frame.taxonomy
        if not trait.is_facet:
            return taxonomy.label(trait.value)
        field = next(one for one in FACETS if one.name == trait.kind)
        facet = taxonomy.facet(field.facet)
        assert facet is not None
        absent = " absent" if trait.kind == "absent" else ""
        return f"{facet.label_of(trait.value)}{absent} ({facet.label})"

    def asked(self, trait: Trait) -> str:
        """A facet's value as a query names it, such as ``machine:ai-agent``; a term as its id."""
        field = next((one for one in FACETS if one.name == trait.kind), None)
        return f"{field.query}:{trait.value}" if field else trait.value

    def rows(self, episodes: Iterable[Episode], traits: Iterable[Trait]) -> tuple[int, ...]:
        """The rows of these episodes that bear one of the traits; all of an episode where none does alone."""
        wanted = list(traits)
        found: list[int] = []
        for one in episodes:
            telling = [row for row in one.rows if any(self._bears(row, trait) for trait in wanted)]
            found += telling or one.rows
        return tuple(sorted(found))

    def _bears(self, row: int, trait: Trait) -> bool:
        taxonomy = self.frame.taxonomy
        if trait.kind == TENSION:
            return trait.value in self.frame.terms[row]
        if trait.kind == FAMILY:
            return any(taxonomy.family_of(term) == trait.value for term in self.frame.terms[row])
        return trait.value in self.frame.entries[row].values(trait.kind)

    def chosen(self, column: Bools) -> tuple[Episode, ...]:
        """The episodes a column marks, in the order of the frame."""
        return tuple(self.frame.episodes[at] for at in np.flatnonzero(column))

    def among(self, rows: Bools, columns: list[int]) -> Bools:
        """The chosen columns of the chosen rows."""
        found: Bools = self.stands[rows][:, columns]
        return found

    def within(self, one: Bools, other: Bools, among: Bools) -> str:
        """What the test stratified by setting family says of two columns, and a warning where only the length of episodes joins them."""
        lengths = within_lengths(self.lengths, one, other, among)
        families = within_families(self.families, one, other, among)
        return f"{families}; {lengths}" if lengths else families


def traits_of(frame: Frame, *, facets: bool = True) -> Traits:
    """The tensions, families and, if asked, known facet values of the episodes; values the taxonomy has not are left out."""
    held: dict[Trait, list[int]] = {}
    family_of: dict[str, Trait] = {}
    for number, episode in enumerate(frame.episodes):
        for term in episode.terms:
            if term in frame.taxonomy.by_id:
                held.setdefault(Trait(kind=TENSION, value=term), []).append(number)
            if term not in family_of:
                family_of[term] = Trait(kind=FAMILY, value=frame.taxonomy.family_of(term))
            held.setdefault(family_of[term], []).append(number)
    tagged = np.array([bool(episode.terms) for episode in frame.episodes], dtype=bool)
    answered = {field.name: np.zeros(len(frame.episodes), dtype=bool) for field in FACETS}
    episode_of = np.zeros(len(frame.entries), dtype=np.intp)
    for number, episode in enumerate(frame.episodes):
        episode_of[list(episode.rows)] = number
    for field in FACETS if facets else ():
        for value, rows in _values(frame, field).items():
            numbers = episode_of[rows]
            held[Trait(kind=field.name, value=value)] = numbers.tolist()
            answered[field.name][numbers] = True
    traits = tuple(sorted(held))
    stands = np.zeros((len(frame.episodes), len(traits)), dtype=bool)
    for at, trait in enumerate(traits):
        stands[held[trait], at] = True
    families = np.unique([one.family for one in frame.episodes], return_inverse=True)[1].astype(np.intp)
    return Traits(
        frame=frame,
        traits=traits,
        stands=stands,
        tagged=tagged,
        answered=answered,
        families=families,
        lengths=np.array([len(one.rows) for one in frame.episodes], dtype=np.intp),
    )


def _values(frame: Frame, field: Field) -> dict[str, list[int]]:
    """Each value of a facet with the rows that give it."""
    facet = frame.taxonomy.facet(field.facet)
    if facet is None:
        return {}
    found: dict[str, list[int]] = {value.id: [] for value in facet.values if value.id not in _NO_ANSWER}
    for row, given in enumerate(map(attrgetter(field.name), frame.entries)):
        for value in (given if field.many else (given,)) if given else ():
            if value in found:
                found[value].append(row)
    return {value: rows for value, rows in found.items() if rows}


def joint_counts(left: Bools, right: Bools) -> Counts:
    """(columns of left, columns of right): how many rows bear both; exact below 16 million rows."""
    found: Counts = np.rint(left.astype(np.float32).T @ right.astype(np.float32)).astype(np.int64)
    return found
