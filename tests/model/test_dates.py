from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.model.dates import NOT_KNOWN, parse_when


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-2", date(2026, 2, 1), date(2026, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-03-04", date(2026, 3, 4), date(2026, 3, 4)),
        ("2025-11/2026-02", date(2025, 11, 1), date(2026, 2, 28)),
        ("2025/2026-01-15", date(2025, 1, 1), date(2026, 1, 15)),
    ],
)
def test_a_date_covers_the_days_it_names(text, first, last):
    when = parse_when(text)
    assert (when.first, when.last, when.about) == (first, last, False)


def test_a_tilde_says_about_and_stays_in_the_spelling():
    when = parse_when("2026-03 ~")
    assert when.about
    assert str(when) == "2026-03~"


def test_unclear_has_no_days():
    assert parse_when("Unclear") == NOT_KNOWN
    assert not NOT_KNOWN.known


@pytest.mark.parametrize(
    "text", ["", "march", "2026-13", "2026-02-30", "2026-00", "0000", "2026/2025", "2026-03-04-05", "26"]
)
def test_what_is_no_date_is_refused_with_the_text_in_the_message(text):
    with pytest.raises(ValueError, match=r"date|month|day|year|ends before"):
        parse_when(text)


@given(st.dates(date(1, 1, 1)), st.integers(0, 400), st.booleans())
def test_every_canonical_spelling_reads_back_as_itself(day, days, about):
    try:
        end = date.fromordinal(day.toordinal() + days)
    except ValueError:
        end = day
    for text in (day.isoformat(), f"{day:%Y-%m}".rjust(7, "0"), f"{day.isoformat()}/{end.isoformat()}"):
        when = parse_when(text + "~" * about)
        assert parse_when(str(when)) == when
