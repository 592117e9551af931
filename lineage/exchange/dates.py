"""Dates as file names, headings, cells and other programs write them; what can be read two ways is not read.

Years 1900 to 2099 only: other four digits are numbers. Dots put the day first (no locale of the CLDR writes month.day.year);
slashes and hyphens with two readings, such as 03/04/2026, need the order from elsewhere.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lineage.model.dates import When, on_day, parse_when

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    _Reader = Callable[[re.Match[str], str], When | None]

DAY_FIRST, MONTH_FIRST = ORDERS = ("day-month", "month-day")

MAX_TEXT = 400
"""A date stands in a name, a heading or a cell; what is longer is cut before it is searched."""

_NAMES = (
    ("january", "jan", "januar", "janvier", "enero"),
    ("february", "feb", "februar", "fevrier", "febrero"),
    ("march", "mar", "marz", "maerz", "mars", "marzo"),
    ("april", "apr", "avril", "abril"),
    ("may", "mai", "mayo"),
    ("june", "jun", "juni", "juin", "junio"),
    ("july", "jul", "juli", "juillet", "julio"),
    ("august", "aug", "aout", "agosto"),
    ("september", "sept", "sep", "septembre", "septiembre"),
    ("october", "oct", "oktober", "okt", "octobre", "octubre"),
    ("november", "nov", "novembre", "noviembre"),
    ("december", "dec", "dezember", "dez", "decembre", "diciembre"),
)
MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names}
"""Names of months in English, German, French and Spanish without accents."""
MONTH = "|".join(sorted(MONTHS, key=lambda name: (-len(name), name)))
_YEAR = r"(?:19|20)\d\d"
_ANY_YEAR = re.compile(_YEAR)
_ORDINAL = r"(?:st|nd|rd|th|er)?"
_GAP = r"[ ,._-]{1,3}"
_CLOCK = re.compile(
    r"(?:\A|[T, ]+(?:at )?)(\d{1,2})[:.h](\d\d)(?:[:.](\d\d)(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(?:Z|[A-Z]{3,4})?(?:[+-]\d\d:?\d\d)?\s*\Z",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\A[a-z]{2,10}\.?,?\s+(?=[\da-z])", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:-{1,2}|\u2013|\u2014|/|\.\.\.?|to|bis|until|through)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A date in a text; ``when`` is None where it has two readings. ``start`` and ``end`` count characters."""

    when: When | None
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case without accents, each character still one, so that offsets stay."""
    if text.isascii():
        return text.lower()
    return "".join(
        (unicodedata.normalize("NFD", char)[0].lower() or char)[0] if not char.isascii() else char.lower()
        for char in text
    )


def first_date(text: str, *, order: str = "") -> Written | None:
    """The first date in a name or heading, with its end where a span is written; None where there is none."""
    if not _ANY_YEAR.search(text, 0, MAX_TEXT):
        return None
    folded = fold(text[:MAX_TEXT])
    found = _first(folded, 0, order)
    if found is None or found.when is None or found.when.first is None:
        return found
    between = _BETWEEN.match(folded, found.end)
    other = _first(folded, between.end(), order) if between else None
    if other is None or between is None or other.start != between.end():
        return found
    span = _span(found.when, other.when)
    return Written(when=span, start=found.start, end=other.end) if span else found


def read_stamp(text: str, *, order: str = "") -> tuple[When | None, str]:
    """A date that is the whole text, with or without weekday and time, and the time as 15:39 or an empty text."""
    plain = text.strip().strip("\"'").removeprefix("[[").removesuffix("]]").strip()[:MAX_TEXT]
    try:
        return parse_when(plain), ""
    except ValueError:
        pass
    clock = _CLOCK.search(plain)
    time = _time(clock) if clock else ""
    rest = plain[: clock.start()] if clock and time else plain
    rest = rest.strip(" ,T")
    for whole in (rest, _WEEKDAY.sub("", rest)):
        found = first_date(whole, order=order)
        if found is not None and (found.start, found.end) == (0, len(whole)):
            return found.when, time
    return None, ""


def date_order(texts: Iterable[str]) -> str:
    """The one order of day and month that all these dates of one program allow; empty where both do or none does."""
    allowed = set(ORDERS)
    seen = False
    for text in texts:
        for match in _NUMERIC.finditer(fold(text[:MAX_TEXT])):
            first, second = int(match[1]), int(match[3])
            if match[2] == "." or first == second:
                continue
            seen = True
            if first > 12:
                allowed.discard(MONTH_FIRST)
            if second > 12:
                allowed.discard(DAY_FIRST)
    return allowed.pop() if seen and len(allowed) == 1 else ""


def _time(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    half = (match[4] or "").lower()
    if half and not 1 <= hour <= 12:
        return ""
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else ""


def _span(first: When, last: When | None) -> When | None:
    if last is None or first.last is None or last.first is None or "/" in first.text + last.text:
        return None
    return parse_when(f"{first.text}/{last.text}") if last.first > first.last else None


def _first(folded: str, start: int, order: str) -> Written | None:
    """The earliest date from ``start`` on, the longest of those that begin there."""
    found = [written for pattern, read in _FORMS for written in _matches(pattern, read, folded, start, order)]
    return min(found, key=lambda one: (one.start, -one.end), default=None)


def _matches(
    pattern: re.Pattern[str], read: _Reader, folded: str, start: int, order: str
) -> Iterator[Written]:
    """The first match of a form that is a day of the calendar."""
    for match in pattern.finditer(folded, start):
        try:
            when = read(match, order)
        except ValueError:
            continue
        yield Written(when=when, start=match.start(), end=match.end())
        return


def _day(year: int, month: int, day: int) -> When:
    return on_day(date(year, month, day))


def _days(year: int, number: int, first: int, last: int) -> When:
    """Some days of one month; ValueError where they are none or run backwards."""
    return parse_when(f"{date(year, number, first)}/{date(year, number, last)}")


def _numeric(match: re.Match[str], order: str) -> When | None:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if match[2] == "." or first == second or order == DAY_FIRST:
        return _day(year, second, first)
    if order == MONTH_FIRST:
        return _day(year, first, second)
    if first > 12 or second > 12:
        return _day(year, second, first) if first > 12 else _day(year, first, second)
    _day(year, first, second)
    return None


def _week(match: re.Match[str], _order: str) -> When:
    """A week of the ISO calendar, Monday to Sunday."""
    monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
    if match[3]:
        return on_day(monday + timedelta(days=int(match[3]) - 1))
    return parse_when(f"{monday}/{monday + timedelta(days=6)}")


def quarter(year: int, number: int) -> When:
    """A quarter as a span of months."""
    return parse_when(f"{year:04d}-{number * 3 - 2:02d}/{year:04d}-{number * 3:02d}")


def month(year: int, number: int) -> When:
    """A month; ValueError where the year has none of that number."""
    calendar.monthrange(year, number)
    return parse_when(f"{year:04d}-{number:02d}")


_NUMERIC = re.compile(rf"(?<![\d./-])(\d{{1,2}})([./-])(\d{{1,2}})\2({_YEAR})(?![\d])")
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (
        re.compile(rf"(?<![\d.])({_YEAR})([-_./]| ?[-_./] ?)(\d{{1,2}})\2(\d{{1,2}})(?!\d)"),
        lambda match, _: _day(int(match[1]), int(match[3]), int(match[4])),
    ),
    (
        re.compile(rf"(?<!\d)({_YEAR})(\d\d)(\d\d)(?:[t_ -]?\d{{4}}(?:\d\d)?)?(?!\d)"),
        lambda match, _: _day(int(match[1]), int(match[2]), int(match[3])),
    ),
    (re.compile(rf"(?<!\d)({_YEAR})[-_ ]?w(\d\d)(?:-([1-7]))?(?!\w)"), _week),
    (
        re.compile(rf"(?<!\d)({_YEAR})[-_ ]?q([1-4])(?!\w)"),
        lambda match, _: quarter(int(match[1]), int(match[2])),
    ),
    (
        re.compile(rf"(?<!\w)q([1-4])[-_ ]?({_YEAR})(?!\d)"),
        lambda match, _: quarter(int(match[2]), int(match[1])),
    ),
    (_NUMERIC, _numeric),
    (
        re.compile(
            rf"(?<![\d.])(\d{{1,2}}){_ORDINAL}(?:{_GAP}|\.? )(?:(?:of|de|del) )?({MONTH})(?:{_GAP}(?:de |del )?)({_YEAR})(?!\d)"
        ),
        lambda match, _: _day(int(match[3]), MONTHS[match[2]], int(match[1])),
    ),
    (
        re.compile(rf"(?<![a-z])({MONTH}){_GAP}(\d{{1,2}}){_ORDINAL}{_GAP}({_YEAR})(?!\d)"),
        lambda match, _: _day(int(match[3]), MONTHS[match[1]], int(match[2])),
    ),
    (
        re.compile(rf"(?<![\d.])(\d{{1,2}}) ?[-\u2013] ?(\d{{1,2}}) ({MONTH})[ ,.]{{1,2}}({_YEAR})(?!\d)"),
        lambda match, _: _days(int(match[4]), MONTHS[match[3]], int(match[1]), int(match[2])),
    ),
    (
        re.compile(rf"(?<![a-z])({MONTH}) (\d{{1,2}}) ?[-\u2013] ?(\d{{1,2}})[ ,]{{1,2}}({_YEAR})(?!\d)"),
        lambda match, _: _days(int(match[4]), MONTHS[match[1]], int(match[2]), int(match[3])),
    ),
    (
        re.compile(rf"(?<![a-z])({MONTH})(?:{_GAP})(?:de |of )?({_YEAR})(?!\d)"),
        lambda match, _: month(int(match[2]), MONTHS[match[1]]),
    ),
    (
        re.compile(rf"(?<![\d./-])({_YEAR})[-_.](\d\d)(?![\d]|[-_./]\d)"),
        lambda match, _: month(int(match[1]), int(match[2])),
    ),
)
