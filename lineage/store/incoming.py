"""Files of other tools, read for an import: nothing hidden, no link followed, nothing written."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lineage.errors import LineageError, NotFoundError
from lineage.model.entry import MAX_BYTES
from lineage.model.incoming import Note
from lineage.store import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LARGEST = 256 << 20
"""Bytes of one table or journal file that is read at most."""


def read_notes(path: Path, wanted: Callable[[str], bool]) -> tuple[list[Note], list[str]]:
    """The wanted notes of a file or folder, sorted by path, and the paths of files that were seen and not read."""
    if path.is_file():
        return [_note(path, path.name, limit=LARGEST)], []
    if not path.is_dir():
        raise NotFoundError("file or folder", str(path), hint="nothing was imported")
    notes: list[Note] = []
    others: list[str] = []
    for item, inside in _each(path):
        if wanted(inside) and item.is_file(follow_symlinks=False):
            try:
                notes.append(_note(Path(item.path), inside, limit=MAX_BYTES))
            except files.UnreadableError:
                others.append(inside)
        else:
            others.append(inside)
    return sorted(notes, key=lambda note: note.path), sorted(others)


def _each(path: Path) -> Iterator[tuple[os.DirEntry[str], str]]:
    """Every file of a folder and of the folders in it, with its path inside; nothing hidden, no linked folder."""
    folders = [(str(path), "")]
    while folders:
        folder, inside = folders.pop()
        for item in _list(folder):
            if item.name.startswith("."):
                continue
            if item.is_dir(follow_symlinks=False):
                folders.append((item.path, f"{inside}{item.name}/"))
            elif not (item.is_symlink() and item.is_dir()):
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
    try:
        data = files.read_bytes(path, limit=limit)
    except files.UnreadableError as error:
        if inside == path.name and limit == LARGEST:
            raise LineageError(f"{path}: {error.message}; nothing was imported", hint=error.hint) from error
        raise
    day = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone().date()
    return Note(path=inside, data=data, modified=day)
