"""Unknown inputs tried with every value they may take: the interval of levels they leave open, and what would move it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.delegation.conditions import Facts
from lineage.model.delegation import Move, Question, Range

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lineage.delegation.engine import Engine, Settled
    from lineage.model.catalogue import Catalogue
    from lineage.model.rules import Rule

LOWEST, HIGHEST = 0, 3
"""Values of an input."""
MOST_EXACT = 4
"""Up to this many unknown inputs are tried with all four values."""
MOST = 6
"""Up to this many with the two extremes; beyond it only the most telling six are tried and nothing is recommended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Every case that was worked out: its values for the scanned inputs beside its levels."""

    names: tuple[str, ...]
    """The scanned inputs."""
    cases: tuple[tuple[tuple[int, ...], Settled], ...]
    complete: bool
    """False where more than six inputs were unknown and the rest was held at neutral."""

    @property
    def distinct(self) -> tuple[Settled, ...]:
        """The different cases among them, in order."""
        return tuple({id(case): case for _, case in self.cases}.values())

    def range(self, function: str) -> Range:
        """Lowest and highest level of a function."""
        levels = [case.levels[function] for case in self.distinct]
        return min(levels), max(levels)

    def band(self, function: str) -> Range:
        """The lowest floor and the highest cap that bind hard."""
        bounds = [case.bounds[function] for case in self.distinct]
        return min(item.floor for item in bounds), max(item.cap for item in bounds)

    def fired(self) -> tuple[tuple[Rule, bool], ...]:
        """(rule, whether it fires in every case), by id."""
        rules = {rule.id: rule for case in self.distinct for rule in case.fired}
        always = set.intersection(*({rule.id for rule in case.fired} for case in self.distinct))
        return tuple((rule, name in always) for name, rule in sorted(rules.items()))


def scan(engine: Engine, facts: Facts, *, neutral: Mapping[str, int]) -> Scan:
    """Settle a situation whose unknown inputs are None in ``facts.numbers``."""
    unknown = [name for name in neutral if facts.numbers.get(name) is None]
    names = unknown
    numbers = dict(facts.numbers)
    if len(unknown) > MOST:
        telling = waiting_rules(engine, facts, unknown)
        names = sorted(unknown, key=lambda name: (-len(telling[name]), unknown.index(name)))[:MOST]
        numbers |= {name: float(neutral[name]) for name in unknown if name not in names}
    held = Facts(numbers=numbers, marks=facts.marks, unknown=facts.unknown)
    return Scan(names=tuple(names), cases=tuple(_cases(engine, held, names)), complete=len(unknown) <= MOST)


def _cases(engine: Engine, facts: Facts, names: list[str]) -> Iterator[tuple[tuple[int, ...], Settled]]:
    known = [(item.rule, item.condition, item.condition.truth(facts)) for item in engine.first]
    candidates = [(rule, condition, value) for rule, condition, value in known if value is not False]
    values = range(LOWEST, HIGHEST + 1) if len(names) <= MOST_EXACT else (LOWEST, HIGHEST)
    for combination in itertools.product(values, repeat=len(names)):
        numbers = {**facts.numbers, **dict(zip(names, map(float, combination), strict=True))}
        case = Facts(numbers=numbers, marks=facts.marks, unknown=facts.unknown)
        fired = tuple(rule for rule, condition, value in candidates if value or condition.truth(case))
        yield combination, engine.settle(case, fired)


def waiting_rules(engine: Engine, facts: Facts, unknown: list[str]) -> dict[str, tuple[str, ...]]:
    """For each unknown input the ids of the rules that are still undecided and ask for it, or ask whether it is known."""
    waiting: dict[str, tuple[str, ...]] = {}
    for name in unknown:
        waiting[name] = tuple(
            item.rule.id
            for item in engine.first
            if name in item.condition.asked
            or (name in item.condition.numbers and item.condition.truth(facts) is None)
        )
    return waiting


def moves(
    engine: Engine, facts: Facts, base: Scan, *, neutral: Mapping[str, int]
) -> dict[str, tuple[Move, ...]]:
    """For each function the single steps of one input that change its level, in the order of the inputs."""
    before = {name: base.range(name) for name in base.cases[0][1].levels}
    found: dict[str, list[Move]] = {name: [] for name in before}
    for name in neutral:
        value = facts.numbers.get(name)
        if value is None:
            continue
        for end in (int(value) - 1, int(value) + 1):
            if not LOWEST <= end <= HIGHEST:
                continue
            moved = Facts(
                numbers={**facts.numbers, name: float(end)}, marks=facts.marks, unknown=facts.unknown
            )
            after = scan(engine, moved, neutral=neutral)
            for function, was in before.items():
                now = after.range(function)
                if now != was:
                    found[function].append(Move(input=name, start=int(value), end=end, before=was, after=now))
    return {function: tuple(items) for function, items in found.items()}


def questions(engine: Engine, facts: Facts, base: Scan, *, catalogue: Catalogue) -> tuple[Question, ...]:
    """The unknown inputs as questions: critical ones first, then those that most narrow decide and act, then by rules."""
    unknown = [item.key for item in catalogue.inputs if item.key in facts.unknown]
    waiting = waiting_rules(engine, _with_unknown(facts), unknown)
    order = {item.key: index for index, item in enumerate(catalogue.inputs)}
    asked = [item for item in catalogue.inputs if item.key in facts.unknown]

    def rank(key: str, *, critical: bool) -> tuple[bool, float, int, int]:
        width = _width_when_known(base, key) if base.complete else 0.0
        return not (critical and base.complete), width, -len(waiting[key]), order[key]

    asked.sort(key=lambda item: rank(item.key, critical=item.critical))
    return tuple(
        Question(
            input=item.key,
            label=item.label,
            text=item.question,
            low=item.low,
            high=item.high,
            rules=waiting[item.key],
        )
        for item in asked
    )


def _with_unknown(facts: Facts) -> Facts:
    numbers = {name: None if name in facts.unknown else value for name, value in facts.numbers.items()}
    return Facts(numbers=numbers, marks=facts.marks, unknown=facts.unknown)


def _width_when_known(base: Scan, name: str) -> float:
    """Mean width of the intervals of decide and act over the values of one scanned input."""
    if name not in base.names:
        return float(
            sum(
                base.range(f)[1] - base.range(f)[0] for f in ("decide", "act") if f in base.cases[0][1].levels
            )
        )
    at = base.names.index(name)
    widths = []
    for value in sorted({values[at] for values, _ in base.cases}):
        cases = [case for values, case in base.cases if values[at] == value]
        for function in ("decide", "act"):
            levels = [case.levels[function] for case in cases if function in case.levels]
            widths.append(max(levels, default=0) - min(levels, default=0))
    return 2 * sum(widths) / max(1, len(widths))
