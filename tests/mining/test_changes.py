from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from lineage.mining import changes
from lineage.mining.changes import change_test, slope, trend_tests

SIZES = np.array([3, 2, 0, 4, 3])
PERIODS = np.repeat(np.arange(5), SIZES)


def every_choice(count):
    """The hits of each period for every way of choosing so many of twelve episodes."""
    return np.array(
        [np.bincount(PERIODS[list(chosen)], minlength=5) for chosen in combinations(range(12), count)]
    )


@pytest.mark.parametrize("hits", [[0, 0, 0, 1, 3], [2, 2, 0, 0, 0], [1, 0, 0, 2, 1], [3, 2, 0, 0, 1]])
def test_the_trend_is_that_of_all_ways_to_choose_the_episodes(hits):
    scores = every_choice(sum(hits)) @ np.arange(5)
    seen = np.dot(hits, np.arange(5))
    expected = min(1, 2 * min((scores >= seen).mean(), (scores <= seen).mean()))
    assert trend_tests(np.array([hits]), SIZES)[0] == pytest.approx(expected)


@pytest.mark.parametrize("hits", [[0, 0, 0, 1, 3], [2, 2, 0, 0, 0], [1, 0, 0, 2, 1], [3, 2, 0, 0, 1]])
def test_the_change_is_that_of_all_ways_to_choose_the_episodes(hits):
    before = np.cumsum(SIZES)[:-1]

    def greatest(row):
        return changes._ratio(np.cumsum(row)[:-1], before, sum(hits), 12).max()

    seen = greatest(np.array(hits))
    expected = np.mean([greatest(row) >= seen - 1e-9 for row in every_choice(sum(hits))])
    assert change_test(np.array(hits), SIZES).p == pytest.approx(expected)


def test_smokers_among_patients_give_the_published_trend():
    """R's documentation of prop.trend.test prints p = 0.004132 by the curve; counted exactly it is a little more."""
    patients, smokers = np.array([86, 93, 136, 82]), np.array([83, 90, 129, 70])
    found = trend_tests(np.array([smokers, patients - smokers]), patients)
    assert 0.004132 < found[0] < 0.005
    assert found[0] == found[1]


def test_above_forty_hits_the_curve_is_as_good_as_counting(monkeypatch):
    sizes = np.array([60, 90, 40, 120, 80, 100])
    hits = np.array([[4, 5, 3, 11, 7, 10], [10, 9, 2, 8, 6, 5]])
    counted = trend_tests(hits, sizes)
    monkeypatch.setattr(changes, "MOST_EXACT", 0)
    assert trend_tests(hits, sizes) == pytest.approx(counted, rel=0.05)


def test_the_moment_of_a_change_is_the_first_period_after_it():
    sizes = np.full(10, 30)
    found = change_test(np.array([2, 1, 2, 1, 2, 1, 12, 11, 13, 12]), sizes)
    assert found.period == 6
    assert found.p < 1e-9


def test_a_share_that_stays_is_no_change_however_much_more_is_written():
    sizes = np.array([10, 20, 40, 80, 160])
    hits = sizes // 5
    assert change_test(hits, sizes).p > 0.9
    assert trend_tests(hits[None, :], sizes)[0] > 0.9


@pytest.mark.parametrize("hits", [[0, 0, 0], [5, 0, 7]])
def test_all_or_nothing_is_no_change(hits):
    sizes = np.array([5, 0, 7])
    assert change_test(np.array(hits), sizes).p == 1
    assert trend_tests(np.array([hits]), sizes)[0] == 1


def test_a_journal_of_ten_thousand_is_no_other_than_one_of_a_hundred():
    """The band of likely counts leaves nothing out: a thousand hits give what a hundred draws of the law give."""
    rng = np.random.default_rng(5)
    sizes = np.full(8, 500)
    p_values = [change_test(rng.multivariate_hypergeometric(sizes, 1000), sizes).p for _ in range(100)]
    assert 0.3 < np.mean(p_values) < 0.7
    assert np.mean([p < 0.1 for p in p_values]) < 0.25


def test_a_slope_is_that_of_logistic_regression_and_always_has_an_end():
    odds = [0.05, 0.1, 0.2, 0.4]
    sizes = [100_000] * 4
    found = slope([round(100_000 * one / (1 + one)) for one in odds], sizes)
    assert found.drift == pytest.approx(np.log(2), abs=1e-3)
    assert found.low < found.drift < found.high
    steep = slope([0, 0, 0, 9], [9, 9, 9, 9])
    assert 0 < steep.low < steep.drift < steep.high < 20


def test_a_jump_makes_the_counts_likelier_than_a_slope_and_a_slope_than_a_jump():
    sizes = np.full(6, 50)
    jump, drift = np.array([5, 5, 5, 25, 25, 25]), np.array([3, 9, 15, 21, 27, 33])
    assert change_test(jump, sizes).ratio > slope(jump, sizes).ratio
    assert change_test(drift, sizes).ratio < slope(drift, sizes).ratio
