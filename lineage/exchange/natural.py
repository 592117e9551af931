"""Dates as people say them: "last march", "three weeks ago", "end of 2024"; what can mean two things is not read.

The plain forms are read here. The rest goes to dateparser (0.15 s to import, and imported only then), whose *period* is kept:
"last month" is a month, "last week" seven days. It is not asked about numbers alone, where it guesses.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from lineage.exchange.dates import MONTH, MONTHS, fold, month, quarter, read_stamp
from lineage.model.dates import When, on_day, parse_when

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
"""Asked in this order; the first that reads a text decides."""

LONGEST = 80
_ABOUT = re.compile(r"(?:about|around|roughly|circa|ca\.?|c\.|~)\s+", re.IGNORECASE)
_PART = re.compile(
    r"(?:in )?(?:the )?(?:early|mid|late|(?:beginning|start|middle|end) of)[ -](?:the )?(?=\S)", re.IGNORECASE
)
_IN = re.compile(r"(?:in|on|since|during|from|at) (?:the )?", re.IGNORECASE)
_MONTH = re.compile(rf"(last |this |past |next |coming )?({MONTH})\.?(?:,? (?:of )?(\d{{4}}))?\Z")
_UNIT = re.compile(r"(last|this|past|previous) (week|month|quarter|year)\Z")
_SEASON = re.compile(r"(?:spring|summer|autumn|fall|winter)(?: of)? ((?:19|20)\d\d)\Z")
_NUMBERS = re.compile(r"[a-z]{3}")
_ONE_WEEK = re.compile(
    r"\b(?:last|past|previous|next|this|coming|letzte|vorige|nachste|diese|derniere|prochaine|cette|pasad|proxim|esta"
    r"|scors|prossim|questa|vorige|volgende|deze|passad)"
)
"""Words of LANGUAGES that make a week a whole one: "last week", where "a week ago" is a day."""
LENGTH = re.compile(r"(?:\d+|[a-z]+) (?:days?|weeks?|months?|years?|hours?|minutes?)\Z")
_LOOSE = re.compile(
    r"\b(?:an? hour|noon|midnight|before|after)\b|\A[a-z]{1,3}\Z|\A(?!(?:" + MONTH + r")\b)[a-z]+ \d{1,2}\Z"
)
"""What dateparser takes wrongly: "2 days before yesterday" is read as yesterday, "noon" as that of the day before, "so" as a
German Sunday, "set" as an Italian month, "sat 3" as March."""
_MONTH_DAY = re.compile(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)\Z")
_DAY_MONTH = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\Z")
WEEKDAY = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    "|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
    "|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miercoles|jueves|viernes|sabado|domingo"
    "|lunedi|martedi|mercoledi|giovedi|venerdi|domenica|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
    "|segunda-feira|terca-feira|quarta-feira|quinta-feira|sexta-feira"
)
ON_WEEKDAY = re.compile(
    rf"(?:am|letzten?|letzter|vorigen|vergangenen|le|el|lo|op|afgelopen|vorige|na|no) ({WEEKDAY})\Z"
    rf"|({WEEKDAY}) (?:derniere?|passee?|pasado|passad[oa]|scors[oa])\Z"
)
"""A weekday as German, French, Spanish, Italian, Dutch and Portuguese put it, which dateparser does not read."""


def read_date(text: str, today: date, *, ahead: bool = False) -> When | None:
    """The period a text names, seen from ``today``; None where it names none, or one of two.

    What lies after today is None too, as nothing can have been observed then; with ``ahead``, for dates to come
    back to, what is not said to be past is taken as coming.
    """
    plain = " ".join(text.split())
    if not plain or len(plain) > LONGEST:
        return None
    about = _ABOUT.match(plain)
    if about:
        return _loosened(read_date(plain[about.end() :], today, ahead=ahead))
    when, _ = read_stamp(plain)
    if when is None:
        part = _PART.match(plain)
        when = (
            _loosened(_said(fold(plain[part.end() :]), today, ahead=ahead))
            if part
            else _said(fold(plain), today, ahead=ahead)
        )
    if when is None or (not ahead and when.first is not None and when.first > today):
        return None
    return when


def read_absolute(text: str, today: date) -> When | None:
    """A date that does not depend on today, in any of LANGUAGES: for cells and properties written long ago."""
    plain = " ".join(text.split())
    if len(plain) > LONGEST or not _NUMBERS.search(fold(plain)) or not re.search(r"(?:19|20)\d\d", plain):
        return None
    return _parsed(plain, today, ahead=False, absolute=True)


def _loosened(when: When | None) -> When | None:
    if when is None or when.about or not when.known:
        return when
    return parse_when(f"{when.text}~")


def _said(folded: str, today: date, *, ahead: bool) -> When | None:
    plain = _IN.sub("", folded, count=1) if _IN.match(folded) else folded
    days = {"today": 0, "yesterday": 1, "day before yesterday": 2, "the day before yesterday": 2}
    if plain in days:
        return on_day(today - timedelta(days=days[plain]))
    when, _ = read_stamp(plain)
    if when is not None:
        return when
    for pattern, read in _READERS:
        match = pattern.match(plain)
        if match:
            return read(match, today, ahead)
    folded = ON_WEEKDAY.sub(lambda match: match[1] or match[2], folded)
    if not _NUMBERS.search(folded) or _LOOSE.search(folded):
        return None
    if LENGTH.match(folded) and not _ONE_WEEK.match(folded):
        return None  # "two weeks" is a length, neither before nor after today
    return _parsed(folded, today, ahead=ahead, absolute=False)


def _named_month(match: re.Match[str], today: date, ahead: bool) -> When | None:  # noqa: FBT001 (one shape for all readers)
    """A month by name: with "last" before this one, else this one or before; ``ahead``: this one or after."""
    number = MONTHS[match[2]]
    said = (match[1] or "").strip()
    if match[3]:
        return month(int(match[3]), number) if not said and int(match[3]) else None
    if said == "this":
        return month(today.year, number)
    if said in ("next", "coming"):
        return month(today.year + (number <= today.month), number) if ahead else None
    if said:
        return month(today.year - (number >= today.month), number)
    if ahead:
        return month(today.year + (number < today.month), number)
    return month(today.year - (number > today.month), number)


def _unit(match: re.Match[str], today: date, _ahead: bool) -> When | None:  # noqa: FBT001
    """This or the last week (Monday to Sunday), month, quarter or year."""
    back = 0 if match[1] == "this" else 1
    if match[2] == "week":
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return parse_when(f"{monday}/{monday + timedelta(days=6)}")
    if match[2] == "month":
        return _month_back(today, back)
    if match[2] == "quarter":
        count = today.year * 4 + (today.month - 1) // 3 - back
        return quarter(count // 4, count % 4 + 1)
    return parse_when(f"{today.year - back:04d}")


def _season(match: re.Match[str], _today: date, _ahead: bool) -> When | None:  # noqa: FBT001
    """About that year: which months a season has depends on the hemisphere."""
    return parse_when(f"{match[1]}~")


def _day_of_month(match: re.Match[str], today: date, ahead: bool) -> When | None:  # noqa: FBT001
    """A day such as the 3rd: of this month, or of the one before or after where it lies on the wrong side of today."""
    first = today.replace(day=1)
    for months in (0, 1) if ahead else (0, -1):
        begin = first if not months else _other_month(first, months)
        day = _real_day(begin.year, begin.month, int(match[1]))
        if day is not None and (day >= today if ahead else day <= today):
            return on_day(day)
    return None


def _other_month(first: date, months: int) -> date:
    return (first + timedelta(days=31) if months > 0 else first - timedelta(days=1)).replace(day=1)


def _day_and_month(match: re.Match[str], today: date, ahead: bool) -> When | None:  # noqa: FBT001
    """A day and month such as 24.12., where dots put the day first: of this year, or of the one before or after."""
    for year in (today.year, today.year + 1 if ahead else today.year - 1):
        day = _real_day(year, int(match[2]), int(match[1]))
        if day is not None and (day >= today if ahead else day <= today):
            return on_day(day)
    return None


def _real_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_back(today: date, back: int) -> When:
    count = today.year * 12 + today.month - 1 - back
    return month(count // 12, count % 12 + 1)


_READERS = (
    (_MONTH, _named_month),
    (_UNIT, _unit),
    (_SEASON, _season),
    (_MONTH_DAY, _day_of_month),
    (_DAY_MONTH, _day_and_month),
)


@lru_cache(maxsize=4096)
def _parsed(text: str, today: date, *, ahead: bool, absolute: bool) -> When | None:
    """What dateparser reads, as its period: a day, a week, a month, a quarter, a year."""
    from dateparser.date import DateDataParser

    settings = {
        "RELATIVE_BASE": datetime.combine(today, datetime.min.time()).replace(hour=12),
        "PREFER_DATES_FROM": "future" if ahead else "past",
        "PARSERS": ["absolute-time"] if absolute else ["relative-time", "absolute-time"],
    }
    if absolute:
        settings["REQUIRE_PARTS"] = ["month", "year"]
    parser = DateDataParser(languages=list(LANGUAGES), use_given_order=True, settings=settings)
    try:
        found = parser.get_date_data(text)
    except (ValueError, OverflowError, TypeError):
        return None
    if found.date_obj is None:
        return None
    return _period(found.date_obj.date(), found.period, text)


def _period(day: date, period: str, text: str) -> When | None:
    if day.year < 1:
        return None
    if period == "week" and not _ONE_WEEK.search(text):
        return parse_when(f"{day}~")  # "three weeks ago" counts back to a day, and only about
    if period == "week":
        monday = day - timedelta(days=day.weekday())
        return parse_when(f"{monday}/{monday + timedelta(days=6)}")
    if period == "month":
        return month(day.year, day.month)
    if period == "quarter":
        return quarter(day.year, (day.month + 2) // 3)
    return parse_when(f"{day.year:04d}") if period == "year" else on_day(day)
