"""The journal: the whole journey of an observation, one short method a step, and the only door to the stages.

Its methods stand in files by what a person wants of them, each file adding to the one before: consult the taxonomy (``consulting``), look
at the files and ask the index (``looking``), read (``reading``), complete a word (``completing``), write and undo (``writing``), capture (``capturing``), be reminded (``recalling``), take up
what was not saved (``rescuing``), compare codings (``comparing``), tend what waits (``tending``), learn what recurs (``learning``); advise, import, report
(here). Each hands values of ``lineage.model`` from one stage to the next. Heavy imports are deferred, each with its cost.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from lineage.errors import LineageError
from lineage.learning import Learner
from lineage.store import files
from lineage.store import settings as settings_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from lineage.model.delegation import Advice, Recommendation, Situation
    from lineage.model.entry import Entry
    from lineage.model.intake import Intake
    from lineage.model.outline import Block, Outline
    from lineage.model.pattern import Mined, Pattern
    from lineage.reading import Read


class Journal(Learner):
    """A journal one can read, write to and learn from."""

    @classmethod
    def create(cls, folder: Path, *, audience: str = "me") -> Journal:
        """Make a new journal; LineageError where one is there already."""
        from lineage.index.sync import discard

        settings_file.create_journal(folder, audience=audience)
        # What an index says that was left at this path is of another journal.
        with suppress(OSError):
            discard(settings_file.index_path(folder))
        return cls(folder)

    @classmethod
    def sample(cls, folder: Path) -> tuple[Journal, int]:
        """The sample journal copied to a new folder, and how many entries it has.

        Its new entries have the same ids each time, so that the same steps on the same day give the same bytes.
        """
        from itertools import count as counted

        from lineage.store.sample import copy_sample

        numbers = counted(0x5EED)
        return cls(folder, entropy=lambda: next(numbers) * 0x9E3779B1 % 2**40), copy_sample(folder)

    # Delegation --------------------------------------------------------------------------------------------------

    def situation(self, read: Read, pattern: Pattern | None, given: Situation) -> Situation:
        """What was answered, with what a pattern's tensions and entries suggest, each with where it comes from."""
        from lineage.model.situation import situation_of

        kept = None if pattern is None else frozenset(pattern.entries)
        members = [entry for entry in read.entries if kept is None or entry.id in kept]
        return situation_of(given, members, pattern, self.taxonomy)

    def advise(
        self, situation: Situation, *, pattern: Pattern | None = None, disabled: Iterable[str] = ()
    ) -> Recommendation:
        """A recommendation per decision function, by rules and literature and, beside it, by the journal's evidence."""
        from lineage.delegation.advise import recommend

        off = frozenset(disabled) | frozenset(self.settings.disabled_rules)
        return recommend(situation, self.rules, self.catalogue, disabled=off, pattern=pattern)

    # Exchange ----------------------------------------------------------------------------------------------------

    def intake(self, form: str, path: Path, mapping: Mapping[str, str]) -> Intake:
        """What another tool's files would bring, sorted by what is here already; nothing is written."""
        from lineage.exchange import folder, jrnl, obsidian, tables
        from lineage.model.incoming import IMPORTED
        from lineage.model.intake import sort_incoming
        from lineage.store.front_matter import read_fields
        from lineage.store.incoming import read_notes

        wanted = {"folder": folder.is_note_name, "obsidian": obsidian.is_note_name}.get(form, lambda _: True)
        found = read_notes(path, wanted, journal=self.folder)
        root, today = str(path.resolve()), self.now.date()
        if form == "csv":
            if len(found.notes) != 1:
                raise LineageError(f"{path} is not one table; nothing was imported", hint="name a .csv file")
            incoming = tables.read_table(found.notes[0], mapping, root=root, today=today)
        elif form == "jrnl":
            incoming = jrnl.read_jrnl(found.notes, root=root, today=today, in_folder=path.is_dir())
        else:
            read = folder.read_folder if form == "folder" else obsidian.read_obsidian
            incoming = read(found.notes, others=found.others, root=root, today=today, read_fields=read_fields)
        incoming = replace(incoming, problems=tuple(sorted((*incoming.problems, *found.problems))))
        here = self.entries().entries
        known = {entry.get(IMPORTED): entry.id for entry in here if entry.get(IMPORTED)}
        return sort_incoming(incoming, known, ids=frozenset(entry.id for entry in here))

    def take_in(self, intake: Intake, *, context: str = "") -> list[Entry]:
        """Write what is new of an intake, in one undo step; the entries, in the order of their drafts."""
        return self._write_all(self._entries_of(intake, context), command=f"import {intake.incoming.format}")

    # Reports -----------------------------------------------------------------------------------------------------

    def brief(self, found: Recommendation, *, title: str) -> Outline:
        """A recommendation as an outline."""
        from lineage.model.outline import Outline
        from lineage.report.advice import advice_blocks

        return Outline(title=title, blocks=(*advice_blocks(found, self.catalogue), *self._limits()))

    def pattern_outline(self, pattern: Pattern) -> Outline:
        """One pattern with everything it stands on, as an outline."""
        from lineage.model.outline import Outline
        from lineage.report.patterns import pattern_blocks

        return Outline(title=pattern.label, blocks=pattern_blocks(pattern, self.taxonomy))

    def report(self, mined: Mined, read: Read, found: Recommendation | None, *, title: str) -> Outline:
        """Patterns and a recommendation as an outline: the decision page first, the rest as an appendix."""
        from lineage.model.outline import Heading, Outline
        from lineage.report.advice import advice_blocks
        from lineage.report.patterns import appendix, front_page

        advice: tuple[Block, ...] = ()
        if found is not None:
            label = next((one.label for one in mined.patterns if one.id == found.pattern), found.pattern)
            advice = (
                Heading(text=f"Delegation, for: {label} ({found.pattern})"),
                *advice_blocks(found, self.catalogue),
            )
        return Outline(
            title=title,
            blocks=(
                *front_page(mined, read.entries, self.taxonomy, withheld=read.withheld, unread=read.unread),
                *advice,
                *appendix(mined, read.entries, self.taxonomy),
                *self._limits(),
            ),
        )

    def _limits(self) -> tuple[Block, ...]:
        """What no grade covers; once a report."""
        from lineage.model.outline import Heading, Points

        return Heading(text="What no grade covers"), Points(items=self.catalogue.texts("limit"))

    def level_text(self, advice: Advice) -> str:
        """A recommended level as people say it."""
        from lineage.report.advice import level_text

        return level_text(advice, self.catalogue)

    def markdown(self, outline: Outline) -> str:
        """An outline as Markdown."""
        from lineage.report.markdown import to_markdown

        return to_markdown(outline)

    def write_report(self, path: Path, text: str) -> None:
        """Write a report over whatever stands there, whole or not at all; never over the journal's own files."""
        for name in ("entries", "codings", "taxonomy", ".lineage", "lineage.toml"):
            if path.resolve().is_relative_to((self.folder / name).resolve()):
                raise LineageError(
                    f"{path} is the journal's own place; the report was not written", hint="name another file"
                )
        files.write_over(path, text)
