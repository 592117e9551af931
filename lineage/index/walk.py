"""What stands on the disk: folders with their mtime, entry files with their stamps; nothing is opened.

A stamp is (mtime_ns, ctime_ns, size, inode): an ordinary program can forge the first, none the second.
"""

from __future__ import annotations

import gc
import os
import stat
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from lineage.errors import LineageError

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

Found = TypeVar("Found")
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
    for folder, mtime, files in _each(entries, _stamped):
        seen.folders[folder] = mtime
        seen.files.update(files)
    return seen


def named(entries: str) -> Iterator[tuple[str, int, list[str]]]:
    """Every folder, in order, with its mtime before it was listed and the names of its files."""
    return _each(entries, _named)


def _each(
    entries: str, files_in: Callable[[str, str], tuple[list[str], list[Found]]]
) -> Iterator[tuple[str, int, list[Found]]]:
    pending = [""]
    while pending:
        folder = pending.pop()
        mtime = folder_mtime(entries, folder)
        if mtime is not None:
            inner, files = files_in(entries, folder)
            pending += sorted(inner, reverse=True)
            yield folder, mtime, files


def walk_moved(entries: str, named: Mapping[str, set[str]], known: Mapping[str, int]) -> Seen:
    """What is new or changed in folders that moved, and the folders that are new in them.

    ``named`` holds, by folder, each name that is known behind its inode (``262/20261124-k7f3q2wd.md``: of 10,000 such texts
    two sets are compared in half the time of two mappings); what is as it was is taken out of it, so that the gone and the
    changed are left. Listing a name and its inode costs a tenth of asking for a stamp, so only names that are new or have
    another inode are asked; where these do not explain why the folder moved (a file replaced twice may get its old inode
    back), all are, and the folder is among ``stamped``.
    """
    seen = Seen()
    pending = list(named)
    while pending:
        folder = pending.pop()
        mtime = folder_mtime(entries, folder)
        if mtime is None:
            seen.gone.add(folder)
            continue
        seen.folders[folder] = mtime
        inner = _listed(entries, folder, mtime, named[folder], seen.files) if folder in named else None
        if inner is None:
            inner, files = _stamped(entries, folder)
            seen.files.update(files)
            seen.stamped.add(folder)
        pending += [one for one in inner if one not in known and one not in seen.folders]
    return seen


def is_as_known(
    entries: str, folder: str, known: set[tuple[str, int, int, int, int]], folders: Container[str]
) -> bool:
    """True where a folder holds the files that are known, by name and stamp, and no folder that is not among ``folders``.

    What is as it was needs no more than its stamp: two thirds of what it costs to find out what everything in a folder is.
    """
    count = 0
    for item in _list(entries, folder):
        try:
            status = item.stat(follow_symlinks=False)
        except FileNotFoundError:
            return False
        # As `stamp` gives it, written out: this line is met once for every file of a journal.
        file = item.name, status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino & _INODE
        if file in known:
            count += 1
        elif stat.S_ISDIR(status.st_mode):
            if _is_folder(item) and (f"{folder}/{item.name}" if folder else item.name) not in folders:
                return False
        elif _is_entry(item.name):
            return False
    return count == len(known)


def moved(entries: str, known: Mapping[str, int]) -> list[str]:
    """The known folders whose mtime is another now, the gone ones too."""
    return [folder for folder, mtime in known.items() if folder_mtime(entries, folder) != mtime]


def is_bare(entries: str) -> bool:
    """True where the folder holds nothing at all, not even another folder."""
    return not _list(entries, "")


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
    """When a name in a folder last changed, in nanoseconds; None where the folder is gone, an error where it is the topmost.

    A link in its place is not followed: `check` names it. Only the topmost folder may be one.
    """
    try:
        if not folder:
            return os.stat(entries).st_mtime_ns  # noqa: PTH116 (a Path costs more than the stat)
        status = os.lstat(f"{entries}/{folder}")
        return status.st_mtime_ns if stat.S_ISDIR(status.st_mode) else None
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
        status = status_of(f"{entries}/{folder}/{name}" if folder else f"{entries}/{name}")
        if status is not None:
            found.add((folder, name, *stamp(status)))
    return found


def status_of(path: str) -> os.stat_result | None:
    """The status of a file, of a link itself; None where it is gone."""
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


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


def _named(entries: str, folder: str) -> tuple[list[str], list[str]]:
    """The folders in a folder, and the names of its files."""
    inner: list[str] = []
    names: list[str] = []
    for item in _list(entries, folder):
        name = item.name
        if _is_entry(name) and not item.is_dir(follow_symlinks=False):
            names.append(name)
        elif _is_folder(item):
            inner.append(f"{folder}/{name}" if folder else name)
    return inner, names


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
                files.append((folder, name, *stamp(status)))
                continue
        if _is_folder(item):
            inner.append(f"{folder}/{name}" if folder else name)
    return inner, files


def _listed(entries: str, folder: str, mtime: int, named: set[str], files: set[File]) -> list[str] | None:
    """As ``_stamped``, asking only for the stamps that names and inodes do not settle; None where these explain nothing."""
    present = {f"{item.inode() & _INODE}/{item.name}" for item in _list(entries, folder)}
    fresh = present - named
    named -= present
    inner: list[str] = []
    found: set[File] = set()
    for name in (one.partition("/")[2] for one in fresh):
        path = f"{folder}/{name}" if folder else name
        status = status_of(f"{entries}/{path}") if name[0] != "." and _is_text(name) else None
        if status is not None and stat.S_ISDIR(status.st_mode):
            inner.append(path)
        elif status is not None and _is_entry(name):
            found.add((folder, name, *stamp(status)))
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
