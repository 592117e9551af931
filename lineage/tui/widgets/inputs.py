"""What the delegation rules ask of a situation, to be answered: inputs from 0 to 3, marks, and what is said of the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from lineage.tui.consultation import SAID, Consultation
from lineage.tui.widgets.rows import Rows
from lineage.tui.words import fitted, joined, safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual import events

    from lineage.model.catalogue import Catalogue, Flag, Input

LOWEST, HIGHEST = 0, 3
STEP = 3
"""Columns of one value on the scale."""
LABEL, SHORT = 26, 18
"""Columns of a label, and where it is narrow."""


@dataclass(frozen=True, slots=True)
class _Line:
    kind: str
    """head, input, mark, said or gap."""
    key: str = ""
    text: str = ""


class Inputs(Rows):
    """Every input on its scale, then the marks, then what is said of the answers."""

    HELP = (
        "What is known of the situation. Left and right or 0 to 3 answer, Delete makes it unknown again; [2] is an answer, (2) a "
        "hint of the pattern, which Enter takes, <2> the neutral value. Enter or Space set a mark or take it off."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", "less", id="inputs.less"),
        Binding("right,l", "step(1)", "more", id="inputs.more"),
        Binding("delete,backspace", "forget", "unknown", id="inputs.unknown"),
        Binding("enter,space", "choose", "set, or take the hint", show=False, id="inputs.set"),
        Binding("a", "next", "what to answer next", show=False, id="inputs.next"),
        *(
            Binding(str(value), f"answer({value})", f"answer {value}", show=False, id=f"inputs.{value}")
            for value in range(LOWEST, HIGHEST + 1)
        ),
    ]

    class Answered(Message):
        """An input has another value; None where it is unknown again."""

        def __init__(self, key: str, value: int | None) -> None:
            super().__init__()
            self.key = key
            self.value = value

    class Toggled(Message):
        """A mark, or something said of the answers, was set or taken off."""

        def __init__(self, kind: str, key: str) -> None:
            super().__init__()
            self.kind = kind
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id)
        self._lines: list[_Line] = []
        self._inputs: dict[str, Input] = {}
        self._flags: dict[str, Flag] = {}
        self._next = ""
        self.about = Consultation()

    def know(self, catalogue: Catalogue) -> None:
        """Lay out what can be answered; the cursor stays where it was."""
        self._inputs = {one.key: one for one in catalogue.inputs}
        self._flags = {one.key: one for one in catalogue.flags if not one.counted}
        here = self.line
        self._lines = list(self._all())
        self.set_count(len(self._lines), self._lines.index(here) if here in self._lines else 1)

    def show(self, about: Consultation, following: str | None = None) -> None:
        """Show what is answered; ``following`` is the input to answer next."""
        self.about = about
        self._next = self._next if following is None else following
        self.draw_again()

    def _all(self) -> Iterator[_Line]:
        yield _Line("head", text="The situation")
        yield from (_Line("input", key) for key in self._inputs)
        yield _Line("gap")
        yield _Line("head", text="What holds")
        yield from (_Line("mark", key) for key in self._flags)
        yield _Line("gap")
        yield _Line("head", text="Of the answers")
        yield from (_Line("said", name, text) for name, _, text in SAID)

    @property
    def line(self) -> _Line | None:
        """The line of the cursor."""
        return self._lines[self.cursor] if self.cursor < len(self._lines) else None

    # What one does -----------------------------------------------------------------------------------------------

    def go_to(self, key: str) -> None:
        """Put the cursor on an input or a mark."""
        at = next((n for n, line in enumerate(self._lines) if line.key == key), None)
        if at is not None:
            self.move_to(at)

    def action_next(self) -> None:
        """To the input whose answer decides most."""
        if self._next:
            self.go_to(self._next)

    def action_answer(self, value: int) -> None:
        """A value for an input; a mark is set by 1 and taken off by 0."""
        line = self.line
        if line is None:
            return
        if line.kind == "input":
            self.post_message(self.Answered(line.key, value))
        elif value in (0, 1) and self._set(line) is not bool(value):
            self.action_choose()

    def action_step(self, by: int) -> None:
        """One less or one more; an unknown input begins at 0, at its hint where it has one."""
        line = self.line
        if line is None or line.kind != "input":
            return
        now = self.about.situation.inputs.get(line.key)
        if now is None:
            hint = self.about.situation.hinted.get(line.key)
            if hint is not None or by > 0:
                self.post_message(self.Answered(line.key, LOWEST if hint is None else hint))
        elif LOWEST <= now + by <= HIGHEST:
            self.post_message(self.Answered(line.key, now + by))
        elif by < 0:
            self.action_forget()

    def action_forget(self) -> None:
        """Unknown again."""
        line = self.line
        if line is not None and line.kind == "input" and self.about.given.inputs.get(line.key) is not None:
            self.post_message(self.Answered(line.key, None))

    def action_choose(self) -> None:
        """Take the hint; set a mark or take it off."""
        line = self.line
        if line is None:
            return
        if line.kind == "input":
            hint = self.about.situation.hinted.get(line.key)
            if hint is not None:
                self.post_message(self.Answered(line.key, hint))
        elif line.kind in ("mark", "said"):
            self.post_message(self.Toggled(line.kind, line.key))

    def move_to(self, index: int) -> None:
        """Headings and gaps are stepped over."""
        way = 1 if index >= self.cursor else -1
        index = max(0, min(index, self.count - 1))
        while 0 <= index < self.count and self._lines[index].kind in ("head", "gap"):
            index += way
        if 0 <= index < self.count:
            super().move_to(index)
        elif self.cursor:
            self.scroll_to(y=0, animate=False)

    def on_click(self, event: events.Click) -> None:
        """A click on a value answers, on the value that is answered makes it unknown; a click on a mark sets it."""
        event.prevent_default()  # what a list does with a click is done by the class below, which would choose as well
        index = self.row_at(event.y)
        if index < 0 or self._lines[index].kind in ("head", "gap"):
            return
        self.move_to(index)
        line = self._lines[index]
        if line.kind != "input":
            self.action_choose()
            return
        value = (event.x - 1 - self._label_width(self.size.width - 2)) // STEP
        if LOWEST <= value <= HIGHEST:
            same = self.about.given.inputs.get(line.key) == value
            self.post_message(self.Answered(line.key, None if same else value))

    # Drawing -----------------------------------------------------------------------------------------------------

    @staticmethod
    def _label_width(width: int) -> int:
        return LABEL if width >= 2 * LABEL + 4 * STEP else SHORT

    def lines_of(self, index: int, width: int) -> list[Content]:
        """A label with its scale and what the value means, or a box with its words."""
        line = self._lines[index]
        if line.kind in ("head", "gap"):
            return [safe(line.text, "bold $soft")]
        if line.kind == "input":
            return [fitted(self._scale(self._inputs[line.key], width), width)]
        origin = self.about.suggested.origins.get(line.key, "") if line.kind == "mark" else ""
        set_now = self._set(line)
        words = self._flags[line.key].label if line.kind == "mark" else line.text
        box = ("[x] ", "bold $primary") if set_now else ("[ ] ", "$soft")
        of = f"  by the pattern ({origin})" if origin and line.key in self.about.suggested.marks else ""
        return [fitted(joined(box, (words, "bold" if set_now else ""), (of, "$secondary")), width)]

    def _set(self, line: _Line) -> bool:
        if line.kind == "mark":
            return line.key in self.about.situation.marks
        return bool(getattr(self.about.given, line.key, False))

    def _scale(self, one: Input, width: int) -> Content:
        situation = self.about.situation
        given, hint = situation.inputs.get(one.key), situation.hinted.get(one.key)
        neutral = one.neutral if situation.assume_neutral else None
        taken, signs, style = (
            (given, "[]", "bold $primary") if given is not None
            else (hint, "()", "bold $secondary") if hint is not None
            else (neutral, "<>", "$soft")
        )  # fmt: skip
        room = self._label_width(width)
        label = fitted(safe(one.label, "bold" if given is not None else ""), room - 2)
        star = "*" if one.critical else " "
        steps = [
            (f"{signs[0]}{value}{signs[1]}", style) if value == taken else (f" {value} ", "$faint")
            for value in range(LOWEST, HIGHEST + 1)
        ]
        gap = " " * (room - 1 - label.cell_length)
        return joined(label, (star, "bold $warning"), gap, *steps, "  ", self._meaning(one, taken))

    def _meaning(self, one: Input, taken: int | None) -> Content:
        situation = self.about.situation
        if situation.inputs.get(one.key) is not None:
            return meaning(one, taken)
        ask = joined(("  answer this next", "$secondary")) if one.key == self._next else Content("")
        if one.key in situation.hinted:
            origin = situation.origins.get(one.key, "the pattern")
            return joined((f"hint of {origin}", "$secondary"), ask)
        return joined(("neutral" if situation.assume_neutral else "unknown", "$faint"), ask)

    def detail(self) -> list[Content]:
        """What the line of the cursor asks and what its ends mean, a content a line."""
        line = self.line
        if line is None or line.kind in ("head", "gap"):
            return []
        if line.kind == "mark":
            flag = self._flags[line.key]
            return [safe(flag.question), joined((f"{line.key}: ", "$faint"), (flag.origin, "$soft"))]
        if line.kind == "said":
            option = next(option for name, option, _ in SAID if name == line.key)
            return [safe(line.text), safe(f"as {option}", "$soft")]
        one = self._inputs[line.key]
        ends = [("0 ", "bold $primary"), (one.low, "$soft"), ("   3 ", "bold $primary"), (one.high, "$soft")]
        said = [safe(one.question), joined(*ends)]
        if one.critical:
            said.append(safe("* while it is unknown the journal says nothing on decide and act", "$warning"))
        return [*said, safe(one.note, "$soft")] if one.note else said


def meaning(one: Input, value: int | None) -> Content:
    """What a value means: its end of the scale, or the end it is nearer to."""
    if value is None:
        return safe("unknown", "$faint")
    end = one.low if value < 2 else one.high
    lead = "" if value in (LOWEST, HIGHEST) else "nearer to: "
    return joined((lead, "$faint"), (end, "$soft"))
