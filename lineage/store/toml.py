"""TOML text to values: lines of a key and a plain text are read here, everything else by tomllib, which costs 4 ms to load."""

from __future__ import annotations

import re
from typing import Any

_PLAIN = re.compile(r'([A-Za-z0-9_-]+) = "([^"\\]*)" *(?:#.*)?')


def read_toml(text: str) -> dict[str, Any]:
    """The values of a TOML file; ValueError says what is wrong with it."""
    found = _read_plain(text)
    if found is not None:
        return found
    import tomllib

    return tomllib.loads(text)


def _read_plain(text: str) -> dict[str, Any] | None:
    """The values of a file of plain lines, comments and empty lines alone; None for every other."""
    found: dict[str, Any] = {}
    for line in text.split("\n"):
        if not line.isprintable():
            return None
        if not line or line.startswith("#"):
            continue
        match = _PLAIN.fullmatch(line)
        if match is None or match[1] in found:
            return None
        found[match[1]] = match[2]
    return found
