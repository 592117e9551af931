"""Widgets that draw their lines themselves: a hundred thousand rows cost what is in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.content import Content


class Edge(Widget):
    """The line between two panes: a border of theirs would be drawn anew with each of their lines."""

    DEFAULT_CSS = """
    Edge { width: 1; height: 1fr; color: $line; }
    """

    def render_line(self, y: int) -> Strip:
        """A piece of it."""
        del y
        return Strip([Segment("│", self.rich_style)], 1)


class Drawn(ScrollView):
    """A scrolled widget whose lines are contents."""

    DEFAULT_CSS = """
    Drawn { scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; overflow-x: hidden; }
    """
    HELP = ""
    """What one does here, for the help page."""

    def style_of(self, style: str | Style) -> Style:
        """A style of ours with the theme's colours in it."""
        if isinstance(style, Style):
            return style
        known = self._styles_known
        if style not in known:
            known[style] = Style.parse(style, self.app.theme_variables)
        return known[style]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id, classes=classes)
        self._styles_known: dict[str, Style] = {}

    def on_mount(self) -> None:
        """Follow the theme."""
        super().on_mount()  # type: ignore[no-untyped-call]
        self.app.theme_changed_signal.subscribe(self, lambda _: self.forget_looks())

    def forget_looks(self) -> None:
        """Draw anew in the colours that now hold."""
        self._styles_known.clear()
        self.refresh()

    def stretch(self, height: int) -> None:
        """Be so many lines high inside.

        Set in the usual way the whole screen would be laid out anew (25 ms), though nothing but the scroll bar changes.
        """
        size = Size(self.size.width, height)
        if size != self.virtual_size:
            self.set_reactive(Widget.virtual_size, size)
            self._scroll_update(size)
            self.scroll_to(y=min(self.scroll_offset.y, max(height - self.size.height, 0)), animate=False)

    def strip_of(self, content: Content, width: int, base: Style) -> Strip:
        """One line of a width on a ground; every strip costs seven caches, so that only one is made."""
        length = content.cell_length
        segments = [
            Segment(text, (base + style).rich_style)
            for text, style in content.render(base, end="", parse_style=self.style_of)
        ]
        if length < width:
            segments.append(Segment(" " * (width - length), base.rich_style))
        strip = Strip(segments, max(length, width))
        return strip.crop(0, width) if length > width else strip
