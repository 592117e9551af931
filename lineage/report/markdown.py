"""An outline as Markdown; every character of data that Markdown or HTML would take for mark-up is escaped."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, assert_never

from lineage.model.outline import Heading, Paragraph, Points, Quote, Table
from lineage.model.text import visible

if TYPE_CHECKING:
    from lineage.model.outline import Block, Outline

WIDTH = 110
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$])|&(?=#?\w+;)")
_START = re.compile(r"\A(?:([#>+=-])|(\d+)(?=[.)]))")
_HASH = "\\\\#"
_CLOSING = re.compile(r"(?<= )#(?=#*\Z)")
"""In a heading, a # at the end would be taken for the mark that closes it."""
_NO_BREAK = re.compile(r" (?=[#>+=-]|\d+[.)])")


def to_markdown(outline: Outline) -> str:
    """The whole report as one Markdown text."""
    parts = [_heading(outline.title, 1), *(_block(block) for block in outline.blocks)]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """Plain text on one line as Markdown that shows exactly it."""
    shown = visible(" ".join(text.split()))
    shown = _SPECIAL.sub(lambda match: "&amp;" if match[0] == "&" else "\\" + match[0], shown)
    return _START.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\", shown)


def _heading(text: str, level: int) -> str:
    return f"{'#' * min(level, 6)} {_CLOSING.sub(_HASH, escaped(text))}"


def _block(block: Block) -> str:
    match block:
        case Heading():
            return _heading(block.text, block.level)
        case Paragraph():
            return _filled(escaped(block.text))
        case Points():
            return "\n".join(_filled(escaped(item), first="- ", rest="  ") for item in block.items)
        case Table():
            return _table(block)
        case Quote():
            return _filled(f"“{escaped(block.text)}” ({escaped(block.entry)})", first="> ", rest="> ")
        case _:
            assert_never(block)


def _filled(text: str, *, first: str = "", rest: str = "") -> str:
    """Lines of a readable width, none of which begins like a list, a heading or a quote by chance."""
    held = _NO_BREAK.sub("\x00", text)  # no NUL is left in the text: `visible` has shown it
    lines = textwrap.wrap(
        held,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines).replace("\x00", " ")


def _table(table: Table) -> str:
    rows = [table.head, tuple("---" for _ in table.head), *table.rows]
    lines = [
        "| " + " | ".join(cell if cell == "---" else escaped(cell) for cell in row) + " |" for row in rows
    ]
    return "\n".join([*([_filled(escaped(table.caption)), ""] if table.caption else []), *lines])
