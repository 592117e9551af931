"""Commands that keep a journal sound: check, index."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from lineage.cli.options import JSON
from lineage.cli.output import paint, say, say_json, tell
from lineage.model.text import counted

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.errors import Problem
    from lineage.journal import Journal

FEW = 10
EVERY = 1_000_000_000


@click.command("check")
@JSON
@click.pass_obj
def check_command(session: Session, *, as_json: bool) -> int:
    """Every fault in every file, `path:line: message (hint)`; changes nothing. Exit code 4 where there is any.

    What is no fault is said beside it, on stderr: entries that others on this computer can read, names that look personal.
    """
    journal = session.journal()
    code = say_problems(journal.check(), as_json=as_json)
    if not as_json:
        _say_hints(journal)
    return code


def _say_hints(journal: Journal) -> None:
    """What a person may want to know and no file is at fault for."""
    exposed = (
        "" if sys.stderr.isatty() else journal.exposure(limit=EVERY)
    )  # on a terminal it was said at the start
    if exposed:
        tell(exposed)
    named = journal.named_people()
    for path, people in named[:FEW]:
        tell(f"{path} names a person? {', '.join(one.text for one in people)}: a role serves as well")
    if len(named) > FEW:
        tell(f"and {counted(len(named) - FEW, 'entry', 'entries')} more that may name one")


def say_problems(problems: list[Problem], *, as_json: bool) -> int:
    """Print faults and give the exit code."""
    from lineage.cli.main import Exit

    if as_json:
        say_json(problems)
    else:
        for problem in problems:
            say(str(problem))
        tell(counted(len(problems), "fault") if problems else "no faults")
    return Exit.PROBLEMS if problems else Exit.DONE


@click.command("index")
@JSON
@click.pass_obj
def index_command(session: Session, *, as_json: bool) -> None:
    """Look at every file, bring the index up to date, and say where it is and what it holds.

    The index is a cache outside the journal: delete it and nothing is lost. LINEAGE_CACHE moves it.
    """
    found, path, counts = session.reader().refresh()
    if as_json:
        say_json({"path": str(path), "refreshed": found, "rows": counts})
        return
    say(paint("index", "head"), f"  {path}")
    say(f"       {found}")
    say("       " + ", ".join(f"{count:,} {name}" for name, count in counts.items()))
