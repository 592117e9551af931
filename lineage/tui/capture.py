"""Writing an entry: the text, what it sounds like, and whatever else one wants to say; only the text is needed.

From the first character on the text is in a draft on disk, written anew at most twice a second: after a crash, a kill or a closed
terminal the next capture offers it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static
from textual.worker import get_current_worker

from lineage.model.text import visible
from lineage.tui.drafting import FIELDS, Drafting
from lineage.tui.living import BREAKPOINTS
from lineage.tui.offering import Offer, Offering
from lineage.tui.widgets.fields import Completed, Field, Writing
from lineage.tui.widgets.keybar import KeyBar
from lineage.tui.widgets.offers import Offers
from lineage.tui.words import joined, safe, spread

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.widgets import Input, TextArea

    from lineage.capturing import Added
    from lineage.tui.widgets.rows import Rows

ASK_AFTER = 0.6
"""Seconds of rest after which the text is looked at for tensions."""
ENOUGH = 12
"""Characters below which nothing is offered."""


class Observation(Writing):
    """What was seen, in as many lines as it takes."""

    HELP = "What you saw. Tab leads to what it sounds like and to the fields; none of them is needed."
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+e", "screen.editor", "editor", show=False)]


class CaptureScreen(Drafting):
    """The large page to write on."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    HELP = (
        "Write what you saw; everything else can wait. The text is kept in a draft as you write, and leaving without "
        "saving keeps it."
    )
    AUTO_FOCUS = "#text"
    FIRST_KEYS = ("save", "leave", "app.focus_next", "editor")
    DEFAULT_CSS = """
    CaptureScreen #title { height: 1; dock: top; background: $panel; padding: 0 1; }
    CaptureScreen #text { border: none; padding: 1 2; background: $background; height: 1fr; width: 1fr; }
    CaptureScreen #text:focus { border: none; background-tint: $background 0%; }
    CaptureScreen #side { width: 46; border-left: vkey $line; padding: 0 0 0 1; }
    CaptureScreen.-medium #side { width: 36; }
    CaptureScreen .label { height: 1; color: $soft; text-style: bold; margin-top: 1; padding: 0 1; }
    CaptureScreen .field { height: 1; }
    CaptureScreen .field Static { width: 14; color: $soft; padding: 0 0 0 1; }
    CaptureScreen .field Field { border: none; height: 1; width: 1fr; padding: 0 1; background: $surface; }
    CaptureScreen .field Field:focus { border: none; background: $panel; }
    CaptureScreen.-small #both { layout: vertical; }
    CaptureScreen.-small #side { width: 1fr; height: 10; border: none; border-top: hkey $line; padding: 0; }
    CaptureScreen.-small #offers { height: 3; }
    CaptureScreen.-small .label { margin: 0; }
    CaptureScreen #held { height: auto; padding: 0 1; background: $panel; color: $foreground; display: none; }
    CaptureScreen.-offering #held { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save", id="capture.save"),
        Binding("escape", "leave", "keep as draft", key_display="esc", id="capture.leave"),
        Binding("ctrl+e", "editor", "editor", id="capture.editor"),
        Binding("ctrl+r", "take_up", "take up the draft", id="capture.draft"),
        Binding("tab", "app.focus_next", "fields", id="capture.fields"),
        *(
            Binding(
                f"alt+{n},f{n + 1}",
                f"take({n - 1})",
                f"take offer {n}",
                show=False,
                priority=True,
                id=f"capture.take-{n}",
            )
            for n in (1, 2, 3)
        ),
    ]

    def __init__(self, text: str, given: dict[str, Any], *, take_up: bool = False) -> None:
        super().__init__(text, given, take_up=take_up)
        self._offering: Offering | None = None

    def compose(self) -> ComposeResult:
        """The text at the left, the rest beside it."""
        yield Static(id="title", markup=False)
        yield Static(id="held", markup=False)
        with Horizontal(id="both"):
            yield Observation(
                self._text, id="text", soft_wrap=True, tab_behavior="focus", show_line_numbers=False
            )
            with VerticalScroll(id="side", can_focus=False):
                yield Static("Sounds like", classes="label", markup=False)
                yield Offers(id="offers")
                yield Static("If you like", classes="label", markup=False)
                for name, label, hint in FIELDS:
                    with Horizontal(classes="field"):
                        yield Static(label, markup=False)
                        yield Field(
                            self._first(name),
                            placeholder=hint,
                            id=name,
                            suggester=Completed(self._names_of(name)),
                        )
        yield KeyBar()

    def _first(self, name: str) -> str:
        value = self._given.get(name, "")
        return ", ".join(value) if isinstance(value, tuple) else str(value)

    def _names_of(self, name: str) -> Any:
        def names() -> Iterable[str]:
            reader = self.app.reader
            facet = {"outcome": "outcome", "setting": "setting", "tensions": "tension"}.get(name)
            if facet:
                return (visible(term[3]) for term in reader.names.terms if term[0] == facet)
            if name == "context":
                return (one.name for one in reader.settings.contexts)
            return self._own.get(name, ())

        return names

    def on_mount(self) -> None:
        """Look for a draft that waits; keep one from now on."""
        self._dirty = bool(self._text)
        self._offering = Offering(self.app.reader.folder)
        self.query_one(Writing).move_cursor((self._text.count("\n"), len(self._text)))
        self.tell()
        self.keep_drafts()

    def tell(self, told: str = "") -> None:
        """The journal, and what is told of the draft."""
        if not self.query("#title"):
            return  # on the way out
        journal = safe(self.app.journal_name, "bold $primary")
        left = joined(journal, "   ", ("New entry", "bold"))
        self.query_one("#title", Static).update(
            spread(left, safe(told, "$soft"), max(self.size.width - 2, 20))
        )

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Something was written."""
        self._now = (event.text_area.text, self._fields())
        self._dirty = True
        self.tell()
        self._look_at_text()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Something was said beside the text."""
        event.stop()
        self._now = (self.query_one(Writing).text, self._fields())
        self._dirty = True
        if event.input.id in ("setting", "context", "organisation"):
            self._look_at_text()

    # Offers ------------------------------------------------------------------------------------------------------

    @work(thread=True, exclusive=True, group="offers", exit_on_error=False)
    def _look_at_text(self) -> None:
        import time

        worker = get_current_worker()
        end = time.monotonic() + ASK_AFTER
        while time.monotonic() < end:
            time.sleep(0.05)
            if worker.is_cancelled:
                return
        text = self.query_one(Writing).text
        if len(text.strip()) < ENOUGH:
            self.call_later(self.query_one(Offers).show, ())
            return
        given = dict(self._fields())
        setting = self.app.reader.names.resolve(str(given.get("setting", "")), "setting") or ""
        assert self._offering is not None
        offers = self._offering.ask(
            text,
            setting=setting,
            context=str(given.get("context", "")),
            organisation=str(given.get("organisation", "")),
        )
        if not worker.is_cancelled and not self._over:
            empty = "Nothing in the taxonomy fits well; your own words do."
            self.call_later(self._show_offers, offers, empty)

    def _show_offers(self, offers: tuple[Offer, ...], empty: str) -> None:
        if not self._over:
            self.query_one(Offers).show(offers, empty=empty)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """An offer was taken, or put back."""
        self.action_take(event.index)

    def action_take(self, index: int) -> None:
        """Take an offer by its number."""
        self.query_one(Offers).take(index)
        self._dirty = True

    # Leaving -----------------------------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Save what is written."""
        if not self._over:
            self._write_draft()
            self._save(self.query_one(Writing).text, dict(self._fields()))

    @work(thread=True, exclusive=True, group="save", exit_on_error=False)
    def _save(self, text: str, given: dict[str, str | tuple[str, ...]]) -> None:
        context = given.pop("context", None)
        named = context if isinstance(context, str) else None
        added = self.app.journal.add(text, given, context=named, draft=self._draft)
        self.call_later(self._saved, added)

    def _saved(self, added: Added) -> None:
        self._over = True
        entry = added.entry
        hints = "".join(f"\n{visible(hint)}" for hint in added.hints)
        self.app.say(f"{entry.id} · {entry.level}{hints}", title="Saved")
        self.app.changed()
        self.dismiss()

    def action_leave(self) -> None:
        """Leave; what was written stays a draft."""
        self._write_draft()
        self._over = True
        if self._draft is not None and not self.query_one(Writing).text.strip():
            self.app.journal.drop_draft(self._draft)
            self._draft = None
        if self._draft is not None:
            self.app.say("The text is kept as a draft; n offers it again.")
        self.app.changed()
        self.dismiss()

    def action_editor(self) -> None:
        """Go on in the editor, and come back."""
        from lineage.tui.editing import open_editor

        field = self.query_one(Writing)
        self._dirty = True
        self._write_draft()
        if self._draft is None:
            self._draft = self.app.journal.keep_draft("new", field.text)
            self._origin = self._fields()
        open_editor(self.app, self._draft)
        field.text = self.app.journal.read_draft(self._draft)
        field.move_cursor(field.document.end)

    def on_unmount(self) -> None:
        """However it ends, the draft is on disk."""
        if self._offering is not None:
            self._offering.close()
        if not self._over and self._dirty:
            self._write_draft()
        self._hold.close()
