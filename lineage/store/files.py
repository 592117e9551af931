"""Files written whole or not at all, never over another's change, and read without surprises.

A new file is a temporary file, fsync, ``link`` (which never overwrites), fsync of the folder. An edit compares the hash of
what was read under a lock, then temporary file, fsync, ``os.replace``, fsync of the folder. A failed fsync is never
tried again: the kernel may have dropped the pages and the second call would lie.
"""

from __future__ import annotations

import contextlib
import os
import stat
from typing import TYPE_CHECKING

from lineage.errors import ChangedError, LineageError
from lineage.model.fields import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE_MODE = 0o600
FOLDER_MODE = 0o700
LONGEST_STEM = 200
"""Letters of a file's name that a conflict copy keeps: names end at 255 bytes."""


class UnreadableError(LineageError):
    """A file whose bytes are not text an entry can have; ``line`` counts from 1, 0 for the whole file."""

    def __init__(self, message: str, *, line: int = 0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.line = line


class NotSavedError(LineageError):
    """A write that did not reach the disk; nothing was changed."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"not saved: {path}: {error.strerror or error}",
            hint="free space or mend the disk, then save again",
        )


def read_bytes(path: Path, *, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file of at most ``limit`` bytes; a link, a pipe or a device is not followed."""
    flags = (
        os.O_RDONLY
        | getattr(os, "O_NOFOLLOW", 0)
        | getattr(os, "O_NONBLOCK", 0)
        | getattr(os, "O_CLOEXEC", 0)
    )
    try:
        handle = os.open(path, flags)
    except OSError as error:
        if path.is_symlink():
            raise UnreadableError("a link, not followed", hint="put the file itself here") from error
        raise UnreadableError(f"cannot be opened: {error.strerror}", hint="check its permissions") from error
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError("not a regular file", hint="move it elsewhere")
        if status.st_size > limit:
            raise UnreadableError(
                f"{status.st_size:,} bytes, more than the {limit:,} that are read",
                hint="split it or move it elsewhere",
            )
        with os.fdopen(os.dup(handle), "rb") as opened:
            return opened.read(limit + 1)
    finally:
        os.close(handle)


def decode(data: bytes) -> str:
    """UTF-8 text without NUL; anything else is unreadable, named by its line, and left alone."""
    nul = data.find(b"\x00")
    if nul >= 0:
        raise UnreadableError(
            "holds a NUL byte, so it is not text", line=data[:nul].count(b"\n") + 1, hint="was it damaged?"
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableError(
            f"not UTF-8 at byte {error.start}", line=line, hint="save it as UTF-8"
        ) from error


def digest(data: bytes) -> str:
    """The hash that says whether a file is still what was read."""
    import hashlib  # 3 ms, for OpenSSL

    return hashlib.blake2b(data, digest_size=16).hexdigest()


def digest_of(path: Path) -> str:
    """The hash of a file; empty where it is not there."""
    return digest(read_bytes(path)) if os.path.lexists(path) else ""


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet; FileExistsError where it is; whole or not at all."""
    write_new_bytes(path, text.encode("utf-8"))


def write_new_bytes(path: Path, data: bytes) -> None:
    """As ``write_new``, of bytes."""
    make_folder(path.parent)
    with _temporary(path, data) as fresh:
        try:
            os.link(fresh, path)
        except FileExistsError:
            raise
        except OSError:
            # Some file systems have no hard links: an exclusive create does not overwrite either.
            try:
                _create(path, data)
            except FileExistsError:
                raise
            except OSError as error:
                raise NotSavedError(path, error) from error
    _sync_folder(path)


def replace(path: Path, text: str, *, read: str, lock: Path) -> None:
    """Write over a file whose hash was ``read``; where it moved since, the text is kept beside it and ChangedError raised.

    The hash is looked at again with the new text already on disk: what another program saved meanwhile is not lost but for
    the moment between that look and the rename.
    """
    with locked(lock):
        _refuse_changed(path, text, read)
        mode = stat.S_IMODE(path.stat().st_mode)
        with _temporary(path, text.encode("utf-8"), mode=mode) as fresh:
            _refuse_changed(path, text, read)
            try:
                os.replace(fresh, path)  # noqa: PTH105 (the call whose meaning is documented: atomic on POSIX)
            except OSError as error:
                raise NotSavedError(path, error) from error
        _sync_folder(path)


def _refuse_changed(path: Path, text: str, read: str) -> None:
    """Keep the losing text beside the winner, under a name of its hash so that the same loser is kept once."""
    if digest(read_bytes(path)) == read:
        return
    kept = path.with_name(f"{path.stem[:LONGEST_STEM]}.conflict-{digest(text.encode('utf-8'))[:8]}.md")
    with contextlib.suppress(FileExistsError):
        write_new(kept, text)
    raise ChangedError(path.name, kept.name)


def write_over(path: Path, text: str) -> None:
    """Write a derived file, such as a report, over whatever stands there."""
    if not path.parent.is_dir():
        raise LineageError(
            f"{path.parent} is not a folder; {path.name} was not written", hint="make it, or name another"
        )
    replace_bytes(path, text.encode("utf-8"))


def replace_bytes(path: Path, data: bytes) -> None:
    """Write over a file whose bytes are kept elsewhere or are derived; whole or not at all."""
    with _temporary(path, data) as fresh:
        try:
            os.replace(fresh, path)  # noqa: PTH105 (as above)
        except OSError as error:
            raise NotSavedError(path, error) from error
    _sync_folder(path)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the journal's write lock; waits for another writer. The lock goes with the process, so none is ever stale."""
    make_folder(path.parent)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), FILE_MODE)
    except OSError as error:
        raise NotSavedError(path, error) from error
    try:
        try:
            import fcntl
        except ImportError:  # Windows
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def make_folder(path: Path) -> None:
    """Make a folder and its parents for the user alone."""
    missing = []
    while not path.is_dir():
        missing.append(path)
        path = path.parent
    for folder in reversed(missing):
        try:
            folder.mkdir(mode=FOLDER_MODE)
        except FileExistsError:
            continue
        except OSError as error:
            raise NotSavedError(folder, error) from error


@contextlib.contextmanager
def _temporary(path: Path, data: bytes, *, mode: int = FILE_MODE) -> Iterator[Path]:
    """A synced file with these bytes in the same folder, under a name no reader takes for an entry."""
    fresh = path.with_name(f".{path.stem[:40]}.{os.urandom(6).hex()}.tmp")
    try:
        try:
            _create(fresh, data, mode)
        except OSError as error:
            raise NotSavedError(path, error) from error
        yield fresh
    finally:
        # A folder that became read-only meanwhile must not hide why the write failed.
        with contextlib.suppress(OSError):
            fresh.unlink()


def _create(path: Path, data: bytes, mode: int = FILE_MODE) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    handle = os.open(path, flags, mode)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
    finally:
        os.close(handle)


def _sync_folder(path: Path) -> None:
    """Make a new name durable; not possible on Windows, where the call does not exist."""
    try:
        handle = os.open(path.parent, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        raise LineageError(
            f"{path} is written, but the disk did not confirm it ({error.strerror})",
            hint="check the disk; do not write it again, look whether it is there",
        ) from error
    finally:
        os.close(handle)
