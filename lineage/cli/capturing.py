"""The command add: what was typed or piped is on disk before anything is asked."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lineage.cli.options import JSON, standard_input
from lineage.cli.output import asks, paint, say, say_json, tell
from lineage.errors import LineageError
from lineage.model.fields import FIELDS
from lineage.model.text import counted, encodable

if TYPE_CHECKING:
    from collections.abc import Callable

    from lineage.capturing import Added
    from lineage.cli.main import Session
    from lineage.journal import Journal
    from lineage.model.entry import Entry
    from lineage.model.suggestion import Suggestion

PATIENCE = 0.2
"""Seconds for which a pipe beside words may be silent: what was piped begins at once, and a program that left its own pipe
open must not wait for ever."""


def facet_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """An option for every field of an entry; lists take the option several times."""
    for item in reversed(FIELDS):
        name = "--" + item.name.replace("_", "-")
        names = (name, "-t") if item.name == "tensions" else (name,)
        told = item.help + ("; may be repeated" if item.many else "")
        command = click.option(*names, item.name, multiple=item.many, help=told, metavar="TEXT")(command)
    command = click.option(
        "--observed",
        metavar="DATE",
        help='when: 2026, 2026-03, 2026-03-04, 2025-11/2026-02, ~ about, "last march", "3 weeks ago"',
    )(command)
    return click.option("--title", metavar="TEXT", help="absent: the first line of the text")(command)


@click.command("add")
@click.argument("said", nargs=-1, metavar="[@CONTEXT] [TEXT]...")
@click.option("-q", "--quiet", is_flag=True, help="Ask nothing, say nothing but the id.")
@click.option("--each-line", is_flag=True, help="One entry a line of standard input, all in one undo step.")
@click.option("--suggest", "wants_suggestions", is_flag=True, help="Offer tensions the text may bear.")
@JSON
@facet_options
@click.pass_obj
def add_command(session: Session, /, said: tuple[str, ...], **options: Any) -> None:
    """Write down what you saw: from the words on the line, from standard input, or in your editor.

    The text is on disk before anything is asked. On a terminal a few questions follow, each answered by one key; -q, a pipe
    or --json asks nothing. @CONTEXT fills the fields that lineage.toml holds for it; without it the chosen context does
    (LINEAGE_CONTEXT, or context in your own config; --context '' takes none). What the taxonomy does not know is kept among
    your own words; nothing is refused.

    A date before the first colon is when it was observed: `lineage add yesterday: nobody came`. Words and a pipe are joined, the
    words first (a last word - waits for a slow pipe); in a `while read` loop write `lineage add ... </dev/null`.
    """
    quiet, each_line = options.pop("quiet"), options.pop("each_line")
    as_json, suggests = options.pop("as_json"), options.pop("wants_suggestions")
    named = said[0][1:] if said and said[0].startswith("@") else ""
    context = named or options.pop("context")
    words = said[1:] if named else said
    given = {key: _encodable(value) for key, value in options.items() if value and key != "context"}
    texts = _texts(words, each_line=each_line, quiet=quiet)
    journal = _journal(session, texts, given, context)
    if each_line:
        added = journal.add_all(texts, given, context=context)
    elif texts:
        added = [journal.add(texts[0], given, context=context)]
    else:
        added = [_written(journal, given, context, ask=not (quiet or as_json))]
    answers = []
    for one in added:
        offered = _offered(journal, one.entry) if suggests else ()
        answers.append({"id": one.entry.id, "path": one.entry.path, "suggestions": offered})
        if not as_json:
            _say_added(one, typed=given.get("observed", ""), quiet=quiet)
            if not quiet:
                _follow_up(journal, one.entry, offered, ask=asks() and not each_line)
    if as_json:
        say_json(answers if each_line else answers[0])


def _offered(journal: Journal, entry: Entry) -> tuple[Suggestion, ...]:
    return journal.suggest(entry.text, setting=entry.setting, of=entry.id, context=entry.context)


def _follow_up(journal: Journal, entry: Entry, offered: tuple[Suggestion, ...], *, ask: bool) -> None:
    """What is asked of a new entry on a terminal, or told where nobody can be asked."""
    from lineage.cli.naming import tell_people
    from lineage.cli.questions import ask_after, say_suggestions

    if ask:
        ask_after(journal, entry)
        return
    if offered:
        say_suggestions(journal, offered)
    tell_people(journal, entry)


def _encodable(value: Any) -> Any:
    """Bytes of the command line that are no text, and NUL, written out as escapes: a file must take them."""
    if isinstance(value, tuple):
        return tuple(_encodable(item) for item in value)
    return encodable(value).replace("\x00", "\\x00")


def _texts(words: tuple[str, ...], *, each_line: bool, quiet: bool) -> list[str]:
    """The texts to be saved, from the words and from standard input; none where the editor is to be asked."""
    waits = words[-1:] == ("-",)
    typed = _encodable(" ".join(words[:-1] if waits else words)).strip()
    on_terminal = sys.stdin is None or sys.stdin.isatty()
    if each_line:
        lines = [line.strip() for line in (typed, *standard_input().splitlines()) if line.strip()]
        if not lines:
            raise LineageError("standard input held no line, so nothing was saved")
        return lines
    if not typed:
        return [] if on_terminal and not waits else [standard_input()]
    if not (waits or (not on_terminal and _is_piped(quiet=quiet))):
        return [typed]
    piped = standard_input().strip("\n")
    if piped and not quiet:
        tell(f"standard input was joined to it: {counted(len(piped.splitlines()), 'line')}")
    return [f"{typed}\n\n{piped}" if piped else typed]


def _is_piped(*, quiet: bool) -> bool:
    """True where standard input was meant for this command: a file not begun, or a pipe that says something or has ended.

    A file that was read from already belongs to the loop around the command.
    """
    import select  # in every Python, and needed only beside a pipe

    try:
        handle = sys.stdin.fileno()
        mode = os.fstat(handle).st_mode
        if stat.S_ISREG(mode):
            return os.lseek(handle, 0, os.SEEK_CUR) == 0
        if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
            return False
        if select.select([handle], [], [], PATIENCE)[0]:
            return True
    except (OSError, ValueError, AttributeError):
        return False  # a stream of another kind, or Windows, where select knows sockets alone
    if not quiet:
        tell("standard input is open and silent, and was not read; a last word - waits for it")
    return False


def _journal(session: Session, texts: list[str], given: dict[str, Any], context: str | None) -> Journal:
    """The journal; where there is none to be had, the text is kept in the user's own folder and the error says where."""
    try:
        return session.journal()
    except (LineageError, OSError) as error:
        if not any(text.strip() for text in texts):
            raise
        from lineage.journal import Journal

        kept = Journal.kept_for(Journal.place(session.named, Path.cwd()), "\n".join(texts), given, context)
        raise LineageError(f"not saved: {error}", hint=kept) from error


