from __future__ import annotations

import random
from datetime import date

import pytest
from scipy.stats import fisher_exact

from lineage.mining.frame import frame_of
from lineage.mining.miners.pairs import pairs

NAMES = ("unfunded", "undone", "latency", "burnout", "race")


def frame(entries, taxonomy):
    return frame_of(entries, taxonomy, None, today=date(2026, 11, 24))


def planted(note, n=100):
    """Five tensions at chance, and in every sixth episode two of them together."""
    rng = random.Random(7)
    entries = []
    for number in range(n):
        tags = (
            ("unfunded", "undone")
            if number % 6 == 0
            else tuple(name for name in NAMES if rng.random() < 0.12)
        )
        entries.append(note(number, tensions=tags))
    return entries


def test_the_planted_pair_is_found_and_only_it(note, taxonomy):
    found = pairs(frame(planted(note), taxonomy), 0)
    assert [one.terms for one in found.findings] == [("undone", "unfunded")]
    pair = found.findings[0]
    assert pair.unit == "lift"
    assert 1 < pair.interval[0] < pair.strength < pair.interval[1]
    assert pair.p <= pair.q < 0.05
    assert found.notes == ("10 pairs of tensions tested over 100 episodes, 1 with q under 0.05",)


def test_p_is_that_of_fishers_exact_test(note, taxonomy):
    made = frame(planted(note), taxonomy)
    a = {one.key for one in made.episodes if "unfunded" in one.terms}
    b = {one.key for one in made.episodes if "undone" in one.terms}
    table = [[len(a & b), len(a - b)], [len(b - a), 100 - len(a | b)]]
    assert pairs(made, 0).findings[0].p == pytest.approx(fisher_exact(table, alternative="greater").pvalue)


def test_entries_of_one_episode_count_once(note, taxonomy):
    entries = [note(number, tensions=("unfunded", "undone"), episode="one") for number in range(20)]
    entries += [note(number, tensions=("latency",)) for number in range(20, 60)]
    assert pairs(frame(entries, taxonomy), 0).findings == ()


def test_tensions_of_two_entries_of_an_episode_stand_together(note, taxonomy):
    entries = []
    for number in range(0, 40, 2):
        both = number < 20
        entries.append(note(number, tensions=("unfunded",) if both else (), episode=f"e{number}"))
        entries.append(note(number + 1, tensions=("undone",) if both else (), episode=f"e{number}"))
    found = pairs(frame(entries, taxonomy), 0).findings
    assert [(one.terms, len(one.episodes), len(one.rows)) for one in found] == [
        (("undone", "unfunded"), 10, 20)
    ]


def test_where_none_passes_the_nearest_is_named_with_its_figures(note, taxonomy):
    entries = [note(number, tensions=("unfunded", "undone")[: 1 + (number < 1)]) for number in range(4)]
    entries += [note(9, tensions=("undone",))]
    found = pairs(frame(entries, taxonomy), 0)
    assert found.findings == ()
    assert found.notes == (
        "1 pairs of tensions tested over 5 episodes, 0 with q under 0.05",
        "nearest: Decided online, undone + Agreed, not funded (q 1, p 1, lift 0.6, together in 1 of 5 episodes)",
    )


def test_a_tension_and_its_broader_one_are_not_tested(note, taxonomy):
    entries = [note(number, tensions=("race", "lab-race") if number < 10 else ()) for number in range(40)]
    assert pairs(frame(entries, taxonomy), 0).notes == (
        "no pairs tested: no two tensions stand in two episodes each",
    )


@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_any_entries_give_nothing_and_the_reason(note, taxonomy, n):
    found = pairs(frame([note(number, tensions=("unfunded", "undone")) for number in range(n)], taxonomy), 0)
    assert found.findings == ()
    assert found.notes
