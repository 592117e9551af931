"""When something was observed: a day, a month, a year or a span, sharp or about, or not known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

UNCLEAR = "unclear"
_PART = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A period of whole days; ``first`` and ``last`` are None where the date is not known.

    ``text`` is the canonical spelling: ``2026``, ``2026-03``, ``2026-03-04``, ``2025-11/2026-02``, with ``~`` after
    it for *about*, or ``unclear``.
    """

    text: str
    first: date | None
    last: date | None
    about: bool = False

    def __str__(self) -> str:
        return self.text

    @property
    def known(self) -> bool:
        """True where the period has an end and a beginning."""
        return self.first is not None

    @property
    def months(self) -> str:
        """The month it began in as ``2026-03``, or an empty text."""
        return f"{self.first:%Y-%m}" if self.first else ""


class AheadError(ValueError):
    """A date that lies ahead, where only what has been can be meant."""

    def __init__(self, typed: str, when: When) -> None:
        super().__init__(f"{typed!r} lies ahead ({when}): nothing was observed then")


NOT_KNOWN = When(text=UNCLEAR, first=None, last=None)


@lru_cache(maxsize=4096)
def parse_when(text: str) -> When:
    """Read a date as entries write it; ValueError says what is wrong with it."""
    plain = text.strip()
    if plain.lower() == UNCLEAR:
        return NOT_KNOWN
    about = plain.startswith("~") or plain.endswith("~")
    plain = plain.strip("~").strip()
    begin, slash, end = plain.partition("/")
    first_part = _part(begin)
    last_part = _part(end) if slash else first_part
    first, last = _first_day(first_part), _last_day(last_part)
    if last < first:
        raise ValueError(f"{text!r} ends before it begins")
    canonical = _spell(first_part) + (f"/{_spell(last_part)}" if slash else "") + ("~" if about else "")
    return When(text=canonical, first=first, last=last, about=about)


def on_day(day: date) -> When:
    """The period of one day."""
    return When(text=day.isoformat(), first=day, last=day)


_Part = tuple[int, int | None, int | None]


def _part(text: str) -> _Part:
    match = _PART.match(text.strip())
    if match is None:
        raise ValueError(
            f"{text!r} is not a date: write 2026, 2026-03, 2026-03-04, a span 2025-11/2026-02, or 2026~ for about"
        )
    year, month, day = (int(group) if group else None for group in match.groups())
    assert year is not None
    if year < 1:
        raise ValueError(f"{text!r} has no year")
    if month is not None and not 1 <= month <= 12:
        raise ValueError(f"{text!r} has no month {month}")
    if month is not None and day is not None and not 1 <= day <= _days(year, month):
        raise ValueError(f"{text!r}: month {month} of {year} has no day {day}")
    return year, month, day


def _days(year: int, month: int) -> int:
    """Days of a month; calendar's way costs 2 ms of every start, for locale."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _first_day(part: _Part) -> date:
    year, month, day = part
    return date(year, month or 1, day or 1)


def _last_day(part: _Part) -> date:
    year, month, day = part
    month = month or 12
    return date(year, month, day or _days(year, month))


def _spell(part: _Part) -> str:
    year, month, day = part
    return f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
