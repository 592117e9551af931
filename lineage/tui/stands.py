"""What coders disagree on as a page: each coder's answer with its passages, side by side where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from lineage.model.coding import FACETS
from lineage.tui.entry_page import heading
from lineage.tui.prose import blocks_of
from lineage.tui.widgets.page import GAP, WIDEST, Block, Page
from lineage.tui.words import between, fitted, joined, outcome_words, safe, tension_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lineage.model.agreement import Disagreement, Stand
    from lineage.model.names import Names

LEAST = 22
"""Columns an answer needs to stand beside another."""
_BETWEEN = 3
_VOCABULARY = {item.name: item.facet for item in FACETS}


def answer_words(facet: str, values: Sequence[str], names: Names, *, short: bool = False) -> Content:
    """An answer in words: tensions with their codes, an outcome with its sign, others by label; ``none`` for none."""
    if not values:
        return safe("none", "$soft")
    if facet == "tensions":
        return between([tension_words(one, names, short=short) for one in values], ", ")
    if facet == "outcome":
        return outcome_words(values[0], names)
    return safe(", ".join(names.label(one, _VOCABULARY.get(facet, "")) for one in values))


def beside(columns: Sequence[Sequence[Content]], width: int) -> list[Content]:
    """Columns of paragraphs wrapped and laid beside one another, as many as fit, the others below them."""
    across = max(1, min(len(columns), (width + _BETWEEN) // (LEAST + _BETWEEN)))
    room = (width - _BETWEEN * (across - 1)) // across
    lines: list[Content] = []
    for begin in range(0, len(columns), across):
        wrapped = [
            [line for paragraph in column for line in (paragraph.wrap(room) or [Content("")])]
            for column in columns[begin : begin + across]
        ]
        if lines:
            lines.append(Content(""))
        for row in range(max(map(len, wrapped))):
            cells = [column[row] if row < len(column) else Content("") for column in wrapped]
            lines.append(_row(cells, room))
    return lines


def _row(cells: list[Content], room: int) -> Content:
    parts: list[Content] = []
    for number, cell in enumerate(cells):
        if number:
            parts.append(Content.styled(" │ ", "$line"))
        shown = fitted(cell, room)
        parts.append(shown)
        if number < len(cells) - 1:
            parts.append(Content(" " * (room - shown.cell_length)))
    return Content("").join(parts)


class StandsPage(Page):
    """One disagreement; it is laid anew as the width changes."""

    HELP = "What each coder answered, the passages they marked, the text. Enter follows to the entry."

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id)
        self._one: tuple[Disagreement, str, Names] | None = None

    def show_one(self, one: Disagreement, text: str, names: Names) -> None:
        """A disagreement, with the text of its entry."""
        self._one = (one, text, names)
        self.show(self._laid())

    def on_resize(self) -> None:
        """Other columns."""
        if self._one is not None and self.size.width != self._width:
            self.show(self._laid(), stay=True)
        super().on_resize()

    def _laid(self) -> list[Block]:
        if self._one is None:
            return []
        one, text, names = self._one
        width = max(min(self.size.width - 1, WIDEST), LEAST)
        columns = [_column(stand, one.facet, names) for stand in one.stands]
        return [
            Block(content=safe(one.title or one.entry, "bold")),
            Block(content=safe(f"{one.entry}  open it in the journal", "$soft"), target=f"entry:{one.entry}"),
            GAP,
            heading(one.facet.replace("_", " ").capitalize()),
            *(Block(content=line, whole=True) for line in beside(columns, width)),
            *_settled(one, names),
            GAP,
            heading("The text"),
            *blocks_of(text, names),
        ]


def _column(stand: Stand, facet: str, names: Names) -> list[Content]:
    """Who, the answer, the passages, the remark."""
    lines = [safe(stand.coder, "bold"), answer_words(facet, stand.values, names)]
    for term, words in stand.quotes:
        lines.append(joined(tension_words(term, names, short=True), (f" “{words}”", "$soft")))
    if facet == "tensions" and stand.values and not stand.quotes:
        lines.append(safe("no passage marked", "$faint"))
    if stand.remark:
        lines.append(safe(" ".join(stand.remark.split()), "italic $soft"))
    return lines


def _settled(one: Disagreement, names: Names) -> list[Block]:
    if not one.resolved:
        return []
    stands = joined(("settled  ", "$success"), answer_words(one.facet, one.decision, names))
    return [
        GAP,
        Block(content=stands, target=f"entry:{one.resolved}"),
        Block(content=safe(one.reason, "$soft")),
    ]
