"""What waits for a person: notes without a tag, days that have come, reviews, cruxes, drafts, and what lies in the inbox."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lineage.model.dates import UNCLEAR, parse_when
from lineage.model.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lineage.errors import Problem
    from lineage.model.incoming import Draft
    from lineage.model.unsaved import Unsaved

UNTAGGED, LOOK_AGAIN, REVIEWS, CRUXES, DRAFTS, INBOX = GROUPS = (
    "untagged",
    "look again",
    "reviews",
    "cruxes",
    "drafts",
    "inbox",
)
"""What waits is told in these groups, in this order."""

REASONS = {
    "untagged": (UNTAGGED, "an observation that nobody has tagged"),
    "look-again": (LOOK_AGAIN, "to be looked at again"),
    "review": (REVIEWS, "an arrangement to be reviewed"),
    "decision": (REVIEWS, "a decision of a review"),
    "closes": (CRUXES, "a crux whose forecasts close"),
    "resolves": (CRUXES, "a crux to be resolved"),
    "draft": (DRAFTS, "a text that was not saved"),
    "inbox": (INBOX, "a note that is no entry yet"),
    "left-alone": (INBOX, "a file that cannot be a note"),
}
"""Why something waits, by the name that files and calendars know it by: its group, and in words."""
WITHOUT_DAY = ("untagged", "draft", "inbox", "left-alone")
"""Reasons that wait from the moment they are there, and never come."""

AHEAD = 7
"""Days ahead of which it is told what is coming."""
LAST = 1000
"""The order of a prompt that says none: after those that do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: at most ``limit`` things of each of some groups, of one context or, with ``across``, of all together.

    ``ahead`` is in days. Without a context and without ``across`` two contexts are not mixed: it is told how much waits in each.
    """

    context: str = ""
    across: bool = False
    audience: str = "me"
    ahead: int = AHEAD
    limit: int = 10
    groups: tuple[str, ...] = GROUPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that waits.

    ``written`` is the date as the file says it, ``day`` its last day, from which it counts, and None where there is none; for what has no date
    of its own, the day since which it lies there. ``over`` is the days since then: 0 today, negative for what is coming.
    """

    reason: str
    id: str = ""
    path: str = ""
    title: str = ""
    written: str = ""
    day: date | None = None
    over: int | None = None
    note: str = ""
    """What else there is to say: who owns it, why it cannot be taken."""
    context: str = ""
    outcome: str = ""
    sensitivity: str = "private"

    @property
    def group(self) -> str:
        """The group it is told in."""
        return REASONS[self.reason][0]

    @property
    def has_come(self) -> bool:
        """True where it waits already; what has no readable day does."""
        return self.over is None or self.over >= 0

    @property
    def why(self) -> str:
        """Why it waits, in one line."""
        said = REASONS[self.reason][1]
        if self.over is None and self.written:
            unclear = self.written.strip().lower() == UNCLEAR
            said += " (the day is unclear)" if unclear else f" (no date can be read in {self.written!r})"
        return f"{said}: {self.note}" if self.note else said

    @property
    def how_long(self) -> str:
        """How long it has waited, or how long it will be."""
        if self.over is None:
            return "no day"
        if self.over == 0:
            return "today"
        days = counted(abs(self.over), "day")
        if self.over < 0:
            return f"in {days}"
        return days if self.reason in WITHOUT_DAY else f"{days} over"


