"""How far the evidence carries a recommendation, and when it does not: certainty, strength, abstention.

**Source:** GRADE (strong and conditional, declining to recommend) and Chow's reject option; the bands are our own
and stand in the knowledge base, 6.1 to 6.4.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lineage.model.catalogue import HALF_LIFE
from lineage.model.delegation import Evidence, Range

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lineage.model.catalogue import Catalogue
    from lineage.model.pattern import Pattern

CERTAINTIES = ("very low", "low", "moderate", "high")
LEGAL_FLAGS = ("flag_law", "flag_art22")
LEGAL_FUNCTIONS = ("decide", "act", "contest")
"""What a legal flag is about: choosing, carrying out, and hearing those who object."""

FEWEST_EPISODES = 5
LEAST_STABILITY = 0.60
LEAST_ALPHA = 0.667
MOST_CONTRADICTION = 0.45
INTERVENTIONS = 3
"""Episodes with a level changed, before and after recorded, that lift the cap at moderate."""

WORDINGS = {
    "strong": "Evidence supports",
    "conditional": "Consider, if",
    "trial-only": "Try it for a set time, with measures and an end date",
    "abstain": "The journal cannot say; to know more, record",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the grade of one function rests on."""

    function: str
    range: Range
    conflict: str = ""
    """The rules that ask for more than others allow; empty where none do."""
    precondition: tuple[str, ...] = ()
    """Titles of rules that abstain on this function."""
    binding: tuple[str, ...] = ()
    """Strengths of the binding rules."""
    unknown: tuple[str, ...] = ()
    """Unknown or assumed inputs."""
    critical: tuple[str, ...] = ()
    """Those of them that are critical."""
    complete: bool = True
    first_question: str = ""
    marks: frozenset[str] = frozenset()
    legal_review: bool = False
    involved: bool = False
    benefits_clear: bool = False
    mild: bool = False
    """Stakes known to be at most 1 and reversibility known to be at least 2."""
    setting: str = ""
    pattern: Pattern | None = None
    evidence: Evidence = field(default_factory=Evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """The evidence answer for one function."""

    rule_support: str
    certainty: str
    strength: str
    wording: str
    reasons: tuple[str, ...] = ()
    lifted_by: tuple[str, ...] = ()


OTHER_HALF_LIFE = 24
"""Months, where the setting family of an episode is not known."""

_Reason = tuple[str, str]
"""(why it abstains, the cheapest observation that would lift it)."""


def grade(case: Case, catalogue: Catalogue) -> Grade:
    """Certainty and strength of the evidence for one function, with every reason to withhold it."""
    support = rule_support(case.binding)
    certainty = certainty_of(support, context_fit(case), case)
    reasons = tuple(abstentions(case, catalogue))
    strength = strength_of(certainty, case)
    if strength == "abstain" and not reasons:
        reasons = (_thin(certainty, support, case),)
    if reasons:
        strength = "abstain"
    return Grade(
        rule_support=support,
        certainty=certainty,
        strength=strength,
        wording=WORDINGS[strength],
        reasons=tuple(reason for reason, _ in reasons),
        lifted_by=tuple(lift for _, lift in reasons),
    )


def rule_support(strengths: Iterable[str]) -> str:
    """High where every binding rule is S1 or S2, moderate where the weakest is S3, low below that or where none binds."""
    weakest = max(strengths, default="S5")
    return "high" if weakest <= "S2" else "moderate" if weakest == "S3" else "low"


def context_fit(case: Case) -> str:
    """High where all is known and someone involved answered, moderate up to two unknowns none of them critical."""
    if not case.unknown and case.involved:
        return "high"
    return "moderate" if len(case.unknown) <= 2 and not case.critical else "low"


def certainty_of(support: str, fit: str, case: Case) -> str:
    """The lowest of what applies; at most moderate without three interventions. Without a pattern its confidence is left out."""
    parts = [support, fit]
    if case.pattern is not None:
        parts.append(case.pattern.confidence)
    lowest = min(CERTAINTIES.index(part) for part in parts)
    if case.evidence.interventions < INTERVENTIONS:
        lowest = min(lowest, CERTAINTIES.index("moderate"))
    return CERTAINTIES[lowest]


def _thin(certainty: str, support: str, case: Case) -> _Reason:
    """Too little certainty and no smaller step to try: which part of it is weakest, and what would mend that."""
    if case.pattern is not None and case.pattern.confidence == certainty:
        why, lift = f"confidence in the pattern is {certainty}", "episodes seen and coded by other people"
    elif context_fit(case) == certainty:
        ask = f": {case.first_question}" if case.first_question else ""
        why, lift = f"{len(case.unknown)} inputs are not known", f"one answer{ask}"
    elif support == certainty and not case.binding:
        why = "no rule decides this level; it is where this function starts"
        lift = "a step with stakes of at most 1 and reversibility of at least 2, to be tried"
    else:
        why = "a rule that decides this level rests on theory alone"
        lift = "three changes of level with what came before and after (entries of kind arrangement; not counted yet)"
    trial = ", and stakes or reversibility do not allow a trial" if certainty == "low" else ""
    return f"certainty is {certainty}: {why}{trial}", lift


def strength_of(certainty: str, case: Case) -> str:
    """strong, conditional, trial-only or abstain, by certainty alone."""
    if certainty == "high":
        return "strong" if case.benefits_clear and not case.conflict else "conditional"
    if certainty == "moderate":
        return "conditional"
    return "trial-only" if certainty == "low" and case.mild else "abstain"


def abstentions(case: Case, catalogue: Catalogue) -> list[_Reason]:
    """Every reason to withhold the evidence answer, those that lie in the situation first."""
    return [*_situation_reasons(case, catalogue), *_pattern_reasons(case, catalogue)]


def _situation_reasons(case: Case, catalogue: Catalogue) -> list[_Reason]:
    found: list[_Reason] = []
    ask = f"one answer: {case.first_question}" if case.first_question else "one more answer"
    if not case.complete:
        found.append((f"{len(case.unknown)} inputs are unknown, more than can be tried out", ask))
    if case.critical and case.function in ("decide", "act"):
        known = [item for key in case.critical if (item := catalogue.input(key)) is not None]
        labels = ", ".join(item.label.lower() for item in known)
        found.append(
            (f"not known: {labels}", "one answer each: " + " ".join(item.question for item in known))
        )
    found.extend((f"precondition not met: {title.lower()}", ask) for title in case.precondition)
    low, high = case.range
    if high - low >= 2:
        found.append((f"what is unknown leaves M{low} to M{high} open", ask))
    if case.conflict:
        found.append(
            (f"rules conflict: {case.conflict}", "a decision by people on which of them gives way here")
        )
    flags = [name for name in LEGAL_FLAGS if name in case.marks]
    if flags and not case.legal_review and case.function in LEGAL_FUNCTIONS:
        reason = f"a legal flag is set ({', '.join(flags)}) and no legal review is recorded: nothing is said on legality"
        found.append((reason, "a recorded legal review"))
    return found


def _pattern_reasons(case: Case, catalogue: Catalogue) -> list[_Reason]:
    pattern, evidence = case.pattern, case.evidence
    if pattern is None:
        return []
    found: list[_Reason] = []
    episodes = len(pattern.episodes)
    if episodes < FEWEST_EPISODES:
        missing = FEWEST_EPISODES - episodes
        found.append(
            (
                f"{_counted(episodes, 'episode')}, fewer than {FEWEST_EPISODES}",
                f"{_counted(missing, 'episode')} more",
            )
        )
    if pattern.observers <= 1 and len(pattern.settings) <= 1:
        found.append(("one observer in one setting", "one episode by another observer or in another setting"))
    if pattern.stability is not None and pattern.stability < LEAST_STABILITY:
        reason = f"the pattern is not stable under resampling ({pattern.stability:.2f}, below {LEAST_STABILITY:.2f})"
        found.append((reason, "more episodes that the pattern should contain"))
    if evidence.alpha is not None and evidence.coders >= 2 and evidence.alpha < LEAST_ALPHA:
        found.append(
            (
                f"coders do not agree (alpha {evidence.alpha:.2f}, below {LEAST_ALPHA})",
                "a second blind coding after the terms were sharpened",
            )
        )
    share = contradiction_share(pattern)
    if share > MOST_CONTRADICTION and not evidence.contradictions_explained:
        found.append(
            (
                f"{share:.0%} of its episodes held or recovered, and nothing recorded explains why",
                "the condition that separates those that held",
            )
        )
    if _all_old(pattern, catalogue):
        found.append(("every episode is older than two half-lives", "one recent episode"))
    families = {family for family, _ in pattern.ages if family}
    if families and case.setting and case.setting not in families and min(case.binding, default="S5") > "S2":
        found.append(
            (
                f"no episode comes from the setting family {case.setting}, and no rule of S2 or better binds",
                f"one episode from {case.setting}",
            )
        )
    return found


def contradiction_share(pattern: Pattern) -> float:
    """The share of a pattern's episodes that held or recovered (6.1: of all its episodes, whatever their outcome)."""
    if not pattern.episodes:
        return 0.0
    kept = sum(share.count for share in pattern.outcomes if share.value in ("held", "recovered"))
    return kept / len(pattern.episodes)


def recency_weight(age: float, half_life: float) -> float:
    """What an episode still counts at an age in months."""
    return float(0.5 ** (age / half_life))


def _all_old(pattern: Pattern, catalogue: Catalogue) -> bool:
    """A quarter of the weight is what two half-lives leave; an episode without a date is not called old."""
    return bool(pattern.ages) and all(
        age is not None and recency_weight(age, catalogue.grade(HALF_LIFE, family) or OTHER_HALF_LIFE) < 0.25
        for family, age in pattern.ages
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
