"""Options and arguments that several commands share, and how they are read."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from lineage.cli.output import tell
from lineage.errors import UsageError
from lineage.model.text import encodable, nearest, one_line

if TYPE_CHECKING:
    from lineage.model.query import Query, ReadDate
    from lineage.reading import Reader


class Choice(click.Choice[str]):
    """One of a few words; a wrong one is answered with the nearest."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """As click does it, with the nearest named."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            near = nearest(str(value), list(self.choices))
            hint = f"; nearest: {', '.join(near)}" if near else ""
            self.fail(f"{value!r} is none of {', '.join(self.choices)}{hint}", param, ctx)


class Text(click.types.StringParamType):
    """Any text; bytes that are none are written out as escapes, and it is said, so that every command can keep what it is given."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """As click does it; a path has a type of its own and keeps its bytes."""
        text = str(super().convert(value, param, ctx))
        kept = encodable(text)
        if kept != text and not (ctx and ctx.resilient_parsing):
            tell(f"no UTF-8, so its bytes are written out: {one_line(kept)}")
        return kept


TEXT = Text()


def taking_any_bytes(command: click.Command) -> click.Command:
    """A command whose words and texts may hold any bytes."""
    for param in command.params:
        if param.type in (click.STRING, click.UNPROCESSED):
            param.type = TEXT
    return command


def standard_input() -> str:
    """All of standard input as text: UTF-8, or what its first bytes say; a byte that is none is written out, and it is said."""
    if sys.stdin is None:
        return ""
    if not hasattr(sys.stdin, "buffer"):
        return _plain(sys.stdin.read())
    data = sys.stdin.buffer.read()
    marked = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(marked)
    except UnicodeDecodeError as error:
        text = data.decode(marked, "backslashreplace")
        said = "UTF-8" if marked == "utf-8-sig" else "UTF-16"
        tell(f"standard input is no {said} at byte {error.start}: what is no text is written out, like \\xe9")
    return _plain(text)


def _plain(text: str) -> str:
    return encodable(text).replace("\x00", "\\x00").replace("\r\n", "\n")


JSON = click.option("--json", "as_json", is_flag=True, help="The answer as JSON; asks nothing.")
LIMIT = click.option(
    "--limit",
    default=20,
    show_default=True,
    type=click.IntRange(1, 1_000_000_000),
    metavar="N",
    help="Entries at the most.",
)
SEED = click.option(
    "--seed",
    default=0,
    show_default=True,
    type=click.IntRange(0),
    metavar="N",
    help="Same entries, same seed, same day: same bytes.",
)
FOR = click.option(
    "--for",
    "audience",
    type=Choice(["me", "team", "public"]),
    help="Who reads it: stricter entries are left out of text and counts. Default: lineage.toml's audience.",
)

ACROSS = click.option(
    "--across",
    is_flag=True,
    help="All contexts together. Without it @name before the query, LINEAGE_CONTEXT or your config's context keeps to one.",
)


# A query may hold -word and -key:value, which click would take for options; `-h` would be one of their letters.
QUERY_LINE = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
QUERY = click.argument("query", nargs=-1, type=click.UNPROCESSED)


def asked(journal: Reader, words: tuple[str, ...], audience: str, *, across: bool) -> Query:
    """The query from arguments that may be asked: inside one context, unless all are wanted."""
    query = journal.asked(query_of(words, journal.read_date), across=across, audience=audience)
    for name in journal.slips:
        near = nearest(name, sorted(journal.settings.context_names))
        tell(
            f"@{name} has one entry and is not in lineage.toml, so it keeps nothing apart",
            f" (nearest: {', '.join(near)})" if near else "",
        )
    return query


def kept_to(journal: Reader, words: tuple[str, ...], *, across: bool) -> str:
    """The context that an answer is kept to and nobody typed; empty where there is none."""
    if across or not journal.context or query_of(words, journal.read_date).names_context:
        return ""
    return journal.context


def query_of(words: tuple[str, ...], read_date: ReadDate | None = None) -> Query:
    """A query from arguments: what the shell took out of quotes is put back where the grammar needs it."""
    for word in words:
        if word.startswith("--") and len(word) > 2 and word[2].isalpha():
            near = nearest(word.partition("=")[0], _options())
            named = f"nearest: {', '.join(near)}" if near else "`--help` lists the options"
            raise UsageError(
                f"no option {word!r} here", hint=f"{named}; to search for it, quote it: '\"--x\"'"
            )
    from lineage.model.query import Query  # 2 ms, which `add` has no use for

    return Query.parse(" ".join(_quoted(word, alone=len(words) == 1) for word in words), read_date)


def _options() -> list[str]:
    """The long options of the command that is running."""
    context = click.get_current_context(silent=True)
    params = context.command.get_params(context) if context else []
    return ["--journal", *(name for one in params for name in one.opts if name.startswith("--"))]


def _quoted(word: str, *, alone: bool) -> str:
    key, colon, value = word.partition(":")
    if colon and " " in value and '"' not in value and key.lstrip("-").replace("_", "").isalpha():
        return f'{key}:"{value}"'
    return f'"{word}"' if " " in word and not alone and '"' not in word else word
