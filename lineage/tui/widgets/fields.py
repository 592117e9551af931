"""Fields one writes in; a control character that stands in them is shown as a sign of its own width."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.suggester import Suggester
from textual.widgets import Input, TextArea

from lineage.model.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_PICTURES = {code: chr(0x2400 + code) for code in range(0x20) if code not in (9, 10)} | {0x7F: "\u2421"}


def in_place(text: str) -> str:
    """A text with each character that could steer the terminal replaced by one sign: the cursor stands where it stood."""
    if text.isascii() and text.isprintable():
        return text
    shown = text.translate(_PICTURES)
    if visible(shown, lines=True) == shown:
        return shown
    return "".join(char if visible(char, lines=True) == char else "\ufffd" for char in shown)


class Field(Input):
    """A line of text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", "next field", show=False),
        Binding("up", "app.focus_previous", "last field", show=False),
    ]

    @property
    def _value(self) -> Text:
        return Text(in_place(self.value), no_wrap=True, overflow="ignore", end="")


class Writing(TextArea):
    """A text over several lines."""

    def get_line(self, line_index: int) -> Text:
        """A line as it is shown."""
        return Text(in_place(self.document.get_line(line_index)), end="", no_wrap=True)


class Completed(Suggester):
    """How a value may go on: the last of several after a comma, among names asked for when they are needed."""

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._names = names

    async def get_suggestion(self, value: str) -> str | None:
        """The value with its end completed, or nothing."""
        lead, comma, typed = value.rpartition(",")
        space = typed[: len(typed) - len(typed.lstrip())]
        typed = typed.lstrip().casefold()
        if not typed:
            return None
        found = next((one for one in self._names() if one.casefold().startswith(typed)), None)
        return (
            None
            if found is None
            else f"{lead}{comma}{space}{value[len(lead) + len(comma) + len(space) :]}{found[len(typed) :]}"
        )
