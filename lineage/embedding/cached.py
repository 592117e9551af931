"""Vectors kept by the hash of their text, so that only new text is turned into numbers.

They lie beside the index in the user's cache folder, in a SQLite file of their own: several processes may add to it, it may be
deleted at any time, and where it cannot be read or written everything is computed anew. `forget` deletes it with the index.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from lineage.embedding.load import Embedding

FEW = 200
"""Texts up to which nothing is kept: opening the file costs as much as they do."""
_BATCH = 500
_WAIT = 5.0


def cached_vectors(embedding: Embedding, texts: Sequence[str], database: Path) -> NDArray[np.float32]:
    """One row a text, as ``embedding.vectors`` gives them; those that are kept are read, the others computed and kept.

    An embedding whose vectors depend on the other texts of the call (``fixed`` is False) is never kept.
    """
    if not embedding.fixed or len(texts) <= FEW:
        return embedding.vectors(texts)
    keys = [_key(embedding.name, text) for text in texts]
    with contextlib.suppress(sqlite3.Error, OSError, ValueError), _opened(database) as connection:
        found = _read(connection, keys)
        new = [at for at, key in enumerate(keys) if key not in found]
        if new:
            made = embedding.vectors([texts[at] for at in new])
            found |= {keys[at]: row for at, row in zip(new, made, strict=True)}
            _keep(connection, {keys[at]: found[keys[at]] for at in new})
        return np.vstack([found[key] for key in keys]).astype(np.float32)
    return embedding.vectors(texts)


def _key(name: str, text: str) -> bytes:
    return hashlib.blake2b(f"{name}\0{text}".encode("utf-8", "replace"), digest_size=16).digest()


@contextlib.contextmanager
def _opened(database: Path) -> Iterator[sqlite3.Connection]:
    database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    database.touch(mode=0o600, exist_ok=True)
    connection = sqlite3.connect(database, timeout=_WAIT, isolation_level=None)
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, row BLOB) WITHOUT ROWID"
        )
        yield connection
    except sqlite3.DatabaseError as error:
        if not isinstance(
            error, sqlite3.OperationalError
        ):  # damaged, or no SQLite file at all: begun anew the next time
            database.unlink(missing_ok=True)
        raise
    finally:
        connection.close()


def _read(connection: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, NDArray[np.float32]]:
    found: dict[bytes, NDArray[np.float32]] = {}
    wanted = list(dict.fromkeys(keys))
    for begin in range(0, len(wanted), _BATCH):
        batch = wanted[begin : begin + _BATCH]
        marks = ",".join("?" * len(batch))
        rows = connection.execute(f"SELECT key, row FROM vectors WHERE key IN ({marks})", batch)  # noqa: S608 (question marks alone)
        found |= {key: np.frombuffer(row, dtype=np.float32) for key, row in rows}
    return found


def _keep(connection: sqlite3.Connection, rows: dict[bytes, NDArray[np.float32]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "INSERT OR IGNORE INTO vectors VALUES (?, ?)",
        (
            (key, np.asarray(row, dtype=np.float32).tobytes())
            for key, row in sorted(rows.items(), key=lambda one: one[0])
        ),
    )
    connection.execute("COMMIT")
