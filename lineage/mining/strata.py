"""Whether two things stand together within setting families, or only because both are at home in the same ones.

**Source:** Cochran 1954, Mantel and Haenszel 1959; the paradox it guards against is Simpson's (1951).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from lineage.mining.tables import mantel_haenszel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_LEVEL = 0.05


def within_families(
    families: Sequence[str], one: NDArray[np.bool_], other: NDArray[np.bool_], among: NDArray[np.bool_]
) -> str:
    """The stratified test of two columns among some episodes, as a sentence; each setting family is a stratum, and so are those without."""
    tables: dict[str, list[int]] = {}
    for number in np.flatnonzero(among).tolist():
        table = tables.setdefault(families[number], [0, 0, 0, 0])
        table[0] += bool(one[number] and other[number])
        table[1] += bool(one[number])
        table[2] += bool(other[number])
        table[3] += 1
    if len(tables) < 2:
        return "not tested within setting families: all are of one"
    found = mantel_haenszel([(a, b, c, n) for _, (a, b, c, n) in sorted(tables.items())])
    if found is None:
        return "it only mirrors the mix of settings: within no setting family can the two be told apart"
    ratio = "infinite" if math.isinf(found.odds_ratio) else f"{found.odds_ratio:.1f}"
    interval = f", {found.interval[0]:.1f} to {found.interval[1]:.1f}" if found.interval else ""
    figures = f"stratified p {found.p:.2g}, common odds ratio {ratio}{interval}, {found.strata} of {len(tables)} families telling"
    if found.p < _LEVEL:
        return f"it holds within setting families too ({figures})"
    return f"it may only mirror the mix of settings: within setting families it does not show ({figures})"
