"""What is asked of the delegation rules on the screen: what was answered, the pattern it is for, the same as a command line."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lineage.model.delegation import Situation
from lineage.model.query import Query
from lineage.model.situation import answered_over

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lineage.model.pattern import Pattern

SAID = (
    ("answered_by_involved", "--involved", "The answers come from someone who takes part"),
    ("legal_review", "--legal-review", "A legal review of this case is recorded"),
    ("assume_neutral", "--assume-neutral", "Neutral values for what is unknown"),
)
"""What is said of the answers themselves: field of the situation, option of the command, words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """One question to the rules; every change gives another one."""

    given: Situation = field(default_factory=Situation)
    """What a person said; nothing of it comes from a pattern."""
    disabled: frozenset[str] = frozenset()
    """Rules that are left out."""
    pattern: Pattern | None = None
    suggested: Situation = field(default_factory=Situation)
    """What the pattern suggests."""
    query: str = ""
    """The query the pattern was found with."""
    found_at: int = 0
    """The app's generation when it was found: at another the journal is another."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Of the pattern's entries that held or recovered, by id."""

    @property
    def situation(self) -> Situation:
        """What was answered over what is suggested."""
        return self.given if self.pattern is None else answered_over(self.suggested, self.given)

    @property
    def told(self) -> bool:
        """True where a person said anything."""
        plain = Situation()
        return bool(self.disabled) or any(
            getattr(self.given, name) != getattr(plain, name)
            for name in ("inputs", "marks", "current", *(name for name, _, _ in SAID))
        )

    def answer(self, key: str, value: int | None) -> Consultation:
        """With an input answered, or unknown again."""
        return self._with(inputs=_with(self.given.inputs, key, value))

    def stand(self, function: str, level: int | None) -> Consultation:
        """With the level of the arrangement there is, or without it."""
        return self._with(current=_with(self.given.current, function, level))

    def mark(self, name: str) -> Consultation:
        """With a mark set, or no more."""
        return self._with(marks=self.given.marks ^ {name})

    def say(self, name: str) -> Consultation:
        """With something said of the answers, or no more; ``name`` is a field of the situation."""
        return self._with(**{name: not getattr(self.given, name)})

    def leave_out(self, rule: str) -> Consultation:
        """With a rule left out, or taken in again."""
        return replace(self, disabled=self.disabled ^ {rule})

    def alone(self) -> Consultation:
        """The same answers without a pattern."""
        return Consultation(given=self.given, disabled=self.disabled)

    def forgotten(self) -> Consultation:
        """The same question with nothing answered."""
        return replace(self, given=Situation(), disabled=frozenset())

    def _with(self, **changed: object) -> Consultation:
        return replace(self, given=replace(self.given, **changed))  # type: ignore[arg-type]

    def command(self, *, journal: str = "") -> str:
        """The command line that asks the same, fit to be pasted into a shell."""
        words = [*self._options()]
        about = []
        if self.pattern is not None:
            query = Query.parse(self.query)
            about = [*map(str, (*query.fields, *query.texts)), self.pattern.id]
        if any(word.startswith("-") for word in about):
            words.append("--")
        named = ["--journal", journal] if journal else []
        return " ".join(map(shlex.quote, ["lineage", *named, "advise", *words, *about]))

    def _options(self) -> Iterator[str]:
        given = self.given
        for key, value in sorted(given.inputs.items(), key=lambda one: one[0]):
            if value is not None:
                yield from ("--input", f"{key}={value}")
        for mark in sorted(given.marks):
            yield from ("--mark", mark)
        for function, level in sorted(given.current.items()):
            yield from ("--current", f"{function}=M{level}")
        yield from (option for name, option, _ in SAID if getattr(given, name))
        for rule in sorted(self.disabled):
            yield from ("--without", rule)


def _with(held: Mapping[str, int | None] | Mapping[str, int], key: str, value: int | None) -> dict[str, int]:
    """A mapping with one value changed; None takes it out."""
    kept = {name: one for name, one in held.items() if name != key and one is not None}
    return kept if value is None else {**kept, key: value}
