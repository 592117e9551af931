"""An entry's file as values: what its keys and its text say, under the names that an Entry has for them.

The index writes its rows from these: to make an Entry of 47 fields of each file would be a tenth of the cost of a full build, and
to load what makes it a twentieth of a search.
"""

from __future__ import annotations

import os
import stat
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lineage.errors import Problem
from lineage.model.dates import NOT_KNOWN, When, parse_when
from lineage.model.fields import DATES, FIELDS, HEAD, ID, KINDS, MAX_BYTES
from lineage.model.text import one_line
from lineage.store import files
from lineage.store.front_matter import FrontMatterError, has_conflict, read_fields, split

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lineage.model.entry import Extra
    from lineage.store.canonical import Value

    Fields = Mapping[str, Value]

Values = dict[str, Any]
"""``id``, ``kind``, ``title``, ``observed``, ``recorded``, ``body`` and ``path`` are always there, a facet where the file has it."""

ORDER = (*HEAD, *(item.name for item in FIELDS))
_MANY = {item.name for item in FIELDS if item.many}
_TEXTS = {item.name for item in FIELDS if not item.many} | {"kind", "title", "recorded"}
_KNOWN = frozenset(ORDER)


def read_values(
    path: Path | str, journal: Path | str
) -> tuple[Values | None, list[Problem], os.stat_result | None]:
    """What one file says, what is wrong with it, and its status before it was read.

    No values where it can be no entry; no status where it could not be read in one go.
    """
    shown = _shown(os.fspath(path), os.fspath(journal))
    status = None
    try:
        data, status = _bytes(path)
        text = files.decode(data)
    except files.UnreadableError as error:
        problem = Problem(path=shown, line=error.line, message=error.message, hint=error.hint)
        return None, [problem], status
    return *parse_values(text, shown), status


def _shown(path: str, journal: str) -> str:
    """A path relative to the journal; pathlib's way costs 8 of the 60 microseconds that a file may."""
    inside = path[len(journal) + 1 :]
    if os.sep == "/" and path == f"{journal}/{inside}":
        return inside
    return Path(path).relative_to(journal).as_posix()


def _bytes(path: Path | str) -> tuple[bytes, os.stat_result | None]:
    """As ``files.read_bytes``, which says what is wrong, for the file with which nothing is: four system calls."""
    try:
        handle = os.open(path, _FLAGS)
    except OSError:
        return files.read_bytes(Path(path)), None
    try:
        status = os.fstat(handle)
        if stat.S_ISREG(status.st_mode) and status.st_size <= MAX_BYTES:
            data = os.read(handle, status.st_size + 1)
            if len(data) == status.st_size:
                return data, status
    except OSError:
        pass
    finally:
        os.close(handle)
    return files.read_bytes(Path(path)), None


_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def parse_values(text: str, path: str) -> tuple[Values | None, list[Problem]]:
    """What a file's text says, and what is wrong with it; ``path`` is relative to the journal."""
    if has_conflict(text):
        return _conflicted(text, path)
    try:
        begin, end, after = split(text)
        fields, lines = read_fields(text[begin:end])
    except FrontMatterError as error:
        return None, [Problem(path=path, line=error.line, message=error.message, hint=error.hint)]
    body = text[after:]
    problems = [
        Problem(path=path, line=1, message=f"the key {key} is missing", hint=hint)
        for key, hint in _NEEDED.items()
        if not fields.get(key)
    ]
    if not body or body.isspace():
        problems.append(
            Problem(path=path, line=1, message="the entry has no text", hint="write what was observed")
        )
    identifier = fields.get("id")
    if identifier and not isinstance(identifier, str):
        line = lines.get("id", 1)
        problems.append(Problem(path=path, line=line, message="id is not a plain text", hint=_NEEDED["id"]))
    if not isinstance(identifier, str) or not identifier:
        return None, problems
    values: Values = {"id": identifier, "kind": "observation", "title": "", "recorded": ""}
    _take_facets(fields, lines, values, path, problems)
    values["title"] = values["title"] or one_line(body)
    values["observed"] = _observed(fields, lines, path, problems)
    values["body"], values["path"] = body, path
    if not fields.keys() <= _KNOWN:
        values["extra"] = _extra(fields)
    return values, problems


