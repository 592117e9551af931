"""Where the lines of a lineage run: a lane for each entry something later grew out of, a place in one for each entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SIGN = "*"
"""What stands for an entry until its mark is drawn there."""


@dataclass(frozen=True, slots=True)
class Place:
    """An entry's place: ``row`` holds one SIGN, among the lines that pass or join it; ``below`` the lines that go on."""

    row: str
    below: str


def lay_out(order: Sequence[str], edges: Iterable[tuple[str, str]]) -> tuple[Place, ...]:
    """The places of entries in their order; an edge that runs against it, as in a circle of links, is not drawn."""
    at = {one: number for number, one in enumerate(order)}
    parents: dict[str, list[str]] = {one: [] for one in order}
    waiting: dict[str, set[str]] = {one: set() for one in order}
    for before, after in edges:
        if before in at and after in at and at[before] < at[after]:
            parents[after].append(before)
            waiting[before].add(after)
    lanes: list[str] = []
    places = []
    for one in order:
        for before in parents[one]:
            waiting[before].discard(one)
        coming = [n for n, owner in enumerate(lanes) if owner and owner in parents[one]]
        ended = [n for n in coming if not waiting[lanes[n]]]
        own = min(ended) if ended else _free(lanes)
        if own == len(lanes):
            lanes.append("")
        row = _row(lanes, own, coming, ended)
        for lane in ended:
            lanes[lane] = ""
        lanes[own] = one if waiting[one] else ""
        while lanes and not lanes[-1]:
            lanes.pop()
        places.append(Place(row, " ".join("│" if owner else " " for owner in lanes)))
    return tuple(places)


def _free(lanes: list[str]) -> int:
    return next((n for n, owner in enumerate(lanes) if not owner), len(lanes))


def _row(lanes: list[str], own: int, coming: list[int], ended: list[int]) -> str:
    """One line: the entry, the lanes that join it by a level line, the others that pass."""
    left, right = min([own, *coming]), max([own, *coming])
    cells = []
    for n, owner in enumerate(lanes):
        if n == own:
            cell = SIGN
        elif n in coming:
            cell = _joint(n, left, right, ends=n in ended)
        elif owner:
            cell = "│"  # a level line breaks at it: they do not meet
        else:
            cell = "─" if left < n < right else " "
        cells.append(cell + ("─" if left <= n < right else " "))
    return "".join(cells).rstrip()


def _joint(n: int, left: int, right: int, *, ends: bool) -> str:
    if n == left:
        return "└" if ends else "├"
    if n == right:
        return "┘" if ends else "┤"
    return "┴" if ends else "┼"
