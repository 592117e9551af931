"""The inputs of a situation, each 0 to 3 or unknown, and below them the marks that hold or do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from lineage.tui.widgets.rows import Rows
from lineage.tui.words import joined, safe, spread

if TYPE_CHECKING:
    from textual import events
    from textual.content import Content

    from lineage.model.catalogue import Catalogue, Flag, Input

HIGHEST = 3
ANSWERED = "answered"
_NAME = 26
"""Columns of key and label."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of one input: the value that counts, and where it comes from."""

    value: int | None
    origin: str
    """ANSWERED, whose hint it is, neutral, or empty where it is unknown."""


class Inputs(Rows):
    """A line an input and a line a mark; keys answer, and the answer is worked out at once."""

    HELP = "0 to 3 or left and right answer, - makes it unknown again; Enter sets a mark or takes it away."
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(value), f"answer({value})", f"answer {value}", show=False)
            for value in range(HIGHEST + 1)
        ),
        Binding("left,h", "step(-1)", "less", id="inputs.less"),
        Binding("right,l", "step(1)", "more", id="inputs.more"),
        Binding("minus,backspace,delete", "forget", "unknown", id="inputs.unknown", key_display="-"),
        Binding("enter,space", "choose", "set the mark", id="inputs.mark"),
    ]

    class Answered(Message):
        """An input was answered or made unknown (``value`` None), or a mark was turned."""

        def __init__(self, key: str, value: int | None, *, mark: bool = False) -> None:
            super().__init__()
            self.key = key
            self.value = value
            self.mark = mark

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id)
        self._inputs: tuple[Input, ...] = ()
        self._flags: tuple[Flag, ...] = ()
        self._told: dict[str, Told] = {}
        self._marks: dict[str, str] = {}

    def show(self, catalogue: Catalogue, told: dict[str, Told], marks: dict[str, str]) -> None:
        """Show what is known; ``marks`` are those that hold, each with where it comes from."""
        self._inputs = catalogue.inputs
        self._flags = tuple(one for one in catalogue.flags if not one.counted)
        self._told, self._marks = told, marks
        count = len(self._inputs) + len(self._flags)
        if count == self.count:
            self.draw_again()
        else:
            self.set_count(count, self.cursor)

    def question(self) -> str:
        """What the line of the cursor asks, and what its ends mean."""
        if self.cursor < len(self._inputs):
            one = self._inputs[self.cursor]
            return f"{one.question}  0 {one.low}; 3 {one.high}"
        if self.cursor - len(self._inputs) < len(self._flags):
            flag = self._flags[self.cursor - len(self._inputs)]
            return f"{flag.question or flag.label}  Set by {flag.origin}"
        return ""

    def lines_of(self, index: int, width: int) -> list[Content]:
        """Key and label, the value among the four, where it comes from."""
        if index >= len(self._inputs):
            return [self._mark_line(self._flags[index - len(self._inputs)], width)]
        one = self._inputs[index]
        told = self._told.get(one.key, Told(None, ""))
        name = joined((one.key.ljust(5), "bold"), (one.label.ljust(_NAME - 5)[: _NAME - 5], ""))
        answered = told.origin == ANSWERED
        around = "[]" if answered else "()"
        values = [
            (f"{around[0]}{value}{around[1]}", "bold $primary" if answered else "bold")
            if value == told.value
            else (f" {value} ", "$faint")
            for value in range(HIGHEST + 1)
        ]
        origin = safe(told.origin or "unknown", "$soft" if told.origin else "$warning")
        return [spread(joined(name, *values), origin, width)]

    def _mark_line(self, flag: Flag, width: int) -> Content:
        held = flag.key in self._marks
        name = joined(("✓ " if held else "· ", "bold $primary" if held else "$faint"), flag.label)
        return spread(name, safe(self._marks.get(flag.key, ""), "$soft"), width)

    # Answering ---------------------------------------------------------------------------------------------------

    def _input(self) -> Input | None:
        return self._inputs[self.cursor] if self.cursor < len(self._inputs) else None

    def action_answer(self, value: int) -> None:
        """This value."""
        one = self._input()
        if one is not None:
            self.post_message(self.Answered(one.key, value))

    def action_step(self, by: int) -> None:
        """One more or one less; from unknown to the neutral value."""
        one = self._input()
        if one is None:
            return
        told = self._told.get(one.key, Told(None, ""))
        value = one.neutral if told.value is None else max(0, min(HIGHEST, told.value + by))
        self.post_message(self.Answered(one.key, value))

    def action_forget(self) -> None:
        """Unknown again."""
        one = self._input()
        if one is not None:
            self.post_message(self.Answered(one.key, None))

    def action_choose(self) -> None:
        """Turn the mark of the cursor."""
        at = self.cursor - len(self._inputs)
        if 0 <= at < len(self._flags):
            self.post_message(self.Answered(self._flags[at].key, None, mark=True))

    def on_click(self, event: events.Click) -> None:
        """A click on a value answers, a click on a mark turns it, any other moves the cursor."""
        index = self.row_at(event.y)
        if index < 0:
            return
        self.move_to(index)
        value = (event.x - 1 - _NAME) // 3
        if index >= len(self._inputs):
            self.action_choose()
        elif 0 <= value <= HIGHEST:
            self.action_answer(value)
