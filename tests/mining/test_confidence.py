from __future__ import annotations

import pytest

from lineage.mining.confidence import Grounds, confidence_of

GOOD = {
    "episodes": 20,
    "effective": 18.0,
    "observers": 4,
    "coders": 2,
    "families": ("dao",) * 20,
    "second_hand": 0.0,
    "contradiction": 0.0,
    "words": 60.0,
    "stability": 0.9,
    "alpha": 0.85,
    "user_family": "dao",
}


def steps(**changed):
    return [(one.component, one.points) for one in confidence_of(Grounds(**GOOD | changed))[1]]


def test_evidence_without_a_flaw_is_high():
    assert confidence_of(Grounds(**GOOD)) == ("high", ())


@pytest.mark.parametrize(
    ("changed", "component", "points"),
    [
        ({"coders": 1}, "methodology", -0.5),
        ({"alpha": None}, "methodology", -0.5),
        ({"alpha": 0.7}, "methodology", -1.0),
        ({"second_hand": 0.6}, "methodology", -1.0),
        ({"alpha": 0.5}, "methodology", -2.0),
        ({"contradiction": 0.15}, "coherence", -0.5),
        ({"contradiction": 0.30}, "coherence", -1.0),
        ({"contradiction": 0.46}, "coherence", -2.0),
        ({"stability": 0.70}, "coherence", -1.0),
        ({"stability": 0.59}, "coherence", -2.0),
        ({"episodes": 11, "effective": 11.0}, "adequacy", -0.5),
        ({"words": 8.0}, "adequacy", -0.5),
        ({"episodes": 7, "effective": 7.0}, "adequacy", -1.0),
        ({"observers": 1}, "adequacy", -1.0),
        ({"episodes": 4, "effective": 4.0}, "adequacy", -2.0),
        ({"families": ("dao",) * 15 + ("government",) * 5}, "relevance", -0.5),
        ({"families": ("dao",) * 5 + ("government",) * 15}, "relevance", -1.0),
        ({"effective": 9.0}, "relevance", -1.0),
        ({"families": ("government",) * 20}, "relevance", -2.0),
    ],
)
def test_each_row_of_the_table_is_a_step_down(changed, component, points):
    assert steps(**changed) == [(component, points)]


@pytest.mark.parametrize(
    "changed",
    [
        {"contradiction": 0.14},
        {"stability": 0.75},
        {"stability": None},
        {"episodes": 12, "effective": 12.0},
        {"effective": 10.0},
        {"second_hand": 0.5},
        {"alpha": 0.8},
        {"user_family": "", "families": ("government",) * 20},
    ],
)
def test_what_lies_just_inside_the_bounds_costs_nothing(changed):
    assert steps(**changed) == []


def test_one_person_who_saw_and_coded_is_counted_once():
    assert steps(observers=1, coders=1) == [("methodology", -0.5), ("adequacy", -0.5)]


def test_a_component_counts_by_its_worst_finding_and_names_all_that_are_as_bad():
    grade, found = confidence_of(
        Grounds(**GOOD | {"coders": 1, "alpha": None, "contradiction": 0.2, "stability": 0.5})
    )
    assert [(one.component, one.points, one.reason) for one in found] == [
        ("methodology", -0.5, "one coder; agreement between coders was not assessed"),
        ("coherence", -2.0, "stability 0.50: not to be trusted"),
    ]
    assert grade == "very low"


@pytest.mark.parametrize(
    ("changed", "grade"),
    [
        ({"coders": 1}, "moderate"),
        ({"stability": 0.7}, "moderate"),
        ({"stability": 0.7, "coders": 1}, "low"),
        ({"stability": 0.5}, "low"),
        ({"stability": 0.5, "coders": 1}, "very low"),
        ({"stability": 0.5, "episodes": 3, "effective": 3.0, "alpha": 0.1}, "very low"),
    ],
)
def test_the_sum_is_rounded_down(changed, grade):
    assert confidence_of(Grounds(**GOOD | changed))[0] == grade
