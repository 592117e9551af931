"""The command due: what waits, in groups, as JSON or as a calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lineage.cli.options import ACROSS, FOR, JSON
from lineage.cli.output import fit, paint, say, say_bytes, say_json, tell, width
from lineage.errors import LineageError, UsageError
from lineage.model.text import counted
from lineage.model.waiting import AHEAD, CRUXES, GROUPS, LOOK_AGAIN, REVIEWS, UNTAGGED, Asked

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.model.waiting import Due, Group, Item

YEAR = 366
EVERYTHING = 1_000_000_000
FARTHEST = 36_500
NAME = 34
"""Columns a file's name takes at most before its title."""
CONTEXT = click.argument("context", required=False, metavar="[@CONTEXT]")


@click.command("due")
@CONTEXT
@click.option(
    "--ahead",
    type=click.IntRange(0, FARTHEST),
    metavar="DAYS",
    help=f"Tell what comes within so many days too.  [default: {AHEAD}; {YEAR} with --ics]",
)
@click.option(
    "--limit",
    type=click.IntRange(1, EVERYTHING),
    default=10,
    show_default=True,
    metavar="N",
    help="Things of each group at the most; all are counted.",
)
@click.option(
    "--ics", is_flag=True, help="An iCalendar file: one all-day event for each thing that has a day."
)
@ACROSS
@FOR
@JSON
@click.pass_obj
def due_command(
    session: Session, /, context: str | None, *, ics: bool, as_json: bool, **options: Any
) -> None:
    """What waits: untagged observations, days to look again, reviews, cruxes, drafts, notes in the inbox.

    A month, year or span counts from its last day; what has no readable day waits too, and is told after what has. A group begins
    with what is longest over and ends with what is coming; untagged ones come newest first. An observation is untagged until it has
    a tension or words of your own, or nothing that was offered fitted. Where several contexts have something waiting and
    none is chosen, it is only told how much. In the calendar, what is over stands on today.
    """
    if ics and as_json:
        raise UsageError("--ics and --json are two answers; nothing was shown", hint="choose one")
    journal = session.journal()
    days = options["ahead"]
    asked = Asked(
        context=named_context(context) or ("" if options["across"] else journal.context),
        across=options["across"],
        audience=options["audience"] or journal.settings.audience,
        ahead=days if days is not None else YEAR if ics else AHEAD,
        limit=EVERYTHING if ics else options["limit"],
        groups=(LOOK_AGAIN, REVIEWS, CRUXES) if ics else GROUPS,
    )
    due = journal.due(asked)
    if due.withheld:
        tell(
            f"{counted(due.withheld, 'thing')} stricter than this audience ({asked.audience}) left out; --for me shows all"
        )
    if ics and due.mixed:
        raise LineageError(
            f"no calendar was made, as it would mix {len(due.contexts)} contexts",
            hint="name one (@NAME), or take all with --across",
        )
    if ics:
        say_bytes(journal.calendar(due))
    elif as_json:
        say_json(due_json(due, asked.context))
    else:
        _say_due(due)


def named_context(word: str | None) -> str:
    """The context that @NAME names; empty where none is named."""
    if word is None:
        return ""
    if not word.startswith("@") or len(word) < 2:
        raise UsageError(f"{word!r} is no context; nothing was done", hint="write @NAME")
    return word[1:]


def due_json(due: Due, context: str) -> dict[str, Any]:
    """What waits as JSON gives it."""
    return {
        "today": due.today,
        "ahead": due.ahead,
        "context": context,
        "groups": [
            {
                "name": group.name,
                "count": group.count,
                "coming": group.coming,
                "items": [item_json(item) for item in group.items],
            }
            for group in due.groups
        ],
        "contexts": {name: dict(counts) for name, counts in due.contexts},
        "mixed": due.mixed,
        "withheld": due.withheld,
    }


def item_json(item: Item) -> dict[str, Any]:
    """One thing that waits; ``date`` is as the file says it, ``day`` its last day, ``over`` the days since."""
    keys = ("reason", "id", "path", "title")
    found = {key: getattr(item, key) for key in keys} | {"date": item.written}
    return found | {
        key: getattr(item, key) for key in ("day", "over", "why", "context", "outcome", "sensitivity")
    }


def _say_due(due: Due) -> None:
    if due.mixed:
        _say_contexts(due)
    for group in due.groups:
        _say_group(group)
    if not due.groups and not due.mixed:
        say("nothing waits")
    elif any(group.count for group in due.groups):
        tell("`lineage week` goes through what is untagged, to look at again, and in the inbox")


def _say_contexts(due: Due) -> None:
    room = max(len(name) for name, _ in due.contexts) + 3
    for name, counts in due.contexts:
        told = " · ".join(f"{group} {count:,}" for group, count in counts) or "something is coming"
        say("  ", paint(fit(f"@{name}" if name else "none", min(max(room, 6), NAME)), "id"), told)
    tell("several contexts are not mixed unasked: `lineage due @NAME` shows one, --across all together")


def _say_group(group: Group) -> None:
    coming = f", {group.coming:,} coming" if group.coming else ""
    order = ", newest first" if group.name == UNTAGGED and group.count > 1 else ""
    say(paint(group.name, "head"), f"  {group.count:,}{coming}{order}")
    names = [_name(item) for item in group.items]
    columns = min(max(map(len, names), default=14), NAME)
    for item, name in zip(group.items, names, strict=True):
        say_item(item, name, columns)
    more = group.count + group.coming - len(group.items)
    if more:
        tell(f"  {more:,} more; --limit shows them")


def _name(item: Item) -> str:
    return item.id[:14] or item.path


def say_item(item: Item, name: str, columns: int) -> None:
    """One thing on one line, with how long it waits; what else there is to say below it."""
    style = "faint" if not item.has_come else "bad" if item.over and item.id else "head"
    title = fit(item.title, max(20, width() - columns - 20)).rstrip()
    say(
        "  ",
        paint(fit(name, columns), "id"),
        "  ",
        paint(fit(item.how_long, 15) if title else item.how_long, style),
        f" {title}" if title else "",
    )
    if item.note or item.over is None:
        say("    ", paint(item.why, "faint"))
