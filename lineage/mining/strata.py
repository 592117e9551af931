"""Whether two things stand together within setting families and episodes of like length, or only because both are at home in the same.

**Source:** Cochran 1954, Mantel and Haenszel 1959; the paradox it guards against is Simpson's (1951).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from lineage.mining.tables import Stratified, mantel_haenszel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Places = NDArray[np.intp]

_LEVEL = 0.05
_LONG = 4


def within_families(families: Places, one: Bools, other: Bools, among: Bools) -> str:
    """The test of two columns among some episodes, stratified by setting family, as a sentence; ``families`` numbers that of each.

    Episodes without a setting family are a stratum as well.
    """
    tables = _tables(families, one, other, among)
    if len(tables) < 2:
        return "not tested within setting families: all are of one"
    found = mantel_haenszel(tables)
    if found is None:
        return "it only mirrors the mix of settings: within no setting family can the two be told apart"
    said = f"({_figures(found)}, {found.strata} of {len(tables)} families telling)"
    if found.p < _LEVEL:
        return f"it holds within setting families too {said}"
    return f"it may only mirror the mix of settings: within setting families it does not show {said}"


def within_lengths(lengths: Places, one: Bools, other: Bools, among: Bools) -> str:
    """A warning, or an empty text, where two columns stand together only because long episodes bear more of everything.

    ``lengths`` gives the number of entries of each episode; four and more are one stratum.
    """
    found = mantel_haenszel(_tables(np.minimum(lengths, _LONG), one, other, among))
    if found is None or found.p < _LEVEL:
        return ""
    return f"it may only mirror that long episodes bear more: among episodes of like length it does not show ({_figures(found)})"


def _tables(strata: Places, one: Bools, other: Bools, among: Bools) -> list[tuple[int, int, int, int]]:
    """(joint, first, second, n) of each stratum that has any, in order of its number."""
    places = strata[among]
    columns = (one & other, one, other, np.ones(len(one), dtype=bool))
    counts = np.array([np.bincount(places, weights=column[among]) for column in columns]).astype(int).T
    return [(joint, first, second, n) for joint, first, second, n in counts.tolist() if n]


def _figures(found: Stratified) -> str:
    ratio = "infinite" if math.isinf(found.odds_ratio) else f"{found.odds_ratio:.1f}"
    interval = f", {found.interval[0]:.1f} to {found.interval[1]:.1f}" if found.interval else ""
    return f"stratified p {found.p:.2g}, common odds ratio {ratio}{interval}"
