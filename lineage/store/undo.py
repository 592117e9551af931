"""Undo and trash are one thing: the old bytes of every write, kept in numbered steps under .lineage/undo.

A step holds ``what.json`` (the command, and for each file its path and its hash before and after) and the old bytes. It
is on disk before the files are touched, so a crash between the two leaves a step whose files still have their old
hash, which undo passes over. One step may hold many files: a bulk change is taken back as one. A step that is being taken
back is marked, so that an undo that was cut off goes on where it stopped and takes no second step.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lineage.errors import LineageError
from lineage.store import edits, files
from lineage.store.places import refuse_outside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FOLDER = Path(".lineage") / "undo"
WHAT = "what.json"
BEGUN = "begun"
"""The mark of a step that an undo has begun to take back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One file of a step; a hash is empty where the file is not there, the path where the file was forgotten."""

    path: str
    before: str
    after: str
    of: str = ""
    """The id of the entry that was made of the file; empty for every other."""


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
    of: str = ""
    """The id of the entry that was made of it: to forget that is to forget this too."""


def record(journal: Path, command: str, when: str, planned: Iterable[Planned]) -> Path:
    """Keep what some files are before they become what they will be; the folder of the step.

    The number of a step is the time in nanoseconds, so that none has to be looked for among thousands. A step counts once
    its ``what.json`` is there, so the old bytes need no temporary names.
    """
    listed = list(planned)
    refuse_outside(journal, (one.path for one in listed))
    place = _new_place(journal)
    try:
        changes = []
        for number, one in enumerate(listed):
            if one.before is not None:
                files.create(place / str(number), one.before)
            change = {"path": one.path, "before": _hash(one.before), "after": _hash(one.after)}
            changes.append(change | ({"of": one.of} if one.of else {}))
        step = {"command": command, "when": when, "changes": changes}
        files.write_over(place / WHAT, said_as(step))
        if any(one.before is not None for one in listed):
            files.sync_folder(place)
    except BaseException:
        drop(place)
        raise
    return place


def said_as(step: dict[str, Any]) -> str:
    """The text of a step's ``what.json``."""
    return json.dumps(step, ensure_ascii=False, indent=1) + "\n"


def any_done(journal: Path, place: Path) -> bool:
    """True where at least one of a step's files is as the step would have it, or where that cannot be told."""
    try:
        return any(files.digest_of(journal / one.path) == one.after for one in read_step(place).changes)
    except (LineageError, OSError):
        return True


def drop(place: Path) -> None:
    """Take a step away whose writes did not happen."""
    import shutil  # 2 ms

    shutil.rmtree(place, ignore_errors=True)


def steps(journal: Path) -> Iterator[Step]:
    """The steps that can be taken back, newest first; a damaged one is left out and stays on disk."""
    names = [place.name for place in (journal / FOLDER).glob("[0-9]*") if place.name.isdecimal()]
    return _read_steps(journal, sorted(names, key=int, reverse=True))


def steps_near(journal: Path, moments: tuple[int, ...], within: int) -> Iterator[Step]:
    """The steps of some nanoseconds around any of some moments, those that were taken back too, in no order."""
    names = [place.name for place in (journal / FOLDER).glob("[0-9]*")]
    numbers = {name: name.removesuffix(".undone") for name in names}
    near = [
        name
        for name, number in numbers.items()
        if number.isdecimal() and any(abs(int(number) - moment) <= within for moment in moments)
    ]
    return _read_steps(journal, near)


def _read_steps(journal: Path, names: Iterable[str]) -> Iterator[Step]:
    for name in names:
        try:
            step = read_step(journal / FOLDER / name)
        except (ValueError, KeyError, TypeError, OSError):
            continue
        yield step


def taken_out(journal: Path) -> Iterator[tuple[Step, int]]:
    """The steps and the numbers of their changes that took an entry's file out of the journal."""
    names = [place.name for place in (journal / FOLDER).glob("[0-9]*")]
    for step in _read_steps(journal, sorted(names)):
        for number, change in enumerate(step.changes):
            if change.path.startswith("entries/") and change.before and not change.after:
                yield step, number


def took_away(journal: Path, paths: Iterable[str]) -> bool:
    """True where the steps say of every one of some paths that no file is there: it was taken out, or its coming was undone.

    The newest step in force that names a path has the say; where none does, its file is what it was before the first that was
    undone.
    """
    missing = set(paths)
    for step in steps(journal):
        named = [change for change in step.changes if change.path in missing]
        if any(change.after for change in named):
            return False
        missing.difference_update(change.path for change in named)
    for step in undone(journal) if missing else ():
        named = [change for change in step.changes if change.path in missing]
        if any(change.before for change in named):
            return False
        missing.difference_update(change.path for change in named)
    return not missing


