"""The taxonomy as one reads a good reference book: families and tensions at the left, a page at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.worker import get_current_worker

from lineage.model.query import FieldClause, Query
from lineage.tui.living import Living
from lineage.tui.term_page import Evidence, family_blocks, tension_blocks
from lineage.tui.widgets.drawn import Edge
from lineage.tui.widgets.fields import Field
from lineage.tui.widgets.page import Page
from lineage.tui.widgets.terms import Terms

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets import Input

    from lineage.model.taxonomy import Taxonomy
    from lineage.tui.widgets.rows import Rows

LATEST = 5


class _Find(Field):
    """Words to find in the taxonomy's pages."""

    HELP = "Words that stand in a tension's name, in what one hears, or on its page. Down or Enter goes to what was found."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "screen.to_terms", "to what was found", id="terms.found"),
        Binding("escape", "screen.to_terms(True)", "all again", id="terms.unfind"),
    ]


class TaxonomyScreen(Living):
    """Tree and page."""

    NAME = "taxonomy"
    HELP = "The tensions one can tag with: what they mean, how they sound, what they are easily taken for."
    AUTO_FOCUS = "#terms"
    DEFAULT_CSS = """
    TaxonomyScreen #left { width: 44; }
    TaxonomyScreen.-wide #left { width: 48; }
    TaxonomyScreen.-medium #left { width: 36; }
    TaxonomyScreen #term { width: 1fr; margin-left: 1; }
    TaxonomyScreen _Find { border: none; height: 1; padding: 0 1; background: $surface; margin-bottom: 1; }
    TaxonomyScreen _Find:focus { border: none; background: $panel; }
    TaxonomyScreen.-small #left { width: 1fr; }
    TaxonomyScreen.-small Edge { display: none; }
    TaxonomyScreen.-small #term { display: none; }
    TaxonomyScreen.-small.-reading #term { display: block; }
    TaxonomyScreen.-small.-reading #left { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "find", id="taxonomy.find"),
        Binding("e", "entries", "its entries", id="taxonomy.entries"),
        Binding("backspace", "last", "last page", show=False, id="taxonomy.last"),
        Binding("tab", "turn", "tree or page", show=False, id="taxonomy.turn"),
        Binding("escape", "back", "back", show=False, id="taxonomy.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._read: list[str] = []
        self._goal = ""
        self._taxonomy: Taxonomy | None = None

    def body(self) -> ComposeResult:
        """Tree and page."""
        with Horizontal():
            with Vertical(id="left"):
                yield _Find(placeholder="/  find a word, a code, what people say")
                yield Terms(id="terms")
            yield Edge()
            yield Page(id="term")

    def ask(self) -> None:
        """Read the taxonomy, then the page again."""
        self._load()

    @work(thread=True, exclusive=True, group="taxonomy", exit_on_error=False)
    def _load(self) -> None:
        self.call_later(self._loaded, self.reader.taxonomy)

    def _loaded(self, taxonomy: Taxonomy) -> None:
        first = self._taxonomy is None
        self._taxonomy = taxonomy
        terms = self.query_one(Terms)
        if first:
            terms.show(taxonomy)
        if self._goal:
            terms.go_to(self._goal)
            self._goal = ""
        elif not first:
            self._show()

    def show_term(self, term: str) -> None:
        """The page of a tension or family."""
        if self._taxonomy is None:
            self._goal = term
            return
        self.query_one(Terms).go_to(term)
        self.add_class("-reading")
        self.query_one("#term").focus()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Another page."""
        del event
        self._show()

    def _show(self) -> None:
        term = self.query_one(Terms).term()
        if term:
            if not self._read or self._read[-1] != term:
                self._read.append(term)
            self._lay(term, None)
            self._look(term)

    def _lay(self, term: str, evidence: Evidence | None) -> None:
        taxonomy, names = self._taxonomy, self.reader.names
        assert taxonomy is not None
        page = self.query_one("#term", Page)
        if term in taxonomy.by_id:
            blocks = tension_blocks(taxonomy.by_id[term], taxonomy, names, evidence)
        else:
            family = next(one for one in taxonomy.families if one.id == term)
            blocks = family_blocks(family, taxonomy, names, evidence)
        page.show(blocks, stay=evidence is not None)

    @work(thread=True, exclusive=True, group="evidence", exit_on_error=False)
    def _look(self, term: str) -> None:
        import time

        worker = get_current_worker()
        time.sleep(0.05)
        if worker.is_cancelled:
            return
        reader, audience = self.reader, self.app.audience
        query = Query(fields=(FieldClause(key="tension", values=(term,)),))
        order = reader.order(query, audience=audience)
        shares = reader.shares(query, audience=audience, strictly=True)
        latest = reader.rows(order.numbers[:LATEST])
        evidence = Evidence(count=len(order.numbers), shares=shares, latest=latest)
        if not worker.is_cancelled:
            self.call_later(self._looked, term, evidence)

    def _looked(self, term: str, evidence: Evidence) -> None:
        if self.query_one(Terms).term() == term:
            self._lay(term, evidence)

    # Doing -------------------------------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the tree as one writes."""
        if self._taxonomy is not None:
            self.query_one(Terms).find(event.value)

    def action_find(self) -> None:
        """To the line one finds with."""
        self.remove_class("-reading")
        self.query_one(_Find).focus()

    def action_to_terms(self, clear: bool = False) -> None:  # noqa: FBT001, FBT002 (as above)
        """To the tree."""
        if clear:
            self.query_one(_Find).value = ""
        self.query_one(Terms).focus()

    def action_turn(self) -> None:
        """From tree to page and back."""
        to_page = not self.query_one("#term").has_focus
        self.set_class(to_page, "-reading")
        self.query_one("#term" if to_page else "#terms").focus()

    def action_back(self) -> None:
        """From the page to the tree, from the tree to Today."""
        if self.query_one("#terms").has_focus:
            self.app.go("today")
        else:
            self.remove_class("-reading")
            self.query_one("#terms").focus()

    def action_last(self) -> None:
        """The page read before this one."""
        if len(self._read) > 1:
            self._read.pop()
            self.query_one(Terms).go_to(self._read.pop())

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Open a family, or read the page."""
        terms = self.query_one(Terms)
        if terms.lines[event.index].family and terms.term() not in terms._opened:  # noqa: SLF001 (its own screen)
            terms.action_open(True)  # noqa: FBT003
        else:
            self.add_class("-reading")
            self.query_one("#term").focus()

    def action_entries(self) -> None:
        """The entries that bear it."""
        term = self.query_one(Terms).term()
        if term:
            self.app.open_journal(f"tension:{self.reader.names.code(term) or term}")

    def on_page_followed(self, event: Page.Followed) -> None:
        """Another term, an entry, or the entries."""
        kind, _, rest = event.target.partition(":")
        if kind == "term":
            self.query_one(Terms).go_to(rest)
        elif kind == "query":
            self.app.open_journal(rest)
        else:
            self.app.open_journal("", entry=rest)
