"""Files against rows: what was added, changed or gone since the index last looked.

A file is the same where its (mtime_ns, ctime_ns, size, inode) are; one touched within two seconds of the look is read again
next time (git's racy rule). A quick look lists only folders whose mtime moved, so that an edit in place may be seen
late by a command; a full look stamps every file. Derived data never causes a write or a delete in the journal.

Files are compared with rows under the database's write lock, and only once something moved: of eight processes that see the
same new file one writes its rows, the others find them written.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from lineage.errors import LineageError
from lineage.index import schema, state, walk
from lineage.index.names import keep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from lineage.index.names import Source
    from lineage.index.rows import ReadEntry
    from lineage.index.walk import File, Seen

FULL_EVERY = 600.0
"""Seconds after which a command's look is a full one."""
BULK = 1000
"""Up to this many changed files are always caught up with; beyond it only where they are fewer than half of all."""
MOST_BUILDS = 3
"""Times an index is built anew for one question; a disk that damages what was just written will not stop."""
SUSPICIOUS = 10
"""An entries folder without any file where the index knows this many is a disk that is not mounted, not a decision."""

Answer = TypeVar("Answer")


class EmptyFolderError(LineageError):
    """An entries folder that lost every file at once."""

    def __init__(self, entries: str, known: int, database: Path) -> None:
        super().__init__(
            f"{entries} is empty and held {known:,} files at the last look; nothing is taken as deleted",
            hint=f"is the disk mounted? If they were deleted on purpose, delete {database} too",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What a look at the files found."""

    files: int | None
    """How many there are; None where a quick look found nothing and did not count (3 ms for 100,000)."""
    added: int = 0
    changed: int = 0
    gone: int = 0
    full: bool = True
    rebuilt: str = ""
    """Why the index was built anew; empty where it was caught up with."""

    def __str__(self) -> str:
        kind = "every file looked at" if self.full else "changed folders looked at"
        why = f"; built anew: {self.rebuilt}" if self.rebuilt else ""
        count = "files" if self.files is None else f"{self.files:,} files"
        return f"{count}: {self.added:,} added, {self.changed:,} changed, {self.gone:,} gone ({kind}{why})"


class _OutdatedError(Exception):
    """The index cannot be caught up with: it is missing, of another version, damaged, or nearly all of it changed."""


class _SwappedError(Exception):
    """Another process put a new index in the place of the open one; what were written to that would be lost."""


def refresh(
    database: Path, entries: Path, read: ReadEntry, *, full: bool, names: Source | None = None
) -> Refreshed:
    """Bring the index up to the files; a missing, old or damaged index is built anew and swapped in.

    ``entries`` must be there (the store says so when it is not). With ``full`` the index is checked against itself first,
    so that damage which SQLite does not meet by chance is found too; then every file is looked at and the taxonomy's names
    are kept.
    """
    look = _Look(database, os.fspath(entries), read, names, full=full)
    return look.then(lambda _: look.found)


def ask(
    database: Path, entries: Path, read: ReadEntry, question: Callable[[sqlite3.Connection], Answer]
) -> Answer:
    """The answer to a question, from an index caught up with as a command's look allows.

    Where the database turns out damaged while it answers, it is built anew and asked once more.
    """
    return _Look(database, os.fspath(entries), read, None, full=False).then(question)


class _Look:
    """One look at the files, on one connection: an index that another process swaps in meanwhile may know less."""

    def __init__(
        self, database: Path, entries: str, read: ReadEntry, names: Source | None, *, full: bool
    ) -> None:
        self._database = database
        self._entries = entries
        self._read = read
        self._names = names
        self._full = full
        self._builds = 0
        self.found = Refreshed(files=None)

    def then(self, question: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """The answer of an index that is up to the files."""
        while True:
            try:
                inode = _inode(self._database)
                if not inode:
                    raise _OutdatedError("")  # noqa: TRY301 (an index that is not there is one that is outdated)
                with closing(schema.connect(self._database)) as connection:
                    self._catch_up(connection, inode)
                    connection.row_factory = sqlite3.Row
                    return question(connection)
            except _SwappedError:
                continue
            except _OutdatedError as error:
                why = str(error)
            except sqlite3.DatabaseError as error:
                if schema.is_swapped(error):
                    continue
                if self._builds >= MOST_BUILDS:
                    raise
                schema.raise_unless_damage(error, self._database)
                why = f"it was damaged ({error})"
            # Not within `except`: the traceback holds a cursor, and that the lock on the damaged file.
            self._build(why)

    def _build(self, why: str) -> None:
        from lineage.index.build import build

        self._builds += 1
        count = build(self._database, self._entries, self._read, self._names)
        self.found = Refreshed(files=count, added=count, rebuilt=why)

    def _catch_up(self, connection: sqlite3.Connection, inode: int) -> None:
        if schema.version(connection) != schema.VERSION:
            raise _OutdatedError("it was made by another version, or is damaged")
        fresh = self._builds > 0
        if self._full and not fresh and (fault := state.damage(connection, self._database)):
            raise _OutdatedError(fault)
        connection.row_factory = None
        looked = time.time()
        full = not fresh and (self._full or state.is_stale(self._database, FULL_EVERY))
        found = None
        if not _moved(connection, self._entries, racy=not fresh):
            found = _unchanged(connection, self._entries, full=full)
        if found is None:
            with _held(connection, self._database, inode):
                found = _caught_up(connection, self._database, self._entries, self._read, full=full)
        if full:
            state.note_look(self._database, looked)
        if self._full and not fresh:
            if self._names is not None:
                keep(connection, self._names)
            state.seal(connection, self._database)
        if not fresh:
            self.found = found


def look_again(database: Path, paths: Iterable[str]) -> None:
    """Have the next look read some files (relative to ``entries``) again, whatever their stamps say."""
    if not database.is_file():
        return
    try:
        with closing(schema.connect(database)) as connection:
            connection.executemany(
                "UPDATE files SET racy = 1 WHERE folder = ? AND name = ?",
                [(folder, name) for folder, _, name in (path.rpartition("/") for path in paths)],
            )
    except sqlite3.DatabaseError:
        # The next look meets the damage itself; the file that was written is what counts.
        state.forget(database)


@contextmanager
def _held(connection: sqlite3.Connection, database: Path, inode: int) -> Iterator[None]:
    """The write lock, held on the file that is the index; committed at the end, or nothing was written."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _inode(database) != inode:
            raise _SwappedError  # noqa: TRY301 (rolled back below, like any failure)
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _inode(database: Path) -> int:
    """Which file stands under the index's name; 0 where none does."""
    try:
        return database.stat().st_ino
    except FileNotFoundError:
        return 0


def _moved(connection: sqlite3.Connection, entries: str, *, racy: bool) -> bool:
    """True where a folder's mtime is another, or where a file's stamp proves nothing (which counts where ``racy`` does)."""
    known = dict(connection.execute("SELECT path, mtime_ns FROM folders"))
    return bool((racy and _racy(connection)) or not known or walk.moved(entries, known))


def _unchanged(connection: sqlite3.Connection, entries: str, *, full: bool) -> Refreshed | None:
    """What a look says that finds everything as it was; None where it is not. Called where no folder moved."""
    if not full:
        return Refreshed(files=None, full=False)
    with walk.uncollected():
        known, count = _files(connection), 0
        for _, _, files in walk.folders(entries):
            if not known.issuperset(files):
                return None
            count += len(files)
        return Refreshed(files=count) if count == len(known) else None


def _caught_up(
    connection: sqlite3.Connection, database: Path, entries: str, read: ReadEntry, *, full: bool
) -> Refreshed:
    """What was found once the rows are those of the files; called with the write lock held."""
    racy_after = walk.racy_after()
    known = dict(connection.execute("SELECT path, mtime_ns FROM folders"))
    racy = {row[:2] for row in _racy(connection)}
    if full:
        seen, before = walk.walk(entries), _files(connection)
        seen.gone = set(known) - set(seen.folders)
    else:
        seen, before = _look_at_moved(connection, entries, known)
    old, present = {one[:2] for one in before}, {one[:2] for one in seen.files}
    new, gone = present - old, old - present
    moved = {one[:2] for one in seen.files - before}
    again = sorted(one for one in seen.files if one[:2] in moved or one[:2] in racy)
    count = None
    if full or len(gone) >= SUSPICIOUS or len(moved) > BULK:
        count = _count(connection) - len(gone) + len(new)
        if not count and len(gone) >= SUSPICIOUS:
            raise EmptyFolderError(entries, len(gone), database)
        if len(moved) > max(BULK, count // 2):
            raise _OutdatedError("most of its files are new or changed")
    if gone or again:
        from lineage.index.rows import write_changes

        write_changes(connection, entries, read, sorted(gone), again, racy_after=racy_after)
    folders = [(folder,) for folder in (*seen.gone, *seen.folders)]
    connection.executemany("DELETE FROM folders WHERE path = ?", folders)
    connection.executemany("INSERT INTO folders VALUES (?, ?)", sorted(seen.folders.items()))
    return Refreshed(files=count, added=len(new), changed=len(moved - new), gone=len(gone), full=full)


def _look_at_moved(
    connection: sqlite3.Connection, entries: str, known: dict[str, int]
) -> tuple[Seen, set[File]]:
    """What is new or changed in the folders that moved, the racy files everywhere; and what the index knew of all these."""
    inodes: dict[str, dict[str, int]] = {}
    for folder in walk.moved(entries, known) if known else [""]:
        inodes[folder] = dict(connection.execute("SELECT name, inode FROM files WHERE folder = ?", (folder,)))
    racy = _racy(connection)
    for folder, name, *_ in racy:
        if folder in inodes:
            inodes[folder][name] = -1  # its stamp proves nothing, and its inode less
    seen = walk.walk_moved(entries, inodes, known)
    seen.files |= walk.stamps(entries, [row[:2] for row in racy if row[0] not in inodes])
    before = set(racy)
    for folder, names in inodes.items():
        if folder in seen.stamped or folder in seen.gone:
            before.update(connection.execute(f"SELECT {_STAMPED} FROM files WHERE folder = ?", (folder,)))
            continue
        for name in names:
            one = (folder, name)
            before.update(
                connection.execute(f"SELECT {_STAMPED} FROM files WHERE folder = ? AND name = ?", one)
            )
    return seen, before


_STAMPED = "folder, name, mtime_ns, ctime_ns, size, inode"


def _files(connection: sqlite3.Connection) -> set[File]:
    return set(connection.execute(f"SELECT {_STAMPED} FROM files"))


def _racy(connection: sqlite3.Connection) -> list[File]:
    return connection.execute(f"SELECT {_STAMPED} FROM files INDEXED BY files_racy WHERE racy").fetchall()


def _count(connection: sqlite3.Connection) -> int:
    (count,) = connection.execute("SELECT count(*) FROM files").fetchone()
    return int(count)
