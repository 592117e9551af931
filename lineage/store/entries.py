"""Entries in files: found, read one by one so that a bad one hides no other, written and edited in place."""

from __future__ import annotations

from dataclasses import replace as changed
from typing import TYPE_CHECKING

from lineage.errors import LineageError, NotFoundError
from lineage.model.entry import FIELDS, Entry
from lineage.model.text import slug
from lineage.store import edits, files
from lineage.store.front_matter import FrontMatterError, has_conflict, render, replace_keys
from lineage.store.listing import MissingEntriesError
from lineage.store.values import ORDER, parse_values, read_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from lineage.errors import Problem
    from lineage.store.canonical import Value


def read_entry(path: Path | str, journal: Path) -> tuple[Entry | None, list[Problem]]:
    """One entry and what is wrong with its file."""
    values, problems, _ = read_values(path, journal)
    return None if values is None else Entry(**values), problems


def parse_entry(text: str, path: str) -> tuple[Entry | None, list[Problem]]:
    """An entry from a file's text; None where it cannot be one. ``path`` is relative to the journal."""
    values, problems = parse_values(text, path)
    return None if values is None else Entry(**values), problems


def file_path(journal: Path, entry: Entry) -> Path:
    """Where a new entry goes."""
    return journal / path_of(entry.id, entry.title)


def path_of(identifier: str, title: str) -> str:
    """Where in the journal a new entry goes: a folder a year of its id, the id and a slug of the title."""
    words = slug(title)
    return f"entries/{identifier[:4]}/{identifier}{'-' if words else ''}{words}.md"


def render_entry(entry: Entry) -> str:
    """The canonical text of an entry."""
    fields: dict[str, Value] = {"id": entry.id, "kind": entry.kind, "title": entry.title}
    fields |= {"observed": str(entry.observed), "recorded": entry.recorded}
    for item in FIELDS:
        if value := getattr(entry, item.name):
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


def write_entries(journal: Path, new: Sequence[tuple[str, bytes]]) -> None:
    """Write new entries, by their paths and as their files will be, each whole or not at all."""
    if not (journal / "entries").is_dir():
        raise MissingEntriesError(journal / "entries")
    from lineage.store.batch import write_all_new  # 1 ms, which one entry has no use for

    write_all_new(journal, new)


def read_text(journal: Path, path: str) -> tuple[str, str]:
    """The text of an entry's file and the hash it must still have when it is written back."""
    try:
        data = files.read_bytes(journal / path)
        return files.decode(data), files.digest(data)
    except files.UnreadableError as error:
        raise NotFoundError("readable file", path, hint=error.message) from error


def save_text(journal: Path, path: str, text: str, *, read: str) -> None:
    """Write an entry's file back where it is still what was read."""
    edits.replace(journal / path, text, read=read, lock=journal / ".lineage" / "lock")


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
