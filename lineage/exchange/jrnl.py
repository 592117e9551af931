"""Journals of jrnl, as its files, its text export and its JSON export write them.

An entry opens with ``[date] `` at the start of a line; its first line is the title (the first sentence where it has one
line only), a star at the end of that line marks it, and a word that begins with @ anywhere is a tag. The form of the date
is the user's own setting and is not in the file: it is found from the dates themselves.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lineage.errors import Problem
from lineage.exchange.dates import date_order, read_stamp
from lineage.exchange.notes import read_text
from lineage.exchange.settle import settle
from lineage.model.dates import NOT_KNOWN, When
from lineage.model.incoming import ENTRY, NOWHERE, Draft, Incoming, Loss, Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

SYMBOLS = "@"
STARRED = "starred"

_HEAD = re.compile(r"^\[([^\]\n]{7,60})\] ", re.MULTILINE)
"""Six characters and fewer in brackets are a footnote to jrnl too."""
_OLD = re.compile(
    r"^((?:\d{4}[-/.]\d\d[-/.]\d\d|\d\d[-/.]\d\d[-/.]\d{4}) \d\d:\d\d(?::\d\d)?) ", re.MULTILINE
)
"""Before version 2 the date stood without brackets."""
_SENTENCE = re.compile(
    r"[.!?\u2026\u203c\u203d\u2047-\u2049\u22ef\ufe52\ufe57]['\u2019\"\u201d]?[\])]*\s+|[\uff01\uff0e\uff1f\uff61\u3002]"
)
_DAY_FILE = re.compile(r"(?:\A|.*/)(\d{4})/(\d\d)/(\d\d)\.txt\Z")
_EXPORTED = re.compile(r"(?:\A|.*/)\d{4}-\d\d-\d\d_[^/]*\.(?:txt|json)\Z")
_OBJECT = re.compile(r"\s*\{\s*(?:\"|\}\s*\Z)")
_EXPORT = "export it again: jrnl --format json > journal.json; a journal in text is imported under a name without .json"
_DAY_ONE = b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist '
_ENCRYPTED = (b"JRNLv3\x00", b"gAAAAA")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One entry as jrnl means it; ``stamp`` is its date as written."""

    key: str
    line: int
    title: str
    body: str
    stamp: str
    starred: bool
    tags: tuple[str, ...]
    extra: tuple[tuple[str, str | tuple[str, ...]], ...] = ()


def read_jrnl(
    notes: Iterable[Note],
    *,
    root: str,
    today: date,
    symbols: str = SYMBOLS,
    order: str = "",
    in_folder: bool = False,
) -> Incoming:
    """A draft for each entry of a journal file, a folder journal, or an export in text or JSON, in the files' order.

    ``symbols`` are those that begin a tag; ``order`` is that of day and month in dates with slashes, asked for where
    the dates themselves do not show it. ``in_folder`` says that no file was named, only the folder they lie in.
    """
    listed = sorted(notes, key=lambda one: one.path)
    drafts: list[Draft] = []
    problems: list[Problem] = []
    for note in listed:
        if not _is_read(note, alone=len(listed) == 1, in_folder=in_folder):
            hint = "jrnl keeps days as year/month/day.txt and reads nothing else; name the file to import it alone"
            problems.append(Problem(path=note.path, message="not a file of jrnl by its name", hint=hint))
            continue
        entries = _entries(note, symbols, problems)
        known = order or date_order(entry.stamp for entry in entries)
        for entry in entries:
            found = _draft(note, entry, root=root, today=today, order=known)
            if isinstance(found, Draft):
                drafts.append(found)
            else:
                problems.append(found)
    return Incoming(format="jrnl", drafts=tuple(drafts), problems=tuple(sorted(problems)))


