from __future__ import annotations

from datetime import date

from lineage.mining.frame import frame_of
from lineage.mining.miners.recurring import recurring


def found(entries, taxonomy):
    return recurring(frame_of(entries, taxonomy, None, today=date(2026, 11, 24)), 0)


def test_five_episodes_of_two_organisations_are_a_pattern(note, taxonomy):
    entries = [
        note(number, tensions=("unfunded",), organisation=f"Guild {number % 2}") for number in range(5)
    ]
    pattern = found(entries, taxonomy).findings[0]
    assert (pattern.kind, pattern.terms, pattern.strength, pattern.unit) == (
        "tension",
        ("unfunded",),
        5.0,
        "episodes",
    )
    assert pattern.label == "Agreed, not funded"
    assert pattern.stability is None
    assert "no stability: a tag is not a cluster" in pattern.notes


def test_two_settings_do_as_well_as_two_organisations(note, taxonomy):
    entries = [
        note(number, tensions=("unfunded",), organisation="", setting=("dao", "government")[number % 2])
        for number in range(5)
    ]
    assert len(found(entries, taxonomy).findings) == 1


def test_four_episodes_or_one_body_are_none(note, taxonomy):
    four = [note(number, tensions=("unfunded",)) for number in range(4)]
    one_body = [note(number, tensions=("undone",), organisation="Guild") for number in range(10, 30)]
    same_episode = [note(number, tensions=("latency",), episode="e") for number in range(40, 60)]
    result = found([*four, *one_body, *same_episode], taxonomy)
    assert result.findings == ()
    assert result.notes == ("no recurring tension: none stands in 5 episodes of 2 organisations or settings",)


def test_a_family_alone_is_no_tension(note, taxonomy):
    assert found([note(number, tensions=("G",)) for number in range(9)], taxonomy).findings == ()


def test_an_outcome_that_differs_from_elsewhere_is_told_with_its_interval(note, taxonomy):
    here = [
        note(number, tensions=("unfunded",), outcome="stall" if number < 9 else "held")
        for number in range(10)
    ]
    there = [note(number, outcome="stall" if number < 22 else "held") for number in range(20, 40)]
    notes = found([*here, *there], taxonomy).findings[0].notes
    assert (
        "stall: 9 of 10 episodes here, 2 of 20 elsewhere (log odds ratio 3.85, 1.68 to 6.02, not adjusted for several "
        "outcomes)" in notes
    )
    assert any("no risk and no base rate" in note for note in notes)


def test_outcomes_that_are_alike_are_said_to_be(note, taxonomy):
    entries = [
        note(n, tensions=("unfunded",) if n < 10 else (), outcome=("stall", "held")[n % 2]) for n in range(20)
    ]
    assert (
        found(entries, taxonomy)
        .findings[0]
        .notes[0]
        .startswith("its outcomes do not differ clearly from those of the 10")
    )
