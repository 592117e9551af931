"""Every table that a paper prints, read from the page: the coefficients must come out as they stand there."""

from __future__ import annotations

import numpy as np
import pytest

from lineage.tagging.measures.coefficients import (
    ac1,
    alpha,
    brennan_prediger,
    by_category,
    cohen,
    conger,
    fleiss,
    of_chance,
    percent,
)
from lineage.tagging.measures.multivalued import multivalued
from lineage.tagging.measures.ratings import ratings_of
from lineage.tagging.measures.unitizing import unitizing


def of(measure, ratings, *more):
    """A coefficient of the ratings themselves."""
    return float(of_chance(measure(ratings, ratings.once, *more))[0])


def parts(measure, ratings, *more):
    """Observed and expected disagreement."""
    return tuple(float(part[0]) for part in measure(ratings, ratings.once, *more))


def coders(text):
    """One line a coder, one answer a unit; a full stop or an asterisk is a missing one."""
    rows = [line.split() for line in text.strip().splitlines()]
    return ratings_of(
        [
            [None if cell in ".*" else int(cell) if cell.isdigit() else cell for cell in unit]
            for unit in zip(*rows, strict=True)
        ]
    )


def crossed(text):
    """Counts of two coders' answers: a line a value of the first, a column a value of the second."""
    rows = [[int(cell) for cell in row.split()] for row in text.split("/")]
    return ratings_of(
        [
            (one, other)
            for one, row in enumerate(rows)
            for other, number in enumerate(row)
            for _ in range(number)
        ],
        values=range(len(rows)),
    )


def sets(text):
    """A line a unit, a word a coder: its letters are the tags, ``-`` the empty set, a full stop a missing answer."""
    return ratings_of(
        [
            [
                None if word == "." else frozenset() if word == "-" else frozenset(word)
                for word in line.split()
            ]
            for line in text.strip().splitlines()
        ]
    )


# A. Krippendorff 2011, examples C to F -------------------------------------------------------------------------------

FOUR_OBSERVERS = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""


@pytest.mark.parametrize(
    ("distance", "value"),
    [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491), ("ratio", 0.7974)],
)
def test_krippendorff_2011_alpha_of_four_observers_with_missing_answers(distance, value):
    assert of(alpha, coders(FOUR_OBSERVERS), distance) == pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize(
    ("distance", "observed", "expected"), [("nominal", 0.200, 0.779), ("interval", 0.433, 2.872)]
)
def test_krippendorff_2011_observed_and_expected_disagreement(distance, observed, expected):
    assert parts(alpha, coders(FOUR_OBSERVERS), distance) == pytest.approx((observed, expected), abs=5e-4)


@pytest.mark.parametrize(
    ("measure", "value"), [(ac1, 0.77544), (fleiss, 0.76117), (brennan_prediger, 0.77273)]
)
def test_the_same_observers_by_gwets_measures(measure, value):
    assert of(measure, coders(FOUR_OBSERVERS)) == pytest.approx(value, abs=5e-6)


def test_the_same_by_congers_kappa_as_the_data_are_shipped_elsewhere():
    # There the one answer to the last unit is the third observer's; only Conger asks who gave an answer.
    shipped = """
    1 2 3 3 2 1 4 1 2 . . .
    1 2 3 3 2 2 4 1 2 5 . .
    . 3 3 3 2 3 4 2 2 5 1 3
    1 2 3 3 2 4 4 1 2 5 1 .
    """
    assert of(conger, coders(shipped)) == pytest.approx(0.76282, abs=5e-6)


# B to D. Krippendorff, two observers ---------------------------------------------------------------------------------


def test_krippendorff_2011_example_a_binary():
    ratings = coders("0 1 0 0 0 0 0 0 1 0\n1 1 1 0 0 1 0 0 0 0")
    assert of(alpha, ratings) == pytest.approx(0.095, abs=5e-4)
    assert parts(alpha, ratings) == pytest.approx((0.400, 0.442), abs=5e-4)
    assert of(percent, ratings) == pytest.approx(0.60)


def test_krippendorff_2011_example_b_nominal():
    assert of(alpha, coders("a a b b d c c c e d d a\nb a b b b c c c e d d d")) == pytest.approx(
        0.692, abs=5e-4
    )


def test_krippendorff_2004_twelve_pairs():
    ratings = ratings_of([("a", "a"), ("a", "b"), *[("b", "b")] * 4, ("b", "c"), *[("c", "c")] * 5])
    assert of(alpha, ratings) == pytest.approx(0.7341, abs=5e-5)
    assert parts(alpha, ratings) == pytest.approx((0.1667, 0.6268), abs=5e-5)
    assert of(percent, ratings) == pytest.approx(0.833, abs=5e-4)


