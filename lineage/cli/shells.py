"""What a shell is told when Tab is pressed: its script, and the candidates in the form the script reads."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, ClassVar

import click
from click.shell_completion import CompletionItem, ShellComplete

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE = "_LINEAGE_COMPLETE"
"""Set by the scripts, to the name of the shell; ``lineage`` then answers them and does nothing else."""
PATIENCE = 2.0
"""Seconds after which an answer would come too late: a disk that is gone must not hold the prompt."""
OURS = "completion of the command lineage"
"""Stands in every script: a file without it is somebody else's."""
LISTED = ("33", "63", "64")
"""COMP_TYPE where bash lists candidates: only there may a description stand beside one, elsewhere it would be inserted."""

BASH = f"""\
# {OURS} for bash
_lineage() {{
    local kind word
    COMPREPLY=()
    while IFS=$'\\t' read -r kind word; do
        case $kind in
            dir) compopt -o dirnames 2>/dev/null ;;
            file) compopt -o default 2>/dev/null ;;
            part) compopt -o nospace 2>/dev/null; COMPREPLY+=("$word") ;;
            plain) COMPREPLY+=("$word") ;;
        esac
    done < <({VARIABLE}=bash_complete LINEAGE_LINE="${{COMP_LINE:0:COMP_POINT}}" COMP_TYPE="$COMP_TYPE" \\
        COMP_WORDBREAKS="$COMP_WORDBREAKS" COLUMNS="${{COLUMNS:-80}}" "$1" 2>/dev/null)
}}
complete -o nosort -F _lineage lineage 2>/dev/null || complete -F _lineage lineage
"""
ZSH = f"""\
#compdef lineage
# {OURS} for zsh
_lineage() {{
    local kind word
    local -a plain part
    while IFS=$'\\t' read -r kind word; do
        case $kind in
            dir) _files -/ ;;
            file) _files ;;
            part) part+=("$word") ;;
            plain) plain+=("$word") ;;
        esac
    done < <({VARIABLE}=zsh_complete LINEAGE_LINE="${{(j: :)words[1,CURRENT-1]}} $PREFIX" "$words[1]" 2>/dev/null)
    (( $#part )) && _describe -V lineage part -S ''
    (( $#plain )) && _describe -V lineage plain
}}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _lineage "$@"
else
    compdef _lineage lineage
fi
"""
FISH = f"""\
# {OURS} for fish
function __lineage_words
    set -l line (commandline -cp | string collect)
    set -l name (commandline -po)[1]
    for answer in (env {VARIABLE}=fish_complete LINEAGE_LINE=$line $name 2>/dev/null)
        set -l parts (string split -m 1 \\t -- $answer)
        switch $parts[1]
            case dir
                __fish_complete_directories (commandline -ct)
            case file
                __fish_complete_path (commandline -ct)
            case '*'
                echo $parts[2]
        end
    end
end
complete --no-files --keep-order --command lineage --arguments '(__lineage_words)'
"""


class Words(ShellComplete):
    """What click knows of a shell, told the line up to the cursor; ``--journal`` may stand anywhere on it."""

    def __init__(self, cli: click.Command, line: str) -> None:
        super().__init__(cli, {}, "lineage", VARIABLE)
        self._line = line

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one at the cursor, and what there is of that."""
        *before, last = split_line(self._line)[0]
        return before[1:], last

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """Candidates of click's own kinds, and those of ours."""
        from lineage.cli.candidates import dress, is_harmless, item
        from lineage.cli.main import COMMANDS, Session, take_journal

        if args and args[-1] == "--journal":
            return [CompletionItem(incomplete, type="dir")]
        named, args = take_journal(args)
        if not args and not incomplete.startswith("-"):
            return [item(name, line) for name, (_, line) in COMMANDS.items() if name.startswith(incomplete)]
        session = self.ctx_args["obj"] = Session(named)
        command, path = self._command(args)
        dress(command, path, session, _context(args))
        if isinstance(command, click.Group):
            whole = len(args) == len(path.split())
            found = command.shell_complete(click.Context(command), incomplete) if whole else []
        else:
            found = super().get_completions(args, incomplete)
        if incomplete.startswith("--") and "--journal".startswith(incomplete):
            found.append(CompletionItem("--journal", help="The journal's folder."))
        return [one for one in found if one.type in ("dir", "file") or is_harmless(one.value)]

    def _command(self, args: list[str]) -> tuple[click.Command, str]:
        """The command that the words before the cursor name."""
        command, path = self.cli, []
        context = click.Context(command, info_name="lineage")
        for word in args:
            inner = command.get_command(context, word) if isinstance(command, click.Group) else None
            if inner is not None:
                command = inner
                path.append(word)
        return command, " ".join(path)

    def format_completion(self, item: CompletionItem) -> str:
        """One line: kind, TAB, and what the script gives to its shell."""
        return f"{item.type}\t{item.value}"


