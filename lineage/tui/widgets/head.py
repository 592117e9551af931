"""The line at the top: which journal, which screens there are, how much is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from lineage.tui.words import joined, spread

if TYPE_CHECKING:
    from textual import events


NARROW = 76
"""Columns below which the journal's name gives way to a sign."""
_ALL = 99
_LOOKS = (
    (True, 3, _ALL),
    (False, 2, _ALL),
    (False, 1, _ALL),
    (False, 1, 8),
    (False, 1, 5),
    (False, 1, 3),
    (False, 1, 0),
)
"""From roomy to tight: the journal's name or a sign, columns between tabs, letters of a tab one is not on."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A screen one can go to, and the key that goes there."""

    name: str
    label: str
    key: str


class Head(Widget):
    """Journal, tabs, and what is told of the entries."""

    DEFAULT_CSS = """
    Head { height: 1; dock: top; background: $panel; padding: 0 1; }
    """

    class Went(Message):
        """A tab was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, tabs: tuple[Tab, ...], here: str) -> None:
        super().__init__()
        self._tabs = tabs
        self._here = here
        self._journal = ""
        self._told = ""
        self._places: list[tuple[int, int, str]] = []

    def tell(self, *, journal: str | None = None, told: str | None = None) -> None:
        """Name the journal, or say how much is in it."""
        self._journal = self._journal if journal is None else journal
        self._told = self._told if told is None else told
        self.refresh()

    def render(self) -> Content:
        """The line: the tabs always, the journal's name and what is told as far as there is room."""
        width = self.size.width
        told = joined((self._told, "$soft"))
        room = width - told.cell_length - 1
        lines = (self._line(*looks) for looks in _LOOKS[width < NARROW :])
        line, self._places = next(
            (one for one in lines if one[0].cell_length <= room), self._line(*_LOOKS[-1])
        )
        return spread(line, told, width)

    def _line(self, named: bool, gap: int, most: int) -> tuple[Content, list[tuple[int, int, str]]]:  # noqa: FBT001 (of a table)
        """Name and tabs, and where each tab stands; ``most`` letters of those one is not on."""
        name = (
            joined((self._journal or "Lineage", "bold $primary")) if named else joined(("◗", "bold $primary"))
        )
        lead = gap if named else 1
        parts, at = [name, Content(" " * lead)], name.cell_length + lead
        places = []
        for number, tab in enumerate(self._tabs):
            active = tab.name == self._here
            shown = joined(
                (tab.key + " ", "$primary" if active else "$faint"),
                (
                    tab.label if active else tab.label[:most],
                    "bold underline $foreground" if active else "$soft",
                ),
            )
            if number:
                parts.append(Content(" " * gap))
                at += gap
            places.append((at, at + shown.cell_length, tab.name))
            parts.append(shown)
            at += shown.cell_length
        return Content("").join(parts), places

    def on_click(self, event: events.Click) -> None:
        """A click on a tab goes there."""
        at = event.x - self.styles.padding.left
        for begin, end, name in self._places:
            if begin <= at < end:
                self.post_message(self.Went(name))
