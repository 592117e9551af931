"""What every screen has: the head, the keys, questions to the journal off the main thread, faults told as notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.screen import Screen
from textual.worker import Worker, WorkerState

from lineage.tui.widgets.head import Head, Tab
from lineage.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from lineage.journal import Journal
    from lineage.reading import Reader
    from lineage.tui.host import Host

TABS = (
    Tab("today", "Today", "1"),
    Tab("journal", "Journal", "2"),
    Tab("taxonomy", "Taxonomy", "3"),
    Tab("patterns", "Patterns", "4"),
    Tab("delegation", "Delegation", "5"),
)
BREAKPOINTS = [(0, "-small"), (80, "-medium"), (120, "-wide")]


def gone(worker: Worker[Any]) -> bool:
    """True where nobody waits any more for what a worker finds: another was asked, or the screen was left."""
    return worker.is_cancelled


class Faulty:
    """Tells the faults of workers; for screens of every kind."""

    app: Host

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A question that failed is told; nothing ends."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.app.tell_fault(event.worker.error)


class Living(Faulty, Screen[None]):
    """A screen of the app's own, with its name among the tabs."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDINGS: ClassVar[list[BindingType]] = []
    NAME = ""
    HELP = ""
    app: Host

    def __init__(self) -> None:
        super().__init__()
        self._seen = -1

    @property
    def journal(self) -> Journal:
        """The journal the app shows, with all one can do to it."""
        return self.app.journal

    @property
    def reader(self) -> Reader:
        """The journal the app shows, to be read."""
        return self.app.reader

    def compose(self) -> ComposeResult:
        """The head, what the screen is about, the keys."""
        yield Head(TABS, self.NAME)
        yield from self.body()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """What stands between head and keys."""
        yield from ()

    def on_mount(self) -> None:
        """Name the journal."""
        self.query_one(Head).tell(journal=self.app.journal_name)

    def on_screen_resume(self) -> None:
        """Come back to what is there now."""
        self.query_one(Head).tell(journal=self.app.journal_name, told=self.app.told)
        self.come_up_to_date()

    def come_up_to_date(self) -> None:
        """Ask anew where the journal changed since this screen last asked."""
        if self._seen != self.app.generation and self.app.has_journal:
            self._seen = self.app.generation
            self.ask()

    def ask(self) -> None:
        """Ask the journal for what the screen shows."""

    def on_head_went(self, event: Head.Went) -> None:
        """A tab was clicked."""
        self.app.go(event.name)
