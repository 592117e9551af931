"""The questions of the week, one thing after the other; every answer is written before the next question."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from lineage.cli.closing import ask_closing
from lineage.cli.keys import ask_keys, leave_open, read_key, read_line, say_answer
from lineage.cli.outlines import say_wrapped
from lineage.cli.output import paint, say, tell
from lineage.cli.questions import ask_tension
from lineage.errors import LineageError
from lineage.model.incoming import by_what
from lineage.model.text import one_line

if TYPE_CHECKING:
    from lineage.journal import Journal
    from lineage.model.entry import Entry
    from lineage.model.waiting import Dropped, Item, Prompt, Week

EXCERPT = 420
"""Characters of a text that are shown before a question."""


class Review:
    """One review: how far it is, and what was done in it."""

    def __init__(self, journal: Journal, week: Week, context: str) -> None:
        self._journal = journal
        self._week = week
        self._context = context
        self._known = journal.already_here(week.inbox)
        self._at = 0
        self._total = len(week.inbox) + len(week.untagged) + len(week.closing) + len(week.prompts)
        self.done: Counter[str] = Counter()

    def go_through(self) -> None:
        """Ask about everything, until it is through or the person leaves; what was answered is saved by then."""
        say(f"{self._total} things. Enter leaves one open; q leaves the rest for another time.")
        try:
            fresh = [name for one in self._week.inbox if (name := self._take_in(one))]
            for name in (*fresh, *(item.id for item in self._week.untagged)):
                self._tag(name)
            for item in self._week.closing:
                self._close(item)
            for prompt in self._week.prompts:
                self._write(prompt)
        except (KeyboardInterrupt, EOFError, click.Abort):
            say()
            say("left here; every answer up to now is saved")

    def _next(self, part: str) -> None:
        self._at += 1
        say()
        say(paint(f"{self._at} of {self._total} · {part}", "faint"))

    def _take_in(self, note: Dropped) -> str:
        """The id of the entry a note became, where that is to be tagged; empty where it did not become one."""
        assert note.draft is not None
        self._next("to take in")
        say(paint(note.title, "head"))
        say(paint(f"inbox/{note.name} · {note.draft.observed}, {by_what(note.draft.dated)}", "faint"))
        _say_text(note.draft.text, note.title)
        known = self._known.get(note.name)
        here = f"t take it out: {known} says the same" if known else "t take it in"
        ask_keys("Take it in?", [here, "⏎ later"])
        key = read_key()
        if key != "t":
            leave_open(key)
            return ""
        try:
            (taken,) = self._journal.take_inbox([note], context=self._context)
            entry = self._journal.entry(taken.entry)
        except (LineageError, OSError) as error:
            tell("  ", str(error))
            return ""
        said = "" if taken.is_new else ", which said the same already"
        say_answer(f"taken in as {entry.id}{said}")
        self.done["taken"] += 1
        if not taken.is_new or entry.tensions or entry.words:
            return ""
        self._total += 1
        return entry.id

    def _tag(self, identifier: str) -> None:
        self._next("to tag")
        entry = self._shown(identifier)
        if entry is None:
            return
        try:
            after = ask_tension(self._journal, entry)
            if (after.tensions, after.words) != (entry.tensions, entry.words):
                self.done["tagged"] += 1
            elif after != entry:
                self.done["none"] += 1
        except (LineageError, OSError) as error:
            tell("  ", str(error))

    def _close(self, item: Item) -> None:
        self._next("to look at again")
        entry = self._shown(item.id, since=f" · {item.how_long}")
        if entry is None:
            return
        try:
            ask_closing(self._journal, entry, self.done)
        except (LineageError, OSError) as error:
            tell("  ", str(error))

    def _shown(self, identifier: str, *, since: str = "") -> Entry | None:
        """An entry, read from its file and shown; None, and said why, where it is not there any more."""
        try:
            entry = self._journal.entry(identifier)
        except (LineageError, OSError) as error:
            tell("  ", str(error))
            return None
        say(paint(entry.title, "head"))
        about = [entry.id, entry.context, str(entry.observed)]
        say(paint(" · ".join(part for part in about if part) + since, "faint"))
        _say_text(entry.text, entry.title)
        return entry

    def _write(self, prompt: Prompt) -> None:
        self._next("a question")
        say_wrapped(prompt.question, "", "")
        if prompt.help:
            say_wrapped(prompt.help, "   ", "   ")
        said = read_line("in a line, ⏎ none")
        if not said:
            return
        try:
            added = self._journal.add(said, dict(prompt.given), context=self._context)
        except (LineageError, OSError) as error:
            tell("  ", str(error))
            return
        say_answer(f"saved {added.entry.id}")
        for hint in added.hints:
            tell("  ", hint)
        self.done["written"] += 1


def _say_text(text: str, title: str) -> None:
    """The beginning of a text; a first line that is the title is not said again."""
    first, _, rest = text.strip().partition("\n")
    folded = " ".join((rest if one_line(first.lstrip("# "), limit=len(title) + 1) == title else text).split())
    if folded:
        say_wrapped(one_line(folded, limit=EXCERPT), "   ", "   ")
