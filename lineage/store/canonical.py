"""The canonical subset of YAML that we write, and the fast path that reads exactly it.

``key: scalar`` lines, lists of scalars and mappings, each two spaces deeper than its key; every scalar on one line.
"""

from __future__ import annotations

import re
from typing import Union

MAX_DEPTH = 4

Value = Union[str, list["Value"], dict[str, "Value"]]  # noqa: UP007 (a forward reference cannot stand in X | Y)

# Possessive: a run of letters is taken at once and never given back. Only printable text comes here: its one other space is " ".
_SCALAR = r"[^ \-?:,\[\]{}#&*!|>'\"%@`\n][^\n:#]*+(?::(?![ \n]|\Z)[^\n:#]*+|(?<! )#[^\n:#]*+)*+(?<! )"
_NAME = r"[A-Za-z][A-Za-z0-9_.()-]{0,79}"
_PLAIN = rf"{_SCALAR}\Z"
_KEY = rf"({_NAME}):(?: (.+))?\Z"
_SIMPLE = re.compile(rf"^(?:({_NAME}):(?: ({_SCALAR}))?|  - ({_SCALAR}))\n", re.MULTILINE)
"""What nearly every line is: a key with a plain scalar, a key alone, a plain item."""


def read_canonical(front: str) -> tuple[dict[str, Value], dict[str, int]] | None:
    """The canonical subset, line by line; None for everything that is not exactly that.

    ``key: scalar`` lines, lists of scalars and mappings, each two spaces deeper than its key.
    """
    if not front:
        return {}, {}
    rows = front.removesuffix("\n")
    if not rows.replace("\n", "").isprintable():
        return None
    return _read_simple(rows + "\n") or _read_lines(rows)


def _read_simple(front: str) -> tuple[dict[str, Value], dict[str, int]] | None:
    """Front matter of simple lines alone, taken apart by one pass of one pattern; None where a line is another."""
    fields: dict[str, Value] = {}
    lines: dict[str, int] = {}
    found = _SIMPLE.findall(front)
    if len(found) != front.count("\n"):
        return None
    key, last = "", "nothing to go on with"
    items: list[Value] = []
    for number, (name, scalar, item) in enumerate(found, start=2):
        if name:
            if name in fields:
                return None
            key = name
            fields[key] = last = scalar
            lines[key] = number
            items = []
        elif last:
            return None
        elif items:
            items.append(item)
        else:
            fields[key] = items = [item]
    return fields, lines


def _read_lines(front: str) -> tuple[dict[str, Value], dict[str, int]] | None:
    fields: dict[str, Value] = {}
    lines: dict[str, int] = {}
    build = _Builder(fields)
    for number, line in enumerate(front.split("\n"), start=2):
        content = line.lstrip(" ")
        indent = len(line) - len(content)
        if not content or indent % 2:
            return None
        if not (
            build.item(content[2:], indent // 2)
            if content.startswith("- ")
            else build.key(content, indent // 2)
        ):
            return None
        if not indent:
            lines[build.last] = number
    return fields, lines


class _Builder:
    """Mappings by depth, and the key whose list or mapping may still be opened; a method is False where it must not be."""

    def __init__(self, fields: dict[str, Value]) -> None:
        self._maps = [fields]
        self._items: list[Value] | None = None
        self._open = False
        self.last = ""

    def key(self, content: str, depth: int) -> bool:
        """A line ``key: scalar`` or ``key:``."""
        match = re.match(_KEY, content)
        if match is None or depth >= MAX_DEPTH:
            return False
        if depth == len(self._maps) and self._open:
            inner: dict[str, Value] = {}
            self._maps[-1][self.last] = inner
            self._maps.append(inner)
        elif depth >= len(self._maps):
            return False
        del self._maps[depth + 1 :]
        name, written = match.groups()
        scalar = _scalar(written) if written else ""
        if scalar is None or name in self._maps[-1]:
            return False
        self._maps[-1][name] = scalar
        self.last, self._open, self._items = name, not written, None
        return True

    def item(self, written: str, depth: int) -> bool:
        """A line ``- scalar`` of the list that the last key holds."""
        scalar = _scalar(written)
        if (
            scalar is None
            or depth != len(self._maps)
            or depth >= MAX_DEPTH
            or not (self._open or self._items)
        ):
            return False
        if self._items is None:
            self._items = []
            self._maps[-1][self.last] = self._items
        self._items.append(scalar)
        self._open = False
        return True


_QUOTED = r'"((?:[^"\\]|\\["\\])*)"\Z'


def _scalar(written: str) -> str | None:
    if re.match(_PLAIN, written):
        return written
    match = re.match(_QUOTED, written)
    return re.sub(r"\\(.)", r"\1", match[1]) if match else None


def render_key(key: str, value: Value) -> list[str]:
    """The lines of one key; none where the value is empty."""
    if isinstance(value, str):
        return [f"{key}: {quoted(value)}"] if value else []
    if isinstance(value, list):
        return [f"{key}:", *(f"  - {quoted(str(item))}" for item in value)] if value else []
    return [f"{key}:", *(f"  {sub}: {quoted(str(item))}" for sub, item in value.items())] if value else []


def quoted(text: str) -> str:
    """A scalar as YAML reads it back unchanged: plain where that is safe, else in double quotes."""
    if text.isprintable() and re.match(_PLAIN, text):
        return text
    out = []
    for char in text:
        if char in '"\\':
            out.append("\\" + char)
        elif char == "\n":
            out.append("\\n")
        elif char == "\t":
            out.append("\\t")
        elif char.isprintable():
            out.append(char)
        else:
            code = ord(char)
            out.append(
                f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
            )
    return '"' + "".join(out) + '"'