# E. The example of the encyclopaedia's page on alpha -----------------------------------------------------------------


@pytest.mark.parametrize(("distance", "value"), [("nominal", 0.691), ("interval", 0.811)])
def test_three_coders_of_fifteen_units_of_whom_most_answered_half(distance, value):
    ratings = coders("""
    * * * * * 3 4 1 2 1 1 3 3 * 3
    1 * 2 1 3 3 4 3 * * * * * * *
    * * 2 1 3 4 4 * 2 1 1 3 3 * 4
    """)
    assert of(alpha, ratings, distance) == pytest.approx(value, abs=5e-4)


# F. Hayes and Krippendorff 2007, page 84 -----------------------------------------------------------------------------

FORTY_ARTICLES = """
112.2 1101. 2333. .00.0 000.0 000.0 102.1 1.20. 222.2 2111. .100. 0000. 1222. 33223 111.1 111.1 212.2 1233. 1101. 000.0
0011. 00.00 2333. 0000. 12.22 0111. 00010 1212. 1122. 112.2 110.0 2121. 22.22 3222. 222.2 223.2 222.2 22.12 2222. 111.1
"""


@pytest.mark.parametrize(
    ("distance", "value"), [("ordinal", 0.7598), ("nominal", 0.4765), ("interval", 0.7574)]
)
def test_hayes_and_krippendorff_2007_five_observers_of_forty_articles(distance, value):
    ratings = ratings_of(
        [[None if cell == "." else int(cell) for cell in unit] for unit in FORTY_ARTICLES.split()]
    )
    assert of(alpha, ratings, distance) == pytest.approx(value, abs=5e-5)


# G. Fleiss 1971, page 379, and the encyclopaedia's table --------------------------------------------------------------


def counted(lines):
    """Counts of raters a value, a list a unit."""
    return ratings_of([[value for value, number in enumerate(line) for _ in range(number)] for line in lines])


def test_fleiss_1971_thirty_patients_and_its_kappa_of_each_diagnosis():
    patients = """
    00060 03003 01401 00006 03030 20400 00402 20310 20040 00006
    10050 11040 03300 10050 02031 00501 30012 51000 02040 10203
    00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
    """
    ratings = counted([[int(cell) for cell in line] for line in patients.split()])
    assert of(fleiss, ratings) == pytest.approx(0.4302, abs=5e-5)
    observed, expected = parts(fleiss, ratings)
    assert (1 - observed, 1 - expected) == pytest.approx((0.5556, 0.2201), abs=2e-4)
    # The page rounds on the way: its five figures stand within 0.004 of the exact ones.
    assert list(by_category(ratings, fleiss).values()) == pytest.approx(
        [0.248, 0.248, 0.517, 0.470, 0.565], abs=4e-3
    )


def test_fourteen_raters_of_ten_units():
    lines = """
    0 0 0 0 14 | 0 2 6 4 2 | 0 0 3 5 6 | 0 3 9 2 0 | 2 2 8 1 1 | 7 7 0 0 0 | 3 2 6 3 0 | 2 5 3 2 2 | 6 5 2 1 0 | 0 2 2 3 7
    """
    ratings = counted([[int(cell) for cell in line.split()] for line in lines.split("|")])
    assert of(fleiss, ratings) == pytest.approx(0.2099, abs=5e-5)


# H. Cohen 1960 and two-by-two tables ---------------------------------------------------------------------------------


def test_cohen_1960_page_45():
    ratings = crossed("88 14 18 / 10 40 10 / 2 6 12")
    observed, expected = parts(cohen, ratings)
    assert (1 - observed, 1 - expected) == pytest.approx((0.70, 0.41), abs=5e-3)
    assert of(cohen, ratings) == pytest.approx(0.4915, abs=5e-5)


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ("25 12 3 / 13 2 15 / 12 16 2", -0.092),
        ("20 5 / 10 15", 0.40),
        ("45 15 / 25 15", 0.1304),
        ("25 35 / 5 35", 0.2593),
        ("40 9 / 6 45", 0.70),  # Feinstein and Cicchetti 1990: the same 85 % agreement,
        ("80 10 / 5 5", 0.318),  # and less than half the kappa
    ],
)
def test_kappas_of_printed_tables(table, value):
    assert of(cohen, crossed(table)) == pytest.approx(value, abs=5e-4)


def test_feinstein_and_cicchetti_1990_percent_is_the_same_in_both():
    assert [of(percent, crossed(table)) for table in ("40 9 / 6 45", "80 10 / 5 5")] == pytest.approx(
        [0.85] * 2
    )


