"""Consulting a journal's reference: its settings, its taxonomy, the delegation rules, and what is wrong with them."""

from __future__ import annotations

import os
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Self

from lineage.errors import NotFoundError, Problem
from lineage.model.text import nearest
from lineage.store import settings as settings_file
from lineage.store.starter import starter, taxonomy_stamp

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lineage.index.names import Source
    from lineage.model.catalogue import Catalogue
    from lineage.model.names import Names
    from lineage.model.rules import Rule
    from lineage.model.taxonomy import Statement, Taxonomy


class Consultant:
    """A folder with settings, and the taxonomy that the built-in one and its own make; no entry is read."""

    def __init__(
        self, folder: Path, *, now: datetime | None = None, entropy: Callable[[], int] | None = None
    ) -> None:
        self.folder = folder
        self._now = now
        self._entropy = entropy or (lambda: int.from_bytes(os.urandom(5), "big"))

    @classmethod
    def built_in(cls) -> Self:
        """The sample journal where it lies, to be read only: consulting the taxonomy needs no journal of one's own."""
        return cls(starter())

    @property
    def now(self) -> datetime:
        """The time with its zone; fixed where a caller fixed it."""
        return self._now or datetime.now().astimezone()

    @cached_property
    def settings(self) -> settings_file.Settings:
        """The shared settings."""
        return settings_file.read_settings(self.folder)

    @cached_property
    def _taxonomy(self) -> tuple[Taxonomy, list[Problem]]:
        from lineage.store.taxonomy import read_taxonomy

        return read_taxonomy(starter() / "taxonomy", self.folder / "taxonomy")

    @property
    def taxonomy(self) -> Taxonomy:
        """The built-in taxonomy with this journal's own terms laid over it."""
        return self._taxonomy[0]

    @cached_property
    def names(self) -> Names:
        """Codes, labels and spellings of the taxonomy: from the index while its files are as they were (decision 3)."""
        from lineage.index.names import names

        return names(settings_file.index_path(self.folder), self._names)

    @property
    def _names(self) -> Source:
        from lineage.index.names import Source
        from lineage.model.names import names_of

        stamp = taxonomy_stamp(starter() / "taxonomy", self.folder / "taxonomy")
        return Source(stamp=stamp, load=lambda: names_of(self.taxonomy))

    def term(self, name: str) -> str:
        """The id of a tension or family; NotFoundError with the nearest where nothing has that name."""
        term = self.taxonomy.resolve(name)
        if term is None:
            hint = "`lineage taxonomy search WORDS` finds terms"
            raise NotFoundError("tension", name, near=self.taxonomy.nearest(name), hint=hint)
        return term

    def facet_value(self, facet: str, value: str) -> str:
        """The id of a facet's value named by id or label; NotFoundError with the nearest where nothing has that name."""
        if facet == "tension":
            return self.term(value)
        known = self.taxonomy.facet(facet)
        named = known.resolve(value) if known else value
        if named is None:
            names = [one.id for one in known.values] if known else []
            raise NotFoundError(
                facet, value, near=nearest(value, names), hint=f"there are {', '.join(names)}"
            )
        return named

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Claims, arguments, stances, hypotheses, efforts and cruxes, sorted by kind and id."""
        from lineage.store.taxonomy import read_statements

        return read_statements(starter() / "taxonomy", self.folder / "taxonomy")[0]

    @cached_property
    def _delegation(self) -> tuple[Catalogue, tuple[Rule, ...], list[Problem]]:
        from lineage.store.delegation import read_delegation

        return read_delegation(starter() / "taxonomy", self.folder / "taxonomy")

    @property
    def catalogue(self) -> Catalogue:
        """What the delegation rules refer to: levels, functions, inputs, requirements, roles, checks."""
        return self._delegation[0]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The delegation rules, the journal's own laid over the built-in ones."""
        return self._delegation[1]

    def check_taxonomy(self) -> list[Problem]:
        """Every fault in the taxonomy's files, the delegation rules among them, sorted."""
        from lineage.delegation.faults import rule_faults
        from lineage.model.claim import tests_of
        from lineage.model.faults import taxonomy_faults
        from lineage.store.taxonomy import read_sources, read_statements

        places = starter() / "taxonomy", self.folder / "taxonomy"
        sources, unread = read_sources(*places)
        faults = [
            *taxonomy_faults(self.taxonomy, sources),
            *rule_faults(self.rules, self.catalogue, {source.id for source in sources}),
            *tests_of(self.statements, self.taxonomy)[1],
        ]
        return sorted(
            [*self._taxonomy[1], *self._delegation[2], *unread, *read_statements(*places)[1], *faults]
        )
