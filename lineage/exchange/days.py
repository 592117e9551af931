"""The day a note is about, and where that was found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.exchange.dates import first_date, read_stamp
from lineage.exchange.natural import read_absolute
from lineage.exchange.notes import stem
from lineage.model.dates import NOT_KNOWN, When, parse_when
from lineage.model.incoming import (
    FILE_NAME,
    FILE_TIME,
    FRONT_MATTER,
    HEADING,
    NOWHERE,
    TOP_LINE,
    Loss,
    Note,
)
from lineage.model.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lineage.exchange.notes import Parts

_TOP_LINE = re.compile(
    r"\W*(?:meeting |session )?(?:date|dates|held(?: on)?|when|created(?: on)?|date (?:created|proposed|of meeting)|datum|fecha)\W*[:\uff1a]\W*(\S.*)\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """The day a note is about, where that was found, and the keys whose value says no more than it."""

    when: When = NOT_KNOWN
    how: str = NOWHERE
    losses: tuple[Loss, ...] = ()
    spent: tuple[str, ...] = ()
    before: tuple[When, str] | None = None
    """The day and where it was found before a first line was asked for it; None where that is the same."""


def find_date(note: Note, parts: Parts, heading: str, today: date) -> Dated:
    """Front matter, file name, heading, a line at the top, the beginning of the first, the file's time, in this order; told by ``how``.

    A date with two readings or after today is passed over and told. The time of a file is *about*: a copied folder
    has the day of the copy.
    """
    losses: list[Loss] = []
    by_file = _by_file(note, today)
    firm = list(_candidates(note, parts, heading, today))
    for number, (when, how, written, key) in enumerate([*firm, *_leading(parts.body, heading)]):
        if when is not None and when.first is not None and when.first <= today:
            spent = (key,) if key and str(when) == written.strip() else ()
            before = by_file if number >= len(firm) else None
            return Dated(when=when, how=how, losses=tuple(losses), spent=spent, before=before)
        said = not_taken(when)
        losses.append(
            Loss(
                kind="date",
                path=note.path,
                message=f"the date {one_line(written, limit=60)!r} ({how}) {said}: not taken",
            )
        )
    return Dated(when=by_file[0], how=by_file[1], losses=tuple(losses))


def not_taken(when: When | None) -> str:
    """Why a date is passed over."""
    if when is None:
        return "can be read two ways or not at all"
    return "lies after today" if when.first is not None else "says that it is not known"


def _by_file(note: Note, today: date) -> tuple[When, str]:
    if note.modified is not None and note.modified <= today:
        return parse_when(f"{note.modified}~"), FILE_TIME
    return NOT_KNOWN, NOWHERE


def _candidates(
    note: Note, parts: Parts, heading: str, today: date
) -> Iterator[tuple[When | None, str, str, str]]:
    """(period or None, where, as written, key) of everything that looks like a date, the firmest first."""
    for key, written in parts.properties.dates:
        yield read_value(written, today), FRONT_MATTER, written, key
    yield from _in_text(FILE_NAME, _name(note.path))
    in_heading = _in_text(HEADING, heading)
    in_line = _in_text(TOP_LINE, _top_line(parts.body))
    # A month or quarter in a heading may be its subject (a budget for Q4): a line "Date:" knows better.
    coarse = any(when is not None and when.first != when.last for when, *_ in in_heading)
    yield from (*in_line, *in_heading) if coarse else (*in_heading, *in_line)


def _leading(body: str, heading: str) -> Iterator[tuple[When | None, str, str, str]]:
    """The date the first line begins with, as in "2025-03-04 The chair was ill"; a month or quarter only where it is set off.

    "March 2025 budget" is about a budget; "March 2025: no budget" is of a month.
    """
    line = body.lstrip()[:400].partition("\n")[0].strip()
    plain = re.sub(r"^[-*+#>][ \t]+", "", line).lstrip(
        '[(*_"\u201c'
    )  # the mark of a list, a heading, a quotation
    found = first_date(plain) if line != heading else None
    if found is None or found.start:
        return
    is_day = found.when is None or found.when.first == found.when.last
    if is_day or re.match(r"[\s\])*_]*(?:[:\u2013\u2014-]|\Z)", plain[found.end :]):
        yield found.when, TOP_LINE, plain[: found.end], ""


def _in_text(how: str, text: str) -> list[tuple[When | None, str, str, str]]:
    """The first date of a name, heading or line; a year alone counts only where there is nothing else."""
    found = first_date(text)
    if found is not None:
        return [(found.when, how, text[found.start : found.end], "")]
    year = re.fullmatch(r"(?:19|20)\d\d", text.strip())
    return [(parse_when(year[0]), how, year[0], "")] if year else []


def read_value(written: str, today: date, *, order: str = "") -> When | None:
    """A date that is the whole of a cell or a property; never one that depends on the day of reading."""
    when, _ = read_stamp(written, order=order)
    return when if when is not None else read_absolute(written, today)


def _name(path: str) -> str:
    """The part of a path that may say a date: the name, or 2020/08/29 where the folders say it."""
    parts = path.split("/")
    parts[-1] = stem(parts[-1])
    folders = re.search(r"(?:\A|/)((?:19|20)\d\d/\d\d/\d\d)\Z", "/".join(parts))
    return folders[1] if folders else parts[-1]


def _top_line(body: str) -> str:
    """What stands after "Date:" in the first lines."""
    lines = body[:4000].split("\n")[:15]
    return next((match[1] for line in lines if (match := _TOP_LINE.match(line[:200]))), "")
