"""What a comparison of coders gives: a number for each facet and term, its interval, and where they disagree."""

from __future__ import annotations

from dataclasses import dataclass

RELY, TENTATIVE = 0.800, 0.667
"""Alpha from which conclusions may rest on codings, and from which tentative ones may (Krippendorff 2004, section 11.4.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A coefficient; ``why`` says why there is none, or no interval."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    """Entries that two or more coders answered for."""
    why: str = ""

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval over entries, where there is one."""
        return None if self.low is None or self.high is None else (self.low, self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How far coders agree on one facet, or on one term as used or not used."""

    name: str
    label: str
    scale: str
    """``kinds`` and ``ranks`` (one answer), ``sets`` (several), ``used`` (a term)."""
    derived: bool = False
    """True for what is made of the tensions: the first of them, their families."""
    n: int = 0
    coders: tuple[str, ...] = ()
    used: tuple[tuple[str, int], ...] = ()
    """A term: coder to the entries each gave it to."""
    together: int = 0
    """A term: entries that all of their coders gave it to."""
    prevalence: float | None = None
    """A term: the share of answers that used it."""
    percent: Estimate = Estimate()
    alpha: Estimate = Estimate()
    kappa: Estimate = Estimate()
    kappa_of: str = ""
    """Whose kappa: Cohen's for two coders, Fleiss' for more."""
    ac1: Estimate = Estimate()
    jaccard: Estimate = Estimate()
    multivalued: Estimate = Estimate()

    def of(self, measure: str) -> Estimate:
        """The estimate by a measure's name."""
        found = getattr(self, measure)
        assert isinstance(found, Estimate)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """What one coder answered, and the passages marked for it; ``quotes`` are the text's first words where none is marked."""

    coder: str
    values: tuple[str, ...]
    quotes: tuple[tuple[str, str], ...] = ()
    """(term, passage)."""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One facet of one entry that its coders answered differently."""

    entry: str
    title: str
    opening: str
    """The text's first words: what stands for a passage where a coder marked none."""
    facet: str
    stands: tuple[Stand, ...]
    distance: float
    """The mean distance of its coders' answers, 0 to 1: by it they are sorted, the widest apart first."""
    resolved: str = ""
    """Id of the memo that settled it; empty where it is open."""
    decision: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """Agreement on which stretches of text bear which term (unitizing alpha, 2004 edition)."""

    coders: tuple[str, ...] = ()
    alpha: float | None = None
    terms: tuple[tuple[str, float | None], ...] = ()
    entries: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A comparison of coders over some entries."""

    n: int
    """Entries that two or more coders coded."""
    coders: tuple[tuple[str, int], ...]
    """Coder to the number of those entries."""
    measure: str
    resamples: int
    seed: int
    facets: tuple[Row, ...]
    terms: tuple[Row, ...]
    unused: int
    """Terms of the taxonomy that none of these coders used."""
    passages: Passages
    disagreements: tuple[Disagreement, ...]
    notes: tuple[str, ...]

    @property
    def unsettled(self) -> tuple[Disagreement, ...]:
        """Those that no memo settled."""
        return tuple(one for one in self.disagreements if not one.resolved)

    @property
    def settled(self) -> tuple[Disagreement, ...]:
        """Those that a memo settled."""
        return tuple(one for one in self.disagreements if one.resolved)
