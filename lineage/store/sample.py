"""The sample journal: real, sourced observations in our own words, copied to a folder where one can try things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lineage.errors import LineageError
from lineage.store import files
from lineage.store.settings import create_journal
from lineage.store.taxonomy import starter

if TYPE_CHECKING:
    from pathlib import Path

CONTEXT = """
[context.guild]
organisation = "Example Guild"
setting = "token-community"
channel = "crossing"
observer_position = "participant"
sensitivity = "public"
look_again = 30
"""


def copy_sample(folder: Path) -> int:
    """Make a journal in an empty or new folder with every sample entry in it; how many there are."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LineageError(
            f"{folder} is not empty, so the sample journal was not copied there", hint="name a new folder"
        )
    create_journal(folder, audience="public")
    settings = folder / "lineage.toml"
    files.write_over(settings, settings.read_text(encoding="utf-8") + CONTEXT)
    source = starter() / "entries"
    count = 0
    for path in sorted(source.rglob("*.md")):
        files.write_new(folder / "entries" / path.relative_to(source), path.read_text(encoding="utf-8"))
        count += 1
    return count
