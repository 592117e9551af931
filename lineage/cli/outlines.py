"""An outline in the terminal: the same value that a report is written from."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from lineage.cli.output import paint, say, width
from lineage.model.outline import Heading, Paragraph, Points, Quote, Table

if TYPE_CHECKING:
    from lineage.model.outline import Block, Outline


def say_outline(outline: Outline) -> None:
    """Print a report."""
    say(paint(outline.title, "head"))
    for block in outline.blocks:
        say()
        _say_block(block)


def _say_block(block: Block) -> None:
    match block:
        case Heading():
            say(paint(block.text, "head"))
        case Paragraph():
            say_wrapped(block.text, "", "")
        case Points():
            for item in block.items:
                say_wrapped(item, "- ", "  ")
        case Quote():
            say_wrapped(f"“{block.text}” ({block.entry})", "  ", "  ")
        case Table():
            _say_table(block)


def say_wrapped(text: str, first: str, rest: str) -> None:
    """Print a text folded to the terminal's width, with its first line and its others begun as told."""
    folded = " ".join(text.split())
    lines = textwrap.wrap(
        folded, min(width(), 110), initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )
    for line in lines or [""]:
        say(line)


def say_prose(text: str) -> None:
    """Print paragraphs and points of Markdown folded to the terminal's width, without marks of emphasis."""
    for block in re.split(r"\n\s*\n|\n(?=- )", text.strip()):
        plain = block.replace("**", "").replace("`", "")
        if plain.startswith("- "):
            say_wrapped(plain[2:], "- ", "  ")
        else:
            say_wrapped(plain, "", "")


def _say_table(table: Table) -> None:
    """Columns as wide as their longest word and no wider than fits; long cells go on in the next line."""
    room = min(width(), 130) - 2 * (len(table.head) - 1)
    rows = [table.head, *table.rows]
    longest = [
        max((len(" ".join(row[at].split())) for row in rows), default=1) for at in range(len(table.head))
    ]
    wide = list(longest)
    while sum(wide) > room and max(wide) > 6:
        wide[wide.index(max(wide))] -= 1
    for number, row in enumerate(rows):
        cells = [
            textwrap.wrap(" ".join(cell.split()), max(columns, 1)) or [""]
            for cell, columns in zip(row, wide, strict=True)
        ]
        for line in range(max(len(cell) for cell in cells)):
            parts = [
                (cell[line] if line < len(cell) else "").ljust(columns)
                for cell, columns in zip(cells, wide, strict=True)
            ]
            text = "  ".join(parts).rstrip()
            say(paint(text, "faint") if number == 0 else text)
