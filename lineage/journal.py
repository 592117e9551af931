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
from lineage.model.entry import MAX_BYTES, MAX_TENSIONS, Entry, entry_id
from lineage.model.outline import Heading, Outline, Points
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
    from lineage.model.recall import Earlier, Seen
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
        filled, unknown = self._linked(filled)
        entry, more = draft(text, filled, taxonomy=lambda: self.taxonomy, now=self.now, look_again=look_again)
        for _ in range(8):
            named = replace(entry, id=entry_id(self.now.date(), self._entropy()))
            self._refuse_unreadable(named)
            try:
                return Added(
                    entry=entry_files.write_entry(self.folder, named), hints=(*hints, *unknown, *more)
                )
            except FileExistsError:
                continue
        raise LineageError("eight ids were taken and the entry was not saved", hint="try again")

    def _refuse_unreadable(self, entry: Entry) -> None:
        """An entry that could not be read back is not written; its text is kept as a draft."""
        text = entry_files.render_entry(entry)
        after, problems = entry_files.parse_entry(text, "")
        size = len(text.encode("utf-8"))
        if after is None or size > MAX_BYTES:
            why = problems[0].message if after is None else f"it has {size:,} bytes, more than {MAX_BYTES:,}"
            draft = self.keep_draft("new", text)
            raise LineageError(
                f"not saved: {why}", hint=f"your text is in {draft}; split it, or shorten the keys"
            )

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

    def _linked(
        self, given: dict[str, str | tuple[str, ...]]
    ) -> tuple[dict[str, str | tuple[str, ...]], tuple[str, ...]]:
        """Short ids in ``follows`` made whole; what names no entry is kept among the words, with a hint."""
        names = given.get("follows") or ()
        if not names:
            return given, ()
        found: list[str] = []
        words: list[str] = []
        hints: list[str] = []
        for name in (names,) if isinstance(names, str) else names:
            try:
                found.append(self.entry(name).id)
            except LineageError as error:
                words.append(f"follows {name}")
                hints.append(f"{error}: kept among your own words")
        own = given.get("words") or ()
        kept = (*((own,) if isinstance(own, str) else own), *words)
        return given | {"follows": tuple(found), "words": kept}, tuple(hints)

    def tag(self, entry: Entry, add: Iterable[str], remove: Iterable[str]) -> Entry:
        """Change the tensions of an entry; a name the taxonomy does not know is refused with the nearest."""
        after = self._tensions_after(entry, add, remove)
        return self.change(entry, {"tensions": after}) if after != entry.tensions else entry

    def _tensions_after(self, entry: Entry, add: Iterable[str], remove: Iterable[str]) -> tuple[str, ...]:
        added = [self.term(name) for name in add]
        removed = {self.term(name) for name in remove}
        now = [self.taxonomy.resolve(name) or name for name in entry.tensions]
        after = [name for name in dict.fromkeys([*now, *added]) if name not in removed]
        if len(after) > MAX_TENSIONS:
            raise LineageError(
                f"{entry.id} would have {len(after)} tensions and an entry has at most {MAX_TENSIONS}; nothing was changed",
                hint=f"take one away with -{after[0]}",
            )
        return tuple(after)

    def tag_all(self, entries: Iterable[Entry], add: Iterable[str], remove: Iterable[str]) -> list[Entry]:
        """Change the tensions of many entries; where one of them may not change so, none is."""
        listed, added, removed = list(entries), list(add), list(remove)
        for entry in listed:
            self._tensions_after(entry, added, removed)
        return [self.tag(entry, added, removed) for entry in listed]

    def change(self, entry: Entry, changes: Mapping[str, str | tuple[str, ...]]) -> Entry:
        """Rewrite the lines of some keys of an entry in its file; an empty value takes the key away."""
        return entry_files.set_keys(self.folder, entry, changes)

    def accept(self, entry: Entry, offered: Suggestion) -> Entry:
        """Tag an entry with an offered tension; the entry remembers how many tags were a machine's offer, and whose."""
        count, _, _ = entry.suggested.partition("/")
        number = int(count) + 1 if count.isdecimal() else 1
        whose = f"{number}/{self.embedding.name.replace(' ', '-')}"
        tensions = self._tensions_after(entry, [offered.term], [])
        return self.change(entry, {"tensions": tensions, "suggested": whose})

    def look_again_days(self, context: str) -> int:
        """Days until an open entry of a context asks to be looked at again."""
        named = self.settings.context(context)
        return named.look_again if named else settings_file.LOOK_AGAIN

    def source(self, entry: Entry) -> tuple[str, str]:
        """The text of an entry's file, and the hash that ``save`` wants back."""
        return entry_files.read_text(self.folder, entry.path)

    def save(self, entry: Entry, text: str, *, read: str, draft: Path) -> list[Problem]:
        """Write an edited file back and say what is wrong with it.

        ChangedError where another wrote meanwhile; LineageError, with the text kept in the draft, where it could no longer be
        read as this entry.
        """
        after, problems = entry_files.parse_entry(text, entry.path)
        if after is None or after.conflicted or after.id != entry.id:
            why = (
                f"line {problems[0].line}: {problems[0].message}"
                if problems
                else f"its id would be {after.id if after else ''}"
            )
            raise LineageError(
                f"not saved, {entry.path} is as it was: {why}", hint=f"your text is in {draft}"
            )
        entry_files.save_text(self.folder, entry.path, text, read=read)
        return problems

    def keep_draft(self, name: str, text: str) -> Path:
        """A draft on disk that holds a text while it is edited; the path to it."""
        return draft_files.keep_draft(self.folder, name, text)

    def read_draft(self, path: Path) -> str:
        """The text of a draft."""
        return draft_files.read_draft(path)

    def drop_draft(self, path: Path) -> None:
        """Take a draft away, once its text is saved or was left empty."""
        draft_files.drop_draft(path)

    # Patterns ----------------------------------------------------------------------------------------------------

    @cached_property
    def embedding(self) -> Embedding:
        """What turns text into vectors; loaded at first use (0.3 s)."""
        from lineage.embedding.load import load_embedding

        return load_embedding()

    def suggest(
        self, text: str, *, setting: str = "", limit: int = 3, of: str = ""
    ) -> tuple[Suggestion, ...]:
        """Tensions a text may bear and why, best first; none where nothing fits. ``of`` is the entry it is the text of."""
        from lineage.tagging.suggest import suggest

        tagged = [entry for entry in self.entries().entries if entry.id != of and entry.text != text]
        return suggest(text, self.taxonomy, tagged, self.embedding.vectors, setting=setting, limit=limit)

    def earlier(self, entry: Entry) -> Earlier | None:
        """The earlier note of the same context or organisation that an entry may continue; None where none is like it."""
        from lineage.mining.frame import episode_keys
        from lineage.tagging.recall import earlier_note

        entries = self.entries().entries
        return earlier_note(entry, entries, episode_keys(entries))

    def seen(self, entry: Entry) -> Seen:
        """Where the entry's first tension was seen: here before, and in the sample journal's cases."""
        from lineage.model.recall import seen_before

        library = (
            ()
            if self.folder.resolve() == Journal.built_in().folder.resolve()
            else Journal.built_in().entries().entries
        )
        return seen_before(entry, self.entries().entries, library, self.taxonomy)

    def mine(self, read: Read, *, seed: int = 0, family: str = "") -> Mined:
        """The patterns of some entries, strongest first; ``family`` is the setting family they are for.

        Episodes are those of the whole journal: what links two entries may be outside the query.
        """
        from lineage.mining.frame import episode_keys, plain
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
            keys=episode_keys(self.entries().entries),
        )

    def situation(self, read: Read, pattern: Pattern | None, given: Situation) -> Situation:
        """What was answered, with what a pattern's tensions and entries suggest, each with where it comes from."""
        from lineage.model.situation import situation_of

        members = [entry for entry in read.entries if pattern is None or entry.id in pattern.entries]
        return situation_of(given, members, pattern, self.taxonomy)

    def advise(
        self, situation: Situation, *, pattern: Pattern | None = None, disabled: Iterable[str] = ()
    ) -> Recommendation:
        """A recommendation per decision function, by rules and literature and, beside it, by the journal's evidence."""
        from lineage.delegation.advise import recommend

        off = frozenset(disabled) | frozenset(self.settings.disabled_rules)
        return recommend(situation, self.rules, self.catalogue, disabled=off, pattern=pattern)

    # Reports -----------------------------------------------------------------------------------------------------

    def brief(self, found: Recommendation, *, title: str) -> Outline:
        """A recommendation as an outline."""
        from lineage.report.advice import advice_blocks

        return Outline(title=title, blocks=(*advice_blocks(found, self.catalogue), *self._limits()))

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
                *front_page(mined, read.entries, self.taxonomy, withheld=read.withheld, unread=read.unread),
                *advice,
                *appendix(mined, read.entries, self.taxonomy),
                *self._limits(),
            ),
        )

    def _limits(self) -> tuple[Block, ...]:
        """What no grade covers; once a report."""
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
        for name in ("entries", "taxonomy", ".lineage", "lineage.toml"):
            if path.resolve().is_relative_to((self.folder / name).resolve()):
                raise LineageError(
                    f"{path} is the journal's own place; the report was not written", hint="name another file"
                )
        report_files.write_over(path, text)
