"""A note taken apart: its text, its front matter sorted into facets, words and the rest, and the day it is about.

Nothing is guessed and nothing is dropped unsaid: what has no facet is kept as an extra key, what cannot be read stays
in the text, and each step from the note as it was is a Loss.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lineage.errors import Problem
from lineage.exchange.dates import first_date, read_stamp
from lineage.exchange.natural import read_absolute
from lineage.model.dates import NOT_KNOWN, When, parse_when
from lineage.model.entry import FIELDS, SENSITIVITIES
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
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    ReadFields = Callable[[str], tuple[Mapping[str, Any], Mapping[str, int]]]


_FRONT = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOP_LINE = re.compile(
    r"\W*(?:meeting |session )?(?:date|dates|held(?: on)?|when|created(?: on)?|date (?:created|proposed|of meeting)|datum|fecha)\W*[:\uff1a]\W*(\S.*)\Z",
    re.IGNORECASE,
)

_DATE_KEYS = (
    "observed",
    "date",
    "day",
    "when",
    "date_created",
    "created",
    "created_at",
    "created_on",
    "creation_date",
    "datum",
)
TAG_KEYS = ("tags", "tag", "words", "keywords", "labels", "categories")
_OWN = {item.name: item for item in FIELDS}
_NOT_FROM_OUTSIDE = {"coder", "context", "follows", "suggested", "sensitivity", "words"}
"""Facets that say something of this journal: they are never filled from another tool's file unasked."""


def read_text(note: Note) -> str | Problem:
    """The text of a note with plain line ends; a Problem where its bytes are no text in UTF-8 or marked UTF-16."""
    data, encoding = note.data, "utf-8-sig"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif b"\x00" in data:
        return Problem(path=note.path, message="not a text file", hint="it stays where it is")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        hint = "save it as UTF-8 and import again: its encoding is not guessed"
        return Problem(path=note.path, line=line, message="not UTF-8", hint=hint)
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(slots=True, kw_only=True)
class Properties:
    """What front matter or a row says, sorted: dates as written, facets, words, and the rest."""

    title: str = ""
    dates: list[tuple[str, str]] = field(default_factory=list)
    fields: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    sensitivity: str = ""
    extra: list[tuple[str, str | tuple[str, ...]]] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A note taken apart; ``skipped`` lines of the file stand before the body."""

    properties: Properties
    body: str
    skipped: int = 0


def take_apart(note: Note, text: str, read_fields: ReadFields) -> Parts:
    """Properties and body; front matter that cannot be read stays in the text and is told."""
    match = _FRONT.match(text) if text.startswith("---") else None
    if match is None:
        body = text.lstrip("\n")
        return Parts(properties=Properties(), body=body, skipped=len(text) - len(body))
    try:
        fields, lines = read_fields(match[1])
    except ValueError as error:
        told = Loss(
            kind="front matter",
            path=note.path,
            line=getattr(error, "line", 1),
            message=f"front matter that cannot be read stays in the text: {error}",
            hint=getattr(error, "hint", ""),
        )
        return Parts(properties=Properties(losses=[told]), body=text)
    body = text[match.end() :].lstrip("\n")
    return Parts(
        properties=sort_fields(fields, lines, note.path),
        body=body,
        skipped=text[: len(text) - len(body)].count("\n"),
    )


def sort_fields(fields: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Properties:
    """Each key to what it means here; an unknown one is kept as it is."""
    found = Properties()
    for key, value in fields.items():
        name = folded_key(key)
        flat = _flat(value)
        if not flat:
            continue
        if isinstance(value, dict) or (
            isinstance(value, list) and any(not isinstance(item, str) for item in value)
        ):
            found.losses.append(
                Loss(
                    kind="property",
                    path=path,
                    line=lines.get(key, 0),
                    message=f"{key} is nested: kept as plain text",
                )
            )
        if name == "title" and isinstance(flat, str):
            found.title = found.title or flat
        elif name in _DATE_KEYS and isinstance(flat, str):
            found.dates.append((key, flat))
        elif name in TAG_KEYS:
            found.words += split_tags(flat, spaces=name in ("tags", "tag"))
        elif not _facet(name, flat, found):
            found.extra.append((key, flat))
    found.dates.sort(key=lambda one: _DATE_KEYS.index(folded_key(one[0])))
    return found


def _facet(name: str, value: str | tuple[str, ...], found: Properties) -> bool:
    """Take a value as a facet of ours; False where it is none."""
    if name == "sensitivity" and value in SENSITIVITIES:
        found.sensitivity = str(value)
        return True
    if name in ("source", "url", "sources"):
        known = found.fields.get("sources", ())
        found.fields["sources"] = (*known, *((value,) if isinstance(value, str) else value))
        return True
    item = _OWN.get(name)
    if item is None or name in _NOT_FROM_OUTSIDE or (not item.many and not isinstance(value, str)):
        return False
    if name in ("deadline", "look_again"):
        try:
            value = str(parse_when(str(value)))
        except ValueError:
            return False
    found.fields[name] = ((value,) if isinstance(value, str) else value) if item.many else value
    return True


def folded_key(key: str) -> str:
    """A key in lower case with underscores, as front matter and column heads spell it in many ways."""
    return re.sub(r"[\W_]+", "_", key.lower()).strip("_")


def split_tags(value: str | tuple[str, ...], *, spaces: bool) -> list[str]:
    """Tags in any of Obsidian's spellings: a list, or a text with commas or, where tags have none, spaces between; # or not."""
    parts = (
        re.split(r"[,;\s]+" if spaces else r"[,;]\s*", value)
        if isinstance(value, str)
        else [part.strip() for part in value]
    )
    return [tag for part in parts if (tag := part.removeprefix("#").strip("/ "))]


