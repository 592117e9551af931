"""Asking the delegation rules from the screen: every change is shown at once and worked out anew off the main thread."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING

from textual import work
from textual.worker import get_current_worker

from lineage.errors import LineageError
from lineage.tui.consultation import Consultation
from lineage.tui.living import Living, gone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lineage.model.catalogue import Catalogue
    from lineage.model.delegation import Recommendation
    from lineage.tui.widgets.inputs import Inputs
    from lineage.tui.widgets.ladder import Ladder

PAUSE = 0.05
"""Seconds after the last key before the answer is worked out: a held key works out one of what it passes."""
SWITCH = 0.0005
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rules gave, for which question, with its levels as people say them."""

    asked: Consultation
    found: Recommendation
    catalogue: Catalogue
    levels: dict[str, str]


@contextmanager
def _giving_way() -> Iterator[None]:
    """Within it a thread that works gives way to keys after half a millisecond, not five.

    A key makes the main thread wait its turn several times: with 15 inputs unknown it was drawn after 30 ms, then after 22.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


class Advising(Living):
    """A screen that asks the rules; what it shows is its own matter."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = Consultation()
        """The question as it stands now."""
        self.answer: Answer | None = None
        """The last answer, which may be of the question before."""
        self._cleared: Consultation | None = None
        self._one_at_a_time = Lock()

    def change(self, asked: Consultation) -> None:
        """Show another question at once and have its answer worked out."""
        self.asked = asked
        self.show_question()
        self._advise(asked)

    def show_question(self) -> None:
        """Show what is asked."""
        raise NotImplementedError

    def show_answer(self, *, first: bool) -> None:
        """Show the answer; ``first`` where there was none."""
        raise NotImplementedError

    def show_refusal(self, error: LineageError) -> None:
        """Say why there is no answer."""
        raise NotImplementedError

    @work(thread=True, exclusive=True, group="advise", exit_on_error=False)
    def _advise(self, asked: Consultation) -> None:
        import time

        worker = get_current_worker()
        time.sleep(PAUSE)
        # One at a time: an answer nobody waits for any more must not slow down the one that is waited for.
        with self._one_at_a_time, _giving_way():
            if gone(worker):
                return
            journal = self.journal
            try:
                situation = replace(asked.situation, setting=journal.family_asked())
                found = journal.advise(situation, pattern=asked.pattern, disabled=asked.disabled)
            except LineageError as error:
                self.call_later(self._refused, asked, error)
                return
            levels = {one.function: journal.level_text(one) for one in found.functions}
            answer = Answer(asked, found, journal.catalogue, levels)
        if not gone(worker):
            self.call_later(self._answered, answer)

    def _refused(self, asked: Consultation, error: LineageError) -> None:
        if asked is self.asked:
            self.answer = None
            self.show_refusal(error)

    def _answered(self, answer: Answer) -> None:
        if answer.asked is self.asked:
            first, self.answer = self.answer is None, answer
            self.show_answer(first=first)

    # Answering ---------------------------------------------------------------------------------------------------

    def on_inputs_answered(self, event: Inputs.Answered) -> None:
        """An input has another value."""
        self.change(self.asked.answer(event.key, event.value))

    def on_inputs_toggled(self, event: Inputs.Toggled) -> None:
        """A mark or a word on the answers; what the pattern says of itself can only be left with the pattern."""
        if event.kind == "said":
            self.change(self.asked.say(event.key))
        elif event.key in self.asked.suggested.marks:
            origin = self.asked.suggested.origins.get(event.key, "the pattern")
            self.app.say(f"{event.key} comes with the pattern ({origin}); w leaves the pattern")
        else:
            self.change(self.asked.mark(event.key))

    def on_ladder_stood(self, event: Ladder.Stood) -> None:
        """Another level today."""
        self.change(self.asked.stand(event.function, event.level))

    def action_alone(self) -> None:
        """The same answers without a pattern."""
        if self.asked.pattern is not None:
            self.change(self.asked.alone())

    def action_clear(self) -> None:
        """Nothing is answered any more; once again brings it back."""
        if self.asked.told:
            self._cleared = self.asked
            self.change(self.asked.forgotten())
            self.app.say("every answer was cleared; c brings them back")
        elif self._cleared is not None:
            back, self._cleared = self._cleared, None
            self.change(replace(self.asked, given=back.given, disabled=back.disabled))

    def command(self) -> str:
        """The command line that gives the same answer."""
        return self.asked.command(journal=self.app.named or "")

    def action_copy(self) -> None:
        """The command line that gives the same answer, into the clipboard."""
        command = self.command()
        self.app.copy_to_clipboard(command)
        self.app.say(command, title="The terminal was asked to copy it")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A pattern can be left only where there is one."""
        if action == "alone" and self.asked.pattern is None:
            return False
        return super().check_action(action, parameters)
