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
    """The chance, between 0 and 1, that a coder would give it; how well that holds is in decision 29."""
    why: str
    """The phrase, signal or earlier entry it rests on."""
