"""What the delegation rules refer to: levels, functions, inputs, flags, requirements, roles, checks and constants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HALF_LIFE = "half-life"
"""The group of grades that holds half-lives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One step of the scale M0 to M6 and where other scales put it (the match is rough and ours)."""

    id: str
    name: str
    label: str
    """The words people say, such as ``acts after approval``."""
    line: str
    sheridan_verplank: str = ""
    endsley_kaber: str = ""
    feng: str = ""
    delegation_poker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One decision function; ``prior`` is the level it starts from, ``anchors`` say what M1 to M5 mean for it."""

    id: str
    label: str
    question: str
    prior: int
    anchors: tuple[tuple[int, str], ...] = ()

    def anchor(self, level: int) -> str:
        """What the level means for this function; empty where nothing is said."""
        return dict(self.anchors).get(level, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One attribute of a situation, answered 0 to 3; higher is more of what its label names."""

    key: str
    label: str
    question: str
    low: str
    """What 0 means."""
    high: str
    """What 3 means."""
    neutral: int
    critical: bool = False
    """Unknown, it keeps the evidence answer for decide and act back."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A fact that is set or not, or (``counted``) a number that was observed; ``origin`` says where it comes from."""

    key: str
    label: str
    question: str
    origin: str
    counted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A part that a person (``human``) or a machine can play."""

    id: str
    kind: str
    name: str
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """Who plays which part at one level of one function, and what form oversight takes."""

    function: str
    level: int
    human: str
    """Id of a role."""
    machine: str
    """Id of a role."""
    oversight: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A line printed beside a recommendation; ``kind`` is check, ostrom, trigger, log or limit."""

    id: str
    kind: str
    text: str
    label: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything the rules refer to, in file order."""

    levels: tuple[Level, ...] = ()
    functions: tuple[Function, ...] = ()
    inputs: tuple[Input, ...] = ()
    flags: tuple[Flag, ...] = ()
    requirements: tuple[tuple[str, str], ...] = ()
    """(id, one sentence)."""
    roles: tuple[Role, ...] = ()
    divisions: tuple[Division, ...] = ()
    checks: tuple[Check, ...] = ()
    grades: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    """Review terms and half-lives, in months unless the key says days: (group, ((key, number), ...))."""

    @property
    def half_lives(self) -> Mapping[str, int]:
        """Months after which an observation weighs half, by family of settings."""
        return dict(dict(self.grades).get(HALF_LIFE, ()))

    def with_half_lives(self, own: Iterable[tuple[str, int]]) -> Catalogue:
        """The same with some half-lives of a journal's own; a family it does not know changes nothing."""
        changed = {**self.half_lives, **{name: months for name, months in own if name in self.half_lives}}
        others = tuple(group for group in self.grades if group[0] != HALF_LIFE)
        return replace(self, grades=(*others, (HALF_LIFE, tuple(changed.items()))))

    def level_label(self, level: int) -> str:
        """Such as ``acts after approval (M3)``."""
        label = next((item.label for item in self.levels if item.id == f"M{level}"), "")
        return f"{label} (M{level})" if label else f"M{level}"

    def function(self, name: str) -> Function | None:
        """A function by id."""
        return next((item for item in self.functions if item.id == name), None)

    def input(self, key: str) -> Input | None:
        """An input by key."""
        return next((item for item in self.inputs if item.key == key), None)

    def requirement(self, name: str) -> str:
        """The sentence of a requirement; the id itself where it is not in the catalogue."""
        return dict(self.requirements).get(name, name)

    def division(self, function: str, level: int) -> Division | None:
        """The parts at one level of one function."""
        return next(
            (item for item in self.divisions if (item.function, item.level) == (function, level)), None
        )

    def role(self, name: str) -> str:
        """The name of a role; the id itself where it is not in the catalogue."""
        return next((item.name for item in self.roles if item.id == name), name)

    def texts(self, kind: str) -> tuple[str, ...]:
        """The lines of one kind of check."""
        return tuple(item.text for item in self.checks if item.kind == kind)

    def grade(self, group: str, key: str) -> int | None:
        """One number of the review terms or half-lives."""
        return dict(dict(self.grades).get(group, ())).get(key)
