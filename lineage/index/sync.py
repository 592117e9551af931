"""The index kept up with the files, before every question: caught up with where little changed, else built anew and swapped in.

Derived data never causes a write or a delete in the journal. Files are compared with rows under the database's write lock, and only once something moved: of eight processes that see the
same new file one writes its rows, the others find them written.
"""

from __future__ import annotations

import enum
import os
import sqlite3
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, TypeVar

from lineage.index import schema, state
from lineage.index.look import (
    EmptyFolderError,
    OutdatedError,
    Refreshed,
    caught_up,
    has_moved,
    unchanged,
)
from lineage.index.names import keep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from lineage.index.names import Source
    from lineage.index.rows import ReadValues

FULL_EVERY = 600.0
"""Seconds after which a command's look is a full one."""
MOST_BUILDS = 3
"""Times an index is built anew for one question; a disk that damages what was just written will not stop."""
Answer = TypeVar("Answer")


class _Care(enum.IntEnum):
    """How carefully an index is looked at before it answers; each is more than the one before."""

    NONE = 0
    """It answers as it is."""
    QUICK = 1
    """Folders that moved are looked at, and every file where the last full look is long ago."""
    FULL = 2
    """Every file is looked at."""
    SOUND = 3
    """And the index is checked against itself."""


class _SwappedError(Exception):
    """Another process put a new index in the place of the open one; what were written to that would be lost."""


def refresh(
    database: Path, entries: Path, read: ReadValues, *, full: bool, names: Source | None = None
) -> Refreshed:
    """Bring the index up to the files; a missing, old or damaged index is built anew and swapped in.

    ``entries`` must be there (the store says so when it is not). With ``full`` the index is checked against itself first,
    so that damage which SQLite does not meet by chance is found too; then every file is looked at and the taxonomy's names
    are kept.
    """
    look = _Look(database, os.fspath(entries), read, names, _Care.SOUND if full else _Care.QUICK)
    return look.then(lambda _: look.found)


def ask(
    database: Path,
    entries: Path,
    read: ReadValues,
    question: Callable[[sqlite3.Connection], Answer],
    *,
    look: bool = True,
    fully: bool = False,
) -> Answer:
    """The answer to a question, from an index caught up with as a command's look allows; without a ``look``, as it is.

    With ``fully`` every file is looked at, as is done every ten minutes anyway.

    Where the database is missing or turns out damaged while it answers, it is built anew and asked once more.
    """
    care = _Care.FULL if fully else _Care.QUICK if look else _Care.NONE
    return _Look(database, os.fspath(entries), read, None, care).then(question)


class _Look:
    """One look at the files, on one connection: an index that another process swaps in meanwhile may know less."""

    def __init__(
        self,
        database: Path,
        entries: str,
        read: ReadValues,
        names: Source | None,
        care: _Care,
    ) -> None:
        self._database = database
        self._entries = entries
        self._read = read
        self._names = names
        self._care = care
        self._builds = 0
        self.found = Refreshed(files=None)

    def then(self, question: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """The answer of an index that is up to the files."""
        while True:
            try:
                inode = _inode(self._database)
                if not inode:
                    raise OutdatedError("")  # noqa: TRY301 (an index that is not there is one that is outdated)
                with closing(schema.connect(self._database)) as connection:
                    self._catch_up(connection, inode)
                    connection.row_factory = sqlite3.Row
                    return question(connection)
            except _SwappedError:
                continue
            except OutdatedError as error:
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
            raise OutdatedError("it was made by another version, or is damaged")
        fresh = self._builds > 0
        if not (self._care or fresh):
            return
        if self._care == _Care.SOUND and not fresh and (fault := state.damage(connection, self._database)):
            raise OutdatedError(fault)
        connection.row_factory = None
        looked = time.time()
        full = not fresh and (self._care >= _Care.FULL or state.is_stale(self._database, FULL_EVERY))
        found = Refreshed(files=None, full=False)
        if has_moved(connection, self._entries, racy=not fresh):
            found = self._caught_up(connection, inode, full=False)
        if full:
            # Nearly always it finds what it knows, and that is half the cost of finding out what everything is.
            rest = unchanged(connection, self._entries)
            found = (rest or self._caught_up(connection, inode, full=True)).after(found)
            state.note_look(self._database, looked)
        if self._care == _Care.SOUND and not fresh:
            if self._names is not None:
                keep(connection, self._names)
            state.seal(connection, self._database)
        if not fresh:
            self.found = found

    def _caught_up(self, connection: sqlite3.Connection, inode: int, *, full: bool) -> Refreshed:
        with _held(connection, self._database, inode):
            return caught_up(connection, self._database, self._entries, self._read, full=full)


def refuse_emptied(database: Path, entries: Path) -> None:
    """EmptyFolderError where the index knows files of a folder in which nothing is now; for who looks without the index."""
    if not database.is_file():
        return
    try:
        with closing(schema.connect(database)) as connection:
            connection.row_factory = None
            known = connection.execute("SELECT folder, name FROM files").fetchall()
    except sqlite3.DatabaseError:
        return  # damaged: it says nothing
    if known:
        raise EmptyFolderError(os.fspath(entries), known, database)


def discard(database: Path) -> None:
    """Take an index away that says nothing true any more; the next question builds one of the files there are."""
    state.forget(database)
    for path in (database.with_name(f"{database.name}-journal"), database):
        path.unlink(missing_ok=True)


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
