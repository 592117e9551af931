"""The first run: where the journal shall lie and who reads it; then it is made, and three keys are shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, RadioButton, RadioSet, Static

from lineage.reading import Reader
from lineage.tui.living import BREAKPOINTS, Faulty
from lineage.tui.widgets.keybar import KeyBar
from lineage.tui.words import safe

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from lineage.tui.host import Host

READERS = (("me", "only me"), ("team", "my team"), ("public", "anyone"))


class Choice(RadioButton):
    """A choice that shows without colour whether it is the one."""

    @property
    def BUTTON_INNER(self) -> str:  # type: ignore[override]  # noqa: N802 (textual's name)
        """A dot where it is chosen."""
        return "●" if self.value else " "


class WelcomeScreen(Faulty, Screen[None]):
    """Two questions, both answered already."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    HELP = "Say where your journal shall lie and who reads it. It is a folder of Markdown files, yours alone."
    DEFAULT_CSS = """
    WelcomeScreen { align: center middle; }
    WelcomeScreen #welcome { width: 76; max-width: 96%; height: auto; padding: 1 2; border: round $line; }
    WelcomeScreen Static { height: auto; }
    WelcomeScreen .question { margin-top: 1; text-style: bold; }
    WelcomeScreen .note { margin-top: 1; }
    WelcomeScreen Input { border: round $line; background: $background; }
    WelcomeScreen Input:focus { border: round $primary; background-tint: $background 0%; }
    WelcomeScreen RadioSet { border: none; background: $background; layout: horizontal; width: 1fr; height: auto; padding: 0; }
    WelcomeScreen RadioSet:focus { border: none; }
    WelcomeScreen.-small RadioSet { layout: vertical; }
    WelcomeScreen RadioButton { background: $background; width: auto; margin-right: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "make", "make the journal", id="welcome.make", priority=True),
        Binding("tab", "app.focus_next", "next", id="welcome.next"),
        Binding("ctrl+t", "demo", "try the sample journal", id="welcome.demo"),
    ]
    app: Host

    def compose(self) -> ComposeResult:
        """A word of welcome, where, who."""
        with Vertical(id="welcome"):
            yield Static(_greeting(), markup=False)
            yield Static("Where shall your journal lie?", classes="question", markup=False)
            yield Input(str(self.place()), id="place")
            yield Static("Who will read what it shows?", classes="question", markup=False)
            with RadioSet(id="reader"):
                for number, (_, label) in enumerate(READERS):
                    yield Choice(Content(label), value=not number)
            yield Static(
                safe(
                    "A folder of Markdown files: nothing leaves this machine, and any editor opens them.",
                    "$faint",
                ),
                markup=False,
                classes="note",
            )
        yield KeyBar()

    def place(self) -> Path:
        """Where it was named, else the user's own."""
        return Reader.place(self.app.named, self.app.start)

    def action_make(self) -> None:
        """Make the journal and show it."""
        reader = max(self.query_one(RadioSet).pressed_index, 0)
        self._make(Path(self.query_one(Input).value.strip() or ".").expanduser(), READERS[reader][0])

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _make(self, folder: Path, reader: str) -> None:
        from lineage.journal import Journal

        journal = Journal.create(folder, audience=reader)
        self.app.call_later(self.app.take, journal)

    def action_demo(self) -> None:
        """The sample journal, in a folder of its own beside the one named."""
        self._sample(Path(self.query_one(Input).value.strip() or ".").expanduser().with_name("sample"))

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _sample(self, folder: Path) -> None:
        from lineage.journal import Journal

        if (folder / "entries").is_dir():
            journal = Journal(folder)
        else:
            journal, _ = Journal.sample(folder)
        self.app.call_later(self.app.take, journal)


def _greeting() -> Content:
    lines = (
        safe("Lineage", "bold $primary"),
        safe("Write down where coordination got stuck, broke down, changed or held;"),
        safe("see what recurs; weigh what to leave to people and what to machines.", "$soft"),
    )
    return Content("\n").join(lines)
