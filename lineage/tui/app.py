"""The screen of Lineage: an app that holds the journal, its screens, the user's theme and keys."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType

from lineage.errors import LineageError
from lineage.model.text import counted
from lineage.tui.host import Host
from lineage.tui.living import gone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.screen import Screen

    from lineage.tui.consultation import Consultation
    from lineage.tui.journal_screen import JournalScreen

WITH_JOURNAL = ("capture", "search", "go", "patterns", "delegation", "coding", "undo")
"""Actions that need a journal."""
WATCH = 2.0
"""Seconds between two looks at the files, where a look takes less than a fiftieth of that."""


class LineageApp(Host):
    """Today, the journal, the taxonomy; whatever a file holds or a disk refuses is told and ends nothing."""

    TITLE = "Lineage"
    CSS_PATH = "lineage.tcss"
    COMMAND_PALETTE_BINDING = "ctrl+p"
    ENABLE_COMMAND_PALETTE = True
    NOTIFICATION_TIMEOUT = 6
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "capture", "new", id="app.new"),
        Binding("slash", "search", "search", id="app.search"),
        Binding("1", "go('today')", "today", show=False, id="app.today"),
        Binding("2", "go('journal')", "journal", id="app.journal", show=False),
        Binding("3,x", "go('taxonomy')", "taxonomy", id="app.taxonomy", show=False, key_display="x"),
        Binding("4,p", "patterns", "patterns", id="app.patterns", show=False, key_display="p"),
        Binding("5,d", "delegation", "delegation", id="app.delegation", show=False, key_display="d"),
        Binding("C", "coding", "coding", id="app.coding"),
        Binding("u", "undo", "undo the last write", show=False, id="app.undo"),
        Binding("question_mark,f1", "help", "help", show=False, id="app.help", key_display="?"),
        Binding("q", "quit", "quit", id="app.quit"),
        # Without priority, like every key that ends something: what was typed before it is in the text first.
        Binding("ctrl+q", "quit", "quit", show=False, id="app.quit-now"),
    ]

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Everything a key does here, and what textual itself offers."""
        seen: set[str] = set()
        for node, binding, enabled, _ in screen.active_bindings.values():
            named = binding.id and not binding.id.startswith(("rows.", "page."))
            if not enabled or not binding.description or not named or binding.action in seen:
                continue
            seen.add(binding.action)
            label = binding.description[0].upper() + binding.description[1:]
            yield SystemCommand(
                label, f"key {self.get_key_display(binding)}", self._runner(node, binding.action)
            )
        for command in super().get_system_commands(screen):
            if command.title in ("Theme", "Screenshot"):
                yield command

    def _runner(self, node: Any, action: str) -> Any:
        async def run() -> None:
            await self.run_action(action, default_namespace=node)

        return run

    def on_mount(self) -> None:
        """The first screen."""
        self._dress()
        from lineage.tui.today import TodayScreen

        self.add_mode("today", TodayScreen)
        self.add_mode("journal", _journal_screen)
        self.add_mode("taxonomy", _taxonomy_screen)
        self.add_mode("patterns", _patterns_screen)
        self.add_mode("delegation", _delegation_screen)
        self.add_mode("coding", _coding_screen)
        self.add_mode("settling", _settling_screen)
        if self._reader is None:
            from lineage.tui.welcome import WelcomeScreen

            self.push_screen(WelcomeScreen())
        else:
            self.take(self._reader)

    def watch_files(self) -> None:
        """See what others change."""
        self._watch()

    @work(thread=True, exclusive=True, group="watch", exit_on_error=False)
    def _watch(self) -> None:
        """See what others change; a look is as rare as it is dear."""
        from textual.worker import get_current_worker

        worker = get_current_worker()
        pause = WATCH
        while not gone(worker) and self.is_running:
            _sleep(pause, worker)
            if gone(worker) or not self.is_running:
                return
            began = time.monotonic()
            try:
                moved = self.reader.edited()
            except (LineageError, OSError, sqlite3.Error):
                moved = False  # the next question tells it
            pause = max(WATCH, 50 * (time.monotonic() - began))
            if moved:
                self.call_later(self.changed)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a journal there is nothing to search, to write to or to take back."""
        if self._reader is None and action in WITH_JOURNAL:
            return False
        return super().check_action(action, parameters)

    # Going about -------------------------------------------------------------------------------------------------

    def go(self, name: str) -> None:
        """To one of the screens."""
        if self.has_journal and self.current_mode != name:
            self.switch_mode(name)

    def action_go(self, name: str) -> None:
        """As ``go``, by a key."""
        self.go(name)

    def open_journal(self, query: str | None = None, *, entry: str = "", writing: bool = False) -> None:
        """The journal under a query, at an entry, or with the query line in hand."""
        self.go("journal")

        def then() -> None:
            from lineage.tui.journal_screen import JournalScreen

            if isinstance(self.screen, JournalScreen):
                self.screen.come_from(query, entry=entry, writing=writing)

        self.call_after_refresh(then)

    def open_term(self, term: str) -> None:
        """The taxonomy's page of a tension or family."""
        self.go("taxonomy")

        def then() -> None:
            from lineage.tui.taxonomy import TaxonomyScreen

            if isinstance(self.screen, TaxonomyScreen):
                self.screen.show_term(term)

        self.call_after_refresh(then)

    def action_patterns(self) -> None:
        """What recurs in the entries the journal shows; from elsewhere, in those it was last looked for."""
        from lineage.tui.journal_screen import JournalScreen

        query = str(self.screen.shown) if isinstance(self.screen, JournalScreen) else None
        self.go("patterns")

        def then() -> None:
            from lineage.tui.patterns_screen import PatternsScreen

            if query is not None and isinstance(self.screen, PatternsScreen):
                self.screen.come_from(query)

        self.call_after_refresh(then)

    def open_delegation(self, asked: Consultation) -> None:
        """The ladders for a pattern, with what was answered before."""
        self.go("delegation")

        def then() -> None:
            from lineage.tui.delegation_screen import DelegationScreen

            if isinstance(self.screen, DelegationScreen):
                self.screen.come_from(asked)

        self.call_after_refresh(then)

    def action_delegation(self) -> None:
        """How far a machine may go, as it was left; nothing of it is imported before."""
        self.go("delegation")

    def action_coding(self) -> None:
        """Second codings, or what coders disagree on: the one of the two that was there last."""
        from lineage.tui.coding_part import open_coding
        from lineage.tui.journal_screen import JournalScreen

        open_coding(self, str(self.screen.shown) if isinstance(self.screen, JournalScreen) else None)

    def action_search(self) -> None:
        """The query line."""
        if self.has_journal:
            self.open_journal(writing=True)

    def action_capture(self) -> None:
        """Write something down."""
        self.capture()

    def capture(self, text: str = "", *, take_up: bool = False, **given: Any) -> None:
        """The screen one writes on, with what is known already; ``take_up`` goes on with the draft that waits."""
        if self.has_journal:
            from lineage.tui.capture import CaptureScreen

            self.push_screen(CaptureScreen(text, given, take_up=take_up))

    def action_help(self) -> None:
        """What one can do here."""
        from lineage.tui.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    @work(thread=True, exclusive=True, group="undo", exit_on_error=False)
    def action_undo(self) -> None:
        """Take the last write back."""
        step = self.journal.undo()
        told = f"taken back: {step.command}, {counted(len(step.changes), 'file')}"
        self.call_later(self.say, told)
        self.call_later(self.changed)


def _sleep(seconds: float, worker: Any) -> None:
    """Wait, and notice within a tenth of a second that the app ends."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not gone(worker):
        time.sleep(0.1)


def _journal_screen() -> JournalScreen:
    from lineage.tui.journal_screen import JournalScreen

    return JournalScreen()


def _taxonomy_screen() -> Any:
    from lineage.tui.taxonomy import TaxonomyScreen

    return TaxonomyScreen()


def _patterns_screen() -> Any:
    from lineage.tui.patterns_screen import PatternsScreen

    return PatternsScreen()


def _delegation_screen() -> Any:
    from lineage.tui.delegation_screen import DelegationScreen

    return DelegationScreen()


def _coding_screen() -> Any:
    from lineage.tui.coding_screen import CodingScreen

    return CodingScreen()


def _settling_screen() -> Any:
    from lineage.tui.settling_screen import SettlingScreen

    return SettlingScreen()
