"""What a list on a screen shows: entries in their order, a row of one, counts of facets, and the nearest kin of an entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The entries a query finds, as numbers of index rows, newest first.

    A number holds until the entry's file changes: a row that is asked for and not there any more means that the order
    is to be asked for again.
    """

    numbers: Sequence[int]
    months: tuple[tuple[str, int], ...] = ()
    """(``2026-03``, entries), in order of time; months without an entry are left out."""
    withheld: int = 0
    """Entries that are stricter than the audience."""
    faulty: int = 0
    """Files of the journal with faults."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry as a list shows it; ``tensions`` are as the file spells them."""

    number: int
    id: str
    kind: str
    title: str
    observed: str
    outcome: str = ""
    setting: str = ""
    organisation: str = ""
    context: str = ""
    sensitivity: str = "private"
    tensions: tuple[str, ...] = ()
    path: str = ""
    conflicted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How many of a query's entries hold each value of a facet, most first, then by value.

    ``families`` are of tensions: an entry counts once a family. A facet the query itself narrows is counted without
    that narrowing, so that one sees what else there is.
    """

    values: dict[str, tuple[tuple[str, int], ...]]
    families: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """An entry in the lineage of another: how many steps away it is and which entry it hangs on."""

    row: Row
    steps: int
    """Negative for what came before, positive for what came of it."""
    by: str
    """Id of the entry it was reached from."""
