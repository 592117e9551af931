"""What waits as an iCalendar file (RFC 5545): one all-day event for each thing that has a day.

Events, not to-dos, since calendars on phones and in browsers show no others. What is over stands on today, with the day it was for in
its text: a calendar that is fetched again each day carries it along. Its sequence number is the day of the export, so that a
later export always replaces an earlier one.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from lineage.model.incoming import digest
from lineage.model.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from lineage.model.waiting import Item

LONGEST = 75
"""Octets of a line without its end."""
DAY_ONE = 738_000
"""The ordinal of a day before the first export, so that sequence numbers stay small."""
_SAID = {
    "look-again": "Look again",
    "review": "Review",
    "decision": "Due",
    "closes": "Forecasts close",
    "resolves": "Resolve",
}


def calendar(items: Iterable[Item], *, name: str, now: datetime) -> bytes:
    """The calendar as UTF-8 with CRLF; things without a day of their own are left out, the others sorted by day and UID."""
    today = now.date()
    dated = sorted(_dated(items, today), key=lambda one: one[:2])
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//lineage//what waits//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{text(name)}",
        *(line for day, uid, item in dated for line in _event(day, uid, item, now)),
    ]
    if not dated:
        lines += _NOTHING
    lines.append("END:VCALENDAR")
    return "".join(fold(line) for line in lines).encode("utf-8")


_NOTHING = (
    "BEGIN:VTIMEZONE",
    "TZID:Etc/UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""A calendar must hold one component: where nothing waits it is a time zone, which no program shows."""


def _dated(items: Iterable[Item], today: date) -> Iterator[tuple[date, str, Item]]:
    """Day, UID and thing for each that has a day; the UID, of its entry and the reason, stays from export to export."""
    seen: dict[str, int] = {}
    for item in items:
        if item.day is None or item.reason not in _SAID:
            continue
        named = f"{item.id or digest(item.path, item.title)}-{item.reason}"
        seen[named] = seen.get(named, 0) + 1
        # Two entries with one id are a fault that `check` names; two events with one UID would hide one of them.
        more = f"-{seen[named]}" if seen[named] > 1 else ""
        yield max(item.day, today), f"{named}{more}@lineage", item


def _event(day: date, uid: str, item: Item, now: datetime) -> Iterator[str]:
    about = [f"{item.why[:1].upper()}{item.why[1:]}, {item.written}"]
    if item.over:
        about[0] += f" ({item.how_long})"
    about += [f"{label}: {value}" for label, value in _told(item) if value]
    yield "BEGIN:VEVENT"
    yield f"UID:{text(uid)}"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{max(now.date().toordinal() - DAY_ONE, 0)}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"SUMMARY:{text(f'{_SAID[item.reason]}: {one_line(item.title)}')}"
    yield "DESCRIPTION:" + text("\n".join(about))
    yield f"CATEGORIES:{text(item.group)}"
    yield "CLASS:PUBLIC" if item.sensitivity == "public" else "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _told(item: Item) -> tuple[tuple[str, str], ...]:
    return ("context", item.context), ("entry", item.id), ("file", item.path)


def one_line(title: str) -> str:
    """A title on one line."""
    return " ".join(title.split())


def text(value: str) -> str:
    r"""A value of type TEXT: what could steer a terminal made visible, ``\`` ``;`` ``,`` and new lines escaped."""
    plain = visible(value, lines=True)
    for char in ("\\", ";", ","):
        plain = plain.replace(char, f"\\{char}")
    return plain.replace("\n", "\\n")


def fold(line: str) -> str:
    """A content line with its end, in pieces of at most 75 octets; no character is cut in two."""
    pieces = [""]
    room = LONGEST
    for char in line:
        size = len(char.encode("utf-8"))
        if size > room:
            pieces.append("")
            room = LONGEST - 1  # the space that the next line begins with
        pieces[-1] += char
        room -= size
    return "\r\n ".join(pieces) + "\r\n"
