from __future__ import annotations

import math
from datetime import date

import pytest
from scipy.stats import fisher_exact

from lineage.mining.counts import log_odds
from lineage.mining.frame import frame_of
from lineage.mining.miners.contrasts import contrasts


def frame(entries, taxonomy):
    return frame_of(entries, taxonomy, None, today=date(2026, 11, 24))


def test_what_stands_more_in_one_setting_family_is_found_with_its_odds(note, taxonomy):
    entries = [
        note(
            number,
            setting="dao" if number < 40 else "local-government",
            tensions=("unfunded" if number < 20 or 40 <= number < 44 else "race",),
        )
        for number in range(80)
    ]
    found = {one.label: one for one in contrasts(frame(entries, taxonomy), 0).findings}
    assert set(found) == {
        "Agreed, not funded: more in DAO than elsewhere",
        "Nobody dares slow down: more in Government than elsewhere",
    }
    one = found["Agreed, not funded: more in DAO than elsewhere"]
    ratio, low, high = log_odds(20, 40, 4, 40)
    assert (one.strength, one.interval) == (math.exp(ratio), (math.exp(low), math.exp(high)))
    assert one.p == pytest.approx(2 * fisher_exact([[20, 20], [4, 36]], alternative="greater").pvalue)
    assert (one.kind, one.terms, one.facets) == ("contrast", ("unfunded",), ("setting:dao",))
    assert len(one.episodes) == 20
    assert one.notes[0].startswith("20 of 40 episodes here, 4 of 40 elsewhere; ")


def test_what_went_wrong_is_set_against_what_held_and_open_cases_are_left_out(note, taxonomy):
    entries = [
        note(
            number,
            outcome=("stall", "fail", "mutate")[number % 3]
            if number < 30
            else ("held", "recovered")[number % 2],
            tensions=("unfunded" if number < 20 else "race",),
        )
        for number in range(60)
    ]
    entries += [note(100 + number, outcome="open", tensions=("unfunded",)) for number in range(40)]
    found = {one.label: one for one in contrasts(frame(entries, taxonomy), 0).findings}
    wrong = found["Agreed, not funded: more where it went wrong"]
    assert wrong.facets == ("outcome:fail,stall,mutate",)
    assert wrong.notes[0].startswith("20 of 30 episodes here, 0 of 30 elsewhere")
    held = found["Nobody dares slow down: more where it held or recovered"]
    assert {one.outcome for one in held.episodes} == {"held", "recovered"}


def test_a_facets_value_is_contrasted_by_machine_part_and_within_settings(note, faceted):
    entries = [
        note(
            number,
            tensions=("latency",),
            setting=("dao", "government")[number // 2 % 2],
            machine_role="ai-agent" if number % 2 else "none",
            stage="forming" if number % 2 and number % 7 else "executing",
        )
        for number in range(80)
    ]
    found = {one.label: one for one in contrasts(frame(entries, faceted), 0).findings}
    one = found["forming (Stage): more in AI agent (Machine part) than elsewhere"]
    assert (one.terms, one.facets) == ((), ("machine:ai-agent", "stage:forming"))
    assert any(said.startswith("it holds within setting families too") for said in one.notes)


def test_less_here_is_told_only_where_nowhere_else_has_more(note, taxonomy):
    entries = [
        note(
            number,
            setting=("dao", "government", "token-community", "local-government")[number % 4],
            tensions=("unfunded" if number % 2 else "latency",),
        )
        for number in range(200)
    ]
    labels = [one.label for one in contrasts(frame(entries, taxonomy), 0).findings]
    assert sorted(labels) == [
        "Agreed, not funded: more in Government than elsewhere",
        "Decided too late: more in DAO than elsewhere",
    ]


def test_a_setting_whose_entries_nobody_tagged_is_no_contrast(note, taxonomy):
    entries = [
        note(number, setting="dao", tensions=("unfunded" if number % 4 else "latency",))
        for number in range(60)
    ]
    entries += [note(100 + number, setting="government") for number in range(60)]
    assert contrasts(frame(entries, taxonomy), 0).findings == ()


def test_one_setting_and_no_outcome_are_no_groups_and_the_reason_is_given(note, taxonomy):
    found = contrasts(frame([note(number, tensions=("unfunded",)) for number in range(60)], taxonomy), 0)
    assert found.findings == ()
    assert found.notes[0].startswith(
        "no contrasts: no setting family, channel, machine part or outcome has 5 episodes"
    )


def test_where_none_passes_the_nearest_is_named(note, taxonomy):
    entries = [
        note(
            number,
            setting=("dao", "government")[number % 2],
            tensions=("unfunded" if number % 3 else "latency",),
        )
        for number in range(40)
    ]
    found = contrasts(frame(entries, taxonomy), 0)
    assert found.findings == ()
    assert found.notes[1].startswith("nearest: ")


def test_a_family_that_only_repeats_a_tension_with_a_machine_part_is_left_to_pairs(note, faceted):
    alone = [
        note(
            number,
            tensions=("unfunded",) if number % 2 else ("race",),
            machine_role="ai-agent" if number % 2 else "none",
        )
        for number in range(60)
    ]
    assert not any("Capacity" in one.label for one in contrasts(frame(alone, faceted), 0).findings)
    spread = [
        note(
            number,
            tensions=(
                ("unfunded", "undone", "latency", "burnout")[number % 4] if number % 24 < 15 else "race",
            ),
            machine_role="ai-agent" if number % 24 < 12 else "none",
        )
        for number in range(96)
    ]
    labels = [one.label for one in contrasts(frame(spread, faceted), 0).findings]
    assert "Capacity and execution: more in AI agent (Machine part) than elsewhere" in labels
