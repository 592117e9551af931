"""A tension a text may bear, offered by the machine; never a tag until a person accepts it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One offered tension, with the reason it is offered."""

    term: str
    code: str
    label: str
    score: float
    """Between 0 and 1, comparable inside one answer; not a probability."""
    why: str
    """The phrase, signal or earlier entry it rests on."""
