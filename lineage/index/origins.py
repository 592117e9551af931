"""Where entries came from: what an import remembers of each, asked of the index instead of every file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lineage.index.search import patience
from lineage.model.incoming import IMPORTED

if TYPE_CHECKING:
    import sqlite3


def origins(connection: sqlite3.Connection) -> dict[str, str]:
    """The origin of each imported entry, and its id; of two with one origin the later id."""
    found: dict[str, str] = {}
    sql = "SELECT id, fields FROM entries WHERE instr(fields, ?) > 0 ORDER BY id"
    with patience(connection):
        for identifier, fields in connection.execute(sql, (f'"{IMPORTED}"',)):
            origin = json.loads(fields).get("extra", {}).get(IMPORTED)
            if isinstance(origin, str) and origin:
                found[origin] = identifier
    return found
