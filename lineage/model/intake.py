"""What of an import is new, what the journal has already, and the report that says so."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.errors import Problem
from lineage.model.incoming import DATED, by_what
from lineage.model.text import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from lineage.model.incoming import Draft, Incoming, Loss

EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Drafts sorted by what the journal has already; each pair is a draft and what it is held against.

    ``known`` and ``changed`` hold ids of entries; a changed one stood in the same place with other words, and is left
    to the person. ``twice`` holds the key of the draft of this import that it differs from in nothing. ``alike`` holds, for drafts
    among the new, what says the same of the same day (where that stands, or the id of its entry) and why they are new all the same.
    ``own`` are no notes but entries of the journal, by the id they bear.
    """

    incoming: Incoming
    new: tuple[Draft, ...] = ()
    known: tuple[tuple[Draft, str], ...] = ()
    changed: tuple[tuple[Draft, str], ...] = ()
    twice: tuple[tuple[Draft, str], ...] = ()
    alike: tuple[tuple[Draft, str, str], ...] = ()
    own: tuple[tuple[Draft, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """True where there was nothing to take: nothing new, and nothing that came in before."""
        return not (self.new or self.known or self.changed or self.twice)

    def follows(self, made: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        """For each new key the ids it follows, sorted; ``made`` maps each new key to its entry's id."""
        ids = {**made, **{draft.key: entry for draft, entry in (*self.known, *self.changed)}}
        ids |= {draft.key: ids[first] for draft, first in self.twice if first in ids}
        return {
            draft.key: tuple(sorted({ids[key] for key in draft.links if key in ids} - {ids[draft.key]}))
            for draft in self.new
            if draft.key in ids
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LossCount:
    """How many losses there are of a kind, and the first few."""

    kind: str
    count: int
    examples: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, for a table or as JSON; every count is of drafts but those of losses and refusals."""

    format: str
    taken: int
    known: int
    changed: int
    twice: int
    alike: int
    links: int
    dated: tuple[tuple[str, int], ...]
    losses: tuple[LossCount, ...]
    refused: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]

    def lines(self, *, planned: bool = False) -> Iterator[str]:
        """The report in plain lines, counts first; names of files come as they are. ``planned``: nothing is written yet."""
        number = f"{self.taken:,}" if self.taken else "nothing"
        yield f"{number} {'would be ' if planned else '' if self.taken else 'was '}taken from {self.format}"
        came = "it" if self.changed == 1 else "they"
        links = f"{counted(self.links, 'link')} {'would become' if planned else 'became'} follows"
        said = (
            (self.alike, f"{self.alike:,} of them though another says the same of the same day"),
            (self.known, f"{self.known:,} already here"),
            (self.changed, f"{self.changed:,} changed since {came} came in, not taken again"),
            (self.twice, f"{self.twice:,} twice in what was read, taken once"),
            (self.links, links),
        )
        yield from (line for count, line in said if count)
        yield from (f"{by_what(how, 'dated')}: {count:,}" for how, count in self.dated)
        for loss in self.losses:
            yield f"{loss.kind}: {loss.count:,}, such as {loss.examples[0]}"
        yield from (f"not taken, {message}: {count:,}" for message, count in self.refused)
        yield from self.notes


def sort_incoming(
    incoming: Incoming, imported: Mapping[str, str], *, ids: Collection[str] = frozenset()
) -> Intake:
    """What of an import is new; ``imported`` maps the origins the journal remembers to the ids of their entries, ``ids`` are all it has.

    A draft is known where nothing of it differs from one that came in; where several are the same, the place tells them apart,
    so that a note that moved is known and a second one like it is new.
    """
    own = tuple((draft, draft.own_id) for draft in incoming.drafts if draft.own_id in ids)
    drafts = sorted(
        (draft for draft in incoming.drafts if draft.own_id not in ids),
        key=lambda one: (one.key, one.content),
    )
    here = _Here(imported)
    known = here.known(drafts)
    taken = set(known.values())
    first: dict[tuple[str, str], str] = {}
    new: list[Draft] = []
    changed: list[tuple[Draft, str]] = []
    twice: list[tuple[Draft, str]] = []
    for draft in drafts:
        if draft.key in known:
            continue
        if stood := next((one for one in here.places[draft.place] if one not in taken), ""):
            taken.add(stood)
            changed.append((draft, stood))
        elif same := first.get((draft.content, draft.place)):
            twice.append((draft, same))
        else:
            first[draft.content, draft.place] = draft.key
            new.append(draft)
    return Intake(
        incoming=incoming,
        new=tuple(new),
        known=tuple((draft, known[draft.key]) for draft in drafts if draft.key in known),
        changed=tuple(changed),
        twice=tuple(twice),
        alike=tuple(here.alike(new)),
        own=own,
    )


class _Here:
    """What the journal remembers of imports: entries by what they say, and by where they stood."""

    def __init__(self, imported: Mapping[str, str]) -> None:
        self._contents: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.places: defaultdict[str, list[str]] = defaultdict(list)
        for origin, entry in sorted(imported.items()):
            _, place, content = (*origin.split("/"), "", "", "")[:3]
            place = place.strip("-")
            if content:
                self._contents[content][place] = entry
            if place:
                self.places[place].append(entry)

    def known(self, drafts: Iterable[Draft]) -> dict[str, str]:
        """Entries by the keys of the drafts they hold, each of one draft, or of drafts that differ in nothing."""
        found: dict[str, str] = {}
        for by in ("content", "earlier"):
            left = [draft for draft in drafts if draft.key not in found]
            for draft in left:
                entry = self._contents.get(getattr(draft, by), {}).get(draft.place) if draft.place else None
                if entry:
                    found[draft.key] = entry
            self._elsewhere([draft for draft in left if draft.key not in found], by, found)
        return found

    def _elsewhere(self, drafts: Iterable[Draft], by: str, found: dict[str, str]) -> None:
        """Find those that stood in another place, or in none: as many as there are entries."""
        taken = set(found.values())
        same: dict[tuple[str, str], str] = {}
        left: dict[str, Iterator[str]] = {}
        for draft in drafts:
            key = getattr(draft, by)
            entries = left.setdefault(key, iter(self._contents.get(key, {}).values()))
            entry = same.get((draft.content, draft.place)) or next(
                (one for one in entries if one not in taken), ""
            )
            if entry:
                taken.add(entry)
                same[draft.content, draft.place] = found[draft.key] = entry

    def alike(self, new: Iterable[Draft]) -> Iterator[tuple[Draft, str, str]]:
        """New drafts that say the same of the same day as an entry that came in, or as one before them; that one; and why they are new."""
        seen: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for content, places in self._contents.items():
            seen[content.partition("-")[0]][content] = min(places.values())
        for draft in new:
            others = seen[draft.said]
            if draft.content in others:
                yield draft, others[draft.content], "lies elsewhere: taken too"
            elif others:
                content, other = next(iter(others.items()))
                # What an entry of version 0.1 had beside its text is not known: another draft took its place.
                why = "differs beside it: taken too" if "-" in content else "was left out before: taken now"
                yield draft, other, why
            others.setdefault(draft.content, draft.where)


def import_report(intake: Intake) -> ImportReport:
    """What an import brings and what it leaves, in counts and in Problems; the same before and after it is written."""
    incoming = intake.incoming
    refused = (*incoming.problems, *_own(intake))
    losses = sorted(loss for draft in intake.new for loss in draft.losses)
    counts = Counter(loss.kind for loss in losses)
    dated = Counter(draft.dated for draft in intake.new)
    keys = {draft.key: draft.key for draft in intake.new}
    return ImportReport(
        format=incoming.format,
        taken=len(intake.new),
        known=len(intake.known),
        changed=len(intake.changed),
        twice=len(intake.twice),
        alike=len(intake.alike),
        links=sum(len(targets) for targets in intake.follows(keys).values()),
        dated=tuple((how, dated[how]) for how in DATED if dated[how]),
        losses=tuple(
            LossCount(kind=kind, count=counts[kind], examples=_examples(losses, kind))
            for kind in sorted(counts)
        ),
        refused=tuple(sorted(Counter(problem.message for problem in refused).items())),
        problems=tuple(
            sorted(
                [
                    *refused,
                    *_not_again(intake),
                    *_all_the_same(intake),
                    *(loss.problem for loss in losses),
                ]
            )
        ),
        notes=incoming.notes,
    )


def _examples(losses: Iterable[Loss], kind: str) -> tuple[Problem, ...]:
    return tuple([loss.problem for loss in losses if loss.kind == kind][:EXAMPLES])


def _own(intake: Intake) -> Iterator[Problem]:
    for draft, entry in intake.own:
        hint = f"it bears the id {entry}, which is here: `lineage edit` changes that entry"
        yield Problem(path=draft.path, line=draft.line, message="an entry of this journal", hint=hint)


def _not_again(intake: Intake) -> Iterator[Problem]:
    for draft, entry in intake.changed:
        yield Problem(
            path=draft.path,
            line=draft.line,
            message=f"changed since it came in as {entry}; not taken again",
            hint="edit the entry, or remove it and import again",
        )
    by_key = {draft.key: draft.where for draft in intake.new}
    for draft, first in intake.twice:
        yield Problem(
            path=draft.path,
            line=draft.line,
            message=f"says the same of the same day as {by_key[first]}; taken once",
            hint="nothing to do, unless it happened twice",
        )


def _all_the_same(intake: Intake) -> Iterator[Problem]:
    for draft, other, why in intake.alike:
        yield Problem(
            path=draft.path,
            line=draft.line,
            message=f"says the same of the same day as {other} and {why}",
            hint="nothing to do, unless it happened once",
        )
