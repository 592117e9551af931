"""How long an arrangement stands before it is looked at again: the shortest of what stakes, setting and change call for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lineage.model.delegation import Advice, ReviewTerm, Situation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lineage.model.catalogue import Catalogue

DAYS_PER_MONTH = 365.25 / 12


def review_term(situation: Situation, advice: Iterable[Advice], catalogue: Catalogue) -> ReviewTerm:
    """The term in months with each step that shortened or doubled it."""
    chosen = {item.function: item for item in advice if item.function in ("decide", "act")}
    months, steps = _minimum(situation, catalogue)
    if any(item.range[1] >= 4 for item in chosen.values()):
        months /= 2
        steps.append(f"halved, as decide or act may stand at M4 or higher: {_months(months)}")
    if any(item.certainty in ("low", "very low") for item in chosen.values()):
        months /= 2
        steps.append(f"halved, as certainty is low: {_months(months)}")
    if situation.uneventful_reviews >= 2:
        months *= 2
        steps.append(f"doubled once, after two reviews in which nothing happened: {_months(months)}")
    days = round(months * DAYS_PER_MONTH)
    longest = catalogue.grade("review-transition", "days")
    if "stage_transition" in situation.marks and longest is not None and days > longest:
        days = longest
        steps.append(f"at most {longest} days, as the body is changing")
    trial = any(item.strength == "trial-only" for item in chosen.values())
    if trial:
        days = _trial(days, catalogue)
        steps.append(f"a trial: {days} days, then it ends unless it is decided anew")
    return ReviewTerm(months=round(days / DAYS_PER_MONTH, 2), days=days, steps=tuple(steps), expires=trial)


def _minimum(situation: Situation, catalogue: Catalogue) -> tuple[float, list[str]]:
    start = catalogue.grade("review-start", "months") or 12
    terms = [(start, f"start: {_months(start)}")]
    stakes = situation.inputs.get("stk")
    # Unknown stakes are treated as severe here: looking again early is cheap.
    by_stakes = catalogue.grade("review-stakes", f"stakes_{3 if stakes is None else stakes}")
    if by_stakes is not None:
        what = "unknown, so as for severe" if stakes is None else str(stakes)
        terms.append((by_stakes, f"stakes {what}: {_months(by_stakes)}"))
    family = situation.setting or situation.found_in
    by_setting = catalogue.grade("review-setting", family)
    if by_setting is not None:
        terms.append((by_setting, f"setting {family}: {_months(by_setting)}"))
    months = min(term for term, _ in terms)
    steps = [step for _, step in terms]
    steps.append(f"the shortest of these: {_months(months)}")
    return float(months), steps


def _trial(days: int, catalogue: Catalogue) -> int:
    least = catalogue.grade("review-trial", "least_days") or 30
    most = catalogue.grade("review-trial", "most_days") or 90
    return max(least, min(most, days))


def _months(months: float) -> str:
    return "1 month" if months == 1 else f"{months:g} months"
