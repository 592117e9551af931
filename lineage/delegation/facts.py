"""A situation as conditions see it, refused where it says what cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lineage.delegation.conditions import Facts
from lineage.errors import NotFoundError, UsageError
from lineage.model.rules import FUNCTIONS
from lineage.model.text import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lineage.model.catalogue import Catalogue
    from lineage.model.delegation import Situation


def facts_of(situation: Situation, catalogue: Catalogue) -> Facts:
    """Numbers, marks and what is unknown; a hinted or assumed input has a value and still counts as unknown."""
    check_situation(situation, catalogue)
    numbers: dict[str, float | None] = dict(situation.observations)
    unknown = set()
    for item in catalogue.inputs:
        value = situation.inputs.get(item.key)
        if value is None:
            unknown.add(item.key)
            value = situation.hinted.get(item.key, item.neutral if situation.assume_neutral else None)
        numbers[item.key] = None if value is None else float(value)
    return Facts(numbers=numbers, marks=situation.marks, unknown=frozenset(unknown))


def check_situation(situation: Situation, catalogue: Catalogue) -> None:
    """Raise where an input, an observation or a current level has no such name or lies outside its scale."""
    inputs = [item.key for item in catalogue.inputs]
    counted = [item.key for item in catalogue.flags if item.counted]
    _check_names("input", situation.inputs, inputs)
    _check_names("input", situation.hinted, inputs)
    _check_names("observation", situation.observations, counted)
    _check_names("function", situation.current, list(FUNCTIONS))
    for key, value in sorted(
        [*situation.inputs.items(), *situation.hinted.items()], key=lambda item: item[0]
    ):
        if value is not None and value not in range(4):
            raise UsageError(f"{key} is {value}", hint="an input is a whole number from 0 to 3, or unknown")
    for name, level in sorted(situation.current.items()):
        if level not in range(7):
            raise UsageError(
                f"the current level of {name} is {level}", hint="a level is a whole number from 0 to 6"
            )


def _check_names(what: str, given: Iterable[str], known: list[str]) -> None:
    for name in sorted(given):
        if name not in known:
            raise NotFoundError(what, name, near=nearest(name, known))
