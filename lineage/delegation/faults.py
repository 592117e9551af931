"""What a rule file can be wrong about that only the whole catalogue shows: conditions, requirements, sources, rule ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lineage.delegation.conditions import ANY_LEVEL, ConditionError, parse_condition
from lineage.errors import Problem
from lineage.model.text import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from lineage.model.catalogue import Catalogue
    from lineage.model.rules import Rule


def rule_faults(
    rules: Iterable[Rule], catalogue: Catalogue, sources: Collection[str] = ()
) -> tuple[Problem, ...]:
    """Every fault, sorted by path; sources are checked only where some are given."""
    given = tuple(rules)
    known = {rule.id for rule in given}
    requirements = {name for name, _ in catalogue.requirements}
    found: list[Problem] = []
    for rule in given:
        exempted = [name for effect in rule.effects for name in effect.rules]
        found += _condition_faults(rule, catalogue)
        found += _missing(rule, "requirement", rule.requires, requirements)
        found += _missing(rule, "rule", exempted, known)
        found += _missing(rule, "source", rule.sources if sources else (), sources)
    return tuple(sorted(found))


def _condition_faults(rule: Rule, catalogue: Catalogue) -> Iterator[Problem]:
    numbers = {item.key for item in catalogue.inputs} | {item.key for item in catalogue.flags if item.counted}
    numbers.add(ANY_LEVEL)
    marks = {item.key for item in catalogue.flags if not item.counted}
    try:
        condition = parse_condition(rule.when)
    except ConditionError as error:
        yield _problem(rule, f"when: {error}", "such as: rev <= 1 and not protective")
        return
    for name in sorted((condition.numbers | condition.asked) - numbers):
        hint = "write it without a comparison" if name in marks else _near(name, numbers)
        yield _problem(rule, f"when: no number to compare {name!r}", hint)
    for name in sorted(condition.marks - marks):
        hint = "compare it with a number" if name in numbers else _near(name, marks)
        yield _problem(rule, f"when: no flag {name!r}", hint)


def _missing(rule: Rule, what: str, names: Iterable[str], known: Collection[str]) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield _problem(rule, f"no {what} {name!r}", _near(name, known))


def _near(name: str, names: Collection[str]) -> str:
    near = nearest(name, sorted(names))
    return "nearest: " + ", ".join(near) if near else "taxonomy/delegation/ lists what there is"


def _problem(rule: Rule, message: str, hint: str) -> Problem:
    return Problem(path=rule.path or rule.id, message=message, hint=hint)
