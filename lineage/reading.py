"""Reading a journal: its entries from files and from the index, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from lineage.consulting import Consultant
from lineage.errors import CrossedError, LineageError, NotFoundError, Problem, several_fit
from lineage.model.contexts import is_apart
from lineage.model.fields import FIELDS
from lineage.store import listing
from lineage.store import settings as settings_file

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence
    from sqlite3 import Connection

    from lineage.index.look import Refreshed
    from lineage.index.search import Found
    from lineage.model.entry import Entry
    from lineage.model.lineage import Trace
    from lineage.model.page import Kin, Order, Row, Shares
    from lineage.model.query import Query

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
    from lineage.model.query import FieldClause, Query  # 2 ms, which writing has no use for

    clause = FieldClause(key="sensitivity", values=OPEN_TO[audience])
    return Query(fields=(*query.fields, clause), texts=query.texts)


class Reader(Consultant):
    """A journal one can read: its entries from files and from the index; never writes."""

    slips: tuple[str, ...] = ()
    """Contexts that stood not apart when it was last asked whether a query crosses any."""
    _looked: bool | None = None
    """Within ``one_look``: whether the files were looked at; else None."""
    _looked_fully = False
    """Within ``one_look``: whether every file was."""

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

    @cached_property
    def context(self) -> str:
        """The context that is kept to where a query names none; empty where none was chosen."""
        return settings_file.chosen_context()

    def asked(self, query: Query, *, across: bool = False, audience: str = "me") -> Query:
        """The query that may be asked: kept to the chosen context, unless it names one or all are wanted.

        Where none is chosen and the entries it finds are of two or more that stand apart, CrossedError says of which.
        """
        if across or query.names_context:
            return query
        if self.context:
            return query.within(self.context)
        from lineage.index.tally import crossed, slips

        open_to, named = _open_to(query, audience), self.settings.context_names
        (counts, without), self.slips = self._ask(
            lambda index: (crossed(index, open_to, self._spellings, named), slips(index, named))
        )
        if counts:
            raise CrossedError(counts, without, str(settings_file.user_config()))
        return query

    def search(
        self, query: Query, *, limit: int, rank: bool = False, audience: str = "me", surely: bool = False
    ) -> Found:
        """The entries a query finds that an audience may read, as rows of the index: newest first, or by rank.

        ``surely`` it finds nothing only after a look at every file: an edit in place moves no folder.
        """
        from lineage.index.search import find

        asked = _open_to(query, audience)
        return self._ask(
            lambda index: find(index, asked, self._spellings, limit=limit, rank=rank),
            is_nothing=lambda found: surely and not found.count,
        )

    def withheld(self, query: Query, audience: str) -> int:
        """How many entries a query finds that are stricter than an audience."""
        if audience == "me":
            return 0
        return self.search(query, limit=0).count - self.search(query, limit=0, audience=audience).count

    def order(self, query: Query, *, audience: str = "me") -> Order:
        """Every entry a query finds that an audience may read, newest first, as numbers that ``rows`` takes."""
        from lineage.index.pages import order

        asked = _open_to(query, audience)
        found = self._ask(lambda index: order(index, asked, self._spellings))
        return replace(found, withheld=self.withheld(query, audience))

    def newest(self, query: Query, *, limit: int, audience: str = "me") -> tuple[tuple[Row, ...], int, int]:
        """The newest rows of a query, how many it finds, and how many files of the journal have faults."""
        from lineage.index.pages import newest

        asked = _open_to(query, audience)
        return self._ask(lambda index: newest(index, asked, self._spellings, limit))

    def rows(self, numbers: Sequence[int]) -> tuple[Row, ...]:
        """Rows of an order, those that are there no more left out."""
        from lineage.index.pages import rows

        return self._ask(lambda index: rows(index, numbers))

    def number(self, identifier: str) -> int | None:
        """The number an entry has in an order; None where there is none of that id."""
        from lineage.index.pages import number_of

        return self._ask(lambda index: number_of(index, identifier))

    def shares(self, query: Query, *, audience: str = "me", strictly: bool = False) -> Shares:
        """How many of a query's entries hold each value of the facets one browses by.

        A facet the query narrows is counted without that, unless ``strictly`` what it finds is counted.
        """
        from lineage.index.pages import shares

        asked, names = _open_to(query, audience), self.names
        return self._ask(lambda index: shares(index, asked, self._spellings, names, strictly=strictly))

    def kin(self, identifier: str, *, audience: str = "me") -> tuple[Kin, ...]:
        """The nearest of what led to an entry and of what it became, as far as an audience may read it."""
        from lineage.index.pages import kin

        found = self._ask(lambda index: kin(index, identifier))
        return tuple(one for one in found if one.row.sensitivity in OPEN_TO[audience])

    def edited(self) -> bool:
        """True where a file of the journal is another than at the last look; the next answer knows it then."""
        from lineage.index.watch import note_edits

        return note_edits(settings_file.index_path(self.folder), listing.entries_folder(self.folder))

    def refresh(self) -> tuple[Refreshed, Path, dict[str, int]]:
        """A full look at the files: what changed, where the index is and what is in it."""
        from lineage.index.search import counts
        from lineage.index.sync import refresh

        path, entries = settings_file.index_path(self.folder), listing.entries_folder(self.folder)
        found = self._unless_emptied(
            lambda: refresh(path, entries, self._read_values, full=True, names=self._names)
        )
        return found, path, self._ask(counts)

    def entry(self, name: str, *, audience: str = "me") -> Entry:
        """An entry by its id, a beginning of it or of its letters, or an ending; an error where several fit."""
        from lineage.index.search import named

        fits = self._ask(lambda index: named(index, name), is_nothing=lambda found: not found)
        if not fits:
            raise NotFoundError("entry", name, hint="`lineage list` shows what there is")
        if len(fits) > 1:
            raise several_fit(name, fits)
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
            if not paths:
                self._refuse_emptied()
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

    def _refuse_emptied(self) -> None:
        """EmptyFolderError where the entries are gone with their folders: a disk that is not mounted, not a decision."""
        if listing.is_bare(self.folder):
            from lineage.index.sync import refuse_emptied

            database, entries = settings_file.index_path(self.folder), self.folder / "entries"
            self._unless_emptied(lambda: refuse_emptied(database, entries))

    def _unless_emptied(self, look: Callable[[], Answer]) -> Answer:
        """What a look at the files gives; where the journal itself took away all that is gone, the index that misses it is made anew.

        Whether it did is asked of its steps of undo, never of the index: another computer's knows nothing of an undo here.
        """
        from lineage.index.look import EmptyFolderError

        try:
            return look()
        except EmptyFolderError as error:
            from lineage.index.sync import discard
            from lineage.store.undo import took_away

            if not took_away(self.folder, {f"entries/{path}" for path in error.paths}):
                raise
        discard(settings_file.index_path(self.folder))
        return look()

    def trace(self, entry: Entry, *, audience: str = "me", across: bool = False) -> Trace:
        """What led to an entry and what it became, as far as an audience may read it, inside its context unless ``across``."""
        from lineage.model.lineage import trace_lineage

        entries = self.entries(audience=audience).entries
        context = entry.context or self.context
        counts = Counter(one.context.lower() for one in entries if one.context)
        named = self.settings.context_names
        alone = sum(is_apart(name, count, named) for name, count in counts.items()) < 2
        return trace_lineage(entry.id, entries, None if across or (alone and not context) else context)

    def followers(self, entry: Entry) -> tuple[str, ...]:
        """Ids of the entries that grew directly out of this one, sorted."""
        from lineage.index.search import followers

        return self._ask(lambda index: followers(index, entry.id))

    def check(self) -> list[Problem]:
        """Every fault in every file, sorted by path and line; changes nothing."""
        from lineage.model.faults import entry_faults
        from lineage.store.unsaved import left_over

        read = self.entries()
        strays = [*listing.strays(self.folder), *left_over(self.folder, self.now)]
        faults = entry_faults(read.entries, self.taxonomy)
        return sorted([*read.problems, *faults, *strays, *self.settings.problems, *self.check_taxonomy()])

    def _read(self, path: Path | str) -> tuple[Entry | None, list[Problem]]:
        from lineage.store.entries import read_entry

        return read_entry(path, self.folder)

    def _read_values(self, path: str) -> tuple[dict[str, Any] | None, list[Problem], os.stat_result | None]:
        from lineage.store.values import read_values

        return read_values(path, self.folder)

    @contextmanager
    def one_look(self) -> Iterator[None]:
        """Within it the files are looked at before the first question alone: what is said comes from one moment."""
        self._looked = self._looked_fully = False
        try:
            yield
        finally:
            self._looked, self._looked_fully = None, False

    def _ask(
        self,
        question: Callable[[Connection], Answer],
        *,
        is_nothing: Callable[[Answer], bool] = lambda _: False,
    ) -> Answer:
        """An answer from the index, caught up with the files as a command's look allows; after a full one before it is nothing."""
        from lineage.index.sync import ask

        entries, database = listing.entries_folder(self.folder), settings_file.index_path(self.folder)
        with suppress(OSError):
            found = self._unless_emptied(
                lambda: ask(database, entries, self._read_values, question, look=not self._looked)
            )
            if is_nothing(found) and not self._looked_fully:
                found = ask(database, entries, self._read_values, question, fully=True)
                self._looked_fully = self._looked is not None
            self._looked = None if self._looked is None else True
            return found
        # A cache folder that cannot be written: an index for this once, so that reading always works.
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix="lineage-") as place:
            return ask(Path(place) / "index.db", entries, self._read_values, question)

    def _spellings(self, field: str, value: str) -> tuple[str, ...]:
        """Every spelling that matches a value: a family its tensions, a family of settings its settings."""
        facet = next((item.facet for item in FIELDS if item.name == field), "")
        if field in ("tensions", "setting") and (known := self.names.resolve(value, facet)):
            return self.names.narrower(known, facet)
        if field == "tensions":
            return self.taxonomy.narrower(self.term(value))
        named = self.facet_value(facet, value) if facet else value
        return self.taxonomy.settings_under(named) if field == "setting" else (named,)
