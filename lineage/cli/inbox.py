"""The command inbox: notes that a phone or a sync tool dropped, listed and made entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lineage.cli.options import FOR, JSON
from lineage.cli.output import fit, paint, say, say_json, tell, width
from lineage.cli.waiting import CONTEXT, NAME, named_context
from lineage.errors import LineageError, NotFoundError, UsageError
from lineage.model.incoming import by_what
from lineage.model.text import counted, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lineage.cli.main import Session
    from lineage.journal import Journal
    from lineage.model.waiting import Dropped, Taken


@click.command("inbox")
@CONTEXT
@click.option(
    "--take",
    "names",
    multiple=True,
    metavar="NAME",
    help="Make an entry of this note; may stand several times.",
)
@click.option("--all", "every", is_flag=True, help="Make an entry of every note.")
@FOR
@JSON
@click.pass_obj
def inbox_command(
    session: Session,
    /,
    context: str | None,
    *,
    names: tuple[str, ...],
    every: bool,
    audience: str | None,
    as_json: bool,
) -> None:
    """Notes in the folder inbox/ (.md and .txt, from a phone or a sync tool), each with the day it would have.

    --take and --all make entries of them in one step: the day from front matter, the name, a heading or the file's own time, the other
    fields from @CONTEXT. The notes leave the inbox; `lineage undo` brings them back. What is on its way, a link, empty, or no text
    is named and left alone.
    """
    journal = session.journal()
    dropped = journal.inbox()
    if names and every:
        raise UsageError("--take and --all are two wishes; nothing was taken", hint="choose one")
    if names or every:
        taken = journal.take_inbox(_chosen(dropped, names), context=named_context(context))
        _say_taken(journal, taken, [one for one in dropped if one.problem], as_json=as_json)
        return
    if (audience or journal.settings.audience) != "me" and dropped:
        tell(
            f"{counted(len(dropped), 'note')} in the inbox, private until they are entries; --for me shows them"
        )
        dropped = ()
    known = journal.already_here(dropped)
    if as_json:
        say_json([dropped_json(one, known.get(one.name, "")) for one in dropped])
        return
    columns = min(max((len(one.name) for one in dropped), default=0), NAME)
    for one in dropped:
        say_dropped(one, columns, known.get(one.name, ""))
    if any(one.draft for one in dropped):
        tell("`lineage inbox --take NAME` makes an entry of one, --all of every one")
    elif not dropped:
        tell("nothing in the inbox")


def _chosen(dropped: Sequence[Dropped], names: tuple[str, ...]) -> list[Dropped]:
    """The notes that were named, or all that can be taken; an error where one of those named cannot."""
    by_name = {one.name: one for one in dropped}
    chosen = []
    for name in dict.fromkeys(name.removeprefix("inbox/") for name in names):
        one = by_name.get(name)
        if one is None:
            near = nearest(name, list(by_name))
            raise NotFoundError("note in the inbox", name, near=near, hint="nothing was taken")
        if one.problem:
            raise LineageError(f"{name}: {one.problem.message}; nothing was taken", hint=one.problem.hint)
        chosen.append(one)
    return chosen if names else [one for one in dropped if one.draft]


def _say_taken(journal: Journal, taken: tuple[Taken, ...], left: list[Dropped], *, as_json: bool) -> None:
    if as_json:
        problems = [one.problem for one in left]
        say_json(
            {
                "taken": [{"name": one.name, "id": one.entry, "new": one.is_new} for one in taken],
                "left": problems,
            }
        )
        return
    for one in taken:
        title = journal.entry(one.entry).title if one.is_new else "it said what this entry says already"
        say("taken ", one.name, "  ", paint(one.entry, "id"), f" · {title}")
    for kept in left:
        assert kept.problem is not None
        tell(f"left alone: {kept.problem}")
    if taken:
        tell("`lineage undo` takes it back and brings the notes back to the inbox")
    elif not left:
        tell("nothing in the inbox")


def dropped_json(one: Dropped, known: str) -> dict[str, Any]:
    """A file of the inbox as JSON gives it."""
    draft = one.draft
    return {
        "name": one.name,
        "title": one.title,
        "observed": str(draft.observed) if draft else "",
        "dated": draft.dated if draft else "",
        "known": known,
        "problem": one.problem,
    }


def say_dropped(one: Dropped, columns: int, known: str) -> None:
    """A file of the inbox: its name, the day it would have and from where, its first words; or why it is left alone."""
    if one.draft is None:
        assert one.problem is not None
        say(
            "  ",
            fit(one.name or "inbox", columns),
            "  ",
            paint(f"left alone: {one.problem.message}", "faint"),
        )
        say("    ", paint(one.problem.hint, "faint"))
        return
    title = fit(one.title, max(20, width() - columns - 18)).rstrip()
    say(
        "  ",
        paint(fit(one.name, columns), "id"),
        "  ",
        paint(fit(str(one.draft.observed), 13), "faint"),
        " ",
        title,
    )
    dated = by_what(one.draft.dated, "day")
    say("    ", paint(f"{dated}; already here as {known}" if known else dated, "faint"))
