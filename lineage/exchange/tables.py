"""Tables in CSV: one row a draft, columns mapped by name or as told, shown before anything is written.

The dialect is found by counting, not by csv.Sniffer, which backtracks on long cells and takes letters for delimiters.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lineage.errors import Problem
from lineage.exchange.columns import LEAVE_OUT, PLACE, Column, columns_of, heads_of
from lineage.exchange.dates import date_order
from lineage.exchange.days import not_taken, read_value
from lineage.exchange.notes import read_text
from lineage.exchange.settle import settle
from lineage.model.dates import parse_when
from lineage.model.entry import FIELDS, MAX_BYTES, SENSITIVITIES
from lineage.model.incoming import COLUMN, NOWHERE, Draft, Incoming, Loss, Note
from lineage.model.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

DELIMITERS = ",;\t|"
SAMPLE = 50
"""Records that the delimiter is found on."""

_FIELDS = {item.name: item for item in FIELDS}
_GUARD = re.compile(r"'(?=[=+\-@])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A table before it is taken: how it was read, what each column becomes, and the first rows as drafts."""

    path: str
    delimiter: str
    columns: tuple[Column, ...]
    rows: int
    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    delimiter: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[Problem, ...]


def preview_table(
    note: Note,
    mapping: Mapping[str, str] | None = None,
    *,
    root: str,
    today: date,
    rows: int = 3,
    order: str = "",
) -> Preview:
    """What ``read_table`` with the same arguments would take, with the first ``rows`` of it."""
    table = _table(note, mapping or {})
    drafts = _drafts(note, table, root=root, today=today, order=order)
    return Preview(
        path=note.path,
        delimiter=table.delimiter,
        columns=table.columns,
        rows=len(table.rows),
        drafts=tuple(one for one in drafts if isinstance(one, Draft))[:rows],
        problems=table.problems,
    )


def read_table(
    note: Note, mapping: Mapping[str, str] | None = None, *, root: str, today: date, order: str = ""
) -> Incoming:
    """A draft for each row, in the order of the rows; ColumnError where no column says what was seen.

    ``mapping`` gives fields for heads of columns and goes before their names; ``order`` is that of day and month in
    dates with slashes, where the column itself does not show it (see ORDERS in ``dates``).
    """
    table = _table(note, mapping or {})
    found = _drafts(note, table, root=root, today=today, order=order)
    drafts = tuple(one for one in found if isinstance(one, Draft))
    refused = tuple(one for one in found if isinstance(one, Problem))
    left = ", ".join(column.name for column in table.columns if column.becomes == LEAVE_OUT)
    return Incoming(
        format="csv",
        drafts=drafts,
        problems=tuple(sorted((*table.problems, *refused))),
        notes=(f"columns left out: {left}",) if left else (),
    )


