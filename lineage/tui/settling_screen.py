"""The queue of disagreements: what coders answered differently, side by side, to be settled with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.widgets import Static

from lineage.model.query import Query
from lineage.model.text import counted, one_line
from lineage.tui.coding_part import CodingPart
from lineage.tui.stands import StandsPage, answer_words
from lineage.tui.widgets.drawn import Edge
from lineage.tui.widgets.page import Page
from lineage.tui.widgets.rows import Rows
from lineage.tui.words import between, joined, safe, spread

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.content import Content

    from lineage.model.agreement import Disagreement
    from lineage.model.names import Names
    from lineage.model.taxonomy import Taxonomy

NAME = 20
"""Letters of a coder's name in the list; the page has all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Disagreements, those that are open first; the texts of their entries by id."""

    listed: tuple[Disagreement, ...]
    hidden: frozenset[str]
    """Entries the user is about to code blind: they show only where it is asked for."""
    coded: int
    """Entries that two or more coders coded."""
    asked: str
    texts: dict[str, str]
    names: Names
    taxonomy: Taxonomy


class SettleRows(Rows):
    """What coders disagree on, as ``lineage agree`` lists it; what is settled comes last."""

    HELP = "What coders disagree on, tensions first, then the widest apart. Enter settles it; what is settled comes last."
    ROW_HEIGHT = 2
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "choose", "settle", id="settling.settle")]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id)
        self.listed: tuple[Disagreement, ...] = ()
        self.names: Names | None = None

    def show(self, listed: tuple[Disagreement, ...], names: Names) -> None:
        """Disagreements, with the cursor on the same one, or where it was."""
        here = self.chosen()
        self.listed, self.names = listed, names
        at = next(
            (
                n
                for n, one in enumerate(listed)
                if here and (one.entry, one.facet) == (here.entry, here.facet)
            ),
            self.cursor,
        )
        # The one that was just settled went to the end: the cursor stays for the next.
        if here is not None and not here.resolved and at < len(listed) and listed[at].resolved:
            at = self.cursor
        self.set_count(len(listed), at)

    def chosen(self) -> Disagreement | None:
        """The disagreement of the cursor."""
        return self.listed[self.cursor] if self.cursor < len(self.listed) else None

    def lines_of(self, index: int, width: int) -> list[Content]:
        """Entry and facet; what each coder answered."""
        one = self.listed[index]
        assert self.names is not None
        facet = safe(one.facet.replace("_", " "), "$faint")
        answers = [
            joined(
                (f"{one_line(stand.coder, limit=NAME)} ", "$soft"),
                answer_words(one.facet, stand.values, self.names, short=True),
            )
            for stand in one.stands
        ]
        if one.resolved:
            answers = [safe("✓ settled", "$success"), answer_words(one.facet, one.decision, self.names)]
        said = joined("  ", between(answers))
        return [
            spread(safe(one.title or one.entry, "$soft" if one.resolved else ""), facet, width),
            spread(said, safe(""), width),
        ]


