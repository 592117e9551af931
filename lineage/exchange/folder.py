"""A folder of Markdown and text files: one note a file, its day from front matter, name, heading, a line or the file's time."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from lineage.errors import Problem
from lineage.exchange.dates import first_date
from lineage.exchange.days import find_date
from lineage.exchange.marks import first_heading, masked
from lineage.exchange.notes import read_text, stem, take_apart
from lineage.exchange.settle import settle
from lineage.model.incoming import FILE_TIME, Draft, Incoming, Note

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lineage.exchange.days import Dated
    from lineage.exchange.notes import Parts, ReadFields

TEXT = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".txt", ".text", ".org", ".rst", ".adoc", "")
"""Endings of names that are read; a file with another ending is told and not opened."""

_GIVEN = re.compile(
    r"not(?:es?|as?|iz|izen|itie)|untitled|unnamed|unbenannt|new|neue?|cop(?:y|ie)|kopie|im(?:g|age)|photo|pic|scan|screenshot|voice"
    r"|memo|recording|audio|doc(?:ument)?|dokument|te?xt|file|datei|draft|entwurf|te?mp|quick|of",
    re.IGNORECASE,
)
"""Words that programs name notes by."""


def is_note_name(path: str) -> bool:
    """True for a file that an import of a folder reads: text by its ending, not hidden, in no hidden folder."""
    parts = path.split("/")
    name = parts[-1]
    ending = name[name.rindex(".") :].lower() if "." in name else ""
    return ending in TEXT and not any(part.startswith(".") for part in parts)


def read_folder(
    notes: Iterable[Note],
    *,
    others: Iterable[str] = (),
    root: str,
    today: date,
    read_fields: ReadFields,
) -> Incoming:
    """A draft for each note that is text, sorted by path.

    ``others`` are files that were seen and not read; ``root`` names the folder (its real path: only its hash is kept);
    ``read_fields`` reads front matter and raises ValueError where it cannot.
    """
    drafts: list[Draft] = []
    problems = refused(others, "not a text file by its name")
    for note in sorted(notes, key=lambda one: one.path):
        found = _draft(note, root=root, today=today, read_fields=read_fields)
        if isinstance(found, Draft):
            drafts.append(found)
        else:
            problems.append(found)
    return Incoming(
        format="folder", drafts=tuple(drafts), problems=tuple(sorted(problems)), notes=notices(drafts)
    )


def _draft(note: Note, *, root: str, today: date, read_fields: ReadFields) -> Draft | Problem:
    text = read_text(note)
    if isinstance(text, Problem):
        return text
    parts = take_apart(note, text, read_fields)
    heading = first_heading(masked(parts.body))
    dated = find_date(note, parts, heading, today)
    named = parts.properties.title or heading
    name = plain_name(note.path)
    title = named or (name if tells(name) or not parts.body.strip() else "")
    return settle(
        unsettled("folder", note, parts, dated, title=title, before=named or name),
        root=root,
        place=(note.path,),
    )


def unsettled(format_name: str, note: Note, parts: Parts, dated: Dated, *, title: str, before: str) -> Draft:
    """A draft of a note; a date that says more than its day, or that was not taken, stays as an extra key.

    ``before`` is the title version 0.1 gave it at first. Without a title the first line is it.
    """
    properties = parts.properties
    more = [(key, written) for key, written in properties.dates if key not in dated.spent]
    draft = Draft(
        format=format_name,
        key=note.path,
        path=note.path,
        title=title,
        text=parts.body,
        observed=dated.when,
        dated=dated.how,
        fields=tuple(properties.fields.items()),
        words=tuple(properties.words),
        sensitivity=properties.sensitivity,
        extra=(*more, *properties.extra),
        losses=(*properties.losses, *dated.losses),
    )
    if (title, dated.before) == (before, None):
        return draft
    observed, how = dated.before or (dated.when, dated.how)
    return replace(draft, before=replace(draft, title=before, observed=observed, dated=how))


def tells(name: str) -> bool:
    """True for a name that a person gave; a phone or an editor gives n1, IMG_2034, Untitled 2, 8f14e45f-ceea."""
    if re.fullmatch(r"(?=\D*\d)[\da-f]+(?:[-_ ][\da-f]+)*", name, re.IGNORECASE):
        return False
    return any(len(word) > 1 and not _GIVEN.fullmatch(word) for word in re.findall(r"[^\W\d_]+", name))


def plain_name(path: str) -> str:
    """The name of a file as a title; empty where it is no more than a date."""
    name = stem(path)
    found = first_date(name)
    if found is not None and not name[: found.start].strip("-_ .") + name[found.end :].strip("-_ ."):
        return ""
    return name.replace("_", " ").replace("-", " ") if " " not in name and found is None else name


def refused(others: Iterable[str], message: str) -> list[Problem]:
    """A Problem for each file that is no note by its name."""
    hint = "it stays where it is; name it under sources where an entry needs it"
    return [Problem(path=path, message=message, hint=hint) for path in sorted(others)]


def notices(drafts: Iterable[Draft]) -> tuple[str, ...]:
    """What to know before trusting the days: many files with one time were copied on that day."""
    days = Counter(str(draft.observed) for draft in drafts if draft.dated == FILE_TIME)
    if not days:
        return ()
    day, most = min(days.items(), key=lambda one: (-one[1], one[0]))
    if most < 5 or most * 2 < days.total():
        return ()
    return (
        f"{most:,} of {days.total():,} notes without a date have the file time {day}: was the folder copied on that day?",
    )
