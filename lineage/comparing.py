"""Comparing coders: second codings made blind, how far they agree, what is settled, and how the codebook fares.

What codings are made of is imported where it is needed: `add` loads this module and has no use for it (4 ms).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from lineage.errors import LineageError
from lineage.model.entry import Entry, entry_id
from lineage.rescuing import Rescuer
from lineage.store import entries as entry_files
from lineage.store import files
from lineage.store import settings as settings_file
from lineage.store.undo import Planned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lineage.errors import Problem
    from lineage.model.agreement import Agreement, Disagreement
    from lineage.model.coding import Coded, Coding, Drawn
    from lineage.model.health import Health
    from lineage.model.outline import Outline
    from lineage.reading import Read


class Comparer(Rescuer):
    """A journal whose entries more than one person codes."""

    def codings(self) -> tuple[Coding, ...]:
        """The codings in files, sorted by path."""
        from lineage.store.codings import read_codings

        return read_codings(self.folder)[0]

    def coded(self, entries: Iterable[Entry]) -> tuple[Coded, ...]:
        """Observations with their codings, the first coder's first."""
        from lineage.model.coding import coded_entries

        return coded_entries(entries, self.codings())

    def coder(self) -> str:
        """Who is coding: LINEAGE_CODER, else the user's own config, else the login name."""
        return settings_file.coder_name()

    def draw(
        self,
        read: Read,
        *,
        coder: str,
        number: int | None,
        seed: int,
        by_setting: bool = False,
        hide_setting: bool = False,
    ) -> Drawn:
        """Some of these entries for a second coder; without a number a fifth of them, and thirty at the least."""
        from lineage.model.coding import Drawn, blind, first_coder
        from lineage.tagging.sampling import asked_for, draw

        tagged = [one for one in self.coded(read.entries) if one.codings[0].answer("tensions") is not None]
        others = {one.entry.id: one for one in tagged if first_coder(one.entry) != coder}
        families = {
            name: self.taxonomy.setting_family(one.entry.setting) or "no setting"
            for name, one in others.items()
        }
        wanted = asked_for(len(others)) if number is None else number
        drawn = draw(list(others), wanted, seed=seed, strata=families if by_setting else None)
        waiting = [name for name in drawn if coder not in {one.coder for one in others[name].codings[1:]}]
        observed = [one for one in read.entries if one.kind == "observation" and not one.conflicted]
        counted = {
            name: sum(families[one] == name for one in drawn) for name in sorted(set(families.values()))
        }
        return Drawn(
            waiting=tuple(blind(others[name].entry, hide_setting=hide_setting) for name in waiting),
            drawn=len(drawn),
            done=len(drawn) - len(waiting),
            population=len(others),
            untagged=len(observed) - len(tagged),
            own=len(tagged) - len(others),
            strata=tuple(counted.items()) if by_setting else (),
        )

    def save_coding(self, coding: Coding, *, again: bool = False) -> Coding:
        """Write a coding; where this coder has one it is refused, or with ``again`` replaced, the old one kept in undo."""
        from lineage.model.coding_faults import refuse_coding
        from lineage.store.codings import coding_path, render_coding

        entry = self.entry(coding.entry)
        whole = replace(
            coding,
            entry=entry.id,
            recorded=self.now.isoformat(timespec="seconds"),
            taxonomy=self.taxonomy.version,
            path=coding_path(coding.coder, entry.id),
        )
        refuse_coding(whole, entry)
        text = render_coding(whole)
        place = self.folder / whole.path
        before = self._coding_before(whole, again=again)
        planned = Planned(path=whole.path, before=before and before[0].encode(), after=text.encode("utf-8"))
        with self._recorded("agree code", [planned]):
            if before is None:
                files.write_new(place, text)
            else:
                entry_files.save_text(self.folder, whole.path, text, read=before[1])
        return whole

    @staticmethod
    def can_mark(words: str) -> bool:
        """True for words of a text that can be marked with a term and read back."""
        from lineage.store.codings import can_quote

        return can_quote("term", words)

    def _coding_before(self, coding: Coding, *, again: bool) -> tuple[str, str] | None:
        """The text and hash of this coder's coding, where there is one that may be replaced; None where there is none."""
        from lineage.store.codings import read_coding

        place = self.folder / coding.path
        if not place.exists():
            return None
        there, _ = read_coding(place, self.folder)
        if there is not None and there.coder != coding.coder:
            raise LineageError(
                f"{coding.path} is the coding of {there.coder!r}; nothing was saved",
                hint="two coders' names make one folder: take another by --coder",
            )
        if not again:
            raise LineageError(
                f"{coding.coder} has coded {coding.entry} already; nothing was saved",
                hint="--again codes it anew; the old coding stays in undo",
            )
        return entry_files.read_text(self.folder, coding.path)

    def agreement(
        self, read: Read, *, measure: str = "alpha", seed: int = 0, facets: Iterable[str] = ()
    ) -> Agreement:
        """How far the coders of these entries agree, and where they do not; on some facets only, where they are named."""
        from lineage.model.resolution import resolutions
        from lineage.tagging.agreement import compare

        settled = resolutions(self.entries().entries)
        coded = self.coded(read.entries)
        return compare(
            coded, self.taxonomy, settled=settled, measure=measure, seed=seed, facets=frozenset(facets)
        )

    def assessed(self, entries: Iterable[Entry]) -> tuple[float | None, dict[str, tuple[str, ...]]]:
        """Alpha of the tensions where it can be told, and who beside the first coder gave tensions to an entry, by its id."""
        coded = [one for one in self.coded(entries) if len(one.codings) > 1]
        if not coded:
            return None, {}
        from lineage.tagging.agreement import tension_alpha

        second = {
            one.entry.id: tuple(
                sorted({two.coder for two in one.codings[1:] if two.answer("tensions") is not None})
            )
            for one in coded
        }
        return tension_alpha(coded, self.taxonomy), second

    def disagreements(self, *entries: Entry) -> tuple[Disagreement, ...]:
        """What the coders of some entries disagree on, settled or not, in the order ``agree`` lists them."""
        from lineage.model.resolution import resolutions
        from lineage.tagging.disagreements import disagreements

        return disagreements(self.coded(entries), self.taxonomy, resolutions(self.entries().entries))

    def resolve(self, entry: Entry, decision: Mapping[str, tuple[str, ...]], reason: str) -> Entry:
        """Settle what coders disagree on: a memo with decision and reason, and the entry's tags, in one undo step.

        What the first coder's tags were is kept as a coding of their own, so that agreement stays that of codings as they were made.
        """
        if not reason.strip():
            raise LineageError(
                "a decision without a reason is not kept; nothing was changed", hint="--reason WHY"
            )
        from lineage.model.resolution import as_written

        coded = self.coded([entry])[0]
        memo = self._memo(coded, decision, reason.strip())
        before, read = entry_files.read_text(self.folder, entry.path)
        changes = {
            name: as_written(name, values, self.taxonomy)
            for name, values in decision.items()
            if values != tuple(self.taxonomy.resolve(value) or value for value in entry.values(name))
        }
        after = entry_files.changed_text(before, entry.path, changes)
        kept = self._first_coding(coded) if changes else None
        memo_path = entry_files.file_path(self.folder, memo).relative_to(self.folder).as_posix()
        memo_text = entry_files.render_entry(memo)
        planned = [Planned(path=memo_path, before=None, after=memo_text.encode("utf-8"))]
        if kept is not None:
            planned.append(Planned(path=kept[0], before=None, after=kept[1].encode("utf-8")))
        if after != before:
            planned.append(
                Planned(path=entry.path, before=before.encode("utf-8"), after=after.encode("utf-8"))
            )
        with self._one_step("agree resolve", planned):
            if kept is not None:
                files.write_new(self.folder / kept[0], kept[1])
            if after != before:
                entry_files.save_text(self.folder, entry.path, after, read=read)
            return entry_files.write_entry(self.folder, memo)

    def _first_coding(self, coded: Coded) -> tuple[str, str] | None:
        """The path and text of the first coder's tags as a coding; None where a file holds them already."""
        from lineage.store.codings import can_quote, coding_path, render_coding

        own = coded.codings[0]
        if own.path:
            return None
        quotes = tuple(one for one in own.quotes if can_quote(*one))
        return coding_path(own.coder, own.entry), render_coding(replace(own, quotes=quotes))

    def _memo(self, coded: Coded, decision: Mapping[str, tuple[str, ...]], reason: str) -> Entry:
        """The memo of a resolution, to be written."""
        from lineage.model.resolution import Resolution, memo_of

        found = Resolution(
            memo=entry_id(self.now.date(), self._entropy()),
            entry=coded.entry.id,
            recorded=self.now.isoformat(timespec="seconds"),
            decision=tuple(decision.items()),
            reason=" ".join(reason.split()),
        )
        return memo_of(found, coded, self.taxonomy, coder=self.coder(), day=self.now.date())

    def health(self, read: Read | None = None) -> Health:
        """How the codebook fares: terms without a place or a use, terms that are hard to tell apart, drift, saturation."""
        from lineage.tagging.health import codebook_health

        library = self.library.entries().entries if self.library else ()
        entries = (read or self.entries(audience=self.settings.audience)).entries
        return codebook_health(self.taxonomy, self.coded(entries), library)

    def agreement_outline(self, found: Agreement, *, limit: int, withheld: int = 0) -> Outline:
        """A comparison of coders as an outline."""
        from lineage.model.outline import Outline
        from lineage.report.agreement import agreement_blocks

        blocks = agreement_blocks(found, self.taxonomy, limit=limit, withheld=withheld)
        return Outline(title="Agreement between coders", blocks=blocks)

    def health_outline(self, found: Health) -> Outline:
        """The codebook's health as an outline."""
        from lineage.model.outline import Outline
        from lineage.report.agreement import health_blocks

        return Outline(title="Codebook health", blocks=health_blocks(found))

    @contextmanager
    def _one_step(self, command: str, planned: list[Planned]) -> Iterator[None]:
        """The writes inside are taken back together."""
        with self._recorded(command, planned):
            self._together = True
            try:
                yield
            finally:
                self._together = False

    # What goes with an entry -------------------------------------------------------------------------------------

    def check(self) -> list[Problem]:
        """Every fault in every file, the codings among them."""
        from lineage.model.coding_faults import coding_faults
        from lineage.store.codings import read_codings

        codings, problems = read_codings(self.folder)
        faults = coding_faults(codings, self.entries().entries, self.taxonomy)
        return sorted([*super().check(), *problems, *faults])

    def _belonging(self, entry: Entry) -> list[str]:
        """The codings of an entry, which hold its very words: they are removed and forgotten with it."""
        return [coding.path for coding in self.codings() if coding.entry == entry.id]
