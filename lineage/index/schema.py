"""Tables, full-text search and one version number; no migrations, since the index may be deleted at any time.

The file is a plain, well-named SQLite database that Datasette opens. ``entries.fields`` holds an entry's front matter
as JSON, ``facets`` one row a value so that any facet can be counted, ``links`` the lineage, ``terms`` and ``spellings``
the names of the taxonomy as they were when it was last read. Every value that is shown or searched stands in two
places that can be held against each other (an index, the full text, ``entries.checksum``): damage is noticed.
"""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lineage.errors import LineageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VERSION = 2
PAGE = 16384
"""Bytes a page: entries of a kilobyte fill it to the brim, and an index has a quarter of the pages to keep."""
TEXT_MEMORY = 8 << 20
"""Bytes of full text gathered before they are sorted into the file: eight times fewer merges than FTS5's own 1 MiB."""
WAIT = 30.0
"""Seconds another process may hold the index; a catch-up takes milliseconds, a full look at 100,000 files one second."""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE folders (path TEXT PRIMARY KEY, mtime_ns INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    folder TEXT NOT NULL, name TEXT NOT NULL,
    mtime_ns INTEGER NOT NULL, ctime_ns INTEGER NOT NULL, size INTEGER NOT NULL, inode INTEGER NOT NULL,
    racy INTEGER NOT NULL,
    entry INTEGER,
    PRIMARY KEY (folder, name)
) WITHOUT ROWID;
CREATE TABLE entries (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL, kind TEXT NOT NULL,
    sort TEXT NOT NULL, recorded TEXT NOT NULL,
    observed TEXT NOT NULL, observed_from TEXT, observed_until TEXT,
    setting TEXT, organisation TEXT, outcome TEXT, context TEXT, sensitivity TEXT NOT NULL,
    conflicted INTEGER NOT NULL,
    path TEXT NOT NULL,
    title TEXT NOT NULL,
    fields TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    text TEXT NOT NULL
);
CREATE TABLE facets (
    entry INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, folded TEXT NOT NULL,
    PRIMARY KEY (entry, key, value)
) WITHOUT ROWID;
CREATE TABLE links (entry INTEGER NOT NULL, follows TEXT NOT NULL, PRIMARY KEY (entry, follows)) WITHOUT ROWID;
CREATE TABLE problems (path TEXT NOT NULL, line INTEGER NOT NULL, message TEXT NOT NULL, hint TEXT NOT NULL);
CREATE TABLE terms (
    facet TEXT NOT NULL, id TEXT NOT NULL, code TEXT NOT NULL, label TEXT NOT NULL,
    family TEXT NOT NULL, parent TEXT NOT NULL,
    PRIMARY KEY (facet, id)
) WITHOUT ROWID;
CREATE TABLE spellings (
    facet TEXT NOT NULL, folded TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (facet, folded)
) WITHOUT ROWID;
"""

INDEXES = """
CREATE INDEX entries_id ON entries (id);
CREATE INDEX entries_sort ON entries (sort DESC, recorded DESC, id DESC);
CREATE INDEX facets_value ON facets (key, folded, entry);
CREATE INDEX links_follows ON links (follows);
CREATE INDEX problems_path ON problems (path);
CREATE INDEX files_racy ON files (folder) WHERE racy;
"""
COLUMNS = (
    "number", "id", "kind", "sort", "recorded", "observed", "observed_from", "observed_until", "setting",
    "organisation", "outcome", "context", "sensitivity", "conflicted", "path", "title", "fields", "checksum",
    "text",
)  # fmt: skip
CHECKED = tuple(name for name in COLUMNS if name not in ("number", "checksum"))
"""The columns a checksum is of, in this order."""
FULL_TEXT = ("title", "text", "organisation")


def checksum(values: tuple[Any, ...]) -> int:
    """What the checked columns of a row add up to; a damaged row is noticed before anybody reads it."""
    return zlib.crc32("\x1f".join(map(str, values)).encode("utf-8", "surrogatepass"))


class IndexBusyError(LineageError):
    """Another process held the index for longer than any of its work takes."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"the index is held by another process since {WAIT:.0f} s: {path}",
            hint="end it, or delete the index: it is built anew from the files",
        )


class IndexPlaceError(LineageError, OSError):
    """The cache folder cannot be written: a full disk, a folder without permission."""

    def __init__(self, path: str, error: Exception) -> None:
        super().__init__(
            f"the index cannot be kept at {path}: {error}; the journal's files are untouched",
            hint="free space there, or name another folder with LINEAGE_CACHE",
        )


def create(path: Path) -> None:
    """Write an empty index; sqlite-utils sets full-text search and its triggers up."""
    # 331 ms where pandas is installed, so only here: creating and rebuilding (decision 3).
    import sqlite_utils

    connection = sqlite3.connect(path)
    try:
        connection.executescript(f"PRAGMA page_size={PAGE}; {TABLES} {INDEXES}")
        entries = sqlite_utils.Database(connection).table("entries")
        entries.enable_fts(
            FULL_TEXT, fts_version="FTS5", tokenize="unicode61 remove_diacritics 2", create_triggers=True
        )
        connection.execute("INSERT INTO meta VALUES ('version', ?)", (str(VERSION),))
        connection.commit()
    finally:
        connection.close()


@contextmanager
def in_bulk(connection: sqlite3.Connection) -> Iterator[None]:
    """Within it rows are written to an empty index without keeping its indexes and full text; both are made once, after it.

    One sort an index costs a third of keeping it row by row, and one pass of full text a quarter of its triggers.
    """
    lifted = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid"
    ).fetchall()
    for kind, name, _ in lifted:
        connection.execute(f"DROP {kind} {name}")
    yield
    for _, _, sql in lifted:
        connection.execute(sql)
    for setting, value in (("hashsize", TEXT_MEMORY), ("rebuild", None), ("hashsize", 1 << 20)):
        connection.execute("INSERT INTO entries_fts(entries_fts, rank) VALUES (?, ?)", (setting, value))


def connect(path: Path) -> sqlite3.Connection:
    """An open index; ``sqlite3.DatabaseError`` where it is damaged or gone."""
    # mode=rw: an index that another process takes away is an error, never a new and empty one.
    address = path.absolute().as_uri() + "?mode=rw"
    connection = sqlite3.connect(address, uri=True, timeout=WAIT, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


def version(connection: sqlite3.Connection) -> int:
    """The version the index was made with; 0 where it is none of ours."""
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        return int(row[0]) if row else 0
    except (sqlite3.DatabaseError, ValueError):
        return 0


_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_PLACE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
}


DISK = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
"""Met while a new index is written, these are the disk's: there is nothing that could be damaged."""


def is_busy(error: sqlite3.DatabaseError) -> bool:
    """True where another process held the index all the time we waited."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _BUSY


def is_swapped(error: sqlite3.DatabaseError) -> bool:
    """True where SQLite found that the open file is no longer the one under its name."""
    return getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_DBMOVED


def raise_unless_damage(error: sqlite3.DatabaseError, path: Path) -> None:
    """Raise what a person should see; nothing where the error means that the index must be built anew."""
    if is_busy(error):
        raise IndexBusyError(str(path)) from error
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in _PLACE:
        raise IndexPlaceError(str(path), error) from error
