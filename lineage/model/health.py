"""How a codebook fares in use: what was found, each with its evidence, and what could not be said and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing a keeper of the codebook may want to look at; never a fault."""

    kind: str
    """orphan, near miss, alike, unused, one coder, together, drift or saturation."""
    text: str
    terms: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    """Ids of the entries it stands on; those of the library only where the text says so."""
    figures: tuple[tuple[str, float], ...] = ()
    """Named numbers, such as the shares of a drift."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What was found over some entries."""

    tagged: int
    """Observations that somebody tagged."""
    twice: int
    """Those that two or more coders tagged."""
    terms: int
    """Terms of the taxonomy that are in use, deprecated ones left out."""
    findings: tuple[Finding, ...]
    abstained: tuple[str, ...]
    """What could not be said, with the reason."""
