"""A blind coder's answers for one entry, as far as they are given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from lineage.model.coding import Coding
from lineage.model.fields import MAX_TENSIONS, UNCLEAR
from lineage.tui.widgets.rows import Rows
from lineage.tui.words import fitted, joined, outcome_words, safe, tension_words

if TYPE_CHECKING:
    from textual.content import Content

    from lineage.model.names import Names

OUTCOME, TERM, MORE, NONE, UNCERTAIN, REMARK = "outcome", "term", "more", "none", "unclear", "remark"


@dataclass(slots=True)
class Given:
    """What was answered; None where a question was not."""

    outcome: tuple[str, ...] | None = None
    tensions: tuple[str, ...] | None = None
    quotes: list[tuple[str, str]] = field(default_factory=list)
    """(term, passage) in order."""
    remark: str = ""

    @property
    def terms(self) -> tuple[str, ...]:
        """The tensions that were given; none for ``unclear``."""
        return tuple(one for one in self.tensions or () if one != UNCLEAR)

    def take(self, term: str) -> bool:
        """Give a tension too; False where there are as many as an entry has."""
        if term in self.terms:
            return True
        if len(self.terms) >= MAX_TENSIONS:
            return False
        self.tensions = (*self.terms, term)
        return True

    def drop(self, term: str) -> None:
        """Take a tension back, with its passages; with the last of them the question is open again."""
        self.tensions = tuple(one for one in self.terms if one != term) or None
        self.quotes = [one for one in self.quotes if one[0] != term]

    def state(self, answer: tuple[str, ...]) -> None:
        """Answer that there is no tension, or that it cannot be known; said again, the question is open again."""
        self.tensions = None if self.tensions == answer else answer
        self.quotes = []

    def coding(self, entry: str, coder: str) -> Coding:
        """The coding these answers make."""
        asked = (("outcome", self.outcome), ("tensions", self.tensions))
        return Coding(
            entry=entry,
            coder=coder,
            answers=tuple((name, values) for name, values in asked if values is not None),
            quotes=tuple(self.quotes),
            remark=self.remark,
        )


class Answers(Rows):
    """How it stands, the tensions with their passages, a remark; Enter answers, minus takes a tension back."""

    HELP = "Your answers. Enter answers the one of the cursor, - takes a tension back. Only the tensions must be answered."
    ROW_HEIGHT = 2
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "answer", show=False, id="answers.answer"),
        Binding(
            "minus,delete", "screen.drop", "take it back", key_display="-", show=False, id="answers.drop"
        ),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id)
        self.given = Given()
        self.names: Names | None = None
        self.kinds: list[tuple[str, str]] = []
        """(what a row is about, its tension)."""

    def show(self, given: Given, names: Names) -> None:
        """Answers, with the cursor on the same question."""
        here = self.kinds[self.cursor] if self.kinds and given is self.given else (OUTCOME, "")
        self.given, self.names = given, names
        terms = given.terms
        more = [(MORE, "")] if len(terms) < MAX_TENSIONS else []
        rest = [] if terms else [(NONE, ""), (UNCERTAIN, "")]
        self.kinds = [(OUTCOME, ""), *((TERM, one) for one in terms), *more, *rest, (REMARK, "")]
        self.set_count(len(self.kinds), self.kinds.index(here) if here in self.kinds else 1)

    def here(self) -> tuple[str, str]:
        """What the row of the cursor is about."""
        return self.kinds[self.cursor] if self.kinds else ("", "")

    def lines_of(self, index: int, width: int) -> list[Content]:
        """A question and its answer."""
        kind, term = self.kinds[index]
        head, said = self._term(term) if kind == TERM else self._other(kind)
        return [fitted(head, width), fitted(said, width)]

    def _term(self, term: str) -> tuple[Content, Content]:
        assert self.names is not None
        first = term == self.given.terms[0] and len(self.given.terms) > 1
        quotes = [text for name, text in self.given.quotes if name == term]
        marked = joined(("  " + " ".join(f"“{one}”" for one in quotes), "$soft"))
        lacks = safe("  no passage: mark it in the text, Enter", "$faint")
        head = joined(
            ("✓ ", "bold $success"), tension_words(term, self.names), ("  primary" if first else "", "$faint")
        )
        return head, marked if quotes else lacks

    def _other(self, kind: str) -> tuple[Content, Content]:
        given = self.given
        assert self.names is not None
        if kind == OUTCOME:
            stands = (
                outcome_words(given.outcome[0], self.names) if given.outcome else safe("left open", "$faint")
            )
            return _head("o", "How it stands", done=bool(given.outcome)), joined("  ", stands)
        if kind == MORE:
            question = "Another tension" if given.terms else "Which tension"
            return _head("t", question), safe(
                "  the one that decided the course first" if not given.terms else "", "$faint"
            )
        if kind == NONE:
            return _head("0", "None of them", done=given.tensions == ()), safe(
                "  the text shows no tension", "$faint"
            )
        if kind == UNCERTAIN:
            done = given.tensions == (UNCLEAR,)
            return _head(" ", "Unclear", done=done), safe("  it cannot be known from the text", "$faint")
        told = safe(f"  {given.remark}", "$soft") if given.remark else safe("  none", "$faint")
        return _head("r", "Remark", done=bool(given.remark)), told


def _head(key: str, question: str, *, done: bool = False) -> Content:
    """A question with the key that answers it, or the sign that it is answered."""
    return joined(("✓ ", "bold $success") if done else (f"{key} ", "bold $primary"), question)
