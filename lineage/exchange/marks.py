"""What the text of a note marks outside code and comments: headings, tags, links to notes and embedded files.

Every scan costs no more than the length of the text, whatever the text is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(r"[ \t>]{0,12}(`{3,}|~{3,})")
_TICKS = re.compile("`+")
_NOT_END = re.compile(r"[^\n]")
_BLANK = re.compile(r"\n[ \t]*\n")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(\S[^\n]*?)[ \t]*#*[ \t]*\Z")
_UNDERLINE = re.compile(r" {0,3}(?:={2,}|-{2,})[ \t]*\Z")
_WIKI = re.compile(r"(!?)\[\[([^\[\]\n]{1,500})\]\]")
_LOCAL = re.compile(
    r"(!?)\[[^\[\]\n]{0,500}\]\((?:<([^<>\n]{1,500})>|([^()<>\s]{1,500}))(?:[ \t]+\"[^\"\n]{0,200}\")?\)"
)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{1,20}:|//|#|mailto:")

_TAG = re.compile(
    "(?<!\\S)#([^\\s\\x00-\\x2c.:-@\\[-^`{-\\x7f\u2000-\u200c\u200e-\u206f\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+)"
)
"""A tag ends at a space or at punctuation other than - _ and /, which nests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link to another note, or an embedded file; ``target`` is without its heading, block and alias."""

    target: str
    embed: bool
    line: int
    written: str


def masked(text: str) -> str:
    """The text with code, comments and HTML comments as spaces; every offset and line stays."""
    if "`" not in text and "~~~" not in text and "%%" not in text and "<!--" not in text:
        return text
    hidden: list[tuple[int, int]] = []
    at = 0
    for begin, end in [*_fenced(text), (len(text), len(text))]:
        hidden += _inline_code(text, at, begin)
        hidden += _between(text, at, begin, "<!--", "-->")
        hidden += _between(text, at, begin, "%%", "%%")
        hidden.append((begin, end))
        at = end
    return _blanked(text, sorted(hidden))


def _blanked(text: str, hidden: list[tuple[int, int]]) -> str:
    """The text with spaces for some passages, which may overlap."""
    kept: list[str] = []
    at = 0
    for start, stop in hidden:
        if stop <= at:
            continue
        kept += (text[at : max(at, start)], _NOT_END.sub(" ", text[max(at, start) : stop]))
        at = stop
    return "".join((*kept, text[at:]))


def _fenced(text: str) -> Iterator[tuple[int, int]]:
    """Fenced blocks as (begin, end); one that is not closed runs to the end."""
    fence, begin, at = "", 0, 0
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if match and not fence:
            fence, begin = match[1], at
        elif match and match[1].startswith(fence) and not line[match.end() :].strip():
            yield begin, min(at + len(line), len(text))
            fence = ""
        at += len(line) + 1
    if fence:
        yield begin, len(text)


def _inline_code(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Code spans of one paragraph each: a run of back-ticks to the next run of the same length."""
    ends = [match.start() for match in _BLANK.finditer(text, start, stop)] + [stop]
    at = start
    for end in ends:
        runs = [(match.start(), match.end()) for match in _TICKS.finditer(text, at, end)]
        later: dict[int, list[int]] = {}
        for index in range(len(runs) - 1, -1, -1):
            later.setdefault(runs[index][1] - runs[index][0], []).append(index)
        index = 0
        while index < len(runs):
            begin, after = runs[index]
            same = later[after - begin]
            while same and same[-1] <= index:
                same.pop()
            if same:
                index = same.pop()
                yield begin, runs[index][1]
            index += 1
        at = end


def _between(text: str, start: int, stop: int, opening: str, closing: str) -> Iterator[tuple[int, int]]:
    at = text.find(opening, start, stop)
    while at >= 0:
        end = text.find(closing, at + len(opening), stop)
        if end < 0:
            return
        yield at, end + len(closing)
        at = text.find(opening, end + len(closing), stop)


def first_heading(plain: str) -> str:
    """The first heading of a masked text, in either of Markdown's two forms; empty where it has none."""
    before = ""
    for line in plain.split("\n"):
        match = _HEADING.match(line[:1000])
        if match:
            return match[1]
        if before and _UNDERLINE.match(line[:1000]):
            return before
        before = line.strip()[:1000] if not line.startswith(("- ", "* ", "> ", "|")) else ""
    return ""


def tags(plain: str) -> tuple[str, ...]:
    """The tags of a masked text without their #, in order, each once whatever its case; a number alone is none."""
    found: dict[str, str] = {}
    for match in _TAG.finditer(plain):
        tag = match[1].strip("/")
        if tag and not tag.isdecimal():
            found.setdefault(tag.casefold(), tag)
    return tuple(found.values())


def links(plain: str) -> tuple[Link, ...]:
    """Links of a masked text to notes and embedded files, in order; an address of the web is none."""
    breaks = [match.start() for match in re.finditer("\n", plain)]
    found = [
        (match.start(), match[1], match[2].partition("|")[0].partition("\\")[0], match[0])
        for match in _WIKI.finditer(plain)
    ]
    found += [
        (match.start(), match[1], unquote(match[2] or match[3]), match[0])
        for match in _LOCAL.finditer(plain)
        if not _SCHEME.match(match[2] or match[3])
    ]
    return tuple(
        Link(
            target=target.partition("#")[0].partition("^")[0].strip(),
            embed=bool(mark),
            line=bisect_right(breaks, at) + 1,
            written=written,
        )
        for at, mark, target, written in sorted(found)
    )
