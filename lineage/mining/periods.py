"""When episodes began, as quarters or years: which of the two a journal bears, and which episodes cannot be placed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from lineage.mining.frame import Episode, Frame
    from lineage.model.entry import Entry

LEAST_EPISODES = 20
LEAST_PERIODS = 4
A_QUARTER = 10
"""Episodes a quarter must hold on average over the span; below that periods are years."""
_PLACED = 0.75
"""Share of the dated episodes whose beginning must be known to the quarter."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Periods:
    """The periods from the first to the last beginning, without a gap; ``of`` has one place an episode of the frame."""

    unit: str
    """``quarter`` or ``year``."""
    names: tuple[str, ...]
    of: NDArray[np.int64]
    """The period each episode began in; -1 where it cannot be placed or is not asked about."""
    a_year: int
    """Periods in a year."""
    unplaced: int
    """Episodes asked about whose beginning is not known, or not to the period."""


def periods_of(frame: Frame, among: NDArray[np.bool_]) -> Periods | str:
    """The periods of the episodes ``among`` those of the frame; where they bear none, the reason.

    An episode belongs to the period its earliest observation began in. Quarters are taken where they hold ten episodes on
    average and three quarters of the dated episodes are known to the quarter; else years.
    """
    begun = [
        _begun(frame, episode) if asked else None
        for episode, asked in zip(frame.episodes, among.tolist(), strict=True)
    ]
    dated = [one for one in begun if one is not None]
    if len(dated) < LEAST_EPISODES:
        return f"{len(dated)} episodes that bear a term have a date; {LEAST_EPISODES} are needed"
    sharp = [4 * day.year + (day.month - 1) // 3 for day, exact in dated if exact]
    quarterly = (
        len(sharp) >= _PLACED * len(dated)
        and len(sharp) >= A_QUARTER * (max(sharp) - min(sharp) + 1)
        and max(sharp) - min(sharp) + 1 >= LEAST_PERIODS
    )
    places = [_place(one, quarterly=quarterly) for one in begun]
    known = [place for place in places if place >= 0]
    first, last = min(known), max(known)
    if last - first + 1 < LEAST_PERIODS:
        return f"they span {last - first + 1} years; {LEAST_PERIODS} years, or as many quarters of {A_QUARTER} episodes, are needed"
    return Periods(
        unit="quarter" if quarterly else "year",
        names=tuple(
            f"{place // 4}-Q{place % 4 + 1}" if quarterly else str(place) for place in range(first, last + 1)
        ),
        of=np.array([place - first if place >= 0 else -1 for place in places], dtype=np.int64),
        a_year=4 if quarterly else 1,
        unplaced=int(among.sum()) - len(known),
    )


def _place(begun: tuple[date, bool] | None, *, quarterly: bool) -> int:
    if begun is None or (quarterly and not begun[1]):
        return -1
    day = begun[0]
    return 4 * day.year + (day.month - 1) // 3 if quarterly else day.year


def _begun(frame: Frame, episode: Episode) -> tuple[date, bool] | None:
    """The day an episode's earliest observation began and whether it is known to the month; None where none is dated."""
    dated = [
        (entry.observed.first, not _to_month(entry))
        for entry in (frame.entries[row] for row in episode.rows)
        if entry.observed.first
    ]
    if not dated:
        return None
    day, vague = min(dated)
    return day, not vague


def _to_month(entry: Entry) -> bool:
    """True where its beginning is written with a month: 2025-11/2026 is, 2025 is not."""
    return "-" in entry.observed.text.partition("/")[0]