def undone(journal: Path) -> Iterator[Step]:
    """The steps that were taken back, oldest first; a damaged one is left out."""
    names = [place.name for place in (journal / FOLDER).glob("[0-9]*.undone")]
    numbers = sorted(int(name.removesuffix(".undone")) for name in names if name[:-7].isdecimal())
    return _read_steps(journal, [f"{number}.undone" for number in numbers])


def kept_bytes(journal: Path, step: Step, number: int) -> Path | None:
    """The file of a step that holds what a file was before it; None where it was not there, or was forgotten."""
    for name in (str(step.number), f"{step.number}.undone"):
        path = journal / FOLDER / name / str(number)
        if path.is_file():
            return path
    return None


def take_back(journal: Path) -> Step:
    """Take the newest step back; LineageError where a file changed since, and then nothing is touched.

    A step whose files are all as they were before it (its command was cut off) is passed over.
    """
    with edits.locked(journal / ".lineage" / "lock"):
        for step in steps(journal):
            place = journal / FOLDER / str(step.number)
            refuse_outside(journal, (change.path for change in step.changes))
            todo = [
                (number, change)
                for number, change in enumerate(step.changes)
                if change.path and files.digest_of(journal / change.path) != change.before
            ]
            _refuse_moved(journal, step)
            begun = (place / BEGUN).exists()
            _restore_all(journal, step, todo, begun=begun)
            if todo or begun:
                return step
    raise LineageError("there is nothing to undo", hint="`lineage list` shows what there is")


def take_out(journal: Path, place: Path, number: int, path: str) -> None:
    """Move a file out of the journal over its copy in a step: the very file, so that what was saved a moment ago is kept."""
    with edits.locked(journal / ".lineage" / "lock"):
        edits.move(journal / path, place / str(number))
        files.sync_folder(place / WHAT)
        files.sync_folder(journal / path, done="is taken away")


def _restore_all(journal: Path, step: Step, todo: list[tuple[int, Change]], *, begun: bool) -> None:
    place = journal / FOLDER / str(step.number)
    done = 0
    try:
        if todo and not begun:
            files.create(place / BEGUN, b"")
        for number, change in reversed(todo):
            _restore(journal / change.path, place, number, change)
            done += 1
        moved = [place / BEGUN, *(journal / one.path for _, one in todo if not one.before)]
        for one in {path.parent: path for path in moved}.values():
            files.sync_folder(one)
        place.rename(place.with_name(f"{step.number}.undone"))
        files.sync_folder(place)
    except (LineageError, OSError) as error:
        why = error.message if isinstance(error, LineageError) else error.strerror
        raise LineageError(
            f"the undo of `{step.command}` stopped, with {done} of {len(todo)} files put back: {why}",
            hint="nothing is lost; mend the disk, and `lineage undo` goes on where it stopped",
        ) from error


def _restore(path: Path, place: Path, number: int, change: Change) -> None:
    """Put one file back; what an undo takes away stays in the step, like all that leaves the journal."""
    undone = place / f"{number}.undone"
    if not change.before:
        edits.move(path, undone)
    elif not change.after:
        kept = place / str(number)
        files.write_new_bytes(path, files.read_bytes(kept))
        os.utime(
            path, ns=(kept.stat().st_atime_ns, kept.stat().st_mtime_ns)
        )  # the day of a note may be its file's
    else:
        with contextlib.suppress(FileExistsError):  # an undo that was cut off has kept it already
            files.write_new_bytes(undone, files.read_bytes(path))
        edits.put(path, files.read_bytes(place / str(number)), read=change.after)


def _refuse_moved(journal: Path, step: Step) -> None:
    for change in step.changes:
        if change.path and files.digest_of(journal / change.path) not in (change.before, change.after):
            raise LineageError(
                f"{change.path} changed since `{step.command}`; nothing was undone",
                hint=f"the text before it is kept in {FOLDER / str(step.number)}",
            )


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


def read_step(place: Path) -> Step:
    """A step from its folder; ValueError, KeyError, TypeError or OSError where it is damaged."""
    data: dict[str, Any] = json.loads((place / WHAT).read_text(encoding="utf-8"))
    changes = tuple(
        Change(
            path=str(one["path"]),
            before=str(one["before"]),
            after=str(one["after"]),
            of=str(one.get("of", "")),
        )
        for one in data["changes"]
    )
    number = int(place.name.removesuffix(".undone"))
    return Step(number=number, command=str(data["command"]), when=str(data["when"]), changes=changes)


def _hash(data: bytes | None) -> str:
    return "" if data is None else files.digest(data)
