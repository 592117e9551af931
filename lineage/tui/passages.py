"""Marking the passage of a text that shows a tension."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.document._document import Document
from textual.screen import ModalScreen

from lineage.errors import LineageError
from lineage.model.spans import scan
from lineage.model.text import visible
from lineage.tui.living import BREAKPOINTS, Faulty
from lineage.tui.tagging import BOX, Picker
from lineage.tui.widgets.fields import Writing

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from lineage.model.entry import Entry
    from lineage.tui.host import Host


class Passages(Faulty, ModalScreen[None]):
    """The text as it is written, to mark the passage that shows a tension."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    HELP = (
        "Mark a passage with shift and the arrow keys, or with the mouse; Enter names the tension it shows."
    )
    DEFAULT_CSS = (
        """
    Passages { align: center middle; background: $background 60%; }
    Passages > Vertical { """
        + BOX
        + """ }
    Passages Writing { border: none; background: $surface; padding: 1; height: 1fr; }
    Passages Writing:focus { border: none; background-tint: $background 0%; }
    """
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,t", "name", "name the tension", priority=True, id="passages.name"),
        Binding("escape", "dismiss", "leave", id="passages.leave"),
    ]
    app: Host

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self._entry = entry

    def compose(self) -> ComposeResult:
        """The text."""
        with Vertical() as box:
            box.border_title = "Mark a passage"
            box.border_subtitle = "shift+arrows or mouse · enter names the tension · esc leaves"
            yield Writing(
                self._entry.body.rstrip("\n"), read_only=True, soft_wrap=True, show_line_numbers=False
            )

    def action_name(self) -> None:
        """Name the tension of what is marked."""
        field = self.query_one(Writing)
        if not field.selected_text.strip():
            self.app.say("Mark a passage first: shift and the arrow keys, or the mouse.")
            return
        said = visible(" ".join(field.selected_text.split()))
        self.app.push_screen(
            Picker(said, setting=self._entry.setting, title="What does it show?"), self._named
        )

    def _named(self, term: str | None) -> None:
        if term is None:
            return
        field = self.query_one(Writing)
        start, end = sorted((field.selection.start, field.selection.end))
        document, body = field.document, self._entry.body
        assert isinstance(document, Document)
        first, last = (document.get_index_from_location(place) for place in (start, end))
        fresh = f"{body[:first]}[{body[first:last]}]{{.{term}}}{body[last:]}"
        if len(scan(fresh)[1]) != len(scan(body)[1]) + 1:
            self.app.say("A passage lies within one paragraph and outside code.", severity="warning")
            return
        self._save(fresh, term)

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _save(self, body: str, term: str) -> None:
        journal = self.app.journal
        entry = journal.entry(self._entry.id)
        text, read = journal.source(entry)
        if entry.body != self._entry.body or not text.endswith(entry.body):
            raise LineageError("the text changed meanwhile, so nothing was marked", hint="open it again")
        marked = text[: len(text) - len(entry.body)] + body
        draft = journal.keep_edit(entry, marked, read=read)
        journal.save(entry, marked, read=read, draft=draft)
        journal.drop_draft(draft)
        self.app.call_later(self.app.tagged, f"marked as {journal.names.label(term)}", (term,))
        self.app.call_later(self.dismiss)
