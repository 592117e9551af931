"""Files of other tools, read for an import: nothing hidden, no link followed, nothing written."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lineage.errors import LineageError, NotFoundError, Problem
from lineage.model.entry import MAX_BYTES
from lineage.model.incoming import Note
from lineage.store import files, places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LARGEST = 256 << 20
"""Bytes of one table or journal file that is read at most."""


_LINK = "a link, not followed"
_OWN = "the journal's own", "what is in it is here already"


@dataclass(slots=True, kw_only=True)
class Found:
    """What lies under a path, each sorted by path: notes as read, files that are none by their name, and why another was not read."""

    notes: list[Note] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_notes(path: Path, wanted: Callable[[str], bool], *, journal: Path | None = None) -> Found:
    """The wanted notes of a file or folder; what is the ``journal``'s own is refused by name and left out of what lies around it."""
    if journal is not None:
        places.refuse_own(journal, path)
    if not path.is_dir():
        return Found(notes=[_named(path)])
    own = places.own_places(journal) if journal is not None else frozenset()
    found = Found()
    for item, inside in _each(path, own, found.problems):
        if not wanted(inside):
            found.others.append(inside)
        elif (problem := _by_kind(item, inside)) is not None:
            found.problems.append(problem)
        else:
            try:
                found.notes.append(_note(Path(item.path), inside, limit=MAX_BYTES))
            except files.UnreadableError as error:
                found.problems.append(Problem(path=inside, message=error.message, hint=error.hint))
    found.notes.sort(key=lambda note: note.path)
    found.others.sort()
    found.problems.sort()
    return found


def _named(path: Path) -> Note:
    """The one file that was named; LineageError where it cannot be read, with the reason."""
    if not os.path.lexists(path):
        raise NotFoundError("file or folder", str(path), hint="nothing was imported")
    if path.is_symlink():
        raise LineageError(
            f"{path}: {_LINK}; nothing was imported", hint=f"name what it leads to: {os.path.realpath(path)}"
        )
    try:
        return _note(path, path.name, limit=LARGEST)
    except files.UnreadableError as error:
        raise LineageError(f"{path}: {error.message}; nothing was imported", hint=error.hint) from error


def _by_kind(item: os.DirEntry[str], inside: str) -> Problem | None:
    """Why a file that is a note by its name is not read all the same; None where nothing of it that shows without opening it says so."""
    try:
        status = item.stat(follow_symlinks=False)
    except OSError as error:
        return Problem(
            path=inside, message=f"cannot be opened: {error.strerror}", hint="was it deleted just now?"
        )
    if stat.S_ISLNK(status.st_mode):
        return Problem(path=inside, message=_LINK, hint="import what it leads to by its own name")
    if not stat.S_ISREG(status.st_mode):
        return Problem(path=inside, message="not a regular file", hint="it stays where it is")
    if status.st_size > MAX_BYTES:
        hint = f"it has {status.st_size:,} bytes: split it, an entry is one observation"
        return Problem(path=inside, message="longer than an entry may be", hint=hint)
    return None


def _each(path: Path, own: frozenset[str], problems: list[Problem]) -> Iterator[tuple[os.DirEntry[str], str]]:
    """Every file of a folder and of the folders in it, with its path inside; nothing hidden; folders that are not gone into are told."""
    root = os.path.realpath(path)
    folders = [(root, "")]
    while folders:
        folder, inside = folders.pop()
        for item in _list(folder):
            if item.name.startswith("."):
                continue
            if item.path in own:
                problems.append(Problem(path=inside + item.name, message=_OWN[0], hint=_OWN[1]))
            elif item.is_dir(follow_symlinks=False):
                folders.append((item.path, f"{inside}{item.name}/"))
            elif item.is_symlink() and item.is_dir():
                hint = "import what it leads to by its own name"
                problems.append(
                    Problem(path=inside + item.name, message="a linked folder, not followed", hint=hint)
                )
            else:
                yield item, inside + item.name


def _list(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as items:
            return list(items)
    except OSError as error:
        # A folder that cannot be listed is no empty one.
        raise LineageError(
            f"{folder} cannot be listed: {error.strerror}; nothing was imported",
            hint="check its permissions and the disk",
        ) from error


def _note(path: Path, inside: str, *, limit: int) -> Note:
    data = files.read_bytes(path, limit=limit)
    day = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone().date()
    return Note(path=inside, data=data, modified=day)
