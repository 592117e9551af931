"""Decisions of reviews, as their files have them: a Markdown table with a column ``due``, one decision a row.

Nothing else of a review is read here. A row waits from its day on, unless it was dropped or a column ``done`` says when it was done.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lineage.model.waiting import Item, days_over, is_near, last_day
from lineage.store import files
from lineage.store.front_matter import FrontMatterError, read_document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

_CELL = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\Z")
_NAMED = ("pattern", "finding", "what", "label", "title")
"""Columns that name what was decided on, the first that is there; else the first column does."""
_SETTLED = ("done", "closed", "followed")


def due_decisions(journal: Path, today: date, ahead: int) -> list[Item]:
    """Decisions whose day has come or comes within some days, sorted by file and row; unreadable files are passed over."""
    found: list[Item] = []
    folder = journal / "reviews"
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
        try:
            text = files.decode(files.read_bytes(path))
        except files.UnreadableError:
            continue
        found += _decisions(text, path.relative_to(journal).as_posix(), today, ahead)
    return found


def _decisions(text: str, path: str, today: date, ahead: int) -> Iterator[Item]:
    level, body = "private", text
    try:
        document = read_document(text)
    except FrontMatterError:
        pass
    else:
        said = document.fields.get("sensitivity")
        level, body = (said if said in ("team", "public") else "private"), document.body
    for row in table_rows(body):
        written = row.get("due", "")
        day = last_day(written)
        dropped = row.get("decision", "").lower() == "drop" or any(row.get(key) for key in _SETTLED)
        if not written or dropped or not is_near(day, today, ahead):
            continue
        yield Item(
            reason="decision",
            path=path,
            title=next((row[key] for key in _NAMED if row.get(key)), next(iter(row.values()))),
            written=written,
            day=day,
            over=days_over(day, today),
            note=", ".join(row[key] for key in ("decision", "owner") if row.get(key)),
            sensitivity=str(level),
        )


def table_rows(text: str) -> Iterator[dict[str, str]]:
    """The rows of the Markdown tables of a text, each by its columns' heads in lower case."""
    head: list[str] = []
    before: list[str] = []
    fenced = False
    for line in text.splitlines():
        fenced ^= line.lstrip().startswith("```")
        if fenced or "|" not in line:
            head, before = [], []
        elif _RULE.match(line.strip()):
            head, before = before, []
        else:
            before = cells(line)
            if head:
                yield dict(zip(head, before, strict=False))
            else:
                before = [cell.lower() for cell in before]


def cells(line: str) -> list[str]:
    r"""The cells of one row; ``\|`` is a bar that stands in one."""
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [cell.strip().replace("\\|", "|") for cell in _CELL.split(inner)]
