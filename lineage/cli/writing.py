"""Commands that write: init, add, edit, tag."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lineage.cli.options import JSON, query_of
from lineage.cli.output import asks, paint, say, say_json, tell
from lineage.errors import LineageError, UsageError
from lineage.model.dates import parse_when
from lineage.model.entry import DATES, FIELDS, MAX_TENSIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from lineage.cli.main import Session
    from lineage.journal import Journal
    from lineage.model.entry import Entry
    from lineage.writing import Added

READERS = {"m": "me", "t": "team", "a": "public"}


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--for", "audience", type=click.Choice(["me", "team", "public"]), help="Who will read it.")
@JSON
def init_command(folder: Path, audience: str | None, *, as_json: bool) -> None:
    """Make a journal in FOLDER (here, if none is named)."""
    from lineage.journal import Journal

    if audience is None and asks() and not as_json:
        tell("Who will read what it prints?   ", paint("⏎", "head"), " me   t team   a anyone")
        audience = READERS.get(click.getchar().lower(), "me")
    Journal.create(folder, audience=audience or "me")
    if as_json:
        say_json({"path": str(folder.resolve())})
        return
    say(f"a journal in {folder.resolve()}, read by {audience or 'me'}")
    say(
        "next: ",
        paint(f"lineage add {'' if folder == Path() else f'--journal {folder} '}WHAT YOU SAW", "head"),
    )


def facet_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """An option for every field of an entry; lists take the option several times."""
    for item in reversed(FIELDS):
        name = "--" + item.name.replace("_", "-")
        names = (name, "-t") if item.name == "tensions" else (name,)
        command = click.option(*names, item.name, multiple=item.many, help=item.help, metavar="TEXT")(command)
    command = click.option(
        "--observed", metavar="DATE", help="when: 2026, 2026-03, 2026-03-04, 2025-11/2026-02, ~ about"
    )(command)
    return click.option("--title", metavar="TEXT", help="absent: the first line of the text")(command)


@click.command("add")
@click.argument("said", nargs=-1, metavar="[@CONTEXT] [TEXT]...")
@click.option("-q", "--quiet", is_flag=True, help="Ask nothing, say nothing but the id.")
@click.option("--each-line", is_flag=True, help="One entry a line of standard input.")
@click.option("--suggest", "wants_suggestions", is_flag=True, help="Offer tensions the text may bear.")
@JSON
@facet_options
@click.pass_obj
def add_command(
    session: Session,
    /,
    said: tuple[str, ...],
    *,
    quiet: bool,
    each_line: bool,
    wants_suggestions: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Write down what you saw: from the words on the line, from standard input, or in your editor.

    The text is on disk before anything is asked. On a terminal two questions follow, each answered by one key; -q, a pipe
    or --json asks nothing. @CONTEXT fills the fields that lineage.toml holds for it. What the taxonomy does not know is
    kept among your own words; nothing is refused.
    """
    journal = session.journal()
    context = said[0][1:] if said and said[0].startswith("@") and len(said[0]) > 1 else ""
    typed = " ".join(said[1:] if context else said)
    context = context or given.pop("context", None) or ""
    given.pop("context", None)
    given = {key: _encodable(value) for key, value in given.items() if value}
    texts = _texts(journal, typed, each_line=each_line)
    answers = []
    for text in texts:
        added = journal.add(_encodable(text), given, context=context)
        offered = journal.suggest(added.entry.text, setting=added.entry.setting) if wants_suggestions else ()
        answers.append({"id": added.entry.id, "path": added.entry.path, "suggestions": offered})
        if as_json:
            continue
        _say_added(added, quiet=quiet)
        if not quiet and asks() and not each_line:
            from lineage.cli.questions import ask_after

            ask_after(journal, added.entry)
        elif offered and not quiet:
            from lineage.cli.questions import say_suggestions

            say_suggestions(offered)
    if as_json:
        say_json(answers if each_line else answers[0])


def _encodable(value: Any) -> Any:
    """Bytes of the command line that are no text, and NUL, written out as escapes: a file must take them."""
    if isinstance(value, tuple):
        return tuple(_encodable(item) for item in value)
    return value.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")


def _texts(journal: Journal, typed: str, *, each_line: bool) -> list[str]:
    if each_line:
        lines = [line.strip() for line in sys.stdin.read().splitlines() if line.strip()]
        if not lines:
            raise LineageError("standard input held no line, so nothing was saved")
        return lines
    if typed.strip() and typed.strip() != "-":
        return [typed]
    if not sys.stdin.isatty():
        return [sys.stdin.read()]
    return [_written(journal)]


def _written(journal: Journal) -> str:
    """The text from the editor; a draft on disk holds it until it is saved."""
    draft = journal.keep_draft("new", "")
    try:
        click.edit(filename=str(draft))
    except click.ClickException as error:
        raise LineageError(
            f"the editor failed: {error.message}; nothing was saved", hint=f"what you wrote is in {draft}"
        ) from error
    written = journal.read_draft(draft)
    if not written.strip():
        journal.drop_draft(draft)
        raise LineageError(
            "the text was left empty, so nothing was saved", hint="write `lineage add WHAT YOU SAW`"
        )
    return written


def _say_added(added: Added, *, quiet: bool) -> None:
    entry = added.entry
    if quiet:
        say(entry.id)
    else:
        parts = [entry.context, entry.sensitivity or "private", str(entry.observed)]
        say("saved ", paint(entry.id, "id"), "".join(f" · {part}" for part in parts if part))
    for hint in added.hints:
        tell("  ", hint)


