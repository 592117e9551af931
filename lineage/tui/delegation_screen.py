"""Delegation: a ladder a decision function, the inputs that move it, and why; answered anew at every key."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static
from textual.worker import get_current_worker

from lineage.model.delegation import Situation
from lineage.tui.advice_page import advice_page
from lineage.tui.living import Living, gone
from lineage.tui.widgets.drawn import Edge
from lineage.tui.widgets.inputs import ANSWERED, Inputs, Told
from lineage.tui.widgets.ladder import Ladders
from lineage.tui.widgets.page import Page
from lineage.tui.words import fitted, joined, safe

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget

    from lineage.model.delegation import Recommendation
    from lineage.model.pattern import Pattern
    from lineage.tui.widgets.rows import Rows

PANES = ("#ladders", "#inputs", "#advice")


class DelegationScreen(Living):
    """Ladders and inputs at the left, the page of one function at the right."""

    NAME = "delegation"
    HELP = (
        "Which decision functions stay with people and which go to machines: by rules and literature, and beside it what the "
        "journal's evidence allows. Nothing here is written; what you answer stays until you leave Lineage."
    )
    AUTO_FOCUS = "#ladders"
    DEFAULT_CSS = """
    DelegationScreen #left { width: 66; }
    DelegationScreen #about { height: auto; padding: 0 1; margin-bottom: 1; }
    DelegationScreen #ladders { height: 18; border-bottom: solid $line; }
    DelegationScreen #asked { height: 3; padding: 0 1; color: $soft; }
    DelegationScreen #advice { width: 1fr; margin-left: 1; }
    DelegationScreen.-medium #left { width: 44; }
    DelegationScreen.-small #left { width: 1fr; }
    DelegationScreen.-small Edge, DelegationScreen.-small #advice { display: none; }
    DelegationScreen.-small #inputs, DelegationScreen.-small #asked { display: none; }
    DelegationScreen.-small #ladders { height: 1fr; border-bottom: none; }
    DelegationScreen.-small.-answering #ladders { display: none; }
    DelegationScreen.-small.-answering #inputs, DelegationScreen.-small.-answering #asked { display: block; }
    DelegationScreen.-small.-reading #left { display: none; }
    DelegationScreen.-small.-reading #advice { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "turn(1)", "ladder, inputs, page", id="delegation.turn"),
        Binding("shift+tab", "turn(-1)", "back a pane", show=False),
        Binding("N", "neutral", "take the rest as neutral", id="delegation.neutral"),
        Binding("y", "copy", "copy the command", id="delegation.copy"),
        Binding("Z", "clear", "all unknown", show=False, id="delegation.clear"),
        Binding("escape", "back", "back", show=False, id="delegation.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.inputs: dict[str, int] = {}
        self.marks: set[str] = set()
        self.neutral = False
        self.pattern: Pattern | None = None
        self.query_asked = ""
        self.found: Recommendation | None = None
        self._situation = Situation()
        self._levels: dict[str, str] = {}

    def body(self) -> ComposeResult:
        """Three panes."""
        with Horizontal():
            with Vertical(id="left"):
                yield Static(id="about", markup=False)
                yield Ladders(id="ladders")
                yield Inputs(id="inputs")
                yield Static(id="asked", markup=False)
            yield Edge()
            yield Page(id="advice")

    # Asking ------------------------------------------------------------------------------------------------------

    def come_from(self, pattern: Pattern | None, query: str = "") -> None:
        """Advise on a pattern, found in a query, with what was answered before."""
        if pattern != self.pattern or query != self.query_asked:
            self.pattern, self.query_asked = pattern, query
            self.ask()

    def ask(self) -> None:
        """Work the answer out."""
        given = Situation(inputs=dict(self.inputs), marks=frozenset(self.marks), assume_neutral=self.neutral)
        self._advise(given, self.pattern)

    @work(thread=True, exclusive=True, group="advise", exit_on_error=False)
    def _advise(self, given: Situation, pattern: Pattern | None) -> None:
        from dataclasses import replace

        from lineage.reading import Read

        worker, journal = get_current_worker(), self.journal
        setting = journal.settings.setting
        if setting:
            family = journal.taxonomy.setting_family(journal.facet_value("setting", setting))
            given = replace(given, setting=family)
        if pattern is not None:
            members = tuple(journal.entry(one, audience=self.app.audience) for one in pattern.entries)
            given = journal.situation(Read(entries=members), pattern, given)
        found = journal.advise(given, pattern=pattern)
        levels = {one.function: journal.level_text(one) for one in found.functions}
        if not gone(worker):
            self.call_later(self._show, given, found, levels)

    def _show(self, situation: Situation, found: Recommendation, levels: dict[str, str]) -> None:
        self.found, self._situation, self._levels = found, situation, levels
        catalogue = self.journal.catalogue
        marks = {mark: situation.origins.get(mark, "set here") for mark in sorted(situation.marks)}
        self.query_one(Inputs).show(catalogue, self._told(), marks)
        self.query_one(Ladders).show(found, catalogue)
        self._tell()

    def _told(self) -> dict[str, Told]:
        assert self.found is not None
        told = {}
        for one in self.journal.catalogue.inputs:
            if one.key in self.inputs:
                told[one.key] = Told(self.inputs[one.key], ANSWERED)
            elif one.key in self._situation.hinted:
                origin = self._situation.origins.get(one.key, "the pattern")
                told[one.key] = Told(self._situation.hinted[one.key], f"hint of {origin}")
            elif one.key in self.found.assumed:
                told[one.key] = Told(one.neutral, "neutral")
        return told

    def _tell(self) -> None:
        assert self.found is not None
        about = self.pattern.label if self.pattern else "what is answered below"
        unknown = len(self.found.unknown)
        lines = [
            joined(("for  ", "$soft"), (about, "bold")),
            safe(
                f"{unknown} of {len(self.journal.catalogue.inputs)} inputs not answered"
                + (f"; {self.found.combinations} cases worked out" if self.found.combinations > 1 else ""),
                "$soft",
            ),
        ]
        width = max(self.query_one("#left").size.width - 2, 20)
        self.query_one("#about", Static).update(Content("\n").join([fitted(line, width) for line in lines]))

    def command(self) -> str:
        """The command line that gives the same answer."""
        words = ["lineage", "advise", *([self.query_asked] if self.query_asked else [])]
        words += [self.pattern.id] if self.pattern else []
        for key, value in sorted(self.inputs.items()):
            words += ["--input", f"{key}={value}"]
        for mark in sorted(self.marks):
            words += ["--mark", mark]
        words += ["--assume-neutral"] if self.neutral else []
        return shlex.join(words)

    # Reading -----------------------------------------------------------------------------------------------------

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Another function, or another input's question."""
        if isinstance(event.rows, Inputs):
            self.query_one("#asked", Static).update(safe(event.rows.question()))
            return
        one = self.query_one(Ladders).chosen()
        if one is not None and self.found is not None:
            level = self._levels.get(one.function, "")
            blocks = advice_page(one, self.found, self.journal.catalogue, level=level, command=self.command())
            self.query_one(Page).show(blocks)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Read why."""
        if isinstance(event.rows, Ladders):
            self._go(self.query_one(Page))

    def action_turn(self, by: int) -> None:
        """The next pane."""
        panes = [self.query_one(name) for name in PANES]
        at = next((n for n, pane in enumerate(panes) if pane.has_focus), 0)
        self._go(panes[(at + by) % len(panes)])

    def _go(self, pane: Widget) -> None:
        self.set_class(isinstance(pane, Inputs), "-answering")
        self.set_class(isinstance(pane, Page), "-reading")
        pane.focus()

    def action_back(self) -> None:
        """To the ladder, from there to the patterns."""
        ladders = self.query_one(Ladders)
        if ladders.has_focus:
            self.app.go("patterns" if self.pattern else "journal")
        else:
            self._go(ladders)

    # Answering ---------------------------------------------------------------------------------------------------

    def on_inputs_answered(self, event: Inputs.Answered) -> None:
        """An input or a mark is another now."""
        if event.mark:
            self.marks ^= {event.key}
        elif event.value is None:
            self.inputs.pop(event.key, None)
        else:
            self.inputs[event.key] = event.value
        self.ask()

    def action_neutral(self) -> None:
        """What is not answered takes its neutral value, and is said to be so; or no longer."""
        self.neutral = not self.neutral
        self.ask()

    def action_clear(self) -> None:
        """As if nothing had been answered."""
        self.inputs.clear()
        self.marks.clear()
        self.neutral = False
        self.ask()

    def action_copy(self) -> None:
        """The command line, into the clipboard where the terminal has one."""
        self.app.copy_to_clipboard(self.command())
        self.app.say(self.command(), title="Copied, where your terminal allows it")
