"""Lineage: what led to an entry and what it became, as a graph over time with the entry of the cursor beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import get_current_worker

from lineage.model.text import counted
from lineage.tui.entry_page import entry_blocks
from lineage.tui.living import BREAKPOINTS, Faulty, gone
from lineage.tui.widgets.drawn import Edge
from lineage.tui.widgets.graph import Graph
from lineage.tui.widgets.keybar import KeyBar
from lineage.tui.widgets.page import Page
from lineage.tui.words import fitted, joined, outcome_mark, safe, tension_words

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from lineage.model.lineage import Trace
    from lineage.model.names import Names
    from lineage.tui.host import Host
    from lineage.tui.widgets.rows import Rows

RECURRING = 4
"""Tensions named at the top at the most."""


class LineageScreen(Faulty, Screen[None]):
    """The graph, and from 120 columns on the entry beside it."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    HELP = "What led to an entry and what it became, with how each stood and what pulled."
    AUTO_FOCUS = "#graph"
    DEFAULT_CSS = """
    LineageScreen #title { height: 1; dock: top; background: $panel; padding: 0 1; }
    LineageScreen #along { height: auto; padding: 0 1; margin-bottom: 1; }
    LineageScreen #graph { width: 1fr; }
    LineageScreen Page, LineageScreen Edge { display: none; }
    LineageScreen.-wide Page, LineageScreen.-wide Edge { display: block; }
    LineageScreen Page { width: 44; margin-left: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "back", key_display="esc", id="lineage.back"),
        Binding("tab,shift+tab", "turn", "graph or entry", show=False, id="lineage.turn"),
        Binding("N", "continue", "follow up", id="lineage.follow-up", show=False),
    ]
    app: Host

    def __init__(self, entry: str) -> None:
        super().__init__()
        self._start = entry
        self._names: Names | None = None

    def compose(self) -> ComposeResult:
        """What it comes to, the graph, the entry."""
        yield Static(id="title", markup=False)
        yield Static(safe("Following the links…", "$soft"), id="along", markup=False)
        with Horizontal():
            yield Graph(id="graph")
            yield Edge()
            yield Page(id="entry")
        yield KeyBar()

    def on_mount(self) -> None:
        """Follow the links."""
        self.query_one("#title", Static).update(
            joined((self.app.journal_name, "bold $primary"), "   ", ("Lineage", "bold"))
        )
        self.come_up_to_date()

    def come_up_to_date(self) -> None:
        """Ask anew: the journal is another."""
        self._trace()

    @work(thread=True, exclusive=True, group="trace", exit_on_error=False)
    def _trace(self) -> None:
        worker, reader, audience = get_current_worker(), self.app.reader, self.app.audience
        trace = reader.trace(reader.entry(self._start, audience=audience), audience=audience)
        names = reader.names
        if not gone(worker):
            self.call_later(self._show, trace, names)

    def _show(self, trace: Trace, names: Names) -> None:
        self._names = names
        self.query_one("#along", Static).update(_told(trace, names, max(self.size.width - 2, 20)))
        graph = self.query_one(Graph)
        here = graph.chosen()
        graph.show(trace, names, here.id if here else "")

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """The entry of the cursor."""
        del event
        one = self.query_one(Graph).chosen()
        if one is not None and self._names is not None:
            # The links are what the graph shows.
            self.query_one(Page).show(entry_blocks(replace(one, follows=()), (), self._names))

    # Doing -------------------------------------------------------------------------------------------------------

    def action_turn(self) -> None:
        """From the graph to the entry and back, where both are shown."""
        page = self.query_one(Page)
        if page.display and not page.has_focus:
            page.focus()
        else:
            self.query_one(Graph).focus()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Open the entry in the journal."""
        self._open(self.query_one(Graph).nodes[event.index].id)

    def _open(self, identifier: str) -> None:
        self.dismiss()
        self.app.open_journal("", entry=identifier)

    def on_page_followed(self, event: Page.Followed) -> None:
        """A tension opens its page, an entry itself."""
        kind, _, name = event.target.partition(":")
        if kind == "term":
            self.dismiss()
            self.app.open_term(name)
        else:
            self._open(name)

    def action_continue(self) -> None:
        """Write what came of the entry of the cursor."""
        one = self.query_one(Graph).chosen()
        if one is not None:
            self.app.capture(
                follows=(one.id,), context=one.context, organisation=one.organisation, setting=one.setting
            )


def _told(trace: Trace, names: Names, width: int) -> Content:
    """How many entries over what time, how each stood, which tensions come again, what is not shown."""
    lines = [fitted(_course(trace), width)]
    if len(trace.nodes) < 2 and not trace.missing and not trace.elsewhere:
        lines = [safe("One entry alone: it names none it grew out of, and none names it.   N follows it up")]
    borne = Counter(
        known for one in trace.nodes for known in {names.resolve(term) or term for term in one.tensions}
    )
    again = sorted((term for term, count in borne.items() if count > 1), key=lambda one: (-borne[one], one))
    if again:
        parts = [
            joined(tension_words(term, names), (f" {borne[term]}", "bold"), "   ")
            for term in again[:RECURRING]
        ]
        lines.append(fitted(joined(("comes again  ", "$soft"), *parts), width))
    left_out = []
    if trace.missing:
        left_out.append(f"{counted(len(trace.missing), 'entry', 'entries')} followed and not to be read here")
    if trace.elsewhere:
        left_out.append(f"{trace.elsewhere:,} linked in other contexts (`lineage trace --across` shows them)")
    if left_out:
        lines.append(fitted(safe("; ".join(left_out), "$soft"), width))
    return Content("\n").join(lines)


def _course(trace: Trace) -> Content:
    """Every outcome in order of time."""
    dated = [one.observed for one in trace.nodes if one.observed.known]
    firsts = [when.first for when in dated if when.first]
    lasts = [when.last for when in dated if when.last]
    over = f"{min(firsts):%Y-%m} to {max(lasts):%Y-%m}" if firsts and lasts else "undated"
    marks = Content(" ").join([outcome_mark(one.outcome) for one in trace.nodes])
    return joined((counted(len(trace.nodes), "entry", "entries"), "bold"), (f"   {over}   ", "$soft"), marks)
