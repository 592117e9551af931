"""Neighbours: where there are too few episodes for themes, the observations whose texts are most alike.

**Strength:** cosine of their text vectors, from -1 to 1 (unit "cosine"). A likeness is a place to look, no pattern: it is not tested
and nothing is counted by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lineage.mining.miners.themes import LEAST_EPISODES
from lineage.model.pattern import Alike

if TYPE_CHECKING:
    from lineage.mining.frame import Frame

_MOST = 5
_LEAST = 0.3
"""Cosine under which two texts share little but ordinary words; our own figure."""


def neighbours(frame: Frame) -> tuple[Alike, ...]:
    """The likest pairs of different episodes, each row in one pair, the likest first; none from 30 episodes on or without vectors."""
    if frame.vectors is None or not 2 <= len(frame.episodes) < LEAST_EPISODES:
        return ()
    episode = np.zeros(len(frame.entries), dtype=np.intp)
    for number, its in enumerate(frame.episodes):
        episode[list(its.rows)] = number
    like = (frame.vectors @ frame.vectors.T).round(6)
    like[episode[:, None] == episode[None, :]] = -1.0
    found: list[Alike] = []
    used: set[int] = set()
    rows, columns = np.triu_indices(len(like), k=1)
    for at in np.lexsort((columns, rows, -like[rows, columns])):
        one, other = int(rows[at]), int(columns[at])
        if like[one, other] < _LEAST or len(found) == _MOST:
            break
        if not used & {one, other}:
            used |= {one, other}
            first, second = sorted((frame.entries[one].id, frame.entries[other].id))
            found.append(Alike(first=first, second=second, likeness=round(float(like[one, other]), 3)))
    return tuple(found)
