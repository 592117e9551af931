"""Texts of a journal made fit for the screen: control characters shown, markup never read, short forms in one place.

Everything that comes from a file passes through ``safe``: a Content that is built from text takes square brackets for what
they are, and ``visible`` leaves no character that could steer a terminal.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from textual.content import Content

from lineage.model.text import visible
from lineage.tui.looks import MARKS, NO_MARK, family_style, outcome_style

if TYPE_CHECKING:
    from lineage.model.names import Names

Part = str | Content | tuple[str, str]


def safe(text: str, style: str = "", *, lines: bool = False) -> Content:
    """A text as content in a style of ours; control characters are shown."""
    shown = visible(text, lines=lines)
    return Content.styled(shown, style) if style else Content(shown)


def joined(*parts: Part) -> Content:
    """Texts, contents and (text, style) pairs as one content; every text is made safe."""
    made: list[Content] = []
    for part in parts:
        if isinstance(part, Content):
            made.append(part)
        elif isinstance(part, tuple):
            made.append(safe(*part))
        else:
            made.append(safe(part))
    return Content("").join(made)


def fitted(content: Content, width: int) -> Content:
    """A content cut to a width with an ellipsis."""
    return content if content.cell_length <= width else content.truncate(max(width, 1), ellipsis=True)


def spread(left: Content, right: Content, width: int) -> Content:
    """One content at the left edge and one at the right; the left one is cut where both do not fit."""
    room = width - right.cell_length
    if room < width // 3:
        return fitted(left, width)
    left = fitted(left, max(room - 1, 1))
    return Content("").join([left, Content(" " * max(room - left.cell_length, 0)), right])


def outcome_mark(outcome: str) -> Content:
    """The sign of an outcome."""
    return Content.styled(MARKS.get(outcome, NO_MARK), outcome_style(outcome))


def outcome_words(outcome: str, names: Names, *, quiet: bool = False) -> Content:
    """The sign and the words of an outcome; empty where none is set."""
    if not outcome:
        return Content("")
    return joined(
        outcome_mark(outcome),
        " ",
        (names.label(outcome, "outcome"), "$soft" if quiet else outcome_style(outcome)),
    )


def tension_words(term: str, names: Names, *, short: bool = False, quiet: bool = False) -> Content:
    """A tension by code and label, in the colour of its family; a name the taxonomy does not know as it is written.

    ``quiet`` colours the code alone: a list of many would else be a motley.
    """
    known = names.resolve(term) or term
    code = names.code(known)
    if not code:
        return safe(term, "$soft")
    style = family_style(code)
    if short:
        return safe(code, f"bold {style}")
    return joined((code, f"bold {style}"), " ", (names.label(known), "$soft" if quiet else style))


def between(parts: list[Content], separator: str = " · ") -> Content:
    """Contents that are not empty, with a faint separator between them."""
    return Content.styled(separator, "$faint").join([part for part in parts if part.plain])


def sparkline(counts: list[int], width: int) -> str:
    """Counts as bars, newest at the right; several counts share a bar where they do not fit. Nothing for no counts."""
    if not counts or width < 1:
        return ""
    if len(counts) > width:
        edges = [round(at * len(counts) / width) for at in range(width + 1)]
        counts = [sum(counts[begin:end]) for begin, end in pairwise(edges)]
    top = max(counts)
    bars = "▁▂▃▄▅▆▇█"
    return "".join(" " if not count else bars[min(7, count * 8 // (top + 1))] for count in counts)
