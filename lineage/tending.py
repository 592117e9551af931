"""Tending: what waits, the inbox, and the questions of the week.

What these are made of is imported where it is needed: `add` loads this module and has no use for it (12 ms).
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from lineage.comparing import Comparer
from lineage.errors import LineageError
from lineage.model.draft import draft
from lineage.model.entry import entry_id
from lineage.reading import OPEN_TO
from lineage.store import entries as entry_files
from lineage.store.starter import starter
from lineage.store.undo import Planned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lineage.errors import Problem
    from lineage.model.entry import Entry
    from lineage.model.incoming import Incoming, Note
    from lineage.model.intake import Intake
    from lineage.model.waiting import Asked, Dropped, Due, Prompt, Taken, Week


class Tender(Comparer):
    """A journal whose loose ends are seen and taken up."""

    def due(self, asked: Asked) -> Due:
        """What waits for a person, in entries and in files, as far as the audience may read it."""
        from lineage.index.waiting import find_waiting
        from lineage.model.waiting import DRAFTS, INBOX, REVIEWS, draft_items, inbox_items, merged
        from lineage.store.reviews import due_decisions

        today, levels = self.now.date(), OPEN_TO[asked.audience]
        named = self.settings.context_names
        found = self._ask(lambda index: find_waiting(index, asked, today=today, levels=levels, named=named))
        items = [
            *(due_decisions(self.folder, today, asked.ahead) if REVIEWS in asked.groups else ()),
            *(draft_items(self.unsaved(), today) if DRAFTS in asked.groups else ()),
            *(inbox_items(self.inbox(), today) if INBOX in asked.groups else ()),
        ]
        return merged(found, items, limit=asked.limit, levels=levels)

    def calendar(self, due: Due) -> bytes:
        """What waits as an iCalendar file."""
        from lineage.exchange.calendar import calendar

        name = self.settings.name or self.folder.name
        return calendar(due.items, name=f"{name}: what waits", now=self.now)

    # The inbox ---------------------------------------------------------------------------------------------------

    def inbox(self) -> tuple[Dropped, ...]:
        """The files of the inbox, sorted by name; each with the entry it would become, or why it is left alone."""
        from lineage.store.inbox import read_inbox

        return read_inbox(self.folder, self._read_dropped)

    def _read_dropped(self, notes: list[Note]) -> Incoming:
        from lineage.exchange.dropped import read_dropped
        from lineage.store.front_matter import read_fields

        return read_dropped(notes, today=self.now.date(), read_fields=read_fields)

    def already_here(self, dropped: Sequence[Dropped]) -> dict[str, str]:
        """Names of notes that came in before, saying the same of the same day, with the id of their entry."""
        return {one.key: entry for one, entry in self._sorted(dropped).known}

    def _sorted(self, dropped: Sequence[Dropped]) -> Intake:
        from lineage.exchange.dropped import FORMAT
        from lineage.index.origins import origins
        from lineage.model.incoming import Incoming
        from lineage.model.intake import sort_incoming

        drafts = tuple(one.draft for one in dropped if one.draft is not None)
        return sort_incoming(Incoming(format=FORMAT, drafts=drafts), self._ask(origins) if drafts else {})

    def take_inbox(self, dropped: Sequence[Dropped], *, context: str = "") -> tuple[Taken, ...]:
        """Make entries of notes in the inbox and move the notes into the step of undo, which brings them back.

        A note that came in before makes no second entry, and leaves the inbox too. LineageError, and nothing is done, where
        one of them is not what was read any more.
        """
        from lineage.model.waiting import INBOX, Taken
        from lineage.store.inbox import holds

        ready = [one for one in dropped if one.draft is not None]
        for one in ready:
            if not holds(self.folder, one):
                raise LineageError(
                    f"{INBOX}/{one.name} changed since it was read; nothing was taken", hint="look again"
                )
        intake = self._sorted(ready)
        made = self._entries_of(intake, context)
        ids = {one.key: entry.id for one, entry in zip(intake.new, made, strict=True)}
        ids |= {one.key: entry for one, entry in intake.known}
        ids |= {one.key: ids[first] for one, first in intake.twice}
        away = [
            Planned(path=f"{INBOX}/{one.name}", before=one.data, after=None, of=ids[one.name])
            for one in ready
        ]
        self._write_all(made, command="inbox", away=away)
        new = {one.key for one in intake.new}
        return tuple(Taken(name=one.name, entry=ids[one.name], is_new=one.name in new) for one in ready)

    def _entries_of(self, intake: Intake, context: str) -> list[Entry]:
        """The entries that what is new of an intake becomes, in the order of its drafts; none is written."""
        made = []
        keys = {one.key: entry_id(self.now.date(), self._entropy()) for one in intake.new}
        follows = intake.follows(keys)
        for one in intake.new:
            filled, look_again, _ = self._defaults(one.given, context)
            entry, _ = draft(
                one.text, filled, taxonomy=lambda: self.taxonomy, now=self.now, look_again=look_again
            )
            identifier, after = keys[one.key], follows.get(one.key, ())
            path = entry_files.path_of(identifier, entry.title)
            made.append(replace(entry, id=identifier, path=path, extra=one.kept, follows=after))
        return made

    # The week ----------------------------------------------------------------------------------------------------

    @cached_property
    def _prompts(self) -> tuple[tuple[Prompt, ...], list[Problem]]:
        from lineage.store.prompts import read_prompts

        return read_prompts(starter() / "taxonomy", self.folder)

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """The questions of the week, the journal's own among them."""
        return self._prompts[0]

    def week(self, asked: Asked) -> Week:
        """What a week's review would ask about: at most ``limit`` notes, entries to tag and entries to look at again."""
        from lineage.model.waiting import LOOK_AGAIN, UNTAGGED, Week

        due = self.due(asked)
        notes = [one for one in self.inbox() if one.draft is not None] if asked.audience == "me" else []
        return Week(
            inbox=tuple(notes[: asked.limit]),
            untagged=due.group(UNTAGGED).items,
            closing=tuple(item for item in due.group(LOOK_AGAIN).items if item.has_come),
            prompts=self.prompts,
            due=due,
        )

    def check(self) -> list[Problem]:
        """Every fault in every file, those of the templates among them; changes nothing."""
        return sorted([*super().check(), *self._prompts[1]])
