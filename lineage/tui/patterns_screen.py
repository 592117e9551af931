"""Patterns: what recurs in the entries of a query, found in a process of its own; leaving the screen ends the search."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from lineage.errors import LineageError
from lineage.model.text import counted
from lineage.tui.delving import Delved, Delving
from lineage.tui.living import Living
from lineage.tui.pattern_page import pattern_blocks
from lineage.tui.widgets.drawn import Edge
from lineage.tui.widgets.page import GAP, Block, Page
from lineage.tui.widgets.rows import Rows
from lineage.tui.words import between, joined, safe, spread

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from lineage.model.entry import Entry
    from lineage.model.names import Names
    from lineage.model.pattern import Pattern


class PatternRows(Rows):
    """What was found, strongest first, two lines each."""

    HELP = (
        "What recurs, the surest first. Enter reads it; leaving the screen ends a search that is under way."
    )
    ROW_HEIGHT = 2

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id)
        self.patterns: tuple[Pattern, ...] = ()

    def show(self, patterns: tuple[Pattern, ...], goal: str = "", *, empty: str = "") -> None:
        """Show patterns with the cursor on one of them."""
        self.patterns = patterns
        at = next((n for n, one in enumerate(patterns) if one.id == goal), 0)
        self.set_count(len(patterns), at, empty=empty)

    def chosen(self) -> Pattern | None:
        """The pattern of the cursor."""
        return self.patterns[self.cursor] if self.patterns else None

    def lines_of(self, index: int, width: int) -> list[Content]:
        """What it is called and of which kind; how sure and how strong."""
        one = self.patterns[index]
        told = between([safe(f"confidence {one.confidence}", "$soft"), safe(one.measured, "$soft")])
        entries = safe(counted(len(one.entries), "entry", "entries"), "$faint")
        said = {"accept": "accepted", "rename": "named", "reject": "rejected"}
        kind = f"{one.kind}, {said[one.judged.verdict]}" if one.judged else one.kind
        return [spread(safe(one.label), safe(kind, "$faint"), width), spread(told, entries, width)]


class PatternsScreen(Living):
    """List and page."""

    NAME = "patterns"
    HELP = "What recurs in the entries of the journal's query, how strongly, how surely, and what speaks against it."
    AUTO_FOCUS = "#patterns"
    DEFAULT_CSS = """
    PatternsScreen #found { width: 48; }
    PatternsScreen.-medium #found { width: 36; }
    PatternsScreen #asked { height: auto; padding: 0 1; margin-bottom: 1; }
    PatternsScreen #pattern { width: 1fr; margin-left: 1; }
    PatternsScreen.-small #found { width: 1fr; }
    PatternsScreen.-small Edge, PatternsScreen.-small #pattern { display: none; }
    PatternsScreen.-small.-reading #pattern { display: block; }
    PatternsScreen.-small.-reading #found { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "delegate", "delegation for it", id="patterns.delegation"),
        Binding("r", "again", "look again", id="patterns.again"),
        Binding("a", "judge('accept')", "accept", id="patterns.accept"),
        Binding("m", "judge('rename')", "name it", id="patterns.rename"),
        Binding("X", "judge('reject')", "reject", id="patterns.reject"),
        Binding("tab,shift+tab", "turn", "list or page", show=False, id="patterns.turn"),
        Binding("escape", "back", "back", show=False, id="patterns.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.query_asked = ""
        self.delved: Delved | None = None
        self._delving: Delving | None = None
        self._names: Names | None = None
        self._found_at = 0

    def body(self) -> ComposeResult:
        """List and page."""
        with Horizontal():
            with Vertical(id="found"):
                yield Static(id="asked", markup=False)
                yield PatternRows(id="patterns")
            yield Edge()
            yield Page(id="pattern")

    # Asking ------------------------------------------------------------------------------------------------------

    def come_from(self, query: str) -> None:
        """Look in the entries of another query than the last."""
        if query != self.query_asked:
            self.query_asked, self.delved = query, None
            self.action_again()

    def ask(self) -> None:
        """Look where nothing was found yet; what was found stays until one asks again, with a word that the journal changed."""
        if self.delved is None:
            self.action_again()
        else:
            self._tell("the journal changed since; r looks again")

    def action_again(self) -> None:
        """Look for what recurs, from the beginning."""
        self._end()
        self.delved = None
        self._delving = Delving(self.reader.folder, self.app.audience, self.query_asked)
        self.query_one(PatternRows).show((), empty="Starting…")
        self.query_one(Page).show([])
        self._tell("")
        self._delve(self._delving)

    @work(thread=True, group="delve", exit_on_error=False)
    def _delve(self, delving: Delving) -> None:
        names = self.reader.names

        def tell(said: str) -> None:
            self.call_later(self._progress, delving, said)

        try:
            delved = delving.wait(tell)
        except LineageError as error:
            self.call_later(self._refused, delving, error)
            return
        if delved is not None:
            self.call_later(self._found, delving, delved, names)

    def _progress(self, delving: Delving, said: str) -> None:
        if delving is self._delving:
            self.query_one(PatternRows).show((), empty=said)

    def _refused(self, delving: Delving, error: LineageError) -> None:
        if delving is self._delving:
            self._delving = None
            self.query_one(PatternRows).show((), empty="Nothing was looked for.")
            told = [Block(content=safe(error.message)), GAP, Block(content=safe(error.hint, "$soft"))]
            self.query_one(Page).show(told)

    def _found(self, delving: Delving, delved: Delved, names: Names) -> None:
        if delving is not self._delving:
            return
        self._delving, self.delved, self._names = None, delved, names
        self._seen = self._found_at = self.app.generation
        self._tell("")
        rows = self.query_one(PatternRows)
        here = rows.chosen()
        rows.show(delved.mined.patterns, here.id if here else "", empty="No pattern stands out.")
        if not delved.mined.patterns:
            self.query_one(Page).show(_run_blocks(delved))

    def _tell(self, more: str) -> None:
        where = (self.query_asked or "every entry", "bold")
        said = [joined(("in  ", "$soft"), where)]
        if self.delved is not None:
            mined = self.delved.mined
            kept = f", in {self.delved.kept_to}" if self.delved.kept_to else ""
            said.append(
                safe(
                    f"{counted(mined.n, 'observation')}, {counted(mined.episodes, 'episode')}{kept}", "$soft"
                )
            )
            if self.delved.withheld:
                said.append(safe(f"{self.delved.withheld:,} not for {self.app.audience}", "$faint"))
        if more:
            said.append(safe(more, "$warning"))
        self.query_one("#asked", Static).update(Content("\n").join(said))

    def _end(self) -> None:
        if self._delving is not None:
            self._delving.close()
            self._delving = None

    def on_screen_suspend(self) -> None:
        """Who leaves does not wait any more; coming back looks again."""
        if self._delving is not None:
            self._end()
            self._seen = -1

    def on_unmount(self) -> None:
        """Leave no process behind."""
        self._end()

    # Judging -----------------------------------------------------------------------------------------------------

    def action_judge(self, verdict: str) -> None:
        """Say what you think of the pattern of the cursor: a memo that every later search respects."""
        one = self.query_one(PatternRows).chosen()
        if one is None:
            return
        from lineage.tui.judging import Judge

        def answered(said: tuple[str, str] | None) -> None:
            if said is not None:
                self._judge(one, verdict, *said)

        self.app.push_screen(Judge(one, verdict), answered)

    @work(thread=True, exclusive=True, group="judge", exit_on_error=False)
    def _judge(self, one: Pattern, verdict: str, label: str, reason: str) -> None:
        memo = self.journal.judge(one, verdict, label=label, reason=reason)
        self.call_later(self._judged, one, verdict, label, reason, memo)

    def _judged(self, one: Pattern, verdict: str, label: str, reason: str, memo: Entry) -> None:
        from lineage.tui.judging import judged_run

        if self.delved is not None:
            mined = judged_run(self.delved.mined, one, verdict, label, memo, reason)
            self.delved = replace(self.delved, mined=mined)
            self.query_one(PatternRows).show(mined.patterns, one.id, empty="No pattern stands out.")
        self.app.say(f"{memo.title}; u takes it back")
        self.app.changed()

    # Reading -----------------------------------------------------------------------------------------------------

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Another pattern."""
        del event
        one = self.query_one(PatternRows).chosen()
        if one is not None and self.delved is not None and self._names is not None:
            blocks = [*pattern_blocks(one, self.delved, self._names), GAP, *_run_blocks(self.delved)]
            self.query_one(Page).show(blocks)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Read it."""
        del event
        self.add_class("-reading")
        self.query_one(Page).focus()

    def action_delegate(self) -> None:
        """Who does what in the pattern of the cursor; without one, delegation as it was left."""
        one = self.query_one(PatternRows).chosen()
        if one is None or self.delved is None:
            self.app.go("delegation")
            return
        from lineage.tui.consultation import Consultation

        seen = self.delved.entries
        self.app.open_delegation(
            Consultation(
                pattern=one,
                suggested=self.delved.suggested[one.id],
                query=self.query_asked,
                found_at=self._found_at,
                titles={name: seen[name].title for name in one.contradicting if name in seen},
            )
        )

    def action_turn(self) -> None:
        """From list to page and back."""
        to_page = not self.query_one(Page).has_focus
        self.set_class(to_page, "-reading")
        self.query_one("#pattern" if to_page else "#patterns").focus()

    def action_back(self) -> None:
        """From the page to the list, from the list to the journal."""
        if self.query_one(Page).has_focus:
            self.action_turn()
        else:
            self.app.go("journal")

    def on_page_followed(self, event: Page.Followed) -> None:
        """A tension opens its page, a quote or an entry the entry."""
        kind, _, name = event.target.partition(":")
        if kind == "term":
            self.app.open_term(name)
        else:
            self.app.open_journal("", entry=name)


def _run_blocks(delved: Delved) -> list[Block]:
    """What the run says of itself: what was not done and why, and by what it would be made again."""
    mined = delved.mined
    made = f"{mined.embedding or 'no embedding'}, seed {mined.seed}, as of {mined.today}"
    if delved.unread:
        made += f"; {counted(delved.unread, 'file')} could not be read, `lineage check` names them"
    blocks = [Block(content=safe("This search", "bold $primary")), Block(content=safe(made, "$soft"))]
    return [
        *blocks,
        *(Block(content=safe(note, "$soft"), first=safe("- "), rest=Content("  ")) for note in mined.notes),
    ]
