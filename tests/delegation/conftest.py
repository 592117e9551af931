"""The rules of the repository and situations in one line: ``stk2 rev? cap1`` over neutral values."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lineage.delegation.advise import recommend
from lineage.model.delegation import Recommendation, Situation
from lineage.store.delegation import load_catalogue
from lineage.store.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from lineage.model.catalogue import Catalogue
    from lineage.model.rules import Rule

FOLDER = Path(__file__).parents[2] / "taxonomy" / "delegation"


@pytest.fixture(scope="session")
def folder() -> Path:
    return FOLDER


@pytest.fixture(scope="session")
def rules() -> tuple[Rule, ...]:
    return load_rules(FOLDER)[0]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(FOLDER)[0]


@pytest.fixture(scope="session")
def situation(catalogue: Catalogue) -> Callable[..., Situation]:
    """``situation("stk2 rev?", "tag_race", ...)``: inputs not named are neutral, ``?`` is unknown."""

    def make(inputs: str = "", *marks: str, **more: object) -> Situation:
        values: dict[str, int | None] = {item.key: item.neutral for item in catalogue.inputs}
        for word in inputs.split():
            assert word[:-1] in values, word
            values[word[:-1]] = None if word.endswith("?") else int(word[-1])
        return Situation(inputs=values, marks=frozenset(marks), **more)

    return make


@pytest.fixture(scope="session")
def advise(rules, catalogue, situation) -> Callable[..., Recommendation]:
    def make(inputs: str = "", *marks: str, disabled: tuple[str, ...] = (), **more: object) -> Recommendation:
        return recommend(situation(inputs, *marks, **more), rules, catalogue, disabled=frozenset(disabled))

    return make
