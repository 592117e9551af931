from __future__ import annotations

from datetime import date

from lineage.mining.frame import frame_of
from lineage.mining.lineages import lineages_of
from lineage.mining.miners.sequences import sequences
from lineage.model.dates import parse_when

TODAY = date(2026, 11, 24)


def frame(entries, taxonomy):
    return frame_of(entries, taxonomy, None, today=TODAY)


def steps(entries, taxonomy):
    made = frame(entries, taxonomy)
    return {
        (int(made.entries[step.earlier].id[-4:]), int(made.entries[step.later].id[-4:]))
        for lineage in lineages_of(made)
        for step in lineage.steps
    }


def seen(note, number, day, *tensions, **more):
    return note(number, observed=parse_when(day), tensions=tensions or ("latency",), **more)


def test_an_observation_comes_after_the_last_of_its_episode_that_was_over(note, taxonomy):
    entries = [
        seen(note, 1, "2026-01-01", episode="e"),
        seen(note, 2, "2026-02-01/2026-04-01", episode="e"),
        seen(note, 3, "2026-03-01", episode="e"),
        seen(note, 4, "2026-05", episode="e"),
        seen(note, 5, "unclear", episode="e"),
        seen(note, 6, "2026-06-01", episode="other"),
    ]
    assert steps(entries, taxonomy) == {(1, 2), (1, 3), (2, 4)}


def test_a_link_comes_before_dates_and_joins_episodes(note, taxonomy):
    entries = [
        seen(note, 1, "2026-01-01", episode="e"),
        seen(note, 2, "2026-02-01", episode="e"),
        seen(note, 3, "2026-03-01", episode="e", follows=("20260101-00000001",)),
        seen(note, 4, "unclear", episode="next", follows=("20260101-00000003",)),
    ]
    assert steps(entries, taxonomy) == {(1, 2), (1, 3), (3, 4)}
    assert [len(one.episodes) for one in lineages_of(frame(entries, taxonomy))] == [2]


def test_entries_that_follow_each_other_in_a_circle_are_no_error(note, taxonomy):
    entries = [
        seen(
            note,
            2 * pair + one,
            "2026-01",
            f"{('unfunded', 'burnout')[one]}",
            follows=(f"20260101-{2 * pair + 1 - one:08d}",),
        )
        for pair in range(12)
        for one in (0, 1)
    ]
    assert sequences(frame(entries, taxonomy), 0).findings == ()


def chains(note, n, *, order=("unfunded", "burnout"), swapped=0, **more):
    """Two observations each: the first kind in order, then others that bear something else."""
    entries = []
    for number in range(n):
        if number % 3:
            tensions = ("latency", "undone") if number % 2 else ("undone", "race")
        else:
            tensions = order if number // 3 >= swapped else order[::-1]
        for at, (day, tension) in enumerate(zip(("2026-01-01", "2026-02-10"), tensions, strict=True)):
            entries.append(seen(note, 2 * number + at, day, tension, episode=f"e{number}", **more))
    return entries


def test_a_tension_that_turns_into_another_is_found_with_time_between_and_ending(note, taxonomy):
    made = frame(chains(note, 36, outcome="stall"), taxonomy)
    found = sequences(made, 0)
    one = next(one for one in found.findings if one.terms == ("unfunded", "burnout"))
    assert one.label == "Agreed, not funded → Maintainers worn out"
    assert (one.kind, one.strength, one.unit) == ("sequence", 1.0, "share of what follows it")
    assert (len(one.episodes), len(one.rows)) == (12, 24)
    assert 0.7 < one.interval[0] < one.interval[1] <= 1
    assert one.p <= one.q < 0.05
    assert "median time between 40 days (95 % interval 40 to 40, 12 steps with both dates)" in one.notes
    assert "how these lineages stand: stall 12 of 12 (0.76 to 1.00)" in one.notes


def test_what_only_stands_together_is_no_sequence(note, taxonomy):
    found = sequences(frame(chains(note, 36, swapped=6), taxonomy), 0)
    ways = {one.terms for one in found.findings}
    assert ("unfunded", "burnout") not in ways
    assert ("burnout", "unfunded") not in ways
    assert "more frequent than chance" in found.notes[0]


def test_one_long_lineage_counts_once(note, taxonomy):
    alternating = [
        seen(note, number, f"{1990 + number}", ("unfunded", "burnout")[number % 2], episode="long")
        for number in range(30)
    ]
    others = [one for one in chains(note, 36) if one.episode != "e0" and int(one.episode[1:]) % 3]
    renamed = [
        seen(note, 1000 + at, str(one.observed), *one.tensions, episode=one.episode)
        for at, one in enumerate(others)
    ]
    ways = {one.terms for one in sequences(frame([*alternating, *renamed], taxonomy), 0).findings}
    assert ("unfunded", "burnout") not in ways


def test_without_ten_lineages_there_are_none_and_the_reason_is_given(note, taxonomy):
    found = sequences(frame(chains(note, 9), taxonomy), 0)
    assert found.findings == ()
    assert found.notes == (
        "no sequences: in 9 lineages one tagged observation comes after another; 10 are needed",
    )


def test_a_tension_that_stays_is_no_step(note, taxonomy):
    found = sequences(frame(chains(note, 60, order=("unfunded", "unfunded")), taxonomy), 0)
    assert all(one.terms[0] != one.terms[1] for one in found.findings)