class BashWords(Words):
    """bash takes words as they are, breaks them at ``:`` and ``=``, and has no room of its own for a description."""

    name: ClassVar[str] = "bash"
    source_template: ClassVar[str] = BASH

    def complete(self) -> str:
        """The lines, with descriptions where bash lists candidates and does not insert one."""
        args, incomplete = self.get_completion_args()
        found = self.get_completions(args, incomplete)
        quote = split_line(self._line)[1]
        cut = 0 if quote else _broken_at(incomplete, os.environ.get("COMP_WORDBREAKS", ""))
        words = [one.value[cut:] if one.type not in ("dir", "file") else one.value for one in found]
        if len(found) > 1 and os.environ.get("COMP_TYPE") in LISTED:
            wide = max(map(len, words))
            room = int(os.environ.get("COLUMNS", "80")) - wide - 5
            words = [
                f"{word:{wide}}  ({one.help[:room]})" if one.help and room > 10 else word
                for word, one in zip(words, found, strict=True)
            ]
        elif not quote:
            words = [
                "".join(char if char in _PLAIN or char.isalnum() else "\\" + char for char in word)
                for word in words
            ]
        return "\n".join(f"{one.type}\t{word}" for word, one in zip(words, found, strict=True))


def _broken_at(word: str, signs: str) -> int:
    """Where the part of a word begins that bash replaces: after the last sign it breaks words at, but from an @ on."""
    at = max((word.rfind(sign) for sign in signs), default=-1)
    return at if word[at : at + 1] == "@" else at + 1


_PLAIN = set("@%+=:,./-_")
"""Signs that bash takes as they are."""


class ZshWords(Words):
    """zsh quotes words itself; in what it describes, a colon ends the word."""

    name: ClassVar[str] = "zsh"
    source_template: ClassVar[str] = ZSH

    def format_completion(self, item: CompletionItem) -> str:
        """A word and its description, as ``_describe`` wants them."""
        word = item.value.replace("\\", "\\\\").replace(":", "\\:")
        return f"{item.type}\t{word}" + (f":{item.help}" if item.help else "")


class FishWords(Words):
    """fish quotes words itself, and takes a description after a TAB."""

    name: ClassVar[str] = "fish"
    source_template: ClassVar[str] = FISH

    def format_completion(self, item: CompletionItem) -> str:
        """A word and its description."""
        return f"{item.type}\t{item.value}" + (f"\t{item.help}" if item.help else "")


SHELLS: dict[str, type[Words]] = {one.name: one for one in (BashWords, ZshWords, FishWords)}


def split_line(line: str) -> tuple[list[str], str]:
    """The words of a line up to the cursor, the last one possibly empty, and the quote that is open there."""
    words, word, quote, escaped, begun = [], "", "", False, False
    for char in line:
        if escaped:
            word, escaped = word + char, False
        elif char == "\\" and quote != "'":
            escaped = begun = True
        elif quote:
            word, quote = (word, "") if char == quote else (word + char, quote)
        elif char in "\"'":
            quote, begun = char, True
        elif char.isspace():
            if word or begun:
                words.append(word)
            word, begun = "", False
        else:
            word += char
    return [*words, word], quote


def _context(args: list[str]) -> str:
    """The context that the line itself names."""
    for word in args:
        for head in ("@", "context:"):
            if word.startswith(head) and len(word) > len(head):
                return word.removeprefix(head)
    return ""


def answer(instruction: str) -> int:
    """Print what a script asks for: candidates, and where anything goes wrong none. A prompt is no place for a fault."""
    from lineage.cli.main import lineage

    # A fault of ours, Ctrl-C, a pipe that closed: all the same to a prompt.
    with suppress(BaseException), _in_time():
        shell, _, wanted = instruction.partition("_")
        words = SHELLS[shell](lineage, os.environ.get("LINEAGE_LINE", ""))
        said = words.source_template if wanted == "source" else words.complete() + "\n"
        sys.stdout.buffer.write(said.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    return 0


@contextmanager
def _in_time() -> Iterator[None]:
    """TimeoutError within it after PATIENCE, where the system can say so."""
    import signal

    def too_late(*_: object) -> None:
        raise TimeoutError

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, too_late)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
