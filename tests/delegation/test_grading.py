"""Certainty, strength and abstention, and the review term."""

from __future__ import annotations

import pytest

from lineage.delegation.grading import (
    Case,
    certainty_of,
    context_fit,
    contradiction_share,
    grade,
    rule_support,
    strength_of,
)
from lineage.model.delegation import Evidence
from lineage.model.pattern import Pattern, Share


def pattern(**more):
    """Nine episodes in two settings by three observers, stable, of moderate confidence."""
    given = {
        "id": "guild-budget",
        "kind": "theme",
        "label": "Agreed, not funded",
        "terms": ("agreement-without-resource-alignment",),
        "entries": tuple(f"20260101-0000000{n}" for n in range(9)),
        "episodes": tuple(f"episode-{n}" for n in range(9)),
        "strength": 0.5,
        "unit": "cohesion",
        "stability": 0.9,
        "confidence": "moderate",
        "settings": (
            Share(value="token-community", count=5, n=9, low=0.2, high=0.8),
            Share(value="nonprofit", count=4, n=9, low=0.2, high=0.8),
        ),
        "observers": 3,
        "families": 2,
    }
    return Pattern(**{**given, **more})


def case(**more):
    """Everything known, answered by someone involved, bound by one S2 rule, over a sound pattern."""
    given = {
        "function": "decide",
        "range": (2, 2),
        "binding": ("S2",),
        "involved": True,
        "mild": True,
        "pattern": pattern(),
    }
    return Case(**{**given, **more})


@pytest.mark.parametrize(
    ("strengths", "support"),
    [
        (("S1", "S2"), "high"),
        (("S2", "S3"), "moderate"),
        (("S3",), "moderate"),
        (("S1", "S4"), "low"),
        ((), "low"),
    ],
)
def test_rule_support_is_that_of_the_weakest_binding_rule(strengths, support):
    assert rule_support(strengths) == support


@pytest.mark.parametrize(
    ("more", "fit"),
    [
        ({}, "high"),
        ({"involved": False}, "moderate"),
        ({"unknown": ("con", "amb")}, "moderate"),
        ({"unknown": ("con", "amb", "ver")}, "low"),
        ({"unknown": ("acc",), "critical": ("acc",)}, "low"),
    ],
)
def test_context_fit_counts_what_is_unknown(more, fit):
    assert context_fit(case(**more)) == fit


def test_certainty_is_the_lowest_of_its_parts():
    studied = Evidence(interventions=3)
    assert certainty_of("high", "high", case(evidence=studied, pattern=pattern(confidence="high"))) == "high"
    assert (
        certainty_of("high", "high", case(evidence=studied, pattern=pattern(confidence="very low")))
        == "very low"
    )
    assert certainty_of("high", "low", case(evidence=studied, pattern=pattern(confidence="high"))) == "low"


def test_certainty_stops_at_moderate_below_three_interventions():
    sound = pattern(confidence="high")
    assert certainty_of("high", "high", case(evidence=Evidence(interventions=2), pattern=sound)) == "moderate"
    assert certainty_of("high", "high", case(pattern=None)) == "moderate"


@pytest.mark.parametrize(
    ("certainty", "more", "strength"),
    [
        ("high", {"benefits_clear": True}, "strong"),
        ("high", {}, "conditional"),
        ("high", {"benefits_clear": True, "conflict": "R33 against R28"}, "conditional"),
        ("moderate", {"benefits_clear": True}, "conditional"),
        ("low", {}, "trial-only"),
        ("low", {"mild": False}, "abstain"),
        ("very low", {}, "abstain"),
    ],
)
def test_strength_follows_certainty(certainty, more, strength):
    assert strength_of(certainty, case(**more)) == strength


def test_a_sound_pattern_gives_no_reason_to_abstain(catalogue):
    graded = grade(case(), catalogue)
    assert graded.reasons == ()
    assert (graded.certainty, graded.strength, graded.wording) == ("moderate", "conditional", "Consider, if")