def item_order(item: Item) -> tuple[object, ...]:
    """What has come, the longest over first; what has no day; what is coming, the nearest first; then by id and path.

    A file that cannot be a note stands behind the notes.
    """
    over = item.over
    place = 0 if over is not None and over >= 0 else 1 if over is None else 2
    return item.reason == "left-alone", place, -(over or 0), item.id, item.path, item.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The things of one group: how many wait, how many are coming, and the first of them."""

    name: str
    count: int = 0
    coming: int = 0
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What waits on a day, in the order of GROUPS.

    ``contexts`` holds for each context with something waiting or coming how many entries wait in each group, sorted; an
    empty name is what has no context. ``mixed`` is true where several have, none was chosen, and so no entry is told.
    ``withheld`` counts what is stricter than the audience.
    """

    today: date
    ahead: int
    groups: tuple[Group, ...] = ()
    contexts: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    mixed: bool = False
    withheld: int = 0

    @property
    def count(self) -> int:
        """How many things wait, in all groups."""
        return sum(group.count for group in self.groups)

    def group(self, name: str) -> Group:
        """A group by its name; an empty one where nothing of it waits."""
        return next((group for group in self.groups if group.name == name), Group(name=name))

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything that is told, group by group."""
        return tuple(item for group in self.groups for item in group.items)


def last_day(text: str) -> date | None:
    """The last day of a date as entries write it; None where it is unclear or cannot be read."""
    try:
        return parse_when(text).last
    except ValueError:
        return None


def days_over(day: date | None, today: date) -> int | None:
    """Days since a day; None where there is none."""
    return None if day is None else (today - day).days


def is_near(day: date | None, today: date, ahead: int) -> bool:
    """True for a day that has come or comes within so many days; what has no day is never passed over."""
    return day is None or (day - today).days <= ahead


def merged(due: Due, items: Iterable[Item], *, limit: int, levels: tuple[str, ...]) -> Due:
    """What waits with more items sorted into their groups; those of other levels than may be read are counted."""
    more = list(items)
    told = [item for item in more if item.sensitivity in levels]
    groups = []
    for name in GROUPS:
        group, own = due.group(name), [item for item in told if item.group == name]
        come = sum(item.has_come for item in own)
        both = sorted([*group.items, *own], key=item_order)[:limit]
        groups.append(
            Group(
                name=name,
                count=group.count + come,
                coming=group.coming + len(own) - come,
                items=tuple(both) if own else group.items,
            )
        )
    return replace(
        due,
        groups=tuple(group for group in groups if group.count or group.coming),
        withheld=due.withheld + len(more) - len(told),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A file in the inbox: the entry it would become, or why it is left alone."""

    name: str
    """Its path in the inbox, with ``/``."""
    draft: Draft | None = None
    problem: Problem | None = None
    modified: date | None = None
    data: bytes = b""

    @property
    def title(self) -> str:
        """The title the entry would have; empty where there is none."""
        return (self.draft.title or one_line(self.draft.text)) if self.draft else ""


def draft_items(unsaved: Iterable[Unsaved], today: date) -> list[Item]:
    """Texts that are in no entry, each since the day it was last written."""
    return [
        Item(
            reason="draft",
            path=one.path,
            title=one.first_line,
            written=one.changed[:10],
            day=(day := _come(last_day(one.changed[:10]), today)),
            over=days_over(day, today),
            note=f"{one.kind}, {one.state}; `lineage drafts {one.name}` shows it",
        )
        for one in unsaved
        if one.waits
    ]


def _come(day: date | None, today: date) -> date | None:
    """The day of a file that is here; today where a clock that was ahead dates it later, for it waits all the same."""
    return day if day is None else min(day, today)


def inbox_items(dropped: Iterable[Dropped], today: date) -> list[Item]:
    """What lies in the inbox, each since the day of its file."""
    return [
        Item(
            reason="left-alone" if one.problem else "inbox",
            path=f"inbox/{one.name}".rstrip("/"),
            title=one.title,
            written=one.modified.isoformat() if one.modified else "",
            day=(day := _come(one.modified, today)),
            over=days_over(day, today),
            note=one.problem.message if one.problem else "",
        )
        for one in dropped
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A note that left the inbox, and the entry that says the same: made of it, or here before."""

    name: str
    entry: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A question of the week; its answer becomes an entry whose fields are filled from ``given``."""

    name: str
    question: str
    help: str = ""
    order: int = LAST
    given: tuple[tuple[str, str | tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What a week's review asks about, in this order: notes, entries to tag, entries to look at again, and the questions."""

    inbox: tuple[Dropped, ...] = ()
    untagged: tuple[Item, ...] = ()
    closing: tuple[Item, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    due: Due
