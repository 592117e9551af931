"""A recurring pattern: what was found, how strongly, and the entries it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.model.text import counted

if TYPE_CHECKING:
    from lineage.model.kept import Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A count of episodes among ``n`` with its Wilson 95 % interval."""

    value: str
    count: int
    n: int
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtraction:
    """One step down in confidence and why (CERQual-adapted)."""

    component: str
    """methodology, coherence, adequacy or relevance."""
    points: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemplar:
    """A passage that shows the pattern; ``entry`` is the id of the entry it is quoted from."""

    entry: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Cases of the library that bear a pattern's tensions; counted apart, never among its entries."""

    entries: tuple[str, ...]
    """Ids in the library, sorted."""
    held: int = 0
    recovered: int = 0
    helped: str = ""
    """What was tried in one that held or recovered, and helped; empty where none says."""

    @property
    def said(self) -> str:
        """In words: "6 cases, of which 2 recovered; what helped in one: …"."""
        ended = [
            f"{count} {word}" for count, word in ((self.held, "held"), (self.recovered, "recovered")) if count
        ]
        said = counted(len(self.entries), "case") + (f", of which {' and '.join(ended)}" if ended else "")
        return said + (f"; what helped in one: {self.helped}" if self.helped else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a person said of a pattern."""

    verdict: str
    """accept, rename or reject: the latest."""
    memo: str
    """Id of the memo that says so."""
    coder: str
    reason: str
    """Empty where the reader may not read the memo."""
    found_label: str = ""
    """What mining called it, where a person gave it another name."""

    @property
    def said(self) -> str:
        """In words: "rejected by mina: they are two things"."""
        verb = {"accept": "accepted", "rename": "named", "reject": "rejected"}[self.verdict]
        said = (f"{verb} by {self.coder}" if self.coder else verb) + (
            f": {self.reason}" if self.reason else ""
        )
        return said + (f" (mining calls it {self.found_label})" if self.found_label else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One recurring pattern.

    ``strength`` is in the unit that ``unit`` names; ``p`` and ``q`` are given where a test was made (q after
    Benjamini and Hochberg); ``stability`` is the mean Jaccard over bootstrap resamples of episodes, None where
    none was computed. ``confidence`` is high, moderate, low or very low; every step down is in ``subtractions``.
    """

    id: str
    kind: str
    """tension (one that recurs), pair, sequence, trend, contrast, gap or theme."""
    label: str
    terms: tuple[str, ...]
    entries: tuple[str, ...]
    """Ids, sorted."""
    episodes: tuple[str, ...]
    """Keys of the episodes its entries belong to, sorted: every threshold counts these."""
    strength: float
    unit: str
    interval: tuple[float, float] | None = None
    p: float | None = None
    q: float | None = None
    stability: float | None = None
    confidence: str = "very low"
    subtractions: tuple[Subtraction, ...] = ()
    exemplars: tuple[Exemplar, ...] = ()
    contradicting: tuple[str, ...] = ()
    """Ids of its entries that held or recovered."""
    outcomes: tuple[Share, ...] = ()
    settings: tuple[Share, ...] = ()
    n_effective: float = 0.0
    """Episodes weighted by recency and directness (Kish)."""
    observers: int = 0
    families: int = 0
    """Setting families among its episodes."""
    ages: tuple[tuple[str, float | None], ...] = ()
    """(setting family, months since it was last observed or None) of each episode, in the order of ``episodes``."""
    common: tuple[str, ...] = ()
    """The terms that at least half of its episodes bear, sorted."""
    facets: tuple[str, ...] = ()
    """Facet values it is about, as a query names them, such as ``machine:ai-agent``."""
    judged: Judged | None = None
    elsewhere: Elsewhere | None = None
    """None where it has no tension to look for, or the journal is the library itself."""
    notes: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[str, ...]:
        """Its terms and facet values: what one knows a pattern of tags again by."""
        return *self.terms, *self.facets

    @property
    def measured(self) -> str:
        """The strength in its unit, as people read it: 8 episodes, 0.27 share of episodes, odds ratio 11.3."""
        if self.unit == "episodes":
            return f"{self.strength:.0f} {self.unit}"
        if self.unit.startswith("share"):
            return f"{self.strength:.2f} {self.unit}"
        return f"{self.unit} {figures(self.strength)}"

    @property
    def tested(self) -> tuple[str, ...]:
        """What has to be said beside its strength: its counts and what speaks for chance or for something else; at most two sentences."""
        return self.notes[:2] if self.kind in TESTED else ()


TESTED = ("pair", "sequence", "trend", "contrast", "gap")
"""Kinds whose first two notes say what was tested, and what else may explain it."""


def figures(value: float) -> str:
    """A number with as many figures as it bears: 0.27, 2.50, 11.3, 1210."""
    if abs(value) < 10:
        return f"{value:.2f}"
    return f"{value:.1f}" if abs(value) < 100 else f"{value:.0f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Two observations of different episodes whose texts are alike; a place to look, no pattern."""

    first: str
    """Ids; the smaller first."""
    second: str
    likeness: float
    """Cosine of their text vectors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mined:
    """What one run of mining found, and what it could not say."""

    seed: int
    n: int
    """Entries mined."""
    episodes: int
    embedding: str
    """What turned text into numbers, such as ``wordllama 0.4.0``."""
    patterns: tuple[Pattern, ...]
    """Strongest first: by confidence, then tagged before grouped, then number of episodes, then id."""
    themes: tuple[tuple[str, str], ...] = ()
    """(entry id, pattern id), sorted by entry id."""
    unplaced: tuple[str, ...] = ()
    alike: tuple[Alike, ...] = ()
    """Only where there are too few episodes for themes; the likest first."""
    places: tuple[tuple[str, ...], ...] = ()
    """Ids nearest to each centre that themes were found by, the unplaced too; a kept run begins the next from them."""
    rejected: tuple[Pattern, ...] = ()
    """Found as before, and rejected by a person: neither reported nor advised on."""
    changed: Changes | None = None
    """Since the kept run; None where there is none of this query."""
    today: str = ""
    """The day it was made: what is old weighs less."""
    notes: tuple[str, ...] = ()
    """What was not done and why, such as too few episodes."""
