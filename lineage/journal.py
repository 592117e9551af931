"""The journal: the whole journey of an observation, one short method a step, and the only door to the stages.

Capture, recall (in ``reading.py``), suggest, mine, advise, report. Each method hands values of ``lineage.model`` from
one stage to the next. Heavy imports are deferred here, each with its cost: scikit-learn 1.2 s, wordllama 0.3 s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from lineage.errors import LineageError
from lineage.model.draft import draft
from lineage.model.entry import MAX_TENSIONS, Entry, entry_id
from lineage.model.outline import Heading, Outline
from lineage.reading import Reader
from lineage.store import drafts as draft_files
from lineage.store import entries as entry_files
from lineage.store import files as report_files
from lineage.store import settings as settings_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from lineage.embedding.load import Embedding
    from lineage.errors import Problem
    from lineage.model.delegation import Advice, Recommendation, Situation
    from lineage.model.outline import Block
    from lineage.model.pattern import Mined, Pattern
    from lineage.model.suggestion import Suggestion
    from lineage.reading import Read


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A new entry, and a hint for each value kept as the writer's own words."""

    entry: Entry
    hints: tuple[str, ...] = ()


class Journal(Reader):
    """A journal one can write to and learn from."""

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

    # Capture ---------------------------------------------------------------------------------------------------

    def add(self, text: str, given: Mapping[str, str | tuple[str, ...]], *, context: str = "") -> Added:
        """Write a new observation; what the taxonomy does not know goes to ``words``, nothing is refused."""
        if not text.strip():
            raise LineageError("there is no text, so nothing was saved", hint="write what you saw")
        filled, look_again, hints = self._defaults(given, context)
        entry, more = draft(text, filled, taxonomy=lambda: self.taxonomy, now=self.now, look_again=look_again)
        for _ in range(8):
            named = replace(entry, id=entry_id(self.now.date(), self._entropy()))
            try:
                return Added(entry=entry_files.write_entry(self.folder, named), hints=(*hints, *more))
            except FileExistsError:
                continue
        raise LineageError("eight ids were taken and the entry was not saved", hint="try again")

    def _defaults(
        self, given: Mapping[str, str | tuple[str, ...]], name: str
    ) -> tuple[dict[str, str | tuple[str, ...]], int, tuple[str, ...]]:
        """What was given, filled up from the context, the settings and the user's own name."""
        coder = settings_file.coder_name()
        filled: dict[str, str | tuple[str, ...]] = {"observer": coder, "coder": coder}
        if self.settings.setting:
            filled["setting"] = self.settings.setting
        hints: tuple[str, ...] = ()
        context = self.settings.context(name) if name else None
        if context is not None:
            filled |= dict(context.fields)
        elif name:
            hints = (f"lineage.toml has no [context.{name}]: only the name is noted",)
        if name:
            filled["context"] = name
        filled |= {key: value for key, value in given.items() if value}
        return filled, self.look_again_days(name), hints

    def tag(self, entry: Entry, add: Iterable[str], remove: Iterable[str]) -> Entry:
        """Change the tensions of an entry; a name the taxonomy does not know is refused with the nearest."""
        added = [self.term(name) for name in add]
        removed = {self.term(name) for name in remove}
        now = [self.taxonomy.resolve(name) or name for name in entry.tensions]
        after = [name for name in dict.fromkeys([*now, *added]) if name not in removed]
        if len(after) > MAX_TENSIONS:
            raise LineageError(
                f"{entry.id} would have {len(after)} tensions and an entry has at most {MAX_TENSIONS}; nothing was changed",
                hint=f"take one away with -{after[0]}",
            )
        return self.change(entry, {"tensions": tuple(after)}) if after != list(entry.tensions) else entry

    def change(self, entry: Entry, changes: Mapping[str, str | tuple[str, ...]]) -> Entry:
        """Rewrite the lines of some keys of an entry in its file; an empty value takes the key away."""
        return entry_files.set_keys(self.folder, entry, changes)

    def accept(self, entry: Entry, offered: Suggestion) -> Entry:
        """Tag an entry with an offered tension; the entry remembers how many tags were a machine's offer, and whose."""
        count, _, _ = entry.suggested.partition("/")
        number = int(count) + 1 if count.isdecimal() else 1
        tagged = self.tag(entry, [offered.term], [])
        return self.change(tagged, {"suggested": f"{number}/{self.embedding.name.replace(' ', '-')}"})

    def look_again_days(self, context: str) -> int:
        """Days until an open entry of a context asks to be looked at again."""
        named = self.settings.context(context)
        return named.look_again if named else settings_file.LOOK_AGAIN

    def source(self, entry: Entry) -> tuple[str, str]:
        """The text of an entry's file, and the hash that ``save`` wants back."""
        return entry_files.read_text(self.folder, entry.path)

    def save(self, entry: Entry, text: str, *, read: str) -> list[Problem]:
        """Write an edited file back and say what is wrong with it; ChangedError where another wrote meanwhile."""
        entry_files.save_text(self.folder, entry.path, text, read=read)
        return entry_files.parse_entry(text, entry.path)[1]

    def keep_draft(self, name: str, text: str) -> Path:
        """A draft on disk that holds a text while it is edited; the path to it."""
        return draft_files.keep_draft(self.folder, name, text)

    def read_draft(self, path: Path) -> str:
        """The text of a draft."""
        return draft_files.read_draft(path)

    # Patterns ----------------------------------------------------------------------------------------------------

    @cached_property
    def embedding(self) -> Embedding:
        """What turns text into vectors; loaded at first use (0.3 s)."""
        from lineage.embedding.load import load_embedding

        return load_embedding()

    def suggest(self, text: str, *, setting: str = "", limit: int = 3) -> tuple[Suggestion, ...]:
        """Tensions a text may bear and why, best first; none where nothing fits."""
        from lineage.tagging.suggest import suggest

        tagged = [entry for entry in self.entries().entries if entry.text != text]
        return suggest(text, self.taxonomy, tagged, self.embedding.vectors, setting=setting, limit=limit)

    def mine(self, read: Read, *, seed: int = 0, family: str = "") -> Mined:
        """The patterns of some entries, strongest first; ``family`` is the setting family they are for."""
        from lineage.mining.frame import plain
        from lineage.mining.run import mine

        return mine(
            read.entries,
            self.taxonomy,
            self.embedding.vectors([plain(entry) for entry in read.entries]) if read.entries else None,
            embedding=self.embedding.name,
            note=self.embedding.note,
            seed=seed,
            today=self.now.date(),
            user_family=family,
        )

    def situation(self, read: Read, pattern: Pattern | None, given: Situation) -> Situation:
        """What was answered, filled up with what a pattern's terms and entries say, marked as hinted."""
        from lineage.model.situation import situation_of

        members = [entry for entry in read.entries if pattern is None or entry.id in pattern.entries]
        return situation_of(given, members, pattern.terms if pattern else (), self.taxonomy)

    def advise(
        self,
        situation: Situation,
        *,
        pattern: Pattern | None = None,
        read: Read | None = None,
        disabled: Iterable[str] = (),
    ) -> Recommendation:
        """A recommendation per decision function, by rules and literature and, beside it, by the journal's evidence.

        ``read`` holds the entries that the pattern was found in: their age and coders count in its grade.
        """
        from lineage.delegation.advise import recommend
        from lineage.model.situation import evidence_of

        off = frozenset(disabled) | frozenset(self.settings.disabled_rules)
        members = [entry for entry in read.entries if entry.id in pattern.entries] if read and pattern else []
        evidence = evidence_of(members, self.taxonomy, self.now.date())
        return recommend(
            situation, self.rules, self.catalogue, disabled=off, pattern=pattern, evidence=evidence
        )

    # Reports -----------------------------------------------------------------------------------------------------

    def brief(self, found: Recommendation, *, title: str) -> Outline:
        """A recommendation as an outline."""
        from lineage.report.advice import advice_blocks

        return Outline(title=title, blocks=advice_blocks(found, self.catalogue))

    def report(self, mined: Mined, read: Read, found: Recommendation | None, *, title: str) -> Outline:
        """Patterns and a recommendation as an outline: the decision page first, the rest as an appendix."""
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
                *front_page(mined, read.entries, self.taxonomy, withheld=read.withheld),
                *advice,
                *appendix(mined, read.entries, self.taxonomy),
            ),
        )

    def level_text(self, advice: Advice) -> str:
        """A recommended level as people say it."""
        from lineage.report.advice import level_text

        return level_text(advice, self.catalogue)

    def markdown(self, outline: Outline) -> str:
        """An outline as Markdown."""
        from lineage.report.markdown import to_markdown

        return to_markdown(outline)

    def write_report(self, path: Path, text: str) -> None:
        """Write a report over whatever stands there, whole or not at all."""
        report_files.write_over(path, text)
