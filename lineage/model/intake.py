"""What of an import is new, what the journal has already, and the report that says so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.errors import Problem
from lineage.model.incoming import DATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lineage.model.incoming import Draft, Incoming, Loss

EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Drafts sorted by what the journal has already; each pair is a draft and what it is held against.

    ``known`` and ``changed`` hold ids of entries; a changed one stood in the same place with other words, and is left
    to the person. ``twice`` holds the key of the first of the same words on the same day in this import.
    """

    incoming: Incoming
    new: tuple[Draft, ...] = ()
    known: tuple[tuple[Draft, str], ...] = ()
    changed: tuple[tuple[Draft, str], ...] = ()
    twice: tuple[tuple[Draft, str], ...] = ()

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
    links: int
    dated: tuple[tuple[str, int], ...]
    losses: tuple[LossCount, ...]
    refused: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """The report in plain lines, counts first; names of files come as they are."""
        yield f"{self.taken:,} taken from {self.format}"
        same = (
            (self.known, "already here"),
            (self.changed, "changed since they came in, not taken again"),
            (self.twice, "twice in what was read, taken once"),
            (self.links, "links became follows"),
        )
        yield from (f"{count:,} {said}" for count, said in same if count)
        yield from (f"dated by {how}: {count:,}" for how, count in self.dated)
        for loss in self.losses:
            yield f"{loss.kind}: {loss.count:,}, such as {loss.examples[0]}"
        yield from (f"not taken, {message}: {count:,}" for message, count in self.refused)
        yield from self.notes


def sort_incoming(incoming: Incoming, imported: Mapping[str, str]) -> Intake:
    """What of an import is new; ``imported`` maps the origins the journal remembers to the ids of their entries."""
    contents, places = _remembered(imported)
    first: dict[str, str] = {}
    new: list[Draft] = []
    known: list[tuple[Draft, str]] = []
    changed: list[tuple[Draft, str]] = []
    twice: list[tuple[Draft, str]] = []
    for draft in sorted(incoming.drafts, key=lambda one: (one.key, one.content)):
        if draft.content in contents:
            known.append((draft, contents[draft.content]))
        elif draft.place and draft.place in places:
            changed.append((draft, places[draft.place]))
        elif draft.content in first:
            twice.append((draft, first[draft.content]))
        else:
            first[draft.content] = draft.key
            new.append(draft)
    return Intake(
        incoming=incoming,
        new=tuple(new),
        known=tuple(known),
        changed=tuple(changed),
        twice=tuple(twice),
    )


def _remembered(imported: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    contents: dict[str, str] = {}
    places: dict[str, str] = {}
    for origin, entry in sorted(imported.items()):
        _, place, content = (*origin.split("/"), "", "", "")[:3]
        if content:
            contents[content] = entry
        if place.strip("-"):
            places[place] = entry
    return contents, places


def import_report(intake: Intake) -> ImportReport:
    """What an import brings and what it leaves, in counts and in Problems; the same before and after it is written."""
    incoming = intake.incoming
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
        links=sum(len(targets) for targets in intake.follows(keys).values()),
        dated=tuple((how, dated[how]) for how in DATED if dated[how]),
        losses=tuple(
            LossCount(kind=kind, count=counts[kind], examples=_examples(losses, kind))
            for kind in sorted(counts)
        ),
        refused=tuple(sorted(Counter(problem.message for problem in incoming.problems).items())),
        problems=tuple(sorted([*incoming.problems, *_not_again(intake), *(loss.problem for loss in losses)])),
        notes=incoming.notes,
    )


def _examples(losses: Iterable[Loss], kind: str) -> tuple[Problem, ...]:
    return tuple([loss.problem for loss in losses if loss.kind == kind][:EXAMPLES])


def _not_again(intake: Intake) -> Iterator[Problem]:
    for draft, entry in intake.changed:
        yield Problem(
            path=draft.path,
            line=draft.line,
            message=f"changed since it came in as {entry}; not taken again",
            hint="edit the entry, or remove it and import again",
        )
    for draft, first in intake.twice:
        yield Problem(
            path=draft.path,
            line=draft.line,
            message=f"says the same of the same day as {first}; taken once",
            hint="nothing to do, unless it happened twice",
        )
