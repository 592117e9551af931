"""A delegation rule and its effects, as the rule files write them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

FUNCTIONS = ("sense", "analyse", "decide", "act", "monitor", "contest", "repair", "set-rules")
"""Every recommendation lists the functions in this order."""

HIGHEST = 5
"""M5: M6 describes arrangements that exist and is never recommended."""

STRENGTHS = ("S1", "S2", "S3", "S4", "S5")
"""Legal duty in scope; meta-analysis or replicated; several studies; framework or theory; rule of thumb."""

HARD = ("S1", "S2", "S3")
"""Rules of these strengths bind; S4 only nudges, S5 only flags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One effect of a rule; ``text`` is its canonical spelling, which reads back as the same effect."""

    kind: str
    """at_most, at_least, shift, forbid, not_both, step_limit, exempt, abstain, flag or effective_plus."""
    text: str
    function: str = ""
    other: str = ""
    """not_both: the second function, which is left as it is while the first gives way."""
    number: int = 0
    rules: tuple[str, ...] = ()
    """exempt: the rules whose caps on the function give way."""
    note: str = ""
    """flag: what is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One delegation rule; ``when`` is the text of its condition, read by the delegation stage."""

    id: str
    title: str
    when: str
    strength: str
    strength_without_law: str = ""
    """The strength where no legal duty of oversight applies; empty where it is the same."""
    release: str = "first"
    """first or later."""
    effects: tuple[Effect, ...] = ()
    requires: tuple[str, ...] = ()
    """Ids of requirements."""
    sources: tuple[str, ...] = ()
    why: str = ""
    counter_argument: str = ""
    what_would_change: str = ""
    path: str = ""

    def strength_in_force(self, *, law: bool) -> str:
        """The strength with a legal duty of oversight, or without one."""
        return self.strength if law or not self.strength_without_law else self.strength_without_law

    def binds(self, *, law: bool) -> bool:
        """True where its caps bind hard: by strength, or because a rule that abstains is a precondition."""
        precondition = any(effect.kind == "abstain" for effect in self.effects)
        return precondition or self.strength_in_force(law=law) in HARD

    def touches(self, function: str) -> bool:
        """True where one of its effects is about the function."""
        return any(function in (effect.function, effect.other) for effect in self.effects)


def parse_effect(text: str) -> Effect:
    """Read an effect such as ``at_most decide 2``; ValueError says what is wrong with it."""
    words = text.split()
    if not words:
        raise ValueError("an effect is empty; write one such as 'at_most decide 2'")
    kind = words[0]
    if kind not in _PARSERS:
        raise ValueError(f"{kind!r} is no kind of effect; one of {', '.join(_PARSERS)} was expected")
    return _PARSERS[kind](words)


def _bounded(words: list[str]) -> Effect:
    kind, function, number = _words(words, "a function and a level")
    return _effect(words, function=_function(function, words), number=_level(number, words), kind=kind)


def _shift(words: list[str]) -> Effect:
    kind, function, number = _words(words, "a function and a number such as +1")
    if number not in ("-2", "-1", "+1", "+2"):
        raise ValueError(f"{' '.join(words)!r}: -2, -1, +1 or +2 was expected, not {number!r}")
    return _effect(words, function=_function(function, words), number=int(number), kind=kind)


def _not_both(words: list[str]) -> Effect:
    kind, first, second, number = _words(words, "two functions and a level", count=4)
    if first == second:
        raise ValueError(f"{' '.join(words)!r}: two different functions were expected")
    first, second = _function(first, words), _function(second, words)
    level = _level(number, words)
    if level == 0:
        raise ValueError(f"{' '.join(words)!r}: a level from 1 to {HIGHEST} was expected")
    return _effect(words, function=first, other=second, number=level, kind=kind)


def _counted(words: list[str]) -> Effect:
    kind, number = _words(words, "a number of levels", count=2)
    if number not in ("1", "2", "3"):
        raise ValueError(f"{' '.join(words)!r}: 1, 2 or 3 levels were expected, not {number!r}")
    return _effect(words, number=int(number), kind=kind)


def _abstain(words: list[str]) -> Effect:
    kind, function = _words(words, "a function", count=2)
    return _effect(words, function=_function(function, words), kind=kind)


def _exempt(words: list[str]) -> Effect:
    if len(words) < 3:
        raise ValueError(f"{' '.join(words)!r}: a function and the ids of rules were expected after 'exempt'")
    return _effect(words, function=_function(words[1], words), rules=tuple(words[2:]), kind=words[0])


def _flag(words: list[str]) -> Effect:
    if len(words) < 2:
        raise ValueError("'flag': the text that is to be said was expected after it")
    return _effect(words, note=" ".join(words[1:]), kind=words[0])


_PARSERS: dict[str, Callable[[list[str]], Effect]] = {
    "at_most": _bounded,
    "at_least": _bounded,
    "shift": _shift,
    "forbid": _bounded,
    "not_both": _not_both,
    "step_limit": _counted,
    "exempt": _exempt,
    "abstain": _abstain,
    "flag": _flag,
    "effective_plus": _counted,
}


def _words(words: list[str], wanted: str, *, count: int = 3) -> list[str]:
    if len(words) != count:
        raise ValueError(f"{' '.join(words)!r}: {wanted} was expected after {words[0]!r}")
    return words


def _function(name: str, words: list[str]) -> str:
    if name not in FUNCTIONS:
        raise ValueError(
            f"{' '.join(words)!r}: {name!r} is no function; one of {', '.join(FUNCTIONS)} was expected"
        )
    return name


def _level(text: str, words: list[str]) -> int:
    if text not in {str(level) for level in range(HIGHEST + 1)}:
        raise ValueError(f"{' '.join(words)!r}: a level from 0 to {HIGHEST} was expected, not {text!r}")
    return int(text)


def _effect(words: list[str], *, kind: str, **parts: object) -> Effect:
    return Effect(kind=kind, text=" ".join(words), **parts)  # type: ignore[arg-type]
