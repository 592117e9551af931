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
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$])|&(?=#?\w+;)|(?<=[a-z])(:)(?=//)")
_START = re.compile(r"^(\s*)([#>+=-]|\d+(?=[.)]))", re.MULTILINE)


def to_markdown(outline: Outline) -> str:
    """The whole report as one Markdown text."""
    parts = [f"# {escaped(outline.title)}", *(_block(block) for block in outline.blocks)]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """Plain text on one line as Markdown that shows exactly it; web addresses do not become links."""
    shown = visible(" ".join(text.split()))
    shown = _SPECIAL.sub(lambda match: "&amp;" if match[0] == "&" else "\\" + match[0], shown)
    return _START.sub(
        lambda match: f"{match[1]}\\{match[2]}" if not match[2].isdecimal() else match[0], shown
    )


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * min(block.level, 6)} {escaped(block.text)}"
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
    """Lines of a readable width; a line that would begin a list by chance is not made."""
    lines = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    safe = lines[:1] + [
        re.sub(r"^(\s*(?:> )?)([-+#>=]|\d+[.)])(?=\s|$)", r"\1\\\2", line) for line in lines[1:]
    ]
    return "\n".join(safe)


def _table(table: Table) -> str:
    rows = [table.head, tuple("---" for _ in table.head), *table.rows]
    lines = [
        "| " + " | ".join(cell if cell == "---" else escaped(cell) for cell in row) + " |" for row in rows
    ]
    return "\n".join([*([_filled(escaped(table.caption)), ""] if table.caption else []), *lines])
