from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.exchange.typed import near_dates, read_head
from lineage.model.draft import dated_head

TODAY = date(2026, 11, 24)  # a Tuesday


def begun(text):
    """(date, text without it) as capture reads a text; None where it begins with no date."""
    head = dated_head(text)
    found = read_head(*head, TODAY) if head else None
    return found and (str(found[0]), found[1])


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("yesterday: x", "2026-11-23"),
        ("Today: x", "2026-11-24"),
        ("the day before yesterday: x", "2026-11-22"),
        ("friday: x", "2026-11-20"),
        ("on tuesday: x", "2026-11-17"),
        ("last week: x", "2026-11-16/2026-11-22"),
        ("last march: x", "2026-03"),
        ("early March: x", "2026-03~"),
        ("three weeks ago: x", "2026-11-03~"),
        ("last year: x", "2025"),
        ("2026-03-04: x", "2026-03-04"),
        ("4 March 2025: x", "2025-03-04"),
        ("March 2025: x", "2025-03"),
        ("Tue, 4 March 2025: x", "2025-03-04"),
        ("Q1 2024: x", "2024-01/2024-03"),
        ("gestern: x", "2026-11-23"),
        ("am Montag: x", "2026-11-23"),
        ("vor drei Wochen: x", "2026-11-03~"),
        ("avant-hier: x", "2026-11-22"),
        ("lundi dernier: x", "2026-11-23"),
        ("anteayer: x", "2026-11-22"),
        ("ieri: x", "2026-11-23"),
        ("gisteren: x", "2026-11-23"),
        ("ontem: x", "2026-11-23"),
    ],
)
def test_a_text_that_begins_with_a_date_is_of_that_day(text, when):
    assert begun(text) == (when, "x")


@pytest.mark.parametrize(
    "text",
    [
        "Note: x",
        "So: x",
        "Do: x",
        "Set: x",
        "Ago: x",
        "Sat: x",
        "May: x",
        "March: x",
        "April: x",
        "2026: x",
        "4711: x",
        "0412: x",
        "12: x",
        "Room 12: x",
        "Day 3: x",
        "Week 3: x",
        "Sprint 12: x",
        "Version 2: x",
        "Decision 2026-03-04: x",
        "Vote of 4 March 2025: x",
        "tomorrow: x",
        "next friday: x",
        "2027-01-01: x",
        "03/04/2026: x",
        "Hier: x",
        "now: x",
        "a few days ago: x",
        "https://example.org/2026-03-04: x",
        "12:30 in the hall: x",
        "yesterday:x",
        "yesterday:",
        "yesterday: ",
        "first line\nyesterday: x",
        "G4: x",
        "Meeting of the night shift, yesterday, in the old hall at the river: x",
    ],
)
def test_a_text_that_begins_otherwise_stays_whole(text):
    assert begun(text) is None


@pytest.mark.parametrize(
    "text", ["yesterday at 3pm: x", "yesterday at 15:30: x", "2026-11-23 15:30: x", "monday, 14:30: x"]
)
def test_where_a_time_of_day_stands_there_no_word_is_taken_away(text):
    assert begun(text) == ("2026-11-23", text)


@pytest.mark.parametrize(
    ("text", "ahead", "near"),
    [
        ("yesturday", False, "'yesterday' (2026-11-23)"),
        ("lst march", False, "'last march' (2026-03)"),
        ("3 weks ago", False, "'3 weeks ago' (2026-11-03~)"),
        ("03/04/2026", False, "'03/04/2026' (2026-03-04)"),
        ("next friday", False, "'next friday' (2026-11-27)"),
        ("two weeks", False, "'two weeks ago' (2026-11-10~)"),
        ("two weeks", True, "'in two weeks' (2026-12-08~)"),
        ("tomorow", True, "'tomorrow' (2026-11-25)"),
    ],
)
def test_what_is_no_date_is_answered_with_what_it_may_have_meant(text, ahead, near):
    assert near in near_dates(text, TODAY, ahead=ahead)


@pytest.mark.parametrize("text", ["soon", "when pigs fly", "", "?"])
def test_what_is_like_no_date_is_answered_with_nothing(text):
    assert near_dates(text, TODAY) == ()


@settings(deadline=None, max_examples=80)
@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_and_no_word_of_the_rest_is_lost(text):
    head = dated_head(f"{text}: the vote failed")
    if head is not None:
        found = read_head(*head, TODAY)
        assert found is None or found[1].endswith("the vote failed")
    near_dates(text, TODAY)
