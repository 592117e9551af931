"""Commands that keep a journal sound: check, index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lineage.cli.options import JSON
from lineage.cli.output import paint, say, say_json, tell
from lineage.model.text import counted

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.errors import Problem


@click.command("check")
@JSON
@click.pass_obj
def check_command(session: Session, *, as_json: bool) -> int:
    """Every fault in every file, `path:line: message (hint)`; changes nothing. Exit code 4 where there is any."""
    return say_problems(session.journal().check(), as_json=as_json)


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
    found, path, counts = session.journal().refresh()
    if as_json:
        say_json({"path": str(path), "refreshed": found, "rows": counts})
        return
    say(paint("index", "head"), f"  {path}")
    say(f"       {found}")
    say("       " + ", ".join(f"{count:,} {name}" for name, count in counts.items()))
