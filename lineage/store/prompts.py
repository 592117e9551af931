"""The questions of the week: those that come with the taxonomy, and a journal's own ``templates/`` over them.

A file is a question, its first paragraph; what follows is shown as help. Front matter fills the fields of the entry its answer
becomes; ``order`` says when it is asked. A file of the journal replaces the one of the same name; an empty one takes it away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lineage.errors import Problem
from lineage.model.fields import FIELDS
from lineage.model.text import nearest
from lineage.model.waiting import LAST, Prompt
from lineage.store import files
from lineage.store.front_matter import FrontMatterError, read_document

if TYPE_CHECKING:
    from pathlib import Path

    from lineage.store.canonical import Value

FOLDER = "templates"
BUILT_IN = "prompts"
_FIELDS = {item.name: item for item in FIELDS}


def read_prompts(taxonomy: Path, journal: Path) -> tuple[tuple[Prompt, ...], list[Problem]]:
    """The questions in their order, then by name; and what is wrong with the journal's own.

    ``taxonomy`` is the built-in taxonomy's folder.
    """
    found: dict[str, Prompt] = {}
    problems: list[Problem] = []
    for folder, shown in ((taxonomy / BUILT_IN, f"taxonomy/{BUILT_IN}"), (journal / FOLDER, FOLDER)):
        for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
            place = f"{shown}/{path.name}"
            try:
                prompt = _prompt(path.stem, files.decode(files.read_bytes(path)), place, problems)
            except (files.UnreadableError, FrontMatterError) as error:
                problems.append(Problem(path=place, line=error.line, message=error.message, hint=error.hint))
                continue
            found.pop(path.stem, None)
            if prompt is not None:
                found[path.stem] = prompt
    ordered = sorted(found.values(), key=lambda one: (one.order, one.name))
    return tuple(ordered), problems


def _prompt(name: str, text: str, path: str, problems: list[Problem]) -> Prompt | None:
    """One question; None for an empty file. What is no field of an entry is a Problem and is passed over."""
    fields: dict[str, Value] = {}
    lines: dict[str, int] = {}
    body = text
    if text.startswith("---"):
        document = read_document(text)
        fields, lines, body = dict(document.fields), dict(document.lines), document.body
    paragraphs = [" ".join(part.split()) for part in body.strip().split("\n\n") if part.strip()]
    if not paragraphs:
        return None
    given: list[tuple[str, str | tuple[str, ...]]] = []
    order = LAST
    for key, value in fields.items():
        if key == "order" and isinstance(value, str) and value.isdecimal():
            order = int(value)
            continue
        filled = _filled(key, value)
        if filled is None:
            near = ", ".join(nearest(key, [*_FIELDS, "order"])) or "see `lineage add --help`"
            message = f"{key} is no field of an entry that a template can fill"
            problems.append(
                Problem(path=path, line=lines.get(key, 0), message=message, hint=f"nearest: {near}")
            )
        else:
            given.append((key, filled))
    return Prompt(
        name=name, question=paragraphs[0], help=" ".join(paragraphs[1:]), order=order, given=tuple(given)
    )


def _filled(key: str, value: Value) -> str | tuple[str, ...] | None:
    """A value as an entry has it; None where the entry has no such field."""
    item = _FIELDS.get(key)
    if item is None or isinstance(value, dict):
        return None
    if isinstance(value, str):
        return value
    texts = tuple(part for part in value if isinstance(part, str))
    return texts if item.many and len(texts) == len(value) else None
