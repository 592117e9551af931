"""Entries in files: found, read one by one so that a bad one hides no other, written and edited in place."""

from __future__ import annotations

import os
import stat
from dataclasses import replace as changed
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lineage.errors import LineageError, NotFoundError, Problem
from lineage.model.dates import NOT_KNOWN, When, parse_when
from lineage.model.entry import DATES, FIELDS, HEAD, ID, KINDS, MAX_BYTES, Entry, Extra
from lineage.model.text import one_line, slug
from lineage.store import files
from lineage.store.front_matter import (
    Document,
    FrontMatterError,
    has_conflict,
    read_document,
    render,
    replace_keys,
)
from lineage.store.listing import MissingEntriesError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lineage.store.canonical import Value

ORDER = (*HEAD, *(item.name for item in FIELDS))
_MANY = {item.name for item in FIELDS if item.many}
_ONE = {item.name for item in FIELDS if not item.many}
_TEXTS = _ONE | {"kind", "title", "recorded"}
_KNOWN = frozenset(ORDER)


def read_entry(path: Path | str, journal: Path) -> tuple[Entry | None, list[Problem]]:
    """One entry and what is wrong with its file."""
    shown = _shown(os.fspath(path), os.fspath(journal))
    try:
        text = files.decode(_bytes(path))
    except files.UnreadableError as error:
        return None, [Problem(path=shown, line=error.line, message=error.message, hint=error.hint)]
    return parse_entry(text, shown)


def _shown(path: str, journal: str) -> str:
    """A path relative to the journal; pathlib's way costs 8 of the 60 microseconds that a file may."""
    inside = path[len(journal) + 1 :]
    if os.sep == "/" and path == f"{journal}/{inside}":
        return inside
    return Path(path).relative_to(journal).as_posix()


def _bytes(path: Path | str) -> bytes:
    """As ``files.read_bytes``, which says what is wrong, for the file with which nothing is: three system calls."""
    try:
        handle = os.open(path, _FLAGS)
    except OSError:
        return files.read_bytes(Path(path))
    try:
        status = os.fstat(handle)
        if stat.S_ISREG(status.st_mode) and status.st_size <= MAX_BYTES:
            data = os.read(handle, status.st_size + 1)
            if len(data) == status.st_size:
                return data
    except OSError:
        pass
    finally:
        os.close(handle)
    return files.read_bytes(Path(path))


_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def parse_entry(text: str, path: str) -> tuple[Entry | None, list[Problem]]:
    """An entry from a file's text; None where it cannot be one. ``path`` is relative to the journal."""
    if has_conflict(text):
        return _conflicted(text, path)
    try:
        document = read_document(text)
    except FrontMatterError as error:
        return None, [Problem(path=path, line=error.line, message=error.message, hint=error.hint)]
    problems: list[Problem] = []
    missing = [key for key in _NEEDED if not document.fields.get(key)]
    problems += [
        Problem(path=path, line=1, message=f"the key {key} is missing", hint=_NEEDED[key]) for key in missing
    ]
    if not document.body.strip():
        problems.append(
            Problem(path=path, line=1, message="the entry has no text", hint="write what was observed")
        )
    identifier = document.fields.get("id")
    if identifier and not isinstance(identifier, str):
        line = document.lines.get("id", 1)
        problems.append(Problem(path=path, line=line, message="id is not a plain text", hint=_NEEDED["id"]))
    if not isinstance(identifier, str) or not identifier:
        return None, problems
    values = _values(document, path, problems)
    observed = _observed(document, path, problems)
    entry = Entry(
        id=identifier, observed=observed, body=document.body, path=path, extra=_extra(document), **values
    )
    return entry, problems


_NEEDED = {
    "id": "write id: with a day and eight letters, such as 20261124-k7f3q2wd",
    "kind": f"write kind: and one of {', '.join(KINDS)}",
    "recorded": "write recorded: with the day it was written, such as 2026-11-24",
}


def _values(document: Document, path: str, problems: list[Problem]) -> dict[str, Any]:
    """The known facets by name; a value of the wrong shape is a Problem and counts as absent."""
    values: dict[str, Any] = {}
    for key, value in document.fields.items():
        if type(value) is str and key in _TEXTS:
            values[key] = value
            continue
        if key not in _KNOWN:
            continue
        items = value if isinstance(value, list) else [value] if value else []
        if key in _MANY and all(isinstance(item, str) for item in items):
            values[key] = tuple(str(item) for item in items if item)
        elif key not in _MANY and isinstance(value, str):
            values[key] = value
        else:
            wanted = "a list of plain texts" if key in _MANY else "a plain text"
            line = document.lines.get(key, 1)
            hint = f"write {key}: and {wanted}"
            problems.append(Problem(path=path, line=line, message=f"{key} is not {wanted}", hint=hint))
    if not values.get("title"):
        values["title"] = one_line(document.body)
    values.pop("id", None)
    values.pop("observed", None)
    return values


