"""Text of a file to and from fields and body: the one door to YAML.

Every scalar stays text (no Norway problem, no surprise dates). A fast path reads exactly the canonical subset that
this module writes; PyYAML's C parser, fed event by event, reads the rest. Both give the same on everything, which a
differential test holds. Size and depth are capped before anything is built: a C loader that recurses dies at a
nesting of 100,000 and shared aliases of 9^8 load in a millisecond and explode when walked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lineage.store.canonical import MAX_DEPTH, Value, read_canonical, render_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from yaml.events import Event

MAX_FRONT = 64 * 1024


# Not compiled ahead: few files need them, and every command that reads one would pay half a millisecond.
_FENCE = r"\ufeff?---[ \t]*\r?\n"
_END = r"(?m)^(?:---|\.\.\.)[ \t]*\r?$"
_CONFLICT = r"(?m)^(?:<{7} |={7}\r?$|>{7} )"


class FrontMatterError(ValueError):
    """Front matter that cannot be taken; ``line`` counts from 1 in the file."""

    def __init__(self, message: str, line: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file taken apart: its fields in file order, the line of each key, and the body."""

    fields: dict[str, Value]
    lines: dict[str, int] = field(default_factory=dict)
    body: str = ""
    front: tuple[int, int] = (0, 0)
    """Character offsets of the front matter in the text."""


def has_conflict(text: str) -> bool:
    """True where the text holds git's conflict marks at the start of a line."""
    return "<<<<<<< " in text and len({match[0][0] for match in re.finditer(_CONFLICT, text)}) > 1


def read_document(text: str) -> Document:
    """Take a file's text apart; FrontMatterError says what is wrong with it and where."""
    begin, end, after = split(text)
    fields, lines = read_fields(text[begin:end])
    return Document(fields=fields, lines=lines, body=text[after:], front=(begin, end))


def split(text: str) -> tuple[int, int, int]:
    """Where a file's front matter begins and ends, and where its body begins; FrontMatterError where it has none."""
    begin = _opening(text)
    end, after = _closing(text, begin)
    after += text.startswith("\n", after)
    return begin, end, after + (2 if text.startswith("\r\n", after) else text.startswith("\n", after))


def _opening(text: str) -> int:
    """Where the line after the opening fence begins."""
    if text.startswith("---\n"):
        return 4
    opening = re.match(_FENCE, text)
    if opening is None:
        raise FrontMatterError(
            "no front matter: the file does not open with ---", 1, "begin the file with --- and the keys"
        )
    return opening.end()


def _closing(text: str, begin: int) -> tuple[int, int]:
    """Where the fence after the front matter begins and ends."""
    end = text.find("\n---\n", begin) + 1
    if end and text.find("\n---", begin, end) < 0 and text.find("\n...", begin, end) < 0:
        first = text[begin : begin + 3]
        if first not in ("---", "..."):
            return end, end + 3
    closing = re.compile(_END).search(text, begin)
    if closing is None:
        raise FrontMatterError(
            "the front matter is not closed", 1, "write --- on a line of its own after the keys"
        )
    return closing.start(), closing.end()


def read_fields(front: str, *, limit: int = MAX_FRONT) -> tuple[dict[str, Value], dict[str, int]]:
    """Fields and the line of each key; lines count as in a file whose first line is the opening fence."""
    if len(front) > limit:
        raise FrontMatterError(
            f"the front matter is longer than {limit // 1024} KiB", 1, "move the long text into the body"
        )
    fast = read_canonical(front)
    return fast if fast is not None else read_yaml(front)