class SettlingScreen(CodingPart):
    """List and page: side by side from 120 columns on, below one another where there are fewer."""

    PART, OTHER = "settling", "coding"
    HELP = (
        "What coders disagree on. Settling it writes a memo and the entry's tags; u takes both back as one."
    )
    AUTO_FOCUS = "#queue"
    DEFAULT_CSS = """
    SettlingScreen #asked { height: auto; padding: 0 1; margin-bottom: 1; }
    SettlingScreen #nothing { display: none; padding: 0 1; }
    SettlingScreen.-nothing #nothing { display: block; }
    SettlingScreen.-nothing #both { display: none; }
    SettlingScreen #both { height: 1fr; layout: vertical; }
    SettlingScreen #queue { width: 1fr; height: 2fr; }
    SettlingScreen #stand { width: 1fr; height: 3fr; border-top: solid $line; }
    SettlingScreen Edge { display: none; }
    SettlingScreen.-wide #both { layout: horizontal; }
    SettlingScreen.-wide #queue { width: 46; height: 1fr; }
    SettlingScreen.-wide #stand { height: 1fr; border-top: none; margin-left: 1; }
    SettlingScreen.-wide Edge { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("C", "other", "code blind", id="settling.other"),
        Binding("w", "hidden", "show or hide what you have not coded", show=False, id="settling.hidden"),
        Binding("tab,shift+tab", "turn", "list or page", show=False, id="settling.turn"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.queue: Queue | None = None
        self._whole = False
        """True where the user wants to see what they have not coded themselves."""

    def body(self) -> ComposeResult:
        """Which entries, the list, the page; or why there is nothing."""
        with Vertical():
            yield Static(safe("Comparing…", "$soft"), id="asked", markup=False)
            yield Page(id="nothing")
            with Container(id="both"):
                yield SettleRows(id="queue")
                yield Edge()
                yield StandsPage(id="stand")

    # Asking ------------------------------------------------------------------------------------------------------

    def look(self, query: str) -> Queue:
        """What ``lineage agree`` lists for these entries."""
        journal, audience = self.journal, self.app.audience
        kept = journal.asked(Query.parse(query), audience=audience)
        read = journal.entries(kept or None, audience=audience)
        found = journal.disagreements(*read.entries)
        disputed = {one.entry for one in found}
        drawn = journal.draw(read, coder=journal.coder(), number=None, seed=0)
        return Queue(
            listed=tuple(sorted(found, key=lambda one: bool(one.resolved))),
            hidden=frozenset(one.id for one in drawn.waiting) & disputed,
            coded=sum(len(one.codings) > 1 for one in journal.coded(read.entries)),
            asked=str(kept),
            texts={one.id: one.body for one in read.entries if one.id in disputed},
            names=journal.names,
            taxonomy=journal.taxonomy,
        )

    def show_found(self, found: Queue) -> None:
        """Show the queue."""
        self.queue = found
        listed = tuple(one for one in found.listed if self._whole or one.entry not in found.hidden)
        self.tell(self._told(found))
        self.refresh_bindings()
        rows = self.query_one(SettleRows)
        if not listed:
            rows.show((), found.names)
            self.say_nothing_here(*_why_none(found))
            return
        if self.has_class("-nothing"):
            self.remove_class("-nothing")
            rows.focus()
        rows.show(listed, found.names)

    def _told(self, found: Queue) -> Content:
        open_now = sum(not one.resolved for one in found.listed)
        parts = [
            joined((f"{open_now:,}", "bold $primary"), " to settle"),
            safe(f"{len(found.listed) - open_now:,} settled", "$soft"),
            safe(f"{counted(found.coded, 'entry', 'entries')} with two or more coders", "$soft"),
            safe(found.asked, "$soft"),
        ]
        if not found.hidden:
            return between(parts)
        wait = counted(len(found.hidden), "entry waits", "entries wait")
        told = f"{wait} for your own blind coding; w {'hides' if self._whole else 'shows'} what others said"
        return joined(between(parts), safe("\n", lines=True), safe(told, "$warning"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where nothing is hidden there is nothing to show."""
        if action == "hidden":
            return self.queue is not None and bool(self.queue.hidden)
        return super().check_action(action, parameters)

    def action_hidden(self) -> None:
        """Show what others said of entries one has not coded, or hide it."""
        self._whole = not self._whole
        if self.queue is not None:
            self.show_found(self.queue)

    # Reading -----------------------------------------------------------------------------------------------------

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Another disagreement."""
        del event
        one = self.query_one(SettleRows).chosen()
        if one is not None and self.queue is not None:
            self.query_one(StandsPage).show_one(one, self.queue.texts.get(one.entry, ""), self.queue.names)

    def action_turn(self) -> None:
        """From list to page and back."""
        page = self.query_one(StandsPage)
        (self.query_one(SettleRows) if page.has_focus else page).focus()

    def on_page_followed(self, event: Page.Followed) -> None:
        """A tension opens its page, an entry or a memo itself."""
        kind, _, name = event.target.partition(":")
        if kind == "term":
            self.app.open_term(name)
        else:
            self.app.open_journal("", entry=name)

    # Settling ----------------------------------------------------------------------------------------------------

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Say what stands and why."""
        del event
        one = self.query_one(SettleRows).chosen()
        if one is None or self.queue is None:
            return
        from lineage.tui.deciding import Decide

        def decided(said: tuple[tuple[str, ...], str] | None) -> None:
            if said is not None:
                self._resolve(one, *said)

        self.app.push_screen(Decide(one, self.queue.taxonomy, self.queue.names), decided)

    @work(thread=True, group="resolve", exit_on_error=False)
    def _resolve(self, one: Disagreement, values: tuple[str, ...], reason: str) -> None:
        journal = self.journal
        memo = journal.resolve(journal.entry(one.entry), {one.facet: values}, reason)
        self.call_later(self._resolved, memo.title)

    def _resolved(self, title: str) -> None:
        self.app.say(f"{one_line(title)}; u takes memo and tags back")
        self.app.changed()


def _why_none(found: Queue) -> tuple[str, ...]:
    """Why nothing is listed, and what can be done."""
    if found.hidden:
        return (
            "All that coders disagree on waits for your own blind coding.",
            "C codes it; w shows what others said.",
        )
    if found.coded:
        return ("The coders of these entries do not disagree.", "`lineage agree` gives the numbers.")
    return (
        "No entry here has a second coder.",
        "Another codes a sample blind, under their own name:  LINEAGE_CODER=jo lineage, then C",
    )
