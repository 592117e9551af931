"""The user's editor in place of the screen; a draft on disk holds the text until it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lineage.errors import LineageError

if TYPE_CHECKING:
    from pathlib import Path

    from lineage.model.entry import Entry
    from lineage.tui.host import Host


def open_editor(app: Host, path: Path) -> None:
    """Give the terminal to the editor until it ends; LineageError where it cannot be had or failed."""
    import click
    from textual.app import SuspendNotSupported

    try:
        with app.suspend():
            click.edit(filename=str(path))
    except SuspendNotSupported as error:
        raise LineageError(
            "this terminal cannot be given to an editor", hint=f"the text is in {path}"
        ) from error
    except click.ClickException as error:
        raise LineageError(f"the editor failed: {error.message}", hint=f"the text is in {path}") from error
    app.refresh(layout=True)


def edit_entry(app: Host, entry: Entry) -> None:
    """An entry's file in the editor, saved only where nobody else changed it meanwhile."""
    journal = app.journal
    text, read = journal.source(entry)
    draft = journal.keep_edit(entry, text, read=read)
    with journal.editing(draft):
        open_editor(app, draft)
    written = journal.read_draft(draft)
    if written == text:
        journal.drop_draft(draft)
        app.say("nothing was changed")
        return
    problems = journal.save(entry, written, read=read, draft=draft)
    journal.drop_draft(draft)
    told = "".join(f"\n{problem}" for problem in problems[:4])
    app.say(f"{entry.id}{told}", title="Saved", severity="warning" if problems else "information")
    app.changed()
