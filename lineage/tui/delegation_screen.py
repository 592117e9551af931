"""Delegation: a ladder per function, the answers it rests on, and why; every answer is worked out anew off the main thread."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from lineage.model.text import counted
from lineage.tui.advising import Advising
from lineage.tui.trace_page import against_blocks, command_blocks, span_words, trace_blocks
from lineage.tui.widgets.drawn import Edge
from lineage.tui.widgets.inputs import Inputs
from lineage.tui.widgets.ladder import Ladder, Scale
from lineage.tui.widgets.page import GAP, Block, Page
from lineage.tui.words import between, joined, safe

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from lineage.errors import LineageError
    from lineage.model.catalogue import Catalogue
    from lineage.tui.consultation import Consultation
    from lineage.tui.widgets.rows import Rows

FIRST = ("decide", "act")
"""Functions whose levels are told where the ladder is out of sight."""
LEGEND = "● level  ○ no caps  ┤ cap  ╎ nudge  ├ floor  ◇ today  ~ as tried"


class TracePage(Page):
    """Why the function of the cursor has its level."""

    HELP = (
        "Why: both answers, the rules that fired, for and against. Down goes from link to link; Enter tells a rule in full, "
        "leaves it out, or goes to the input that would change the level."
    )


class DelegationScreen(Advising):
    """Ladder, answers and trace at 120 columns; the ladder with one of the others at 80; one of them below."""

    NAME = "delegation"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]  # noqa: RUF012 (textual's name)
    HELP = (
        "Which function stays with people, which goes to a machine, and how far: by the rules and literature for what you answer, "
        "and beside it what the journal's evidence allows. `lineage advise` does the same."
    )
    AUTO_FOCUS = "#ladder"
    DEFAULT_CSS = """
    DelegationScreen #for { height: 1; padding: 0 1; }
    DelegationScreen #panes {
        layout: grid; height: 1fr; grid-size: 3 2; grid-columns: 60% 1 1fr; grid-rows: 11 1fr; margin-top: 1;
    }
    DelegationScreen #levels { height: 10; }
    DelegationScreen #legend { height: 1; padding: 0 1; color: $faint; }
    DelegationScreen #edge-of-trace { row-span: 2; height: 100%; }
    DelegationScreen #why { row-span: 2; height: 100%; margin-left: 1; }
    DelegationScreen #told { height: 100%; }
    DelegationScreen #meaning { height: 5; padding: 0 1; border-top: solid $line; }
    DelegationScreen.-short #meaning { height: 4; }
    DelegationScreen.-medium #panes { grid-size: 1 2; grid-columns: 1fr; margin-top: 0; grid-rows: 10 1fr; }
    DelegationScreen.-medium #told, DelegationScreen.-medium #why { border-top: solid $line; }
    DelegationScreen.-medium #edge-of-trace, DelegationScreen.-small #edge-of-trace { display: none; }
    DelegationScreen.-medium #why, DelegationScreen.-small #why { row-span: 1; display: none; }
    DelegationScreen.-medium.-on-why #why, DelegationScreen.-small.-on-why #why { display: block; }
    DelegationScreen.-medium.-on-why #told, DelegationScreen.-small #told { display: none; }
    DelegationScreen.-small #panes { grid-size: 1 1; grid-columns: 1fr; grid-rows: 1fr; margin-top: 0; }
    DelegationScreen.-small #levels { height: 100%; }
    DelegationScreen.-small #legend { display: none; }
    DelegationScreen.-small.-on-answers #told { display: block; }
    DelegationScreen.-small.-on-answers #levels, DelegationScreen.-small.-on-why #levels { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "to('answers')", "answer", id="delegation.answer"),
        Binding("y", "copy", "copy the command", id="delegation.copy"),
        Binding("w", "alone", "without the pattern", id="delegation.alone"),
        Binding("c", "clear", "clear the answers", show=False, id="delegation.clear"),
        Binding("tab", "pane(1)", "next pane", show=False, id="delegation.next-pane"),
        Binding("shift+tab", "pane(-1)", "last pane", show=False, id="delegation.last-pane"),
        Binding("escape", "back", "back", show=False, id="delegation.back"),
    ]
    PANES = ("ladder", "answers", "why")

    def __init__(self) -> None:
        super().__init__()
        self._opened: set[str] = set()
        self._known: Catalogue | None = None
        self._traced = ""

    def body(self) -> ComposeResult:
        """What it is for; ladder, answers, trace."""
        yield Static(id="for", markup=False)
        with Container(id="panes"):
            with Vertical(id="levels"):
                yield Scale()
                yield Ladder(id="ladder")
                yield Static(LEGEND, id="legend", markup=False)
            yield Edge(id="edge-of-trace")
            yield TracePage(id="why")
            with Vertical(id="told"):
                yield Inputs(id="answers")
                yield Static(id="meaning", markup=False)

    def on_mount(self) -> None:
        """Nothing is known yet."""
        super().on_mount()
        self.query_one(Ladder).set_count(0, empty="Reading the rules…")

    # Asking ------------------------------------------------------------------------------------------------------

    def come_from(self, asked: Consultation) -> None:
        """The same answers, for the pattern of another consultation."""
        self.change(replace(asked, given=self.asked.given, disabled=self.asked.disabled))
        self._to("ladder")

    def ask(self) -> None:
        """Work it out the first time; the rules are read once, so that later only the pattern may have become another."""
        if self.answer is None:
            self.change(self.asked)
        else:
            self._tell()

    def show_question(self) -> None:
        """What was answered, before the rules say what follows."""
        self._tell()
        self.query_one(Inputs).show(self.asked)
        self.query_one(Ladder).stand(self.asked.given.current)
        self.refresh_bindings()

    def show_refusal(self, error: LineageError) -> None:
        """Why there is none, in place of the trace."""
        self._traced = ""
        self.query_one(Ladder).set_count(0, empty="No answer.")
        self.query_one("#why", Page).show(
            [Block(content=safe(error.message)), GAP, Block(content=safe(error.hint, "$soft"))]
        )

    def show_answer(self, *, first: bool) -> None:
        """Ladders, what to answer next, and why."""
        answer = self.answer
        assert answer is not None
        answers, ladder = self.query_one(Inputs), self.query_one(Ladder)
        if self._known is not answer.catalogue:
            self._known = answer.catalogue
            answers.know(answer.catalogue)
        answers.show(self.asked, answer.found.questions[0].input if answer.found.questions else "")
        ladder.show(answer.found, answer.catalogue, self.asked.given.current)
        if first:
            ladder.go_to(FIRST[0])
        self._tell()
        self._mean()
        self._trace()

    def _tell(self) -> None:
        """What it is for and how much is answered; where the ladder is out of sight, its levels."""
        asked, answer = self.asked, self.answer
        parts: list[Content] = []
        alone = self.has_class("-small") and (self.has_class("-on-answers") or self.has_class("-on-why"))
        if alone and answer is not None:
            told = [answer.found.advice(name) for name in FIRST if name in answer.levels]
            parts = [joined((f"{one.function} ", "$soft"), (span_words(one.range), "bold")) for one in told]
        elif asked.pattern is not None:
            parts = [joined(("for  ", "$soft"), (asked.pattern.label, "bold"))]
        else:
            parts = [safe("without a pattern: rules and literature alone", "$soft")]
        if asked.pattern is not None:
            parts.append(safe(f"{asked.pattern.id}, confidence {asked.pattern.confidence}", "$soft"))
        if answer is not None:
            given = sum(value is not None for value in asked.given.inputs.values())
            parts.append(safe(f"{given} of {len(answer.catalogue.inputs)} answered", "$soft"))
        if hints := len(asked.situation.hinted):
            parts.append(safe(counted(hints, "hint"), "$secondary"))
        if marks := len(asked.suggested.marks):
            parts.append(safe(f"{counted(marks, 'mark')} of the pattern", "$secondary"))
        if asked.pattern is not None and asked.found_at != self.app.generation:
            parts.append(safe("the journal changed since: p, then r looks again", "$warning"))
        self.query_one("#for", Static).update(between(parts), layout=False)

    def on_resize(self) -> None:
        """Another width, another line of what it is for."""
        self._tell()

    # Reading -----------------------------------------------------------------------------------------------------

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Another function is told of, or another input."""
        if isinstance(event.rows, Ladder):
            self._trace()
        else:
            self._mean()

    def _mean(self) -> None:
        told = Content("\n").join(self.query_one(Inputs).detail())
        self.query_one("#meaning", Static).update(told, layout=False)

    def _trace(self) -> None:
        """Why; the page stays where it is read while its function is the same."""
        function, answer = self.query_one(Ladder).function, self.answer
        if answer is None or not function:
            return
        blocks = trace_blocks(function, answer.found, answer.levels[function], answer.catalogue, self._opened)
        blocks += against_blocks(self.asked)
        blocks += command_blocks(self.asked, self.command())
        self.query_one("#why", Page).show(blocks, stay=function == self._traced)
        self._traced = function

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Read why."""
        if isinstance(event.rows, Ladder):
            self._to("why")

    def on_page_followed(self, event: Page.Followed) -> None:
        """A rule is told in full or left out, an input is gone to, an entry opened."""
        kind, _, name = event.target.partition(":")
        if kind == "rule":
            self._opened ^= {name}
            self._trace()
        elif kind == "without":
            self.change(self.asked.leave_out(name))
        elif kind == "input":
            self._to("answers")
            self.query_one(Inputs).go_to(name)
        else:
            self.app.open_journal("", entry=name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who is answering need not go there."""
        if action == "to" and isinstance(self.focused, Inputs):
            return False
        return super().check_action(action, parameters)

    # Panes -------------------------------------------------------------------------------------------------------

    def _to(self, pane: str) -> None:
        """Show a pane where not all are shown, and give it the keys; the ladder leaves beside it what was there."""
        keep = pane == "ladder" and not self.has_class("-small")
        for name in self.PANES:
            if not keep:
                self.set_class(name == pane, f"-on-{name}")
        self.query_one(f"#{pane}").focus()
        self._tell()

    def action_to(self, pane: str) -> None:
        """To a pane by its name."""
        self._to(pane)

    def action_pane(self, way: int) -> None:
        """To the next pane."""
        here = next((n for n, name in enumerate(self.PANES) if self.query_one(f"#{name}").has_focus), 0)
        self._to(self.PANES[(here + way) % len(self.PANES)])

    def action_back(self) -> None:
        """From a pane to the ladder; from it to the pattern, or to Today."""
        if not self.query_one(Ladder).has_focus:
            self._to("ladder")
        else:
            self.app.go("patterns" if self.asked.pattern is not None else "today")
