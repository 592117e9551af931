"""What holds of the coefficients for any answers, against scikit-learn and against slow ways to the same number."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from lineage.tagging.measures.bootstrap import LEAST_UNITS, draws, estimate
from lineage.tagging.measures.coefficients import (
    ac1,
    alpha,
    brennan_prediger,
    cohen,
    conger,
    fleiss,
    of_chance,
    percent,
)
from lineage.tagging.measures.distances import dice, jaccard, masi
from lineage.tagging.measures.multivalued import multivalued
from lineage.tagging.measures.ratings import ratings_of
from lineage.tagging.measures.shares import difference, wilson
from lineage.tagging.measures.unitizing import unitizing

ALL = (alpha, cohen, fleiss, conger, brennan_prediger, ac1)

pairs = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40)
answers = st.none() | st.sampled_from("abcd")
units = st.lists(st.tuples(answers, answers, answers), min_size=2, max_size=20)
tags = st.frozensets(st.sampled_from("abcde"), max_size=3)
sets_of_two = st.lists(st.tuples(tags, tags), min_size=2, max_size=12)

quiet = settings(deadline=None)  # the first call of scikit-learn takes its time


def of(measure, ratings, *more):
    return float(of_chance(measure(ratings, ratings.once, *more))[0])


@quiet
@given(pairs, st.sampled_from([(None, "nominal"), ("linear", "linear"), ("quadratic", "quadratic")]))
def test_cohens_kappa_is_scikit_learns(rows, weights):
    assume(len({value for row in rows for value in row}) > 1)
    theirs = cohen_kappa_score(*zip(*rows, strict=True), labels=range(4), weights=weights[0])
    assert of(cohen, ratings_of(rows, values=range(4)), weights[1]) == pytest.approx(theirs, abs=1e-12)


@quiet
@given(pairs)
def test_alpha_of_two_coders_is_scotts_pi_corrected_for_few_units(rows):
    ratings = ratings_of(rows)
    assume(len(ratings.values) > 1)
    answered = 2 * len(rows)
    expected = 1 - (1 - of(fleiss, ratings)) * (answered - 1) / answered
    assert of(alpha, ratings) == pytest.approx(expected, abs=1e-12)


@quiet
@given(pairs)
def test_congers_kappa_of_two_coders_is_cohens(rows):
    ratings = ratings_of(rows)
    assume(not np.isnan(of(cohen, ratings)))
    assert of(conger, ratings) == pytest.approx(of(cohen, ratings), abs=1e-12)


@quiet
@given(units, st.permutations([0, 1, 2]), st.randoms(use_true_random=False))
def test_who_is_named_first_and_which_unit_comes_first_change_nothing(rows, order, chance):
    other = [tuple(row[at] for at in order) for row in rows]
    chance.shuffle(other)
    for measure in (alpha, fleiss, conger, ac1, percent):
        one, two = (of(measure, ratings_of(some)) for some in (rows, other))
        assert one == pytest.approx(two, abs=1e-12, nan_ok=True)


@quiet
@given(units, st.sampled_from("abcd"))
def test_a_unit_of_one_coder_does_not_count_for_alpha(rows, value):
    before = of(alpha, ratings_of(rows))
    after = of(alpha, ratings_of([*rows, (value, None, None)]))
    assert before == pytest.approx(after, abs=1e-12, nan_ok=True)


@quiet
@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=20))
def test_coders_who_always_agree_have_one(values):
    assume(len(set(values)) > 1)
    ratings = ratings_of([(value, value) for value in values])
    assert [of(measure, ratings) for measure in ALL] == pytest.approx([1.0] * len(ALL))


@quiet
@given(pairs)
def test_sets_of_one_tag_agree_as_kinds_do(rows):
    kinds = ratings_of([[str(value) for value in row] for row in rows])
    single = ratings_of([[frozenset([str(value)]) for value in row] for row in rows])
    plain = of(alpha, kinds)
    for distance in ("masi", "jaccard", "dice"):
        assert of(alpha, single, distance) == pytest.approx(plain, abs=1e-12, nan_ok=True)
    assert of(multivalued, single) == pytest.approx(plain, abs=1e-9, nan_ok=True)


@settings(max_examples=30, deadline=None)
@given(sets_of_two)
def test_multi_valued_chance_is_that_of_listing_every_pair_of_sets(rows):
    ratings = ratings_of(rows)
    given_sets = [one for row in rows for one in row]
    used = {tag: sum(tag in one for one in given_sets) for tag in "abcde"}
    sizes = [len(one) for one in given_sets]

    def drawn(size):
        return [frozenset(some) for some in combinations(used, size)]

    def ways(one, other):
        number = 1
        for tag in one | other:
            number *= used[tag] * (used[tag] - 1) if tag in one & other else used[tag]
        return number

    chance = 0.0
    for one_size in set(sizes):
        for other_size in set(sizes):
            share = sizes.count(one_size) * sizes.count(other_size) / len(sizes) ** 2
            weighed = [
                (ways(one, other), dice(one, other)) for one in drawn(one_size) for other in drawn(other_size)
            ]
            whole = sum(number for number, _ in weighed)
            chance += share * (sum(number * apart for number, apart in weighed) / whole if whole else 0)
    assert float(multivalued(ratings, ratings.once)[1][0]) == pytest.approx(chance, abs=1e-9)


@quiet
@given(tags, tags)
def test_distances_of_sets_are_between_nought_and_one_and_the_same_both_ways(one, other):
    for between in (masi, jaccard, dice):
        assert 0 <= between(one, other) == between(other, one) <= 1
        assert (between(one, other) == 0) == (one == other)
    assert dice(one, other) <= jaccard(one, other) <= masi(one, other)


def test_masi_knows_a_part_from_an_overlap():
    assert masi(frozenset("ab"), frozenset("a")) == pytest.approx(1 - 2 / 3 / 2)
    assert masi(frozenset("ab"), frozenset("bc")) == pytest.approx(1 - 1 / 3 / 3)
    assert masi(frozenset("ab"), frozenset("cd")) == 1


def test_neighbouring_ranks_disagree_less_than_the_ends():
    near, far = ([(0, 1), (1, 1), (2, 2), (0, 0)], [(0, 2), (1, 1), (2, 2), (0, 0)])
    assert of(alpha, ratings_of(near), "ordinal") > of(alpha, ratings_of(far), "ordinal")


# Unitizing -----------------------------------------------------------------------------------------------------------


def test_the_same_marks_agree_wholly_and_marks_elsewhere_less_than_chance():
    one = {"x": [(10, 20), (60, 10)]}
    same, elsewhere = (
        unitizing([one, one], begin=0, length=100),
        unitizing([one, {"x": [(35, 20)]}], begin=0, length=100),
    )
    assert same["x"][0] == 0
    assert 1 - elsewhere["x"][0] / elsewhere["x"][1] < 0


def test_marks_of_one_coder_that_overlap_are_one():
    joined = unitizing([{"x": [(10, 30)]}, {"x": [(12, 20)]}], begin=0, length=100)
    split = unitizing([{"x": [(10, 20), (25, 15)]}, {"x": [(12, 20)]}], begin=0, length=100)
    assert joined == split


# Intervals -----------------------------------------------------------------------------------------------------------

TWENTY = [("a", "a")] * 8 + [("b", "b")] * 6 + [("a", "b")] * 4 + [("c", "b")] * 2


def test_an_interval_holds_its_coefficient_and_is_the_same_for_the_same_seed():
    one, again, other = (estimate(alpha, ratings_of(TWENTY), seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert one.low < one.value < one.high
    assert one.interval != other.interval
    assert one.value == other.value


def test_an_interval_is_the_percentiles_of_resamples_drawn_one_by_one():
    ratings = ratings_of(TWENTY)
    found = []
    for row in draws(len(TWENTY), 1000, 3):
        again = [unit for unit, number in zip(TWENTY, row, strict=True) for _ in range(int(number))]
        found.append(of(alpha, ratings_of(again)))
    low, high = np.percentile(found, [2.5, 97.5])
    assert estimate(alpha, ratings, seed=3).interval == pytest.approx((low, high), abs=5e-5)


def test_a_draw_takes_as_many_as_there_are():
    assert (draws(7, 50, 0).sum(axis=1) == 7).all()


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([("a",), ("b",)], "one coder"),
        ([("a", None), (None, "b")], "no entry that two coders answered this for"),
        ([("a", "a")] * 20, "one and the same answer"),
        ([], "one coder"),
    ],
)
def test_where_nothing_can_be_said_a_reason_stands_instead(rows, why):
    for measure in ALL:
        found = estimate(measure, ratings_of(rows), seed=0)
        assert found.value is None
        assert found.interval is None
        assert why in found.why


def test_few_entries_have_a_number_and_no_interval():
    found = estimate(alpha, ratings_of(TWENTY[5:9]), seed=0)
    assert found.value is not None
    assert found.interval is None
    assert f"fewer than {LEAST_UNITS}" in found.why


def test_a_rare_answer_has_no_interval_where_many_draws_miss_it():
    found = estimate(alpha, ratings_of([("a", "a")] * 19 + [("b", "a")]), seed=0)
    assert found.value == pytest.approx(0.0, abs=0.05)
    assert "of the resamples all gave one answer" in found.why


def test_coders_who_never_part_have_no_interval_of_no_width():
    found = estimate(alpha, ratings_of([("a", "a")] * 10 + [("b", "b")] * 10), seed=0)
    assert (found.value, found.interval) == (1.0, None)
    assert "never differed" in found.why


def test_a_percentage_needs_no_second_answer():
    found = estimate(percent, ratings_of([("a", "a")] * 12), seed=0, by_chance=False)
    assert found.value == 1.0


# Shares --------------------------------------------------------------------------------------------------------------


def test_newcombe_1998_the_difference_of_56_of_70_and_48_of_80():
    assert difference(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_wilson_of_six_of_nine_and_of_nothing():
    assert wilson(6, 9) == pytest.approx((0.354, 0.879), abs=5e-4)
    assert wilson(0, 0) == (0.0, 1.0)