_NEEDED = {
    "id": "write id: with a day and eight letters, such as 20261124-k7f3q2wd",
    "kind": f"write kind: and one of {', '.join(KINDS)}",
    "recorded": "write recorded: with the day it was written, such as 2026-11-24",
}


def _take_facets(
    fields: Fields, lines: Mapping[str, int], values: Values, path: str, problems: list[Problem]
) -> None:
    """The known facets by name; a value of the wrong shape is a Problem and counts as absent."""
    for key, value in fields.items():
        if type(value) is str and key in _TEXTS:
            if value:
                values[key] = value
            continue
        if key not in _KNOWN or (type(value) is str and key not in _MANY):
            continue  # the id and the date have their own door
        items = value if isinstance(value, list) else [value] if value else []
        if key in _MANY and all(isinstance(item, str) for item in items):
            if given := tuple(item for item in items if item):
                values[key] = given
            continue
        wanted = "a list of plain texts" if key in _MANY else "a plain text"
        line = lines.get(key, 1)
        hint = f"write {key}: and {wanted}"
        problems.append(Problem(path=path, line=line, message=f"{key} is not {wanted}", hint=hint))


def _observed(fields: Fields, lines: Mapping[str, int], path: str, problems: list[Problem]) -> When:
    observed = NOT_KNOWN
    for key in DATES:
        value = fields.get(key, "")
        if not isinstance(value, str) or not value:
            continue
        try:
            when = parse_when(value)
        except ValueError as error:
            problems.append(
                Problem(path=path, line=lines.get(key, 1), message=f"{key}: {error}", hint="or unclear")
            )
            continue
        observed = when if key == "observed" else observed
    recorded = fields.get("recorded", "")
    if recorded and isinstance(recorded, str):
        try:
            day = datetime.fromisoformat(recorded).date()
        except ValueError:
            line = lines.get("recorded", 1)
            problems.append(
                Problem(
                    path=path,
                    line=line,
                    message=f"recorded: {recorded!r} is not a date",
                    hint="write 2026-11-24",
                )
            )
        else:
            # An absent `observed` was not asked: the day it was recorded stands in (FORMATS).
            observed = observed if fields.get("observed") else parse_when(day.isoformat())
    return observed


def _extra(fields: Fields) -> Extra:
    extra: list[tuple[str, str | tuple[str, ...]]] = []
    for key, value in fields.items():
        if key in _KNOWN:
            continue
        if isinstance(value, str):
            extra.append((key, value))
        elif isinstance(value, list):
            extra.append((key, tuple(item if isinstance(item, str) else repr(item) for item in value)))
        else:
            extra.append((key, tuple(f"{sub}: {item}" for sub, item in value.items())))
    return tuple(extra)


def _conflicted(text: str, path: str) -> tuple[Values | None, list[Problem]]:
    """An entry whose file git left in conflict: listed and searchable, not mined, not rewritten."""
    line = next((n for n, row in enumerate(text.splitlines(), start=1) if row.startswith("<<<<<<< ")), 1)
    problem = Problem(
        path=path,
        line=line,
        message="git's conflict marks are in the file; it is listed, not mined, and will not be rewritten",
        hint="choose one side, take the marks out and save",
    )
    name = Path(path).name
    if not ID.match(name[:17]):
        return None, [problem]
    title = one_line(text.partition("---\n\n")[2] or name)
    values = {"id": name[:17], "kind": "observation", "title": title, "recorded": "", "observed": NOT_KNOWN}
    return values | {"body": text, "path": path, "conflicted": True}, [problem]
