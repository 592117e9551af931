"""Today: a line to write on, what waits, the last five entries; one key leads on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Input, Static

from lineage.model.query import Query
from lineage.model.text import counted, visible
from lineage.model.waiting import Asked
from lineage.tui.living import Living
from lineage.tui.waits import UNTAGGED, Waiting, Waits, waiting_of
from lineage.tui.widgets.entries import EntryRows, ShortRows
from lineage.tui.widgets.head import Head
from lineage.tui.words import joined

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from lineage.capturing import Added
    from lineage.model.names import Names
    from lineage.model.page import Row
    from lineage.tui.widgets.rows import Rows

LAST = 5
MOST_DUE = 200
"""Entries of one kind that are opened at once; the count is of all."""


class _Contexts(Suggester):
    """``@gu`` goes on as ``@guild``."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._names = names

    async def get_suggestion(self, value: str) -> str | None:
        if not value.startswith("@") or " " in value:
            return None
        return next((f"@{name} " for name in self._names if f"@{name}".startswith(value)), None)


class CaptureLine(Input):
    """The line one writes on; on an empty one Enter leads on and ``/`` and ``?`` are the keys they are elsewhere."""

    DEFAULT_CSS = """
    CaptureLine { border: round $line; background: $background; background-tint: $background 0%; padding: 0 1; height: 3; }
    CaptureLine:focus { border: round $primary; background-tint: $background 0%; }
    """
    HELP = (
        "Write what you saw; Enter saves it at once. @guild at the beginning fills in what lineage.toml holds for guild. "
        "Enter on the empty line goes on to the journal, Escape or Down to what waits."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "save", id="today.save"),
        Binding("ctrl+n", "more", "say more", id="today.more"),
        Binding("escape,down", "leave", "keys", key_display="esc", id="today.leave"),
    ]

    def action_leave(self) -> None:
        """To what is below."""
        self.screen.focus_next()

    def action_more(self) -> None:
        """Go on writing on the large screen."""
        screen = self.screen
        assert isinstance(screen, TodayScreen)
        screen.say_more(self.value)

    async def _on_key(self, event: events.Key) -> None:
        if not self.value and event.character in ("/", "?"):
            event.prevent_default()
            event.stop()
            await self.app.run_action("search" if event.character == "/" else "help")


class _Heading(Static):
    """A heading and a line of air above it."""

    DEFAULT_CSS = "_Heading { height: 2; padding: 1 0 0 1; color: $soft; text-style: bold; }"


