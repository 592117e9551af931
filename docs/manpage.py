"""The page lineage(1), in roff, from the commands themselves and the tables beside them; docs/reference.py writes it."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import click

from lineage.cli.main import lineage
from lineage.model.fields import FIELDS
from lineage.model.query import SPECIAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

OPTIONS = {
    "--journal DIR": "The journal, anywhere on the line before a --.",
    "--json": "The answer as JSON on standard output, by each command that answers; nothing is asked.",
    "-h, --help": "What a command does and takes (commands that take a query: --help).",
    "--version": "The version.",
}

ENVIRONMENT = {
    "LINEAGE_JOURNAL": "The journal, where --journal names none.",
    "LINEAGE_CODER": "Who writes; else coder in config.toml, else the login name.",
    "LINEAGE_CONTEXT": "The context that is kept to and filled in where none is named; empty: none.",
    "LINEAGE_CACHE": "Where the indexes lie; else the cache folder of the system.",
    "VISUAL, EDITOR": "What `add` without words, `edit` and `drafts --edit` open.",
    "NO_COLOR": "Present and not empty: no colours. Nor are there any in a pipe or where TERM is dumb. No meaning is told by a colour alone.",
    "COLUMNS": "The width that lines are folded and cut to on a terminal, instead of its own; elsewhere it is 100 columns.",
    "XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_CACHE_HOME": "Where config.toml, the default journal and the indexes lie, on Linux; else ~/.config, ~/.local/share, ~/.cache.",
}
FILES = {
    "JOURNAL/lineage.toml": "Shared settings: name, audience, contexts.",
    "JOURNAL/entries/": "One Markdown file an entry: what counts.",
    "JOURNAL/codings/, JOURNAL/taxonomy/, JOURNAL/templates/": "Second codings; own terms and rules, laid over the built-in ones; own questions of the week.",
    "JOURNAL/inbox/": "Notes that `inbox` and `week` offer as entries.",
    "JOURNAL/.lineage/": "Drafts and undo; not for git.",
    "~/.config/lineage/config.toml": "The user's own: coder, context, keys and theme of the screen.",
    "~/.cache/lineage/": "The indexes, one a journal: deleted, nothing is lost.",
}
EXITS = {
    "0": "It was done.",
    "1": "It was not done; standard error says why and what to do next.",
    "2": "The command line or a query could not be read.",
    "3": "A fault of ours; standard error holds a report to paste.",
    "4": "`check` found faults in files.",
    "130": "Interrupted.",
}
QUERY = """\
A query is words and key:value pairs, joined by *and*: `setting:dao tension:G outcome:stall,fail since:2025 actor:"core team"
-tension:plutocracy budget "exact words"`. Values after a comma are joined by *or*, a minus excludes, vot* finds beginnings, and a
broader term finds its narrower ones. @NAME first keeps to a context. The keys:
"""
SPECIALS = {
    "since": "observed in or after a year, month or day",
    "until": "observed in or before it",
    "has": "the field is there: has:follows",
}
EXAMPLES = {
    "lineage add @guild Vote passed 92 %, treasury says no budget line before Q2": "Write down what you saw.",
    "lineage list tension:G outcome:stall since:2025": "What stuck for want of capacity, newest first.",
    "lineage tag k7f3 +G4 -plutocracy": "Change the tensions of the entry whose id ends or whose letters begin so.",
    "lineage report --for team -o report.md": "What recurs, for a team to read.",
    "lineage completion --install": "Have Tab complete commands, terms, contexts and ids.",
}


def manual(walk: Callable[[], Iterable[tuple[str, click.Command, click.Context]]], version: str) -> str:
    """The whole page; ``walk`` gives each command with its whole name, in the order of the journey."""
    about = inspect.cleandoc(lineage.help or "")
    parts = [
        f'.\\" Written by docs/reference.py from the commands themselves.\n.TH LINEAGE 1 "" "lineage {version}" "User Commands"',
        '.\\" No hyphen is put into a word: what is shown can be copied.\n.nh\n.ad l',
        f".SH NAME\nlineage {_plain('- a journal and pattern-mining tool for coordination')}",
        f".SH SYNOPSIS\n{_bold('lineage')} [{_bold('--journal')} {_italic('DIR')}] {_italic('COMMAND')} [{_italic('ARGUMENTS')}]",
        ".SH DESCRIPTION\n" + prose(about),
        ".SH OPTIONS",
        *_table(OPTIONS),
        ".SH COMMANDS",
        *(section for name, command, context in walk() for section in _command(name, command, context)),
        ".SH QUERIES\n" + prose(QUERY),
        *_table(
            {
                **{f"{one.query}:": one.help for one in FIELDS if one.query},
                **{f"{key}:": SPECIALS[key] for key in SPECIAL},
            }
        ),
        ".SH EXIT STATUS",
        *_table(EXITS),
        ".SH ENVIRONMENT",
        *_table(ENVIRONMENT),
        ".SH FILES",
        *_table(FILES),
        ".SH EXAMPLES",
        *_table(EXAMPLES),
        ".SH SEE ALSO\n"
        + prose("`git`(1). The guide, the glossary and the decisions lie in docs/ of the source."),
    ]
    return "\n".join(parts) + "\n"


def _command(name: str, command: click.Command, context: click.Context) -> Iterator[str]:
    pieces = " ".join(command.collect_usage_pieces(context))
    yield f".SS {_bold(name)} {_plain(pieces)}"
    yield prose(inspect.cleandoc(command.help or ""))
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
        if record and "--help" not in parameter.opts:
            yield f".TP\n{_plain(record[0])}\n{_line(record[1])}"


def _table(rows: dict[str, str]) -> Iterator[str]:
    return (f".TP\n{_bold(head)}\n{_line(text)}" for head, text in rows.items())


def prose(text: str) -> str:
    """Paragraphs with `commands` in bold and *words* in italics."""
    return "\n.PP\n".join(_line(part) for part in re.split(r"\n\s*\n", text.strip()))


def _line(text: str) -> str:
    """One input line; a line of roff may not begin with a sign that is a command."""
    parts = re.split(r"(`[^`]+`|(?<!\w)\*[^*\s][^*]*\*)", " ".join(text.split()))
    shown = "".join(
        _bold(part[1:-1])
        if part[:1] == "`" and len(part) > 1
        else _italic(part[1:-1])
        if part[:1] == "*" and len(part) > 2
        else _plain(part)
        for part in parts
    )
    return f"\\&{shown}" if shown[:1] in (".", "'") else shown


def _bold(text: str) -> str:
    return f"\\fB{_plain(text)}\\fR"


def _italic(text: str) -> str:
    return f"\\fI{_plain(text)}\\fR"


def _plain(text: str) -> str:
    """Text as roff shows it: every character itself, a hyphen one that can be copied."""
    signs = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", '"': "\\(dq"}
    return "".join(signs.get(char, char if char.isascii() else f"\\[u{ord(char):04X}]") for char in text)
