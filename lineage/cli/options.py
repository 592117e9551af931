"""Options and arguments that several commands share, and how they are read."""

from __future__ import annotations

import click

from lineage.errors import UsageError
from lineage.model.query import Query

JSON = click.option("--json", "as_json", is_flag=True, help="The answer as JSON; asks nothing.")
LIMIT = click.option(
    "--limit",
    default=20,
    show_default=True,
    type=click.IntRange(1, 1_000_000_000),
    help="Entries at the most.",
)
SEED = click.option(
    "--seed",
    default=0,
    show_default=True,
    type=click.IntRange(0),
    help="Same entries, same seed, same day: same bytes.",
)
FOR = click.option(
    "--for",
    "audience",
    type=click.Choice(["me", "team", "public"]),
    help="Who reads it: stricter entries are left out of text and counts. Default: lineage.toml's audience.",
)


# A query may hold -word and -key:value, which click would take for options; `-h` would be one of their letters.
QUERY_LINE = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
QUERY = click.argument("query", nargs=-1, type=click.UNPROCESSED)


def query_of(words: tuple[str, ...]) -> Query:
    """A query from arguments: what the shell took out of quotes is put back where the grammar needs it."""
    for word in words:
        if word.startswith("--") and len(word) > 2 and word[2].isalpha():
            raise UsageError(
                f"no option {word!r} here",
                hint="`--help` lists the options; to search for it, quote it: '\"--x\"'",
            )
    return Query.parse(" ".join(_quoted(word, alone=len(words) == 1) for word in words))


def _quoted(word: str, *, alone: bool) -> str:
    key, colon, value = word.partition(":")
    if colon and " " in value and '"' not in value and key.lstrip("-").replace("_", "").isalpha():
        return f'{key}:"{value}"'
    return f'"{word}"' if " " in word and not alone and '"' not in word else word
