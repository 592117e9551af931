"""Where a journal's files may be written: inside it, and through no link, which readers do not follow."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from lineage.errors import LineageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


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
