"""A note taken apart: its text, and its front matter sorted into dates, facets, words and the rest.

Nothing is guessed and nothing is dropped unsaid: what has no facet is kept as an extra key, what cannot be read stays
in the text, and each step from the note as it was is a Loss.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lineage.errors import Problem
from lineage.model.dates import parse_when
from lineage.model.entry import FIELDS, SENSITIVITIES
from lineage.model.incoming import Loss, Note

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    ReadFields = Callable[[str], tuple[Mapping[str, Any], Mapping[str, int]]]


_FRONT = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)

_DATE_KEYS = (
    "observed",
    "date",
    "day",
    "when",
    "date_created",
    "created",
    "created_at",
    "created_on",
    "creation_date",
    "datum",
)
TAG_KEYS = ("tags", "tag", "words", "keywords", "labels", "categories")
_OWN = {item.name: item for item in FIELDS}
_NOT_FROM_OUTSIDE = {"coder", "context", "follows", "suggested", "sensitivity", "words"}
"""Facets that say something of this journal: they are never filled from another tool's file unasked."""


def read_text(note: Note) -> str | Problem:
    """The text of a note with plain line ends; a Problem where its bytes are no text in UTF-8 or marked UTF-16."""
    data, encoding = note.data, "utf-8-sig"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif b"\x00" in data:
        return Problem(path=note.path, message="not a text file", hint="it stays where it is")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        hint = "save it as UTF-8 and import again: its encoding is not guessed"
        return Problem(path=note.path, line=line, message="not UTF-8", hint=hint)
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(slots=True, kw_only=True)
class Properties:
    """What front matter or a row says, sorted: dates as written, facets, words, and the rest."""

    title: str = ""
    dates: list[tuple[str, str]] = field(default_factory=list)
    fields: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    sensitivity: str = ""
    extra: list[tuple[str, str | tuple[str, ...]]] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A note taken apart; ``skipped`` lines of the file stand before the body."""

    properties: Properties
    body: str
    skipped: int = 0


def take_apart(note: Note, text: str, read_fields: ReadFields) -> Parts:
    """Properties and body; front matter that cannot be read stays in the text and is told."""
    match = _FRONT.match(text) if text.startswith("---") else None
    if match is None:
        body = text.lstrip("\n")
        return Parts(properties=Properties(), body=body, skipped=len(text) - len(body))
    try:
        fields, lines = read_fields(match[1])
    except ValueError as error:
        told = Loss(
            kind="front matter",
            path=note.path,
            line=getattr(error, "line", 1),
            message=f"front matter that cannot be read stays in the text: {error}",
            hint=getattr(error, "hint", ""),
        )
        return Parts(properties=Properties(losses=[told]), body=text)
    body = text[match.end() :].lstrip("\n")
    return Parts(
        properties=sort_fields(fields, lines, note.path),
        body=body,
        skipped=text[: len(text) - len(body)].count("\n"),
    )


def sort_fields(fields: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Properties:
    """Each key to what it means here; an unknown one is kept as it is."""
    found = Properties()
    for key, value in fields.items():
        name = folded_key(key)
        flat = _flat(value)
        if not flat:
            continue
        if isinstance(value, dict) or (
            isinstance(value, list) and any(not isinstance(item, str) for item in value)
        ):
            found.losses.append(
                Loss(
                    kind="property",
                    path=path,
                    line=lines.get(key, 0),
                    message=f"{key} is nested: kept as plain text",
                )
            )
        if name == "title" and isinstance(flat, str):
            found.title = found.title or flat
        elif name in _DATE_KEYS and isinstance(flat, str):
            found.dates.append((key, flat))
        elif name in TAG_KEYS:
            found.words += split_tags(flat, spaces=name in ("tags", "tag"))
        elif not _facet(name, flat, found):
            found.extra.append((key, flat))
    found.dates.sort(key=lambda one: _DATE_KEYS.index(folded_key(one[0])))
    return found


def _facet(name: str, value: str | tuple[str, ...], found: Properties) -> bool:
    """Take a value as a facet of ours; False where it is none."""
    if name == "sensitivity" and value in SENSITIVITIES:
        found.sensitivity = str(value)
        return True
    if name in ("source", "url", "sources"):
        known = found.fields.get("sources", ())
        found.fields["sources"] = (*known, *((value,) if isinstance(value, str) else value))
        return True
    item = _OWN.get(name)
    if item is None or name in _NOT_FROM_OUTSIDE or (not item.many and not isinstance(value, str)):
        return False
    if name in ("deadline", "look_again"):
        try:
            value = str(parse_when(str(value)))
        except ValueError:
            return False
    found.fields[name] = ((value,) if isinstance(value, str) else value) if item.many else value
    return True


def folded_key(key: str) -> str:
    """A key in lower case with underscores, as front matter and column heads spell it in many ways."""
    return re.sub(r"[\W_]+", "_", key.lower()).strip("_")


def split_tags(value: str | tuple[str, ...], *, spaces: bool) -> list[str]:
    """Tags in any of Obsidian's spellings: a list, or a text with commas or, where tags have none, spaces between; # or not."""
    parts = (
        re.split(r"[,;\s]+" if spaces else r"[,;]\s*", value)
        if isinstance(value, str)
        else [part.strip() for part in value]
    )
    return [tag for part in parts if (tag := part.removeprefix("#").strip("/ "))]


def _flat(value: Any) -> str | tuple[str, ...]:
    if isinstance(value, dict):
        return tuple(f"{key}: {_plain(item)}" for key, item in value.items())
    if isinstance(value, list):
        return tuple(text for item in value if (text := _plain(item)))
    return str(value).strip()


def _plain(value: Any) -> str:
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def stem(path: str) -> str:
    """The name of a file without its folders and its last ending."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0] or name
