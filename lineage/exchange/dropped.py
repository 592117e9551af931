"""Notes of the inbox: read as an import of a folder reads them, and known again by what they say and their day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lineage.exchange.folder import read_folder
from lineage.model.incoming import Incoming, digest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lineage.exchange.notes import ReadFields
    from lineage.model.incoming import Draft, Note

FORMAT = "inbox"


def read_dropped(notes: Iterable[Note], *, today: date, read_fields: ReadFields) -> Incoming:
    """A draft for each note, sorted by name.

    A phone gives the same name to many notes, so the name says nothing of whether a note is new; and the same few words may be
    true on two days, so their day does.
    """
    found = read_folder(notes, root="", today=today, read_fields=read_fields)
    return replace(found, format=FORMAT, drafts=tuple(map(_unplaced, found.drafts)), notes=())


def _unplaced(one: Draft) -> Draft:
    day, earlier = str(one.observed), str((one.before or one).observed)
    _, hyphen, beside = one.content.partition("-")
    content = f"{digest(one.said, day)}{hyphen}{beside}"
    return replace(one, format=FORMAT, place="", content=content, earlier=digest(one.earlier, earlier))
