"""Forgetting: every copy of an entry outside its own file, found and deleted; what cannot be deleted is named."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lineage.errors import LineageError
from lineage.model.fields import MAX_BYTES
from lineage.store import files, undo
from lineage.store.drafts import origin_path, own_drafts_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEAD = 1 << 16
"""Bytes of a file in which its id is looked for; front matter is no longer."""
_MOST = MAX_BYTES + 1
"""Bytes of a file that are read; no entry is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """How many copies were deleted, and the paths of what could not be read or deleted."""

    copies: int
    remaining: tuple[str, ...]


def purge(journal: Path, index: Path, paths: list[str], identifier: str, text: str) -> Purged:
    """Delete every copy of an entry, then the index, then the entry's own files; these stay where anything else does.

    Copies lie in undo, among drafts, beside it as conflict copies, in what cut-off writes left. ``text`` is the entry's own
    words: a draft of a new entry has no id, and is a copy where it holds the same.
    """
    kept = _Copy(paths, identifier, text)
    copies, remaining = _deleted([*_in_undo(journal, kept), *_elsewhere(journal, kept)])
    remaining += [*kept.unread, *_unname(journal, kept), *_deleted(_index_files(index))[1]]
    if not remaining:
        remaining += _deleted([journal / path for path in paths])[1]
        # A reader at work meanwhile may have built the index anew with the entry still there.
        remaining += _deleted(_index_files(index))[1]
    return Purged(copies=copies, remaining=tuple(_shown(one, journal) for one in remaining))


def _deleted(paths: list[Path]) -> tuple[int, list[Path]]:
    """How many files were deleted, and those that could not be."""
    count = 0
    remaining = []
    folders = {}
    for path in paths:
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError:
            remaining.append(path)
        else:
            count += 1
            folders[path.parent] = path
    for path in folders.values():
        files.sync_folder(path, done="is deleted")
    return count, remaining


def _index_files(index: Path) -> list[Path]:
    """The index and what SQLite and we keep beside it."""
    return sorted(index.parent.glob(f"{index.stem}.*"))


def _shown(path: Path, journal: Path) -> str:
    return path.relative_to(journal).as_posix() if path.is_relative_to(journal) else str(path)


class _Copy:
    """What makes a file a copy of an entry: its name, the id in its front matter, or the very words."""

    def __init__(self, paths: list[str], identifier: str, text: str) -> None:
        self.unread: list[Path] = []
        self._paths = paths
        self._identifier = identifier
        self._words = text.strip().encode("utf-8")
        self._id = re.compile(
            rb"^id:[ \t]*[\"']?" + re.escape(identifier.encode()) + rb"[\"']?[ \t]*\r?$", re.MULTILINE
        )

    def is_named(self, path: str) -> bool:
        """True for a path that is the entry's, or is named after it."""
        return self._identifier in path or path in self._paths

    def is_told(self, text: str) -> bool:
        """True for what a step says that names the entry or its files."""
        return self._identifier in text or any(path in text for path in self._paths)

    def is_held(self, path: Path) -> bool:
        """True for a file whose bytes are a copy, whole or cut off; one that cannot be read is noted in ``unread``."""
        if self._identifier in path.name:
            return True
        if path.is_symlink() or not path.is_file():
            return False
        try:
            with path.open("rb") as opened:
                data = opened.read(_MOST)
        except FileNotFoundError:
            return False
        except OSError:
            self.unread.append(path)
            return False
        return bool(self._id.search(data[:_HEAD])) or data.strip() == self._words


def _in_undo(journal: Path, kept: _Copy) -> Iterator[Path]:
    """The files of undo's steps that are copies, by what a step says and by what they hold."""
    folder = journal / undo.FOLDER
    for place in sorted(folder.glob("*")) if folder.is_dir() else ():
        named: set[str] = set()
        with contextlib.suppress(ValueError, KeyError, TypeError, OSError):
            for number, change in enumerate(undo.read_step(place).changes):
                if kept.is_named(change.path) or kept.is_named(change.of):
                    named |= {str(number), f"{number}.undone"}
        for path in sorted(place.glob("*")) if place.is_dir() and not place.is_symlink() else ():
            if path.name in named or (path.name != undo.WHAT and kept.is_held(path)):
                yield path


def _elsewhere(journal: Path, kept: _Copy) -> Iterator[Path]:
    """Drafts, conflict copies and temporary files that are copies, and what is known of where a draft came from."""
    drafts = journal / ".lineage" / "drafts"
    for path in sorted(drafts.glob("*")) if drafts.is_dir() else ():
        if kept.is_held(path):
            yield path
            yield journal / ".lineage" / "origins" / f"{path.stem}.json"
    for path in own_drafts_of(journal):
        if kept.is_held(path):
            yield path
            yield origin_path(path)
    for path in sorted((journal / ".lineage" / "origins").glob("*")):
        if kept.is_named(path.name):
            yield path
    for pattern in (".*.tmp", "*.conflict-*.md"):
        for path in sorted((journal / "entries").rglob(pattern)):
            if kept.is_held(path):
                yield path


def _unname(journal: Path, kept: _Copy) -> Iterator[Path]:
    """Take the entry's name, which tells its title, out of what the steps say; the paths where that failed.

    A step of this entry alone goes as a whole.
    """
    folder = journal / undo.FOLDER
    for said in sorted(folder.glob(f"*/{undo.WHAT}")) if folder.is_dir() else ():
        try:
            text = said.read_text(encoding="utf-8", errors="replace")
            if kept.is_told(text):
                _without(said, text, kept)
        except FileNotFoundError:
            continue
        except (LineageError, OSError):
            yield said


def _without(said: Path, text: str, kept: _Copy) -> None:
    """What a step says, without the entry; what is damaged says nothing that could be kept."""
    try:
        step: dict[str, Any] = json.loads(text)
        for change in step["changes"]:
            if kept.is_named(str(change["path"])) or kept.is_named(str(change.get("of", ""))):
                change.update({"path": "", "before": "", "after": "", "of": ""})
        others = any(change["path"] for change in step["changes"])
    except (ValueError, KeyError, TypeError, AttributeError):
        said.unlink()
        return
    if others:
        files.write_over(said, undo.said_as(step))
    else:
        _take_away(said.parent)


def _take_away(place: Path) -> None:
    import shutil  # 2 ms

    shutil.rmtree(place)
