"""Answering for one entry: how it stands, tensions, their passages, a remark; all of it in memory until it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from lineage.model.coding import FACETS, place_of
from lineage.model.fields import UNCLEAR
from lineage.tui.coding_part import CodingPart
from lineage.tui.widgets.answers import MORE, NONE, OUTCOME, TERM, Answers, Given
from lineage.tui.widgets.fields import Writing

if TYPE_CHECKING:
    from lineage.model.coding import Blind, Drawn
    from lineage.model.names import Names
    from lineage.model.taxonomy import Taxonomy
    from lineage.tui.widgets.rows import Rows

_OUTCOME = next(one for one in FACETS if one.name == "outcome")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What was drawn, for whom, of which entries."""

    coder: str
    drawn: Drawn
    asked: str
    """The query it was drawn from, as it was kept to."""
    left: str
    """What of the journal's query was left out."""
    names: Names
    taxonomy: Taxonomy


class BlindText(Writing):
    """The entry's text; a passage is marked in it."""

    HELP = "The text. Mark a passage with shift and the arrow keys, or with the mouse; Enter names the tension it shows."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.passage", "passage", id="coding.passage")
    ]


class Answering(CodingPart):
    """A screen with an entry and a coder's answers for it."""

    def __init__(self) -> None:
        super().__init__()
        self.draw: Draw | None = None
        self.blind: Blind | None = None
        """The entry that is coded now."""
        self._given: dict[str, Given] = {}
        """Answers of this sitting by entry; those of one that was skipped or taken back are there when it comes again."""
        self._used: tuple[str, ...] = ()
        """Tensions this coder gave in this sitting, the last first: all that the picker may offer first."""

    @property
    def given(self) -> Given:
        """The answers for the entry that is coded now."""
        return self._given[self.blind.id] if self.blind else Given()

    def _answered(self) -> None:
        assert self.draw is not None
        self.query_one(Answers).show(self.given, self.draw.names)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Answer the question of the cursor."""
        kind, _ = self.query_one(Answers).kinds[event.index]
        if kind in (TERM, MORE):
            self.action_tension()
        elif kind == OUTCOME:
            self.action_outcome()
        elif kind == NONE:
            self.action_none()
        elif kind == UNCLEAR:
            self._state((UNCLEAR,))
        else:
            self.action_remark()

    def action_outcome(self) -> None:
        """How it stands."""
        facet = self.draw.taxonomy.facet(_OUTCOME.facet) if self.draw is not None else None
        if facet is None or self.blind is None:
            return
        from lineage.tui.choosing import Chooser

        given = self.given

        def chosen(values: tuple[str, ...] | None) -> None:
            if values is not None:
                given.outcome = values or None
                self._answered()

        self.app.push_screen(Chooser(_OUTCOME, facet, given.outcome or ()), chosen)

    def action_tension(self) -> None:
        """A tension more; one that was given is taken back."""
        self._pick("", "Which tension?")

    def action_passage(self) -> None:
        """The tension that what is marked shows."""
        if self.blind is None:
            return
        words = " ".join(self.query_one(BlindText).selected_text.split())
        if not words:
            self.app.say("Mark a passage first: shift and the arrow keys, or the mouse.")
        elif not self.journal.can_mark(words):
            self.app.say("Brackets or back-ticks in it break the mark; take fewer words.", severity="warning")
        elif place_of(words, self.blind.text) is None:
            self.app.say("The text does not have these very words.", severity="warning")
        else:
            self._pick(words, "What does it show?")

    def _pick(self, words: str, title: str) -> None:
        from lineage.tui.tagging import Picker

        one, given = self.blind, self.given
        if one is None:
            return
        picker = Picker(
            words or one.title or one.id,
            chosen=given.terms,
            setting=one.setting,
            title=title,
            used=self._used,
        )

        def picked(term: str | None) -> None:
            if term is not None:
                self._picked(given, term, words)

        self.app.push_screen(picker, picked)

    def _picked(self, given: Given, term: str, words: str) -> None:
        if not words and term in given.terms:
            given.drop(term)
        elif not given.take(term):
            self.app.say(
                "An entry has at most three tensions; take one back first: tab, then -.", severity="warning"
            )
            return
        elif words and (term, words) not in given.quotes:
            given.quotes.append((term, words))
        self._used = tuple(dict.fromkeys([term, *self._used]))
        self._answered()

    def action_drop(self) -> None:
        """Take the tension of the cursor back."""
        kind, term = self.query_one(Answers).here()
        if kind == TERM:
            self.given.drop(term)
            self._answered()

    def action_none(self) -> None:
        """The text shows no tension."""
        self._state(())

    def _state(self, answer: tuple[str, ...]) -> None:
        if self.given.terms:
            self.app.say("Take the tensions back first: tab, then -.", severity="warning")
            return
        self.given.state(answer)
        self._answered()

    def action_remark(self) -> None:
        """What the coder wants to say of it."""
        from lineage.tui.asking import Ask

        given = self.given

        def said(text: str | None) -> None:
            if text is not None:
                given.remark = text
                self._answered()

        self.app.push_screen(Ask("Remark", given.remark), said)
