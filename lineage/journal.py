"""The journal: the whole journey of an observation, one short method a step, and the only door to the stages.

Its methods stand in files by what a person wants of them, each file adding to the one before: consult the taxonomy (``consulting``), read
(``reading``), complete a word (``completing``), write and undo (``writing``), capture (``capturing``), be reminded (``recalling``), take up
what was not saved (``rescuing``), compare codings (``comparing``), tend what waits (``tending``); mine, advise, import, report (here). Each
hands values of ``lineage.model`` from one stage to the next. Heavy imports are deferred, each with its cost: scikit-learn 1.2 s,
wordllama 0.3 s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lineage.errors import LineageError
from lineage.store import files
from lineage.store import settings as settings_file
from lineage.tending import Tender

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from lineage.model.claim import Tally
    from lineage.model.delegation import Advice, Recommendation, Situation
    from lineage.model.entry import Entry
    from lineage.model.incoming import Intake
    from lineage.model.outline import Block, Outline
    from lineage.model.pattern import Mined, Pattern
    from lineage.model.query import Query
    from lineage.reading import Read


class Journal(Tender):
    """A journal one can read, write to and learn from."""

    @classmethod
    def create(cls, folder: Path, *, audience: str = "me") -> Journal:
        """Make a new journal; LineageError where one is there already."""
        settings_file.create_journal(folder, audience=audience)
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

    # Patterns ----------------------------------------------------------------------------------------------------

    def mine(self, read: Read, *, seed: int = 0, family: str = "") -> Mined:
        """The patterns of some entries, strongest first; ``family`` is the setting family they are for.

        Episodes are those of the whole journal: what links two entries may be outside the query.
        """
        from lineage.mining.frame import episode_keys, titled_prose
        from lineage.mining.run import mine

        every = self.entries().entries
        alpha, second = self.assessed(every)
        return mine(
            read.entries,
            self.taxonomy,
            self.embedding.vectors([titled_prose(entry) for entry in read.entries]) if read.entries else None,
            embedding=self.embedding.name,
            note=self.embedding.note,
            seed=seed,
            today=self.now.date(),
            user_family=family,
            alpha=alpha,
            second=second,
            keys=episode_keys(every),
            half_lives=self.catalogue.half_lives,
        )

    def claims(self, query: Query, *, audience: str = "me") -> tuple[Tally, ...]:
        """The claims of the seeds counted in the entries a query finds, sorted by id (13 claims, some forty queries of the index)."""
        from lineage.mining.claims import count_claim
        from lineage.mining.frame import episode_keys
        from lineage.model.claim import queries_of, tests_of

        tests, _ = tests_of(self.statements, self.taxonomy)
        hits = {text: self.ids(asked) for text, asked in queries_of(tests).items()}
        every = self.entries().entries
        read = self.entries(query, audience=audience) if query or audience != "me" else None
        chosen = [one for one in (read.entries if read else every) if not one.conflicted]
        keys = episode_keys(every)
        return tuple(count_claim(test, chosen, hits, keys, self.taxonomy) for test in tests)

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
        from lineage.model.incoming import IMPORTED, sort_incoming
        from lineage.store.front_matter import read_fields
        from lineage.store.incoming import read_notes

        wanted = {"folder": folder.is_note_name, "obsidian": obsidian.is_note_name}.get(form, lambda _: True)
        notes, others = read_notes(path, wanted)
        root, today = str(path.resolve()), self.now.date()
        if form == "csv":
            if len(notes) != 1:
                raise LineageError(f"{path} is not one table; nothing was imported", hint="name a .csv file")
            incoming = tables.read_table(notes[0], mapping, root=root, today=today)
        elif form == "jrnl":
            incoming = jrnl.read_jrnl(notes, root=root, today=today)
        else:
            read = folder.read_folder if form == "folder" else obsidian.read_obsidian
            incoming = read(notes, others=others, root=root, today=today, read_fields=read_fields)
        known = {entry.get(IMPORTED): entry.id for entry in self.entries().entries if entry.get(IMPORTED)}
        return sort_incoming(incoming, known)

    def take_in(self, intake: Intake, *, context: str = "") -> list[Entry]:
        """Write what is new of an intake, in one undo step; the entries, in the order of their drafts."""
        return self._write_all(self._entries_of(intake, context), command=f"import {intake.incoming.format}")

    # Reports -----------------------------------------------------------------------------------------------------

    def brief(self, found: Recommendation, *, title: str) -> Outline:
        """A recommendation as an outline."""
        from lineage.model.outline import Outline
        from lineage.report.advice import advice_blocks

        return Outline(title=title, blocks=(*advice_blocks(found, self.catalogue), *self._limits()))

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
