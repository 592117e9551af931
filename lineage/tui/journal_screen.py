"""The journal: what the entries hold, the entries, the entry; one query line over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.worker import get_current_worker

from lineage.errors import LineageError, UsageError
from lineage.model.page import Order
from lineage.model.query import Query
from lineage.tui.acting import Acting
from lineage.tui.entry_page import entry_blocks
from lineage.tui.living import gone
from lineage.tui.narrowing import narrowed, same_values
from lineage.tui.widgets.drawn import Edge
from lineage.tui.widgets.entries import PAGE, EntryRows
from lineage.tui.widgets.facets import Facets
from lineage.tui.widgets.page import Block, Page
from lineage.tui.widgets.query_line import QueryLine
from lineage.tui.words import joined

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from lineage.model.entry import Entry
    from lineage.model.names import Names
    from lineage.model.page import Kin, Row, Shares
    from lineage.reading import Reader
    from lineage.tui.widgets.rows import Rows

PAUSE = 0.1
"""Seconds the cursor rests before an entry is read: a held key reads none of what it passes."""


class EntryPage(Page):
    """The entry of the cursor."""

    HELP = "The entry: its tensions, its text, its lineage. Down goes from link to link; Enter follows a tension or an entry."


class JournalScreen(Acting):
    """Three panes at 120 columns, two at 80, one below."""

    NAME = "journal"
    HELP = "The journal: narrow it on the left or with /, read on the right."
    AUTO_FOCUS = "#list"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "tag", "tag", id="journal.tag"),
        Binding("s", "passage", "mark a passage", show=False, id="journal.passage"),
        Binding("space", "mark", "mark for a change of many", show=False, id="journal.mark"),
        Binding("f", "facets", "narrow", id="journal.facets"),
        Binding("l", "lineage", "lineage", id="journal.lineage"),
        Binding("N", "continue", "follow up", id="journal.follow-up", show=False),
        Binding("a", "analyse", "the analyst's facets", id="journal.analyse", show=False),
        Binding("ctrl+e", "edit", "edit the file", id="journal.edit", show=False),
        Binding("y", "copy", "copy its id", show=False, id="journal.copy"),
        Binding("c", "clear", "clear the query", show=False, id="journal.clear"),
        Binding("tab", "pane(1)", "next pane", show=False, id="journal.next-pane"),
        Binding("shift+tab", "pane(-1)", "last pane", show=False, id="journal.last-pane"),
        Binding("escape", "back", "back", show=False, id="journal.back"),
    ]
    PANES = ("facets", "list", "page")

    def __init__(self) -> None:
        super().__init__()
        self.shown = Query()
        self._order = Order(numbers=())
        self._goal = ""

    def body(self) -> ComposeResult:
        """Facets, list, entry."""
        with Horizontal():
            yield Facets(id="facets")
            yield Edge(id="edge-of-facets")
            with Vertical(id="main"):
                yield QueryLine(id="query")
                yield EntryRows(id="list")
            yield Edge(id="edge-of-page")
            yield EntryPage(id="page")

    def on_mount(self) -> None:
        """Nothing is known yet."""
        super().on_mount()
        self.query_one(EntryRows).set_count(0, empty="Looking at the files…")
        self.query_one(QueryLine).read_date = self.reader.read_date

    # Asking ------------------------------------------------------------------------------------------------------

    def come_from(self, query: str | None, *, entry: str = "", writing: bool = False) -> None:
        """Show a query, an entry in it, or take the query line in hand."""
        if query is not None and query != str(self.shown):
            self.shown = Query.parse(query)
            self.query_one(QueryLine).set_query(self.shown)
            self._goal = entry
            self.ask()
        elif entry:
            self._goal = entry
            self.ask()
        if writing:
            self._to("list")
            self.query_one(QueryLine).focus_line()

    def ask(self) -> None:
        """The entries of the query, then what they hold."""
        row = self.query_one(EntryRows).chosen()
        self._find(self.shown, self._goal or (row.id if row else ""))

    @work(thread=True, exclusive=True, group="find", exit_on_error=False)
    def _find(self, query: Query, goal: str) -> None:
        worker, reader, audience = get_current_worker(), self.reader, self.app.audience
        try:
            names = reader.names
            kept = reader.asked(query, across=not reader.context)
            order = reader.order(kept, audience=audience)
        except UsageError as error:
            self.call_later(self.query_one(QueryLine).say_error, error)
            return
        except LineageError as error:
            self.call_later(self._refused, error)
            return
        at, first = _place(reader, order, goal)
        if worker.is_cancelled:
            return
        self.call_later(self._found, query, order, names, at, first)
        shares = reader.shares(kept, audience=audience)
        if not worker.is_cancelled:
            self.call_later(self._counted, query, order, shares, names)

    def _refused(self, error: LineageError) -> None:
        self.query_one(QueryLine).say_error(UsageError(error.message, hint=error.hint))

    def _found(
        self, query: Query, order: Order, names: Names, at: int, pages: dict[int, tuple[Row, ...]]
    ) -> None:
        rows = self.query_one(EntryRows)
        self._goal = ""
        self._order, self.shown, rows.names, self._names = order, query, names, names
        empty = "Nothing has all of this. c clears the query." if query else "No entry yet. n writes one."
        rows.show(len(order.numbers), at, empty=empty)
        for page, given in pages.items():
            rows.give(page, given)
        count = len(order.numbers)
        found = joined((f"{count:,}", "bold $primary"), (" entry" if count == 1 else " entries", "$soft"))
        if self.reader.context and not query.names_context:
            found = joined(found, (f" in {self.reader.context}", "$soft"))
        if order.withheld:
            found = joined(found, (f"  {order.withheld:,} not for {self.app.audience}", "$faint"))
        self.query_one(QueryLine).tell(found, order.months)
        if not count:
            self._entry = None
            self.query_one(EntryPage).show([])

    def _counted(self, query: Query, order: Order, shares: Shares, names: Names) -> None:
        self.query_one(Facets).show(shares, order.months, query, names)
        own = {
            key: tuple(value for value, _ in shares.values.get(field, ()))
            for key, field in (
                ("organisation", "organisation"),
                ("context", "context"),
                ("episode", "episode"),
            )
        }
        self.query_one(QueryLine).know(names, own)

    def on_entry_rows_wanted(self, event: EntryRows.Wanted) -> None:
        """A page of rows comes into sight."""
        self._read_rows(self._order, event.page)

    @work(thread=True, group="rows", exit_on_error=False)
    def _read_rows(self, order: Order, page: int) -> None:
        numbers = order.numbers[page * PAGE : (page + 1) * PAGE]
        rows = self.reader.rows(numbers)
        if len(rows) < len(numbers):
            self.call_later(self.ask)  # files changed since: the order is another
        else:
            self.call_later(self._give, order, page, rows)

    def _give(self, order: Order, page: int, rows: tuple[Row, ...]) -> None:
        if order is self._order:
            self.query_one(EntryRows).give(page, rows)
            if self.query_one(EntryRows).cursor // PAGE == page:
                self._read_entry()

    # The entry ---------------------------------------------------------------------------------------------------

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Another entry."""
        if isinstance(event.rows, EntryRows):
            self._read_entry()

    def _read_entry(self) -> None:
        row = self.query_one(EntryRows).chosen()
        if row is not None:
            self._read(row.id)

    @work(thread=True, exclusive=True, group="entry", exit_on_error=False)
    def _read(self, identifier: str) -> None:
        import time

        worker = get_current_worker()
        time.sleep(PAUSE)
        if gone(worker):
            return
        audience, names = self.app.audience, self.reader.names
        entry = self.reader.entry(identifier, audience=audience)
        if gone(worker):
            return
        kin: tuple[Kin, ...] = self.reader.kin(identifier, audience=audience)
        blocks = entry_blocks(entry, kin, names)
        if not gone(worker):
            self.call_later(self._show, entry, blocks)

    def _show(self, entry: Entry, blocks: list[Block]) -> None:
        page = self.query_one(EntryPage)
        page.show(blocks, stay=self._entry is not None and self._entry.id == entry.id)
        self._entry = entry

    # Narrowing ---------------------------------------------------------------------------------------------------

    def on_query_line_asked(self, event: QueryLine.Asked) -> None:
        """A query was written."""
        self.shown = event.query
        self._find(self.shown, "")
        self._to("list")

    def on__typed_left(self) -> None:
        """The query line was left: what stands in it is what is shown."""
        self.query_one(QueryLine).set_query(self.shown)
        self._to("list")

    def on_facets_narrowed(self, event: Facets.Narrowed) -> None:
        """A value was chosen."""
        value = event.value
        if event.key == "tension" and self._names is not None:
            value = self._names.code(value) or value
        self.shown = narrowed(
            self.shown, event.key, value, negated=event.negated, same=same_values(event.key, self._names)
        )
        self.query_one(QueryLine).set_query(self.shown)
        self.ask()

    def action_clear(self) -> None:
        """Every entry again."""
        self.come_from("")

    # Panes -------------------------------------------------------------------------------------------------------

    def _to(self, pane: str) -> None:
        """Show a pane where not all are shown, and give it the keys."""
        for name in self.PANES:
            self.set_class(name == pane, f"-on-{name}")
        self.query_one(f"#{pane}").focus()

    def action_pane(self, way: int) -> None:
        """To the next pane."""
        here = next((n for n, name in enumerate(self.PANES) if self.query_one(f"#{name}").has_focus), 1)
        self._to(self.PANES[(here + way) % len(self.PANES)])

    def action_facets(self) -> None:
        """To the facets, and back."""
        self._to("list" if self.query_one("#facets").has_focus else "facets")

    def action_back(self) -> None:
        """From a pane to the list; from the list, out of the query, to Today."""
        if not self.query_one("#list").has_focus:
            self._to("list")
        elif self.shown:
            self.action_clear()
        else:
            self.app.go("today")

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Read the entry."""
        if isinstance(event.rows, EntryRows):
            self._to("page")

    def on_page_followed(self, event: Page.Followed) -> None:
        """A tension opens its page, an entry itself."""
        kind, _, name = event.target.partition(":")
        if kind == "term":
            self.app.open_term(name)
        else:
            self.come_from("", entry=name)


def _place(reader: Reader, order: Order, goal: str) -> tuple[int, dict[int, tuple[Row, ...]]]:
    """Where an entry stands in an order, and the page of rows around it; the first place where it is not in it."""
    at = 0
    if goal:
        number = reader.number(goal)
        if number is not None and number in order.numbers:
            at = list(order.numbers).index(number)
    page = at // PAGE
    return at, {page: reader.rows(order.numbers[page * PAGE : (page + 1) * PAGE])}
