"""Files against rows: what was added, changed or gone since the index last looked.

A file is the same where its (mtime_ns, ctime_ns, size, inode) are; one touched within two seconds of the look is read again
next time (git's racy rule). A quick look stats only folders whose mtime moved, so that an edit in place may be seen
late by a command; a full look stats every file. Derived data never causes a write or a delete in the journal.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lineage.errors import Problem
from lineage.index import schema
from lineage.model.entry import FIELDS, Entry

FULL_EVERY = 600.0
"""Seconds after which a command's look is a full one."""
RACY_NS = 2_000_000_000
BULK = 1000
"""Beyond this many changed files the index is built anew."""

ReadEntry = Callable[[Path], tuple[Entry | None, list[Problem]]]
Stamp = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What a look at the files found."""

    files: int
    added: int = 0
    changed: int = 0
    gone: int = 0
    full: bool = True

    def __str__(self) -> str:
        kind = "every file looked at" if self.full else "changed folders looked at"
        return f"{self.files:,} files: {self.added:,} added, {self.changed:,} changed, {self.gone:,} gone ({kind})"


def refresh(database: Path, entries: Path, read: ReadEntry, *, full: bool) -> Refreshed:
    """Bring the index up to the files; a missing, old or damaged index is built anew and swapped in.

    ``entries`` must be there (the store says so when it is not). ``read`` turns a path into an entry and its problems.
    """
    if not database.is_file():
        return _rebuild(database, entries, read)
    try:
        connection = schema.connect(database)
        try:
            if schema.version(connection) != schema.VERSION:
                connection.close()
                return _rebuild(database, entries, read)
            return _catch_up(connection, database, entries, read, full=full or _stale(connection))
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return _rebuild(database, entries, read)


def _stale(connection: sqlite3.Connection) -> bool:
    row = connection.execute("SELECT value FROM meta WHERE key = 'full_look'").fetchone()
    return row is None or not 0 <= time.time() - float(row[0]) < FULL_EVERY


def _catch_up(
    connection: sqlite3.Connection, database: Path, entries: Path, read: ReadEntry, *, full: bool
) -> Refreshed:
    known_folders = dict(connection.execute("SELECT path, mtime_ns FROM folders").fetchall())
    looked: dict[str, int] = {}
    found: dict[str, Stamp] = {}
    for folder, mtime, files in _walk(entries, known_folders if not full else {}):
        looked[folder] = mtime
        found.update(files)
    gone_folders = set(known_folders) - _folders_alive(entries, known_folders, looked)
    where = [*looked, *gone_folders]
    rows: dict[str, tuple[Stamp, int]] = {}
    for folder in where:
        for row in connection.execute("SELECT * FROM files WHERE folder = ?", (folder,)):
            rows[row["path"]] = ((row["mtime_ns"], row["ctime_ns"], row["size"], row["inode"]), row["racy"])
    if not full:
        found.update(_racy_elsewhere(connection, entries, rows))
    added = sorted(set(found) - set(rows))
    gone = sorted(set(rows) - set(found))
    changed = sorted(
        path for path in found if path in rows and (rows[path][0] != found[path] or rows[path][1])
    )
    if len(added) + len(changed) > BULK:
        connection.close()
        return _rebuild(database, entries, read)
    if added or changed or gone or looked or gone_folders:
        connection.execute("BEGIN IMMEDIATE")
        for path in (*gone, *changed):
            _take_out(connection, path)
        _put_in(connection, entries, read, [(path, found[path]) for path in (*added, *changed)])
        connection.executemany("DELETE FROM folders WHERE path = ?", [(folder,) for folder in where])
        connection.executemany("INSERT INTO folders VALUES (?, ?)", sorted(looked.items()))
        if full:
            _note_full_look(connection)
        connection.execute("COMMIT")
    really = [path for path in changed if rows[path][0] != found[path]]
    (count,) = connection.execute("SELECT count(*) FROM files").fetchone()
    return Refreshed(files=count, added=len(added), changed=len(really), gone=len(gone), full=full)


def _walk(entries: Path, known: dict[str, int]) -> Iterator[tuple[str, int, dict[str, Stamp]]]:
    """(folder, its mtime, its entry files) of each folder whose mtime is not the known one; paths relative to entries."""
    folders = ["", *(folder for folder in sorted(known) if folder)]
    while folders:
        folder = folders.pop()
        try:
            mtime = (entries / folder).stat().st_mtime_ns
            if known.get(folder) == mtime:
                continue
            inner, files = _scan(entries, folder)
        except FileNotFoundError:
            continue
        folders += [name for name in inner if name not in known]
        yield folder, mtime, files


def _scan(entries: Path, folder: str) -> tuple[list[str], dict[str, Stamp]]:
    """The folders and the entry files directly in a folder."""
    folders: list[str] = []
    files: dict[str, Stamp] = {}
    with os.scandir(entries / folder) as items:
        for item in items:
            inside = f"{folder}/{item.name}" if folder else item.name
            if item.name.startswith("."):
                continue
            if item.is_dir(follow_symlinks=False):
                folders.append(inside)
            elif item.name.endswith(".md") and ".conflict-" not in item.name:
                status = item.stat(follow_symlinks=False)
                files[inside] = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
    return folders, files


def _folders_alive(entries: Path, known: dict[str, int], looked: dict[str, int]) -> set[str]:
    return {folder for folder in known if folder in looked or (entries / folder).is_dir()} | set(looked)


def _racy_elsewhere(
    connection: sqlite3.Connection, entries: Path, rows: dict[str, tuple[Stamp, int]]
) -> dict[str, Stamp]:
    """Files in folders not looked at that were written just before the last look: their stamp proves nothing."""
    found: dict[str, Stamp] = {}
    for row in connection.execute("SELECT * FROM files WHERE racy = 1").fetchall():
        path = row["path"]
        if path in rows:
            continue
        rows[path] = ((row["mtime_ns"], row["ctime_ns"], row["size"], row["inode"]), 1)
        try:
            status = os.lstat(entries / path)
        except FileNotFoundError:
            continue
        found[path] = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
    return found


def _take_out(connection: sqlite3.Connection, path: str) -> None:
    number = connection.execute("SELECT number FROM entries WHERE path = ?", (f"entries/{path}",)).fetchone()
    if number is not None:
        for table in ("facets", "links"):
            connection.execute(f"DELETE FROM {table} WHERE entry = ?", tuple(number))
        connection.execute("DELETE FROM entries WHERE number = ?", tuple(number))
    connection.execute("DELETE FROM files WHERE path = ?", (path,))
    connection.execute("DELETE FROM problems WHERE path = ?", (f"entries/{path}",))


def _put_in(
    connection: sqlite3.Connection, entries: Path, read: ReadEntry, paths: Iterable[tuple[str, Stamp]]
) -> None:
    now = time.time_ns()
    for path, stamp in paths:
        entry, problems = read(entries / path)
        folder = path.rpartition("/")[0]
        racy = int(now - max(stamp[0], stamp[1]) < RACY_NS)
        connection.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?)", (path, folder, *stamp, racy))
        connection.executemany(
            "INSERT INTO problems VALUES (?, ?, ?, ?)",
            [(problem.path, problem.line, problem.message, problem.hint) for problem in problems],
        )
        if entry is not None:
            insert_entry(connection, entry)


def insert_entry(connection: sqlite3.Connection, entry: Entry) -> None:
    """The rows of one entry."""
    values = {item.name: getattr(entry, item.name) for item in FIELDS if getattr(entry, item.name)}
    observed = entry.observed
    sort = observed.last.isoformat() if observed.last else entry.recorded[:10]
    cursor = connection.execute(
        "INSERT INTO entries VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.id,
            entry.kind,
            entry.title,
            str(observed),
            observed.first.isoformat() if observed.first else None,
            observed.last.isoformat() if observed.last else None,
            entry.recorded,
            entry.setting,
            entry.organisation,
            entry.outcome,
            entry.context,
            entry.sensitivity or "private",
            int(entry.conflicted),
            entry.path,
            json.dumps(values | {"extra": dict(entry.extra)} if entry.extra else values, ensure_ascii=False),
            entry.text,
            sort,
        ),
    )
    number = cursor.lastrowid
    rows = [(number, "kind", entry.kind, entry.kind.casefold()), (number, "id", entry.id, entry.id)]
    rows += [
        (number, item.name, value, value.casefold())
        for item in FIELDS
        for value in dict.fromkeys(entry.values(item.name))
    ]
    if entry.spans:
        rows.append((number, "spans", str(len(entry.spans)), str(len(entry.spans))))
    connection.executemany("INSERT INTO facets VALUES (?, ?, ?, ?)", rows)
    connection.executemany(
        "INSERT INTO links VALUES (?, ?)", [(number, other) for other in dict.fromkeys(entry.follows)]
    )


def _note_full_look(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('full_look', ?)", (repr(time.time()),))


def _rebuild(database: Path, entries: Path, read: ReadEntry) -> Refreshed:
    """Build the index beside the old one and swap it in, so that a reader never meets half of it."""
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = database.with_name(f"{database.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    try:
        schema.create(fresh)
        fresh.chmod(0o600)
        connection = schema.connect(fresh)
        try:
            connection.execute("BEGIN IMMEDIATE")
            folders, files = {}, {}
            for folder, mtime, found in _walk(entries, {}):
                folders[folder] = mtime
                files.update(found)
            _put_in(connection, entries, read, sorted(files.items()))
            connection.executemany("INSERT INTO folders VALUES (?, ?)", sorted(folders.items()))
            connection.execute("INSERT INTO meta VALUES ('entries', ?)", (str(entries),))
            _note_full_look(connection)
            connection.execute("COMMIT")
        finally:
            connection.close()
        fresh.replace(database)
    finally:
        fresh.unlink(missing_ok=True)
    return Refreshed(files=len(files), added=len(files))
