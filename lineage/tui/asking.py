"""One line that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from lineage.tui.widgets.fields import Field
from lineage.tui.words import safe

if TYPE_CHECKING:
    from textual.app import ComposeResult


class Ask(ModalScreen[str | None]):
    """Gives what was written, which may be nothing; None where one leaves."""

    DEFAULT_CSS = """
    Ask { align: center middle; background: $background 60%; }
    Ask > Vertical { width: 76; max-width: 96%; height: auto; background: $surface; border: round $primary; padding: 1 2; }
    Ask Field { border: round $line; background: $background; }
    Ask Field:focus { border: round $primary; background-tint: $background 0%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "leave", id="asking.leave"),
        Binding("enter", "done", "keep", priority=True, id="asking.keep"),
    ]

    def __init__(self, title: str, value: str = "") -> None:
        super().__init__()
        self._title_said, self._value_said = title, value

    def compose(self) -> ComposeResult:
        """The line."""
        with Vertical() as box:
            box.border_title = safe(self._title_said)
            box.border_subtitle = "enter keeps it · esc leaves"
            yield Field(self._value_said)

    def action_done(self) -> None:
        """Keep what is written."""
        self.dismiss(self.query_one(Field).value.strip())
