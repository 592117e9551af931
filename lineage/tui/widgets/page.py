"""A page one reads: blocks wrapped to the width, some lines of which can be followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.strip import Strip

from lineage.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.selection import Selection

NOTHING = Content("")
WIDEST = 92
"""Columns of running text; longer lines are hard to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph, list item, heading or line of a page."""

    content: Content
    first: Content = NOTHING
    """What stands before its first line, such as a bullet."""
    rest: Content = NOTHING
    """What stands before its other lines; as wide as ``first``."""
    target: str = ""
    """What following it leads to, such as ``term:plutocracy``; empty where it cannot be followed."""
    whole: bool = False
    """True where lines are cut, not wrapped: tables, code, rows."""


GAP = Block(content=Content(""))


@dataclass(frozen=True, slots=True)
class _Line:
    content: Content
    target: str
    block: int


class Page(Drawn, can_focus=True, inherit_bindings=False):
    """Text with links: down goes to the next link in sight, else it scrolls, as in a browser for the terminal."""

    DEFAULT_CSS = """
    Page { height: 1fr; }
    Page > .page--link { background: $primary 22%; }
    Page > .page--selected { background: $primary 35%; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"page--link", "page--selected"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "go(1)", "down", show=False, id="page.down"),
        Binding("up,k", "go(-1)", "up", show=False, id="page.up"),
        Binding("pagedown,ctrl+f,space", "turn(1)", "page down", show=False, id="page.page-down"),
        Binding("pageup,ctrl+b", "turn(-1)", "page up", show=False, id="page.page-up"),
        Binding("ctrl+d", "turn(0.5)", "half a page down", show=False, id="page.half-down"),
        Binding("ctrl+u", "turn(-0.5)", "half a page up", show=False, id="page.half-up"),
        Binding("home,g", "edge(0)", "top", show=False, id="page.top"),
        Binding("end,G", "edge(1)", "bottom", show=False, id="page.bottom"),
        Binding("enter", "follow", "follow", id="page.follow"),
    ]

    class Followed(Message):
        """A link was followed."""

        def __init__(self, page: Page, target: str) -> None:
            super().__init__()
            self.page = page
            self.target = target

        @property
        def control(self) -> Page:
            """The page it stands on."""
            return self.page

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id, classes=classes)
        self._blocks: Sequence[Block] = ()
        self._lines: list[_Line] = []
        self._width = 0
        self._link = -1
        """The block of the link the cursor is on."""
        self._kept: dict[tuple[int, bool], Strip] = {}

    @property
    def text(self) -> str:
        """The page as plain text, as it is wrapped."""
        return "\n".join(line.content.plain.rstrip() for line in self._lines)

    def show(self, blocks: Sequence[Block], *, stay: bool = False) -> None:
        """Show a page; ``stay`` where it is the one that stood there, brought up to date."""
        self._blocks = blocks
        self._wrap()
        if not stay:
            self._link = -1
            self.scroll_to(y=0, animate=False)
        self.refresh()

    def on_resize(self) -> None:
        """Another width, other lines."""
        if self.size.width != self._width:
            self._wrap()

    def _wrap(self) -> None:
        self._width = self.size.width
        width = min(self._width - 1, WIDEST)
        self._kept.clear()
        self._lines = []
        if width > 4:
            for number, block in enumerate(self._blocks):
                self._lines += [_Line(content, block.target, number) for content in _lines_of(block, width)]
        self.stretch(len(self._lines))
        self.refresh()

    # Moving ------------------------------------------------------------------------------------------------------

    def action_go(self, way: int) -> None:
        """To the next link in sight, else a line on."""
        links = [n for n, block in enumerate(self._blocks) if block.target]
        ahead = [n for n in links if (n > self._link if way > 0 else n < self._link)]
        top, height = self.scroll_offset.y, self.size.height
        seen = {line.block for line in self._lines[max(top - 1, 0) : top + height + 1]}
        if self._link >= 0 and self._link not in seen:
            ahead = [n for n in links if n in seen]  # the page was scrolled away from it
        if ahead and (near := ahead[0] if way > 0 else ahead[-1]) in seen:
            self._link = near
            self._show_link()
        else:
            self.scroll_to(y=top + way, animate=False)
        self.refresh()

    def _show_link(self) -> None:
        places = [n for n, line in enumerate(self._lines) if line.block == self._link]
        top, height = self.scroll_offset.y, self.size.height
        if places and places[0] < top:
            self.scroll_to(y=places[0], animate=False)
        elif places and places[-1] >= top + height:
            self.scroll_to(y=places[-1] - height + 1, animate=False)

    def action_turn(self, pages: float) -> None:
        """Down or up by what is in sight."""
        self.scroll_to(y=self.scroll_offset.y + int(pages * max(1, self.size.height - 2)), animate=False)

    def action_edge(self, end: int) -> None:
        """To the top or the bottom."""
        self.scroll_to(y=len(self._lines) if end else 0, animate=False)

    def action_follow(self) -> None:
        """Follow the link of the cursor."""
        if 0 <= self._link < len(self._blocks):
            self.post_message(self.Followed(self, self._blocks[self._link].target))

    def on_click(self, event: events.Click) -> None:
        """A click on a link follows it."""
        at = event.y + self.scroll_offset.y
        if 0 <= at < len(self._lines) and self._lines[at].target and not self.screen.get_selected_text():
            self._link = self._lines[at].block
            self.refresh()
            self.action_follow()

    # Drawing -----------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """A line in sight."""
        at, width = y + self.scroll_offset.y, self.size.width
        if at >= len(self._lines):
            return Strip.blank(width, self.visual_style.rich_style)
        line, content = self._lines[at], self._lines[at].content
        linked = bool(line.target) and line.block == self._link and self.has_focus
        kept = self._kept.get((at, linked))
        if kept is not None and self.text_selection is None:
            return kept
        base = self.get_visual_style("page--link") if linked else self.visual_style
        if self.text_selection is not None and (span := self.text_selection.get_span(at)) is not None:
            begin, end = span
            chosen = self.get_visual_style("page--selected", partial=True)
            content = content.stylize(chosen, begin, len(content) if end == -1 else end)
        strip = self.strip_of(content, width, base).apply_offsets(0, at)
        if self.text_selection is None:
            self._kept[at, linked] = strip
        return strip

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text that was marked with the mouse."""
        return selection.extract("\n".join(line.content.plain for line in self._lines)), "\n"

    def forget_looks(self) -> None:
        """As the theme changes."""
        self._kept.clear()
        super().forget_looks()

    def selection_updated(self, selection: Selection | None) -> None:
        """Show what is marked."""
        del selection
        self.refresh()


def _lines_of(block: Block, width: int) -> list[Content]:
    room = max(width - block.first.cell_length, 8)
    if block.whole:
        content = block.content
        cut = content if content.cell_length <= room else content.truncate(room, ellipsis=True)
        return [block.first + cut]
    lines = block.content.wrap(room) or [Content("")]
    return [(block.rest if number else block.first) + line for number, line in enumerate(lines)]
