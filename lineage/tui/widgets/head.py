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
        """The line, as much of it as fits."""
        width = self.size.width
        narrow = width < 76
        name = joined((self._journal or "Lineage", "bold $primary"), "  " if narrow else "   ")
        if narrow:
            name = joined(("◗ ", "bold $primary"))
        parts, at = [name], name.cell_length
        self._places = []
        for tab in self._tabs:
            active = tab.name == self._here
            shown = joined(
                (tab.key + " ", "$primary" if active else "$faint"),
                (tab.label, "bold underline $foreground" if active else "$soft"),
            )
            self._places.append((at, at + shown.cell_length, tab.name))
            parts += [shown, Content("   " if not narrow else "  ")]
            at += shown.cell_length + (2 if narrow else 3)
        tabs, told = Content("").join(parts), joined((self._told, "$soft"))
        # Where both do not fit one goes on seeing where one can go.
        return spread(tabs, told, width) if at + told.cell_length <= width else fitted(tabs, width)

    def on_click(self, event: events.Click) -> None:
        """A click on a tab goes there."""
        at = event.x - self.styles.padding.left
        for begin, end, name in self._places:
            if begin <= at < end:
                self.post_message(self.Went(name))
