"""What led to an entry and what became of it: the lineage of one entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from lineage.model.entry import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The lineage of an entry: every entry that led to it or grew out of it.

    ``nodes`` are in order of time (unknown dates last), then id, none before one that it follows; ``edges`` are (earlier, later), sorted. ``missing`` are
    ids that are followed and are not in the journal.
    """

    start: str
    nodes: tuple[Entry, ...]
    edges: tuple[tuple[str, str], ...]
    missing: tuple[str, ...] = ()


def trace_lineage(start: str, entries: Iterable[Entry]) -> Trace:
    """Everything upstream and downstream of an entry; a circle of links is walked once."""
    by_id = {entry.id: entry for entry in entries}
    later = _followers(by_id)
    up = _reach(start, lambda one: by_id[one].follows if one in by_id else ())
    down = _reach(start, lambda one: later.get(one, ()))
    inside = up | down
    edges = sorted(
        {
            (before, after)
            for after in inside
            if after in by_id
            for before in by_id[after].follows
            if before in inside
        }
    )
    return Trace(
        start=start,
        nodes=_in_order([by_id[one] for one in inside if one in by_id]),
        edges=tuple(edges),
        missing=tuple(sorted(one for one in inside if one not in by_id)),
    )


def _by_time(entry: Entry) -> tuple[str, str]:
    return (entry.observed.first.isoformat() if entry.observed.first else "9999", entry.id)


def _in_order(entries: list[Entry]) -> tuple[Entry, ...]:
    """By time, but none before one that it follows; what follows itself in a circle comes by time at the end."""
    waiting = sorted(entries, key=_by_time)
    placed: list[Entry] = []
    done: set[str] = set()
    inside = {entry.id for entry in entries}
    while waiting:
        free = [entry for entry in waiting if done.issuperset(inside.intersection(entry.follows))]
        following = free[0] if free else waiting[0]
        waiting.remove(following)
        placed.append(following)
        done.add(following.id)
    return tuple(placed)


def _followers(by_id: Mapping[str, Entry]) -> dict[str, tuple[str, ...]]:
    later: dict[str, list[str]] = {}
    for entry in sorted(by_id.values(), key=_by_time):
        for before in entry.follows:
            later.setdefault(before, []).append(entry.id)
    return {before: tuple(after) for before, after in later.items()}


def _reach(start: str, onward: Callable[[str], Iterable[str]]) -> set[str]:
    seen, todo = {start}, [start]
    while todo:
        for other in onward(todo.pop()):
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return seen
