"""A situation put to the delegation rules and the recommendation they give, with all that speaks for and against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lineage.model.catalogue import Check

Range = tuple[int, int]
"""(lowest, highest) level over every value that unknown inputs may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known of one situation; an input that is missing or None is unknown."""

    inputs: Mapping[str, int | None] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()
    """The flags and tags that are set; all others are not."""
    observations: Mapping[str, float] = field(default_factory=dict)
    """``obs_override_rate`` (a share) and ``obs_n``, where they were counted."""
    current: Mapping[str, int] = field(default_factory=dict)
    """Level per function of the arrangement there is, 0 to 6."""
    hinted: Mapping[str, int] = field(default_factory=dict)
    """Values that a pattern's tensions suggest for inputs nobody answered; used, listed, and still counted as unknown."""
    assume_neutral: bool = False
    """Unknown inputs take their neutral value; they are listed as assumed and still count as unknown."""
    setting: str = ""
    """The setting family that is asked for, such as ``dao``; empty where none is named."""
    found_in: str = ""
    """The setting family of most of the entries it was drawn from; sets the review term where none is asked for."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Where a mark or a hint comes from: a tension's short code, or what the entries say."""
    answered_by_involved: bool = False
    """Someone who takes part in the situation gave the answers."""
    benefits_clear: bool = False
    """A person judged that benefits clearly exceed costs for every group recorded."""
    legal_review: bool = False
    uneventful_reviews: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a pattern's value does not carry and its grade needs."""

    alpha: float | None = None
    """Krippendorff's alpha of the coders; None where it was not computed."""
    coders: int = 1
    contradictions_explained: bool = False
    interventions: int = 0
    """Episodes in which a level was changed and both before and after were recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTrace:
    """One rule that fired."""

    rule: str
    title: str
    effects: tuple[str, ...]
    binds_on: tuple[str, ...]
    """Functions whose level would be another without it and its equals."""
    certain: bool
    """False where it fires only for some values of the unknown inputs."""
    strength: str
    """In force here: softer where no legal duty applies."""
    why: str
    counter_argument: str
    what_would_change: str
    requires: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def binding(self) -> bool:
        """True where it decides the level of at least one function."""
        return bool(self.binds_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutCap:
    """The level if one binding cap were left out, and what keeping the cap costs: the rule's counter-argument."""

    rule: str
    effect: str
    level: Range
    cost: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One reason for more or for less machine involvement."""

    rule: str
    strength: str
    binding: bool
    counter: bool
    """True where it is the counter-argument of a rule that binds the other way."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One input moved by one step, and the level the function has then."""

    input: str
    start: int
    end: int
    before: Range
    after: Range

    @property
    def level(self) -> str:
        """The level it gives: ``M2``, or ``M1 to M3``."""
        low, high = self.after
        return f"M{low}" if low == high else f"M{low} to M{high}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An unknown input worth asking next; ``rules`` are those that wait for it."""

    input: str
    label: str
    text: str
    low: str
    high: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """The recommendation for one decision function: the level by rules, and the grade of the evidence beside it."""

    function: str
    level: int | None
    """None where unknown inputs leave more than one level open, or where too much is unknown."""
    range: Range
    band: Range
    """(floor, cap) of the rules that bind hard."""
    status: str
    """settled, range (unknown inputs matter), open (over six unknown) or conflict (a floor above a cap)."""
    uncapped: Range
    """The level with every cap on this function left out."""
    without_caps: tuple[WithoutCap, ...] = ()
    path: tuple[int, ...] = ()
    """Steps from the current level where they are more than one apart and the body is changing."""
    current: int | None = None
    effective: int | None = None
    """The level at which the present arrangement works, where people hardly ever depart from the machine."""
    human_role: str = ""
    machine_role: str = ""
    oversight: str = ""
    argue_more: tuple[Argument, ...] = ()
    argue_less: tuple[Argument, ...] = ()
    what_would_change: tuple[Move, ...] = ()
    requirements: tuple[str, ...] = ()
    rule_support: str = "low"
    certainty: str = "low"
    strength: str = "abstain"
    """strong, conditional, trial-only or abstain: of the evidence, never of the level by rules."""
    wording: str = ""
    abstain: tuple[str, ...] = ()
    """Reasons why the evidence answer is withheld."""
    lifted_by: tuple[str, ...] = ()
    """For each reason in the same order the cheapest observation that would lift it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTerm:
    """When to look again, and each step by which that was reached."""

    months: float
    days: int
    steps: tuple[str, ...]
    expires: bool = False
    """A trial: it ends at that date and is not renewed by silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """One level per decision function by rules and literature, and beside it what the journal's evidence allows."""

    functions: tuple[Advice, ...]
    rules: tuple[RuleTrace, ...]
    """Every rule that fires for at least one value of the unknown inputs, by id."""
    questions: tuple[Question, ...]
    """The most telling first."""
    unknown: tuple[str, ...]
    """Inputs nobody answered, those with a hinted or assumed value among them."""
    hinted: tuple[tuple[str, int], ...]
    """(input, value) taken from the pattern's tensions, to be confirmed."""
    assumed: tuple[str, ...]
    """Inputs that took their neutral value."""
    marks: tuple[tuple[str, str], ...]
    """(mark, where it comes from), sorted: why rules on tags and flags fire."""
    setting: str
    disabled: tuple[str, ...]
    requirements: tuple[str, ...]
    """Ids of the rules that fire for certain."""
    review: ReviewTerm
    checks: tuple[Check, ...]
    """Pass or fail, then the eight questions."""
    escalation_triggers: tuple[str, ...]
    log_fields: tuple[str, ...]
    limits: tuple[str, ...]
    """What no grade covers."""
    notes: tuple[str, ...]
    context_fit: str
    combinations: int
    """Cases that were worked out for the unknown inputs; 1 where all are known."""
    pattern: str = ""
    pattern_confidence: str = "none"
    contradicting: tuple[str, ...] = ()

    def advice(self, function: str) -> Advice:
        """The advice for one function; KeyError where there is none."""
        return {item.function: item for item in self.functions}[function]
