"""Where a journal's files may be written: inside it, and through no link, which readers do not follow."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from lineage.errors import LineageError

if TYPE_CHECKING:
    from collections.abc import Iterable


OWN = (
    "entries",
    "inbox",
    "codings",
    "forecasts",
    "patterns",
    "reviews",
    "templates",
    "taxonomy",
    ".lineage",
    "lineage.toml",
)
"""What in a journal's folder is the journal; other folders in it may be anybody's."""


class OutsideError(LineageError):
    """A path that leads out of the journal, as a step of undo from elsewhere may name one; nothing was touched."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} is not inside the journal; nothing was written",
            hint="where did this journal's .lineage folder come from?",
        )


class LinkedFolderError(LineageError):
    """A folder that is a link: what is written through it would never be read."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"{folder} is a link, which is not followed; nothing was written",
            hint="put the folder itself there",
        )


def own_places(journal: Path) -> frozenset[str]:
    """The real paths of a journal's folder and of what in it is its own, also where that is a link to another disk."""
    return frozenset(os.path.realpath(path) for path in (journal, *(journal / name for name in OWN)))


def refuse_own(journal: Path, path: Path) -> None:
    """LineageError where a path that is to be imported is the journal, or something of its own."""
    real = Path(os.path.realpath(path))  # which a circle of links does not make fail, as resolve does
    if real == journal.resolve():
        raise LineageError(
            f"{path} is this journal itself; nothing was imported",
            hint="what is in it is here already; name a folder of other notes",
        )
    for name in OWN:
        if real.is_relative_to((journal / name).resolve()):
            hint = (
                "`lineage inbox --all` takes what lies there"
                if name == "inbox"
                else "what is in it is here already"
            )
            raise LineageError(f"{path} is this journal's own {name}; nothing was imported", hint=hint)


def refuse_outside(journal: Path, paths: Iterable[str]) -> None:
    """OutsideError or LinkedFolderError where one of some paths, relative to the journal, may not be written.

    The journal itself and its ``entries`` may be links, to another disk perhaps; what is below them may not.
    """
    folders: set[PurePosixPath] = set()
    for path in paths:
        inside = PurePosixPath(path)
        if inside.is_absolute() or ".." in inside.parts:
            raise OutsideError(path)
        folders.update(inside.parents)
    for folder in sorted(folders):
        if str(folder) not in (".", "entries") and (journal / folder).is_symlink():
            raise LinkedFolderError(str(folder))
