from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from lineage.model.draft import draft as as_entry
from lineage.model.incoming import Note
from lineage.store.entries import parse_entry, render_entry
from lineage.store.front_matter import read_fields

TODAY = date(2026, 11, 24)


@pytest.fixture
def given():
    """What every importer is given beside the notes."""
    return {"root": "/home/mina/notes", "today": TODAY, "read_fields": read_fields}


@pytest.fixture
def note():
    """A note of some text, whose file is of the first of November."""

    def make(text: str | bytes, path: str = "note.md") -> Note:
        data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        return Note(path=path, data=data, modified=date(2026, 11, 1))

    return make


@pytest.fixture(scope="session")
def through_a_file():
    """The entry that a draft becomes, and as it reads back from its file, with the faults of the file."""
    from lineage.store.taxonomy import read_taxonomy, starter

    taxonomy = read_taxonomy(starter())[0]

    def write(draft):
        now = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)
        entry, _ = as_entry(draft.text, draft.given, taxonomy=lambda: taxonomy, now=now)
        entry = replace(entry, id="20261124-k7f3q2wd", extra=draft.kept, path="entries/2026/x.md")
        back, problems = parse_entry(render_entry(entry), entry.path)
        return entry, back, problems

    return write
