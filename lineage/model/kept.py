"""The kept run of mining, and what changed since it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A pattern that has a name already: from the kept run, or because a person judged it."""

    id: str
    kind: str
    entries: tuple[str, ...]
    """Ids, sorted."""
    label: str = ""
    terms: tuple[str, ...] = ()
    size: int = 0
    """How many entries it had, where ``entries`` names not all of them; else 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A run of mining that was kept, and what it was a run of."""

    query: str
    """As it was asked, in the form of ``str(Query)``; empty for every entry."""
    audience: str
    today: str
    seed: int
    n: int
    """Entries mined."""
    embedding: str
    patterns: tuple[Known, ...]
    """Sorted by id."""
    places: tuple[tuple[str, ...], ...] = ()
    """Ids nearest to each centre that its themes were found by, the unplaced too."""

    @property
    def entries(self) -> frozenset[str]:
        """Ids of every entry that it names."""
        return frozenset(
            one for group in (*(known.entries for known in self.patterns), *self.places) for one in group
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """A pattern that is there still, with entries gained and lost."""

    id: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed since the kept run; a pattern that is in none of these is as it was."""

    since: str
    """The day of the kept run."""
    new: tuple[str, ...] = ()
    """Ids, sorted, as everywhere here."""
    grown: tuple[Growth, ...] = ()
    """With more entries, or fewer, or both."""
    split: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(id in the kept run, ids of the patterns that have a good part of it now)."""
    merged: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(id, ids in the kept run of the patterns that are in it for the greater part)."""
    gone: tuple[Known, ...] = ()

    @property
    def changed(self) -> frozenset[str]:
        """Ids of the patterns of this run that are not what they were."""
        return frozenset(
            (
                *self.new,
                *(one.id for one in self.grown),
                *(one for _, parts in self.split for one in parts),
                *(one for one, _ in self.merged),
            )
        )
