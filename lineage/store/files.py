"""Files written whole or not at all, never over another's change, and read without surprises.

A new file is a temporary file, fsync, ``link`` (which never overwrites), fsync of the folder; ``edits.py`` writes over one. A
failed fsync is never tried again: the kernel may have dropped the pages and the second call would lie.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import TYPE_CHECKING

from lineage.errors import LineageError
from lineage.model.fields import MAX_BYTES
from lineage.store.swap import UNSUPPORTED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_NO_LINKS = UNSUPPORTED | {errno.EPERM, errno.EACCES, errno.EMLINK, errno.EXDEV}
"""How file systems without hard links refuse one; a full or failing disk is none of these."""


class UnreadableError(LineageError):
    """A file whose bytes are not text an entry can have; ``line`` counts from 1, 0 for the whole file."""

    def __init__(self, message: str, *, line: int = 0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.line = line


_WHAT_TO_DO = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "free space"),
    **dict.fromkeys((errno.EACCES, errno.EPERM), "change its permissions or those of its folder"),
    errno.EROFS: "have the disk mounted so that it can be written to",
    errno.EFBIG: "raise the limit on the size of a file",
    errno.EMFILE: "close other files",
    errno.ENAMETOOLONG: "give it a shorter name",
    errno.EEXIST: "look at what is there",
}
"""By how the system refused a write; what is not here is the disk's own fault."""


class NotSavedError(LineageError):
    """A write that did not reach the disk; nothing was changed."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"not saved: {path}: {error.strerror or error}",
            hint=f"{_WHAT_TO_DO.get(error.errno or 0, 'mend the disk')}, then save again",
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
    try:
        from _blake2 import blake2b  # what hashlib has it from, without the 3 ms of OpenSSL
    except ImportError:
        from hashlib import blake2b

    return blake2b(data, digest_size=16).hexdigest()


def digest_of(path: Path) -> str:
    """The hash of a file; empty where it is not there."""
    return digest(read_bytes(path)) if os.path.lexists(path) else ""


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet; FileExistsError where it is; whole or not at all."""
    write_new_bytes(path, text.encode("utf-8"))


def write_new_bytes(path: Path, data: bytes) -> None:
    """As ``write_new``, of bytes."""
    make_folder(path.parent)
    with temporary(path, data) as fresh:
        take_name(fresh, path)
    sync_folder(path)


def take_name(fresh: Path, path: Path) -> None:
    """Give a whole file under a temporary name its own; FileExistsError where that is taken. The caller syncs the folder."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise NotSavedError(path, error) from error
        _claim(fresh, path)


def _claim(fresh: Path, path: Path) -> None:
    """Where there are no hard links: the name is taken exclusively, then the whole file put there, so that none is torn."""
    try:
        os.close(os.open(path, _NEW, FILE_MODE))
    except FileExistsError:
        raise
    except OSError as error:
        raise NotSavedError(path, error) from error
    try:
        os.replace(fresh, path)  # noqa: PTH105 (the call whose meaning is documented: atomic on POSIX)
    except OSError as error:
        with contextlib.suppress(OSError):
            path.unlink()
        raise NotSavedError(path, error) from error


def write_over(path: Path, text: str) -> None:
    """Write a derived file, such as a report, over whatever stands there."""
    if not path.parent.is_dir():
        raise LineageError(
            f"{path.parent} is not a folder; {path.name} was not written", hint="make it, or name another"
        )
    replace_bytes(path, text.encode("utf-8"))


def replace_bytes(path: Path, data: bytes) -> None:
    """Write over a file whose bytes are kept elsewhere or are derived; whole or not at all."""
    with temporary(path, data) as fresh:
        try:
            os.replace(fresh, path)  # noqa: PTH105 (as above)
        except OSError as error:
            raise NotSavedError(path, error) from error
    sync_folder(path)


def make_folder(path: Path) -> None:
    """Make a folder and its parents for the user alone."""
    missing = []
    while not path.is_dir():
        missing.append(path)
        path = path.parent
    for folder in reversed(missing):
        try:
            folder.mkdir(mode=FOLDER_MODE)
            _sync(folder.parent)
        except FileExistsError:
            continue
        except OSError as error:
            raise NotSavedError(folder, error) from error


@contextlib.contextmanager
def temporary(path: Path, data: bytes, *, mode: int = FILE_MODE) -> Iterator[Path]:
    """A synced file with these bytes in the same folder, under a name no reader takes for an entry."""
    fresh = temporary_name(path)
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


def temporary_name(path: Path) -> Path:
    """A name beside a file that no reader takes for an entry; it begins like that of the file."""
    return path.with_name(f".{path.stem[:40]}.{os.urandom(6).hex()}.tmp")


def create(path: Path, data: bytes, *, synced: bool = True, meant: Path | None = None) -> None:
    """Write and sync a file under a name that nothing takes for whole yet; its folder is not synced.

    Where many are, none need be ``synced`` by itself: the caller has them all reach the disk at once. ``meant`` is what an
    error names.
    """
    try:
        _create(path, data, synced=synced)
    except OSError as error:
        raise NotSavedError(meant or path, error) from error


def sync_file(fresh: Path, path: Path) -> None:
    """Sync a whole file under a temporary name that ``create`` did not; NotSavedError, of its own name, where that fails."""
    try:
        handle = os.open(fresh, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0))
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise NotSavedError(path, error) from error


_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def _create(path: Path, data: bytes, mode: int = FILE_MODE, *, synced: bool = True) -> None:
    handle = os.open(path, _NEW, mode)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        if synced:
            os.fsync(handle)
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
    finally:
        os.close(handle)


def sync_folder(path: Path, *, done: str = "is written") -> None:
    """Make what was done to the name of a file durable; LineageError where the disk does not confirm it."""
    try:
        _sync(path.parent)
    except OSError as error:
        raise LineageError(
            f"{path} {done}, but the disk did not confirm it ({error.strerror})",
            hint="check the disk, then look whether it is there; do not do it again",
        ) from error


def _sync(folder: Path) -> None:
    """Make the names in a folder durable; not possible on Windows, where the call does not exist."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
