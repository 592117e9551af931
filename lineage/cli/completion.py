"""The command completion: the script of a shell, printed or put where the shell looks for it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lineage.cli.options import Choice
from lineage.cli.output import say, say_text, tell
from lineage.cli.shells import OURS, SHELLS
from lineage.errors import LineageError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable


@click.command("completion")
@click.argument("shell", type=Choice(list(SHELLS)), required=False, metavar="[bash|zsh|fish]")
@click.option("--install", is_flag=True, help="Put it where the shell looks for it, and say where.")
def completion_command(shell: str | None, *, install: bool) -> None:
    """Completion of commands, options, terms, contexts and ids: prints the script of a shell (default: the one in SHELL).

    `lineage completion bash --install` is all it needs; without it, `eval "$(lineage completion bash)"` in a session tries it. Titles stand beside ids only inside one context, and only those that lineage.toml's audience may read.
    """
    shell = shell or Path(os.environ.get("SHELL", "")).name
    if shell not in SHELLS:
        raise UsageError(f"no completion for the shell {shell!r}", hint=f"name one: {', '.join(SHELLS)}")
    script = SHELLS[shell].source_template
    if install:
        _install(shell, script)
    else:
        say_text(script)


def _install(shell: str, script: str) -> None:
    path, more = PLACES[shell]()
    try:
        known = path.read_text(encoding="utf-8") if path.exists() else ""
        if known and OURS not in known:
            raise LineageError(
                f"{path} is not ours; nothing was written", hint="move it, or source the script yourself"
            )
        if known != script:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".{path.name}.{os.getpid()}")
            fresh.write_text(script, encoding="utf-8")
            fresh.replace(path)
    except (OSError, UnicodeDecodeError) as error:
        raise LineageError(f"{path}: {error}; completion was not installed") from error
    say(f"completion for {shell} is in {path}", " (as it was)" if known == script else "")
    if more:
        tell(more)
    tell("it works in the next shell you open")


def _bash_place() -> tuple[Path, str]:
    base = os.environ.get("BASH_COMPLETION_USER_DIR") or _data("bash-completion")
    path = Path(base) / "completions" / "lineage"
    return path, f"needs the package bash-completion; without it, add to ~/.bashrc:  . '{path}'"


def _zsh_place() -> tuple[Path, str]:
    folder = Path(_data("zsh")) / "site-functions"
    profile = Path(os.environ.get("ZDOTDIR") or Path.home()) / ".zshrc"
    said = profile.read_text(encoding="utf-8", errors="replace") if profile.is_file() else ""
    line = f"fpath=('{folder}' $fpath); autoload -Uz compinit && compinit"
    return folder / "_lineage", "" if str(folder) in said else f"once, near the top of {profile}:  {line}"


def _fish_place() -> tuple[Path, str]:
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "fish" / "completions" / "lineage.fish", ""


def _data(name: str) -> str:
    return str(Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / name)


PLACES: dict[str, Callable[[], tuple[Path, str]]] = {
    "bash": _bash_place,
    "zsh": _zsh_place,
    "fish": _fish_place,
}
"""Where each shell looks for what a user installs, and what else it may need."""
