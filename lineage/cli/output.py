"""What a command says: the answer on stdout, the talk on stderr, no control character from data on either."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from typing import Any, TextIO

import click

from lineage.model.text import visible

STYLES: dict[str, dict[str, Any]] = {
    "id": {"fg": "cyan"},
    "code": {"fg": "magenta"},
    "head": {"bold": True},
    "faint": {"dim": True},
    "good": {"fg": "green"},
    "bad": {"fg": "red"},
}


class Painted(str):
    """Text that is already safe and may hold our own colours."""

    __slots__ = ()


def paint(text: str, style: str) -> Painted:
    """Text made visible, in a style of ours."""
    return Painted(click.style(visible(text), **STYLES[style]))


def say(*parts: str) -> None:
    """One line of the answer."""
    _write(sys.stdout, parts)


def tell(*parts: str) -> None:
    """One line of talk: progress, hints, faults."""
    _write(sys.stderr, parts)


def say_text(text: str) -> None:
    """Several lines of the answer; new lines stay, control characters are shown."""
    sys.stdout.write(visible(text.rstrip("\n"), lines=True) + "\n")


def _write(stream: TextIO, parts: tuple[str, ...]) -> None:
    line = "".join(part if isinstance(part, Painted) else visible(part) for part in parts)
    stream.write((line if _colours(stream) else click.unstyle(line)) + "\n")


def _colours(stream: TextIO) -> bool:
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def say_json(value: Any) -> None:
    """A value as JSON; what could steer a terminal is escaped, which JSON allows for every character."""
    sys.stdout.write(json_text(value))


def json_text(value: Any) -> str:
    """A value as a JSON text that ends with a new line."""
    text = json.dumps(plain(value), ensure_ascii=False, indent=2)
    if text.isascii() and text.replace("\n", "").isprintable():
        return text + "\n"
    shown = "".join(char if char == "\n" or visible(char) == char else f"\\u{ord(char):04x}" for char in text)
    return shown + "\n"


def plain(value: Any) -> Any:
    """A value of ours as what JSON knows: dataclasses and pairs become mappings and lists."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, float):
        return round(value, 6)
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def width() -> int:
    """Columns of the terminal, 100 where there is none."""
    if not sys.stdout.isatty():
        return 100
    import shutil  # 2 ms, for bz2 and lzma

    return shutil.get_terminal_size((100, 24)).columns


def asks() -> bool:
    """True where a person can be asked: both ends are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def fit(text: str, columns: int) -> str:
    """Text cut to a number of columns, padded with spaces."""
    shown = visible(text)
    return (shown if len(shown) <= columns else shown[: columns - 1] + "…").ljust(columns)
