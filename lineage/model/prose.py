"""The words of a Markdown text: what suggestion and mining read."""

from __future__ import annotations

import re

_LINK = re.compile(r"!?\[([^\[\]\n]{0,999})\]\([^()\s]{0,1999}\)|<?https?://[^\s>]+>?")
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+(.*)$", re.MULTILINE)
_BLOCK = re.compile(r"^[ \t]*(?:>|[-*+]|\d+\.)[ \t]+|^[ \t]*(?:```|~~~).*$", re.MULTILINE)
_MARKS = re.compile(r"[*_`|]+|</?[A-Za-z][^<>\n]*>")


def prose(text: str) -> str:
    """A text without links' addresses, headings' and lists' marks, emphasis, HTML tags and code fences.

    A line is a paragraph or a bullet; lines wrapped in the file are joined.
    """
    blocks = _BLOCK.sub("\n\n", _HEADING.sub(r"\n\n\1\n\n", _LINK.sub(r"\1", text)))
    parts = re.split(r"\n\s*\n", _MARKS.sub(" ", blocks))
    return "\n".join(filter(None, (" ".join(part.split()) for part in parts)))
