"""What is on disk and in no entry: drafts, and what cut-off writes left; found and judged, never changed.

A temporary file of ours is whole where its bytes have the hash that a step of undo said would be written, or was written
over. Its name begins like that of the file it was meant for.
"""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from lineage.errors import LineageError, Problem
from lineage.model.text import one_line
from lineage.model.unsaved import (
    COPY,
    DRAFT,
    EMPTY,
    OPEN,
    SAVED,
    STRAY,
    TORN,
    UNDONE,
    UNKNOWN,
    WHOLE,
    WORKING,
    Origin,
    Unsaved,
)
from lineage.store import drafts, files, undo
from lineage.store.front_matter import FrontMatterError, read_document

if TYPE_CHECKING:
    from collections.abc import Iterator

GRACE = 60.0
"""Seconds for which a temporary file may belong to a writer that is still at work."""
_STRAY = re.compile(r"\.(?P<stem>.*)\.(?P<mark>[0-9a-f]{6,12})\.tmp\Z", re.DOTALL)
_NEAR = 86_400_000_000_000
"""Nanoseconds between a step of undo and the temporary file it announced: an import is one step and takes its time."""


def unsaved(journal: Path, now: datetime) -> list[Unsaved]:
    """Every such file, the newest first, then by path."""
    found = [*drafts_of(journal, now), *_strays(journal, now)]
    return sorted(sorted(found, key=lambda one: one.path), key=lambda one: one.changed, reverse=True)


def left_over(journal: Path, now: datetime) -> list[Problem]:
    """What waits for a person in the journal's own folders, as faults: each may hold the only copy of a text."""
    messages = {
        (DRAFT, WHOLE): "a draft that was not saved",
        (DRAFT, TORN): "a draft that is no text",
        (DRAFT, EMPTY): "a draft that was not saved; it is empty",
        (COPY, TORN): "what an editor kept of a draft",
        (STRAY, SAVED): "what a write that was cut off left behind; another file holds the same",
        (STRAY, EMPTY): "what a write that was cut off left behind; it is empty",
        (STRAY, WHOLE): "what a write that was cut off left behind; it is whole",
        (STRAY, TORN): "what a write that was cut off left behind; it may be cut off",
        (STRAY, WORKING): "the temporary file of a writer at work, or of a write that was cut off just now",
    }
    return [
        Problem(path=one.path, message=message, hint=f"`lineage drafts {one.name}` shows it")
        for one in unsaved(journal, now)
        if not one.elsewhere and (message := messages.get((one.kind, one.state), ""))
    ]


def text_of(journal: Path, one: Unsaved) -> str:
    """The text of such a file; LineageError where it is no text."""
    return drafts.read_draft(journal / one.path)


def undone(journal: Path) -> list[Unsaved]:
    """What an undo took away of entries and no file holds any more, the newest step first.

    Where what it was made of, a draft or such a text, came back with the undo, that is what waits.
    """
    found = []
    for step in undo.undone(journal):
        back = any(
            one.path.startswith(".lineage/") and not one.after and (journal / one.path).exists()
            for one in step.changes
        )
        for number, change in enumerate(() if back else step.changes):
            path = journal / undo.FOLDER / f"{step.number}.undone" / f"{number}.undone"
            if change.path.startswith("entries/") and change.after and path.is_file():
                found.append(_undone(journal, path, f"{step.number}-{number}", change))
    return [one for one in reversed(found) if one is not None and one.state == WHOLE]


def _undone(journal: Path, path: Path, name: str, change: undo.Change) -> Unsaved | None:
    """One such text: the whole file of an entry, as an edit of what that is now."""
    origin = Origin(entry=_id(path), path=change.path, read=change.before)
    status = path.stat()
    data = b""
    with contextlib.suppress(LineageError):
        data = files.read_bytes(path)
    twin = _twin(journal, path, data, origin, datetime.now(UTC))
    changed = datetime.fromtimestamp(status.st_mtime, UTC).astimezone()
    return Unsaved(
        name=name,
        path=path.relative_to(journal).as_posix(),
        kind=UNDONE,
        state=SAVED if twin else WHOLE if data.strip() else EMPTY,
        changed=changed.isoformat(timespec="seconds"),
        bytes=status.st_size,
        first_line=_first_line(data),
        saved_in=twin,
        origin=origin,
    )


def drafts_of(journal: Path, now: datetime) -> Iterator[Unsaved]:
    """Drafts, and what editors keep beside them, by name; then those that no journal could take and this one may have."""
    folder = journal / drafts.FOLDER
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if _STRAY.match(path.name) or path.is_symlink() or not path.is_file():
            continue
        is_ours = path.suffix == ".md" and path.name[0] not in ".#"
        name, kind = (path.stem, DRAFT) if is_ours else (path.name, COPY)
        one = _seen(journal, path, name, kind, drafts.read_origin(path) if is_ours else Origin(), now)
        if one is not None:
            yield one
    for path in drafts.own_drafts_of(journal):
        if not path.is_symlink() and path.is_file():
            one = _seen(journal, path, path.stem, DRAFT, drafts.read_origin(path), now)
            if one is not None:
                yield replace(one, elsewhere=True)


def _strays(journal: Path, now: datetime) -> Iterator[Unsaved]:
    for path in _temporaries(journal):
        match = _STRAY.match(path.name)
        assert match is not None
        with contextlib.suppress(FileNotFoundError):  # its writer has just finished
            meant = _meant(journal, path)
            one = _seen(journal, path, match["mark"], STRAY, meant.origin, now)
            if one is not None and one.state in (WHOLE, TORN) and meant.kept:
                one = replace(one, state=SAVED, saved_in=meant.kept)
            elif one is not None and one.state == TORN and meant.whole:
                one = replace(one, state=WHOLE)
            if one is not None:
                yield one


