"""Codings in files, ``codings/<coder>/<entry id>.md``: a folder a coder, so that no two people write to one file."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from lineage.errors import LineageError, Problem
from lineage.model.coding import FACETS, NONE, Answer, Coding
from lineage.model.spans import scan
from lineage.model.text import slug
from lineage.store import files
from lineage.store.front_matter import Document, FrontMatterError, has_conflict, read_document, render
from lineage.store.listing import is_entry_name

if TYPE_CHECKING:
    from pathlib import Path

    from lineage.model.entry import Extra
    from lineage.store.canonical import Value

FOLDER = "codings"
HEAD = ("entry", "coder", "recorded", "taxonomy", "machine")
LONGEST_NAME = 60
"""Letters of a coder's name that its folder has."""
_MANY = {item.name for item in FACETS if item.many}
_ASKED = [item.name for item in FACETS]


def coding_path(coder: str, entry: str) -> str:
    """Where a coder's coding of an entry lies, relative to the journal."""
    return f"{FOLDER}/{folder_name(coder)}/{entry}.md"


def folder_name(coder: str) -> str:
    """A coder's name as a folder: letters of any script, digits and hyphens, so that it never leads elsewhere."""
    folded = unicodedata.normalize("NFC", coder).lower()
    letters = "".join(char if char.isalnum() else "-" for char in folded)
    plain = "-".join(part for part in letters.split("-") if part)[:LONGEST_NAME].strip("-")
    # What Windows keeps for devices (con, nul) gets another name, as titles do.
    return (slug(plain) if plain.isascii() else plain) or "unnamed"


def list_codings(journal: Path) -> list[Path]:
    """Every file that should be a coding, sorted; what is hidden or linked is not read."""
    folder = journal / FOLDER
    if folder.is_symlink() or not folder.is_dir():
        return []
    coders = [place for place in folder.iterdir() if place.is_dir() and not place.is_symlink()]
    return sorted(
        path
        for place in coders
        if not place.name.startswith(".")
        for path in place.iterdir()
        if is_entry_name(path.name)
    )


def read_codings(journal: Path) -> tuple[tuple[Coding, ...], list[Problem]]:
    """Every coding of a journal, sorted by path; a bad file hides no other."""
    found, problems = [], []
    for path in list_codings(journal):
        coding, faults = read_coding(path, journal)
        problems += faults
        if coding is not None:
            found.append(coding)
    return tuple(found), problems


def read_coding(path: Path, journal: Path) -> tuple[Coding | None, list[Problem]]:
    """One coding and what is wrong with its file."""
    shown = path.relative_to(journal).as_posix()
    try:
        text = files.decode(files.read_bytes(path))
    except files.UnreadableError as error:
        return None, [Problem(path=shown, line=error.line, message=error.message, hint=error.hint)]
    return parse_coding(text, shown)


def parse_coding(text: str, path: str) -> tuple[Coding | None, list[Problem]]:
    """A coding from a file's text; None where it cannot be one."""
    if has_conflict(text):
        message = "git's conflict marks are in the file; it is not compared and will not be rewritten"
        return None, [
            Problem(path=path, message=message, hint="choose one side, take the marks out and save")
        ]
    try:
        document = read_document(text)
    except FrontMatterError as error:
        return None, [Problem(path=path, line=error.line, message=error.message, hint=error.hint)]
    problems: list[Problem] = []
    head = {key: _text(document, key, path, problems) for key in HEAD}
    for key in ("entry", "coder"):
        if not head[key]:
            hint = f"write {key}: and {'the id of the entry' if key == 'entry' else 'whose tags these are'}"
            problems.append(Problem(path=path, line=1, message=f"the key {key} is missing", hint=hint))
    if not head["entry"] or not head["coder"]:
        return None, problems
    problems += _misplaced(head["entry"], head["coder"], path)
    answers = tuple(_answers(document, path, problems))
    quotes, remark = _body(document.body)
    coding = Coding(**head, answers=answers, quotes=quotes, remark=remark, extra=_extra(document), path=path)
    return coding, problems


