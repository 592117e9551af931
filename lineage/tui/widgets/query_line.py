"""The query line: one grammar for command line and screen, completed as one types, with honest errors below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from lineage.errors import UsageError
from lineage.model.query import Query
from lineage.tui.narrowing import completions
from lineage.tui.words import fitted, joined, sparkline, spread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult

    from lineage.model.names import Names
    from lineage.model.query import ReadDate


_PERIOD = re.compile(r"(since|until):\S*\Z|(since|until):\"[^\"]*\"?\Z")
"""A date that is being written, or one in words, which is read when the query is sent."""


class _Typed(Input):
    """The input itself; Tab completes, Escape and Down leave."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "complete", id="query.complete"),
        Binding("enter", "submit", "search", id="query.search"),
        Binding("escape", "leave", "back", id="query.leave"),
        Binding("down", "leave", "to the list", show=False, id="query.list"),
    ]
    HELP = (
        'What to look for: words, "a phrase", key:value such as setting:dao or outcome:stall,fail, since:2025; '
        "a minus leaves out. Tab completes keys, tensions, settings and names."
    )

    class Left(Message):
        """The line was left without a search."""

    def action_complete(self) -> None:
        """Take the first completion."""
        line = self.query_ancestor(QueryLine)
        if offered := line.going_on(self.value):
            self.value = offered[0]
            self.cursor_position = len(self.value)
        else:
            self.post_message(self.Left())

    def action_leave(self) -> None:
        """Back to the list."""
        self.post_message(self.Left())


class _Told(Widget):
    """The line below: an error, how the word may go on, or how many there are and when."""

    DEFAULT_CSS = "_Told { height: 1; padding: 0 1; }"
    said: Content = Content("")
    counts: tuple[int, ...] = ()
    period: tuple[str, str] = ("", "")
    found = Content("")

    def render(self) -> Content:
        width = self.size.width
        if self.said.plain:
            return fitted(self.said, width)
        room = min(width - self.found.cell_length - 22, 60)
        if len(self.counts) < 2 or room < 6:
            return fitted(self.found, width)
        bars = sparkline(list(self.counts), room)
        first, last = self.period
        right = joined((first + " ", "$faint"), (bars, "$primary"), (" " + last, "$faint"))
        return spread(self.found, right, width)


class QueryLine(Vertical):
    """The line, and what is told below it."""

    DEFAULT_CSS = """
    QueryLine { height: 2; }
    QueryLine _Typed { height: 1; border: none; padding: 0 1; background: $surface; }
    QueryLine _Typed:focus { border: none; background: $panel; }
    """

    class Asked(Message):
        """A query was asked for."""

        def __init__(self, query: Query) -> None:
            super().__init__()
            self.query = query

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id)
        self.offered: tuple[str, ...] = ()
        self._names: Names | None = None
        self._own: Mapping[str, Sequence[str]] = {}
        self.read_date: ReadDate | None = None
        """Reads dates as people say them; asked only where a query that is sent holds one that is no plain date."""

    def compose(self) -> ComposeResult:
        """The input above what is told."""
        yield _Typed(
            placeholder="/  all entries; write to narrow: budget setting:dao outcome:stall since:2025"
        )
        yield _Told()

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self.query_one(_Typed).value

    def focus_line(self) -> None:
        """Write in it."""
        self.query_one(_Typed).focus()

    def know(self, names: Names, own: Mapping[str, Sequence[str]]) -> None:
        """What can be completed."""
        self._names, self._own = names, own

    def going_on(self, text: str) -> tuple[str, ...]:
        """How a query may go on, the likeliest first."""
        return completions(text, self._names, self._own) if self._names else ()

    def set_query(self, query: Query) -> None:
        """Show a query that was made elsewhere."""
        line = self.query_one(_Typed)
        if line.value != str(query):
            with line.prevent(Input.Changed):
                line.value = str(query)
        self._say(Content(""))

    def tell(self, found: Content, months: tuple[tuple[str, int], ...]) -> None:
        """How many were found, and in which months."""
        told = self.query_one(_Told)
        told.found, told.counts = found, tuple(_every_month(months))
        told.period = (months[0][0], months[-1][0]) if months else ("", "")
        told.refresh()

    def say_error(self, error: UsageError) -> None:
        """What could not be read, and what to do."""
        hint = f"; {error.hint}" if error.hint else ""
        self._say(joined(("✕ ", "bold $error"), (error.message, "$error"), (hint, "$soft")))

    def _say(self, said: Content) -> None:
        told = self.query_one(_Told)
        told.said = said
        told.refresh()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer how it may go on; say at once what cannot be read."""
        event.stop()
        text = event.value
        self.offered = self.going_on(text)
        try:
            Query.parse(text)
        except UsageError as error:
            if not self.offered and not text.endswith((":", ",")) and not _PERIOD.search(text):
                self.say_error(error)
                return
        if self.offered and event.input.has_focus:
            shown = [one.rsplit(" ", 1)[-1] for one in self.offered[:12]]
            self._say(
                joined(
                    ("tab ", "bold $primary"),
                    (shown[0], "$foreground"),
                    ("  " + "  ".join(shown[1:]), "$soft"),
                )
            )
        else:
            self._say(Content(""))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Search, or say why not."""
        event.stop()
        try:
            query = Query.parse(event.value, self.read_date)
        except UsageError as error:
            self.say_error(error)
            return
        self._say(Content(""))
        self.post_message(self.Asked(query))


def _every_month(months: tuple[tuple[str, int], ...]) -> list[int]:
    """Counts of every month from the first to the last, the empty ones too."""
    known = dict(months)
    if not known:
        return []
    numbers = {month: int(month[:4]) * 12 + int(month[5:7] or 1) for month in known}
    first, last = min(numbers.values()), max(numbers.values())
    counts = [0] * (last - first + 1)
    for month, number in numbers.items():
        counts[number - first] += known[month]
    return counts
