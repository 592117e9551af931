"""What waits in the entries, asked of the index: 0.2 s at 100,000 entries, where reading the files would cost six.

Who waits is found first, as numbers with their dates; only the rows that are told are read whole and held against their checksum.
"""

from __future__ import annotations

import json
from collections import Counter
from heapq import nsmallest
from typing import TYPE_CHECKING, Any, NamedTuple

from lineage.index.search import NEWEST, numbered, patience
from lineage.index.tally import slips
from lineage.model.waiting import (
    CRUXES,
    GROUPS,
    LOOK_AGAIN,
    REASONS,
    REVIEWS,
    UNTAGGED,
    Due,
    Group,
    Item,
    days_over,
    is_near,
    last_day,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from lineage.model.waiting import Asked

_ANSWERED = " UNION ALL ".join(
    f"SELECT entry FROM facets WHERE key = '{key}'" for key in ("tensions", "words", "suggested")
)
"""Entries somebody has said what they sound like: a tension, own words, or (`suggested: 0/...`) nothing that was offered."""
_UNTAGGED = f"""
SELECT number, id, coalesce(context, ''), sensitivity FROM entries
WHERE lower(kind) = 'observation' AND NOT conflicted AND number NOT IN ({_ANSWERED}) ORDER BY {NEWEST}
"""
# A date of a later year is not due in whatever way it is written; `~2026` and what is no date sort behind all years.
_LOOK_AGAIN = """
SELECT number, id, coalesce(context, ''), sensitivity, facets.value FROM facets
CROSS JOIN entries ON number = facets.entry
WHERE key = 'look_again' AND (folded < :last OR folded >= ':') AND NOT conflicted
"""
_OTHER_KINDS = """
SELECT number, id, coalesce(context, ''), sensitivity, lower(kind), fields FROM entries
WHERE lower(kind) IN ('arrangement', 'crux') AND NOT conflicted
"""


class _Waits(NamedTuple):
    """An entry that waits, before its row is read."""

    reason: str
    entry: Sequence[Any]
    """Number, id, context, sensitivity."""
    written: str = ""
    day: date | None = None

    @property
    def context(self) -> str:
        return str(self.entry[2])

    @property
    def level(self) -> str:
        return str(self.entry[3])


def find_waiting(
    connection: sqlite3.Connection,
    asked: Asked,
    *,
    today: date,
    levels: tuple[str, ...],
    named: Collection[str] = (),
) -> Due:
    """The entries of some sensitivities that wait: untagged ones the newest first, the others as ``item_order`` says."""
    with patience(connection):
        found = list(_all(connection, asked.groups, today, asked.ahead))
    wanted = asked.context.casefold()
    inside = [one for one in found if not wanted or one.context.casefold() == wanted]
    told = [one for one in inside if one.level in levels]
    contexts = _by_context([one for one in found if one.level in levels], today)
    alike = {"", *slips(connection, named)}
    mixed = not (wanted or asked.across) and sum(name.lower() not in alike for name, _ in contexts) > 1
    by_group: dict[str, list[_Waits]] = {name: [] for name in GROUPS}
    for one in () if mixed else told:
        by_group[REASONS[one.reason][0]].append(one)
    return Due(
        today=today,
        ahead=asked.ahead,
        groups=tuple(
            _group(connection, name, own, today, asked.limit) for name, own in by_group.items() if own
        ),
        contexts=contexts,
        mixed=mixed,
        withheld=len(inside) - len(told),
    )


def _all(
    connection: sqlite3.Connection, groups: tuple[str, ...], today: date, ahead: int
) -> Iterator[_Waits]:
    """Every entry of some groups that waits, once a reason."""
    plain = connection.cursor()
    plain.row_factory = None
    if UNTAGGED in groups:
        for row in plain.execute(_UNTAGGED):
            yield _Waits("untagged", row)
    if LOOK_AGAIN in groups:
        last = f"{min(today.year + ahead // 365 + 1, 9999):04d}~"
        for *entry, written in plain.execute(_LOOK_AGAIN, {"last": last}):
            day = last_day(written)
            if is_near(day, today, ahead):
                yield _Waits("look-again", entry, written, day)
    if REVIEWS in groups or CRUXES in groups:
        for *entry, kind, fields in plain.execute(_OTHER_KINDS).fetchall():
            extra = json.loads(fields).get("extra", {})
            for reason, key in _keys(kind, extra, today):
                written = extra.get(key)
                if isinstance(written, str) and written and is_near(last_day(written), today, ahead):
                    yield _Waits(reason, entry, written, last_day(written))


def _keys(kind: str, extra: dict[str, Any], today: date) -> tuple[tuple[str, str], ...]:
    """The reasons an arrangement or a crux may wait for, and the key that says since when.

    A crux with a resolution waits for nothing; one that is to be resolved by now does not wait for its forecasts any more.
    """
    if kind == "arrangement":
        return (("review", "review"),)
    if extra.get("resolution"):
        return ()
    by = last_day(str(extra.get("resolves_by", "")))
    resolves = ("resolves", "resolves_by")
    return (resolves,) if by is not None and by <= today else (("closes", "closes"), resolves)


def _group(connection: sqlite3.Connection, name: str, own: list[_Waits], today: date, limit: int) -> Group:
    come = sum(1 for one in own if _has_come(one, today))
    first = own[:limit] if name == UNTAGGED else nsmallest(limit, own, key=lambda one: _order(one, today))
    rows = numbered(connection, [one.entry[0] for one in first])
    return Group(
        name=name,
        count=come,
        coming=len(own) - come,
        items=tuple(_item(one, row, today) for one, row in zip(first, rows, strict=True)),
    )


def _has_come(one: _Waits, today: date) -> bool:
    """True where it waits already; without a day it does: an untagged entry, or one whose day is unclear."""
    return one.day is None or one.day <= today


def _order(one: _Waits, today: date) -> tuple[int, int, str, str]:
    """As ``item_order``."""
    if one.day is None:
        return 1, 0, one.entry[1], one.reason
    over = (today - one.day).days
    return 2 * (over < 0), -over, one.entry[1], one.reason


def _item(one: _Waits, row: dict[str, Any], today: date) -> Item:
    # What has no date of its own waits since the day it was recorded.
    written = one.written or row["recorded"][:10]
    day = last_day(written)
    return Item(
        reason=one.reason,
        id=row["id"],
        path=row["path"],
        title=row["title"],
        written=written,
        day=day,
        over=days_over(day, today),
        context=one.context,
        outcome=row.get("outcome", ""),
        sensitivity=one.level,
    )


def _by_context(found: list[_Waits], today: date) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    """For each context with something waiting or coming how many entries wait in each group, sorted."""
    counts = Counter((one.context, REASONS[one.reason][0]) for one in found if _has_come(one, today))
    return tuple(
        (name, tuple((group, counts[name, group]) for group in GROUPS if counts[name, group]))
        for name in sorted({one.context for one in found})
    )
