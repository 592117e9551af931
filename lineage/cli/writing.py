"""Commands that write: init, edit, tag."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lineage.cli.options import ACROSS, JSON, Choice, asked
from lineage.cli.output import asks, paint, say, say_json, tell
from lineage.errors import LineageError, UsageError
from lineage.model.entry import DATES, FIELDS, MAX_TENSIONS

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.journal import Journal
    from lineage.model.entry import Entry

READERS = {"m": "me", "t": "team", "a": "public"}


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--for",
    "audience",
    type=Choice(["me", "team", "public"]),
    help="Who will read it. Default: asked on a terminal, else me.",
)
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
        paint(
            f"lineage add {'' if folder == Path() else f'--journal {shlex.quote(str(folder))} '}WHAT YOU SAW",
            "head",
        ),
    )


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

    ID as in `lineage show`; a key is a field as `lineage add --help` lists them, title or observed. --set may be repeated.

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
    from lineage.model.draft import CHOICES
    from lineage.model.text import listed, nearest

    changes: dict[str, str | tuple[str, ...]] = {}
    fields = {item.name: item for item in FIELDS}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals:
            raise UsageError(f"--set {setting!r} has no =", hint="write --set KEY=VALUE")
        if key not in fields and key not in ("title", "observed"):
            near = ", ".join(nearest(key, [*fields, "title", "observed"]))
            raise UsageError(
                f"an entry has no key {key!r}",
                hint=f"nearest: {near}" if near else "see `lineage add --help`",
            )
        item = fields.get(key)
        parts = listed(value)
        if key in DATES and value:
            parts = (journal.date_value(key, value),)
        elif value and key in CHOICES:
            _refuse_unknown(key, value, CHOICES[key])
        elif item and item.facet:
            parts = tuple(journal.facet_value(item.facet, part) for part in parts)
        elif key == "follows":
            parts = tuple(journal.entry(part).id for part in parts)
        if key == "tensions" and len(parts) > MAX_TENSIONS:
            raise UsageError(f"an entry has at most {MAX_TENSIONS} tensions; nothing was changed")
        changes[key] = parts if item and item.many else "; ".join(parts)
    return changes


def _refuse_unknown(key: str, value: str, known: tuple[str, ...]) -> None:
    from lineage.model.text import nearest

    if value not in known:
        near = ", ".join(nearest(value, list(known)))
        raise UsageError(
            f"{key} = {value!r} is none of {', '.join(known)}; nothing was changed",
            hint=f"nearest: {near}" if near else "",
        )


def _edit_by_hand(journal: Journal, entry: Entry) -> Entry:
    """The file in the editor; a draft on disk holds the text until it is saved."""
    from lineage.cli.drafts import edited

    text, read = journal.source(entry)
    draft = journal.keep_edit(entry, text, read=read)
    written = edited(journal, draft)
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
@ACROSS
@JSON
@click.pass_obj
def tag_command(
    session: Session, words: tuple[str, ...], query: str | None, *, yes: bool, across: bool, as_json: bool
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
        journal.refresh()  # what is changed is chosen by the files as they are, not as the index knew them
        wanted = asked(journal, (query,), "me", across=across)
        entries += [one for one in journal.entries(wanted).entries if one not in entries]
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