def _flat(value: Any) -> str | tuple[str, ...]:
    if isinstance(value, dict):
        return tuple(f"{key}: {_plain(item)}" for key, item in value.items())
    if isinstance(value, list):
        return tuple(text for item in value if (text := _plain(item)))
    return str(value).strip()


def _plain(value: Any) -> str:
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """The day a note is about, where that was found, and the keys whose value says no more than it."""

    when: When = NOT_KNOWN
    how: str = NOWHERE
    losses: tuple[Loss, ...] = ()
    spent: tuple[str, ...] = ()


def find_date(note: Note, parts: Parts, heading: str, today: date) -> Dated:
    """Front matter, file name, heading, a line at the top, the file's time, in this order; told by ``how``.

    A date with two readings or after today is passed over and told. The time of a file is *about*: a copied folder
    has the day of the copy.
    """
    losses: list[Loss] = []
    for when, how, written, key in _candidates(note, parts, heading, today):
        if when is not None and when.first is not None and when.first <= today:
            spent = (key,) if key and str(when) == written.strip() else ()
            return Dated(when=when, how=how, losses=tuple(losses), spent=spent)
        said = "lies after today" if when else "can be read two ways or not at all"
        losses.append(
            Loss(
                kind="date",
                path=note.path,
                message=f"the date {one_line(written, limit=60)!r} ({how}) {said}: not taken",
            )
        )
    if note.modified is not None and note.modified <= today:
        return Dated(when=parse_when(f"{note.modified}~"), how=FILE_TIME, losses=tuple(losses))
    return Dated(losses=tuple(losses))


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


def stem(path: str) -> str:
    """The name of a file without its folders and its last ending."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def _top_line(body: str) -> str:
    """What stands after "Date:" in the first lines, else the date with which the first of them begins."""
    lines = body[:4000].split("\n")[:15]
    said = next((match[1] for line in lines if (match := _TOP_LINE.match(line[:200]))), "")
    return said or _first_words(next((line.lstrip(" \t#*>-") for line in lines if line.strip()), ""))


def _first_words(line: str) -> str:
    """The date that a line begins with, as it is written there; empty where it begins otherwise."""
    found = first_date(line[:200])
    return line[: found.end] if found is not None and found.start == 0 else ""
