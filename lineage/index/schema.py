"""Tables, full-text search and one version number; no migrations, since the index may be deleted at any time.

The file is a plain, well-named SQLite database that Datasette opens. ``entries.fields`` holds an entry's front matter
as JSON, ``facets`` one row a value so that any facet can be counted, ``links`` the lineage.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE folders (path TEXT PRIMARY KEY, mtime_ns INTEGER NOT NULL);
CREATE TABLE files (
    path TEXT PRIMARY KEY,
    folder TEXT NOT NULL,
    mtime_ns INTEGER NOT NULL, ctime_ns INTEGER NOT NULL, size INTEGER NOT NULL, inode INTEGER NOT NULL,
    racy INTEGER NOT NULL
);
CREATE INDEX files_folder ON files (folder);
CREATE TABLE entries (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
    observed TEXT NOT NULL, observed_from TEXT, observed_until TEXT, recorded TEXT NOT NULL,
    setting TEXT, organisation TEXT, outcome TEXT, context TEXT, sensitivity TEXT NOT NULL,
    conflicted INTEGER NOT NULL,
    path TEXT NOT NULL UNIQUE,
    fields TEXT NOT NULL,
    text TEXT NOT NULL,
    sort TEXT NOT NULL
);
CREATE INDEX entries_id ON entries (id);
CREATE INDEX entries_sort ON entries (sort DESC, recorded DESC, id DESC);
CREATE TABLE facets (entry INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, folded TEXT NOT NULL);
CREATE INDEX facets_value ON facets (key, folded, entry);
CREATE INDEX facets_entry ON facets (entry);
CREATE TABLE links (entry INTEGER NOT NULL, follows TEXT NOT NULL);
CREATE INDEX links_follows ON links (follows);
CREATE INDEX links_entry ON links (entry);
CREATE TABLE problems (path TEXT NOT NULL, line INTEGER NOT NULL, message TEXT NOT NULL, hint TEXT NOT NULL);
CREATE INDEX problems_path ON problems (path);
"""

FULL_TEXT = ("title", "text", "organisation")


def create(path: Path) -> None:
    """Write an empty index; sqlite-utils sets full-text search and its triggers up."""
    # 331 ms where pandas is installed, so only here: creating and rebuilding (decision 3).
    import sqlite_utils

    connection = sqlite3.connect(path)
    try:
        connection.executescript(TABLES)
        database = sqlite_utils.Database(connection)
        database.table("entries").enable_fts(
            FULL_TEXT, fts_version="FTS5", tokenize="unicode61 remove_diacritics 2", create_triggers=True
        )
        connection.execute("INSERT INTO meta VALUES ('version', ?)", (str(VERSION),))
        connection.commit()
    finally:
        connection.close()


def connect(path: Path) -> sqlite3.Connection:
    """An open index; ``sqlite3.DatabaseError`` where it is damaged."""
    connection = sqlite3.connect(path, timeout=5.0, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA synchronous=OFF")
    return connection


def version(connection: sqlite3.Connection) -> int:
    """The version the index was made with; 0 where it is none of ours."""
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
    except sqlite3.DatabaseError:
        return 0
    return int(row[0]) if row else 0
