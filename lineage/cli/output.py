"""What a command says: the answer on stdout, the talk on stderr, no control character from data on either."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TextIO
from unicodedata import category, east_asian_width

import click

from lineage.errors import LineageError
from lineage.model.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STYLES: dict[str, dict[str, Any]] = {
    "id": {"fg": "cyan"},
    "code": {"fg": "magenta"},
    "head": {"bold": True},
    "faint": {"dim": True},
    "good": {"fg": "green"},
    "bad": {"fg": "red"},
}


class UnsaidError(LineageError):
    """An answer that standard output did not take, as a full disk does; what was done is done."""

    def __init__(self, error: OSError) -> None:
        super().__init__(f"the answer could not be written: {error.strerror or error}")


@contextmanager
def answering() -> Iterator[None]:
    """Within it standard output is written to; UnsaidError where it takes nothing. A reader that has gone is no fault."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UnsaidError(error) from error


class Painted(str):
    """Text that is already safe and may hold our own colours."""

    __slots__ = ()


def paint(text: str, style: str) -> Painted:
    """Text made visible, in a style of ours."""
    return Painted(click.style(visible(text), **STYLES[style]))


def say(*parts: str) -> None:
    """One line of the answer."""
    with answering():
        _write(sys.stdout, parts)


def tell(*parts: str) -> None:
    """One line of talk: progress, hints, faults; where nobody can hear it, the work goes on."""
    with suppress(OSError):
        _write(sys.stderr, parts)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function that says what is being done, on one line of stderr that goes when it is done; silent where that is no terminal."""
    shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def hear(said: str) -> None:
        if shown:
            sys.stderr.write(f"\r\x1b[K{visible(said)}… (Ctrl-C ends it)")
            sys.stderr.flush()

    try:
        yield hear
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def say_text(text: str) -> None:
    """Several lines of the answer; new lines stay, control characters are shown."""
    with answering():
        sys.stdout.write(visible(text.rstrip("\n"), lines=True) + "\n")


def _write(stream: TextIO, parts: tuple[str, ...]) -> None:
    line = "".join(part if isinstance(part, Painted) else visible(part) for part in parts)
    stream.write((line if _colours(stream) else click.unstyle(line)) + "\n")


def _colours(stream: TextIO) -> bool:
    """Colours on a terminal; none for NO_COLOR (https://no-color.org: present and not empty), a dumb one, a pipe."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def say_bytes(data: bytes) -> None:
    """A file of another program's format as the answer, byte for byte."""
    with answering():
        sys.stdout.flush()
        binary = getattr(sys.stdout, "buffer", None)
        if binary is None:  # a text stream that somebody put in its place
            sys.stdout.write(data.decode("utf-8"))
            return
        binary.write(data)
        binary.flush()


def say_json(value: Any) -> None:
    """A value as JSON; what could steer a terminal is escaped, which JSON allows for every character."""
    with answering():
        sys.stdout.write(json_text(value))


def json_text(value: Any) -> str:
    """A value as a JSON text that ends with a new line."""
    text = json.dumps(plain(value), ensure_ascii=False, indent=2)
    return visible(text, lines=True, escape=lambda char: json.dumps(char)[1:-1]) + "\n"


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
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def fit(text: str, columns: int) -> str:
    """Text cut to a number of columns, padded with spaces; a wide letter or a picture takes two, a mark none."""
    shown = visible(text)
    if shown.isascii():
        return (shown if len(shown) <= columns else shown[: columns - 1] + "…").ljust(columns)
    taken, fits, last = 0, 0, 0
    for at, char in enumerate(shown, start=1):
        taken += 0 if category(char) in ("Mn", "Me", "Cf") else 2 if east_asian_width(char) in "WF" else 1
        if taken <= columns - 1:
            fits, last = at, taken
    return (
        shown + " " * (columns - taken)
        if taken <= columns
        else shown[:fits] + "…" + " " * (columns - 1 - last)
    )