def _is_read(note: Note, *, alone: bool, in_folder: bool) -> bool:
    """True for a file of jrnl by its name, for one that a person named, and for the only one of a folder where it has a dated entry."""
    if _DAY_FILE.match(note.path) or _EXPORTED.match(note.path) or note.data.startswith(_DAY_ONE):
        return True
    if not alone or not in_folder:
        return alone
    text = read_text(note)
    return isinstance(text, str) and (note.path.lower().endswith(".json") or _has_entry(text))


def _has_entry(text: str) -> bool:
    return any(_is_stamp(match[1]) for match in _HEAD.finditer(text))


def _entries(note: Note, symbols: str, problems: list[Problem]) -> list[_Entry]:
    foreign = _foreign(note)
    if foreign:
        hint = "write it out first: jrnl --format json > journal.json"
        problems.append(Problem(path=note.path, message=foreign, hint=hint))
        return []
    text = read_text(note)
    if isinstance(text, Problem):
        problems.append(text)
        return []
    if text.strip() and _means_json(note.path, text):
        data = _json(note.path, text)
        if isinstance(data, Problem):
            problems.append(data)
            return []
        if data:
            return list(_from_json(data, note, symbols, problems))
        text = ""
    if not text.strip():
        problems.append(Problem(path=note.path, message="holds no entry", hint="nothing to take"))
        return []
    return list(_from_text(text, symbols))


def _foreign(note: Note) -> str:
    """What a file is that jrnl reads and we do not; empty where it is text."""
    if note.data.startswith(_DAY_ONE):
        return "a file of Day One, not of jrnl"
    return "encrypted" if note.data.startswith(_ENCRYPTED) else ""


def _from_text(text: str, symbols: str) -> Iterator[_Entry]:
    """Entries in the order of the file; text before the first date is an entry without one, as nothing is dropped."""
    old = _OLD.match(text.lstrip()) is not None
    heads = [match for match in (_OLD if old else _HEAD).finditer(text) if _is_stamp(match[1])]
    begin = text[: heads[0].start()] if heads else text
    if begin.strip():
        yield _entry(begin, "", 1, symbols)
    ends = [*(match.start() for match in heads[1:]), len(text)][: len(heads)]
    line, at = 1, 0
    for match, end in zip(heads, ends, strict=True):
        line += text.count("\n", at, match.start())
        at = match.start()
        # The line end before the next date is jrnl's own; a last entry without one may be a single line.
        written = text[match.end() : end - 1] if end < len(text) else text[match.end() :]
        yield _entry(written, match[1], line, symbols)


def _is_stamp(written: str) -> bool:
    """True for a day or a month, also one whose order of day and month is not known yet."""
    for order in ("day-month", "month-day"):
        when, time = read_stamp(written, order=order)
        if when is not None and "/" not in str(when) and (time or "-" in str(when)):
            return True
    return False


def _entry(text: str, stamp: str, line: int, symbols: str) -> _Entry:
    first, newline, rest = text.lstrip().partition("\n")
    starred = first.rstrip().endswith("*")
    if starred:
        title, body = first.strip(" *\t"), rest
    elif newline:
        title, body = first, rest
    else:
        end = _SENTENCE.search(first)
        title, body = (first[: end.end()], first[end.end() :]) if end else (first, "")
    return _Entry(
        key=f"{line:08d}",
        line=line,
        title=title.strip(),
        body=body.strip(),
        stamp=stamp,
        starred=starred,
        tags=_tags(text, symbols),
    )


def _tags(text: str, symbols: str) -> tuple[str, ...]:
    """Tags without their symbol, in lower case, in order, each once."""
    found = re.findall(rf"(?<!\S)[{re.escape(symbols)}]([-+*#/\w]+)", text) if symbols else []
    return tuple(dict.fromkeys(tag.lower() for tag in found))


def _means_json(path: str, text: str) -> bool:
    """True for an export in JSON, also one that was cut off: by its name, or by how it begins where no entry of a journal follows."""
    if path.lower().endswith(".json"):
        return True
    return _OBJECT.match(text) is not None and not _has_entry(text)


