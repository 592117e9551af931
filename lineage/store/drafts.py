"""Texts that are being written, kept on disk until they are saved: a crash or a failed write loses no word."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from lineage.errors import LineageError
from lineage.store import files

if TYPE_CHECKING:
    from pathlib import Path


def keep_draft(journal: Path, name: str, text: str) -> Path:
    """Write a draft and give its path; two edits of one entry have two drafts."""
    path = journal / ".lineage" / "drafts" / f"{name}-{secrets.token_hex(3)}.md"
    files.write_new(path, text)
    return path


def read_draft(path: Path) -> str:
    """The text of a draft; LineageError where it is no text."""
    try:
        return files.decode(files.read_bytes(path))
    except files.UnreadableError as error:
        raise LineageError(f"not saved: {path}: {error.message}", hint="the draft is kept there") from error
