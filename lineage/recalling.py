"""Recalling: what a new entry reminds of, and the names in it; answered from the index, so that no capture waits for it."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from lineage.capturing import Capturer
from lineage.store import entries as entry_files
from lineage.store import files
from lineage.store import undo as undo_files
from lineage.store.undo import Planned

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from lineage.embedding.load import Embedding
    from lineage.model.entry import Entry
    from lineage.model.people import Mention
    from lineage.model.query import Query
    from lineage.model.recall import Earlier, Seen
    from lineage.model.suggestion import Suggestion
    from lineage.tagging.learnt import Learnt

MOST_PEERS = 2_000
"""Entries, the newest, that one is held against: 0.2 s to read, and what is older is seldom what a text continues."""
ROLES = 5
TOLD = ("actors", "answered_by", "tried", "words", "organisation")
"""Fields that are told in words, beside title and text."""


class Recaller(Capturer):
    """A journal that says what was seen before: never across contexts, and what is a suggestion is no tag."""

    @cached_property
    def embedding(self) -> Embedding:
        """What turns text into vectors; loaded at first use (0.3 s)."""
        from lineage.embedding.load import load_embedding

        return load_embedding()

    @cached_property
    def library(self) -> Self | None:
        """The sample journal, read only, to be counted apart; None where this is it."""
        built_in = self.built_in()
        return None if self.folder.resolve() == built_in.folder.resolve() else built_in

    def suggest(
        self, text: str, *, setting: str = "", limit: int = 3, of: str = "", context: str | None = None
    ) -> tuple[Suggestion, ...]:
        """Tensions a text may bear and why, best first; none where nothing fits. ``of`` is the entry it is the text of.

        Only entries of the same context (the chosen one, where none is given) or of none are quoted.
        """
        from lineage.model.query import FieldClause
        from lineage.tagging.suggest import suggest

        peers = self._peers(self.context if context is None else context)
        near = self._newest(peers.with_clause(FieldClause(key="has", values=("tensions",))))
        tagged = [entry for entry in near if entry.id != of and entry.text != text]
        return suggest(
            text,
            self.taxonomy,
            tagged,
            self.embedding.vectors if self.embedding.fixed else None,
            setting=setting,
            limit=limit,
            learnt=self._learnt,
            usual=self.library.met if self.library else None,
        )

    @property
    def met(self) -> dict[str, int]:
        """How many entries bear each tension, by the name they carry."""
        from lineage.model.query import Query

        return dict(self._counts("tensions", Query()))

    @cached_property
    def _learnt(self) -> Learnt | None:
        """What the taxonomy teaches a suggestion: kept in the cache folder, learnt anew (2 s) where a page or the embedding changed."""
        from lineage.store import learnt as kept
        from lineage.store.nothing import read_nothing
        from lineage.store.starter import starter
        from lineage.tagging.learn import learn
        from lineage.tagging.learnt import FORM, from_arrays, to_arrays

        silent = read_nothing(starter() / "taxonomy", self.folder / "taxonomy")
        known_by = (FORM, self.embedding.name, self.taxonomy.digest, *silent)
        path = kept.learnt_path(self.folder, known_by)
        arrays = kept.read_arrays(path)
        if arrays is not None:
            try:
                return from_arrays(arrays)
            except (KeyError, TypeError, ValueError):
                pass  # a file of ours that another hand has changed
        found = learn(self.taxonomy, silent, self.embedding.vectors if self.embedding.fixed else None)
        if found is not None:
            kept.keep_arrays(path, to_arrays(found))
        return found

    def accept(self, entry: Entry, offered: Suggestion) -> Entry:
        """Tag an entry with an offered tension; the entry remembers how many tags were a machine's offer, and whose."""
        count, _, _ = entry.suggested.partition("/")
        number = int(count) + 1 if count.isdecimal() else 1
        whose = f"{number}/{self.embedding.name.replace(' ', '-')}"
        tensions = self._tensions_after(entry, [offered.term], [])
        return self.change(entry, {"tensions": tensions, "suggested": whose})

    def decline(self, entry: Entry) -> Entry:
        """Remember that none of the offered tensions fits, so that an entry is not asked about again and again."""
        if entry.suggested:
            return entry
        return self.change(entry, {"suggested": f"0/{self.embedding.name.replace(' ', '-')}"})

    def earlier(self, entry: Entry) -> Earlier | None:
        """The earlier note of the same context or organisation that an entry may continue; None where none is like it."""
        from lineage.mining.frame import episode_keys
        from lineage.model.query import FieldClause
        from lineage.tagging.recall import earlier_note

        place = ("context", entry.context) if entry.context else ("organisation", entry.organisation)
        if not place[1]:
            return None
        same = FieldClause(key=place[0], values=(place[1],))
        entries = self._newest(self._peers(entry.context).with_clause(same))
        return earlier_note(entry, entries, episode_keys(entries))

    def seen(self, entry: Entry) -> Seen:
        """Where the entry's first tension was seen: here before, and in the sample journal's cases."""
        from lineage.model.query import FieldClause
        from lineage.model.recall import seen_before

        term = self.taxonomy.resolve(entry.tensions[0]) if entry.tensions else None
        here: tuple[Entry, ...] = ()
        if term is not None:
            bearing = FieldClause(key="tension", values=(term,))
            here = self.entries(self._peers(entry.context).with_clause(bearing)).entries
        library = self.library.entries().entries if self.library else ()
        return seen_before(entry, here, library, self.taxonomy)

    def _peers(self, context: str) -> Query:
        """What finds the entries that one of a context may be held against: of the same context or of none.

        Where the journal has but one context, an entry without any may be held against all: nothing is crossed.
        """
        from lineage.index.tally import apart
        from lineage.model.query import FieldClause, Query

        names = self._ask(lambda index: apart(index, self.settings.context_names))
        others = tuple(name for name in names if name != context.casefold())
        if not others or (not context and len(others) == 1):
            return Query()
        return Query(fields=(FieldClause(key="context", values=others, negated=True),))

    def _newest(self, query: Query) -> list[Entry]:
        """The newest entries a query finds, read from their files, sorted by id."""
        rows = self.search(query, limit=MOST_PEERS).rows
        read = [self._read(self.folder / row["path"])[0] for row in rows]
        return sorted(
            (entry for entry in read if entry is not None), key=lambda entry: (entry.id, entry.path)
        )

    # Names of people ---------------------------------------------------------------------------------------------

    def people(self, entry: Entry) -> tuple[Mention, ...]:
        """What looks personal in an entry: no body, actor or term that the journal knows from elsewhere. Kept nowhere."""
        if not self._people(entry, frozenset()):
            return ()
        return self._people(entry, self._known_names(entry))

    def named_people(self) -> list[tuple[str, tuple[Mention, ...]]]:
        """(path of an entry, what looks personal in it), sorted by path."""
        entries = self.entries().entries
        actors = Counter(actor for entry in entries for actor in set(entry.actors))
        known = self._known_names() | {actor for actor, count in actors.items() if count > 1}
        found = ((entry.path, self._people(entry, known)) for entry in entries)
        return sorted((path, people) for path, people in found if people)

    @staticmethod
    def _people(entry: Entry, known: frozenset[str]) -> tuple[Mention, ...]:
        from lineage.model.people import people_in

        told = [entry.title, entry.text, *(value for name in TOLD for value in entry.values(name))]
        return people_in("\n\n".join(dict.fromkeys(told)), known)

    def _known_names(self, entry: Entry | None = None) -> frozenset[str]:
        """Names that are no people's: bodies, contexts and terms, and actors of other entries than this one."""
        from lineage.model.query import FieldClause, Query

        others = Query()
        if entry is not None:
            others = Query(fields=(FieldClause(key="id", values=(entry.id,), negated=True),))
        keys = ("organisation", "context", *(("actors",) if entry is not None else ()))
        said = [value for key in keys for value, _ in self._counts(key, others)]
        said += [context.name for context in self.settings.contexts]
        said += [folded for _, folded, _ in self.names.spellings]
        for context in self.settings.contexts:
            for key, value in context.fields:
                said += (
                    []
                    if key not in ("organisation", "actors")
                    else [value]
                    if isinstance(value, str)
                    else value
                )
        return frozenset(said)

    def _counts(self, key: str, query: Query) -> tuple[tuple[str, int], ...]:
        from lineage.index.tally import tally

        return self._ask(lambda index: tally(index, key, query, self._spellings))

    def roles(self, entry: Entry) -> tuple[str, ...]:
        """Actors of the entry's context and of none, most used first, to be put in place of a name."""
        people = {one.text for one in self.people(entry)}
        counts = self._counts("actors", self._peers(entry.context))
        return tuple(value for value, _ in counts if value not in people)[:ROLES]

    def put_roles(self, entry: Entry, roles: Mapping[str, str]) -> Entry:
        """Put roles in place of names, wherever an entry has them: text, title, fields and the name of its file.

        One step of undo, which keeps the file as it was until the entry is forgotten.
        """
        text, read = entry_files.read_text(self.folder, entry.path)
        fresh = self._with_roles(text, entry, roles)
        after, _ = entry_files.parse_entry(fresh, entry.path)
        if after is None or fresh == text:
            return entry
        path = entry_files.file_path(self.folder, after).relative_to(self.folder).as_posix()
        old = entry_files.file_path(self.folder, entry).relative_to(self.folder).as_posix()
        if path == old or entry.path != old:
            self._save(entry.path, text, fresh, read=read, command="edit")
            return after
        planned = [
            Planned(path=entry.path, before=text.encode("utf-8"), after=None),
            Planned(path=path, before=None, after=fresh.encode("utf-8")),
        ]
        with self._recorded("edit", planned) as place:
            files.write_new(self.folder / path, fresh)
            assert place is not None
            undo_files.take_out(self.folder, place, 0, entry.path)
        renamed, _ = entry_files.parse_entry(fresh, path)
        return renamed or after

    @staticmethod
    def _with_roles(text: str, entry: Entry, roles: Mapping[str, str]) -> str:
        """The text of an entry's file with names replaced, its keys by their own door so that any role can be written."""
        from lineage.model.people import replaced

        told = {"title": entry.title} | {name: getattr(entry, name) for name in TOLD}
        changes = {
            name: tuple(replaced(one, roles) for one in value)
            if isinstance(value, tuple)
            else replaced(value, roles)
            for name, value in told.items()
            if value
        }
        changed = {name: value for name, value in changes.items() if value != told[name]}
        fresh = entry_files.changed_text(text, entry.path, changed) if changed else text
        if not fresh.endswith(entry.body):
            return fresh
        return fresh[: len(fresh) - len(entry.body)] + replaced(entry.body, roles)