class TodayScreen(Living):
    """The home screen."""

    NAME = "today"
    HELP = "Today: write a line, see what waits, go on from the last entries."
    AUTO_FOCUS = "CaptureLine"
    FIRST_KEYS = ("submit", "more", "leave")
    DEFAULT_CSS = """
    TodayScreen #today { padding: 1 2; align-horizontal: center; }
    TodayScreen #column { max-width: 110; height: 1fr; }
    TodayScreen.-small #today { padding: 0 1; }
    TodayScreen #day { height: 1; padding: 0 1; margin-bottom: 1; }
    TodayScreen.-small #day { margin-bottom: 0; }
    TodayScreen #last { height: 6; }
    TodayScreen #first { height: auto; padding: 1 2; color: $soft; display: none; }
    TodayScreen.-empty #first { display: block; }
    TodayScreen.-empty .of-entries { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "tag_next", "tag what is untagged", show=False, id="today.tag"),
        Binding("escape", "write", "write", show=False, id="today.write"),
    ]

    def body(self) -> ComposeResult:
        """One column."""
        with Vertical(id="today"), Vertical(id="column"):
            yield Static(id="day", markup=False)
            yield CaptureLine(placeholder="What did you see?   enter saves it")
            yield Static(id="first", markup=False)
            yield _Heading("What waits", classes="of-entries", markup=False)
            yield Waits(id="waits")
            yield _Heading("Last entries", classes="of-entries", markup=False)
            yield ShortRows(id="last")

    def on_mount(self) -> None:
        """The day, and what the journal calls its contexts."""
        super().on_mount()
        day = self.reader.now
        self.query_one("#day", Static).update(joined((f"{day:%A} {day.day} {day:%B %Y}", "bold")))
        names = tuple(one.name for one in self.reader.settings.contexts)
        self.query_one(CaptureLine).suggester = _Contexts(names)
        self.query_one(Waits).set_count(0, empty="Looking at the files…")

    # Asking ------------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """What waits, and the last entries."""
        self._ask_journal()

    @work(thread=True, exclusive=True, group="today", exit_on_error=False)
    def _ask_journal(self) -> None:
        reader, audience = self.reader, self.app.audience
        every = reader.asked(Query(), across=not reader.context)
        rows, count, faulty = reader.newest(every, limit=LAST, audience=audience)
        told = counted(count, "entry", "entries")
        if withheld := reader.withheld(every, audience):
            told += f", {withheld:,} not for {audience}"
        self.call_later(self._show_last, rows, reader.names, told)
        due = self.journal.due(
            Asked(context=reader.context, across=not reader.context, audience=audience, limit=MOST_DUE)
        )
        waits = [waiting_of(group) for group in due.groups if group.count]
        if faulty:
            what = "files with faults" if faulty != 1 else "file with faults"
            waits.append(Waiting(faulty, what, "enter names them", "faults:"))
        self.call_later(self._show_waits, tuple(waits), count)

    def _show_last(self, rows: tuple[Row, ...], names: Names, told: str) -> None:
        self.app.told = told
        self.query_one(Head).tell(told=told)
        last = self.query_one(ShortRows)
        last.names = names
        last.show(len(rows), min(last.cursor, max(len(rows) - 1, 0)))
        last.give(0, rows)

    def _show_waits(self, waits: tuple[Waiting, ...], count: int) -> None:
        self.query_one(Waits).show(waits)
        self.set_class(not count and not waits, "-empty")
        if not count:
            self.query_one("#first", Static).update(_FIRST)

    # Doing -------------------------------------------------------------------------------------------------------

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Save the line, or go on."""
        if not event.value.strip():
            self.app.open_journal()
            return
        self._save(event.value)

    @work(thread=True, group="save", exit_on_error=False)
    def _save(self, line: str) -> None:
        context, text = "", line.strip()
        if text.startswith("@") and " " in text:
            context, _, text = text[1:].partition(" ")
        added = self.journal.add(text, {}, context=context)
        self.call_later(self._saved, line, added)

    def _saved(self, line: str, added: Added) -> None:
        field = self.query_one(CaptureLine)
        if field.value == line:
            field.value = ""
        entry = added.entry
        hints = "".join(f"\n{visible(hint)}" for hint in added.hints)
        self.app.say(f"{entry.id} · {entry.context or 'no context'} · {entry.level}{hints}", title="Saved")
        self.app.changed()

    def say_more(self, text: str) -> None:
        """The large screen, with what stands in the line."""
        self.query_one(CaptureLine).value = ""
        self.app.capture(text)

    def action_write(self) -> None:
        """Back to the line."""
        self.query_one(CaptureLine).focus()

    def action_tag_next(self) -> None:
        """The entries without a tension."""
        self.app.open_journal(UNTAGGED)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Open what was chosen."""
        if isinstance(event.rows, Waits):
            kind, _, rest = event.rows.things[event.index].target.partition(":")
            if kind == "query":
                self.app.open_journal(rest)
            elif kind == "draft":
                self.app.capture(take_up=True)
            elif kind == "inbox":
                self.app.say("`lineage inbox` shows them and takes them in.", title="Inbox")
            else:
                self._tell_faults()
        elif isinstance(event.rows, EntryRows) and (row := event.rows.chosen()):
            self.app.open_journal("", entry=row.id)

    @work(thread=True, exclusive=True, group="faults", exit_on_error=False)
    def _tell_faults(self) -> None:
        problems = self.journal.check()
        told = "\n".join(str(one) for one in problems[:6])
        more = f"\n… {len(problems) - 6:,} more: `lineage check`" if len(problems) > 6 else ""
        self.call_later(self.app.say, told + more, title=counted(len(problems), "fault"))


def _first() -> Content:
    lines = (
        joined(("Your journal is empty. ", "bold $foreground"), ("Three keys:", "$foreground")),
        Content(""),
        joined(
            ("  enter  ", "bold $primary"), "saves the line above: one sentence about what you saw is enough"
        ),
        joined(("  esc n  ", "bold $primary"), "a large page to write on, with suggestions and a date"),
        joined(("  esc x  ", "bold $primary"), "the tensions, with what one hears people say"),
        Content(""),
        joined(("?", "bold $primary"), " shows what else one can do, on every screen."),
    )
    return Content("\n").join(lines)


_FIRST = _first()
