"""Edits: a file written over only where it is still what was read, the loser kept beside the winner.

The hash that was read is compared under a lock; then temporary file, fsync, exchange of the two names, the hash of what came
out, fsync of the folder. What another program saves in any moment is put back to its place.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import TYPE_CHECKING

from lineage.errors import ChangedError, LineageError
from lineage.store import files
from lineage.store.swap import UNSUPPORTED, exchange

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST_STEM = 200
"""Letters of a file's name that a conflict copy keeps: names end at 255 bytes."""
_NO_LOCKS = UNSUPPORTED | {errno.ENOLCK}
"""How file systems without locks refuse one: there the compared hash alone guards an edit."""


class MovedError(LineageError):
    """A file that is no longer what was read; what another program saved is in its place."""


def replace(path: Path, text: str, *, read: str, lock: Path) -> None:
    """Write over a file whose hash was ``read``; where it moved since, the text is kept beside it and ChangedError raised."""
    data = text.encode("utf-8")
    with locked(lock):
        try:
            put(path, data, read=read)
        except MovedError as error:
            raise ChangedError(path.name, str(keep_beside(path, data))) from error


def put(path: Path, data: bytes, *, read: str) -> None:
    """Write over a file whose hash was ``read``; MovedError where it moved since. The caller holds the lock.

    The hash is looked at again with the new bytes already on disk, and once more on what the exchange brought out: what
    another program saves in any moment is put back. Where names cannot be exchanged, the moment between the second look and
    the rename stays open.
    """
    _refuse_moved(path, read)
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        with files.temporary(path, data, mode=mode) as fresh:
            fresh.chmod(mode)  # what the umask took away: a group's folder stays a group's
            _refuse_moved(path, read)
            if not exchange(fresh, path):
                os.replace(fresh, path)  # noqa: PTH105 (the call whose meaning is documented: atomic on POSIX)
            elif _came_out(fresh) != read:
                _put_back(fresh, path, data)
    except OSError as error:
        raise files.NotSavedError(path, error) from error
    files.sync_folder(path)


def _refuse_moved(path: Path, read: str) -> None:
    try:
        now = files.digest_of(path)
    except files.UnreadableError as error:
        raise LineageError(f"not saved: {path}: {error.message}", hint=error.hint) from error
    if now != read:
        raise MovedError(f"{path.name} changed since it was read")


def _came_out(path: Path) -> str:
    """The hash of what an exchange brought out; empty where it cannot be read, so that it goes back to its place."""
    with contextlib.suppress(files.UnreadableError):
        return files.digest_of(path)
    return ""


def _put_back(fresh: Path, path: Path, data: bytes) -> None:
    """Another program saved in the last moment: its file back to its place; should it have saved once more, that is kept too."""
    exchange(fresh, path)
    newer = files.read_bytes(fresh)
    if newer != data:
        keep_beside(path, newer)
    files.sync_folder(path)
    raise MovedError(f"{path.name} changed while it was written")


def keep_beside(path: Path, data: bytes) -> Path:
    """Keep a losing text beside the winner, under a name of its hash so that the same loser is kept once."""
    whole = files.digest(data)
    for name in (whole[:8], whole):
        kept = path.with_name(f"{path.stem[:LONGEST_STEM]}.conflict-{name}.md")
        try:
            files.write_new_bytes(kept, data)
        except FileExistsError:
            if files.digest_of(kept) != whole:
                continue
        return kept
    raise files.NotSavedError(path, FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)))


def move(path: Path, kept: Path) -> None:
    """Move a file out of its place, over a copy of it that stands in the other; the caller syncs the two folders."""
    try:
        os.replace(path, kept)  # noqa: PTH105 (as above)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise files.NotSavedError(path, error) from error
        files.replace_bytes(kept, files.read_bytes(path))
        path.unlink()


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the journal's write lock; waits for another writer. The lock goes with the process, so none is ever stale."""
    files.make_folder(path.parent)
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        handle = os.open(path, flags, files.FILE_MODE)
    except OSError as error:
        raise files.NotSavedError(path, error) from error
    try:
        try:
            _lock(handle)
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise files.NotSavedError(path, error) from error
        yield
    finally:
        os.close(handle)


def is_held(path: Path) -> bool:
    """True where another process holds a lock now."""
    try:
        handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0))
    except OSError:
        return False
    try:
        _lock(handle, wait=False)
    except BlockingIOError:
        return True
    except OSError as error:
        return error.errno == errno.EACCES  # Windows
    finally:
        os.close(handle)
    return False


def _lock(handle: int, *, wait: bool = True) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        kind = msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK  # type: ignore[attr-defined,unused-ignore]
        msvcrt.locking(handle, kind, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
