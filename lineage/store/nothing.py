"""Passages that bear no tension: ``taxonomy/none.md``, one a bullet; a journal's own add to the built-in ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lineage.store import files

if TYPE_CHECKING:
    from pathlib import Path


def read_nothing(folder: Path, own: Path | None = None) -> tuple[str, ...]:
    """The passages in the order of the files; a file that cannot be read has none, as `taxonomy check` says."""
    places = [folder]
    if own is not None and own.is_dir() and own.resolve() != folder.resolve():
        places.append(own)
    return tuple(dict.fromkeys(passage for place in places for passage in _passages(place / "none.md")))


def _passages(path: Path) -> list[str]:
    if not path.is_file():
        return []
    try:
        lines = files.decode(files.read_bytes(path)).splitlines()
    except (files.UnreadableError, OSError):
        return []
    found: list[str] = []
    for line in lines:
        if line.startswith("- "):
            found.append(line[2:].strip())
        elif line.startswith(" ") and line.strip() and found:
            found[-1] += " " + line.strip()
    return found
