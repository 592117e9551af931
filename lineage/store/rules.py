"""Delegation rules read from their files, one by one, so that a bad one hides no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lineage.errors import Problem
from lineage.model.rules import STRENGTHS, Effect, Rule, parse_effect
from lineage.store import files
from lineage.store.front_matter import Document, FrontMatterError, read_document

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lineage.store.canonical import Value

KEYS = (
    "id",
    "title",
    "release",
    "when",
    "effects",
    "requires",
    "strength",
    "strength_without_law",
    "sources",
)


class RuleFileError(ValueError):
    """A fault in a rule file and the front-matter key it stands under, where there is one."""

    def __init__(self, message: str, key: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.key = key
        self.hint = hint


def load_rules(folder: Path) -> tuple[tuple[Rule, ...], list[Problem]]:
    """The rules of ``folder``/rules by id, and a Problem for each file that gives none."""
    rules: list[Rule] = []
    problems: list[Problem] = []
    for path in sorted((folder / "rules").glob("*.md")):
        shown = f"taxonomy/delegation/rules/{path.name}"
        document: Document | None = None
        try:
            document = read_document(files.decode(files.read_bytes(path)))
            rules.append(_rule(document, shown, path.stem))
        except (FrontMatterError, files.UnreadableError) as error:
            problems.append(Problem(path=shown, line=error.line, message=error.message, hint=error.hint))
        except RuleFileError as error:
            line = document.lines.get(error.key, 0) if document else 0
            problems.append(Problem(path=shown, line=line, message=str(error), hint=error.hint))
    return tuple(sorted(rules, key=lambda rule: rule.id)), problems


def _rule(document: Document, shown: str, stem: str) -> Rule:
    fields = document.fields
    for key in fields:
        if key not in KEYS:
            raise RuleFileError(f"no key {key!r}", key, "a rule has " + ", ".join(KEYS))
    name = _text(fields, "id")
    if name != stem:
        raise RuleFileError(f"the id {name!r} is not the file's name", "id", f"write id: {stem}")
    return Rule(
        id=name,
        title=_text(fields, "title"),
        release=_text(fields, "release", default="first"),
        when=_text(fields, "when"),
        effects=_effects(_list(fields, "effects")),
        requires=_list(fields, "requires"),
        strength=_strength(fields, "strength"),
        strength_without_law=_strength(fields, "strength_without_law", default=""),
        sources=_list(fields, "sources"),
        why=_section(document.body, "Why"),
        counter_argument=_section(document.body, "Counter-argument"),
        what_would_change=_section(document.body, "What would change it"),
        path=shown,
    )


def _effects(texts: Iterable[str]) -> tuple[Effect, ...]:
    try:
        return tuple(parse_effect(text) for text in texts)
    except ValueError as error:
        raise RuleFileError(str(error), "effects") from error


def _strength(fields: dict[str, Value], key: str, *, default: str | None = None) -> str:
    text = _text(fields, key, default=default)
    if text and text not in STRENGTHS:
        raise RuleFileError(f"{key}: no strength {text!r}", key, "one of " + ", ".join(STRENGTHS))
    return text


def _text(fields: dict[str, Value], key: str, *, default: str | None = None) -> str:
    value = fields.get(key, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise RuleFileError(f"{key}: a text was expected", key, "write it on one line after the key")
    return value


def _list(fields: dict[str, Value], key: str) -> tuple[str, ...]:
    value = fields.get(key, [])
    if isinstance(value, str):
        value = [value] if value else []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise RuleFileError(f"{key}: a list of texts was expected", key, "one item a line, each after '  - '")
    return tuple(str(item) for item in value)


def _section(body: str, heading: str) -> str:
    """The prose of a section as one line; a rule without its counter-argument is not taken."""
    lines: list[str] = []
    inside = False
    for line in body.splitlines():
        if line.startswith("## "):
            inside = line[3:].strip().lower() == heading.lower()
        elif inside:
            lines.append(line.strip())
    text = " ".join(" ".join(lines).split())
    if not text:
        hint = "every rule says why, its counter-argument and what would change it"
        raise RuleFileError(f"no section '## {heading}' with text in it", hint=hint)
    return text
