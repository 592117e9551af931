"""The steps of lineages: which observation came directly after which, by what it follows or by when it was observed."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lineage.mining.frame import Episode, Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From a row to one that came after it."""

    earlier: int
    later: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Episodes joined by what their entries follow, with at least one step."""

    episodes: tuple[int, ...]
    """Places of its episodes in the frame, sorted."""
    steps: tuple[Step, ...]
    """Sorted by the later row, then the earlier."""


def lineages_of(frame: Frame) -> tuple[Lineage, ...]:
    """Every lineage with a step between two rows that bear tensions, in the order of its first episode.

    A row comes after those it follows. One that follows no other comes after the last of its episode that was over before it began:
    periods that overlap have no order.
    """
    episode_of = {row: number for number, one in enumerate(frame.episodes) for row in one.rows}
    root = list(range(len(frame.episodes)))

    def find(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    steps: list[tuple[int, int]] = []
    for episode in frame.episodes:
        steps += _steps(frame, episode)
    for earlier, later in steps:
        ends = sorted((find(episode_of[earlier]), find(episode_of[later])))
        root[ends[1]] = ends[0]
    joined: dict[int, list[Step]] = {}
    for earlier, later in steps:
        if _bears(frame, earlier) and _bears(frame, later):
            joined.setdefault(find(episode_of[later]), []).append(Step(earlier=earlier, later=later))
    members: dict[int, list[int]] = {}
    for number in range(len(frame.episodes)):
        members.setdefault(find(number), []).append(number)
    return tuple(
        Lineage(
            episodes=tuple(members[number]),
            steps=tuple(sorted(joined[number], key=lambda step: (step.later, step.earlier))),
        )
        for number in sorted(joined)
    )


def _bears(frame: Frame, row: int) -> bool:
    return any(term in frame.taxonomy.by_id for term in frame.terms[row])


def _steps(frame: Frame, episode: Episode) -> Iterator[tuple[int, int]]:
    dated: list[tuple[date, int]] = [
        (last, row) for row in episode.rows if (last := frame.entries[row].observed.last) is not None
    ]
    ends = [last for last, _ in dated]
    for row in episode.rows:
        if frame.follows[row]:
            yield from ((earlier, row) for earlier in frame.follows[row])
            continue
        begun = frame.entries[row].observed.first
        if begun is not None and (over := bisect_left(ends, begun)):
            yield dated[over - 1][1], row
