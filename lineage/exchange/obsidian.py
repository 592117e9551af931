"""An Obsidian vault: front matter, tags in all their spellings, wiki links to earlier notes, embeds told.

The text stays as it is: tags, links, callouts and comments are read, never rewritten. A link becomes ``follows`` only
where it can mean "grew out of": to a note of this import with a day of its own that is not later, from a note that
links to few. Pages about people or projects, and lists of links, would else make one episode of a whole vault.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from lineage.errors import Problem
from lineage.exchange.days import find_date
from lineage.exchange.folder import notices, plain_name, refused, tells, unsettled
from lineage.exchange.marks import first_heading, links, masked, tags
from lineage.exchange.notes import read_text, stem, take_apart
from lineage.exchange.settle import settle
from lineage.model.incoming import FILE_TIME, NOWHERE, Draft, Incoming, Loss, Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from lineage.exchange.marks import Link
    from lineage.exchange.notes import ReadFields

MOST_LINKS = 8
"""A note with more links to dated notes is a list of them, not something that grew out of them all."""

_DRAWINGS = ("excalidraw-plugin", "excalidraw")


def is_note_name(path: str) -> bool:
    """True for a note of a vault: Markdown, in no hidden folder (.obsidian, .trash)."""
    return path.lower().endswith(".md") and not any(part.startswith(".") for part in path.split("/"))


def read_obsidian(
    notes: Iterable[Note],
    *,
    others: Iterable[str] = (),
    root: str,
    today: date,
    read_fields: ReadFields,
) -> Incoming:
    """A draft for each note of a vault, sorted by path, links resolved among them; arguments as ``read_folder``."""
    found: list[tuple[Draft, tuple[Link, ...]]] = []
    problems = refused(others, "not a Markdown file by its name")
    for note in sorted(notes, key=lambda one: one.path):
        draft, marks = _draft(note, root=root, today=today, read_fields=read_fields)
        if isinstance(draft, Draft):
            found.append((draft, marks))
        else:
            problems.append(draft)
    names = _Names(draft.key for draft, _ in found)
    by_key = {draft.key: draft for draft, _ in found}
    drafts = [_linked(draft, marks, names, by_key) for draft, marks in found]
    return Incoming(
        format="obsidian", drafts=tuple(drafts), problems=tuple(sorted(problems)), notes=notices(drafts)
    )


def _draft(
    note: Note, *, root: str, today: date, read_fields: ReadFields
) -> tuple[Draft | Problem, tuple[Link, ...]]:
    text = read_text(note)
    if isinstance(text, Problem):
        return text, ()
    parts = take_apart(note, text, read_fields)
    if any(key in _DRAWINGS for key, _ in parts.properties.extra):
        return Problem(path=note.path, message="a drawing, not a note", hint="it stays where it is"), ()
    plain = masked(parts.body)
    heading = first_heading(plain)
    dated = find_date(note, parts, heading, today)
    name = plain_name(note.path)
    before = parts.properties.title or (stem(note.path) if name else heading)
    title = before if tells(name) or not parts.body.strip() else parts.properties.title or heading
    draft = unsettled("obsidian", note, parts, dated, title=title, before=before)
    marks = tuple(replace(link, line=link.line + parts.skipped) for link in links(plain))
    embeds = tuple(
        Loss(
            kind="embed",
            path=note.path,
            line=link.line,
            message=f"the embedded {link.target or 'passage'} stays as text",
            hint="what it shows is not copied",
        )
        for link in marks
        if link.embed
    )
    draft = replace(draft, words=(*draft.words, *tags(plain)), losses=(*draft.losses, *embeds))
    return settle(draft, root=root, place=(note.path,)), marks


class _Names:
    """Notes by what a link calls them, as Obsidian finds them: by path from the top, or by name, whatever the case."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._paths: dict[str, str] = {}
        self._names: defaultdict[str, list[str]] = defaultdict(list)
        for key in sorted(keys):
            self._paths.setdefault(_called(key), key)
            self._names[_called(key).rpartition("/")[2]].append(key)

    def find(self, target: str, source: str) -> list[str]:
        """The notes a link may mean; one where it is clear."""
        called = _called(target.strip("/"))
        folder = _called(source).rpartition("/")[0]
        near = self._paths.get(_joined(folder, called))
        at = self._paths.get(called)
        if target.startswith("./") or ".." in called.split("/"):
            return [near] if near else []
        if at and "/" in called:
            return [at]
        named = [
            key for key in self._names[called.rpartition("/")[2]] if f"/{_called(key)}".endswith(f"/{called}")
        ]
        return [near] if near and len(named) > 1 else named


def _called(path: str) -> str:
    low = path.casefold()
    return low.removesuffix(".md")


def _joined(folder: str, called: str) -> str:
    parts = folder.split("/") if folder else []
    for part in called.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _linked(draft: Draft, marks: tuple[Link, ...], names: _Names, by_key: dict[str, Draft]) -> Draft:
    """The draft with the links that can be followed, and the others told."""
    kept: dict[str, Link] = {}
    losses: list[Loss] = []
    for link in marks:
        if link.embed or not link.target:
            continue
        found = [key for key in names.find(link.target, draft.key) if key != draft.key]
        reason = _reason(draft, [by_key[key] for key in found])
        if found and not reason:
            kept.setdefault(found[0], link)
        elif found or "[[" in link.written:
            losses.append(_stays(draft, link, reason))
    if len(kept) > MOST_LINKS:
        losses += _list_of(draft, kept)
        kept = {}
    return replace(draft, links=tuple(sorted(kept)), losses=tuple(sorted({*draft.losses, *losses})))


def _reason(draft: Draft, targets: list[Draft]) -> str:
    """Why a link is not followed; empty where it is."""
    if not targets:
        return "no note of that name came in"
    if len(targets) > 1:
        return f"{len(targets)} notes have that name"
    target = targets[0]
    if FILE_TIME in (draft.dated, target.dated) or NOWHERE in (draft.dated, target.dated):
        return "one of the two has no day of its own"
    assert draft.observed.first is not None
    assert target.observed.first is not None
    if target.observed.first > draft.observed.first:
        return "it leads to a later note"
    return ""


def _stays(draft: Draft, link: Link, reason: str) -> Loss:
    message = f"the link to {link.target} stays text: {reason}"
    return Loss(kind="link", path=draft.path, line=link.line, message=message)


def _list_of(draft: Draft, kept: dict[str, Link]) -> Iterator[Loss]:
    reason = f"a note that links to {len(kept)} others is a list of them"
    return (_stays(draft, link, reason) for _, link in sorted(kept.items()))
