from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import chi2, fisher_exact

from lineage.mining.strata import within_families, within_lengths
from lineage.mining.tables import exact_more, exact_two_sided, mantel_haenszel, most_joint

BERKELEY = {
    "A": (512, 313, 89, 19),
    "B": (353, 207, 17, 8),
    "C": (120, 205, 202, 391),
    "D": (138, 279, 131, 244),
    "E": (53, 138, 94, 299),
    "F": (22, 351, 24, 317),
}
"""Men admitted and rejected, women admitted and rejected, by department (Bickel, Hammel and O'Connell 1975; R's UCBAdmissions)."""


def margins(a, b, c, d):
    return a, a + b, a + c, a + b + c + d


def columns(*tables):
    return np.array(tables, dtype=np.int64).T


def test_the_berkeley_admissions_give_the_published_figures():
    """R's documentation of mantelhaen.test prints 1.4269, p 0.2323, 0.9046968 and 0.7719074 to 1.0603298."""
    found = mantel_haenszel([margins(*table) for table in BERKELEY.values()])
    assert found.statistic == pytest.approx(1.4269, abs=5e-5)
    assert chi2.sf(found.statistic, 1) == pytest.approx(0.2323, abs=5e-5)
    assert found.odds_ratio == pytest.approx(0.9046968, abs=5e-8)
    assert found.interval == pytest.approx((0.7719074, 1.0603298), abs=5e-8)
    assert found.p == pytest.approx(1 - 0.2323 / 2, abs=5e-5)
    assert found.strata == 6


def test_over_all_departments_together_men_seem_favoured():
    together = tuple(sum(table[at] for table in BERKELEY.values()) for at in range(4))
    assert mantel_haenszel([margins(*together)]).p < 1e-10


def test_a_stratum_in_which_a_trait_is_always_or_never_there_says_nothing():
    found = mantel_haenszel([(5, 5, 8, 20), (0, 0, 3, 9), (4, 9, 4, 9)])
    assert found.strata == 1
    assert mantel_haenszel([(0, 0, 3, 9), (9, 9, 9, 9)]) is None
    assert mantel_haenszel([]) is None


def test_a_ratio_without_an_end_has_no_interval():
    assert mantel_haenszel([(5, 5, 5, 20)]).odds_ratio == math.inf
    assert mantel_haenszel([(5, 5, 5, 20)]).interval is None
    assert mantel_haenszel([(0, 5, 5, 20)]).odds_ratio == 0


@pytest.mark.parametrize("cells", [(3, 1, 1, 3), (0, 5, 4, 9), (12, 3, 4, 40), (1, 0, 0, 1), (7, 0, 0, 0)])
def test_many_tables_at_once_are_as_fishers_test_one_by_one(cells):
    table = [cells[:2], cells[2:]]
    more = fisher_exact(table, alternative="greater").pvalue
    less = fisher_exact(table, alternative="less").pvalue
    asked = columns(margins(*cells), margins(9, 1, 1, 9))
    assert exact_more(*asked)[0] == pytest.approx(more)
    assert exact_two_sided(*asked)[0] == pytest.approx(min(1, 2 * min(more, less)))


def test_the_smallest_p_the_margins_allow_is_that_of_all_together():
    asked = columns((4, 4, 6, 20))
    assert most_joint(*asked[1:])[0] == pytest.approx(exact_more(*asked)[0])


def test_settings_of_one_family_are_no_strata():
    one, other = np.array([True, False] * 10), np.array([True, False] * 10)
    everywhere = np.ones(20, dtype=bool)
    assert (
        within_families(np.zeros(20, dtype=int), one, other, everywhere)
        == "not tested within setting families: all are of one"
    )
    assert "holds within" in within_families(np.repeat([0, 2], 10), one, other, everywhere)


def test_two_that_are_the_same_as_the_family_cannot_be_told_apart_from_it():
    dao = np.array([True] * 10 + [False] * 10)
    said = within_families(np.repeat([0, 1], 10), dao, dao, np.ones(20, dtype=bool))
    assert said.startswith("it only mirrors the mix of settings")


def test_what_long_episodes_bear_more_of_is_warned_of():
    """Nine in ten long episodes bear either, independently; of the short ones one in ten."""
    lengths = np.repeat([1, 7], 100)
    numbers = np.arange(200)
    one = (numbers % 10 == 0) ^ (lengths == 7)
    other = (numbers // 10 % 10 == 0) ^ (lengths == 7)
    everywhere = np.ones(200, dtype=bool)
    assert within_lengths(lengths, one, other, everywhere).startswith(
        "it may only mirror that long episodes bear more"
    )
    assert within_lengths(lengths, one, one, everywhere) == ""
    assert within_lengths(np.ones(200, dtype=int), one, other, everywhere) == ""