def _text(document: Document, key: str, path: str, problems: list[Problem]) -> str:
    value = document.fields.get(key, "")
    if isinstance(value, str):
        return value
    line = document.lines.get(key, 1)
    problems.append(
        Problem(path=path, line=line, message=f"{key} is not a plain text", hint=f"write {key}: and a text")
    )
    return ""


def _misplaced(entry: str, coder: str, path: str) -> list[Problem]:
    """What is wrong with where a coding lies: others look for it there, and one coder writes a folder."""
    wanted = coding_path(coder, entry)
    if not path or path == wanted:
        return []
    return [
        Problem(
            path=path, message=f"the coding of {entry} by {coder} lies elsewhere", hint=f"move it to {wanted}"
        )
    ]


def _answers(document: Document, path: str, problems: list[Problem]) -> list[Answer]:
    found: list[Answer] = []
    for key in _ASKED:
        value = document.fields.get(key)
        if not value:
            continue
        items = value if isinstance(value, list) else [value]
        texts = tuple(item for item in items if isinstance(item, str) and item)
        if len(texts) == len(items) and (len(texts) == 1 or key in _MANY):
            found.append((key, () if texts == (NONE,) else texts))
            continue
        wanted = "a list of plain texts" if key in _MANY else "a plain text"
        line = document.lines.get(key, 1)
        problems.append(
            Problem(path=path, line=line, message=f"{key} is not {wanted}", hint=f"write {key}: and {wanted}")
        )
    return found


def _extra(document: Document) -> Extra:
    extra: list[tuple[str, str | tuple[str, ...]]] = []
    for key, value in document.fields.items():
        if key in HEAD or key in _ASKED:
            continue
        if isinstance(value, str):
            extra.append((key, value))
        else:
            items = value if isinstance(value, list) else [f"{sub}: {item}" for sub, item in value.items()]
            extra.append((key, tuple(item if isinstance(item, str) else repr(item) for item in items)))
    return tuple(extra)


def _body(body: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """The quoted passages of a body, and what is written beside them."""
    _, spans = scan(body)
    quotes = tuple((span.term, " ".join(span.text.split())) for span in spans)
    kept = []
    for paragraph in body.split("\n\n"):
        text, inside = scan(paragraph.strip())
        if text and not (len(inside) == 1 and inside[0].text == text):
            kept.append(text)
    return quotes, "\n\n".join(kept)


def render_coding(coding: Coding) -> str:
    """The canonical text of a coding: its keys, a paragraph a quoted passage, then the remark."""
    fields: dict[str, Value] = {key: getattr(coding, key) for key in HEAD}
    for name, values in sorted(coding.answers, key=lambda one: _ASKED.index(one[0])):
        fields[name] = list(values) if name in _MANY and values else (values or (NONE,))[0]
    fields |= {key: list(value) if isinstance(value, tuple) else value for key, value in coding.extra}
    paragraphs = [quote_line(term, text) for term, text in coding.quotes]
    if coding.remark:
        paragraphs.append(coding.remark)
    return render(
        fields, "".join(f"{paragraph}\n\n" for paragraph in paragraphs).rstrip("\n") + "\n" * bool(paragraphs)
    )


def can_quote(term: str, text: str) -> bool:
    """True for a passage whose mark is read back as it was written."""
    line = f"[{text}]{{.{term}}}"
    plain, spans = scan(line)
    return len(spans) == 1 and (spans[0].term, spans[0].text, plain) == (term, text, text)


def quote_line(term: str, text: str) -> str:
    """A passage marked with a term; LineageError where the mark could not be read back."""
    folded = " ".join(text.split())
    if not can_quote(term, folded):
        raise LineageError(
            "a passage with brackets or back-ticks of its own cannot be marked; nothing was saved",
            hint="quote fewer words of it",
        )
    return f"[{folded}]{{.{term}}}"