# J. Artstein and Poesio 2008 -----------------------------------------------------------------------------------------


def test_artstein_and_poesio_2008_two_values():
    ratings = crossed("20 20 / 10 50")
    found = [of(measure, ratings) for measure in (brennan_prediger, fleiss, cohen)]
    assert found == pytest.approx([0.40, 0.341, 0.348], abs=5e-4)


def test_artstein_and_poesio_2008_three_values_and_weights():
    ratings = crossed("46 0 0 / 6 32 6 / 0 0 10")
    found = [of(measure, ratings) for measure in (percent, brennan_prediger, fleiss, cohen)]
    assert found == pytest.approx([0.88, 0.82, 0.7995, 0.8013], abs=5e-5)
    half = np.array([[0, 1, 0.5], [1, 0, 0.5], [0.5, 0.5, 0]])
    assert parts(alpha, ratings, half) == pytest.approx((0.09, 0.4879), abs=5e-5)
    assert of(alpha, ratings, half) == pytest.approx(0.8156, abs=5e-5)


# K. Gwet -------------------------------------------------------------------------------------------------------------


def test_gwet_two_values():
    ratings = crossed("8 1 / 0 1")
    assert [of(measure, ratings) for measure in (ac1, fleiss)] == pytest.approx([0.8658, 0.6078], abs=5e-5)


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (
            "13 0 0 / 0 20 7 / 0 4 56",
            {cohen: 0.79641, fleiss: 0.79624, ac1: 0.84933, alpha: 0.79726, brennan_prediger: 0.835},
        ),
        (
            "40 4 4 17 / 6 25 2 13 / 4 1 21 12 / 15 5 9 45",
            {cohen: 0.4315, ac1: 0.45616, brennan_prediger: 0.44993},
        ),
    ],
)
def test_gwet_three_and_four_values(table, values):
    ratings = crossed(table)
    assert {one: of(one, ratings) for one in values} == pytest.approx(values, abs=5e-6)


# L. Krippendorff 2004, page 254: unitizing ----------------------------------------------------------------------------


def test_krippendorff_2004_unitizing_of_a_continuum_from_150_to_450():
    one = {"c": [(225, 70), (370, 30)], "k": [(180, 60), (300, 50)]}
    other = {"c": [(220, 80), (355, 20), (400, 20)], "k": [(180, 60), (300, 50)]}
    found = unitizing([one, other], begin=150, length=300)
    assert found["c"] == pytest.approx((0.0144, 0.0532), abs=5e-5)
    assert found["k"] == pytest.approx((0.0, 0.0490), abs=5e-5)
    assert [1 - apart / chance for apart, chance in found.values()] == pytest.approx([0.7286, 1.0], abs=5e-5)
    # The page adds rounded figures: its .8591 is of .0144, .0532 and .0490.
    together = [sum(round(part, 4) for part in column) for column in zip(*found.values(), strict=True)]
    assert 1 - together[0] / together[1] == pytest.approx(0.8591, abs=5e-5)


# M and N. Sets of tags -----------------------------------------------------------------------------------------------

TABLE_3 = """
bd  d  .
abd b  bd
-   a  a
a   .  .
"""


def test_krippendorff_and_craggs_2016_table_3():
    ratings = sets(TABLE_3)
    assert of(multivalued, ratings) == pytest.approx(0.2865907, abs=5e-8)
    assert parts(multivalued, ratings) == pytest.approx((0.4625, 0.6483), abs=5e-5)


@pytest.mark.parametrize(("distance", "value"), [("masi", 0.1845), ("jaccard", 0.2617)])
def test_the_same_sets_by_other_distances(distance, value):
    assert of(alpha, sets(TABLE_3), distance) == pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize(
    ("units", "value"),
    [
        ("a a a\nabd abd abde\nd d d", 0.947),
        ("a a a\nab ab abd\nd d d", 0.923),
        ("a a a\nb b bd\nd d d", 0.895),
        ("a a a\nab ad db\nd d d", 0.716),
        ("a a a\nab ed f\nd d d", 0.554),
        ("a b ab\nab ed f\nbd d be", -0.002),
    ],
)
def test_krippendorff_and_craggs_2016_tables_8_and_9(units, value):
    assert of(multivalued, sets(units)) == pytest.approx(value, abs=5e-4)


@pytest.mark.parametrize(("distance", "value"), [("masi", 0.2731), ("jaccard", 0.3156)])
def test_nine_pairs_of_sets_as_another_implementation_has_them(distance, value):
    ratings = sets("- -\nA -\nA A\nA B\nAB A\nAB AC\nABC ABC\nC AC\nC AC")
    assert of(alpha, ratings, distance) == pytest.approx(value, abs=5e-5)
