"""A report before it has a form: headings, paragraphs, tables, lists and quotes as plain text.

Text in an outline carries no mark-up of any form; the form that is written escapes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; ``level`` counts from 1."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """A list of plain texts."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of plain texts, as many as ``head`` has columns."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A passage and the id of the entry it comes from."""

    text: str
    entry: str


Block = Heading | Paragraph | Points | Table | Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A whole report."""

    title: str
    blocks: tuple[Block, ...] = field(default=())