def _temporaries(journal: Path) -> Iterator[Path]:
    """Temporary files of ours, everywhere but in undo, whose copies are made before anything is touched."""
    for place, folders, names in os.walk(journal):
        here = Path(place)
        if here == journal:
            folders[:] = [name for name in folders if not name.startswith(".") or name == ".lineage"]
        elif here == journal / ".lineage":
            folders[:] = [name for name in folders if name == "drafts"]
        folders.sort()
        for name in sorted(names):
            if _STRAY.match(name) and not (here / name).is_symlink():
                yield here / name


def _seen(journal: Path, path: Path, name: str, kind: str, origin: Origin, now: datetime) -> Unsaved | None:
    """One file with its state; None where it has just gone."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    changed = datetime.fromtimestamp(status.st_mtime, UTC).astimezone()
    data = b""
    with contextlib.suppress(LineageError):
        data = files.read_bytes(path)
    twin = _twin(journal, path, data, origin, changed) if data.strip() else ""
    return Unsaved(
        name=name,
        path=(path.relative_to(journal) if path.is_relative_to(journal) else path).as_posix(),
        kind=kind,
        state=_state(
            path, kind, data, twin=twin, age=now.timestamp() - max(status.st_mtime, status.st_ctime)
        ),
        changed=changed.isoformat(timespec="seconds"),
        bytes=status.st_size,
        first_line=_first_line(data),
        saved_in=twin,
        origin=origin,
    )


def _state(path: Path, kind: str, data: bytes, *, twin: str, age: float) -> str:
    if kind == DRAFT and drafts.is_open(path):
        return OPEN
    if kind == STRAY and abs(age) < GRACE:
        return WORKING
    if not data.strip():
        return EMPTY if not path.stat().st_size or data else TORN
    if twin:
        return SAVED
    return WHOLE if kind == DRAFT else TORN


def _twin(journal: Path, path: Path, data: bytes, origin: Origin, changed: datetime) -> str:
    """The file that holds the same: for the text of a file the very bytes, for the words of a new entry the same words."""
    match = _STRAY.match(path.name)
    if match:
        candidates = [one for one in path.parent.glob("*") if one.name.startswith(match["stem"])]
    elif origin.path:
        candidates = [journal / origin.path]
    else:
        return _same_words(journal, data, changed)
    for one in sorted(candidates):
        with contextlib.suppress(LineageError, OSError):
            if one != path and one.stat().st_size == len(data) and files.read_bytes(one) == data:
                return one.relative_to(journal).as_posix()
    return ""


def _same_words(journal: Path, data: bytes, changed: datetime) -> str:
    """The entry written since a draft was, with its words: a crash between the two left both."""
    since = f"{changed - timedelta(days=1):%Y%m%d}"
    for folder in sorted((journal / "entries").glob("[0-9]*"), reverse=True):
        if folder.name < since[:4] or folder.is_symlink():
            continue
        for path in sorted(folder.glob("*.md")):
            if path.name[:8] >= since and _words(path) == data.strip():
                return path.relative_to(journal).as_posix()
    return ""


def _words(path: Path) -> bytes:
    with contextlib.suppress(LineageError, OSError, FrontMatterError):
        return read_document(files.decode(files.read_bytes(path))).body.strip().encode("utf-8")
    return b""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meant:
    """What a temporary file was to be written over; whether a step names its bytes; where undo holds the same."""

    origin: Origin = UNKNOWN
    whole: bool = False
    kept: str = ""


def _meant(journal: Path, path: Path) -> _Meant:
    if path.parent == journal / drafts.FOLDER:
        return _Meant(origin=_of_draft(path))
    try:
        digest = files.digest(files.read_bytes(path))
    except LineageError:
        return _Meant()
    inside = path.parent.relative_to(journal).as_posix()
    # What an exchange brought out was written long ago; only its name is new.
    status = path.stat()
    found = _Meant(origin=Origin(entry=_id(path)))
    for step in undo.steps_near(journal, (status.st_mtime_ns, status.st_ctime_ns), _NEAR):
        for number, change in enumerate(step.changes):
            if change.path.rpartition("/")[0] != inside:
                continue
            if digest == change.before and (kept := undo.kept_bytes(journal, step, number)):
                return _Meant(whole=True, kept=kept.relative_to(journal).as_posix())
            if digest == change.after:
                origin = Origin(entry=_id(path), path=change.path, read=change.before)
                found = _Meant(origin=origin, whole=True)
    return found


def _of_draft(path: Path) -> Origin:
    """Of a draft's own temporary file: what the draft was begun from."""
    match = _STRAY.match(path.name)
    assert match is not None
    return drafts.read_origin(path.with_name(f"{match['stem']}.md"))


def _id(path: Path) -> str:
    """The id that the front matter of a file says; empty where it says none."""
    with contextlib.suppress(LineageError, OSError, FrontMatterError):
        found = read_document(files.decode(files.read_bytes(path))).fields.get("id", "")
        return found if isinstance(found, str) else ""
    return ""


def _first_line(data: bytes) -> str:
    """The first line of the words, below the front matter where there is one."""
    text = data.decode("utf-8", "replace")
    with contextlib.suppress(FrontMatterError):
        return one_line(read_document(text).body) or one_line(text)
    return one_line(text)
