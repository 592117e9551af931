"""An entry: one dated observation (or memo, arrangement, effort, crux, map) and its facets."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from lineage.model.dates import NOT_KNOWN, When
from lineage.model.fields import (
    ALPHABET,
    DATES,
    FIELDS,
    HEAD,
    ID,
    KINDS,
    MAX_BYTES,
    MAX_TENSIONS,
    SENSITIVITIES,
    UNCLEAR,
    Field,
)

if TYPE_CHECKING:
    from datetime import date

    from lineage.model.spans import Span

__all__ = [
    "ALPHABET",
    "DATES",
    "FIELDS",
    "HEAD",
    "ID",
    "KINDS",
    "MAX_BYTES",
    "MAX_TENSIONS",
    "SENSITIVITIES",
    "UNCLEAR",
    "Entry",
    "Extra",
    "Field",
    "entry_id",
]

Extra = tuple[tuple[str, str | tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as its file says it; an empty text or tuple is an absent key (not asked).

    ``extra`` holds the keys this version does not know and those of other kinds, in file order. ``path`` is relative
    to the journal. ``conflicted`` is true where the file holds git's conflict marks: such an entry is listed, not mined.
    """

    id: str
    kind: str = "observation"
    title: str = ""
    observed: When = NOT_KNOWN
    recorded: str = ""
    observer: str = ""
    coder: str = ""
    context: str = ""
    setting: str = ""
    organisation: str = ""
    actors: tuple[str, ...] = ()
    tensions: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    outcome: str = ""
    conditions: tuple[str, ...] = ()
    pole: str = ""
    layers: tuple[str, ...] = ()
    mechanisms: tuple[str, ...] = ()
    channel: str = ""
    stage: str = ""
    scale: str = ""
    triggers: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    decision_domain: str = ""
    machine_role: str = ""
    observer_position: str = ""
    forms: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    actor_domains: tuple[str, ...] = ()
    contested_terms: tuple[str, ...] = ()
    expectations: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()
    episode: str = ""
    deadline: str = ""
    look_again: str = ""
    tried: tuple[str, ...] = ()
    helped: str = ""
    cost: str = ""
    answered_by: str = ""
    follows: tuple[str, ...] = ()
    suggested: str = ""
    sources: tuple[str, ...] = ()
    sensitivity: str = ""
    extra: Extra = ()
    body: str = ""
    path: str = ""
    conflicted: bool = field(default=False)

    @property
    def text(self) -> str:
        """The body without span mark-up: what search and mining read."""
        from lineage.model.spans import scan

        return scan(self.body)[0]

    @property
    def spans(self) -> tuple[Span, ...]:
        """The tagged passages of the body."""
        from lineage.model.spans import scan

        return scan(self.body)[1]

    @property
    def names_occasion(self) -> bool:
        """True where it is about a case: it has a date, a body, an episode or something it grew out of.

        The unit of mining is one episode in one setting in one period; an observation with none of these says that a
        tension was seen, not when or where, and is read but not counted.
        """
        return bool(self.observed.known or self.organisation or self.episode or self.follows)

    @property
    def level(self) -> str:
        """Who may read it: private, team or public; private where the file says none of them."""
        return self.sensitivity if self.sensitivity in SENSITIVITIES else "private"

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a facet as a tuple, whether it holds one or many; empty where absent."""
        value = getattr(self, name)
        if isinstance(value, tuple):
            return value
        return (value,) if value else ()

    def get(self, key: str) -> str:
        """A single extra key's text, or an empty text."""
        return next((value for name, value in self.extra if name == key and isinstance(value, str)), "")


_ATTRIBUTES = {attribute.name for attribute in fields(Entry)}
assert all(item.name in _ATTRIBUTES for item in FIELDS)


def entry_id(day: date, entropy: int) -> str:
    """An id of the day and forty bits of chance; no listing is needed to make one."""
    letters = "".join(ALPHABET[(entropy >> shift) & 31] for shift in range(35, -5, -5))
    return f"{day:%Y%m%d}-{letters}"
