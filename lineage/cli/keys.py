"""A question on the terminal, answered by one key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lineage.cli.output import fit, paint, say, width
from lineage.model.text import encodable

if TYPE_CHECKING:
    from collections.abc import Sequence

ENTER = {"\r", "\n"}
LEAVES = {"q", "\x1b", ""}
"""q, Escape, and nothing: the terminal was closed."""
INDENT = 21


def read_key() -> str:
    """One key in lower case; click.Abort for one that leaves, and where the terminal is gone."""
    try:
        key = click.getchar().lower()
    except OSError as error:
        raise click.Abort from error
    if key in LEAVES:
        raise click.Abort
    return key


def ask_keys(head: str, choices: Sequence[str]) -> None:
    """A question and its keys, as many a line as fit, none broken."""
    lines = [""]
    for choice in choices:
        longer = f"{lines[-1]}   {choice}" if lines[-1] else choice
        if lines[-1] and INDENT + len(longer) > width():
            lines.append(choice)
        else:
            lines[-1] = longer
    for number, line in enumerate(lines):
        say(paint(fit(head if number == 0 else "", INDENT), "head"), line)


def say_answer(text: str, style: str = "") -> None:
    """What was answered, under its question."""
    say(" " * INDENT, paint(text, style) if style else text)


def leave_open(key: str, said: str = "left open") -> None:
    """Say that a key was no answer; Enter is one where it means later or no."""
    if key not in ENTER:
        say_answer(said, "faint")


def read_line(what: str) -> str:
    """A line of text; empty where only Enter was pressed. A q alone leaves, as Ctrl-C does."""
    line: str = click.prompt(f"{' ' * INDENT}{what}", default="", show_default=False).strip()
    if line == "q":
        raise click.Abort
    # Bytes that are no text, and NUL, are written out as escapes: a file must take them.
    return encodable(line).replace("\x00", "\\x00")
