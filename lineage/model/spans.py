"""Tagged passages in a body, ``[text]{.term}``, found by one linear scanner.

The form is pandoc's bracketed span with a single class, within one paragraph and outside code. The scanner
passes over the body once and keeps a stack of open brackets, so that a body of a million brackets costs no more than its length.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

DEEPEST = 16
"""Spans inside spans beyond this depth are text: a mebibyte of nested ones would else hold gigabytes of passages."""

_CLASS = re.compile(r"\{\.([A-Za-z][A-Za-z0-9-]{0,79})\}")
_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})")
_TOKEN = re.compile(r"\\.|`+|\[|\]|\n[ \t]*\n", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A passage and its term; ``start`` and ``end`` count characters of the text *without* mark-up."""

    start: int
    end: int
    term: str
    text: str


def scan(body: str) -> tuple[str, tuple[Span, ...]]:
    """The body without span mark-up and its spans in order of their start (outer before inner)."""
    if "]{." not in body:
        return body, ()
    found = _brackets(body)
    removed = sorted(
        [(at, 1) for at, _, _ in found] + [(close, class_end - close) for _, close, class_end in found]
    )
    plain, moved = _without(body, removed)
    spans = []
    for at, close, class_end in found:
        start, end = moved(at + 1), moved(close)
        spans.append(Span(start=start, end=end, term=body[close + 3 : class_end - 1], text=plain[start:end]))
    return plain, tuple(sorted(spans, key=lambda span: (span.start, -span.end, span.term)))


def _brackets(body: str) -> list[tuple[int, int, int]]:
    """(opening bracket, closing bracket, end of the class) of each span outside code."""
    skip = _code_blocks(body)
    found: list[tuple[int, int, int]] = []
    opened: deque[int] = deque(maxlen=DEEPEST)
    ticks = _tick_runs(body)
    at = 0
    for begin, end in [*skip, (len(body), len(body))]:
        while (match := _TOKEN.search(body, at, begin)) is not None:
            token, at = match[0], match.end()
            if token.startswith("`"):
                at = _after_code(ticks, len(token), at)
            elif token == "[":
                opened.append(match.start())
            elif token == "]" and opened:
                start = opened.pop()
                classed = _CLASS.match(body, at)
                if classed and match.start() > start + 1:
                    found.append((start, match.start(), classed.end()))
                    at = classed.end()
            elif token.startswith("\n"):
                opened.clear()
                at -= 1
        opened.clear()
        at = max(at, end)
    return found


def _code_blocks(body: str) -> list[tuple[int, int]]:
    """Fenced blocks as (begin, end) offsets; an unclosed fence runs to the end."""
    blocks: list[tuple[int, int]] = []
    fence, begin, at = "", 0, 0
    for line in body.splitlines(keepends=True):
        match = _FENCE.match(line)
        if not fence and match:
            fence, begin = match[1], at
        elif fence and match and match[1].startswith(fence) and not line[match.end() :].strip():
            blocks.append((begin, at + len(line)))
            fence = ""
        at += len(line)
    if fence:
        blocks.append((begin, len(body)))
    return blocks


def _tick_runs(body: str) -> dict[int, list[int]]:
    """For each length of a run of back-ticks, the offsets after such runs, last first (to pop from)."""
    runs: dict[int, list[int]] = {}
    for match in re.finditer("`+", body):
        runs.setdefault(len(match[0]), []).append(match.end())
    for ends in runs.values():
        ends.reverse()
    return runs


def _after_code(runs: dict[int, list[int]], length: int, at: int) -> int:
    """The offset after the code span that opened just before ``at``; ``at`` itself where it never closes."""
    ends = runs.get(length, [])  # an escaped back-tick leaves a run shorter than any that stands in the body
    while ends and ends[-1] <= at:
        ends.pop()
    return ends.pop() if ends else at


def _without(body: str, removed: list[tuple[int, int]]) -> tuple[str, _Moved]:
    kept: list[str] = []
    starts, shifts, at, gone = [0], [0], 0, 0
    for offset, length in removed:
        kept.append(body[at:offset])
        at = offset + length
        gone += length
        starts.append(at)
        shifts.append(gone)
    kept.append(body[at:])
    return "".join(kept), _Moved(starts, shifts)


class _Moved:
    """Where an offset of the body lies in the text without mark-up."""

    def __init__(self, starts: list[int], shifts: list[int]) -> None:
        self._starts = starts
        self._shifts = shifts

    def __call__(self, offset: int) -> int:
        import bisect

        return offset - self._shifts[bisect.bisect_right(self._starts, offset) - 1]
