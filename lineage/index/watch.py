"""Edits in place seen early: a screen stamps every file now and then, which a command's look leaves out."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from lineage.index import schema, walk
from lineage.index.sync import look_again

if TYPE_CHECKING:
    from pathlib import Path


def note_edits(database: Path, entries: Path) -> bool:
    """Have the next look read again what was edited in place; True where anything was edited, added or taken away.

    0.3 s at 100,000 files. Nothing is written but the mark that a file is to be read again.
    """
    try:
        with closing(schema.connect(database)) as connection:
            connection.row_factory = None
            known = set(connection.execute("SELECT folder, name, mtime_ns, ctime_ns, size, inode FROM files"))
    except sqlite3.DatabaseError:
        return True  # missing or damaged: the next look builds it anew
    with walk.uncollected():
        present = walk.walk(os.fspath(entries)).files
    if present == known:
        return False
    names = {one[:2] for one in known}
    edited = [one[:2] for one in present - known if one[:2] in names]
    look_again(database, [f"{folder}/{name}" if folder else name for folder, name in edited])
    return True
