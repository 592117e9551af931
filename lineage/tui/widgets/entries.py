"""The list of entries: rows come a page at a time from whoever has them, and are asked for before they are in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.message import Message

from lineage.model.entry import MAX_TENSIONS
from lineage.tui.widgets.rows import Rows
from lineage.tui.words import between, joined, outcome_mark, outcome_words, safe, spread, tension_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

    from lineage.model.names import Names
    from lineage.model.page import Row

PAGE = 100
"""Rows asked for at once: 4 ms at 100,000 entries, wherever they lie."""
KEPT = 40
"""Pages kept: a thousandth of the memory of all."""


class EntryRows(Rows):
    """Entries in two lines each: what it is called; when, how it stands, which tension, where."""

    BINDINGS: ClassVar[list[BindingType]] = []
    HELP = "The entries the query finds, newest first. Enter opens the entry; the keys below work on it."
    ROW_HEIGHT = 2

    class Wanted(Message):
        """Rows that are to be shown and are not there yet: a page of the order, by its number."""

        def __init__(self, rows: EntryRows, page: int) -> None:
            super().__init__()
            self.rows = rows
            self.page = page

        @property
        def control(self) -> EntryRows:
            """The list that wants them."""
            return self.rows

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id, classes=classes)
        self.names: Names | None = None
        self.marked: set[str] = set()
        """Ids of entries that were marked for a change of many."""
        self._pages: dict[int, Sequence[Row]] = {}
        self._asked: set[int] = set()

    def show(self, count: int, cursor: int = 0, *, empty: str = "") -> None:
        """So many entries, none of whose rows is there yet."""
        self._pages.clear()
        self._asked.clear()
        self.set_count(count, cursor, empty=empty)

    def give(self, page: int, rows: Sequence[Row]) -> None:
        """The rows of a page."""
        if len(self._pages) >= KEPT:
            self._pages.pop(next(iter(self._pages)))
        self._pages[page] = rows
        self._asked.discard(page)
        self.draw_again()

    def row(self, index: int) -> Row | None:
        """The row at a place; None where it is not there yet, and then it is asked for."""
        page, at = divmod(index, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            self._want(page)
            return None
        if at > PAGE * 3 // 4 and (page + 1) * PAGE < self.count:
            self._want(page + 1)
        elif at < PAGE // 4 and page:
            self._want(page - 1)
        return rows[at] if at < len(rows) else None

    def _want(self, page: int) -> None:
        if page not in self._asked and page not in self._pages:
            self._asked.add(page)
            self.post_message(self.Wanted(self, page))

    def chosen(self) -> Row | None:
        """The row of the cursor."""
        return self.row(self.cursor) if self.count else None

    def lines_of(self, index: int, width: int) -> list[Content]:
        """Title above, the rest below."""
        row = self.row(index)
        if row is None or self.names is None:
            return [Content.styled("…", "$faint")]
        title = safe(row.title or row.id, "" if row.title else "$soft")
        if row.id in self.marked:
            title = joined(("✓ ", "bold $success"), title)
        if row.conflicted:
            title = joined(("! in conflict ", "bold $error"), title)
        where = row.context or row.organisation
        tensions = [tension_words(one, self.names, quiet=True) for one in row.tensions[:1]]
        more = [tension_words(one, self.names, short=True) for one in row.tensions[1:MAX_TENSIONS]]
        outcome = (
            outcome_words(row.outcome, self.names, quiet=True) if row.outcome != "unclear" else Content("")
        )
        kind = safe(row.kind, "italic $soft") if row.kind != "observation" else Content("")
        told = between([_when(row), kind, outcome, Content(" ").join([*tensions, *more])])
        return [spread(title, Content(""), width), spread(told, safe(where, "$faint"), width)]


class ShortRows(EntryRows):
    """Entries in one line each, for a handful of them."""

    HELP = "The entries written last. Enter opens one in the journal."
    ROW_HEIGHT = 1

    def lines_of(self, index: int, width: int) -> list[Content]:
        """When, how it stands, what it is called; its tension at the right."""
        row = self.row(index)
        if row is None or self.names is None:
            return [Content.styled("…", "$faint")]
        when = _when(row).pad_right(max(11 - _when(row).cell_length, 0))
        left = joined(when, outcome_mark(row.outcome), "  ", row.title or row.id)
        term = row.tensions[0] if row.tensions else ""
        right = (
            tension_words(term, self.names, short=width < 90, quiet=True)
            if term
            else safe("untagged", "$faint")
        )
        return [spread(left, right, width)]


def _when(row: Row) -> Content:
    """The day or period; a date that is not known is said faintly."""
    return safe("undated", "$faint") if row.observed == "unclear" else safe(row.observed, "$soft")
