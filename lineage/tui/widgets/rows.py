"""A list with a cursor, drawn line by line; what a row says is given by whoever uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from lineage.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from textual import events

MOVES: list[BindingType] = [
    Binding("down,j", "move(1)", "down", show=False, id="rows.down"),
    Binding("up,k", "move(-1)", "up", show=False, id="rows.up"),
    Binding("pagedown,ctrl+f", "page(1)", "page down", show=False, id="rows.page-down"),
    Binding("pageup,ctrl+b", "page(-1)", "page up", show=False, id="rows.page-up"),
    Binding("ctrl+d", "page(0.5)", "half a page down", show=False, id="rows.half-down"),
    Binding("ctrl+u", "page(-0.5)", "half a page up", show=False, id="rows.half-up"),
    Binding("home,g", "edge(0)", "first", show=False, id="rows.first"),
    Binding("end,G", "edge(1)", "last", show=False, id="rows.last"),
]


class Rows(Drawn, can_focus=True, inherit_bindings=False):
    """Rows of one height; ``lines_of`` says what stands in one."""

    DEFAULT_CSS = """
    Rows { height: 1fr; }
    Rows > .rows--cursor { background: $primary 18%; }
    Rows > .rows--quiet { background: $foreground 7%; }
    Rows > .rows--hover { background: $foreground 4%; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor", "rows--quiet", "rows--hover"}
    BINDINGS: ClassVar[list[BindingType]] = [
        *MOVES,
        Binding("enter", "choose", "open", id="rows.open"),
    ]
    ROW_HEIGHT = 1
    LIVELY = False
    """True for a list that is moved through while another widget has the keys."""
    EMPTY = ""
    """What it says where there is no row."""

    class Moved(Message):
        """The cursor came to another row."""

        def __init__(self, rows: Rows, index: int) -> None:
            super().__init__()
            self.rows = rows
            self.index = index

        @property
        def control(self) -> Rows:
            """The list it is about."""
            return self.rows

    class Chosen(Moved):
        """A row was chosen, by Enter or by a second click."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id, classes=classes)
        self.count = 0
        self.cursor = 0
        self._hover = -1
        self._kept: dict[tuple[int, int, int], Strip] = {}
        self._empty = self.EMPTY

    def lines_of(self, index: int, width: int) -> list[Content]:
        """What a row says, at most ROW_HEIGHT lines."""
        raise NotImplementedError

    def set_count(self, count: int, cursor: int = 0, *, empty: str | None = None) -> None:
        """Show so many rows, none of which is what it was."""
        self._empty = self.EMPTY if empty is None else empty
        self.count = count
        self.cursor = max(0, min(cursor, count - 1))
        self._kept.clear()
        self.stretch(count * self.ROW_HEIGHT)
        self._into_sight()
        self.refresh()
        if count:
            self.post_message(self.Moved(self, self.cursor))

    def draw_again(self) -> None:
        """Draw what is in sight anew: rows came, or the theme changed."""
        self._kept.clear()
        self.refresh()

    def forget_looks(self) -> None:
        """As the theme changes."""
        self._kept.clear()
        super().forget_looks()

    def on_resize(self) -> None:
        """Lines of another width are no use."""
        self._kept.clear()
        self._into_sight()

    # Moving ------------------------------------------------------------------------------------------------------

    def move_to(self, index: int) -> None:
        """Put the cursor on a row and show it."""
        index = max(0, min(index, self.count - 1))
        if not self.count or index == self.cursor:
            return
        before, self.cursor = self.cursor, index
        self._refresh_row(before)
        self._refresh_row(index)
        self._into_sight()
        self.post_message(self.Moved(self, index))

    def action_move(self, by: int) -> None:
        """Down or up by rows."""
        self.move_to(self.cursor + by)

    def action_page(self, pages: float) -> None:
        """Down or up by what is in sight."""
        self.move_to(self.cursor + int(pages * max(1, self.size.height // self.ROW_HEIGHT - 1)))

    def action_edge(self, end: int) -> None:
        """To the first or the last row."""
        self.move_to(self.count - 1 if end else 0)

    def action_choose(self) -> None:
        """Choose the row of the cursor."""
        if self.count:
            self.post_message(self.Chosen(self, self.cursor))

    def _into_sight(self) -> None:
        """Past an edge the list moves on by a quarter of what is in sight: one sees what comes next, and most keys draw two rows."""
        top, height = self.cursor * self.ROW_HEIGHT, self.ROW_HEIGHT
        seen = self.size.height
        at = self.scroll_offset.y
        ahead = seen // 4 // height * height
        if top < at:
            self.scroll_to(y=max(top - ahead, 0), animate=False)
        elif seen and top + height > at + seen:
            last = max(self.count * height - seen, 0)
            self.scroll_to(y=min(top + height - seen + ahead, last), animate=False)

    def _refresh_row(self, index: int) -> None:
        self.refresh(
            Region(0, index * self.ROW_HEIGHT - self.scroll_offset.y, self.size.width, self.ROW_HEIGHT)
        )

    # Mouse -------------------------------------------------------------------------------------------------------

    def row_at(self, y: int) -> int:
        """The row at a line of the widget; -1 where there is none."""
        index = (y + self.scroll_offset.y) // self.ROW_HEIGHT
        return index if 0 <= index < self.count else -1

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; on the cursor's row it chooses."""
        index = self.row_at(event.y)
        if index < 0:
            return
        if index == self.cursor:
            self.action_choose()
        self.move_to(index)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The row below the pointer is lit."""
        self._hover_over(self.row_at(event.y))

    def on_leave(self) -> None:
        """No pointer, no light."""
        self._hover_over(-1)

    def _hover_over(self, index: int) -> None:
        if index != self._hover:
            before, self._hover = self._hover, index
            for row in (before, index):
                if row >= 0:
                    self._refresh_row(row)

    # Drawing -----------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """A line in sight."""
        width = self.size.width
        line = y + self.scroll_offset.y
        index, part = divmod(line, self.ROW_HEIGHT)
        if index >= self.count:
            if not self.count and y == min(1, self.size.height - 1) and self._empty:
                return self.strip_of(Content.styled("  " + self._empty, "$soft"), width, self.visual_style)
            return Strip.blank(width, self.visual_style.rich_style)
        focused = self.has_focus or self.LIVELY
        state = 3 if index == self.cursor and focused else 2 if index == self.cursor else 0
        if not state and index == self._hover:
            state = 1
        key = (index, part, state)
        if key not in self._kept:
            if len(self._kept) > 2000:
                self._kept.clear()
            self._keep(index, state, width)
        return self._kept[key]

    def _keep(self, index: int, state: int, width: int) -> None:
        ground = ("", "rows--hover", "rows--quiet", "rows--cursor")[state]
        base = self.get_visual_style(ground) if ground else self.visual_style
        edge = ("$primary", "▌") if state == 3 else ("$faint", "▌") if state == 2 else ("", " ")
        lines = self.lines_of(index, width - 2)
        for part in range(self.ROW_HEIGHT):
            said = lines[part] if part < len(lines) else Content("")
            line = Content("").join([Content.styled(edge[1], edge[0]), said])
            self._kept[index, part, state] = self.strip_of(line, width, base)

    def on_focus(self) -> None:
        """The cursor's row shows where keys go."""
        self._refresh_row(self.cursor)

    def on_blur(self) -> None:
        """The cursor's row shows that keys go elsewhere."""
        self._refresh_row(self.cursor)
