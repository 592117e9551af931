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
    from collections.abc import Callable

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
    for place, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            found = Path(place) / name
            inside = found.relative_to(path).as_posix()
            if name.startswith("."):
                continue
            if wanted(inside) and found.is_file() and not found.is_symlink():
                try:
                    notes.append(_note(found, inside, limit=MAX_BYTES))
                except files.UnreadableError:
                    others.append(inside)
            else:
                others.append(inside)
    return sorted(notes, key=lambda note: note.path), sorted(others)


def _note(path: Path, inside: str, *, limit: int) -> Note:
    try:
        data = files.read_bytes(path, limit=limit)
    except files.UnreadableError as error:
        if inside == path.name and limit == LARGEST:
            raise LineageError(f"{path}: {error.message}; nothing was imported", hint=error.hint) from error
        raise
    day = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone().date()
    return Note(path=inside, data=data, modified=day)
