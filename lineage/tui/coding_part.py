"""What the two parts of coding share: whose query they are about, asking the journal off the main thread, going from one to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.widgets import Static
from textual.worker import get_current_worker

from lineage.errors import CrossedError, LineageError
from lineage.tui.living import Living, gone
from lineage.tui.widgets.page import GAP, Block, Page
from lineage.tui.words import safe

if TYPE_CHECKING:
    from lineage.tui.host import Host

CROSSED = "narrow the journal to one context (2, then f), then press C"


class CodingPart(Living):
    """Blind second codings, or the queue of disagreements."""

    NAME = "coding"
    PART = ""
    OTHER = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back", show=False, id="coding.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.query_asked = ""
        self._asked = 0
        """Numbers what was asked, so that an answer from before a write is known as one."""

    def come_from(self, query: str) -> None:
        """Be about the entries of another query than the last."""
        if query != self.query_asked:
            self.query_asked = query
            self.ask()

    def on_screen_resume(self) -> None:
        """The key for coding leads here again."""
        self.app.coding_part = self.PART
        super().on_screen_resume()

    def action_other(self) -> None:
        """To the other part, about the same entries."""
        self.app.coding_part = self.OTHER
        open_coding(self.app, self.query_asked)

    def action_back(self) -> None:
        """To the journal."""
        self.app.go("journal")

    # Asking ------------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Ask the journal anew."""
        self._asked += 1
        self._look(self._asked, self.query_asked)

    def look(self, query: str) -> Any:
        """What the part is about, asked off the main thread."""
        raise NotImplementedError

    def show_found(self, found: Any) -> None:
        """Show what ``look`` found."""
        raise NotImplementedError

    @work(thread=True, exclusive=True, group="look", exit_on_error=False)
    def _look(self, number: int, query: str) -> None:
        worker = get_current_worker()
        try:
            found = self.look(query)
        except CrossedError as error:
            self.call_later(self._refused, number, error.message, CROSSED)
            return
        except LineageError as error:
            self.call_later(self._refused, number, error.message, error.hint)
            return
        if not gone(worker):
            self.call_later(self._found, number, found)

    def _found(self, number: int, found: Any) -> None:
        if number == self._asked:
            self.show_found(found)

    def _refused(self, number: int, message: str, hint: str) -> None:
        if number == self._asked:
            self.tell("")
            self.say_nothing_here(message, hint)

    # Telling -----------------------------------------------------------------------------------------------------

    def tell(self, told: Any) -> None:
        """What stands above all else: who, which entries, how far."""
        line = self.query_one("#asked", Static)
        line.update(told)
        line.display = bool(told)

    def say_nothing_here(self, *told: str) -> None:
        """Why there is nothing to do, and what one can do about it: the first line, then the others more softly."""
        self.add_class("-nothing")
        first, *others = [one for one in told if one]
        blocks = [Block(content=safe(first, "bold"))]
        for one in others:
            blocks += [GAP, Block(content=safe(one, "$soft"))]
        page = self.query_one("#nothing", Page)
        page.show(blocks)
        page.focus()


def open_coding(app: Host, query: str | None) -> None:
    """One of the two parts, about the entries of a query; None for those it was about last."""
    app.go(app.coding_part)

    def then() -> None:
        if query is not None and isinstance(app.screen, CodingPart):
            app.screen.come_from(query)

    app.call_after_refresh(then)
