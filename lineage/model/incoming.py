"""What comes in from other tools: notes as read, drafts of entries, what of it is new, and what was lost on the way."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.errors import Problem
from lineage.model.dates import NOT_KNOWN, When

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from lineage.model.entry import Extra

IMPORTED = "imported"
"""The front-matter key that holds an entry's origin: ``format/place/content``."""

FRONT_MATTER, COLUMN, FILE_NAME, HEADING, TOP_LINE, ENTRY, FILE_TIME, NOWHERE = DATED = (
    "front matter",
    "column",
    "file name",
    "heading",
    "line at the top",
    "date line of the entry",
    "time of the file",
    "no date found",
)
"""Where a date was found, the firmest first."""

EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One file of another tool, as its bytes; ``path`` is relative to what is imported, with ``/``.

    ``modified`` is the day of the file's own time, or None where that says nothing.
    """

    path: str
    data: bytes
    modified: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Loss:
    """Something of a taken note that the entry does not have, or has in another form; ``kind`` groups them.

    ``line`` counts from 1 in the file; 0 where it is the note's as a whole.
    """

    kind: str
    path: str
    line: int = 0
    message: str
    hint: str = ""

    @property
    def problem(self) -> Problem:
        """The same as every command tells a fault in a file."""
        return Problem(path=self.path, line=self.line, message=self.message, hint=self.hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry to be: what one note, row or journal entry of another tool holds.

    ``key`` names it within its import (``links`` are keys); ``dated`` is one of DATED. ``fields`` are facets as
    written, neither checked nor resolved; ``extra`` is what has no facet. ``place`` is the hash of where it stood,
    empty where a place has no name of its own; ``content`` that of what it says: both make it known again.
    """

    format: str
    key: str
    path: str
    line: int = 0
    title: str = ""
    text: str
    observed: When = NOT_KNOWN
    dated: str = NOWHERE
    fields: Extra = ()
    words: tuple[str, ...] = ()
    sensitivity: str = ""
    extra: Extra = ()
    links: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()
    place: str = ""
    content: str = ""

    @property
    def given(self) -> dict[str, str | tuple[str, ...]]:
        """What capture takes beside the text; a date that was not found is unclear, never today."""
        given: dict[str, str | tuple[str, ...]] = dict(self.fields)
        given |= {"title": self.title, "observed": str(self.observed)}
        given |= {"words": self.words, "sensitivity": self.sensitivity}
        return {key: value for key, value in given.items() if value}

    @property
    def origin(self) -> str:
        """What the entry remembers under IMPORTED."""
        return f"{self.format}/{self.place or '-'}/{self.content}"

    @property
    def kept(self) -> Extra:
        """The keys the entry has beside its facets: what was kept, and the origin."""
        return (*self.extra, (IMPORTED, self.origin))


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """What an import would bring, sorted by key: drafts, a Problem for each thing not taken, and what to know."""

    format: str
    drafts: tuple[Draft, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


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


def digest(*parts: str) -> str:
    """Sixteen hexadecimal letters for some texts; no two lists of parts run into each other."""
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


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