def _observed(document: Document, path: str, problems: list[Problem]) -> When:
    observed = NOT_KNOWN
    for key in DATES:
        value = document.fields.get(key, "")
        if not isinstance(value, str) or not value:
            continue
        try:
            when = parse_when(value)
        except ValueError as error:
            problems.append(
                Problem(
                    path=path, line=document.lines.get(key, 1), message=f"{key}: {error}", hint="or unclear"
                )
            )
            continue
        observed = when if key == "observed" else observed
    recorded = document.fields.get("recorded", "")
    if recorded and isinstance(recorded, str):
        try:
            day = datetime.fromisoformat(recorded).date()
        except ValueError:
            line = document.lines.get("recorded", 1)
            problems.append(
                Problem(
                    path=path,
                    line=line,
                    message=f"recorded: {recorded!r} is not a date",
                    hint="write 2026-11-24",
                )
            )
        else:
            # An absent `observed` was not asked: the day it was recorded stands in (FORMATS).
            observed = observed if document.fields.get("observed") else parse_when(day.isoformat())
    return observed


def _extra(document: Document) -> Extra:
    if document.fields.keys() <= _KNOWN:
        return ()
    extra: list[tuple[str, str | tuple[str, ...]]] = []
    for key, value in document.fields.items():
        if key in _KNOWN:
            continue
        if isinstance(value, str):
            extra.append((key, value))
        elif isinstance(value, list):
            extra.append((key, tuple(item if isinstance(item, str) else repr(item) for item in value)))
        else:
            extra.append((key, tuple(f"{sub}: {item}" for sub, item in value.items())))
    return tuple(extra)


def _conflicted(text: str, path: str) -> tuple[Entry | None, list[Problem]]:
    """An entry whose file git left in conflict: listed and searchable, not mined, not rewritten."""
    line = next((n for n, row in enumerate(text.splitlines(), start=1) if row.startswith("<<<<<<< ")), 1)
    problem = Problem(
        path=path,
        line=line,
        message="git's conflict marks are in the file; it is listed, not mined, and will not be rewritten",
        hint="choose one side, take the marks out and save",
    )
    name = Path(path).name
    if not ID.match(name[:17]):
        return None, [problem]
    return Entry(
        id=name[:17],
        title=one_line(text.partition("---\n\n")[2] or name),
        body=text,
        path=path,
        conflicted=True,
    ), [problem]


def file_path(journal: Path, entry: Entry) -> Path:
    """Where a new entry goes: a folder a year of its id, the id and a slug of the title."""
    words = slug(entry.title)
    return journal / "entries" / entry.id[:4] / (f"{entry.id}-{words}.md" if words else f"{entry.id}.md")


def render_entry(entry: Entry) -> str:
    """The canonical text of an entry."""
    fields: dict[str, Value] = {"id": entry.id, "kind": entry.kind, "title": entry.title}
    fields |= {"observed": str(entry.observed), "recorded": entry.recorded}
    for item in FIELDS:
        value = getattr(entry, item.name)
        fields[item.name] = list(value) if isinstance(value, tuple) else value
    fields |= {key: list(value) if isinstance(value, tuple) else value for key, value in entry.extra}
    body = entry.body if entry.body.endswith("\n") else entry.body + "\n"
    return render(fields, body)


def write_entry(journal: Path, entry: Entry) -> Entry:
    """Write a new entry and give it back with its path; FileExistsError where the id is taken."""
    path = file_path(journal, entry)
    if not (journal / "entries").is_dir():
        raise MissingEntriesError(journal / "entries")
    files.write_new(path, render_entry(entry))
    return changed(entry, path=path.relative_to(journal).as_posix())


def read_text(journal: Path, path: str) -> tuple[str, str]:
    """The text of an entry's file and the hash it must still have when it is written back."""
    try:
        data = files.read_bytes(journal / path)
        return files.decode(data), files.digest(data)
    except files.UnreadableError as error:
        raise NotFoundError("readable file", path, hint=error.message) from error


def save_text(journal: Path, path: str, text: str, *, read: str) -> None:
    """Write an entry's file back where it is still what was read."""
    files.replace(journal / path, text, read=read, lock=journal / ".lineage" / "lock")


def changed_text(text: str, path: str, changes: Mapping[str, str | tuple[str, ...]]) -> str:
    """The text of an entry's file with some keys changed, only their lines; LineageError where that cannot be."""
    if has_conflict(text):
        raise LineageError(
            f"{path} holds git's conflict marks and was not changed", hint="choose one side first"
        )
    fields: dict[str, Value] = {
        key: list(value) if isinstance(value, tuple) else value for key, value in changes.items()
    }
    try:
        return replace_keys(text, fields, order=ORDER)
    except FrontMatterError as error:
        raise LineageError(
            f"{path}:{error.line}: {error.message}; nothing was changed", hint=error.hint
        ) from error
