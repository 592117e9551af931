"""The analyst's facets of an entry: what capture does not ask, answered later from the text, each value with its definition at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import get_current_worker

from lineage.model.coding import FACETS
from lineage.tui.choosing import Chooser, asks, title_of
from lineage.tui.drafting import FIELDS as AT_CAPTURE
from lineage.tui.entry_page import heading
from lineage.tui.living import BREAKPOINTS, Faulty, gone
from lineage.tui.prose import blocks_of
from lineage.tui.widgets.drawn import Edge
from lineage.tui.widgets.keybar import KeyBar
from lineage.tui.widgets.page import GAP, Block, Page
from lineage.tui.widgets.rows import Rows
from lineage.tui.words import fitted, joined, safe

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from lineage.model.entry import Entry
    from lineage.model.fields import Field
    from lineage.model.names import Names
    from lineage.model.taxonomy import Facet, Taxonomy
    from lineage.tui.host import Host

_ASKED = {name for name, *_ in AT_CAPTURE}
ANALYSED: tuple[Field, ...] = tuple(item for item in FACETS if item.name not in _ASKED)
"""The facets that capture does not ask, in the order of an entry's keys."""
_NAME = 19


class FacetRows(Rows):
    """The facets and what the entry has of each."""

    HELP = "The facets that capture does not ask. Enter shows the values a facet can have, each with its definition."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "choose values", id="analysis.choose")
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id)
        self.entry: Entry | None = None
        self.names: Names | None = None

    def show(self, entry: Entry, names: Names) -> None:
        """An entry, with the cursor where it was."""
        self.entry, self.names = entry, names
        self.set_count(len(ANALYSED), self.cursor)

    def lines_of(self, index: int, width: int) -> list[Content]:
        """The facet's key and its values."""
        item = ANALYSED[index]
        assert self.entry is not None
        assert self.names is not None
        labels = [self.names.label(one, item.facet) for one in self.entry.values(item.name)]
        told = (", ".join(labels), "bold") if labels else ("·", "$faint")
        name = item.name.replace("_", " ").ljust(_NAME)
        return [fitted(joined((name, "" if labels else "$soft"), told), width)]


class AnalysisScreen(Faulty, Screen[None]):
    """The facets, and beside them what the facet of the cursor asks and the entry's text."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    HELP = (
        "What an analyst reads out of an entry. Each choice is written to the entry at once; u takes it back."
    )
    AUTO_FOCUS = "#analysed"
    DEFAULT_CSS = """
    AnalysisScreen #title { height: 1; dock: top; background: $panel; padding: 0 1; }
    AnalysisScreen Container { layout: horizontal; height: 1fr; }
    AnalysisScreen FacetRows { width: 56; }
    AnalysisScreen Page { width: 1fr; margin-left: 1; }
    AnalysisScreen.-medium FacetRows { width: 40; }
    AnalysisScreen.-small Container { layout: vertical; }
    AnalysisScreen.-small FacetRows { width: 1fr; height: 1fr; }
    AnalysisScreen.-small Page { height: 1fr; border-top: solid $line; margin-left: 0; }
    AnalysisScreen.-small Edge { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,shift+tab", "turn", "facets or text", show=False, id="analysis.turn"),
        Binding("escape", "dismiss", "back", key_display="esc", id="analysis.back"),
    ]
    app: Host

    def __init__(self, entry: str) -> None:
        super().__init__()
        self._wanted = entry
        self._taxonomy: Taxonomy | None = None

    def compose(self) -> ComposeResult:
        """The entry's title, the facets, what they ask and the text."""
        yield Static(id="title", markup=False)
        with Container():
            yield FacetRows(id="analysed")
            yield Edge()
            yield Page(id="text")
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the entry."""
        self.come_up_to_date()

    def come_up_to_date(self) -> None:
        """Read the entry again: the journal is another."""
        self._read()

    @work(thread=True, exclusive=True, group="entry", exit_on_error=False)
    def _read(self) -> None:
        worker, reader = get_current_worker(), self.app.reader
        taxonomy, names = reader.taxonomy, reader.names
        entry = reader.entry(self._wanted, audience=self.app.audience)
        if not gone(worker):
            self.call_later(self._show, entry, taxonomy, names)

    def _show(self, entry: Entry, taxonomy: Taxonomy, names: Names) -> None:
        self._taxonomy = taxonomy
        title = joined(("The analyst's facets", "bold"), "   ", (entry.title or entry.id, "$soft"))
        self.query_one("#title", Static).update(fitted(title, max(self.size.width - 2, 10)))
        self.query_one(FacetRows).show(entry, names)

    # Reading -----------------------------------------------------------------------------------------------------

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """What the facet asks, what the values it has mean, and the text."""
        rows = self.query_one(FacetRows)
        if rows.entry is None or rows.names is None:
            return
        item = ANALYSED[event.index]
        facet = self._facet(item)
        blocks = [
            heading(title_of(item, facet)),
            Block(content=safe(asks(item, facet), "$soft")),
        ]
        for value in rows.entry.values(item.name):
            known = (
                next((one for one in facet.values if one.id == facet.resolve(value)), None) if facet else None
            )
            said = joined(
                (known.label if known else value, "bold"), (f"  {known.definition}" if known else "", "$soft")
            )
            blocks.append(Block(content=said, first=safe("✓ ", "$success"), rest=Content("  ")))
        self.query_one(Page).show([*blocks, GAP, *blocks_of(rows.entry.body, rows.names)])

    def action_turn(self) -> None:
        """From the facets to the text and back."""
        page = self.query_one(Page)
        (self.query_one(FacetRows) if page.has_focus else page).focus()

    def on_page_followed(self, event: Page.Followed) -> None:
        """A marked passage opens its tension."""
        kind, _, name = event.target.partition(":")
        self.dismiss()
        if kind == "term":
            self.app.open_term(name)
        else:
            self.app.open_journal("", entry=name)

    # Choosing ----------------------------------------------------------------------------------------------------

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Choose among the values of a facet."""
        entry = self.query_one(FacetRows).entry
        item = ANALYSED[event.index]
        facet = self._facet(item)
        if entry is None or facet is None:
            return
        before = entry.values(item.name)

        def chosen(values: tuple[str, ...] | None) -> None:
            if values is not None and values != before:
                self._write(item, values)

        self.app.push_screen(Chooser(item, facet, before), chosen)

    @work(thread=True, exclusive=True, group="write", exit_on_error=False)
    def _write(self, item: Field, values: tuple[str, ...]) -> None:
        journal = self.app.journal
        entry = journal.entry(self._wanted, audience=self.app.audience)
        written: str | tuple[str, ...] = values if item.many else values[0] if values else ""
        journal.change(entry, {item.name: written})
        self.call_later(self._written, item, len(values))

    def _written(self, item: Field, number: int) -> None:
        told = item.name.replace("_", " ")
        self.app.say(f"{told}: {'saved' if number else 'taken away'}; u takes it back")
        self.app.changed()

    def _facet(self, item: Field) -> Facet | None:
        return self._taxonomy.facet(item.facet) if self._taxonomy is not None else None
