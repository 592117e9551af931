"""An entry as rows: made from what its file says alone, so that catching up and building anew write the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from lineage.index.schema import checksum
from lineage.index.walk import stamp, status_of
from lineage.model.fields import FIELDS, SENSITIVITIES

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from lineage.errors import Problem
    from lineage.index.walk import File

_RANK = {item.name: rank for rank, item in enumerate(FIELDS)}
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode

Values = Mapping[str, Any]
"""What an entry's file says, by the names of an Entry; what the file does not have is left out."""
ReadValues = Callable[[str], "tuple[Values | None, list[Problem], os.stat_result | None]"]
"""Turns the path of a file into what it says, the faults of the file, and its status before it was read if that is known."""
EntryRow = tuple[Any, ...]
FacetRow = tuple[int, str, str, str]


def entry_rows(values: Values, number: int) -> tuple[EntryRow, list[FacetRow], list[tuple[int, str]]]:
    """The row of an entry, its facets and its links."""
    names = [name for name in values if name in _RANK]
    names.sort(key=_RANK.__getitem__)
    fields: dict[str, Any] = {}
    facets: list[FacetRow] = []
    for name in names:
        fields[name] = value = values[name]
        if type(value) is str:
            facets.append((number, name, value, value.casefold()))
        else:
            facets += [(number, name, item, item.casefold()) for item in dict.fromkeys(value)]
    text, spans = _text(values["body"])
    if spans:
        facets.append((number, "spans", str(spans), str(spans)))
    get = values.get
    if extra := get("extra"):
        fields["extra"] = dict(extra)
    when, recorded = values["observed"], values["recorded"]
    last = when.last.isoformat() if when.last else None
    sensitivity = get("sensitivity")
    checked = (
        values["id"],
        values["kind"],
        last or recorded[:10],
        recorded,
        when.text,
        when.first.isoformat() if when.first else None,
        last,
        get("setting", ""),
        get("organisation", ""),
        get("outcome", ""),
        get("context", ""),
        sensitivity if sensitivity in SENSITIVITIES else "private",
        int(get("conflicted", False)),
        values["path"],
        values["title"],
        _encode(fields),
        text,
    )
    row = (number, *checked[:-1], checksum(checked), text)
    return row, facets, [(number, other) for other in dict.fromkeys(get("follows", ()))]


def _text(body: str) -> tuple[str, int]:
    """The body without span mark-up, and how many spans it has; the scanner is loaded (1 ms) where there may be some."""
    if "]{." not in body:
        return body, 0
    from lineage.model.spans import scan

    text, spans = scan(body)
    return text, len(spans)


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
        self.files = 0

    def add_file(self, file: File, values: Values | None, problems: Iterable[Problem], *, racy: bool) -> None:
        """Take a file's stamp, what it says and its faults."""
        self._problems += [(one.path, one.line, one.message, one.hint) for one in problems]
        if values is not None:
            self.add(values)
        self._files.append((*file, racy, None if values is None else self._number))
        if len(self._files) >= BATCH:
            self.flush()

    def add(self, values: Values) -> None:
        """Take what an entry's file says."""
        self._number += 1
        row, facets, links = entry_rows(values, self._number)
        self._entries.append(row)
        self._facets += facets
        self._links += links

    def flush(self) -> None:
        """Write what was gathered."""
        self.files += len(self._files)
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


def insert_entry(connection: sqlite3.Connection, values: Values) -> None:
    """Write the rows of one entry."""
    writer = Writer(connection)
    writer.add(values)
    writer.flush()


def write_files(
    connection: sqlite3.Connection,
    entries: str,
    read: ReadValues,
    files: Iterable[tuple[str, str]],
    *,
    racy_after: int,
) -> int:
    """Read files, by folder and name, and write their rows; how many there were.

    Each is stamped as it was when it was read. What was touched after ``racy_after`` (in nanoseconds) is read again next time.
    """
    writer = Writer(connection)
    for file, values, problems in _read_all(entries, read, files):
        writer.add_file(file, values, problems, racy=file[2] > racy_after or file[3] > racy_after)
    writer.flush()
    return writer.files


def write_changes(
    connection: sqlite3.Connection,
    entries: str,
    read: ReadValues,
    gone: Iterable[tuple[str, str]],
    again: Iterable[tuple[str, str]],
    *,
    racy_after: int,
) -> None:
    """Take out the rows of files that are gone, and write those of files that say something else than their rows."""
    for folder, name in gone:
        _take_out(connection, folder, name)
    writer = Writer(connection)
    for file, values, problems in _read_all(entries, read, again):
        racy = file[2] > racy_after or file[3] > racy_after
        if not _is_written(connection, file, values, problems, racy=racy):
            _take_out(connection, *file[:2])
            writer.add_file(file, values, problems, racy=racy)
    writer.flush()


def _read_all(
    entries: str, read: ReadValues, files: Iterable[tuple[str, str]]
) -> Iterator[tuple[File, Values | None, list[Problem]]]:
    """Each file with its stamp before it was read; one that is gone since it was listed is left out."""
    for folder, name in files:
        path = f"{entries}/{folder}/{name}" if folder else f"{entries}/{name}"
        values, problems, status = read(path)
        if status is not None or (status := status_of(path)) is not None:
            yield (folder, name, *stamp(status)), values, problems


def _is_written(
    connection: sqlite3.Connection, file: File, values: Values | None, problems: list[Problem], *, racy: bool
) -> bool:
    """True where the rows of a file are what it says: for two seconds after a write each look reads it again."""
    found = connection.execute(
        "SELECT mtime_ns, ctime_ns, size, inode, racy, entry, checksum FROM files"
        " JOIN entries ON entries.number = files.entry WHERE folder = ? AND name = ?"
        " AND NOT EXISTS (SELECT 1 FROM problems WHERE problems.path = entries.path)",
        file[:2],
    ).fetchone()
    if found is None or problems or values is None or found[:4] != file[2:]:
        return False
    if found[6] != entry_rows(values, found[5])[0][-2]:
        return False
    if found[4] != racy:
        connection.execute("UPDATE files SET racy = ? WHERE folder = ? AND name = ?", (racy, *file[:2]))
    return True


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
