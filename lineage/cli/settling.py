"""The command agree resolve: both answers side by side, which stands, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lineage.cli.answers import answers_of
from lineage.cli.blind import answer_typed
from lineage.cli.options import JSON
from lineage.cli.outlines import say_wrapped
from lineage.cli.output import asks, paint, say, say_json, tell
from lineage.errors import LineageError, UsageError
from lineage.model.resolution import said

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.journal import Journal
    from lineage.model.agreement import Disagreement

Decision = dict[str, tuple[str, ...]]


@click.command("resolve", short_help="Settle what coders disagree on.")
@click.argument("name", metavar="ID")
@click.option("--take", metavar="CODER", help="This coder's answers stand, wherever they are in dispute.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="These values stand: tensions=G4;F3, outcome=stuck. Settles only the keys it names, unless --take is there too.",
)
@click.option("--reason", default="", metavar="TEXT", help="Why; without one nothing is decided.")
@JSON
@click.pass_obj
def resolve_command(
    session: Session, name: str, take: str | None, settings: tuple[str, ...], reason: str, *, as_json: bool
) -> None:
    """Settle what the coders of an entry disagree on: shows both, asks what stands and why.

    A memo keeps decision and reason, and the entry gets the tags that stand; `lineage undo` takes both back as one. What its first
    coder had tagged is kept in codings/, so that agreement stays that of the codings as they were made.
    """
    journal = session.journal()
    entry = journal.entry(name)
    found = journal.disagreements(entry)
    if not found:
        raise LineageError(
            f"the coders of {entry.id} do not disagree; nothing was changed",
            hint="`lineage agree` lists what they disagree on",
        )
    decision = _taken(found, take) if take else {}
    decision |= _set(journal, found, settings)
    if not decision:
        if not asks() or as_json:
            raise UsageError(
                "nothing says what stands", hint="--take CODER or --set tensions=G4, with --reason"
            )
        decision = _asked(journal, found)
        reason = reason or _why()
    memo = journal.resolve(entry, decision, reason)
    if as_json:
        say_json({"entry": entry.id, "memo": memo.id, "path": memo.path, "decision": decision})
        return
    for facet, values in decision.items():
        say(
            "settled ",
            paint(entry.id, "id"),
            f" · {facet.replace('_', ' ')}: {said(facet, values, journal.taxonomy)}",
        )
    say("memo    ", paint(memo.id, "id"), "  ", paint(memo.path, "faint"))


def _taken(found: tuple[Disagreement, ...], coder: str) -> Decision:
    """One coder's answers to what is still open, or to all of it where all is settled."""
    listed = [one for one in found if not one.resolved] or found
    taken = {one.facet: stand.values for one in listed for stand in one.stands if stand.coder == coder}
    if not taken:
        coders = sorted({stand.coder for one in listed for stand in one.stands})
        raise UsageError(f"{coder!r} has no answer that is in dispute", hint=f"there are {', '.join(coders)}")
    return taken


def _set(journal: Journal, found: tuple[Disagreement, ...], settings: tuple[str, ...]) -> Decision:
    decision = answers_of(journal, settings)
    disputed = [one.facet for one in found]
    for facet in decision:
        if facet not in disputed:
            raise UsageError(
                f"{facet} is not in dispute; nothing was changed", hint=f"in dispute: {', '.join(disputed)}"
            )
    return decision


def _asked(journal: Journal, found: tuple[Disagreement, ...]) -> Decision:
    """What a person decides on each open disagreement; one that is passed over stays open."""
    say(paint(found[0].title, "head"))
    say_wrapped(f"“{found[0].opening}”", "  ", "  ")
    decision: Decision = {}
    for one in [each for each in found if not each.resolved] or found:
        say()
        say(paint(one.facet.replace("_", " "), "head"))
        for number, stand in enumerate(one.stands, start=1):
            say_wrapped(
                f"{number}  {stand.coder}: {said(one.facet, stand.values, journal.taxonomy)}", "  ", "     "
            )
            for term, quote in stand.quotes:
                say_wrapped(f"{journal.taxonomy.code(term)} “{quote}”", "     ", "     ")
            if stand.remark:
                say_wrapped(stand.remark, "     ", "     ")
        chosen = _stands(journal, one)
        if chosen is not None:
            decision[one.facet] = chosen
    if not decision:
        raise LineageError("nothing was decided, so nothing was changed")
    return decision


def _stands(journal: Journal, one: Disagreement) -> tuple[str, ...] | None:
    """The answer that stands: one of theirs by its number, another as typed, or none yet."""
    while True:
        typed = click.prompt(
            "Which stands? (its number, or other values; Enter: leave open)",
            default="",
            show_default=False,
            prompt_suffix=" ",
        ).strip()
        if not typed:
            return None
        if typed.isdecimal() and 1 <= int(typed) <= len(one.stands):
            return one.stands[int(typed) - 1].values
        found = answer_typed(journal, one.facet, typed)
        if found is not None:
            return found


def _why() -> str:
    while True:
        typed = str(click.prompt("Why?", default="", show_default=False, prompt_suffix=" ")).strip()
        if typed:
            return typed
        tell("  a decision without a reason is not kept; Ctrl-C leaves all as it was")