def read_yaml(front: str) -> tuple[dict[str, Value], dict[str, int]]:
    """Any YAML mapping within the caps, built from the C parser's events; no anchors, tags or duplicate keys."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        reader = _Reader(yaml.parse(front, Loader=loader))
        fields = reader.mapping_at_top()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
        line = (mark.line if mark is not None else 0) + 2
        if "nesting depth" in said:  # libyaml's own cap, which newer ones reach before the events reach ours
            raise _too_deep(line) from error
        raise FrontMatterError(
            f"the front matter cannot be read: {said}", line, "quote a value that holds ': ' or ' #'"
        ) from error
    return fields, reader.lines


def _too_deep(line: int) -> FrontMatterError:
    return FrontMatterError(f"nested deeper than {MAX_DEPTH}", line, "flatten it or use the body")


class _Reader:
    """Builds text, lists and mappings from YAML events without recursion deeper than the cap."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self.lines: dict[str, int] = {}
        self.ends: dict[str, int] = {}

    def mapping_at_top(self) -> dict[str, Value]:
        event = self._next()
        while type(event).__name__ in ("StreamStartEvent", "DocumentStartEvent"):
            event = self._next()
        if type(event).__name__ in ("StreamEndEvent", "DocumentEndEvent"):
            return {}
        if type(event).__name__ == "ScalarEvent" and not getattr(event, "value", "x"):
            return {}
        if type(event).__name__ != "MappingStartEvent":
            raise FrontMatterError(
                "the front matter is not a list of keys", _line(event), "write `key: value` lines"
            )
        fields = self._mapping(event, 1)
        for rest in self._events:
            if type(rest).__name__ == "DocumentStartEvent":
                raise FrontMatterError("a second document in the front matter", _line(rest), "keep one")
        return fields

    def _next(self) -> Event:
        event = next(self._events)
        if getattr(event, "anchor", None) is not None:
            raise FrontMatterError("anchors and aliases are not taken", _line(event), "write the value out")
        if getattr(event, "tag", None) not in (None, "!") or (
            getattr(event, "tag", None) == "!" and type(event).__name__ != "ScalarEvent"
        ):
            raise FrontMatterError("YAML tags are not taken", _line(event), "write plain text")
        return event

    def _value(self, event: Event, depth: int) -> Value:
        kind = type(event).__name__
        if kind == "ScalarEvent":
            return str(getattr(event, "value", ""))
        if depth >= MAX_DEPTH:
            raise _too_deep(_line(event))
        if kind == "SequenceStartEvent":
            items: list[Value] = []
            while type(event := self._next()).__name__ != "SequenceEndEvent":
                items.append(self._value(event, depth + 1))
            return items
        return self._mapping(event, depth + 1)

    def _mapping(self, start: Event, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while type(event := self._next()).__name__ != "MappingEndEvent":
            if type(event).__name__ != "ScalarEvent":
                raise FrontMatterError("a key is not plain text", _line(event), "write `key: value` lines")
            key = str(getattr(event, "value", ""))
            if key in found or key == "<<":
                said = "merge keys are not taken" if key == "<<" else f"the key {key!r} stands twice"
                raise FrontMatterError(said, _line(event), "keep one")
            if depth == 1:
                self.lines[key] = _line(event)
            value = self._next()
            found[key] = self._value(value, depth)
        del start
        return found


def _line(event: Event) -> int:
    """The line in the file of an event: the opening fence is line 1."""
    mark = event.start_mark
    return (mark.line if mark is not None else 0) + 2


def render(fields: Mapping[str, Value], body: str) -> str:
    """A whole file in the canonical form; keys without a value are left out."""
    lines = [line for key, value in fields.items() for line in render_key(key, value)]
    return "---\n" + "".join(f"{line}\n" for line in lines) + "---\n\n" + body


def replace_keys(text: str, changes: Mapping[str, Value], *, order: tuple[str, ...] = ()) -> str:
    """The text with only the lines of the changed keys rewritten; an empty value takes the key away.

    Unknown keys, comments and order stay. A new key goes after the last present key that precedes it in ``order``.
    The result is read back: where anything but the changed keys would read differently, nothing is changed and
    FrontMatterError is raised.
    """
    document = read_document(text)
    begin, end = document.front
    lines = text[begin:end].splitlines(keepends=True)
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    _, numbers = read_yaml(text[begin:end]) if lines else ({}, {})
    starts = sorted((number - 2, key) for key, number in numbers.items())
    for key, value in changes.items():
        fresh = [line + newline for line in render_key(key, value)]
        at = next((index for index, (_, name) in enumerate(starts) if name == key), None)
        if at is not None:
            first = starts[at][0]
            last = starts[at + 1][0] if at + 1 < len(starts) else len(lines)
            while last > first + 1 and (not lines[last - 1].strip() or lines[last - 1].startswith("#")):
                last -= 1
            fits = len(fresh) - (last - first)
        else:
            first = last = _place(key, starts, lines, order)
            fits = len(fresh)
        lines[first:last] = fresh
        starts = [(n + fits if n > first or (at is None and n >= first) else n, name) for n, name in starts]
        if at is None and fresh:
            starts = sorted([*starts, (first, key)])
        elif not fresh:
            starts = [item for item in starts if item[1] != key]
    changed = text[:begin] + "".join(lines) + text[end:]
    _same_but(document, changed, changes)
    return changed


def _place(key: str, starts: list[tuple[int, str]], lines: list[str], order: tuple[str, ...]) -> int:
    """The line before which a new key goes."""
    rank = {name: index for index, name in enumerate(order)}
    if key in rank:
        after = [(n, name) for n, name in starts if rank.get(name, len(order)) > rank[key]]
        if after:
            return min(after)[0]
    return len(lines)


def _same_but(before: Document, changed: str, changes: Mapping[str, Value]) -> None:
    after = read_document(changed)
    expected = {key: value for key, value in before.fields.items() if key not in changes}
    expected |= {key: value for key, value in changes.items() if value}
    if after.fields != expected or after.body != before.body:
        line = before.lines.get(next(iter(changes), ""), 1)
        raise FrontMatterError(
            "the keys cannot be changed in place without touching others", line, "edit the file by hand"
        )
