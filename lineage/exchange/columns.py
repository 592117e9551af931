"""What each column of a table becomes: as told, else by its name."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.errors import UsageError
from lineage.exchange.notes import TAG_KEYS, folded_key
from lineage.model.entry import FIELDS
from lineage.model.text import nearest, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEEP, LEAVE_OUT, PLACE = "keep", "leave out", "place"
"""What a column may be beside a field: kept as an extra key, left out, or the name of its row (an id)."""

_BY_NAME = {
    "text": (
        "text",
        "body",
        "content",
        "observation",
        "description",
        "note",
        "notes",
        "entry",
        "comment",
        "memo",
    ),
    "title": ("title", "name", "subject", "headline", "summary"),
    "observed": ("observed", "date", "day", "when", "created", "created_at", "timestamp", "datum", "fecha"),
    "words": (*TAG_KEYS, "word", "label", "category"),
    PLACE: ("id", "uuid", "row_id", "key"),
}
_FIELDS = {item.name: item for item in FIELDS}
_UNASKED = {"coder", "context", "follows", "suggested", "words"}
_NAMES = ("text", "title", "observed", *_FIELDS, KEEP, LEAVE_OUT, PLACE)


class ColumnError(UsageError):
    """A mapping that names a column or a field there is none of, or a table without a column for the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column by its head, and what its cells become: a field, ``keep``, ``leave out`` or ``place``."""

    name: str
    becomes: str


def heads_of(cells: tuple[str, ...], width: int) -> list[str]:
    """Names of columns, each once; a column without a name is called by its number."""
    heads: list[str] = []
    for number in range(width):
        name = one_line(cells[number], limit=80) if number < len(cells) else ""
        name = name or f"column-{number + 1}"
        while name in heads:
            name = f"{name}-{number + 1}"
        heads.append(name)
    return heads


def columns_of(heads: list[str], mapping: Mapping[str, str]) -> tuple[Column, ...]:
    """What each column becomes: as told, else by its name; each field that holds one value at most once."""
    becomes = dict(_told(heads, mapping))
    for field, names in _BY_NAME.items():
        if field in becomes.values():
            continue
        by_name = {folded_key(head): head for head in reversed(heads) if head not in becomes}
        head = next((by_name[name] for name in names if name in by_name), "")
        if head:
            becomes[head] = field
    for head in heads:
        name = _facet_name(head)
        if head not in becomes and name and (_FIELDS[name].many or name not in becomes.values()):
            becomes[head] = name
    if not {"text", "title"} & set(becomes.values()):
        likely = next((head for head in heads if head not in becomes), heads[0])
        raise ColumnError(
            f"no column says what was seen; there are {', '.join(heads)}",
            hint=f"say which, such as {_as_option(likely, 'text')}",
        )
    return tuple(Column(name=head, becomes=becomes.get(head, KEEP)) for head in heads)


def _told(heads: list[str], mapping: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    folded = {folded_key(head): head for head in reversed(heads)}
    for column, field in mapping.items():
        head = column if column in heads else folded.get(folded_key(column), "")
        if not head:
            turned = field if field in heads else folded.get(folded_key(field), "")
            near = ", ".join(nearest(column, heads)) or ", ".join(heads)
            hint = (
                f"the column goes first: {_as_option(turned, column)}" if turned and column in _NAMES else ""
            )
            raise ColumnError(f"the table has no column {column!r}", hint=hint or f"nearest: {near}")
        if field not in _NAMES:
            near = ", ".join(nearest(field, list(_NAMES))) or ", ".join(_NAMES)
            raise ColumnError(f"an entry has no field {field!r}", hint=f"nearest: {near}")
        yield head, field


def _as_option(head: str, field: str) -> str:
    """How a person says on the command line what a column becomes."""
    return f"--column {shlex.quote(f'{head}={field}')}"


def _facet_name(head: str) -> str:
    """The facet a head names, by its key or by its word in queries; empty where it is none that may be filled unasked."""
    name = folded_key(head)
    found = name if name in _FIELDS else next((one.name for one in FIELDS if one.query == name), "")
    return "" if found in _UNASKED else found
