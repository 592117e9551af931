"""Files against rows: what was added, changed or gone since the index last looked.

A file is the same where its (mtime_ns, ctime_ns, size, inode) are; one touched within two seconds of the look is read again
next time (git's racy rule). A quick look lists only folders whose mtime moved, so that an edit in place, or a file whose folder
was given its old time back, may be seen late by a command; a full look stamps every file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lineage.errors import LineageError
from lineage.index import walk
from lineage.model.text import counted

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path

    from lineage.index.rows import ReadValues
    from lineage.index.walk import File, Seen

BULK = 1000
"""Up to this many changed files are always caught up with; beyond it only where they are fewer than half of all."""
SUSPICIOUS = 10
"""An entries folder without any file where the index knows this many is a disk that is not mounted, not a decision; of fewer it
is one where their folders are gone too."""


class EmptyFolderError(LineageError):
    """An entries folder that lost every file at once; ``paths`` are theirs, relative to the folder."""

    def __init__(self, entries: str, gone: Iterable[tuple[str, str]], database: Path) -> None:
        self.paths = frozenset(f"{folder}/{name}" if folder else name for folder, name in gone)
        super().__init__(
            f"{entries} is empty and held {counted(len(self.paths), 'file')} at the last look; nothing is taken as deleted",
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

    def after(self, first: Refreshed) -> Refreshed:
        """This look and one that was made just before it, as one."""
        return replace(
            self,
            added=self.added + first.added,
            changed=self.changed + first.changed,
            gone=self.gone + first.gone,
        )

    def __str__(self) -> str:
        kind = "every file looked at" if self.full else "changed folders looked at"
        why = f"; built anew: {self.rebuilt}" if self.rebuilt else ""
        count = "files" if self.files is None else f"{self.files:,} files"
        return f"{count}: {self.added:,} added, {self.changed:,} changed, {self.gone:,} gone ({kind}{why})"


class OutdatedError(Exception):
    """The index cannot be caught up with: it is missing, of another version, damaged, or nearly all of it changed."""


def has_moved(connection: sqlite3.Connection, entries: str, *, racy: bool) -> bool:
    """True where a folder's mtime is another, or where a file's stamp proves nothing (which counts where ``racy`` does)."""
    known = dict(connection.execute("SELECT path, mtime_ns FROM folders"))
    return bool((racy and _racy(connection)) or not known or walk.moved(entries, known))


def unchanged(connection: sqlite3.Connection, entries: str) -> Refreshed | None:
    """What a full look says that finds every file as it was; None where one is not, or a folder is new."""
    count = 0
    with walk.uncollected():
        folders = {folder for (folder,) in connection.execute("SELECT path FROM folders")}
        for folder in folders:
            known = set(connection.execute(f"SELECT {_STAMP} FROM files WHERE folder = ?", (folder,)))
            if not walk.is_as_known(entries, folder, known, folders):
                return None
            count += len(known)
    return Refreshed(files=count)


def caught_up(
    connection: sqlite3.Connection, database: Path, entries: str, read: ReadValues, *, full: bool
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
    again = sorted(one for one in present if one in moved or one in racy)
    count = None
    # A folder of a year outlives its last entry; a disk that is not mounted has none at all.
    bare = bool(gone) and walk.is_bare(entries)
    if full or bare or len(gone) >= SUSPICIOUS or len(moved) > BULK:
        count = file_count(connection) - len(gone) + len(new)
        if not count and (bare or len(gone) >= SUSPICIOUS):
            raise EmptyFolderError(entries, gone, database)
        if len(moved) > max(BULK, count // 2):
            raise OutdatedError("most of its files are new or changed")
    if gone or again:
        from lineage.index.rows import write_changes

        write_changes(connection, entries, read, sorted(gone), again, racy_after=racy_after)
    listed = sorted((folder, mtime) for folder, mtime in seen.folders.items() if known.get(folder) != mtime)
    connection.executemany("DELETE FROM folders WHERE path = ?", [(folder,) for folder in seen.gone])
    connection.executemany("INSERT OR REPLACE INTO folders VALUES (?, ?)", listed)
    return Refreshed(files=count, added=len(new), changed=len(moved - new), gone=len(gone), full=full)


def _look_at_moved(
    connection: sqlite3.Connection, entries: str, known: dict[str, int]
) -> tuple[Seen, set[File]]:
    """What is new or changed in the folders that moved, the racy files everywhere; and what the index knew of all these."""
    named = {folder: _named(connection, folder) for folder in (walk.moved(entries, known) if known else [""])}
    racy = _racy(connection)
    for folder, name, *_, inode in racy:
        if folder in named:
            # Its stamp proves nothing, and its inode less.
            named[folder] ^= {f"{inode}/{name}", f"-1/{name}"}
    seen = walk.walk_moved(entries, named, known)
    seen.files |= walk.stamps(entries, [row[:2] for row in racy if row[0] not in named])
    before = set(racy)
    for folder, names in named.items():
        if folder in seen.stamped or folder in seen.gone:
            before.update(connection.execute(f"SELECT {_STAMPED} FROM files WHERE folder = ?", (folder,)))
            continue
        for name in names:
            one = (folder, name.partition("/")[2])
            before.update(
                connection.execute(f"SELECT {_STAMPED} FROM files WHERE folder = ? AND name = ?", one)
            )
    return seen, before


def _named(connection: sqlite3.Connection, folder: str) -> set[str]:
    """The names of a folder, each behind its inode; as one text they come in half the time of as many rows."""
    (names,) = connection.execute(
        "SELECT group_concat(inode || '/' || name, '//') FROM files WHERE folder = ?", (folder,)
    ).fetchone()
    return set(names.split("//")) if names else set()


_STAMP = "name, mtime_ns, ctime_ns, size, inode"
_STAMPED = f"folder, {_STAMP}"


def _files(connection: sqlite3.Connection) -> set[File]:
    return set(connection.execute(f"SELECT {_STAMPED} FROM files"))


def _racy(connection: sqlite3.Connection) -> list[File]:
    return connection.execute(f"SELECT {_STAMPED} FROM files INDEXED BY files_racy WHERE racy").fetchall()


def file_count(connection: sqlite3.Connection) -> int:
    """How many files the index knows."""
    (count,) = connection.execute("SELECT count(*) FROM files").fetchone()
    return int(count)
