"""The line at the bottom: at most seven keys that do something here; what does not fit is behind ``?``, and it says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.keys import key_to_character
from textual.widget import Widget

from lineage.tui.words import joined

if TYPE_CHECKING:
    from textual import events
    from textual.binding import Binding
    from textual.screen import Screen

MOST = 6
"""Keys shown beside help: people do not read more."""


class KeyBar(Widget):
    """Keys of the focused pane first, then of the screen, then of the app."""

    DEFAULT_CSS = """
    KeyBar { height: 1; dock: bottom; background: $panel; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[tuple[Binding, str]] = []
        self._places: list[tuple[int, int, str]] = []

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)
        self._changed(self.screen)

    def _changed(self, screen: Screen[object]) -> None:
        seen: dict[str, Binding] = {}
        focused = screen.focused
        for _, binding, enabled, _ in screen.active_bindings.values():
            typed = focused is not None and focused.check_consume_key(
                binding.key, key_to_character(binding.key)
            )
            if binding.show and enabled and binding.action != "help" and (binding.priority or not typed):
                seen.setdefault(binding.action, binding)
        first: tuple[str, ...] = getattr(screen, "FIRST_KEYS", ())
        order = sorted(
            seen.values(), key=lambda one: first.index(one.action) if one.action in first else len(first)
        )
        keys = [(one, self.app.get_key_display(one)) for one in order]
        if keys != self._keys:
            self._keys = keys
            self.refresh()

    def render(self) -> Content:
        """As many keys as fit, and always the one that shows them all."""
        more = joined(("?", "bold $primary"), (" more", "$soft"))
        room = self.size.width - more.cell_length - 2
        parts: list[Content] = []
        self._places, at = [], 0
        for binding, key in self._keys[:MOST]:
            shown = joined((key, "bold $primary"), (f" {binding.description}", "$soft"))
            if at + shown.cell_length > room:
                break
            self._places.append((at, at + shown.cell_length, binding.key))
            parts += [shown, Content("   ")]
            at += shown.cell_length + 3
        gap = max(self.size.width - at - more.cell_length, 0)
        self._places.append((at + gap, self.size.width, "question_mark"))
        return Content("").join([*parts, Content(" " * gap), more])

    def on_click(self, event: events.Click) -> None:
        """A click presses the key."""
        at = event.x - self.styles.padding.left
        for begin, end, key in self._places:
            if begin <= at < end:
                if key == "question_mark":
                    self.app.call_later(self.app.run_action, "help")
                else:
                    self.app.simulate_key(key)
