"""From what a person typed to an entry: nothing is refused, what the taxonomy does not know becomes the writer's word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lineage.model.dates import NOT_KNOWN, When, on_day, parse_when
from lineage.model.entry import DATES, FIELDS, MAX_TENSIONS, SENSITIVITIES, UNCLEAR, Entry
from lineage.model.spans import scan
from lineage.model.text import nearest, one_line

if TYPE_CHECKING:
    from lineage.model.taxonomy import Facet, Taxonomy

CHOICES = {"sensitivity": SENSITIVITIES, "helped": ("true", "false", UNCLEAR)}
"""Fields that hold one of a few words, beside the facets of the taxonomy."""

Given = Mapping[str, str | tuple[str, ...]]


def draft(
    text: str, given: Given, *, taxonomy: Callable[[], Taxonomy], now: datetime, look_again: int = 30
) -> tuple[Entry, tuple[str, ...]]:
    """An entry without an id, and a hint for each value that was kept as a word.

    ``taxonomy`` gives the taxonomy where a value asks for it: a sentence alone does not, and is saved in half the time.
    ``given`` maps field names to what was typed; ``observed`` and ``title`` are among them. ``look_again`` is in days and
    is set only where the outcome is open.
    """
    hints: list[str] = []
    words = list(_many(given.get("words", ())))
    values: dict[str, str | tuple[str, ...]] = {}
    for item in FIELDS:
        typed = _many(given.get(item.name, ()))
        if item.name == "words" or not typed:
            continue
        if item.name == "tensions":
            typed = _tensions(typed, taxonomy(), words, hints)
        elif item.name in CHOICES:
            typed = _choices(item.name, typed, words, hints)
        elif item.name in DATES:
            typed = _dates(item.name, typed, now, words, hints)
        elif item.facet:
            typed = _terms(item.name, typed, taxonomy().facet(item.facet), words, hints)
        if typed:
            values[item.name] = typed if item.many else typed[0]
    observed = _observed(given.get("observed", ""), now, words, hints)
    if values.get("outcome") == "open" and "look_again" not in values:
        values["look_again"] = (now.date() + timedelta(days=look_again)).isoformat()
    title = given.get("title", "")
    entry = Entry(
        id="",
        title=title if isinstance(title, str) and title else one_line(scan(text)[0]),
        observed=observed,
        recorded=now.isoformat(timespec="seconds"),
        body=text.strip() + "\n",
        words=tuple(dict.fromkeys(words)),
        **values,  # type: ignore[arg-type]
    )
    return entry, tuple(hints)


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
            near = ", ".join(nearest(name, [one.id for one in facet.values] if facet else []))
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


def _dates(
    key: str, typed: tuple[str, ...], now: datetime, words: list[str], hints: list[str]
) -> tuple[str, ...]:
    """The first of them; for the day to look again a number of days will do, as in lineage.toml."""
    if key == "look_again" and typed[0].isdecimal() and len(typed[0]) < len("2026"):
        return ((now.date() + timedelta(days=int(typed[0]))).isoformat(),)
    try:
        return (str(parse_when(typed[0])),)
    except ValueError as error:
        words.append(f"{key} {typed[0]}")
        hints.append(f"{key}: {error}; it is kept among your own words")
        return ()


def _observed(typed: str | tuple[str, ...], now: datetime, words: list[str], hints: list[str]) -> When:
    text = typed.strip() if isinstance(typed, str) else ""
    days = {"": 0, "today": 0, "yesterday": 1}
    if text.lower() in days:
        return on_day(now.date() - timedelta(days=days[text.lower()]))
    try:
        return parse_when(text)
    except ValueError as error:
        words.append(f"observed {text}")
        hints.append(f"{error}; the date is {UNCLEAR} and what you wrote is kept among your own words")
        return NOT_KNOWN
