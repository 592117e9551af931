from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.exchange.natural import read_absolute, read_date

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-03", "2026-03"),
        ("2026-03-04", "2026-03-04"),
        ("today", "2026-11-24"),
        ("yesterday", "2026-11-23"),
        ("the day before yesterday", "2026-11-22"),
        ("last march", "2026-03"),
        ("last november", "2025-11"),
        ("last December", "2025-12"),
        ("march", "2026-03"),
        ("in December", "2025-12"),
        ("March 2025", "2025-03"),
        ("4 March 2024", "2024-03-04"),
        ("Mar 4th, 2024 3pm", "2024-03-04"),
        ("24 december", "2025-12-24"),
        ("three weeks ago", "2026-11-03~"),
        ("two days ago", "2026-11-22"),
        ("2 months ago", "2026-09"),
        ("10 years ago", "2016"),
        ("last week", "2026-11-16/2026-11-22"),
        ("this week", "2026-11-23/2026-11-29"),
        ("last month", "2026-10"),
        ("last quarter", "2026-07/2026-09"),
        ("last year", "2025"),
        ("on tuesday", "2026-11-17"),
        ("Q1 2024", "2024-01/2024-03"),
        ("in 2023", "2023"),
        ("about March 2024", "2024-03~"),
        ("mid-March 2025", "2025-03~"),
        ("end of last month", "2026-10~"),
        ("in spring 2024", "2024~"),
        ("gestern", "2026-11-23"),
        ("vor drei Wochen", "2026-11-03~"),
        ("letzte Woche", "2026-11-16/2026-11-22"),
        ("il y a deux jours", "2026-11-22"),
    ],
)
def test_a_date_is_read_as_the_period_it_names(text, when):
    assert str(read_date(text, TODAY)) == when


@pytest.mark.parametrize(
    "text",
    [
        "",
        "03/04/2026",
        "3-4-2026",
        "12",
        "1 2",
        "1700000000",
        "the vote",
        "last summer",
        "a few days ago",
        "recently",
        "two weeks",
        "noon",
        "an hour",
        "2 days before yesterday",
        "30 february 2024",
        "a" * 200,
    ],
)
def test_what_can_mean_two_things_or_none_is_not_read(text):
    assert read_date(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("tomorrow", "2026-11-25"),
        ("in two weeks", "2026-12-08~"),
        ("march", "2027-03"),
        ("next month", "2026-12"),
    ],
)
def test_what_lies_ahead_is_read_only_where_it_is_asked_for(text, when):
    assert str(read_date(text, TODAY, ahead=True)) == when
    back = read_date(text, TODAY)
    assert back is None or back.first < TODAY


def test_last_march_said_in_march_is_that_of_the_year_before():
    assert str(read_date("last march", date(2026, 3, 20))) == "2025-03"
    assert str(read_date("march", date(2026, 3, 20))) == "2026-03"


def test_an_old_cell_is_read_without_regard_to_today():
    assert str(read_absolute("4 settembre 2025", TODAY)) == "2025-09-04"
    assert str(read_absolute("Thursday, September 4, 2025 at 3pm", TODAY)) == "2025-09-04"
    for text in ("three weeks ago", "last march", "see the 2024 report", "4 March"):
        assert read_absolute(text, TODAY) is None


def test_plain_dates_do_not_import_dateparser():
    code = (
        "import sys; from datetime import date; from lineage.exchange.natural import read_date as r\n"
        "t = date(2026, 11, 24)\n"
        "assert all(r(x, t) for x in ('2026-03', 'yesterday', 'last march', 'last week', '4 March 2024'))\n"
        "assert 'dateparser' not in sys.modules\n"
        "assert r('three weeks ago', t) and 'dateparser' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40), st.dates(date(1970, 1, 1), date(2100, 1, 1)), st.booleans())
def test_no_text_breaks_the_reading_and_none_is_read_into_the_future(text, today, ahead):
    when = read_date(text, today, ahead=ahead)
    assert ahead or when is None or when.first is None or when.first <= today
