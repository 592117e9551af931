"""The command ``lineage``: finds a command's module when it is called, and catches every fault in one place."""

from __future__ import annotations

import enum
import gc
import importlib
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO, TypeVar

import click

from lineage.cli.options import taking_any_bytes
from lineage.cli.output import UnsaidError, answering, asks, tell
from lineage.errors import LineageError, NotFoundError, UsageError

if TYPE_CHECKING:
    from lineage.journal import Journal
    from lineage.reading import Reader


class Exit(enum.IntEnum):
    """What a command's exit code says."""

    DONE = 0
    """It was done."""
    REFUSED = 1
    """It was not done; stderr says why and what to do next."""
    USAGE = 2
    """The command line or a query could not be read."""
    BUG = 3
    """A fault of ours; stderr holds a report to paste."""
    PROBLEMS = 4
    """`check` found faults in files."""
    INTERRUPTED = 130
    """Ctrl-C."""


COMMANDS = {
    "init": ("writing", "Make a journal."),
    "add": ("capturing", "Write down what you saw."),
    "edit": ("writing", "Change an entry in your editor or by its keys."),
    "tag": ("writing", "Change the tensions of entries."),
    "import": ("exchanging", "Bring old notes in: a folder, a table, jrnl, Obsidian."),
    "inbox": ("inbox", "Notes from a phone or a sync tool, made entries."),
    "remove": ("undoing", "Take an entry out; undo brings it back."),
    "undo": ("undoing", "Take the last write back."),
    "drafts": ("drafts", "What was written and is in no entry: shown, saved, dropped."),
    "forget": ("undoing", "Purge an entry everywhere, and say what git still holds."),
    "list": ("reading", "Entries, newest first."),
    "search": ("reading", "Entries that hold some words, best first."),
    "show": ("reading", "One entry with its tagged passages and links."),
    "trace": ("reading", "What led to an entry and what it became."),
    "due": ("waiting", "What waits: to tag, to look at again, to review, to save."),
    "week": ("week", "Ten minutes: take in, tag, close, and four questions."),
    "suggest": ("patterns", "Tensions a text may bear, and why."),
    "mine": ("patterns", "Recurring patterns and what they stand on."),
    "pattern": ("judging", "One pattern; accept, rename or reject it."),
    "advise": ("advice", "Who should decide, act, monitor: people or machines, at which level."),
    "report": ("reports", "A report in Markdown."),
    "claims": ("claims", "What the seeds claim, counted for and against."),
    "agree": ("agreeing", "How far coders agree; second codings made blind."),
    "taxonomy": ("terms", "Look up tensions, families and facets."),
    "check": ("keeping", "Every fault in every file; changes nothing."),
    "index": ("keeping", "Look at every file and say what the index holds."),
    "demo": ("demo", "The whole journey on the sample journal, in a folder of its own."),
    "completion": ("completion", "Tab in bash, zsh or fish: commands, terms, contexts, ids."),
}


class Session:
    """What one call of the command shares: which journal it was pointed at."""

    def __init__(self, journal: str | None) -> None:
        self.named = journal
        self._opened: Journal | None = None

    def journal(self) -> Journal:
        """The journal this call is about."""
        from lineage.journal import Journal

        self._opened = _exposed(Journal.find(self.named, Path.cwd()))
        return self._opened

    @property
    def has_written(self) -> bool:
        """True where the call has changed its journal."""
        return self._opened is not None and self._opened.has_written

    def reader(self) -> Reader:
        """The journal, for commands that only look things up: without what writing loads (10 ms)."""
        from lineage.reading import Reader

        return _exposed(Reader.find(self.named, Path.cwd()))

    def journal_or_built_in(self) -> Journal:
        """The journal; the built-in one where there is none, for what can be consulted without one's own."""
        from lineage.journal import Journal

        try:
            return self.journal()
        except NotFoundError:
            if self.named is not None:
                raise
            return Journal.built_in()


Found = TypeVar("Found", bound="Reader")


def _exposed(journal: Found) -> Found:
    """The same journal; on a terminal it is said where others can read what is private in it."""
    if sys.stderr.isatty() and (said := journal.exposure()):
        tell(said)
    return journal


class LazyGroup(click.Group):
    """Commands whose modules are imported when they are called: `--help` and completion stay quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order of the journey."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by name; None where there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"lineage.cli.{COMMANDS[cmd_name][0]}")
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return taking_any_bytes(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, with the nearest command named where there is none."""
        try:
            name, command, rest = super().resolve_command(ctx, args)
        except click.UsageError as error:
            from lineage.model.text import nearest

            near = nearest(args[0], list(COMMANDS))
            hint = f"nearest: {', '.join(near)}" if near else "`lineage --help` lists them"
            raise click.UsageError(f"no command {args[0]!r}; {hint}", ctx) from error
        return name, command, _with_long_name(command, rest)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands and a line each, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


