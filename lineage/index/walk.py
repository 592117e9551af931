"""What stands on the disk: folders with their mtime, entry files with their stamps; nothing is opened.

A stamp is (mtime_ns, ctime_ns, size, inode): an ordinary program can forge the first, none the second.
"""

from __future__ import annotations

import gc
import os
import stat
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lineage.errors import LineageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Stamp = tuple[int, int, int, int]
File = tuple[str, str, int, int, int, int]
"""Folder below ``entries``, name, and the stamp."""

RACY_NS = 2_000_000_000
"""A file touched this shortly before a look may change again without its stamp (git's racy rule): it is read again next time."""
EXPLAINED_NS = 50_000_000
"""A folder's mtime and the ctime of the file whose coming moved it lie within one tick of the kernel's clock (at most 10 ms)."""
_INODE = (1 << 63) - 1
"""SQLite's integers are signed; some file systems number with 64 bits."""


class UnlistedError(LineageError):
    """A folder that is there and cannot be listed: an error, never "all deleted"."""

    def __init__(self, folder: str, error: OSError) -> None:
        super().__init__(
            f"{folder} cannot be listed: {error.strerror}, so nothing in it is taken as deleted",
            hint="check its permissions and the disk",
        )


class Seen:
    """Folders that were listed, with their mtime before the listing; their files; the folders that are gone."""

    __slots__ = ("files", "folders", "gone", "stamped")

    def __init__(self) -> None:
        self.folders: dict[str, int] = {}
        self.files: set[File] = set()
        self.gone: set[str] = set()
        self.stamped: set[str] = set()


def walk(entries: str) -> Seen:
    """Every folder and every file, each file with its stamp."""
    seen = Seen()
    for folder, mtime, files in folders(entries):
        seen.folders[folder] = mtime
        seen.files.update(files)
    return seen


def folders(entries: str) -> Iterator[tuple[str, int, list[File]]]:
    """Every folder with its mtime before it was listed and its files with their stamps, a folder at a time."""
    pending = [""]
    while pending:
        folder = pending.pop()
        mtime = folder_mtime(entries, folder)
        if mtime is not None:
            inner, files = _stamped(entries, folder)
            pending += inner
            yield folder, mtime, files


def walk_moved(entries: str, inodes: Mapping[str, dict[str, int]], known: Mapping[str, int]) -> Seen:
    """What is new or changed in folders that moved, and the folders that are new in them.

    ``inodes`` holds, by folder, the inode of each name that is known; what is as it was is taken out of it, so that the gone
    and the changed are left. Listing a name and its inode costs a tenth of asking for a stamp, so only names that are new or have
    another inode are asked; where these do not explain why the folder moved (a file replaced twice may get its old inode
    back), all are, and the folder is among ``stamped``.
    """
    seen = Seen()
    pending = list(inodes)
    while pending:
        folder = pending.pop()
        mtime = folder_mtime(entries, folder)
        if mtime is None:
            seen.gone.add(folder)
            continue
        seen.folders[folder] = mtime
        inner = _listed(entries, folder, mtime, inodes[folder], seen.files) if folder in inodes else None
        if inner is None:
            inner, files = _stamped(entries, folder)
            seen.files.update(files)
            seen.stamped.add(folder)
        pending += [one for one in inner if one not in known and one not in seen.folders]
    return seen


def moved(entries: str, known: Mapping[str, int]) -> list[str]:
    """The known folders whose mtime is another now, the gone ones too."""
    return [folder for folder, mtime in known.items() if folder_mtime(entries, folder) != mtime]


def racy_after() -> int:
    """The nanosecond after which a file was touched so shortly before now that its stamp proves nothing."""
    return time.time_ns() - RACY_NS


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the cycle collector, which would go through the stamps of all files again and again: a tenth of a full look."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def folder_mtime(entries: str, folder: str) -> int | None:
    """When a name in a folder last changed, in nanoseconds; None where the folder is gone, an error where it is the topmost."""
    try:
        return os.stat(f"{entries}/{folder}" if folder else entries).st_mtime_ns  # noqa: PTH116 (a Path costs more than the stat)
    except (FileNotFoundError, NotADirectoryError) as error:
        if not folder:
            raise UnlistedError("entries", error) from error
        return None
    except OSError as error:
        raise UnlistedError(folder or "entries", error) from error


def stamp(status: os.stat_result) -> Stamp:
    """The stamp of a file."""
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino & _INODE


def stamps(entries: str, paths: Iterable[tuple[str, str]]) -> set[File]:
    """Some files, by folder and name, as they are now; the gone ones are left out."""
    found: set[File] = set()
    for folder, name in paths:
        try:
            status = os.lstat(f"{entries}/{folder}/{name}" if folder else f"{entries}/{name}")
        except (FileNotFoundError, NotADirectoryError):
            continue
        found.add((folder, name, *stamp(status)))
    return found


def _is_entry(name: str) -> bool:
    return (
        name.endswith(".md")
        and ".conflict-" not in name
        and name[0] != "."
        and (name.isascii() or _is_text(name))
    )


def _is_folder(item: os.DirEntry[str]) -> bool:
    return item.name[0] != "." and item.is_dir(follow_symlinks=False) and _is_text(item.name)


def _is_text(name: str) -> bool:
    """False for a name whose bytes are no UTF-8: no database takes it, and `check` names it."""
    try:
        return bool(name.encode())
    except UnicodeEncodeError:
        return False


def _stamped(entries: str, folder: str) -> tuple[list[str], list[File]]:
    """The folders in a folder, and its files."""
    inner: list[str] = []
    files: list[File] = []
    for item in _list(entries, folder):
        name = item.name
        if _is_entry(name):
            try:
                status = item.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            if not stat.S_ISDIR(status.st_mode):
                # As `stamp` gives it, written out: this line is met once for every file of a journal.
                times = status.st_mtime_ns, status.st_ctime_ns
                files.append((folder, name, *times, status.st_size, status.st_ino & _INODE))
                continue
        if _is_folder(item):
            inner.append(f"{folder}/{name}" if folder else name)
    return inner, files


def _listed(
    entries: str, folder: str, mtime: int, inodes: dict[str, int], files: set[File]
) -> list[str] | None:
    """As ``_stamped``, asking only for the stamps that names and inodes do not settle; None where these explain nothing."""
    inner: list[str] = []
    fresh: list[tuple[str, str]] = []
    settle = inodes.pop
    for item in _list(entries, folder):
        name = item.name
        before = settle(name, 0)
        if before != item.inode() & _INODE:
            if before:
                inodes[name] = before
            if _is_folder(item):
                inner.append(f"{folder}/{name}" if folder else name)
            elif _is_entry(name):
                fresh.append((folder, name))
    found = stamps(entries, fresh)
    if max((one[3] for one in found), default=0) < mtime - EXPLAINED_NS:
        return None
    files |= found
    return inner


def _list(entries: str, folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(f"{entries}/{folder}" if folder else entries) as items:
            return list(items)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise UnlistedError(folder or "entries", error) from error
