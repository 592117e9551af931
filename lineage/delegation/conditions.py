"""The condition language of delegation rules: comparisons, and, or, not, parentheses, names, unknown(x), always.

A condition has three values: true, false, or None while an input it needs is unknown. Nothing is ever evaluated as
code; a text that does not fit raises ConditionError with the column and what was expected there.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

MAX_LENGTH = 2000
MAX_DEPTH = 20
ANY_LEVEL = "any_level"
"""The highest level among decide and act after the first pass."""

_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
_TOKEN = re.compile(r"==|!=|<=|>=|<|>|[()]|\d+(?:\.\d+)?(?![\w.])|[A-Za-z_]\w*", re.ASCII)
_WORDS = ("and", "or", "not", "always", "unknown")


class ConditionError(ValueError):
    """A condition that cannot be read; ``column`` counts from 1."""

    def __init__(self, column: int, expected: str, found: str) -> None:
        super().__init__(f"column {column}: {expected} was expected, not {found}")
        self.column = column


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a condition is asked about; ``unknown`` stays set while an unknown input is tried with a value."""

    numbers: Mapping[str, float | None]
    marks: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition that was read: ``truth`` answers it, the names say what it depends on."""

    truth: Callable[[Facts], bool | None]
    numbers: frozenset[str]
    """Names that are compared."""
    marks: frozenset[str]
    """Names that stand alone."""
    asked: frozenset[str]
    """Names inside unknown(...)."""


@lru_cache(maxsize=1024)
def parse_condition(text: str) -> Condition:
    """Read a condition; ConditionError says the column and what was expected."""
    if len(text) > MAX_LENGTH:
        raise ConditionError(MAX_LENGTH, "the end of the condition", "more text")
    return _Parser(_tokens(text), len(text)).condition()


_Token = tuple[int, str]


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        match = _TOKEN.match(text, at)
        if match is None:
            raise ConditionError(at + 1, "a name, a number, a comparison or a parenthesis", repr(text[at]))
        tokens.append((at + 1, match[0]))
        at = match.end()
    return tokens


_Truth = Callable[[Facts], bool | None]


class _Parser:
    """Recursive descent: or over and over not over atoms."""

    def __init__(self, tokens: list[_Token], length: int) -> None:
        self._tokens = [*tokens, (length + 1, "")]
        self._at = 0
        self._depth = 0
        self._numbers: set[str] = set()
        self._marks: set[str] = set()
        self._asked: set[str] = set()

    def condition(self) -> Condition:
        truth = self._or()
        if self._word:
            raise self._error("and, or, or the end")
        return Condition(
            truth=truth,
            numbers=frozenset(self._numbers),
            marks=frozenset(self._marks),
            asked=frozenset(self._asked),
        )

    @property
    def _word(self) -> str:
        return self._tokens[self._at][1]

    def _error(self, expected: str) -> ConditionError:
        column, word = self._tokens[self._at]
        return ConditionError(column, expected, repr(word) if word else "the end")

    def _take(self, expected: str = "", *, what: str = "") -> str:
        word = self._word
        if expected and word != expected:
            raise self._error(what or repr(expected))
        self._at += 1
        return word

    def _or(self) -> _Truth:
        parts = [self._and()]
        while self._word == "or":
            self._take()
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else _any(tuple(parts))

    def _and(self) -> _Truth:
        parts = [self._not()]
        while self._word == "and":
            self._take()
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else _all(tuple(parts))

    def _not(self) -> _Truth:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error(f"a condition nested less than {MAX_DEPTH} deep")
        if self._word == "not":
            self._take()
            truth = _negated(self._not())
        elif self._word == "(":
            self._take()
            truth = self._or()
            self._take(")", what="')', and or or")
        else:
            truth = self._atom()
        self._depth -= 1
        return truth

    def _atom(self) -> _Truth:
        word = self._word
        if word == "always":
            self._take()
            return lambda _: True
        if word == "unknown":
            self._take()
            self._take("(")
            name = self._name("the name of an input")
            self._take(")")
            self._asked.add(name)
            return lambda facts: name in facts.unknown
        name = self._name("a name, not, unknown(...), always or a parenthesis")
        if self._word in _OPERATORS:
            compare = _OPERATORS[self._take()]
            self._numbers.add(name)
            return _compared(name, compare, self._number())
        self._marks.add(name)
        return lambda facts: name in facts.marks

    def _name(self, expected: str) -> str:
        word = self._word
        if not word or word in _WORDS or not (word[0].isalpha() or word[0] == "_"):
            raise self._error(expected)
        return self._take()

    def _number(self) -> float:
        if not self._word[:1].isdigit():
            raise self._error("a number")
        return float(self._take())


def _compared(name: str, compare: Callable[[float, float], bool], number: float) -> _Truth:
    def truth(facts: Facts) -> bool | None:
        value = facts.numbers.get(name)
        return None if value is None else compare(value, number)

    return truth


def _negated(part: _Truth) -> _Truth:
    def truth(facts: Facts) -> bool | None:
        value = part(facts)
        return None if value is None else not value

    return truth


def _all(parts: tuple[_Truth, ...]) -> _Truth:
    def truth(facts: Facts) -> bool | None:
        known: bool | None = True
        for part in parts:
            value = part(facts)
            if value is False:
                return False
            if value is None:
                known = None
        return known

    return truth


def _any(parts: tuple[_Truth, ...]) -> _Truth:
    def truth(facts: Facts) -> bool | None:
        known: bool | None = False
        for part in parts:
            value = part(facts)
            if value is True:
                return True
            if value is None:
                known = None
        return known

    return truth
