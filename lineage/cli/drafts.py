"""The command drafts: texts that are on disk and in no entry, shown, saved, opened again or dropped."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from lineage.cli.options import JSON
from lineage.cli.output import asks, fit, paint, say, say_json, say_text, tell, width
from lineage.errors import LineageError, UsageError
from lineage.model.text import counted
from lineage.model.unsaved import COPY, DRAFT, EMPTY, OPEN, SAVED, STRAY, TORN, UNDONE, WHOLE, WORKING

if TYPE_CHECKING:
    from pathlib import Path

    from lineage.cli.main import Session
    from lineage.journal import Journal
    from lineage.model.unsaved import Unsaved

_SAID = {
    OPEN: "open in an editor",
    WORKING: "a writer may be at work",
    EMPTY: "empty",
    SAVED: "saved already",
    WHOLE: "not saved",
    TORN: "may be cut off",
}
SHOWN = 50
"""Texts that are listed; an import that was undone may hold thousands."""
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


@click.command("drafts")
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--save", "action", flag_value="save", help="Make its entry, or apply the edit it is.")
@click.option("--edit", "action", flag_value="edit", help="Open it in your editor, then save it.")
@click.option("--drop", "action", flag_value="drop", help="Move it into undo; `lineage undo` brings it back.")
@click.option("--undone", is_flag=True, help="List what undo took away and no entry holds.")
@JSON
@click.pass_obj
def drafts_command(
    session: Session, name: str | None, action: str | None, *, undone: bool, as_json: bool
) -> None:
    """What was written and is in no entry: drafts, and what writes that were cut off left behind.

    NAME, or an ending of it, shows one whole. An edit is applied only where its entry is still what it was when the edit began; else
    it is kept beside the entry. What may be cut off is never saved unseen: --edit opens it first. What undo took away is had back
    in the same way.
    """
    journal = session.journal()
    if name is not None and undone:
        raise UsageError("--undone lists all of them", hint=f"write `lineage drafts {name}`")
    if name is None:
        if action:
            raise UsageError(f"--{action} needs a draft", hint=f"write `lineage drafts NAME --{action}`")
        _say_all(journal, journal.undone() if undone else journal.unsaved(), undone=undone, as_json=as_json)
        return
    one = journal.unsaved_named(name)
    if action == "drop":
        journal.drop_unsaved(one)
        if as_json:
            say_json({"name": one.name, "path": one.path})
        else:
            say("dropped ", paint(one.name, "id"), " · `lineage undo` brings it back")
    elif action:
        _save(journal, one, by_hand=action == "edit", as_json=as_json)
    else:
        _show(journal, one, as_json=as_json)


def _save(journal: Journal, one: Unsaved, *, by_hand: bool, as_json: bool) -> None:
    if by_hand:
        draft = journal.reopen(one)
        edited(journal, draft)
        one = journal.unsaved_named(draft.stem)
    added = journal.save_unsaved(one)
    if as_json:
        say_json({"id": added.entry.id, "path": added.entry.path})
        return
    say("saved ", paint(added.entry.id, "id"), f" · {added.entry.title}")
    for hint in added.hints:
        tell("  ", hint)


def edited(journal: Journal, draft: Path) -> str:
    """The text of a draft once the editor is closed; while it is open no other command takes it."""
    with journal.editing(draft):
        try:
            click.edit(filename=str(draft))
        except click.ClickException as error:
            raise LineageError(
                f"the editor failed: {error.message}; nothing was saved",
                hint=f"what you wrote is in {draft}: `lineage drafts` takes it up",
            ) from error
        return journal.read_draft(draft)


def offered(journal: Journal) -> Unsaved | None:
    """The newest draft of a new entry, where a person at a terminal wants to go on with it."""
    one = journal.newest_draft() if asks() else None
    if one is None:
        return None
    tell(f"A draft was not saved ({_age(one, journal.now)}): “{fit(one.first_line, 50).rstrip()}”")
    tell("   ", paint("y", "head"), " go on with it   ", paint("⏎", "head"), " a new one")
    return one if click.getchar().lower() == "y" else None


def _say_all(journal: Journal, found: list[Unsaved], *, undone: bool, as_json: bool) -> None:
    if as_json:
        say_json(found)
        return
    for one in found[:SHOWN]:
        head = (
            paint(fit(one.name, 26), "id"),
            paint(fit(_age(one, journal.now), 16), "faint"),
            fit(_what(one), 26),
            paint(_SAID[one.state], "good" if one.state == SAVED else "head"),
        )
        say(*head)
        if one.first_line:
            say("    ", fit(one.first_line, max(20, width() - 4)).rstrip())
        if one.elsewhere:
            say("    ", paint(f"no journal could take it; it lies in {one.path}", "faint"))
    if len(found) > SHOWN:
        tell(f"{len(found) - SHOWN:,} older ones: --json lists them")
    if found:
        tell(
            f"{counted(len(found), 'text')}; `lineage drafts NAME` shows one, --save, --edit or --drop settle it"
        )
    else:
        tell("nothing was undone" if undone else "no drafts: all that was written is saved")


def _show(journal: Journal, one: Unsaved, *, as_json: bool) -> None:
    text = journal.unsaved_text(one)
    if as_json:
        from lineage.cli.output import plain

        say_json(plain(one) | {"text": text})
        return
    say(paint(one.name, "id"), f"  {_what(one)}  ", paint(_SAID[one.state], "head"))
    say(paint(f"{one.path}  {counted(one.bytes, 'byte')}, last written {one.changed}", "faint"))
    if one.saved_in:
        say(paint(f"{one.saved_in} holds the same", "faint"))
    if one.origin.given:
        given = (
            f"{key}: {value if isinstance(value, str) else ', '.join(value)}"
            for key, value in one.origin.given
        )
        say(paint("with " + "; ".join(given), "faint"))
    say("")
    say_text(text)


def _what(one: Unsaved) -> str:
    """What a text was to become."""
    whose = f"edit of {one.origin.entry}" if one.origin.entry else "new entry"
    if one.kind == DRAFT:
        return f"{whose} @{one.origin.context}" if one.origin.context else whose
    if one.kind == UNDONE:
        return f"undone {one.origin.entry}"
    return {STRAY: "cut-off write", COPY: "an editor's copy"}[one.kind]


def _age(one: Unsaved, now: datetime) -> str:
    """How long ago a text was last written, in its largest unit."""
    seconds = (now - datetime.fromisoformat(one.changed)).total_seconds()
    for length, unit in _UNITS:
        if seconds >= length:
            return f"{counted(int(seconds // length), unit)} ago"
    return "just now"
