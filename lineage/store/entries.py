"""Entries in files: found, read one by one so that a bad one hides no other, written and edited in place."""

from __future__ import annotations

import os
from dataclasses import replace as changed
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lineage.errors import LineageError, NotFoundError, Problem
from lineage.model.dates import NOT_KNOWN, When, parse_when
from lineage.model.entry import DATES, FIELDS, HEAD, ID, KINDS, Entry, Extra
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

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lineage.store.canonical import Value

ORDER = (*HEAD, *(item.name for item in FIELDS))
_MANY = {item.name for item in FIELDS if item.many}
_ONE = {item.name for item in FIELDS if not item.many}


class MissingEntriesError(LineageError):
    """A journal without its entries folder: an error, never "all deleted"."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} is not there, so nothing was read and nothing is taken as deleted",
            hint="is the disk mounted? `lineage init` makes a new journal",
        )


def list_files(journal: Path) -> Iterator[os.DirEntry[str]]:
    """Every file that should be an entry, in the order the disk gives them; hidden files and conflict copies are not."""
    folders = [str(entries_folder(journal))]
    while folders:
        with os.scandir(folders.pop()) as found:
            for item in found:
                if item.name.startswith("."):
                    continue
                if item.is_dir(follow_symlinks=False):
                    folders.append(item.path)
                elif is_entry_name(item.name):
                    yield item


def entries_folder(journal: Path) -> Path:
    """The entries of a journal; MissingEntriesError where they are not there."""
    folder = journal / "entries"
    if not folder.is_dir():
        raise MissingEntriesError(folder)
    return folder


def conflict_copies(journal: Path) -> list[Problem]:
    """Losing edits kept beside the winner, waiting for a person."""
    found = sorted((journal / "entries").rglob("*.conflict-*.md"))
    return [
        Problem(
            path=path.relative_to(journal).as_posix(),
            message="an edit that lost against another; it is kept and not loaded",
            hint="move what you need into the entry, then delete this file",
        )
        for path in found
    ]


def is_entry_name(name: str) -> bool:
    """True for the name of an entry file."""
    return name.endswith(".md") and not name.startswith(".") and not is_conflict_name(name)


def is_conflict_name(name: str) -> bool:
    """True for a losing edit kept beside the winner."""
    return name.endswith(".md") and ".conflict-" in name


def read_entry(path: Path, journal: Path) -> tuple[Entry | None, list[Problem]]:
    """One entry and what is wrong with its file."""
    shown = path.relative_to(journal).as_posix()
    try:
        text = files.decode(files.read_bytes(path))
    except files.UnreadableError as error:
        return None, [Problem(path=shown, line=error.line, message=error.message, hint=error.hint)]
    return parse_entry(text, shown)


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
        if key not in _MANY and key not in _ONE and key not in HEAD:
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
    return {key: value for key, value in values.items() if key not in ("id", "observed")}


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
    known = set(ORDER)
    extra: list[tuple[str, str | tuple[str, ...]]] = []
    for key, value in document.fields.items():
        if key in known:
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
