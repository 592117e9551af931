"""The command claims: what the seeds claim, counted for and against in the journal and, apart, in the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lineage.cli.options import ACROSS, FOR, JSON, QUERY, QUERY_LINE, asked, query_of
from lineage.cli.outlines import say_wrapped
from lineage.cli.output import paint, say, say_json, tell
from lineage.model.text import counted

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.model.claim import Tally

MOST_IDS = 4


@click.command("claims", context_settings=QUERY_LINE)
@QUERY
@FOR
@ACROSS
@JSON
@click.pass_obj
def claims_command(
    session: Session, query: tuple[str, ...], audience: str | None, *, across: bool, as_json: bool
) -> None:
    """Claims of the seeds, counted for and against in the entries QUERY finds, and apart in the library.

    Each counts episodes, lineages or places; where there is too little it says what to record. `lineage taxonomy show h-displaced`
    is the page of one: what counts for it, what against, and why.
    """
    journal = session.journal_or_built_in()
    readers = audience or journal.settings.audience
    here = journal.claims(asked(journal, query, readers, across=across), audience=readers)
    library = journal.library
    elsewhere = library.claims(query_of(())) if library else ()
    if as_json:
        say_json({"here": [_json(one) for one in here], "elsewhere": [_json(one) for one in elsewhere]})
        return
    others = {one.claim: one for one in elsewhere}
    for one in here:
        say(paint(one.label, "head"), "  ", paint(one.claim, "id"))
        _say_tally("here", one)
        if one.claim in others:
            _say_tally("elsewhere", others[one.claim])
    ready = sum(one.testable for one in here)
    tell(
        f"{ready} of {counted(len(here), 'claim')} can be said something about; entries are not a sample, so no share is a rate"
    )


def _json(tally: Tally) -> dict[str, Any]:
    from lineage.cli.output import plain

    return {**plain(tally), "testable": tally.testable}


def _say_tally(where: str, one: Tally) -> None:
    said = [f"{counted(len(one.supports), 'entry', 'entries')} for, {len(one.opposes)} against"]
    if one.testable:
        said += [
            f"{row.value} {row.count} of {row.n} ({row.low:.2f} to {row.high:.2f})" for row in one.shares
        ]
        if one.difference is not None:
            between = f" ({one.interval[0]:.2f} to {one.interval[1]:.2f})" if one.interval else ""
            said.append(f"difference {one.difference:.2f}{between}")
    else:
        said.append(f"not testable yet: {one.missing}")
    say_wrapped("; ".join([*said, *one.notes]), f"  {where:10}  ", " " * 14)
    for name, ids in (("for", one.supports), ("against", one.opposes)):
        if ids:
            more = f" and {len(ids) - MOST_IDS} more" if len(ids) > MOST_IDS else ""
            say(" " * 14, paint(f"{name} {', '.join(ids[:MOST_IDS])}{more}", "faint"))