def _written(journal: Journal, given: dict[str, Any], context: str | None, *, ask: bool) -> Added:
    """An entry of the text from the editor; a draft on disk holds it until it is saved, an earlier one is offered first."""
    from lineage.cli.drafts import edited, offered

    earlier = offered(journal) if ask else None
    if earlier is not None:
        draft = journal.reopen(earlier)
        given = dict(earlier.origin.given) | given
        context = earlier.origin.context if context is None else context
    else:
        draft = journal.keep_draft("new", "", context=context or "", given=given)
    written = edited(journal, draft)
    if not written.strip():
        journal.drop_draft(draft)
        raise LineageError(
            "the text was left empty, so nothing was saved", hint="write `lineage add WHAT YOU SAW`"
        )
    return journal.add(_encodable(written), given, context=context, draft=draft)


def _say_added(added: Added, *, typed: str, quiet: bool) -> None:
    entry = added.entry
    if quiet:
        say(entry.id)
    else:
        parts = [entry.context, entry.sensitivity or "private", _observed(entry, typed)]
        say("saved ", paint(entry.id, "id"), "".join(f" · {part}" for part in parts if part))
    for hint in added.hints:
        tell("  ", hint)


def _observed(entry: Entry, typed: str) -> str:
    """The day as it is told: today in words on a terminal; a date that was read from words is named as what it became."""
    if str(entry.observed) == entry.recorded[:10]:
        return "today" if asks() else str(entry.observed)
    return f"observed {entry.observed}" if str(entry.observed) != typed.strip() else str(entry.observed)
