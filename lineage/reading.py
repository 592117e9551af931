"""Reading a journal: its entries from files and from the index, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from lineage.errors import CrossedError, LineageError, NotFoundError, Problem, several_fit
from lineage.looking import Looker
from lineage.model.contexts import is_apart
from lineage.store import listing
from lineage.store import settings as settings_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lineage.index.search import Found
    from lineage.model.entry import Entry
    from lineage.model.lineage import Trace
    from lineage.model.page import Kin, Order, Row, Shares
    from lineage.model.query import Query

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


class Reader(Looker):
    """A journal one can read: its entries from files and from the index; never writes."""

    slips: tuple[str, ...] = ()
    """Contexts that stood not apart when it was last asked whether a query crosses any."""

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
