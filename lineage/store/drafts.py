"""Texts that are being written, kept on disk until they are saved: a crash or a failed write loses no word."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lineage.errors import LineageError, Problem
from lineage.model.text import slug
from lineage.store import files

if TYPE_CHECKING:
    from pathlib import Path


def keep_draft(journal: Path, name: str, text: str) -> Path:
    """Write a draft and give its path; two edits of one entry have two drafts."""
    path = journal / ".lineage" / "drafts" / f"{slug(name)}-{os.urandom(3).hex()}.md"
    files.write_new(path, text)
    return path


def read_draft(path: Path) -> str:
    """The text of a draft; LineageError where it is no text."""
    try:
        return files.decode(files.read_bytes(path))
    except files.UnreadableError as error:
        raise LineageError(f"not saved: {path}: {error.message}", hint="the draft is kept there") from error


def drop_draft(path: Path) -> None:
    """Take a draft away."""
    path.unlink(missing_ok=True)


def left_over(journal: Path) -> list[Problem]:
    """Drafts that were never saved and temporary files of writes that were cut off: each may hold the only copy."""
    drafts = sorted((journal / ".lineage" / "drafts").glob("*.md"))
    strays = sorted((journal / "entries").rglob(".*.tmp"))
    return [
        Problem(
            path=path.relative_to(journal).as_posix(),
            message=message,
            hint="look whether you need its text, then delete it",
        )
        for found, message in (
            (drafts, "a draft that was not saved"),
            (strays, "what a write that was cut off left behind"),
        )
        for path in found
    ]
