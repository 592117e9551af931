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
    from lineage.model.dates import When
    from lineage.model.names import Names
    from lineage.model.rules import Rule
    from lineage.model.taxonomy import Statement, Taxonomy
    from lineage.store.preferences import Preferences


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

    @staticmethod
    def place(named: str | None, start: Path) -> Path:
        """Where a journal lies or would lie: the one that is named, near ``start``, or the user's default."""
        return settings_file.find_journal(named, start)

    @staticmethod
    def preferences() -> Preferences:
        """How this person has the screen, from their own config file."""
        from lineage.store.preferences import read_preferences

        return read_preferences()

    @staticmethod
    def keep_theme(theme: str) -> None:
        """Write the chosen theme into the user's own config file."""
        from lineage.store.preferences import write_theme

        write_theme(theme)

    def exposure(self, *, limit: int = 50) -> str:
        """What to say where others on this computer can read a private entry; empty where none is among the newest ``limit``.

        Permissions are never changed: a team may share what it likes.
        """
        from lineage.store.permissions import open_files, open_folders

        folders = open_folders(self.folder)
        if not folders:
            return ""
        from lineage.store.entries import read_entry

        found = (read_entry(path, self.folder)[0] for path in open_files(folders, limit=limit))
        if not any(entry is not None and entry.level == "private" for entry in found):
            return ""
        import shlex

        return (
            f"others on this computer can read private entries of {self.folder}:"
            f" chmod go-rwx {shlex.quote(str(self.folder.resolve()))}"
        )

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

    def read_date(self, text: str, ahead: bool) -> When | None:  # noqa: FBT001 (as the model's readers of dates)
        """A date as people say it, seen from today; None where it is none."""
        from lineage.exchange.natural import read_date  # dateparser behind it only once a phrase needs it

        return read_date(text, self.now.date(), ahead=ahead)

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
            names = ", ".join(one.id for one in known.values) if known else ""
            near = known.nearest(value) if known else ()
            raise NotFoundError(facet, value, near=near, hint=f"there are {names}")
        return named

    def family_asked(self, setting: str = "") -> str:
        """The family of the setting that is asked for: the one named, else the journal's own; empty where neither is."""
        setting = setting or self.settings.setting
        return self.taxonomy.setting_family(self.facet_value("setting", setting)) if setting else ""

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
        return self._half_lives[0]

    @cached_property
    def _half_lives(self) -> tuple[Catalogue, list[Problem]]:
        """The catalogue with the half-lives of lineage.toml, and what is wrong with these."""
        catalogue, own = self._delegation[0], self.settings.half_lives
        if not own:
            return catalogue, []
        families = list(catalogue.half_lives)
        problems = [
            Problem(
                path="lineage.toml",
                message=f"half_lives: no family of settings {name!r}",
                hint=f"there are {', '.join((*nearest(name, families), *sorted(families)))}",
            )
            for name, _ in own
            if name not in families
        ]
        return catalogue.with_half_lives(own), problems

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
            [
                *self._taxonomy[1],
                *self._delegation[2],
                *self._half_lives[1],
                *unread,
                *read_statements(*places)[1],
                *faults,
            ]
        )
