from __future__ import annotations

import pytest

from lineage.mining.counts import (
    adjusted,
    effective,
    hill,
    log_odds,
    median_interval,
    poisson,
    shares,
    told_once,
    wilson,
)


def test_six_of_nine_lies_between_35_and_88_percent():
    low, high = wilson(6, 9)
    assert (round(low, 2), round(high, 2)) == (0.35, 0.88)


def test_nothing_of_nothing_could_be_anything():
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("count", "n"), [(0, 5), (5, 5)])
def test_an_interval_stays_between_0_and_1(count, n):
    low, high = wilson(count, n)
    assert 0 <= low < high <= 1


def test_five_three_one_are_2_55_kinds_in_effect():
    assert round(hill([5, 3, 1]), 2) == 2.55
    assert hill([9]) == pytest.approx(1)
    assert hill([]) == 0


def test_unequal_weights_amount_to_fewer_episodes():
    assert effective([0.5] * 9) == pytest.approx(9)
    assert effective([1.0, 0.1, 0.1]) == pytest.approx(1.2**2 / 1.02)
    assert effective([]) == 0


def test_q_values_are_those_of_benjamini_and_hochberg():
    assert adjusted([0.01, 0.04, 0.03, 0.5], 4) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])


def test_tests_that_are_not_listed_count_in_the_family():
    assert adjusted([0.01], 10) == pytest.approx([0.1])


def test_log_odds_have_no_infinity_in_empty_cells():
    ratio, low, high = log_odds(5, 5, 0, 5)
    assert ratio == pytest.approx(4.796, abs=1e-3)
    assert low < ratio < high


def test_shares_come_commonest_first_then_by_name():
    found = shares(["stall", "fail", "held", "fail"], 9)
    assert [(one.value, one.count, one.n) for one in found] == [
        ("fail", 2, 9),
        ("held", 1, 9),
        ("stall", 1, 9),
    ]


def test_three_cases_may_be_the_count_of_anything_from_a_half_to_nine():
    assert [round(end, 4) for end in poisson(3)] == [0.6187, 8.7673]
    assert [round(end, 4) for end in poisson(0)] == [0.0, 3.6889]


@pytest.mark.parametrize(
    ("n", "interval"), [(1, None), (5, None), (6, (1, 6)), (10, (2, 9)), (25, (8, 18)), (1000, (470, 531))]
)
def test_the_interval_of_a_median_is_that_of_the_sign_test(n, interval):
    assert median_interval(list(range(1, n + 1))) == ((n + 1) / 2, interval)


def test_what_is_told_once_has_the_q_of_those_told():
    """Of five tests the first two say the same: by Benjamini and Hochberg the third had .04, but only two are told."""
    p_values = [0.001, 0.002, 0.024, 0.5, 0.9]

    def without_the_second(some):
        return [at for at in some if at != 1]

    assert told_once(p_values, 5, list) == [(0, 0.005), (1, 0.005), (2, pytest.approx(0.04))]
    assert told_once(p_values, 5, without_the_second) == [(0, pytest.approx(0.005))]
    assert told_once([0.2, 0.5], 2, list) == []