def _with_long_name(command: click.Command | None, args: list[str]) -> list[str]:
    """A leading ``-q`` by its long name: click seeks the nearest of 45 names before it takes a short one (3 ms)."""
    for option in command.params if command and args else ():
        if args[0] in option.opts and option.opts[-1].startswith("--"):
            return [option.opts[-1], *args[1:]]
    return args


@click.command(
    cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="coordination-lineage", prog_name="lineage")
@click.pass_context
def lineage(ctx: click.Context) -> None:
    """Record where coordination failed, stalled, mutated or held; see what recurs; weigh what to delegate.

    --journal DIR, anywhere on the line, names the journal; else LINEAGE_JOURNAL, else the nearest folder that is one,
    else your own. Each command has --help, and --json where it answers. Without a command, on a terminal, the screen opens.

    Exit codes: 0 done, 1 refused, 2 usage, 3 a fault of ours, 4 `check` found faults, 130 interrupted.
    """
    if ctx.invoked_subcommand is not None:
        return
    if asks() and os.environ.get("TERM") != "dumb":
        # 0.3 s and 30 MiB, for textual: only where the screen is opened (decision 7).
        from lineage.tui.launch import run_screen

        ctx.exit(run_screen(ctx.obj.named))
    click.echo(ctx.get_help())


def run(arguments: list[str] | None = None) -> NoReturn:
    """Run a command line and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if instruction := os.environ.get("_LINEAGE_COMPLETE"):
        code = int(importlib.import_module("lineage.cli.shells").answer(instruction))
    else:
        code = call(sys.argv[1:] if arguments is None else arguments)
    # What is left goes with the process: to take it apart would cost 12 ms.
    gc.freeze()
    sys.exit(code)


def call(arguments: list[str]) -> int:
    """Run a command line and give its exit code; the one place that catches."""
    stdout = sys.stdout
    session = Session(None)
    try:
        session.named, rest = take_journal(arguments)
        result = lineage.main(args=rest, prog_name="lineage", standalone_mode=False, obj=session)
        with answering():
            sys.stdout.flush()
    except click.exceptions.Exit as error:
        return error.exit_code
    except (BrokenPipeError, SystemExit) as error:
        # Where the reader of a pipe has gone (`lineage list | head`), click puts a wrapper in place of stdout and exits.
        if not isinstance(error, BrokenPipeError) and sys.stdout is stdout:
            raise
        _let_go(stdout)
        return Exit.DONE
    except (click.ClickException, click.Abort, KeyboardInterrupt, LineageError, OSError) as error:
        return _say_fault(error, session)
    except Exception:  # noqa: BLE001 (the last resort: a fault of ours becomes a report to paste)
        _report_bug(arguments)
        return Exit.BUG
    return int(result) if isinstance(result, int) else Exit.DONE


def _let_go(stdout: TextIO) -> None:
    """Have what is left of an answer go nowhere, so that the end of the process does not fail over it."""
    with suppress(OSError, ValueError):  # a stream of another kind
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())


def _say_fault(error: BaseException, session: Session) -> Exit:
    """Say what was not done, on stderr, and give the exit code."""
    if isinstance(error, UnsaidError):
        _let_go(sys.stdout)
        if session.has_written:
            # Told as refused, it would be done once more.
            tell(f"lineage: {error.message}; what was asked is done and saved, so do not do it again")
            return Exit.DONE
    if isinstance(error, click.ClickException):
        where = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "lineage"
        tell(f"{where}: {error.format_message()}")
        return Exit.USAGE if isinstance(error, click.UsageError) else Exit.REFUSED
    if isinstance(error, LineageError):
        tell(f"lineage: {error}")
        return Exit.USAGE if isinstance(error, UsageError) else Exit.REFUSED
    if isinstance(error, OSError):
        what = f" ({error.filename})" if error.filename else ""
        tell(f"lineage: {error.strerror or error}{what}; nothing more was done")
        return Exit.REFUSED
    tell("interrupted")
    return Exit.INTERRUPTED


def take_journal(arguments: list[str]) -> tuple[str | None, list[str]]:
    """--journal taken off the line wherever it stands before a ``--``."""
    named: str | None = None
    rest: list[str] = []
    at = 0
    while at < len(arguments):
        word = arguments[at]
        if word == "--":
            return named, rest + arguments[at:]
        if word == "--journal":
            if at + 1 >= len(arguments):
                raise UsageError("--journal needs a folder", hint="write --journal DIR")
            named = arguments[at + 1]
            at += 2
            continue
        if word.startswith("--journal="):
            named = word.removeprefix("--journal=")
        else:
            rest.append(word)
        at += 1
    return named, rest


def _report_bug(arguments: list[str]) -> None:
    """A paste-ready report: versions, the command's name, the traceback; never what was written."""
    import platform
    import traceback
    from importlib.metadata import version

    from lineage.model.text import visible

    tell("lineage: a fault of ours; nothing more was done. Please paste what follows into a report:")
    tell(
        f"lineage {version('coordination-lineage')}, Python {platform.python_version()}, {platform.system()}"
    )
    tell(f"command: {next((word for word in arguments if word in COMMANDS), '?')}")
    sys.stderr.write(visible(traceback.format_exc(), lines=True))
