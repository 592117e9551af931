"""Undo and trash are one thing: the old bytes of every write, kept in numbered steps under .lineage/undo.

A step holds ``what.json`` (the command, and for each file its path and its hash before and after) and the old bytes. It
is on disk before the files are touched, so a crash between the two leaves a step whose files still have their old
hash, which undo passes over. One step may hold many files: a bulk change is taken back as one.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lineage.errors import LineageError
from lineage.store import files

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(".lineage") / "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One file of a step; a hash is empty where the file is not there."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One command's writes, which are taken back together."""

    number: int
    command: str
    when: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A file as it is and as it will be; None where it is not there."""

    path: str
    before: bytes | None
    after: bytes | None


def record(journal: Path, command: str, when: str, planned: Iterable[Planned]) -> Path:
    """Keep what some files are before they become what they will be; the folder of the step.

    The number of a step is the time in nanoseconds, so that none has to be looked for among thousands.
    """
    place = _new_place(journal)
    changes = []
    for number, one in enumerate(planned):
        if one.before is not None:
            files.write_new_bytes(place / str(number), one.before)
        changes.append({"path": one.path, "before": _hash(one.before), "after": _hash(one.after)})
    step = {"command": command, "when": when, "changes": changes}
    files.write_over(place / "what.json", json.dumps(step, ensure_ascii=False, indent=1) + "\n")
    return place


def any_done(journal: Path, place: Path) -> bool:
    """True where at least one of a step's files is as the step would have it."""
    return any(files.digest_of(journal / change.path) == change.after for change in _read(place).changes)


def drop(place: Path) -> None:
    """Take a step away whose writes did not happen."""
    shutil.rmtree(place, ignore_errors=True)


def steps(journal: Path) -> list[Step]:
    """The steps that can be taken back, newest first; a damaged one is left out and stays on disk."""
    found = []
    for place in (journal / FOLDER).glob("[0-9]*"):
        with contextlib.suppress(ValueError, KeyError, TypeError, OSError):
            if place.name.isdecimal():
                found.append(_read(place))
    return sorted(found, key=lambda step: -step.number)


def take_back(journal: Path) -> Step:
    """Take the newest step back; LineageError where a file changed since, and then nothing is touched.

    A step whose files are all as they were before it (its command was cut off) is passed over.
    """
    with files.locked(journal / ".lineage" / "lock"):
        for step in steps(journal):
            place = journal / FOLDER / str(step.number)
            todo = [
                (number, change)
                for number, change in enumerate(step.changes)
                if files.digest_of(journal / change.path) != change.before
            ]
            _refuse_moved(journal, step)
            for number, change in reversed(todo):
                _restore(journal / change.path, place, number, change)
            place.rename(place.with_name(f"{step.number}.undone"))
            if todo:
                return step
    raise LineageError("there is nothing to undo", hint="`lineage list` shows what there is")


def _restore(path: Path, place: Path, number: int, change: Change) -> None:
    """Put one file back; what an undo takes away stays in the step, like all that leaves the journal."""
    if change.after:
        files.write_new_bytes(place / f"{number}.undone", files.read_bytes(path))
    if not change.before:
        path.unlink()
    elif change.after:
        files.replace_bytes(path, files.read_bytes(place / str(number)))
    else:
        files.write_new_bytes(path, files.read_bytes(place / str(number)))


def _refuse_moved(journal: Path, step: Step) -> None:
    for change in step.changes:
        if files.digest_of(journal / change.path) not in (change.before, change.after):
            raise LineageError(
                f"{change.path} changed since `{step.command}`; nothing was undone",
                hint=f"the text before it is kept in {FOLDER / str(step.number)}",
            )


def purge(journal: Path, path: str, identifier: str) -> int:
    """Take every kept copy of a file out of undo and drafts; how many files were deleted."""
    count = 0
    for place in (journal / FOLDER).glob("*") if (journal / FOLDER).is_dir() else ():
        try:
            step = _read(place)
        except (ValueError, KeyError, TypeError, OSError):
            continue
        numbers = [number for number, change in enumerate(step.changes) if change.path == path]
        if len(numbers) == len(step.changes):
            count += sum(1 for _ in place.iterdir())
            shutil.rmtree(place)
            continue
        for number in numbers:
            for kept in (place / str(number), place / f"{number}.undone"):
                if kept.exists():
                    kept.unlink()
                    count += 1
    drafts = journal / ".lineage" / "drafts"
    for draft in drafts.glob("*") if drafts.is_dir() else ():
        if identifier in draft.name:
            draft.unlink()
            count += 1
    return count


def _new_place(journal: Path) -> Path:
    folder = journal / FOLDER
    files.make_folder(folder)
    number = time.time_ns()
    while True:
        try:
            (folder / str(number)).mkdir(mode=files.FOLDER_MODE)
        except FileExistsError:
            number += 1
        except OSError as error:
            raise files.NotSavedError(folder, error) from error
        else:
            return folder / str(number)


def _read(place: Path) -> Step:
    data: dict[str, Any] = json.loads((place / "what.json").read_text(encoding="utf-8"))
    changes = tuple(
        Change(path=str(one["path"]), before=str(one["before"]), after=str(one["after"]))
        for one in data["changes"]
    )
    number = int(place.name.removesuffix(".undone"))
    return Step(number=number, command=str(data["command"]), when=str(data["when"]), changes=changes)


def _hash(data: bytes | None) -> str:
    return "" if data is None else files.digest(data)
