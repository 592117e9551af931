"""What comes in from other tools: notes as read, drafts of entries, and what was lost on the way."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.errors import Problem
from lineage.model.dates import NOT_KNOWN, When

if TYPE_CHECKING:
    from datetime import date

    from lineage.model.entry import Extra

IMPORTED = "imported"
"""The front-matter key that holds an entry's origin: ``format/place/content``."""

OWN_ID = "source-id"
"""The front-matter key that holds the id a note had where it came from: ``id`` is the entry's own."""

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
    ``content`` has two parts with a hyphen between: title, day and text; and what stands beside them. ``earlier`` is what version
    0.1 remembered of it at first, when the latter did not count.
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
    earlier: str = ""
    before: Draft | None = None
    """The draft as version 0.1 read it at first, where it gave another title or day: ``earlier`` is of that."""

    @property
    def given(self) -> dict[str, str | tuple[str, ...]]:
        """What capture takes beside the text; a date that was not found is unclear, never today."""
        given: dict[str, str | tuple[str, ...]] = dict(self.fields)
        given |= {"title": self.title, "observed": str(self.observed)}
        given |= {"words": self.words, "sensitivity": self.sensitivity}
        return {key: value for key, value in given.items() if value}

    @property
    def where(self) -> str:
        """Where it stands, for a person: file and line, or which entry of a file without lines that say it."""
        if self.line:
            return f"{self.path}:{self.line}"
        number = self.key.removeprefix(self.path).lstrip(":0")
        return f"entry {number} of {self.path}" if number else self.path

    @property
    def own_id(self) -> str:
        """The id it bears of its own, which may be that of an entry; empty where it has none."""
        found = dict(self.extra).get(OWN_ID, "")
        return found if isinstance(found, str) else ""

    @property
    def said(self) -> str:
        """The hash of its title, day and text alone."""
        return self.content.partition("-")[0]

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


def by_what(how: str, lead: str = "") -> str:
    """Where a date was found, as people say it after ``lead``: "by file name"; where none was found, that alone."""
    return how if how == NOWHERE else f"{lead} by {how}".strip()


def digest(*parts: str) -> str:
    """Sixteen hexadecimal letters for some texts; no two lists of parts run into each other."""
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
