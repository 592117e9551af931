"""From what a person typed to an entry: nothing is refused, what the taxonomy does not know becomes the writer's word."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lineage.model.dates import NOT_KNOWN, AheadError, When, on_day, parse_when
from lineage.model.entry import DATES, FIELDS, MAX_TENSIONS, SENSITIVITIES, UNCLEAR, Entry
from lineage.model.text import one_line

if TYPE_CHECKING:
    from lineage.model.taxonomy import Facet, Taxonomy

CHOICES = {"sensitivity": SENSITIVITIES, "helped": ("true", "false", UNCLEAR)}
"""Fields that hold one of a few words, beside the facets of the taxonomy."""

Given = Mapping[str, str | tuple[str, ...]]
ReadDate = Callable[[str, bool], When | None]
"""(what was typed, whether it lies ahead) to the period it names, or None; asked only where the plain forms do not fit."""

_DAYS_AGO = {"today": 0, "yesterday": 1}
_HEAD = r"\s*([^\s:][^:\n]{0,40}(?::\d\d[^:\n]{0,8})?):[ \t]+(?=\S)"
_CUE = (
    r"\d|day|night|last|past|ago\b|month|week|year|early|late|mid|in \w|heute|gest|gister|letzt|vor |tag|woch|mittwoch|hui|hier"
    r"|di\b|manche|hoy|ayer|hace|nes\b|rtes|coles|jueves|bado|domingo|oggi|ieri|fa\b|menica|geleden|dag|hoje|ontem|feira|\bh[aá] "
)
"""Letters without which a text begins with no date; most texts are let by here, before what reads dates is loaded."""


def draft(
    text: str,
    given: Given,
    *,
    taxonomy: Callable[[], Taxonomy],
    now: datetime,
    look_again: int = 30,
    read_date: ReadDate | None = None,
) -> tuple[Entry, tuple[str, ...]]:
    """An entry without an id, and a hint for each value that was kept as a word.

    ``taxonomy`` gives the taxonomy where a value asks for it: a sentence alone does not, and is saved in half the time.
    ``given`` maps field names to what was typed; ``observed`` and ``title`` are among them. ``look_again`` is in days and
    is set only where the outcome is open. ``read_date`` reads dates as people say them.
    """
    hints: list[str] = []
    words = list(_many(given.get("words", ())))
    values = _fields(given, taxonomy, now, read_date, words, hints)
    observed = _observed(given.get("observed", ""), now, read_date, words, hints)
    if values.get("outcome") == "open" and "look_again" not in values:
        values["look_again"] = (now.date() + timedelta(days=look_again)).isoformat()
    title = given.get("title", "")
    entry = Entry(
        id="",
        title=title if isinstance(title, str) and title else one_line(_unmarked(text)),
        observed=observed,
        recorded=now.isoformat(timespec="seconds"),
        body=text.strip() + "\n",
        words=tuple(dict.fromkeys(words)),
        **values,  # type: ignore[arg-type]
    )
    return entry, tuple(hints)


def _fields(
    given: Given,
    taxonomy: Callable[[], Taxonomy],
    now: datetime,
    read_date: ReadDate | None,
    words: list[str],
    hints: list[str],
) -> dict[str, str | tuple[str, ...]]:
    """What was given for the fields of an entry, by the names and in the words of the taxonomy."""
    values: dict[str, str | tuple[str, ...]] = {}
    for item in FIELDS:
        if item.name not in given:
            continue
        typed = _many(given[item.name])
        if item.name == "words" or not typed:
            continue
        if item.name == "tensions":
            typed = _tensions(typed, taxonomy(), words, hints)
        elif item.name in CHOICES:
            typed = _choices(item.name, typed, words, hints)
        elif item.name in DATES:
            typed = _dates(item.name, typed, now, read_date, words, hints)
        elif item.facet:
            typed = _terms(item.name, typed, taxonomy().facet(item.facet), words, hints)
        if typed:
            values[item.name] = typed if item.many else typed[0]
    return values


def _unmarked(text: str) -> str:
    """The text without span mark-up; the scanner is loaded (1 ms) where there may be some."""
    if "]{." not in text:
        return text
    from lineage.model.spans import scan

    return scan(text)[0]


def _many(value: str | tuple[str, ...]) -> tuple[str, ...]:
    values = (value,) if isinstance(value, str) else value
    return tuple(text.strip() for text in values if text.strip())


def _tensions(
    typed: tuple[str, ...], taxonomy: Taxonomy, words: list[str], hints: list[str]
) -> tuple[str, ...]:
    known: list[str] = []
    for name in typed:
        term = taxonomy.resolve(name)
        if term is None:
            words.append(name)
            near = ", ".join(taxonomy.nearest(name)) or "see `lineage taxonomy search`"
            hints.append(f"no tension {name!r}: kept among your own words (nearest: {near})")
        elif term not in known:
            known.append(term)
    for name in known[MAX_TENSIONS:]:
        words.append(name)
        hints.append(f"an entry has at most {MAX_TENSIONS} tensions: {name} is kept among your own words")
    return tuple(known[:MAX_TENSIONS])


def _terms(
    key: str, typed: tuple[str, ...], facet: Facet | None, words: list[str], hints: list[str]
) -> tuple[str, ...]:
    known: list[str] = []
    for name in typed:
        value = facet.resolve(name) if facet else name
        if value is None:
            words.append(f"{key} {name}")
            near = ", ".join(facet.nearest(name) if facet else ())
            hints.append(
                f"{key} has no {name!r}: kept among your own words" + (f" (nearest: {near})" if near else "")
            )
        elif value not in known:
            known.append(value)
    return tuple(known)


def _choices(key: str, typed: tuple[str, ...], words: list[str], hints: list[str]) -> tuple[str, ...]:
    known = tuple(name.lower() for name in typed if name.lower() in CHOICES[key])
    for name in typed:
        if name.lower() not in CHOICES[key]:
            words.append(f"{key} {name}")
            hints.append(f"{key} is none of {', '.join(CHOICES[key])}: {name!r} is kept among your own words")
    return known


def dated_head(text: str) -> tuple[str, str] | None:
    """What stands before the first colon and after it, where the first may be a date: "yesterday: the vote failed"."""
    if ":" not in text[:80]:
        return None  # compiled only here: a millisecond that a sentence without a colon need not wait for
    head = re.match(_HEAD, text)
    return (head[1], text[head.end() - 1 :]) if head and re.search(_CUE, head[1], re.IGNORECASE) else None


def _dates(
    key: str,
    typed: tuple[str, ...],
    now: datetime,
    read_date: ReadDate | None,
    words: list[str],
    hints: list[str],
) -> tuple[str, ...]:
    """The first of them; for the day to look again a number of days will do, as in lineage.toml."""
    try:
        return (date_value(key, typed[0], now, read_date),)
    except ValueError as error:
        words.append(f"{key} {typed[0]}")
        hints.append(f"{key}: {error}; it is kept among your own words")
        return ()


def date_value(key: str, typed: str, now: datetime, read_date: ReadDate | None) -> str:
    """A date as an entry writes it under a key; ValueError where it cannot be read.

    A day to look again or a deadline lies ahead; to look again takes one day, the first of a week or a month.
    """
    if key == "look_again" and typed.isdecimal() and len(typed) < len("2026"):
        return (now.date() + timedelta(days=int(typed))).isoformat()
    if key == "observed" and typed.strip().lower() in _DAYS_AGO:
        return (now.date() - timedelta(days=_DAYS_AGO[typed.strip().lower()])).isoformat()
    try:
        return str(parse_when(typed))
    except ValueError:
        when = read_date(typed, key != "observed") if read_date else None
        if when is None:
            ahead = read_date(typed, True) if read_date and key == "observed" else None  # noqa: FBT003 (as above)
            if ahead is not None and ahead.known:
                raise AheadError(typed, ahead) from None
            raise
    return when.first.isoformat() if key == "look_again" and when.first else str(when)


def _observed(
    typed: str | tuple[str, ...],
    now: datetime,
    read_date: ReadDate | None,
    words: list[str],
    hints: list[str],
) -> When:
    text = typed.strip() if isinstance(typed, str) else ""
    if not text:
        return on_day(now.date())
    try:
        return parse_when(date_value("observed", text, now, read_date))
    except ValueError as error:
        words.append(f"observed {text}")
        hints.append(f"{error}; the date is {UNCLEAR} and what you wrote is kept among your own words")
        return NOT_KNOWN
