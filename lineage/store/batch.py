"""Many new files at once, each as safe as one alone: all written under temporary names, one pass to the disk, then their own names.

A file by itself waits for the disk twice (2 ms where it is busy, 10 on a slow one); a thousand together wait twice. Where the
system has no call for that which tells of a write that failed, each is synced by itself.
"""

from __future__ import annotations

import contextlib
import os
import platform
import sys
from collections import deque
from typing import TYPE_CHECKING, Any

from lineage.errors import LineageError
from lineage.store import files
from lineage.store.swap import UNSUPPORTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

CHUNK = 1000
"""Files between two passes: a power cut leaves at most as many temporary files behind."""
FEW = 4
"""Up to this many files are synced one by one: a pass also waits for what other programs wrote."""
TELLS_SINCE = (5, 8)
"""The Linux whose ``syncfs`` tells of a write that failed; earlier ones keep it to themselves."""


class PartlySavedError(LineageError):
    """Some of many files were written, then one could not be."""

    def __init__(self, done: int, total: int, error: LineageError) -> None:
        super().__init__(
            f"{error.message}; {done:,} of {total:,} were saved before it",
            hint=f"{error.hint}; `lineage undo` takes back what was saved",
        )


def write_all_new(journal: Path, wanted: Sequence[tuple[str, bytes]]) -> None:
    """Write files that are not there yet, by their paths in the journal; when it returns all are on the disk.

    Each is there whole or not at all. NotSavedError where one could not be written or its name is taken, PartlySavedError where
    some were written by then.
    """
    saved: list[Path] = []
    try:
        for begin in range(0, len(wanted), CHUNK):
            _write_chunk([(journal / path, data) for path, data in wanted[begin : begin + CHUNK]], saved)
    except LineageError as error:
        if not saved:
            raise
        raise PartlySavedError(len(saved), len(wanted), error) from error


def _write_chunk(chunk: Sequence[tuple[Path, bytes]], saved: list[Path]) -> None:
    """Write some files; ``saved`` takes each that has its name."""
    folders = {path.parent: path for path, _ in chunk}
    for folder in folders:
        files.make_folder(folder)
    fresh: deque[Path] = deque()
    try:
        with _disks(folders if len(chunk) > FEW else ()) as disks:
            for path, data in chunk:
                name = files.temporary_name(path)
                files.create(name, data, synced=not disks, meant=path)
                fresh.append(name)
            if not all(_reached(disk, chunk[0][0]) for disk in disks):
                for (path, _), name in zip(chunk, fresh, strict=True):
                    files.sync_file(name, path)
        for path, _ in chunk:
            _take_name(fresh[0], path)
            saved.append(path)
            _unlink(fresh.popleft())
        for path in folders.values():
            files.sync_folder(path)
    finally:
        for left in fresh:
            _unlink(left)


def _take_name(fresh: Path, path: Path) -> None:
    try:
        files.take_name(fresh, path)
    except FileExistsError as error:
        raise files.NotSavedError(path, error) from error


def _unlink(fresh: Path) -> None:
    # A folder that became read-only meanwhile must not hide why the write failed.
    with contextlib.suppress(OSError):
        fresh.unlink()


@contextlib.contextmanager
def _disks(folders: Iterable[Path]) -> Iterator[list[int]]:
    """A handle to each disk that some folders are on, for ``_reached``; none where a pass would not tell of a failed write.

    Opened before anything is written: a handle is told of what went wrong since.
    """
    handles: dict[int, int] = {}
    try:
        for folder in folders if _syncfs() else ():
            device = folder.stat().st_dev
            if device not in handles:
                handles[device] = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        yield list(handles.values())
    finally:
        for handle in handles.values():
            os.close(handle)


def _reached(disk: int, path: Path) -> bool:
    """Have everything that was written to a disk reach it; False where it has no such call, NotSavedError where some did not."""
    import ctypes

    if _syncfs()(disk) == 0:
        return True
    code = ctypes.get_errno()
    if code in UNSUPPORTED:
        return False
    raise files.NotSavedError(path, OSError(code, os.strerror(code)))


def _syncfs() -> Any:
    """The system's call that syncs a disk and tells of failed writes; None where it has none."""
    if sys.platform != "linux":
        return None
    release = platform.release().split(".")[:2]
    if not all(part.isdecimal() for part in release) or tuple(map(int, release)) < TELLS_SINCE:
        return None
    import ctypes

    return getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
