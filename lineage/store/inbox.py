"""The inbox: notes that a phone or a sync tool dropped, found and read; what cannot be a note is named and left alone."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from lineage.errors import Problem
from lineage.model.waiting import Dropped
from lineage.store import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from lineage.model.incoming import Incoming, Note

FOLDER = "inbox"
ENDINGS = (".md", ".txt")
"""Endings of the names of notes, in any case."""
_UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".opdownload")
_COPY_OF_TWO = re.compile(
    r"\.sync-conflict-|\bconflicted copy\b|\bcase conflict\b|\.conflict-|_conflict-\d", re.IGNORECASE
)
"""How Syncthing, Dropbox, Nextcloud, Seafile and this program name the second of two versions."""

_NOT_HERE = "not here yet: iCloud keeps its place", "open it in the Files app, which brings it"
_TWO = (
    "the second of two versions a sync tool could not join",
    "keep what you need in one, then delete the other",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One file of the inbox by its name alone; ``why`` says why it is left alone, and is None where it is a note."""

    name: str
    modified: date | None
    why: Problem | None = None


def waiting_files(journal: Path) -> list[Waiting]:
    """Every file of the inbox that a person put there, sorted by name; what tools keep there hidden is passed over."""
    folder = journal / FOLDER
    if folder.is_symlink():
        return [
            Waiting(
                name="", modified=None, why=_left("", "a link, not followed", "put the folder itself here")
            )
        ]
    if not folder.is_dir():
        return []
    return sorted(_walk(folder, ""), key=lambda one: one.name)


def read_inbox(journal: Path, read: Callable[[list[Note]], Incoming]) -> tuple[Dropped, ...]:
    """The files of the inbox by name, each with the entry it would become, or why it is left alone.

    ``read`` makes drafts of notes; what it refuses is left alone too.
    """
    found = waiting_files(journal)
    if not found:
        return ()
    from lineage.model.incoming import Note  # 5 ms, for OpenSSL's hashes

    notes = [one.why or _note(journal, one) for one in found]
    incoming = read([note for note in notes if isinstance(note, Note)])
    drafts = {one.path: one for one in incoming.drafts}
    refused = {one.path: one for one in incoming.problems}
    dropped = []
    for one, note in zip(found, notes, strict=True):
        if isinstance(note, Problem):
            dropped.append(Dropped(name=one.name, modified=one.modified, problem=note))
            continue
        problem = refused.get(one.name)
        dropped.append(
            Dropped(
                name=one.name,
                modified=one.modified,
                draft=drafts.get(one.name),
                problem=problem and replace(problem, path=f"{FOLDER}/{one.name}"),
                data=note.data,
            )
        )
    return tuple(dropped)


def holds(journal: Path, one: Dropped) -> bool:
    """True where a note of the inbox is still what was read."""
    try:
        return files.read_bytes(journal / FOLDER / one.name) == one.data
    except files.UnreadableError:
        return False


def _note(journal: Path, one: Waiting) -> Note | Problem:
    try:
        data = files.read_bytes(journal / FOLDER / one.name)
    except files.UnreadableError as error:
        return _left(one.name, error.message, error.hint)
    if not data.strip():
        return _left(one.name, "empty", "is it still on its way? Otherwise delete it")
    from lineage.model.incoming import Note

    return Note(path=one.name, data=data, modified=one.modified)


def _walk(folder: Path, inside: str) -> Iterator[Waiting]:
    try:
        with os.scandir(folder) as found:
            items = list(found)
    except OSError as error:
        yield Waiting(
            name=inside,
            modified=None,
            why=_left(inside, f"cannot be opened: {error.strerror}", "check its permissions"),
        )
        return
    for item in items:
        name = f"{inside}/{item.name}" if inside else item.name
        if item.is_dir(follow_symlinks=False):
            if not item.name.startswith("."):
                yield from _walk(folder / item.name, name)
            continue
        try:
            status = item.stat(follow_symlinks=False)
        except OSError:
            continue  # It went while we looked.
        hidden = item.name.startswith(".")
        why = _by_name(name, item.name) or (None if hidden else _by_kind(name, status))
        if why is not None or not hidden:
            yield Waiting(name=name, modified=_day(status), why=why)


def _by_name(name: str, own: str) -> Problem | None:
    """What its name alone tells: it is on its way, a tool's own copy, or no note; None for a note and for what is hidden."""
    folded = own.lower()
    if folded.startswith("."):
        return _left(name, *_NOT_HERE) if folded.endswith(".icloud") else None
    if folded.endswith(_UNFINISHED) or folded.startswith("~syncthing~"):
        return _left(name, "on its way, not finished", "wait until it is here, or ask your sync tool")
    if folded.endswith("~") or folded.startswith("~$"):
        return _left(name, "an editor's own copy", "delete it once you are done with the note")
    if _COPY_OF_TWO.search(own):
        return _left(name, *_TWO)
    if not folded.endswith(ENDINGS):
        return _left(name, f"neither {' nor '.join(ENDINGS)}", "save it as text, or move it elsewhere")
    # A lone surrogate stands for a byte that is no text: undo could not write such a name down.
    return _left(name, "its name is not UTF-8", "rename it") if not _is_text(name) else None


def _is_text(name: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in name)


def _by_kind(name: str, status: os.stat_result) -> Problem | None:
    if stat.S_ISLNK(status.st_mode):
        return _left(name, "a link, not followed", "put the file itself here")
    if not stat.S_ISREG(status.st_mode):
        return _left(name, "not a regular file", "move it elsewhere")
    return None


def _left(name: str, message: str, hint: str) -> Problem:
    return Problem(path=f"{FOLDER}/{name}".rstrip("/"), message=message, hint=hint)


def _day(status: os.stat_result) -> date:
    return datetime.fromtimestamp(status.st_mtime, UTC).astimezone().date()
