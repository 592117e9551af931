"""Which contexts stand apart from one another, so that no question mixes them unasked (decisions 27 and 33)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


def is_apart(name: str, entries: int, named: Collection[str]) -> bool:
    """True where a context stands apart; ``entries`` is how many a journal has of it, ``named`` are those of lineage.toml.

    A single entry of a context that is not named among others that are is taken for a slip of the hand. All names in lower case.
    """
    return not named or name in named or entries > 1
