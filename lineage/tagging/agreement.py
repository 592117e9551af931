"""How far the coders of some entries agree: on each facet, on each term, on passages; and where they do not.

**Source:** what is compared and the thresholds: Krippendorff 2004, Content Analysis; the measures name theirs in ``measures/``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lineage.model.agreement import Agreement, Estimate, Row
from lineage.model.text import counted
from lineage.tagging.answers import KINDS, RANKS, SETS, Answers, answers_to, questions
from lineage.tagging.disagreements import disagreements
from lineage.tagging.limits import limits
from lineage.tagging.marks import passages
from lineage.tagging.measures.bootstrap import LEAST_UNITS, RESAMPLES, estimate
from lineage.tagging.measures.coefficients import ac1, alpha, cohen, fleiss, percent
from lineage.tagging.measures.multivalued import multivalued
from lineage.tagging.measures.ratings import ratings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lineage.model.coding import Coded
    from lineage.model.resolution import Resolution
    from lineage.model.taxonomy import Taxonomy
    from lineage.tagging.measures.coefficients import Disagreement
    from lineage.tagging.measures.distances import Array
    from lineage.tagging.measures.ratings import Ratings

    Measure = Callable[[Ratings, Array], Disagreement]

MEASURES = ("alpha", "kappa", "ac1", "percent")
LEAST_COMPARED = 5
"""Entries below which a coefficient is an accident; the share that is the same is told all the same."""
ALWAYS = ("tensions", "outcome")
"""Facets that are told of even where nobody could be compared on them."""


def compare(
    coded: Sequence[Coded],
    taxonomy: Taxonomy,
    *,
    settled: Mapping[str, tuple[Resolution, ...]],
    measure: str = "alpha",
    seed: int = 0,
    facets: frozenset[str] = frozenset(),
) -> Agreement:
    """The agreement of the coders of these entries; entries of one coder are left out.

    ``facets`` names the only ones to compare, where any is named. ``measure`` is the one that gets an interval, of ``MEASURES``; sets of tags get one for alpha and percent only.
    """
    twice = [one for one in coded if len(one.codings) > 1]
    asked = [one for one in questions(taxonomy) if not facets or one.facet in facets]
    answered = [answers_to(question, twice, taxonomy) for question in asked]
    rows = [_row(one, measure, seed) for one in answered if one.entries or one.question.name in ALWAYS]
    tensions = next((one for one in answered if one.question.name == "tensions"), None)
    terms = _terms(tensions, taxonomy, measure, seed) if tensions else ()
    differing = disagreements(twice, taxonomy, settled)
    by_coder = {
        coder: sum(coder in {coding.coder for coding in one.codings} for one in twice)
        for coder in sorted({coding.coder for one in twice for coding in one.codings})
    }
    return Agreement(
        n=len(twice),
        coders=tuple(by_coder.items()),
        measure=measure,
        resamples=RESAMPLES,
        seed=seed,
        facets=tuple(rows),
        terms=terms,
        unused=len(set(taxonomy.by_id) - {row.name for row in terms}),
        passages=passages(twice, taxonomy),
        disagreements=tuple(one for one in differing if not facets or one.facet in facets),
        notes=limits(twice, rows, terms),
    )


def tension_alpha(coded: Sequence[Coded], taxonomy: Taxonomy) -> float | None:
    """Alpha of the tension sets, by MASI; None of too few entries for an interval, which is too few to grade by."""
    question = next(one for one in questions(taxonomy) if one.name == "tensions")
    ratings = ratings_of(answers_to(question, coded, taxonomy).units)
    if ratings.pairable < LEAST_UNITS:
        return None
    return estimate(lambda some, weights: alpha(some, weights, "masi"), ratings, seed=0, interval=False).value


def _row(answers: Answers, measure: str, seed: int) -> Row:
    """The measures of one facet; the one that was asked for has an interval."""
    question = answers.question
    order = question.order if question.scale == RANKS else None
    ratings = ratings_of(answers.units, values=order)

    def of(name: str, function: Measure) -> Estimate:
        return _estimate(name, function, ratings, measure, seed)

    distance = {KINDS: "nominal", RANKS: "ordinal", SETS: "masi"}[question.scale]
    whose, kappa = ("Cohen", cohen) if len(answers.coders) == 2 else ("Fleiss", fleiss)
    sets = question.scale == SETS
    single = Estimate(n=len(answers.entries), why="for single answers only: sets have alpha")
    return Row(
        name=question.name,
        label=question.label,
        scale=question.scale,
        derived=question.derived,
        n=len(answers.entries),
        coders=answers.coders,
        percent=of("percent", percent),
        alpha=of("alpha", lambda some, weights: alpha(some, weights, distance)),
        kappa=single if sets else of("kappa", kappa),
        kappa_of="" if sets else whose,
        ac1=single if sets else of("ac1", ac1),
        jaccard=of("jaccard", lambda some, weights: alpha(some, weights, "jaccard")) if sets else Estimate(),
        multivalued=of("multivalued", multivalued) if sets else Estimate(),
    )


def _estimate(name: str, function: Measure, ratings: Ratings, measure: str, seed: int) -> Estimate:
    """A measure of some answers, with an interval where it is the one that was asked for."""
    if name != "percent" and 1 <= ratings.pairable < LEAST_COMPARED:
        why = f"{counted(ratings.pairable, 'entry', 'entries')} of two coders, fewer than {LEAST_COMPARED}"
        return Estimate(n=ratings.pairable, why=why)
    return estimate(function, ratings, seed=seed, interval=name == measure, by_chance=name != "percent")


def _terms(tensions: Answers, taxonomy: Taxonomy, measure: str, seed: int) -> tuple[Row, ...]:
    """Each term that somebody used, as used or not used; the most used first, then by short code."""
    used = {term for unit in tensions.units for value in unit for term in value or ()}
    rows = [_term(term, tensions, taxonomy, measure, seed) for term in used]
    return tuple(
        sorted(
            rows, key=lambda row: (-sum(count for _, count in row.used), taxonomy.code(row.name), row.name)
        )
    )


def _term(term: str, tensions: Answers, taxonomy: Taxonomy, measure: str, seed: int) -> Row:
    units = [[None if value is None else int(term in value) for value in unit] for unit in tensions.units]
    ratings = ratings_of(units, values=(0, 1))
    whose, kappa = ("Cohen", cohen) if len(tensions.coders) == 2 else ("Fleiss", fleiss)

    def of(name: str, function: Measure) -> Estimate:
        return _estimate(name, function, ratings, measure, seed)

    given = [value for unit in units for value in unit if value is not None]
    return Row(
        name=term,
        label=taxonomy.label(term),
        scale="used",
        n=len(units),
        coders=tensions.coders,
        used=tuple((coder, sum(unit[at] or 0 for unit in units)) for at, coder in enumerate(tensions.coders)),
        together=sum(all(value for value in unit if value is not None) for unit in units),
        prevalence=round(sum(given) / len(given), 4),
        percent=of("percent", percent),
        alpha=of("alpha", alpha),
        kappa=of("kappa", kappa),
        kappa_of=whose,
        ac1=of("ac1", ac1),
    )
