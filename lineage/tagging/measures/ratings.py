"""What coders answered, unit by unit, as numbers: the one table every measure reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Array = NDArray[np.float64]
MISSING = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ratings:
    """Units by coders; ``grid`` holds places in ``values``, -1 where a coder gave none."""

    values: tuple[Any, ...]
    grid: NDArray[np.int64]
    """Units by coders."""
    counts: Array
    """Units by values: how many coders gave the unit that value."""

    @property
    def coders(self) -> Array:
        """How many coders answered for each unit."""
        answered: Array = self.counts.sum(axis=1)
        return answered

    @property
    def pairable(self) -> int:
        """Units that two or more coders answered for."""
        return int((self.coders >= 2).sum())

    @property
    def once(self) -> Array:
        """Each unit drawn once: the weights that give a measure of the data themselves."""
        return np.ones((1, len(self.grid)))


def ratings_of(units: Iterable[Sequence[Any]], *, values: Sequence[Any] | None = None) -> Ratings:
    """The table of some units, a row a unit with one answer a coder; None where a coder gave none.

    ``values`` names the categories in their order (for ranks); without it they are those that occur, sorted (sets by their members).
    """
    rows = [tuple(row) for row in units]
    found = {value for row in rows for value in row if value is not None}
    known = tuple(values) if values is not None else tuple(sorted(found, key=_order))
    place = {value: at for at, value in enumerate(known)}
    width = max((len(row) for row in rows), default=0)
    grid = np.full((len(rows), width), MISSING, dtype=np.int64)
    for unit, row in enumerate(rows):
        for coder, value in enumerate(row):
            if value is not None:
                grid[unit, coder] = place[value]
    counts = (
        np.stack([(grid == at).sum(axis=1) for at in range(len(known))], axis=1) if known else grid[:, :0]
    )
    return Ratings(values=known, grid=grid, counts=counts.astype(float))


def binary(ratings: Ratings, value: Any) -> Ratings:
    """The same answers taken as this value or another."""
    at = ratings.values.index(value)
    return ratings_of(
        [[None if cell == MISSING else int(cell == at) for cell in row] for row in ratings.grid.tolist()],
        values=(0, 1),
    )


def _order(value: Any) -> Any:
    return (len(value), sorted(value)) if isinstance(value, frozenset) else value