def _table(note: Note, mapping: Mapping[str, str]) -> _Table:
    text = read_text(note)
    if isinstance(text, Problem):
        return _Table(delimiter=",", columns=(), rows=(), problems=(text,))
    hint = re.match(r"sep=(.)\n", text)
    if hint:
        text = text[hint.end() :]
    delimiter = hint[1] if hint and hint[1] in DELIMITERS else _delimiter(text)
    problems: list[Problem] = []
    records = list(_records(text, delimiter, note.path, problems, first=2 if hint else 1))
    if not records:
        empty = Problem(path=note.path, message="holds no rows", hint="a table has a row of heads first")
        return _Table(delimiter=delimiter, columns=(), rows=(), problems=(*problems, empty))
    if len(records) == 1:
        problems.append(
            Problem(path=note.path, message="holds no rows below its heads", hint="nothing to take")
        )
    heads = heads_of(records[0][1], max(len(cells) for _, cells in records))
    return _Table(
        delimiter=delimiter,
        columns=columns_of(heads, mapping),
        rows=tuple(records[1:]),
        problems=tuple(problems),
    )


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first records into the most cells of one count; a comma where none does."""
    best, most = ",", 1.0
    for delimiter in DELIMITERS:
        counts = []
        for _, cells in _records(text[: 256 * 1024], delimiter, "", []):
            counts.append(len(cells))
            if len(counts) == SAMPLE:
                break
        if not counts:
            continue
        width = counts[0]
        score = width * sum(count == width for count in counts) / len(counts)
        if width > 1 and score > most:
            best, most = delimiter, score
    return best


def _records(
    text: str, delimiter: str, path: str, problems: list[Problem], *, first: int = 1
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(line, cells) of every record that is not empty; a cell too long for an entry is a Problem, the rest goes on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    limit = csv.field_size_limit(MAX_BYTES)
    try:
        while True:
            line = reader.line_num + first
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                hint = "is a quotation mark left open?"
                problems.append(Problem(path=path, line=line, message=f"cannot be read: {error}", hint=hint))
                continue
            if any(cell.strip() for cell in cells):
                yield line, tuple(cells)
    finally:
        csv.field_size_limit(limit)


def _drafts(note: Note, table: _Table, *, root: str, today: date, order: str) -> list[Draft | Problem]:
    """A draft for each row, or why it is none."""
    orders = {
        number: order or date_order(cells[number] for _, cells in table.rows if number < len(cells))
        for number, column in enumerate(table.columns)
        if column.becomes == "observed"
    }
    found: list[Draft | Problem] = []
    for line, cells in table.rows:
        draft, place = _row(
            Draft(format="csv", key=f"{note.path}:{line:08d}", path=note.path, line=line, text=""),
            table,
            cells,
            today,
            orders,
        )
        found.append(settle(draft, root=root, place=(note.path, place) if place else ()))
    return found


def _row(
    draft: Draft, table: _Table, cells: tuple[str, ...], today: date, orders: Mapping[int, str]
) -> tuple[Draft, str]:
    """The draft with the cells of its row, and the name the row has of its own."""
    place = ""
    for number, (column, cell) in enumerate(zip(table.columns, cells, strict=False)):
        value = _GUARD.sub("", cell.strip(), count=1) if cell.strip().startswith("'") else cell.strip()
        if not value or column.becomes == LEAVE_OUT:
            continue
        if column.becomes == PLACE:
            place = value
            draft = replace(draft, extra=(*draft.extra, (column.name, value)))
        elif column.becomes == "observed":
            draft = _dated(draft, column.name, value, today, orders[number])
        else:
            draft = _filled(draft, column, value)
    return (draft if draft.text else replace(draft, text=draft.title)), place


def _filled(draft: Draft, column: Column, value: str) -> Draft:
    """The draft with one more cell."""
    field = column.becomes
    if field == "text":
        return replace(draft, text=f"{draft.text}\n\n{value}" if draft.text else value)
    if field == "title" and not draft.title:
        return replace(draft, title=value)
    if field == "words":
        return replace(draft, words=(*draft.words, *_split(value, "[,;|\n]|(?<=\\w)\\s+(?=#)")))
    if field == "sensitivity" and value.lower() in SENSITIVITIES:
        return replace(draft, sensitivity=value.lower())
    facet = _facet(field, value, dict(draft.fields))
    if facet is None:
        return replace(draft, extra=(*draft.extra, (column.name, value)))
    return replace(draft, fields=tuple(facet.items()))


def _facet(
    field: str, value: str, known: dict[str, str | tuple[str, ...]]
) -> dict[str, str | tuple[str, ...]] | None:
    """The facets with one more cell; None where its column is none of them or the cell cannot be its value."""
    item = _FIELDS.get(field)
    if (
        item is None
        or field == "sensitivity"
        or (field in ("deadline", "look_again") and not _is_date(value))
    ):
        return None
    if not item.many:
        return {**known, field: value}
    pattern = "[;|\n]" if ";" in value or not item.facet else "[,|\n]"
    return {**known, field: (*known.get(field, ()), *_split(value, pattern))}


def _split(value: str, pattern: str) -> list[str]:
    return [part.strip().removeprefix("#") for part in re.split(pattern, value) if part.strip("# ")]


def _is_date(value: str) -> bool:
    try:
        parse_when(value)
    except ValueError:
        return False
    return True


def _dated(draft: Draft, name: str, value: str, today: date, order: str) -> Draft:
    """The draft with its day; a cell that says more, or nothing that can be read, stays as an extra key."""
    when = read_value(value, today, order=order)
    taken = when is not None and when.first is not None and when.first <= today and draft.dated == NOWHERE
    if taken and when is not None:
        draft = replace(draft, observed=when, dated=COLUMN)
        return draft if str(when) == value else replace(draft, extra=(*draft.extra, (name, value)))
    said = not_taken(when)
    message = f"the date {one_line(value, limit=60)!r} ({name}) {said}: not taken"
    told = Loss(kind="date", path=draft.path, line=draft.line, message=message)
    return replace(draft, extra=(*draft.extra, (name, value)), losses=(*draft.losses, told))
