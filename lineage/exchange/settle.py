"""A draft made fit to be written: clean text, within an entry's limits, with the hashes it is known again by."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from lineage.errors import Problem
from lineage.model.entry import FIELDS, HEAD, MAX_BYTES, Extra
from lineage.model.incoming import FILE_TIME, IMPORTED, Draft, Loss, digest
from lineage.model.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

TITLE = 120
"""Characters of a title; the whole line stays in the text."""
MAX_WORDS, WORD = 64, 120
MAX_VALUE, MAX_EXTRA = 2_000, 24_000
"""Characters of one extra value and of all of them; more is kept in the text, as front matter may have 64 KiB."""
ROOM = 128 * 1024
"""Bytes of an entry file left for its front matter."""

_CONFLICT = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)
_BROKEN = re.compile("[\x00\ud800-\udfff]")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.()-]{0,79}\Z")
_RESERVED = {*HEAD, *(item.name for item in FIELDS), IMPORTED}


def settle(draft: Draft, *, root: str, place: tuple[str, ...]) -> Draft | Problem:
    """A draft that can be written as it is: clean, within an entry's limits, with its hashes; or why it cannot.

    ``root`` names what is imported, ``place`` where in it the draft stood; empty where that has no name.
    """
    text = draft.text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()
    title = one_line(draft.title, limit=TITLE)
    losses = list(draft.losses)
    if _BROKEN.search(text + title):
        losses.append(_loss(draft, "text", "characters no text can have were replaced by U+FFFD"))
        text, title = _BROKEN.sub("\ufffd", text), _BROKEN.sub("\ufffd", title)
    fields, too_long = _fields(draft)
    extra, spilled = _kept(draft, (*draft.extra, *too_long), losses)
    body = "\n\n".join(part for part in (text or (title if extra or draft.words else ""), spilled) if part)
    refusal = _refusal(draft, body)
    if refusal is not None:
        return refusal
    if not text:
        losses.append(_loss(draft, "empty", "it has properties only: its name stands as its text"))
    words = _words(draft, losses)
    written = next((str(value) for key, value in extra if key == "written"), "")
    said = digest(title, _day(draft), written, body)
    before = draft.before or draft
    return replace(
        draft,
        title=title,
        text=body,
        words=words,
        fields=fields,
        extra=extra,
        losses=tuple(sorted(set(losses))),
        place=digest(root, *place)[:12] if place else "",
        content=f"{said}-{_beside(words, draft.sensitivity, (*fields, *extra))}",
        earlier=digest(
            _BROKEN.sub("\ufffd", one_line(before.title, limit=TITLE)), _day(before), written, body
        ),
    )


def _day(draft: Draft) -> str:
    """The day as it tells notes apart; that of the file does not, as a copied file has the day of the copy."""
    return str(draft.observed) if draft.dated != FILE_TIME else ""


def _beside(words: Iterable[str], sensitivity: str, values: Extra) -> str:
    """The hash of what stands beside a text, in whatever order its columns or keys and its words came."""
    told = sorted(f"{key}={value!r}" for key, value in values if key != "written")
    return digest(sensitivity, *told, "", *sorted(word.casefold() for word in words))[:8]


def _loss(draft: Draft, kind: str, message: str) -> Loss:
    return Loss(kind=kind, path=draft.path, line=draft.line, message=message)


def _refusal(draft: Draft, body: str) -> Problem | None:
    if not body.strip():
        return Problem(path=draft.path, line=draft.line, message="has no text", hint="nothing to take")
    if len(body.encode()) > MAX_BYTES - ROOM:
        hint = "split it: an entry is one observation"
        return Problem(path=draft.path, line=draft.line, message="longer than an entry may be", hint=hint)
    if "<<<<<<< " in body and len({match[0][0] for match in _CONFLICT.finditer(body)}) > 1:
        hint = "choose one side, take the marks out and import again"
        return Problem(path=draft.path, line=draft.line, message="holds git's conflict marks", hint=hint)
    return None


def _size(value: str | tuple[str, ...]) -> int:
    """Characters of a value as front matter writes it; what cannot be printed becomes an escape of up to ten."""
    if isinstance(value, tuple):
        return sum(_size(item) + 6 for item in value)
    return len(value) if value.isprintable() else sum(1 if char.isprintable() else 10 for char in value)


def _fields(draft: Draft) -> tuple[Extra, Extra]:
    """The facets that are as short as facets are, and those that are not."""
    fields = [(key, _clean(value)) for key, value in draft.fields]
    short = tuple(item for item in fields if _size(item[1]) <= MAX_VALUE)
    return short, tuple(item for item in fields if item not in short)


def _clean(value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    if isinstance(value, str):
        return _BROKEN.sub("\ufffd", value)
    return tuple(_BROKEN.sub("\ufffd", item) for item in value)


def _words(draft: Draft, losses: list[Loss]) -> tuple[str, ...]:
    """The writer's own words, each once whatever its case, within measure."""
    found: dict[str, str] = {}
    for word in draft.words:
        plain = _BROKEN.sub("\ufffd", one_line(word, limit=WORD))
        if plain:
            found.setdefault(plain.casefold(), plain)
    words = tuple(word for word in found.values() if _size(word) <= 2 * WORD)[:MAX_WORDS]
    if len(words) < len(found):
        losses.append(_loss(draft, "tags", f"{len(found)} tags, of which {len(words)} were taken as words"))
    return words


def _kept(draft: Draft, given: Extra, losses: list[Loss]) -> tuple[Extra, str]:
    """The extra keys as front matter can hold them, and as text what it cannot."""
    kept: dict[str, str | tuple[str, ...]] = {}
    spilled: list[str] = []
    size = 0
    for key, raw in given:
        value = _clean(raw)
        name = safe_key(key, taken=kept)
        shown = one_line(_BROKEN.sub("\ufffd", key), limit=60) or "a property without a name"
        if _size(value) > MAX_VALUE or size + _size(value) > MAX_EXTRA or not name:
            listed = value if isinstance(value, str) else "\n".join(f"- {item}" for item in value)
            spilled.append(f"{shown}: {listed}")
            losses.append(_loss(draft, "property", f"{shown} is kept at the end of the text"))
            continue
        if name != key:
            losses.append(_loss(draft, "property", f"{shown} is kept as {name}"))
        kept[name] = value
        size += _size(value) + len(name) + 2
    return tuple(kept.items()), "\n\n".join(spilled)


def safe_key(key: str, *, taken: Iterable[str] = ()) -> str:
    """A key that front matter can hold and that means nothing else here; empty where there is none."""
    name = key if _KEY.match(key) else re.sub(r"[^A-Za-z0-9_.()-]+", "-", key.strip()).strip("-")[:60]
    if name and (name in _RESERVED or not name[0].isalpha()):
        name = f"source-{name}"
    return name if _KEY.match(name) and name not in taken else ""
