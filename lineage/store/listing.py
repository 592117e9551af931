"""The entry files of a journal, found and not opened."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lineage.errors import LineageError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class MissingEntriesError(LineageError):
    """A journal without its entries folder: an error, never "all deleted"."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} is not there, so nothing was read and nothing is taken as deleted",
            hint="is the disk mounted? `lineage init` makes a new journal",
        )


def list_files(journal: Path) -> Iterator[os.DirEntry[str]]:
    """Every file that should be an entry, in the order the disk gives them; hidden files and conflict copies are not."""
    folders = [str(entries_folder(journal))]
    while folders:
        with os.scandir(folders.pop()) as found:
            for item in found:
                if item.name.startswith("."):
                    continue
                if item.is_dir(follow_symlinks=False):
                    folders.append(item.path)
                elif is_entry_name(item.name):
                    yield item


def entries_folder(journal: Path) -> Path:
    """The entries of a journal; MissingEntriesError where they are not there."""
    folder = journal / "entries"
    if not folder.is_dir():
        raise MissingEntriesError(folder)
    return folder


def conflict_copies(journal: Path) -> list[Problem]:
    """Losing edits kept beside the winner, waiting for a person."""
    found = sorted((journal / "entries").rglob("*.conflict-*.md"))
    return [
        Problem(
            path=path.relative_to(journal).as_posix(),
            message="an edit that lost against another; it is kept and not loaded",
            hint="move what you need into the entry, then delete this file",
        )
        for path in found
    ]


def is_entry_name(name: str) -> bool:
    """True for the name of an entry file."""
    return name.endswith(".md") and not name.startswith(".") and not is_conflict_name(name)


def is_conflict_name(name: str) -> bool:
    """True for a losing edit kept beside the winner."""
    return name.endswith(".md") and ".conflict-" in name
