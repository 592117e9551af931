"""Who else on this computer could read a journal: told, never changed."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GROUP, OTHERS = stat.S_IRGRP, stat.S_IROTH
"""The bit that lets a file be read; that of a folder to be passed is two places lower."""


def open_folders(journal: Path) -> list[tuple[Path, int]]:
    """Folders of entries that others can reach, newest first, each with the bits that let a file in it be read."""
    if os.name == "nt":
        return []
    entries = journal / "entries"
    if not _open_bits(entries):
        return []  # as lineage makes them: nothing more is to be looked at
    bits = _passing((entries, *entries.resolve().parents))
    years = sorted(_folders(entries), reverse=True)
    found = [*((folder, bits & _open_bits(folder)) for folder in years), (entries, bits)]
    return [(folder, here) for folder, here in found if here]


def open_files(folders: Iterable[tuple[Path, int]], *, limit: int) -> Iterator[Path]:
    """Entry files in such folders that others could read, by name the newest first; at most ``limit`` are looked at."""
    for folder, bits in folders:
        names = sorted((item.name for item in os.scandir(folder) if item.name.endswith(".md")), reverse=True)
        for name in names[: max(0, limit)]:
            limit -= 1
            if (folder / name).lstat().st_mode & bits:
                yield folder / name


def _folders(entries: Path) -> Iterator[Path]:
    with os.scandir(entries) as items:
        for item in items:
            if item.is_dir(follow_symlinks=False) and not item.name.startswith("."):
                yield Path(item.path)


def _passing(folders: Iterable[Path]) -> int:
    """The bits of those who can pass every one of some folders; a group of the user alone is none."""
    bits = GROUP | OTHERS
    for folder in folders:
        open_bits = _open_bits(folder)
        # Who is let through as others is let through as the group, where the group is another in each folder.
        bits &= open_bits | (GROUP if open_bits & OTHERS else 0)
    return bits


def _open_bits(folder: Path) -> int:
    """Which of group and others can pass a folder, as the bits of reading."""
    try:
        status = folder.stat()
    except OSError:
        return 0
    group = GROUP if status.st_mode & stat.S_IXGRP and not _is_own(status.st_gid) else 0
    return group | (OTHERS if status.st_mode & stat.S_IXOTH else 0)


def _is_own(group: int) -> bool:
    """True for a group that is the user's alone, as many systems make one for each user."""
    try:
        import grp
        import pwd

        named = grp.getgrgid(group)
        return not set(named.gr_mem) - {pwd.getpwuid(os.getuid()).pw_name} and group == os.getgid()
    except (ImportError, KeyError, OSError):
        return False
