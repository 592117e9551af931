"""What led to an entry and what became of it: the lineage of one entry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from lineage.model.entry import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The lineage of an entry: every entry that led to it or grew out of it.

    ``nodes`` are in order of time (unknown dates last), then id, none before one that it follows; ``edges`` are (earlier, later), sorted. ``missing`` are
    ids that are followed and are not in the journal; ``elsewhere`` counts entries linked with these that are of other contexts.
    """

    start: str
    nodes: tuple[Entry, ...]
    edges: tuple[tuple[str, str], ...]
    missing: tuple[str, ...] = ()
    elsewhere: int = 0


def trace_lineage(start: str, entries: Iterable[Entry], context: str | None = None) -> Trace:
    """Everything upstream and downstream of an entry; a circle of links is walked once.

    With a ``context`` only entries of it or of none are walked, and those of others that are linked with them are counted.
    """
    if context is None:
        return _traced(start, entries)
    listed = list(entries)
    inside = [entry for entry in listed if entry.context in ("", context) or entry.id == start]
    found = _traced(start, inside)
    shown = {entry.id for entry in found.nodes}
    followed = {other for entry in found.nodes for other in entry.follows}
    elsewhere = {
        entry.id
        for entry in listed
        if entry.context not in ("", context)
        and entry.id not in shown
        and (entry.id in followed or shown.intersection(entry.follows))
    }
    return replace(
        found,
        edges=tuple(edge for edge in found.edges if elsewhere.isdisjoint(edge)),
        missing=tuple(one for one in found.missing if one not in elsewhere),
        elsewhere=len(elsewhere),
    )


def _traced(start: str, entries: Iterable[Entry]) -> Trace:
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
