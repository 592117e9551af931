from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from scipy.stats import fisher_exact

from lineage.mining.frame import frame_of
from lineage.mining.miners.pairs import pairs

NAMES = ("unfunded", "undone", "latency", "burnout", "race")


def frame(entries, taxonomy):
    return frame_of(entries, taxonomy, None, today=date(2026, 11, 24))


def planted(note, n=100):
    """Five tensions at chance, and in every sixth episode two of them together; those without one bear a family."""
    rng = random.Random(7)
    entries = []
    for number in range(n):
        tags = (
            ("unfunded", "undone")
            if number % 6 == 0
            else tuple(name for name in NAMES if rng.random() < 0.12) or ("G",)
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
    assert (
        found.notes[0]
        == "10 pairs of tensions tested over 100 episodes that bear a term, 1 with q under 0.05"
    )


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
        entries.append(note(number, tensions=("unfunded",) if both else ("G",), episode=f"e{number}"))
        entries.append(note(number + 1, tensions=("undone",) if both else ("G",), episode=f"e{number}"))
    found = pairs(frame(entries, taxonomy), 0).findings
    assert [(one.terms, len(one.episodes), len(one.rows)) for one in found] == [
        (("undone", "unfunded"), 10, 20)
    ]


def test_where_none_passes_the_nearest_is_named_with_its_figures(note, taxonomy):
    entries = [note(number, tensions=("unfunded", "undone")[: 1 + (number < 1)]) for number in range(4)]
    entries += [note(9, tensions=("undone",))]
    found = pairs(frame(entries, taxonomy), 0)
    assert found.findings == ()
    assert found.notes[:2] == (
        "1 pairs of tensions tested over 5 episodes that bear a term, 0 with q under 0.05",
        "nearest: Decided online, undone + Agreed, not funded (q 1, p 1, lift 0.6, together in 1 of 5 episodes)",
    )


def test_a_tension_and_its_broader_one_are_not_tested(note, taxonomy):
    entries = [note(number, tensions=("race", "lab-race") if number < 10 else ()) for number in range(40)]
    assert pairs(frame(entries, taxonomy), 0).notes[0] == (
        "no pairs of tensions tested: no two tensions stand in two episodes each"
    )


@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_any_entries_give_nothing_and_the_reason(note, taxonomy, n):
    found = pairs(frame([note(number, tensions=("unfunded", "undone")) for number in range(n)], taxonomy), 0)
    assert found.findings == ()
    assert found.notes


def test_in_a_journal_tagged_by_halves_being_tagged_joins_no_two_tensions(note, taxonomy):
    rng = random.Random(3)
    tagged = [
        note(number, tensions=tuple(name for name in NAMES if rng.random() < 0.3) or ("G",))
        for number in range(300)
    ]
    untagged = [note(number) for number in range(300, 900)]
    assert pairs(frame([*tagged, *untagged], taxonomy), 0).findings == ()


def machines(note, number, *, tense, ai):
    return note(
        number,
        tensions=("unfunded",) if tense else ("latency",),
        machine_role="ai-agent" if ai else "none",
    )


def test_a_tension_and_a_facets_value_are_a_pair(note, faceted):
    entries = [machines(note, number, tense=number % 3 == 0, ai=number % 3 == 0) for number in range(60)]
    found = {one.label: one for one in pairs(frame(entries, faceted), 0).findings}
    assert set(found) == {
        "Agreed, not funded + AI agent (Machine part)",
        "Decided too late + None (Machine part)",
    }
    pair = found["Agreed, not funded + AI agent (Machine part)"]
    assert (pair.terms, pair.facets, len(pair.episodes)) == (("unfunded",), ("machine:ai-agent",), 20)
    assert pair.p == pytest.approx(fisher_exact([[20, 0], [0, 40]], alternative="greater").pvalue)


def test_a_facet_that_was_not_asked_says_nothing(note, faceted):
    asked = [machines(note, number, tense=number % 2 == 0, ai=True) for number in range(40)]
    others = [note(number, tensions=("latency",), machine_role="unclear") for number in range(40, 400)]
    assert not any(one.facets for one in pairs(frame([*asked, *others], faceted), 0).findings)


def test_a_value_the_vocabulary_has_not_is_no_trait(note, faceted):
    entries = [
        note(
            number,
            tensions=("unfunded",) if number % 2 else ("latency",),
            machine_role=f"<b>{number % 2}</b>",
        )
        for number in range(60)
    ]
    assert not any(one.facets for one in pairs(frame(entries, faceted), 0).findings)


def test_a_pair_that_mirrors_the_mix_of_settings_is_told_to(note, taxonomy):
    """Both tensions are at home in one family and unrelated within it; in the other family both are rare."""
    entries = [
        note(
            number,
            setting="dao" if number < 60 else "government",
            tensions=(
                *(["unfunded"] if number < 60 and number % 2 else []),
                *(["burnout"] if number < 60 and number // 2 % 2 else []),
                "latency",
            ),
        )
        for number in range(160)
    ]
    found = {one.terms: one.notes for one in pairs(frame(entries, taxonomy), 0).findings}
    assert any(
        said.startswith("it may only mirror the mix of settings") for said in found["burnout", "unfunded"]
    )


def test_a_pair_that_holds_within_each_family_is_told_to(note, taxonomy):
    entries = [
        note(
            number,
            setting=("dao", "government")[number % 2],
            tensions=("unfunded", "burnout") if number % 8 < 2 else ("latency",),
        )
        for number in range(80)
    ]
    found = {one.terms: one.notes for one in pairs(frame(entries, taxonomy), 0).findings}
    assert any(
        said.startswith("it holds within setting families too") for said in found["burnout", "unfunded"]
    )


def test_what_the_page_of_a_tension_names_as_typical_is_told_to_repeat_it(note, faceted):
    page = replace(faceted.by_id["unfunded"], mechanisms=("principal-agent",))
    taxonomy = replace(faceted, tensions=(page, *(one for one in faceted.tensions if one.id != "unfunded")))
    entries = [
        note(
            number,
            tensions=("unfunded",) if number % 4 == 0 else ("latency",),
            mechanisms=("principal-agent",) if number % 4 == 0 else ("path-dependence",),
        )
        for number in range(60)
    ]
    found = {(one.terms, one.facets): one.notes for one in pairs(frame(entries, taxonomy), 0).findings}
    assert any("repeat the codebook" in said for said in found[("unfunded",), ("mechanism:principal-agent",)])
    assert not any(
        "repeat the codebook" in said for said in found[("latency",), ("mechanism:path-dependence",)]
    )
