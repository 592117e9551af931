"""Reading a journal: its entries from files and from the index, and what is wrong with them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from lineage.consulting import Consultant
from lineage.errors import AmbiguousError, LineageError, NotFoundError, Problem
from lineage.model.fields import FIELDS
from lineage.model.query import FieldClause, Query
from lineage.store import drafts as draft_files
from lineage.store import listing
from lineage.store import settings as settings_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from sqlite3 import Connection

    from lineage.index.search import Found
    from lineage.index.sync import Refreshed
    from lineage.model.entry import Entry
    from lineage.model.lineage import Trace

Answer = TypeVar("Answer")
EVERYTHING = 1_000_000_000
"""A limit that leaves nothing out."""
OPEN_TO = {"me": ("private", "team", "public"), "team": ("team", "public"), "public": ("public",)}
"""Audience to the sensitivities it may read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Entries, the faults of files that are none, and how many were left out as stricter than the audience."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()
    withheld: int = 0
    unread: int = 0
    """Files that gave no entry."""


def _open_to(query: Query, audience: str) -> Query:
    """The query with what an audience may not read left out; an entry without sensitivity is private."""
    if audience == "me":
        return query
    clause = FieldClause(key="sensitivity", values=OPEN_TO[audience])
    return Query(fields=(*query.fields, clause), texts=query.texts)


class Reader(Consultant):
    """A journal one can read: its entries from files and from the index; never writes."""

    @classmethod
    def find(cls, named: str | None, start: Path) -> Self:
        """The journal that is named, near ``start``, or the user's default; NotFoundError where there is none."""
        folder = settings_file.find_journal(named, start)
        if not (folder / "entries").is_dir():
            if (folder / "lineage.toml").is_file():
                raise listing.MissingEntriesError(folder / "entries")
            hint = "`lineage init DIR` makes one, `lineage demo` shows one"
            raise NotFoundError("journal at", str(folder), hint=hint)
        return cls(folder)

    def search(self, query: Query, *, limit: int, rank: bool = False, audience: str = "me") -> Found:
        """The entries a query finds that an audience may read, as rows of the index: newest first, or by rank."""
        from lineage.index.search import find

        asked = _open_to(query, audience)
        return self._ask(lambda index: find(index, asked, self._spellings, limit=limit, rank=rank))

    def withheld(self, query: Query, audience: str) -> int:
        """How many entries a query finds that are stricter than an audience."""
        if audience == "me":
            return 0
        return self.search(query, limit=0).count - self.search(query, limit=0, audience=audience).count

    def refresh(self) -> tuple[Refreshed, Path, dict[str, int]]:
        """A full look at the files: what changed, where the index is and what is in it."""
        from lineage.index.search import counts
        from lineage.index.sync import refresh

        path = settings_file.index_path(self.folder)
        found = refresh(path, listing.entries_folder(self.folder), self._read, full=True, names=self._names)
        return found, path, self._ask(counts)

    def entry(self, name: str, *, audience: str = "me") -> Entry:
        """An entry by its id, a beginning of it or of its letters, or an ending; an error where several fit."""
        from lineage.index.search import named

        fits = self._ask(lambda index: named(index, name))
        if not fits:
            raise NotFoundError("entry", name, hint="`lineage list` shows what there is")
        if len(fits) > 1:
            raise AmbiguousError("entries", name, tuple(identifier for identifier, _ in fits))
        entry, problems = self._read(self.folder / fits[0][1])
        if entry is None:
            raise NotFoundError("readable entry", name, hint=str(problems[0]))
        if entry.id != fits[0][0]:
            # The file changed in place since the index looked: a derived index must not choose what is written to.
            self.refresh()
            raise LineageError(
                f"{name}: {entry.path} holds another entry now; nothing was done", hint="try again"
            )
        if entry.level not in OPEN_TO[audience]:
            raise LineageError(
                f"{entry.id} is {entry.level}, stricter than {audience}", hint="--for me shows it"
            )
        return entry

    def entries(self, query: Query | None = None, *, audience: str = "me") -> Read:
        """Entries read from their files, sorted by id; those stricter than the audience are counted, not given."""
        if query:
            from lineage.index.search import paths as paths_found

            found_paths = self._ask(lambda index: paths_found(index, query, self._spellings))
            paths = [self.folder / path for path in found_paths]
        else:
            paths = [Path(item.path) for item in listing.list_files(self.folder)]
        found: list[Entry] = []
        problems: list[Problem] = []
        for path in sorted(paths):
            entry, faults = self._read(path)
            problems += faults
            if entry is not None:
                found.append(entry)
        given = [entry for entry in found if entry.level in OPEN_TO[audience]]
        given.sort(key=lambda entry: (entry.id, entry.path))
        return Read(
            entries=tuple(given),
            problems=tuple(sorted(problems)),
            withheld=len(found) - len(given),
            unread=len(paths) - len(found),
        )

    def ids(self, query: Query) -> frozenset[str]:
        """The ids of the entries a query finds."""
        rows = self.search(query, limit=EVERYTHING).rows
        return frozenset(str(row["id"]) for row in rows)

    def trace(self, entry: Entry, *, audience: str = "me") -> Trace:
        """What led to an entry and what it became, as far as an audience may read it."""
        from lineage.model.lineage import trace_lineage

        return trace_lineage(entry.id, self.entries(audience=audience).entries)

    def followers(self, entry: Entry) -> tuple[str, ...]:
        """Ids of the entries that grew directly out of this one, sorted."""
        from lineage.index.search import followers

        return self._ask(lambda index: followers(index, entry.id))

    def check(self) -> list[Problem]:
        """Every fault in every file, sorted by path and line; changes nothing."""
        from lineage.model.faults import entry_faults

        read = self.entries()
        strays = [*listing.conflict_copies(self.folder), *draft_files.left_over(self.folder)]
        faults = entry_faults(read.entries, self.taxonomy)
        return sorted([*read.problems, *faults, *strays, *self.settings.problems, *self.check_taxonomy()])

    def _read(self, path: Path | str) -> tuple[Entry | None, list[Problem]]:
        from lineage.store.entries import read_entry

        return read_entry(path, self.folder)

    def _ask(self, question: Callable[[Connection], Answer]) -> Answer:
        """An answer from the index, caught up with the files as a command's look allows."""
        from lineage.index.sync import ask

        entries = listing.entries_folder(self.folder)
        with suppress(OSError):
            return ask(settings_file.index_path(self.folder), entries, self._read, question)
        # A cache folder that cannot be written: an index for this once, so that reading always works.
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix="lineage-") as place:
            return ask(Path(place) / "index.db", entries, self._read, question)

    def _spellings(self, field: str, value: str) -> tuple[str, ...]:
        """Every spelling that matches a value: a family its tensions, a family of settings its settings."""
        facet = next((item.facet for item in FIELDS if item.name == field), "")
        if field in ("tensions", "setting") and (known := self.names.resolve(value, facet)):
            return self.names.narrower(known, facet)
        if field == "tensions":
            return self.taxonomy.narrower(self.term(value))
        named = self.facet_value(facet, value) if facet else value
        return self.taxonomy.settings_under(named) if field == "setting" else (named,)
