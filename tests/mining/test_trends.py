from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from lineage.mining.frame import frame_of
from lineage.mining.miners.trends import new_since, trends
from lineage.mining.periods import periods_of
from lineage.model.dates import parse_when

TODAY = date(2026, 11, 24)


def frame(entries, taxonomy):
    return frame_of(entries, taxonomy, None, today=TODAY)


def years(note, shares, per_year=40, first=2018, *, tension="unfunded", other="latency"):
    """So many episodes a year, of which a share bears the tension and the others another one."""
    entries = []
    for at, share in enumerate(shares):
        for number in range(per_year[at] if isinstance(per_year, list) else per_year):
            n = per_year[at] if isinstance(per_year, list) else per_year
            bears = number < round(share * n)
            entries.append(
                note(
                    1000 * at + number,
                    observed=parse_when(f"{first + at}"),
                    tensions=(tension if bears else other,),
                )
            )
    return entries


def test_a_share_that_rises_is_found_with_its_rates(note, taxonomy):
    found = trends(frame(years(note, [0.05, 0.15, 0.3, 0.45, 0.6, 0.75]), taxonomy), 0)
    one = next(one for one in found.findings if one.terms == ("unfunded",))
    assert (one.kind, one.label, one.unit) == ("trend", "Agreed, not funded: rising", "odds ratio a year")
    assert 1 < one.interval[0] < one.strength < one.interval[1]
    assert one.p <= one.q < 1e-6
    assert len(one.episodes) == 92
    assert "2018 2 of 40 (0.2 to 7.2), 2019 6 of 40 (2.2 to 13.1)" in one.notes[1]
    assert one.notes[2] == (
        "raw counts: 20 episodes before 2021, 72 since; all that bear a term went from 120 to 120"
    )


def test_a_share_that_jumps_is_a_change_at_its_moment(note, taxonomy):
    found = trends(frame(years(note, [0.1, 0.1, 0.1, 0.1, 0.6, 0.6, 0.6]), taxonomy), 0)
    labels = {one.label: one for one in found.findings}
    assert set(labels) == {"Agreed, not funded: more since 2022", "Decided too late: less since 2022"}
    assert labels["Agreed, not funded: more since 2022"].unit == "odds ratio after the change"
    assert labels["Decided too late: less since 2022"].strength < 1


def test_more_that_is_written_is_no_trend(note, taxonomy):
    found = trends(frame(years(note, [0.25] * 6, [8, 16, 32, 64, 128, 256]), taxonomy), 0)
    assert found.findings == ()
    assert "2 terms" in found.notes[0] or "3 terms" in found.notes[0]


def test_episodes_that_nobody_tagged_hide_nothing_and_feign_nothing(note, taxonomy):
    tagged = years(note, [0.25] * 6)
    later = [note(90_000 + number, observed=parse_when("2023")) for number in range(300)]
    assert trends(frame([*tagged, *later], taxonomy), 0).findings == ()


def test_a_family_is_told_only_where_none_of_its_tensions_goes_the_same_way(note, taxonomy):
    entries = years(note, [0.1, 0.2, 0.35, 0.5, 0.65], tension="unfunded", other="race")
    assert {one.terms for one in trends(frame(entries, taxonomy), 0).findings} == {("unfunded",), ("race",)}
    families = years(note, [0.1, 0.2, 0.35, 0.5, 0.65], tension="G", other="race")
    assert ("execution",) in {one.terms for one in trends(frame(families, taxonomy), 0).findings}


def quarters(note, n, *, dated="{year}-{month:02d}"):
    return [
        note(
            number,
            observed=parse_when(dated.format(year=2020 + number % 3, month=1 + number % 12)),
            tensions=("unfunded",),
        )
        for number in range(n)
    ]


@pytest.mark.parametrize(
    ("n", "dated", "unit"),
    [(120, "{year}-{month:02d}", "quarter"), (119, "{year}-{month:02d}", None), (400, "{year}", None)],
)
def test_periods_are_quarters_where_each_holds_ten_known_to_the_month(note, taxonomy, n, dated, unit):
    made = frame(quarters(note, n, dated=dated), taxonomy)
    found = periods_of(made, np.ones(len(made.episodes), dtype=bool))
    if unit is None:
        assert found == "they span 3 years; 4 years, or as many quarters of 10 episodes, are needed"
    else:
        assert (found.unit, found.names[0], len(found.names)) == ("quarter", "2020-Q1", 12)


def test_an_episode_belongs_to_the_period_it_began_in(note, taxonomy):
    entries = [note(number, observed=parse_when(f"{2000 + number}")) for number in range(20)]
    entries.append(note(90, observed=parse_when("2019-05/2022"), episode="long"))
    entries.append(note(91, observed=parse_when("2003"), episode="long"))
    made = frame([*entries, note(92, observed=parse_when("unclear"))], taxonomy)
    found = periods_of(made, np.ones(len(made.episodes), dtype=bool))
    place = dict(zip((one.key for one in made.episodes), found.of.tolist(), strict=True))
    assert (place["long"], place["20260101-00000092"], found.unplaced) == (3, -1, 1)
    assert found.names == tuple(str(2000 + at) for at in range(20))


def test_too_few_dated_episodes_are_told(note, taxonomy):
    found = trends(frame(years(note, [0.5] * 5, 3), taxonomy), 0)
    assert found.notes[0] == "no trends: 15 episodes that bear a term have a date; 20 are needed"


def test_what_is_new_since_a_day_is_named_with_how_likely_chance_is(note, taxonomy):
    old = [note(number, observed=parse_when("2020"), tensions=("latency",)) for number in range(9)]
    new = [
        note(20 + number, observed=parse_when("2026-05"), tensions=("unfunded", "latency"))
        for number in range(3)
    ]
    made = frame([*old, *new], taxonomy)
    assert new_since(made, TODAY - timedelta(days=365)) == (
        "first observed since 2025-11-24: Agreed, not funded (3 episodes, 0.0045 by chance)"
    )
    assert new_since(made, date(2000, 1, 1)) == ""
    assert new_since(made, TODAY) == ""
