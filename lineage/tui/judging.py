"""What a person says of a pattern: accept it, give it a name, or reject it with a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from lineage.model.judgement import REJECT, RENAME
from lineage.model.pattern import Judged
from lineage.tui.words import joined

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from lineage.model.entry import Entry
    from lineage.model.pattern import Mined, Pattern

TITLES = {"accept": "Accept", "rename": "Give it a name", "reject": "Reject"}


class Judge(ModalScreen[tuple[str, str] | None]):
    """Asks for a name, where it is to be renamed, and a reason; gives (name, reason), or None where one leaves."""

    DEFAULT_CSS = """
    Judge { align: center middle; background: $background 60%; }
    Judge > Vertical {
        width: 76; max-width: 96%; height: auto; background: $surface; border: round $primary; padding: 1 2;
    }
    Judge Static { height: auto; margin-bottom: 1; }
    Judge Input { border: round $line; background: $background; }
    Judge Input:focus { border: round $primary; background-tint: $background 0%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "leave", id="judge.leave"),
        Binding("enter", "done", "keep", priority=True, id="judge.keep"),
    ]

    def __init__(self, pattern: Pattern, verdict: str) -> None:
        super().__init__()
        self._pattern = pattern
        self._verdict = verdict

    def compose(self) -> ComposeResult:
        """The pattern, and one or two lines to fill."""
        with Vertical() as box:
            box.border_title = "What you think of it"
            box.border_subtitle = "enter keeps it · esc leaves"
            said = joined((TITLES[self._verdict], "$soft"), "   ", (self._pattern.label, "bold"))
            yield Static(said, markup=False)
            if self._verdict == RENAME:
                yield Input(placeholder="the name you would use", id="label")
            needed = "why it is none (needed)" if self._verdict == REJECT else "why (may be left empty)"
            yield Input(placeholder=needed, id="reason")

    def action_done(self) -> None:
        """Keep it, once what is needed is there: the line that lacks has the cursor."""
        lines = list(self.query(Input))
        needed = lines[:1] if self._verdict == RENAME else lines if self._verdict == REJECT else []
        lacking = next((one for one in needed if not one.value.strip()), None)
        if lacking is None and not lines[-1].value and not lines[-1].has_focus:
            lacking = lines[-1]
        if lacking is not None:
            lacking.focus()
            return
        label = lines[0].value.strip() if self._verdict == RENAME else ""
        self.dismiss((label, lines[-1].value.strip()))


def judged_run(mined: Mined, pattern: Pattern, verdict: str, label: str, memo: Entry, reason: str) -> Mined:
    """The run as the next one will have it: the pattern with its new name, or among those rejected."""
    now = replace(
        pattern,
        label=label or pattern.label,
        judged=Judged(
            verdict=verdict,
            memo=memo.id,
            coder=memo.coder,
            reason=reason,
            found_label=(pattern.judged and pattern.judged.found_label) or (pattern.label if label else ""),
        ),
    )
    if verdict == REJECT:
        kept = tuple(one for one in mined.patterns if one.id != pattern.id)
        return replace(mined, patterns=kept, rejected=(*mined.rejected, now))
    return replace(mined, patterns=tuple(now if one.id == pattern.id else one for one in mined.patterns))
