"""What every screen may ask of the app: the journal, the user's looks, notices; where one goes is the app's to say."""

from __future__ import annotations

import sqlite3
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual.app import App

from lineage.errors import LineageError
from lineage.model.text import visible
from lineage.reading import Reader
from lineage.tui.looks import DARK, THEMES, own_theme, variables

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from lineage.journal import Journal
    from lineage.tui.consultation import Consultation

MOST_FAULTS = 5
"""Faults of ours within two seconds after which the app ends rather than tell them for ever."""


class Host(App[None]):
    """The app as its screens know it."""

    def __init__(self, *, reader: Reader | None, start: Path, named: str | None = None) -> None:
        self._preferences = Reader.preferences()
        super().__init__()
        self._reader = reader
        self._journal: Journal | None = None
        self.start = start
        self.named = named
        self.generation = 0
        """Moves on whenever the journal changed: a screen that asked at another generation asks again."""
        self.told = ""
        self.recent: tuple[str, ...] = ()
        """Tensions used on this screen, the last first."""
        self.coding_part = "coding"
        """Which of the two parts of coding the key for it leads to: the one that was there last."""
        self.faults: list[BaseException] = []
        self._fault_times: list[float] = []
        self._themed = ""

    # Looks and keys ----------------------------------------------------------------------------------------------

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours of families and outcomes under any theme."""
        return variables(self.current_theme)

    def _dress(self) -> None:
        for theme in THEMES:
            self.register_theme(theme)
        problems = [str(one) for one in self._preferences.problems]
        for name, given in self._preferences.themes.items():
            try:
                self.register_theme(own_theme(name, given))
            except ValueError as error:
                problems.append(str(error))
        import os

        wanted = os.environ.get("TEXTUAL_THEME") or self._preferences.theme or DARK.name
        if wanted not in self.available_themes:
            problems.append(f"no theme {wanted!r}: there are {', '.join(sorted(self.available_themes))}")
            wanted = DARK.name
        self.theme = self._themed = wanted
        self.set_keymap(dict(self._preferences.keys))
        for problem in problems:
            self.say(problem, severity="warning")

    def _watch_theme(self, theme_name: str) -> None:
        super()._watch_theme(theme_name)
        if self._themed and theme_name != self._themed:
            self._themed = theme_name
            try:
                Reader.keep_theme(theme_name)
            except (LineageError, OSError) as error:
                self.tell_fault(error)

    # The journal -------------------------------------------------------------------------------------------------

    @property
    def has_journal(self) -> bool:
        """False until the first run made one."""
        return self._reader is not None

    @property
    def reader(self) -> Reader:
        """The journal that is shown, to be read: what the first paint needs and no more."""
        assert self._reader is not None
        return self._reader

    @property
    def journal(self) -> Journal:
        """The journal with all one can do to it, imported when it is first asked for (0.1 s)."""
        if self._journal is None:
            from lineage.journal import Journal

            self._journal = Journal(self.reader.folder)
        return self._journal

    @property
    def journal_name(self) -> str:
        """What the head calls it."""
        if self._reader is None:
            return "Lineage"
        return self._reader.settings.name or self._reader.folder.resolve().name

    @property
    def audience(self) -> str:
        """Who reads the screen, as lineage.toml says."""
        return self.reader.settings.audience

    def take(self, reader: Reader) -> None:
        """Show a journal: the one found, or the one just made."""
        self._reader = reader
        self.generation += 1
        self.go("today")
        self.watch_files()

    def changed(self) -> None:
        """The journal is another than it was: whoever shows it asks again."""
        self.generation += 1
        for screen in self.screen_stack:
            if hasattr(screen, "come_up_to_date"):
                screen.come_up_to_date()

    @staticmethod
    def suppressed() -> AbstractContextManager[None]:
        """Within it something is asked that one can do without: a fault is no news."""
        return suppress(LineageError, OSError, sqlite3.Error)

    def tagged(self, told: str, terms: tuple[str, ...]) -> None:
        """Some entries bear other tensions now."""
        self.recent = tuple(dict.fromkeys([*terms, *self.recent]))[:9]
        self.say(told, title="Saved")
        self.changed()

    # Going about, which the app does -----------------------------------------------------------------------------

    def go(self, name: str) -> None:
        """To one of the screens."""
        raise NotImplementedError

    def open_journal(self, query: str | None = None, *, entry: str = "", writing: bool = False) -> None:
        """The journal under a query, at an entry, or with the query line in hand."""
        raise NotImplementedError

    def open_term(self, term: str) -> None:
        """The taxonomy's page of a tension or family."""
        raise NotImplementedError

    def open_delegation(self, asked: Consultation) -> None:
        """The ladders for a pattern, with what was answered before."""
        raise NotImplementedError

    def capture(self, text: str = "", *, take_up: bool = False, **given: Any) -> None:
        """The screen one writes on, with what is known already; ``take_up`` goes on with the draft that waits."""
        raise NotImplementedError

    def watch_files(self) -> None:
        """See what others change."""
        raise NotImplementedError

    # Telling -----------------------------------------------------------------------------------------------------

    def say(self, text: str, *, title: str = "", severity: Any = "information") -> None:
        """A notice; its text may come from a file."""
        self.notify(visible(text), title=visible(title), severity=severity, markup=False)

    def tell_fault(self, error: BaseException) -> None:
        """Say what was not done and what to do next."""
        self.faults.append(error)
        if isinstance(error, LineageError):
            hint = f"\n{visible(error.hint)}" if error.hint else ""
            told = visible(error.message) + hint
            self.notify(told, title="Not done", severity="warning", markup=False, timeout=12)
        elif isinstance(error, OSError):
            self.say(
                f"{error.strerror or error} {error.filename or ''}", title="Not done", severity="warning"
            )
        else:
            self.say(
                f"{type(error).__name__}: {error}\nYour files are as they were; please report it.",
                title="A fault of ours",
                severity="error",
            )

    def _handle_exception(self, error: Exception) -> None:
        """A fault met while handling a key or drawing is told; only a storm of them ends the app."""
        now = time.monotonic()
        self._fault_times = [one for one in self._fault_times if now - one < 2.0] + [now]
        expected = isinstance(error, (LineageError, OSError))
        if len(self._fault_times) > MOST_FAULTS or (not expected and self.is_headless):
            super()._handle_exception(error)
            return
        self.tell_fault(error)

    def on_worker_state_changed(self, event: Any) -> None:
        """A question of the app's own that failed."""
        if event.worker.error is not None:
            self.tell_fault(event.worker.error)