def _json(path: str, text: str) -> list[Any] | Problem:
    """The entries of an export, of the journal or of one entry; a Problem where it is neither, with the line that cannot be read."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        said = getattr(error, "msg", "").lower() or "nested too deeply, or a number too long"
        return Problem(path=path, line=line, message="not JSON, or cut off", hint=f"{said}; {_EXPORT}")
    if isinstance(data, dict) and isinstance(data.get("entries"), list):
        return list(data["entries"])
    if isinstance(data, dict) and {"title", "body"} <= data.keys():
        return [data]
    return Problem(
        path=path, line=1, message="JSON that is no export of jrnl: it has no entries", hint=_EXPORT
    )


def _from_json(data: list[Any], note: Note, symbols: str, problems: list[Problem]) -> Iterator[_Entry]:
    for number, item in enumerate(data, start=1):
        if not isinstance(item, dict) or not all(
            isinstance(item.get(key, ""), str) for key in ("title", "body", "date", "time")
        ):
            hint = "jrnl writes title, body, date, time, tags and starred"
            problems.append(Problem(path=note.path, message=f"entry {number} is not one of jrnl", hint=hint))
            continue
        tags = item.get("tags")
        listed = [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
        symbol = re.compile(rf"\A[{re.escape(symbols)}@#]")
        yield _Entry(
            key=f"{number:08d}",
            line=0,
            title=item.get("title", "").strip(),
            body=item.get("body", "").strip(),
            stamp=f"{item.get('date', '')} {item.get('time', '')}".strip(),
            starred=item.get("starred") is True,
            tags=tuple(dict.fromkeys(symbol.sub("", tag).lower() for tag in listed)),
            extra=_more(item),
        )


def _more(item: dict[str, Any]) -> tuple[tuple[str, str | tuple[str, ...]], ...]:
    """What an export of a Day One journal says besides."""
    known = {"title", "body", "date", "time", "tags", "starred"}
    return tuple(
        (
            str(key),
            tuple(f"{sub}: {one}" for sub, one in value.items()) if isinstance(value, dict) else str(value),
        )
        for key, value in item.items()
        if key not in known and value not in (None, "", [], {})
    )


def _draft(note: Note, entry: _Entry, *, root: str, today: date, order: str) -> Draft | Problem:
    when, time = read_stamp(entry.stamp, order=order) if entry.stamp else (None, "")
    losses: tuple[Loss, ...] = ()
    if when is None or when.first is None or when.first > today:
        losses = (_untold(note, entry, when),)
        when = None
    written = entry.stamp
    if when is not None and when.first == when.last:
        written = f"{when}T{time}" if time else ""
    extra: list[tuple[str, str | tuple[str, ...]]] = [("written", written)] if written else []
    extra += [(STARRED, "true")] if entry.starred else []
    draft = Draft(
        format="jrnl",
        key=f"{note.path}:{entry.key}",
        path=note.path,
        line=entry.line,
        title=entry.title,
        text=f"{entry.title}\n{entry.body}" if entry.body else entry.title,
        observed=when or NOT_KNOWN,
        dated=ENTRY if when else NOWHERE,
        words=(*entry.tags, *((STARRED,) if entry.starred else ())),
        extra=(*extra, *entry.extra),
        losses=losses,
    )
    return settle(
        draft, root=root, place=(entry.stamp if when is None else written or str(when), entry.title)
    )


def _untold(note: Note, entry: _Entry, when: When | None) -> Loss:
    if not entry.stamp:
        message = "stands under no date that can be read: its day is unclear"
        return Loss(kind="date", path=note.path, line=entry.line, message=message)
    said = "lies after today" if when else "can be read two ways: name the order of day and month"
    message = f"the date {entry.stamp!r} {said}; its day is unclear"
    return Loss(kind="date", path=note.path, line=entry.line, message=message)