@click.command("edit")
@click.argument("name", metavar="ID")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Set a key; a list: KEY=one;two. KEY= takes it away.",
)
@JSON
@click.pass_obj
def edit_command(session: Session, name: str, settings: tuple[str, ...], *, as_json: bool) -> None:
    """Change an entry: in your editor, or key by key with --set, which rewrites only the lines of those keys.

    Where the file changed meanwhile, nothing is written over it: your text is kept beside it.
    """
    journal = session.journal()
    entry = journal.entry(name)
    after = journal.change(entry, _changes(journal, settings)) if settings else _edit_by_hand(journal, entry)
    if as_json:
        from lineage.cli.reading import entry_json

        say_json(entry_json(after, journal.taxonomy))
    else:
        say("saved ", paint(after.id, "id"), f" · {after.title}")


def _changes(journal: Journal, settings: tuple[str, ...]) -> dict[str, str | tuple[str, ...]]:
    changes: dict[str, str | tuple[str, ...]] = {}
    fields = {item.name: item for item in FIELDS}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals:
            raise UsageError(f"--set {setting!r} has no =", hint="write --set KEY=VALUE")
        if key not in fields and key not in ("title", "observed"):
            from lineage.model.text import nearest

            near = ", ".join(nearest(key, [*fields, "title", "observed"]))
            raise UsageError(
                f"an entry has no key {key!r}",
                hint=f"nearest: {near}" if near else "see `lineage add --help`",
            )
        item = fields.get(key)
        parts = tuple(part.strip() for part in value.split(";") if part.strip())
        if key in DATES and value:
            parts = (_date(key, value),)
        elif key == "helped" and value not in ("", "true", "false", "unclear"):
            raise UsageError(f"helped = {value!r} is none of true, false, unclear; nothing was changed")
        elif item and item.facet:
            parts = tuple(journal.facet_value(item.facet, part) for part in parts)
        elif key == "follows":
            parts = tuple(journal.entry(part).id for part in parts)
        if key == "tensions" and len(parts) > MAX_TENSIONS:
            raise UsageError(f"an entry has at most {MAX_TENSIONS} tensions; nothing was changed")
        changes[key] = parts if item and item.many else "; ".join(parts)
    return changes


def _date(key: str, value: str) -> str:
    try:
        return str(parse_when(value))
    except ValueError as error:
        raise UsageError(f"{key}: {error}; nothing was changed") from error


def _edit_by_hand(journal: Journal, entry: Entry) -> Entry:
    """The file in the editor; a draft on disk holds the text until it is saved."""
    text, read = journal.source(entry)
    draft = journal.keep_draft(entry.id, text)
    try:
        click.edit(filename=str(draft))
    except click.ClickException as error:
        raise LineageError(
            f"the editor failed: {error.message}; nothing was saved", hint=f"the text is in {draft}"
        ) from error
    written = journal.read_draft(draft)
    if written == text:
        journal.drop_draft(draft)
        raise LineageError("nothing was changed", hint="the file is as it was")
    problems = journal.save(entry, written, read=read, draft=draft)
    journal.drop_draft(draft)
    for problem in problems:
        tell("  ", str(problem))
    return journal.entry(entry.id)


# Without a short option of its own, click leaves words such as -hold-up whole.
@click.command("tag", context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[ID...] +TENSION -TENSION")
@click.option("--query", "query", metavar="QUERY", help="Tag every entry it finds, after a counted preview.")
@click.option("--yes", is_flag=True, help="Do not ask before a change of many.")
@JSON
@click.pass_obj
def tag_command(
    session: Session, words: tuple[str, ...], query: str | None, *, yes: bool, as_json: bool
) -> None:
    """Add tensions with +, take them away with -: `lineage tag k7f3 +G4 -plutocracy`.

    A name is an id, a short code, a label or a family. What the taxonomy does not know is refused, with the nearest.
    """
    journal = session.journal()
    add = [word[1:] for word in words if word.startswith("+")]
    remove = [word[1:] for word in words if word.startswith("-") and len(word) > 1]
    names = [word for word in words if not word.startswith(("+", "-"))]
    if not (add or remove) or not (names or query):
        raise UsageError("tag needs entries and changes", hint="write `lineage tag ID +G4 -plutocracy`")
    for name in (*add, *remove):
        journal.term(name)
    entries = [journal.entry(name) for name in names]
    if query:
        entries += [one for one in journal.entries(query_of((query,))).entries if one not in entries]
        if not yes and not _confirmed(entries, add, remove):
            raise LineageError("nothing was changed", hint="--yes changes them without asking")
    after = journal.tag_all(entries, add, remove)
    if as_json:
        from lineage.cli.reading import entry_json

        say_json([entry_json(entry, journal.taxonomy) for entry in after])
        return
    for entry in after:
        codes = " ".join(journal.taxonomy.code(term) for term in entry.tensions)
        say(paint(entry.id[:14], "id"), "  ", paint(codes.ljust(10), "code"), f"  {entry.title}")


def _confirmed(entries: list[Entry], add: list[str], remove: list[str]) -> bool:
    change = " ".join([*(f"+{name}" for name in add), *(f"-{name}" for name in remove)])
    for entry in entries[:10]:
        tell("  ", entry.id[:14], "  ", entry.title)
    if len(entries) > 10:
        tell(f"  and {len(entries) - 10:,} more")
    tell(f"{change} for {len(entries):,} entries?   y yes   any other key: no")
    return asks() and click.getchar().lower() == "y"
