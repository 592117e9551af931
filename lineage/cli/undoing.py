"""Commands that take away or back: remove, undo, forget."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lineage.cli.options import JSON
from lineage.cli.output import asks, paint, say, say_json, tell
from lineage.errors import LineageError, NotFoundError
from lineage.model.text import counted

if TYPE_CHECKING:
    from lineage.cli.main import Session


@click.command("remove")
@click.argument("name", metavar="ID")
@JSON
@click.pass_obj
def remove_command(session: Session, name: str, *, as_json: bool) -> None:
    """Take an entry out of the journal. Its file is kept in undo; `lineage undo` brings it back. ID as in `lineage show`."""
    journal = session.journal()
    entry = journal.entry(name)
    journal.remove(entry)
    if as_json:
        say_json({"id": entry.id, "path": entry.path})
    else:
        say("removed ", paint(entry.id, "id"), f" · {entry.title} · `lineage undo` brings it back")


@click.command("undo")
@JSON
@click.pass_obj
def undo_command(session: Session, *, as_json: bool) -> None:
    """Take the last write back: an add, an edit, a tag of many, a removal.

    Where a file changed since, nothing is touched. What an undo takes away stays in .lineage/undo.
    """
    step = session.journal().undo()
    if as_json:
        say_json(step)
        return
    paths = [change.path for change in step.changes if change.path]  # what was forgotten since has none
    say(f"undone: {step.command} of {step.when}, {counted(len(paths), 'file')}")
    for path in paths[:10]:
        say("  ", path)
    if any(change.path.startswith("entries/") and change.after for change in step.changes):
        tell("what it took away is kept: `lineage drafts --undone` lists it")


@click.command("forget")
@click.argument("name", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@JSON
@click.pass_obj
def forget_command(session: Session, name: str, *, yes: bool, as_json: bool) -> None:
    """Purge an entry: its file, every copy in undo and drafts, and the index. It cannot be undone. ID as in `lineage show`.

    What git still holds is told: history is not rewritten.
    """
    journal = session.journal()
    try:
        entry = journal.entry(name)
    except NotFoundError:
        entry = journal.removed(name)  # undo keeps it until it is forgotten
    if not yes:
        tell(
            f"{entry.title} ({entry.id}) will be gone for good; git's history is not touched.   y forget   any other key: no"
        )
        if not asks() or click.getchar().lower() != "y":
            raise LineageError("nothing was forgotten", hint="--yes does not ask")
    found = journal.forget(entry)
    if as_json:
        told = {"copies": found.copies, "commits": found.in_git, "git_silent": found.git_silent}
        say_json({"id": entry.id, "path": entry.path, **told})
        return
    say(
        "forgotten ", paint(entry.id, "id"), f" · {counted(found.copies, 'kept copy', 'kept copies')} deleted"
    )
    if found.git_silent:
        tell(f"{found.git_silent}: look yourself with git log --all -- {entry.path}")
    if found.in_git:
        tell(
            f"git still holds it in {counted(found.in_git, 'commit')}; rewriting history is yours to do (git filter-repo)"
        )
