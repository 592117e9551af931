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
    return (item for item in _each(journal) if is_entry_name(item.name))


def _each(journal: Path) -> Iterator[os.DirEntry[str]]:
    """What is in ``entries`` and in its folders, the folders themselves not; nothing hidden, no link followed."""
    folders = [str(entries_folder(journal))]
    while folders:
        with os.scandir(folders.pop()) as found:
            for item in found:
                if item.name.startswith("."):
                    continue
                if item.is_dir(follow_symlinks=False):
                    folders.append(item.path)
                else:
                    yield item


def entries_folder(journal: Path) -> Path:
    """The entries of a journal; MissingEntriesError where they are not there."""
    folder = journal / "entries"
    if not folder.is_dir():
        raise MissingEntriesError(folder)
    return folder


def is_bare(journal: Path) -> bool:
    """True where ``entries`` holds nothing at all, not even the folder of a year: a new journal, or a disk that is not mounted."""
    with os.scandir(entries_folder(journal)) as found:
        return next(found, None) is None


def strays(journal: Path) -> list[Problem]:
    """What lies among the entries and is not read: edits that lost, waiting for a person, and links to folders."""
    problems = []
    for item in _each(journal):
        if is_conflict_name(item.name):
            said = "an edit that lost against another; it is kept and not loaded"
            hint = "move what you need into the entry, then delete this file"
        elif item.is_symlink() and not is_entry_name(item.name):
            said = "a link, not followed: nothing in it is read"
            hint = "move the files themselves here"
        else:
            continue
        path = os.path.relpath(item.path, journal).replace(os.sep, "/")
        problems.append(Problem(path=path, message=said, hint=hint))
    return problems


def is_entry_name(name: str) -> bool:
    """True for the name of an entry file."""
    return name.endswith(".md") and not name.startswith(".") and not is_conflict_name(name)


def is_conflict_name(name: str) -> bool:
    """True for a losing edit kept beside the winner."""
    return name.endswith(".md") and ".conflict-" in name
