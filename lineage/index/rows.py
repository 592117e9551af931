"""An entry as rows: made from the entry alone, so that catching up and building anew write the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import chain, compress
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from lineage.index.schema import checksum
from lineage.model.fields import FIELDS
from lineage.model.spans import scan

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from lineage.errors import Problem
    from lineage.index.walk import File
    from lineage.model.entry import Entry

_NAMES = tuple(item.name for item in FIELDS)
_fields = attrgetter(*_NAMES)
_SINGLE = frozenset(item.name for item in FIELDS if not item.many)
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode

ReadEntry = Callable[[Any], "tuple[Entry | None, list[Problem]]"]
"""Turns the path of a file (as text) into an entry and the faults of the file."""
EntryRow = tuple[Any, ...]
FacetRow = tuple[int, str, str, str]


def entry_rows(entry: Entry, number: int) -> tuple[EntryRow, list[FacetRow], list[tuple[int, str]]]:
    """The row of an entry, its facets and its links."""
    found = _fields(entry)
    values: dict[str, Any] = dict(compress(zip(_NAMES, found, strict=True), found))
    facets: list[FacetRow] = []
    for name, value in values.items():
        if name in _SINGLE:
            facets.append((number, name, value, value.casefold()))
        else:
            facets += [(number, name, item, item.casefold()) for item in dict.fromkeys(value)]
    text, spans = scan(entry.body)
    if spans:
        facets.append((number, "spans", str(len(spans)), str(len(spans))))
    if entry.extra:
        values["extra"] = dict(entry.extra)
    when = entry.observed
    last = when.last.isoformat() if when.last else None
    checked = (
        entry.id,
        entry.kind,
        last or entry.recorded[:10],
        entry.recorded,
        str(when),
        when.first.isoformat() if when.first else None,
        last,
        entry.setting,
        entry.organisation,
        entry.outcome,
        entry.context,
        entry.level,
        int(entry.conflicted),
        entry.path,
        entry.title,
        _encode(values),
        text,
    )
    row = (number, *checked[:-1], checksum(checked), text)
    return row, facets, [(number, other) for other in dict.fromkeys(entry.follows)]


BATCH = 500
"""Files a batch: large enough for statements of many rows, small enough for memory."""
MOST_VALUES = 950
"""Values a statement takes in every SQLite."""


class Writer:
    """Gathers rows and writes them a batch at a time; numbers go on from those that are there."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM entries").fetchone()
        self._connection = connection
        self._number: int = last
        self._entries: list[EntryRow] = []
        self._facets: list[FacetRow] = []
        self._links: list[tuple[int, str]] = []
        self._problems: list[tuple[str, int, str, str]] = []
        self._files: list[tuple[Any, ...]] = []

    def add_file(self, file: tuple[Any, ...], entry: Entry | None, problems: Iterable[Problem]) -> None:
        """Take a file's stamp, its entry and its faults."""
        self._problems += [(one.path, one.line, one.message, one.hint) for one in problems]
        if entry is not None:
            self.add(entry)
        self._files.append((*file, None if entry is None else self._number))
        if len(self._files) >= BATCH:
            self.flush()

    def add(self, entry: Entry) -> None:
        """Take an entry."""
        self._number += 1
        row, facets, links = entry_rows(entry, self._number)
        self._entries.append(row)
        self._facets += facets
        self._links += links

    def flush(self) -> None:
        """Write what was gathered."""
        for table, rows in (
            ("entries", self._entries),
            ("facets", sorted(self._facets)),
            ("links", sorted(self._links)),
            ("problems", self._problems),
            ("files", self._files),
        ):
            _insert(self._connection, table, rows)
        for written in (self._entries, self._facets, self._links, self._problems, self._files):
            written.clear()


def _insert(connection: sqlite3.Connection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write rows, many by one statement: half the cost of a statement each, and a third where they come in order."""
    if not rows:
        return
    row = f"({', '.join('?' * len(rows[0]))})"
    many = MOST_VALUES // len(rows[0])
    whole = len(rows) // many * many
    for begin in range(0, whole, many):
        connection.execute(
            f"INSERT INTO {table} VALUES {', '.join([row] * many)}",
            list(chain.from_iterable(rows[begin : begin + many])),
        )
    connection.executemany(f"INSERT INTO {table} VALUES {row}", rows[whole:])


def insert_entry(connection: sqlite3.Connection, entry: Entry) -> None:
    """Write the rows of one entry."""
    writer = Writer(connection)
    writer.add(entry)
    writer.flush()


def write_files(
    connection: sqlite3.Connection, entries: str, read: ReadEntry, files: Iterable[File], *, racy_after: int
) -> None:
    """Read files and write their rows; what was touched after ``racy_after`` (in nanoseconds) is read again next time."""
    writer = Writer(connection)
    for folder, name, mtime, ctime, size, inode in files:
        entry, problems = read(f"{entries}/{folder}/{name}" if folder else f"{entries}/{name}")
        racy = max(mtime, ctime) > racy_after
        writer.add_file((folder, name, mtime, ctime, size, inode, int(racy)), entry, problems)
    writer.flush()


def write_changes(
    connection: sqlite3.Connection,
    entries: str,
    read: ReadEntry,
    gone: Iterable[tuple[str, str]],
    again: Iterable[File],
    *,
    racy_after: int,
) -> None:
    """Take out the rows of files that are gone, and write those of new or changed ones anew."""
    for folder, name in (*gone, *(one[:2] for one in again)):
        _take_out(connection, folder, name)
    write_files(connection, entries, read, again, racy_after=racy_after)


def _take_out(connection: sqlite3.Connection, folder: str, name: str) -> None:
    found = connection.execute(
        "SELECT entry FROM files WHERE folder = ? AND name = ?", (folder, name)
    ).fetchone()
    if found is not None and found[0] is not None:
        connection.execute("DELETE FROM facets WHERE entry = ?", found)
        connection.execute("DELETE FROM links WHERE entry = ?", found)
        connection.execute("DELETE FROM entries WHERE number = ?", found)
    connection.execute("DELETE FROM files WHERE folder = ? AND name = ?", (folder, name))
    path = f"entries/{folder}/{name}" if folder else f"entries/{name}"
    connection.execute("DELETE FROM problems WHERE path = ?", (path,))
