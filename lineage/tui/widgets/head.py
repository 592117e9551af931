"""The line at the top: which journal, which screens there are, how much is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from lineage.tui.words import fitted, joined, spread

if TYPE_CHECKING:
    from textual import events


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
        narrow = width < 76
        gap = 2 if narrow else 3
        tabs = [self._tab(tab) for tab in self._tabs]
        needed = sum(shown.cell_length + gap for shown in tabs) - gap
        if narrow:
            name = joined(("◗ ", "bold $primary"))
        else:
            name = joined((self._journal or "Lineage", "bold $primary"))
            name = joined(fitted(name, width - needed - gap), " " * gap)
        parts, at = [name], name.cell_length
        self._places = []
        for number, (tab, shown) in enumerate(zip(self._tabs, tabs, strict=True)):
            self._places.append((at, at + shown.cell_length, tab.name))
            parts += [Content(" " * gap) if number else Content(""), shown]
            at += shown.cell_length + gap
        told = joined((self._told, "$soft"))
        line = Content("").join(parts)
        return (
            spread(line, told, width) if line.cell_length + told.cell_length < width else fitted(line, width)
        )

    def _tab(self, tab: Tab) -> Content:
        active = tab.name == self._here
        return joined(
            (tab.key + " ", "$primary" if active else "$faint"),
            (tab.label, "bold underline $foreground" if active else "$soft"),
        )

    def on_click(self, event: events.Click) -> None:
        """A click on a tab goes there."""
        at = event.x - self.styles.padding.left
        for begin, end, name in self._places:
            if begin <= at < end:
                self.post_message(self.Went(name))
