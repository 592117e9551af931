"""The command pattern: one pattern of a run, and what a person thinks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lineage.cli.options import ACROSS, FOR, JSON, SEED
from lineage.cli.output import asks, paint, say, say_json, tell
from lineage.cli.patterns import mined_entries, say_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from lineage.cli.main import Session
    from lineage.journal import Journal
    from lineage.model.pattern import Pattern

REASON = click.option("--reason", default="", metavar="WHY", help="Why; a rejection needs one.")
WITHIN = click.option(
    "--query",
    default="",
    metavar="QUERY",
    help="The query it was found in, as in `lineage mine QUERY`. Default: every entry.",
)


def _found_in(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which run a pattern is of."""
    for option in (ACROSS, FOR, SEED, WITHIN):
        command = option(command)
    return command


@click.group("pattern")
def pattern_command() -> None:
    """One pattern that `lineage mine` finds: see it whole, accept it, give it a name, or reject it with a reason.

    What you say is a memo entry. Later runs know the pattern again by its entries: a name you gave stays, what you rejected is no
    longer reported nor advised on, until half of its entries are others. `lineage undo` takes a judgement back.
    """


@pattern_command.command("show")
@click.argument("name", metavar="ID")
@_found_in
@JSON
@click.pass_obj
def show_command(session: Session, /, name: str, *, query: str, as_json: bool, **options: Any) -> None:
    """One pattern with everything it stands on."""
    journal = session.journal()
    found = _pattern(journal, name, query, options)
    if as_json:
        say_json(found)
        return
    from lineage.cli.outlines import say_outline

    say_outline(journal.pattern_outline(found))


@pattern_command.command("accept")
@click.argument("name", metavar="ID")
@REASON
@_found_in
@JSON
@click.pass_obj
def accept_command(
    session: Session, /, name: str, *, reason: str, query: str, as_json: bool, **options: Any
) -> None:
    """Say that it is so."""
    _judge(session, name, "accept", reason=reason, query=query, as_json=as_json, options=options)


@pattern_command.command("rename")
@click.argument("name", metavar="ID")
@click.argument("label", nargs=-1, required=True, metavar="NEW NAME")
@REASON
@_found_in
@JSON
@click.pass_obj
def rename_command(
    session: Session,
    /,
    name: str,
    label: tuple[str, ...],
    *,
    reason: str,
    query: str,
    as_json: bool,
    **options: Any,
) -> None:
    """Give it the name you would use; every later run calls it so."""
    _judge(
        session,
        name,
        "rename",
        label=" ".join(label),
        reason=reason,
        query=query,
        as_json=as_json,
        options=options,
    )


@pattern_command.command("reject")
@click.argument("name", metavar="ID")
@REASON
@_found_in
@JSON
@click.pass_obj
def reject_command(
    session: Session, /, name: str, *, reason: str, query: str, as_json: bool, **options: Any
) -> None:
    """Say that it is none, and why; it is no longer reported nor advised on."""
    if not reason and asks() and not as_json:
        tell("Why is it none?")
        reason = input("  ")
    _judge(session, name, "reject", reason=reason, query=query, as_json=as_json, options=options)


def _pattern(journal: Journal, name: str, query: str, options: dict[str, Any]) -> Pattern:
    _, mined = mined_entries(journal, (query,) if query else (), options)
    return journal.pattern(mined, name)


def _judge(  # noqa: PLR0913 (what click hands over)
    session: Session,
    name: str,
    verdict: str,
    *,
    reason: str,
    query: str,
    as_json: bool,
    options: dict[str, Any],
    label: str = "",
) -> None:
    journal = session.journal()
    found = _pattern(journal, name, query, options)
    memo = journal.judge(found, verdict, label=label, reason=reason)
    if as_json:
        say_json(
            {
                "pattern": found.id,
                "verdict": verdict,
                "label": label or found.label,
                "memo": memo.id,
                "path": memo.path,
            }
        )
        return
    if verdict != "rename":
        say_pattern(found, journal)
    say(paint(found.id, "id"), f"  {memo.title}")
    say("memo ", paint(memo.id, "id"), "  ", paint(memo.path, "faint"))
