"""A text that is on disk and in no entry yet: a draft, or what a write that was cut off left behind."""

from __future__ import annotations

from dataclasses import dataclass, replace

Given = tuple[tuple[str, str | tuple[str, ...]], ...]

DRAFT = "draft"
STRAY = "cut-off write"
COPY = "editor's copy"
UNDONE = "undone"
"""Kinds: a draft of ours, a temporary file of ours, what an editor keeps beside the draft it has open, the text of an entry that
an undo took away."""

OPEN = "open"
WORKING = "at work"
EMPTY = "empty"
SAVED = "saved"
WHOLE = "whole"
TORN = "torn"
"""States. Open: an editor has it. At work: so young that a writer may still be at it. Saved: an entry holds the same.
Whole: every byte is there. Torn: it may be cut off, or is not known to be whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a draft was begun from.

    Of an edit: the entry, the path of its file, the hash of the bytes that were read. Of a new entry: the context and
    the fields that were given with it. Of one that no journal could take: the real path of the journal it was meant for.
    """

    entry: str = ""
    path: str = ""
    read: str = ""
    context: str = ""
    given: Given = ()
    journal: str = ""


UNKNOWN = Origin()
"""Nothing is known: the words are taken for those of a new entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsaved:
    """One such text by its file; ``path`` and ``saved_in`` are relative to the journal.

    With ``elsewhere`` it lies in the user's own folder, as no journal could take it, and its ``path`` is a whole one.
    """

    name: str
    """What it is called on the command line."""
    path: str
    kind: str
    state: str
    changed: str
    """When it was last written, with its zone."""
    bytes: int
    first_line: str
    saved_in: str = ""
    """The file that holds the same, where one does."""
    origin: Origin = UNKNOWN
    elsewhere: bool = False

    @property
    def is_draft(self) -> bool:
        """True for a draft of ours; False for a temporary file or an editor's."""
        return self.kind == DRAFT

    @property
    def is_traced(self) -> bool:
        """True where it is known what it was begun from."""
        return replace(self.origin, journal="") != UNKNOWN

    @property
    def is_new(self) -> bool:
        """True for the words of an entry that is not there yet; False for the whole text of an entry's file."""
        return not self.origin.entry

    @property
    def waits(self) -> bool:
        """True where somebody has to look at it: it holds words that are in no entry."""
        return self.state in (WHOLE, TORN)
