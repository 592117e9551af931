"""The command week: ten minutes in which notes are taken in, entries tagged and closed, and four questions answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lineage.cli.inbox import dropped_json
from lineage.cli.options import ACROSS, FOR, JSON
from lineage.cli.output import asks, fit, paint, say, say_json, tell
from lineage.cli.waiting import CONTEXT, EVERYTHING, item_json, named_context, say_item
from lineage.errors import LineageError
from lineage.model.waiting import Asked

if TYPE_CHECKING:
    from collections import Counter

    from lineage.cli.main import Session
    from lineage.journal import Journal
    from lineage.model.waiting import Due, Prompt, Week

MOST = 10
"""Things of each kind that ten minutes have room for."""


@click.command("week")
@CONTEXT
@click.option(
    "--limit",
    type=click.IntRange(1, EVERYTHING),
    default=MOST,
    show_default=True,
    metavar="N",
    help="Notes, entries to tag and entries to look at again: of each so many at the most.",
)
@ACROSS
@FOR
@JSON
@click.pass_obj
def week_command(session: Session, /, context: str | None, *, as_json: bool, **options: Any) -> None:
    """Ten minutes a week: take in what lies in the inbox, tag what is untagged, close what was open, answer four questions.

    One key or one line answers a question, Enter leaves it open, q or Ctrl-C leaves the rest: each answer is on disk at once, and each
    can be taken back by `lineage undo`. The questions are the files of the journal's templates/ and four of our own. Without a
    terminal, and with --json, nothing is asked: it is told what would be.
    """
    journal = session.journal()
    wants_answer = as_json or not asks()
    asked = Asked(
        context=named_context(context) or ("" if options["across"] else journal.context),
        across=options["across"],
        audience=(options["audience"] or journal.settings.audience) if wants_answer else "me",
        ahead=0,
        limit=options["limit"],
    )
    week = journal.week(asked)
    if week.due.mixed:
        raise LineageError(
            f"nothing was asked, as it would mix {len(week.due.contexts)} contexts:"
            f" {', '.join(name or 'none' for name, _ in week.due.contexts)}",
            hint="name one (`lineage week @NAME`), or take all with --across",
        )
    if as_json:
        say_json(week_json(week, journal.already_here(week.inbox)))
    elif wants_answer:
        _say_week(week)
    else:
        from lineage.cli.asking import Review

        review = Review(journal, week, asked.context)
        review.go_through()
        _say_done(journal, asked, review.done)


def week_json(week: Week, known: dict[str, str]) -> dict[str, Any]:
    """What would be asked, in the order in which it is; ``known`` holds notes that came in before, with their entry."""
    return {
        "today": week.due.today,
        "inbox": [dropped_json(one, known.get(one.name, "")) for one in week.inbox],
        "untagged": [item_json(item) for item in week.untagged],
        "closing": [item_json(item) for item in week.closing],
        "prompts": [
            {"name": one.name, "question": one.question, "help": one.help, "fields": dict(one.given)}
            for one in week.prompts
        ],
    }


def _say_week(week: Week) -> None:
    if week.inbox:
        say(paint("to take in", "head"), f"  {len(week.inbox)}")
    for note in week.inbox:
        say("  ", fit(note.name, 30), "  ", note.title)
    for head, items in (("to tag", week.untagged), ("to look at again", week.closing)):
        if items:
            say(paint(head, "head"), f"  {len(items)}")
        for item in items:
            say_item(item, item.id[:14], 14)
    say(paint("questions", "head"), f"  {len(week.prompts)}")
    for prompt in week.prompts:
        _say_prompt(prompt)
    tell("on a terminal `lineage week` asks this, one thing after the other")


def _say_prompt(prompt: Prompt) -> None:
    say("  ", paint(fit(prompt.name, 14), "id"), "  ", prompt.question)


_DONE = {
    "taken": "{} taken in",
    "tagged": "{} tagged",
    "none": "{} that no term fits",
    "closed": "{} closed",
    "open": "{} still open",
    "written": "{} written",
}
"""What was done, by the name it is counted under."""


def _say_done(journal: Journal, asked: Asked, done: Counter[str]) -> None:
    """What was done, and what waits still."""
    told = [said.format(f"{done[key]:,}") for key, said in _DONE.items() if done[key]]
    say()
    say(paint("done", "head"), "    ", " · ".join(told) or "nothing this time")
    left: Due = journal.due(asked)
    waits = [f"{group.name} {group.count:,}" for group in left.groups if group.count]
    say(paint("waits", "head"), "   ", " · ".join(waits) or "nothing")
    if done:
        tell("`lineage undo` takes the last answer back, and again the one before")
