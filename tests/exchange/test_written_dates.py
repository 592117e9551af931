from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.exchange.dates import date_order, first_date, read_stamp


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2021-10-27-minutes", "2021-10-27"),
        ("20250423_agenda_and_minutes", "2025-04-23"),
        ("2022-04-07.reliability", "2022-04-07"),
        ("202401051230 zettel", "2024-01-05"),
        ("2020/08/29", "2020-08-29"),
        ("Board meeting October 6th 2021", "2021-10-06"),
        ("15 March 2024", "2024-03-15"),
        ("march-15-2024", "2024-03-15"),
        ("4. März 2024", "2024-03-04"),
        ("1er mars 2024", "2024-03-01"),
        ("4 de septiembre de 2025", "2025-09-04"),
        ("2024-W05 review", "2024-01-29/2024-02-04"),
        ("Q3 2023 report", "2023-07/2023-09"),
        ("2024-03 notes", "2024-03"),
        ("This month: March 2024", "2024-03"),
        ("Retreat, 5-7 March 2024", "2024-03-05/2024-03-07"),
        ("2024-01-05 to 2024-01-07", "2024-01-05/2024-01-07"),
        ("9.6.2013", "2013-06-09"),
        ("13/04/2026", "2026-04-13"),
        ("05/05/2026", "2026-05-05"),
    ],
)
def test_a_date_is_found_in_names_and_headings(text, when):
    found = first_date(text)
    assert found is not None
    assert str(found.when) == when


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Board meeting January 26",
        "2020-2021 budget",
        "1.2.3",
        "RPIP-2024-001",
        "2024-02-30",
        "20241399",
        "room 12",
    ],
)
def test_what_is_no_day_of_the_calendar_is_none(text):
    assert first_date(text) is None


def test_a_date_with_two_readings_is_found_and_not_read():
    found = first_date("seen 03/04/2026")
    assert found is not None
    assert found.when is None
    assert str(first_date("03/04/2026", order="day-month").when) == "2026-04-03"
    assert str(first_date("03/04/2026", order="month-day").when) == "2026-03-04"


def test_the_dates_of_one_program_show_their_order_together():
    assert date_order(["03/04/2026", "25/04/2026"]) == "day-month"
    assert date_order(["03/04/2026", "04/25/2026"]) == "month-day"
    assert date_order(["03/04/2026", "05/05/2026"]) == ""
    assert date_order(["25/04/2026", "04/25/2026"]) == ""


@pytest.mark.parametrize(
    ("text", "when", "time"),
    [
        ("2025-09-04T20:43:30", "2025-09-04", "20:43"),
        ("2025-09-04T20:43:30.123+02:00", "2025-09-04", "20:43"),
        ("2025-09-04 20:43", "2025-09-04", "20:43"),
        ("2013-06-09 03:39:00 PM", "2013-06-09", "15:39"),
        ("2013-06-09 12:05 AM", "2013-06-09", "00:05"),
        ("Sun, 9 June 2013 15:39", "2013-06-09", "15:39"),
        ("09.06.2013 15:39", "2013-06-09", "15:39"),
        ("[[2025-09-04]]", "2025-09-04", ""),
        ("2019-07 14:23", "2019-07", "14:23"),
        ("2025-11/2026-02", "2025-11/2026-02", ""),
    ],
)
def test_a_whole_value_is_read_with_its_time(text, when, time):
    found, clock = read_stamp(text)
    assert (str(found), clock) == (when, time)


@pytest.mark.parametrize("text", ["", "1", "ashasd7zdskhz7asdkjasd", "see 2024-01-05 there", "03/04/2026"])
def test_a_value_that_is_more_or_less_than_a_date_is_not_read(text):
    assert read_stamp(text) == (None, "")


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text):
    first_date(text)
    read_stamp(text)
    date_order([text])


@given(st.dates(date(1900, 1, 1), date(2099, 12, 1)), st.integers(1, 20))
def test_every_day_is_read_from_each_of_its_spellings(day, days):
    for text in (
        f"{day}",
        f"{day:%Y%m%d}",
        f"{day:%d.%m.%Y}",
        f"{day.day} {day:%B} {day.year}",
        f"{day:%B} {day.day}, {day.year}",
    ):
        assert first_date(f"x {text} y").when.first == day
    last = day + timedelta(days=days)
    assert str(first_date(f"{day} - {last}").when) == f"{day}/{last}"