OLD = pattern(ages=(("dao", 30.0), ("dao", 25.0)))


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"pattern": pattern(episodes=("a", "b", "c", "d"))}, "4 episodes, fewer than 5"),
        (
            {
                "pattern": pattern(
                    observers=1, settings=(Share(value="dao", count=9, n=9, low=0.7, high=1.0),)
                )
            },
            "one observer in one setting",
        ),
        (
            {"pattern": pattern(stability=0.59)},
            "the pattern is not stable under resampling (0.59, below 0.60)",
        ),
        ({"evidence": Evidence(alpha=0.5, coders=2)}, "coders do not agree (alpha 0.50, below 0.667)"),
        ({"unknown": ("acc",), "critical": ("acc",)}, "not known: accountability"),
        ({"range": (2, 4)}, "what is unknown leaves M2 to M4 open"),
        (
            {"conflict": "R33 for at least M4 against R28 for at most M2"},
            "rules conflict: R33 for at least M4 against R28 for at most M2",
        ),
        (
            {"pattern": pattern(outcomes=(Share(value="held", count=5, n=9, low=0.2, high=0.8),))},
            "56% of its episodes held or recovered, and nothing recorded explains why",
        ),
        ({"pattern": OLD}, "every episode is older than two half-lives"),
        (
            {"marks": frozenset({"flag_art22"})},
            "a legal flag is set (flag_art22) and no legal review is recorded: nothing is said on legality",
        ),
        (
            {"pattern": pattern(ages=(("dao", 1.0),)), "setting": "government", "binding": ("S3",)},
            "no episode comes from the setting family government, and no rule of S2 or better binds",
        ),
    ],
)
def test_each_condition_alone_withholds_the_evidence(catalogue, more, reason):
    graded = grade(case(**more), catalogue)
    assert graded.reasons == (reason,)
    assert graded.strength == "abstain"
    assert len(graded.lifted_by) == 1
    assert graded.lifted_by[0]


@pytest.mark.parametrize(
    "more",
    [
        {"pattern": pattern(stability=0.60)},
        {"pattern": pattern(stability=None)},
        {"evidence": Evidence(alpha=0.5, coders=1)},
        {"evidence": Evidence(alpha=0.667, coders=2)},
        {"range": (2, 3)},
        {"function": "sense", "unknown": ("acc",), "critical": ("acc",)},
        {"marks": frozenset({"flag_art22"}), "legal_review": True},
        {"marks": frozenset({"flag_law"}), "function": "sense"},
        {"pattern": pattern(ages=(("dao", 24.0), ("dao", 40.0)))},
        {"pattern": pattern(ages=(("government", 100.0),))},
        {"pattern": pattern(ages=(("dao", 1.0),)), "setting": "government", "binding": ("S2",)},
        {
            "pattern": pattern(outcomes=(Share(value="held", count=5, n=9, low=0.2, high=0.8),)),
            "evidence": Evidence(contradictions_explained=True),
        },
    ],
)
def test_just_inside_each_condition_nothing_is_withheld(catalogue, more):
    assert grade(case(**more), catalogue).reasons == ()


def test_without_a_pattern_its_conditions_do_not_apply(catalogue):
    graded = grade(case(pattern=None, setting="government", binding=("S3",)), catalogue)
    assert graded.reasons == ()
    assert graded.certainty == "moderate"


def test_too_little_certainty_says_which_part_is_weakest(catalogue):
    weak = grade(case(binding=(), mild=False), catalogue)
    assert weak.strength == "abstain"
    assert weak.reasons == (
        (
            "certainty is low: no rule decides this level; it is where this function starts, "
            "and stakes or reversibility do not allow a trial"
        ),
    )
    doubted = grade(case(pattern=pattern(confidence="very low")), catalogue)
    assert doubted.reasons == ("certainty is very low: confidence in the pattern is very low",)


def test_the_contradiction_share_counts_episodes_that_held_or_recovered():
    outcomes = (
        Share(value="stall", count=6, n=9, low=0.35, high=0.88),
        Share(value="held", count=2, n=9, low=0.06, high=0.55),
        Share(value="recovered", count=1, n=9, low=0.02, high=0.43),
    )
    assert contradiction_share(pattern(outcomes=outcomes)) == pytest.approx(1 / 3)
    assert contradiction_share(pattern(outcomes=())) == 0.0
    assert contradiction_share(pattern(episodes=())) == 0.0


def test_the_contradiction_share_is_of_all_episodes_not_of_those_with_an_outcome():
    held = (Share(value="held", count=2, n=2, low=0.3, high=1.0),)
    assert contradiction_share(pattern(outcomes=held)) == pytest.approx(2 / 9)


def test_an_episode_of_unknown_age_or_family_is_not_called_old(catalogue):
    for ages in ((("dao", 30.0), ("dao", None)), (("", 30.0),)):
        graded = grade(case(pattern=pattern(ages=ages)), catalogue)
        assert "every episode is older than two half-lives" not in graded.reasons
    assert (
        "every episode is older than two half-lives"
        in grade(case(pattern=pattern(ages=(("", 60.0),))), catalogue).reasons
    )


def test_nobody_named_is_no_second_observer(catalogue):
    one = (Share(value="dao", count=9, n=9, low=0.7, high=1.0),)
    assert (
        "one observer in one setting"
        in grade(case(pattern=pattern(observers=0, settings=one)), catalogue).reasons
    )
