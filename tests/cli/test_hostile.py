"""Text that would steer a terminal, in every place text can come from, printed by every command to a real terminal.

The corpus is ``tests/fixtures/hostile.json``. Commands run in this process, with a pseudo-terminal put under file descriptors
0, 1 and 2, so that whatever writes there is seen: click, Python, a program that is called. A few run as processes of their own.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import threading
import unicodedata
from pathlib import Path

import click
import pytest

from lineage.cli.main import COMMANDS, Exit, lineage, run
from lineage.journal import Journal
from lineage.model.fields import FIELDS
from lineage.model.text import visible

CORPUS = json.loads((Path(__file__).parent.parent / "fixtures" / "hostile.json").read_text(encoding="utf-8"))
HOSTILE = {name: one["text"] for name, one in CORPUS["hostile"].items()}
READABLE = CORPUS["readable"]
NO_TEXT = {"a byte that is no UTF-8": "a\udc9bb\udcff", "half a surrogate": "a\udcedb"}
"""What a command line or a file name can hold and no text can."""
ALL = "".join(text for text in HOSTILE.values() if len(text) < 200).replace("\x00", "")

GROUP = 6
"""Texts that one entry says together: every command reads every entry."""
TEXTS = [*HOSTILE.values()]
TOGETHER = [" ¦ ".join(texts) for texts in (TEXTS[at : at + GROUP] for at in range(0, len(TEXTS), GROUP))]

TYPED = ALL + "".join(NO_TEXT.values())
"""What a command line can hold."""

OURS = re.compile(r"\x1b\[(?:0|1|2|31|32|35|36)m|\r\x1b\[K")
"""The colours of lineage.cli.output and the end of one; the beginning and the end of its line of progress."""
FORGED = HOSTILE["own colour forged"]
SEEN_FORMATS = set("\u0600\u180e\u200b\u200c\u200d")
"""What may be shown though its category is that of a control: where a script needs it (tests/model/test_text.py says where)."""


class Terminal:
    """Two pseudo-terminals, one under stdin and stdout and one under stderr, or files in their place."""

    def __init__(self, *, columns: int, out: bool, err: bool, keys: str) -> None:
        self._pairs = [_pseudo_terminal(columns) if wanted else os.pipe() for wanted in (out, err)]
        self._terminal = out
        self._keys = keys
        self._seen = [b"", b""]
        self._reader = threading.Thread(target=self._read)

    def _read(self) -> None:
        """Take what is printed, and give a key whenever nothing was for a moment; a question throws away what was typed before."""
        open_ones = {pair[0]: at for at, pair in enumerate(self._pairs)}
        typed = 0
        while open_ones:
            ready, _, _ = select.select(list(open_ones), [], [], 0.02)
            for one in ready:
                try:
                    data = os.read(one, 1 << 16)
                except OSError:  # EIO: the other end was closed
                    data = b""
                self._seen[open_ones[one]] += data
                if not data:
                    del open_ones[one]
            if not ready and self._terminal and self._keys and self._pairs[0][0] in open_ones:
                os.write(self._pairs[0][0], self._keys[typed % len(self._keys)].encode())
                typed += 1

    @contextlib.contextmanager
    def _under(self):
        """This process's descriptors and streams are the terminal's within it."""
        kept = [os.dup(number) for number in range(3)]
        streams = sys.stdin, sys.stdout, sys.stderr, sys.__stdout__
        out, err = self._pairs[0][1], self._pairs[1][1]
        nothing = os.open(os.devnull, os.O_RDONLY)
        try:
            for number, under in enumerate((out if self._terminal else nothing, out, err)):
                os.dup2(under, number)
            sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
            sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
            sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
            yield
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
        finally:
            sys.stdin, sys.stdout, sys.stderr, sys.__stdout__ = streams
            for number, before in enumerate(kept):
                os.dup2(before, number)
            for one in (*kept, nothing, out, err):
                os.close(one)

    def run(self, words: list[str]) -> tuple[int, str, str]:
        """Run a command line as the installed command does; its exit code and what reached each terminal."""
        self._reader.start()
        code = 0
        try:
            with self._under():
                try:
                    run(words)
                except SystemExit as error:
                    code = error.code
        finally:
            self._reader.join()
            for master, _ in self._pairs:
                os.close(master)
        return code, *(seen.decode("utf-8") for seen in self._seen)


def _pseudo_terminal(columns: int) -> tuple[int, int]:
    """Both ends of one that changes no byte on its way and repeats no key."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, columns, 0, 0))
    mode = termios.tcgetattr(slave)
    mode[1] &= ~termios.OPOST
    mode[3] &= ~termios.ECHO
    termios.tcsetattr(slave, termios.TCSANOW, mode)
    return master, slave


def steering(text: str) -> list[str]:
    """Every character that could steer, hide or reorder, once our own colours are taken out; by Unicode's word, not by ours."""
    rest = OURS.sub("", text).replace("\r\n", "\n")  # the lines of a calendar end so
    return sorted(
        {
            ascii(char)
            for char in rest
            if (
                unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
                or 0xE0000 <= ord(char) <= 0xE0FFF
            )
            and char not in "\n\t"
            and char not in SEEN_FORMATS
            and not 0xE0100 <= ord(char) <= 0xE01EF
        }
    )


def assert_harmless(words: list[str], code: int, out: str, err: str) -> None:
    assert code in set(Exit), (words, code)
    assert code != Exit.BUG, (words, err)
    assert "Traceback" not in err, words
    for name, text in (("stdout", out), ("stderr", err)):
        assert not steering(text), (words, name, steering(text))
        assert FORGED not in text, (words, name)


@pytest.fixture
def terminal(monkeypatch):
    """Runs a command line under a terminal, checks what was printed, and gives (exit code, stdout, stderr)."""
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("COLUMNS", "LINES", "NO_COLOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EDITOR", "true")

    def run_words(*words: str, columns: int = 100, out: bool = True, err: bool = True, keys: str = ""):
        found = Terminal(columns=columns, out=out, err=err, keys=keys).run(list(words))
        assert_harmless(list(words), *found)
        return found

    return run_words


# A journal with nothing harmless in it --------------------------------------------------------------------------


def quoted(text: str) -> str:
    """A text as a double-quoted scalar of YAML: pure ASCII in the file, the text itself once it is read."""
    return '"' + "".join(_in_quotes(char) for char in text) + '"'


def _in_quotes(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if " " <= char <= "~":
        return char
    return f"\\U{ord(char):08x}" if ord(char) > 0xFFFF else f"\\u{ord(char):04x}"


ONE = ["title", *(item.name for item in FIELDS if not item.many and item.name != "sensitivity")]
MANY = [item.name for item in FIELDS if item.many]


def entry_text(identifier: str, text: str) -> str:
    """An entry that says one text everywhere."""
    said = quoted(text)
    lines = [f"id: {identifier}", "recorded: 2026-11-24T14:03:11+01:00"]
    lines += [f"{key}: {said}" for key in ONE]
    lines += [f"{key}:\n  - {said}" for key in MANY]
    lines += [f"odd: {said}", f"more:\n  - {said}", f"{quoted(text[:40] + ' key')}: {said}"]
    body = text.replace("\x00", "")
    return (
        "---\nkind: observation\n"
        + "\n".join(lines)
        + f"\n---\n\nseen {body}\n\n[{body}]{{.{body}}} [{body}]{{.G4}}\n"
    )


def coding_text(identifier: str, coder: str, text: str) -> str:
    """A second coding of an entry that says one text everywhere."""
    said, body = quoted(text), text.replace("\x00", "")
    lines = [
        f"entry: {identifier}",
        f"coder: {coder}",
        "recorded: 2026-12-01T10:12:00+01:00",
        f"machine: {said}",
    ]
    lines += [
        f"outcome: {said}",
        f"tensions:\n  - {said}\n  - capture",
        f"conditions:\n  - {said}",
        f"{quoted(text[:40])}: {said}",
    ]
    return "---\n" + "\n".join(lines) + f"\n---\n\n[{body}]{{.{body}}}\n\n{body}\n"


def raw_text(identifier: str, text: str) -> str:
    """An entry whose keys and values stand there as they are, quoted nowhere: most are faults."""
    return f"---\nid: {identifier}\nkind: {text}\nrecorded: 2026-11-24\n{text}: x\ntitle: {text}\n---\n\n{text}\n"


def file_name(text: str) -> str:
    """As much of a text as a file's name may be."""
    return os.fsdecode(os.fsencode(text.replace("/", "|").replace("\x00", ""))[:120].strip(b".")) or "x"


def lineage_toml(text: str) -> str:
    said = json.dumps(text)  # TOML's basic strings have JSON's escapes, but for pairs of surrogates
    if re.search(r"\\ud8", said):
        said = (
            '"'
            + "".join(
                f"\\U{ord(char):08x}" if char > "~" or char < " " or char in '"\\' else char for char in text
            )
            + '"'
        )
    keys = ["organisation", "setting", "channel", "observer_position", "sensitivity", "odd"]
    return f"[context.{said}]\nlook_again = {said}\n" + "".join(f"{key} = {said}\n" for key in keys)


TENSION = """\
---
id: {name}
code: {text}
family: {text}
label: {text}
hear: {text}
status: {text}
since: {text}
parent: {text}
alt_labels:
  - {text}
poles:
  - {text}
settings:
  - {text}
neighbours:
  {text}: {text}
  capture: {text}
hints:
  {text}: {text}
marks:
  - {text}
sources:
  - {text}
---

## Definition
{body}

## {line}
{body}

## Not when
{body}
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A journal in a hostile folder, with the corpus in its entries, file names, settings, taxonomy and drafts."""
    folder = tmp_path_factory.mktemp("home") / file_name(ALL[:40] + "\u202e journal")
    Journal.create(folder)
    (folder / "lineage.toml").write_text(
        f"name = {json.dumps(ALL[:60])}\n" + "".join(map(lineage_toml, HOSTILE.values()))
    )
    entries = folder / "entries"
    for number, text in enumerate((*TOGETHER, " ¦ ".join(READABLE.values()))):
        (entries / f"{an_id(number)}.md").write_bytes(entry_text(an_id(number), text).encode())
    for number, text in enumerate((*HOSTILE.values(), *NO_TEXT.values()), start=300):
        place = entries / file_name(text)
        place.mkdir()
        (place / f"{an_id(number)}-{file_name(text)}.md").write_bytes(
            raw_text(an_id(number), text).encode("utf-8", "surrogateescape")
        )
    for coder in ("jo", file_name(ALL[:30])):
        place = folder / "codings" / coder
        place.mkdir(parents=True)
        for number, text in enumerate(TOGETHER):
            (place / f"{an_id(number)}.md").write_bytes(
                coding_text(an_id(number), coder, text).encode("utf-8", "surrogateescape")
            )
    write_taxonomy(folder / "taxonomy")
    for place in (folder / "inbox", folder / ".lineage" / "drafts", folder / "templates"):
        place.mkdir(exist_ok=True)
        for name, text in (HOSTILE | NO_TEXT).items():
            del name
            (place / f"{file_name(text)[:60]}.md").write_bytes(text.encode("utf-8", "surrogateescape"))
    return folder


def an_id(number: int) -> str:
    return f"202611{number % 28 + 1:02d}-k7f{number:05d}"


def write_taxonomy(folder: Path) -> None:
    for kind in ("tensions", "families", "facets", "claims", "cruxes", "efforts", "delegation/rules"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(HOSTILE.values()):
        page = TENSION.format(name=f"own-{number}", text=quoted(text), body=text, line=" ".join(text.split()))
        (folder / "tensions" / f"own-{number}.md").write_bytes(page.encode())
    said = quoted(ALL)
    (folder / "facets" / "outcome.yaml").write_text(
        f"facet: outcome\nkey: outcome\nlabel: {said}\nquestion: {said}\nvalues:\n  {said}:\n    label: {said}\n    definition: {said}\n    key: x\n"
    )
    (folder / "facets" / "own.yaml").write_text(f"facet: {said}\nvalues:\n  {said}: [{said}]\n")
    for kind in ("claims", "cruxes", "efforts"):
        (folder / kind / f"own-{kind}.md").write_bytes(
            f"---\nid: own-{kind}\nkind: {said}\nlabel: {said}\ncounts: {said}\n---\n\n## {said}\n{ALL}\n".encode()
        )
    (folder / "families" / "own-family.md").write_bytes(
        f"---\nid: own-family\ncode: {said}\nlabel: {said}\nquestion: {said}\nhear: {said}\n---\n\n## {said}\n{ALL}\n".encode()
    )
    for name, when in (("R90", "sub >= 0"), ("R91", ALL[:90])):
        (folder / "delegation" / "rules" / f"{name}.md").write_bytes(
            f"---\nid: {name}\ntitle: {said}\nwhen: {quoted(when)}\neffects:\n  - at_most decide 2\nstrength: S4\nsources:\n  - {said}\nrequires:\n  - {said}\n---\n\n## Why\n{ALL}\n\n## Counter-argument\n{ALL}\n\n## What would change it\n{ALL}\n".encode()
        )
    (folder / "sources.yaml").write_text(f"{said}:\n  cite: {said}\n")


def notes_of(folder: Path, form: str) -> Path:
    """What an import is called on: other tools' files with the corpus in them."""
    folder.mkdir(parents=True)
    if form == "csv":
        path = folder / file_name(ALL[:50] + ".csv")
        cells = [f'"{text}"'.replace('""', '"') if '"' not in text else "x" for text in HOSTILE.values()]
        path.write_text(
            "Date,What happened," + ",".join(cells) + "\n2026-11-24,seen," + ",".join(cells) + "\n",
            newline="",
        )
        return path
    if form == "jrnl":
        path = folder / file_name(ALL[:50] + ".txt")
        path.write_text(
            "".join(f"[2026-11-24 14:03] {text} @{text}\n{text}\n\n" for text in HOSTILE.values()), newline=""
        )
        return path
    for text in (HOSTILE | NO_TEXT).values():
        path = folder / f"{file_name(text)[:80]}.md"
        said = f"---\n{quoted(text[:30])}: {quoted(text)}\ntags: [{quoted(text)}]\n---\n# {text}\n#tag{text} [[{text}]] ![[{text}]] {text}\n"
        path.write_bytes(said.encode("utf-8", "surrogateescape"))
    return folder


# Every command ----------------------------------------------------------------------------------------------------

ID = an_id(5)
TERMS = [
    "own-5",
    "own-family",
    "own-claims",
    "own-cruxes",
    "own-efforts",
    "R90",
    "outcome",
    ALL,
    "G4",
    ALL[:30],
    "no such term",
]
CASES: dict[str, list[list[str]]] = {
    "init": [["init", "{new}"], ["init", "{new}", "--for", "me"], ["init", "{journal}"]],
    "add": [
        ["add", ALL],
        ["add", "-q", f"@{ALL[:30]}", ALL],
        ["add", f"@{ALL[:30]}", ALL, "--suggest"],
        ["add"],
    ],
    "edit": [["edit", ID], ["edit", ID, "--set", f"title={ALL}"], ["edit", ID, "--set", f"{ALL}={ALL}"]],
    "tag": [["tag", ID, "+own-5"], ["tag", ID, f"+{ALL}", "-G4"], ["tag", "--query", "seen", "+G4"]],
    "import": [
        ["import", form, "{notes}", *more]
        for form in ("folder", "csv", "jrnl", "obsidian")
        for more in ((), ("--dry-run",))
    ],
    "remove": [["remove", an_id(6)]],
    "undo": [["undo"]],
    "forget": [["forget", an_id(7)], ["forget", an_id(8), "--yes"]],
    "list": [["list", "--limit", "1000"], ["list"], ["list", ALL]],
    "search": [["search", "seen", "--limit", "1000"], ["search", ALL], ["search", f'"{ALL}"']],
    "show": [["show", an_id(number)] for number in range(len(TOGETHER) + 1)] + [["show", ALL]],
    "trace": [["trace", ID], ["trace", an_id(9)]],
    "suggest": [["suggest", ALL], ["suggest", ID]],
    "due": [["due"], ["due", "--ics"], ["due", f"@{ALL[:30]}"], ["due", "--ahead", "9999", "--limit", "999"]],
    "week": [["week", "--limit", "2"], ["week", f"@{ALL[:30]}"]],
    "inbox": [["inbox"], ["inbox", "--take", ALL[:40]], ["inbox", "--all"]],
    "drafts": [
        ["drafts"],
        ["drafts", ALL[:40]],
        ["drafts", "formula.md"],
        ["drafts", "formula.md", "--save"],
    ],
    "agree compare": [["agree", "compare"], ["agree", ALL], ["agree", "compare", "seen", "--facet", ALL]],
    "agree code": [
        ["agree", "code", "--coder", "jo"],
        ["agree", "code", "--list", "--coder", ALL],
        ["agree", "code", ID, "--set", f"tensions={ALL}"],
    ],
    "agree health": [["agree", "health"]],
    "agree resolve": [
        ["agree", "resolve", an_id(9), "--reason", ALL],
        ["agree", "resolve", an_id(9)],
        ["agree", "resolve", ALL],
    ],
    "completion": [["completion", "bash"], ["completion", "bash", "--install"], ["completion", ALL]],
    "mine": [
        ["mine"],
        ["mine", "seen"],
        ["mine", "--keep"],
        ["mine", "--since-last"],
        ["mine", "--rejected"],
    ],
    "pattern show": [["pattern", "show", "p-"], ["pattern", "show", ALL]],
    "pattern accept": [["pattern", "accept", "p-", "--reason", ALL], ["pattern", "accept", ALL]],
    "pattern rename": [["pattern", "rename", "p-", ALL, "--reason", ALL], ["pattern", "rename", ALL, ALL]],
    "pattern reject": [
        ["pattern", "reject", "p-", "--reason", ALL],
        ["pattern", "reject", ALL, "--query", ALL],
    ],
    "advise": [["advise"], ["advise", "seen"], ["advise", "--questions"]],
    "claims": [["claims"]],
    "report": [["report"], ["report", "-o", "{new}.md"]],
    "taxonomy": [["taxonomy"]],
    "taxonomy list": [["taxonomy", "list"], ["taxonomy", "list", "own-family"]],
    "taxonomy show": [["taxonomy", "show", term] for term in TERMS],
    "taxonomy search": [["taxonomy", "search", "owned"], ["taxonomy", "search", ALL]],
    "taxonomy check": [["taxonomy", "check"]],
    "check": [["check"]],
    "index": [["index"]],
    "demo": [["demo", "{new}"]],
}
"""For each command the calls that print the most of what a journal holds; a command without a case fails the test below."""
KEYS = {"agree code": "1\rq\r", "agree resolve": "1\r", "week": "1\rq\r"}
"""What is typed where a command asks: one answer, then the key that leaves."""
ENDS = ("forget", "remove", "undo")
"""Those that take entries away, run last."""


def leaves(command=lineage, name=""):
    """Every command by its whole name, the groups that answer alone among them."""
    if isinstance(command, click.Group):
        if name and command.invoke_without_command:
            yield name, command
        context = click.Context(command)
        for sub in command.list_commands(context):
            yield from leaves(command.get_command(context, sub), f"{name} {sub}".strip())
    else:
        yield name, command


EVERY = dict(leaves())


def test_every_command_has_a_case():
    assert set(CASES) == set(EVERY)
    assert {name.partition(" ")[0] for name in CASES} == set(COMMANDS)


def takes(name: str, option: str) -> bool:
    return any(option in one.opts for one in EVERY[name].params)


def across(name: str) -> list[str]:
    """The journal has a context for each text of the corpus."""
    return ["--across"] if takes(name, "--across") else []


@pytest.mark.parametrize("name", sorted(CASES, key=lambda name: (name in ENDS, name)))
def test_no_command_lets_a_journal_steer_the_terminal(terminal, hostile, tmp_path, name):
    for number, case in enumerate(CASES[name]):
        both = takes(name, "--json") and (number == 0 or name.endswith("show")) and name != "demo"
        for as_json in (False, True) if both else (False,):
            place = tmp_path / f"{number}{as_json}{file_name(ALL[:30])}"
            notes = notes_of(place / "notes", case[1]) if name == "import" else place
            words = [
                word.format(new=place / "new", journal=hostile, notes=notes) if word.startswith("{") else word
                for word in case
            ]
            alone = number % 2 == 1  # stdout a terminal and stderr none, every other time
            code, out, _ = terminal(
                *words,
                *across(name),
                *(["--json"] if as_json else []),
                "--journal",
                str(hostile),
                err=not alone,
                keys=KEYS.get(name, "y\r1\x1b"),
                columns=60 + 20 * (number % 4),
            )
            if as_json and code in (Exit.DONE, Exit.PROBLEMS):
                json.loads(out)


def test_what_is_readable_stays_as_it_is(terminal, hostile):
    listed = terminal("list", "--limit", "1000", "--across", "--journal", str(hostile), columns=2000)[1]
    shown = terminal("show", an_id(len(TOGETHER)), "--journal", str(hostile))[1]
    assert [name for name, text in READABLE.items() if text not in listed or text not in shown] == []


def test_what_is_hostile_is_shown_and_not_dropped(terminal, hostile):
    out = terminal("list", "--limit", "1000", "--across", "--journal", str(hostile), columns=2000)[1]
    missing = [name for name, one in CORPUS["hostile"].items() if one["shown"] not in out]
    assert missing == []
    out = terminal("check", "--journal", str(hostile))[1]
    assert all(visible(file_name(text)) in out for text in NO_TEXT.values())


# What is typed, and what the environment holds ---------------------------------------------------------------------


def arguments_of(command: click.Command):
    """Calls of a command in which each of its parameters once has a hostile value: plain texts together, others one by one."""
    needed = [TYPED[:50] for one in command.params if isinstance(one, click.Argument) and one.required]
    texts: list[str] = []
    for one in command.params:
        if not isinstance(one, click.Option) or one.is_flag:
            continue
        if one.type is click.STRING:
            texts += [one.opts[-1], TYPED]
        else:
            yield [one.opts[-1], TYPED, *needed]
    if texts or needed:
        yield [*texts, *needed]
    for one in command.params:
        if isinstance(one, click.Argument):
            yield [TYPED]
            yield ["--", TYPED, TYPED]
    yield [f"--{TYPED}"]
    yield [f"-{TYPED}"]


@pytest.mark.parametrize("name", sorted(EVERY))
def test_nothing_that_is_typed_steers_the_terminal(terminal, hostile, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    for words in arguments_of(EVERY[name]):
        terminal(*name.split(), *across(name), *words, "--journal", str(hostile), keys="\x04")


@pytest.mark.parametrize(
    "name",
    [
        "LINEAGE_JOURNAL",
        "LINEAGE_CODER",
        "LINEAGE_CONTEXT",
        "LINEAGE_CACHE",
        "EDITOR",
        "USER",
        "HOME",
        "XDG_CONFIG_HOME",
        "SHELL",
    ],
)
def test_nothing_in_the_environment_steers_the_terminal(terminal, journal, tmp_path, monkeypatch, name):
    journal.add("seen", {})
    (tmp_path / file_name(ALL[:60] + TYPED[-6:]) / "lineage").mkdir(parents=True)
    (tmp_path / file_name(ALL[:60] + TYPED[-6:]) / "lineage" / "config.toml").write_text("[[[ none")
    value = (
        file_name(ALL[:60] + TYPED[-6:])
        if name == "EDITOR"
        else str(tmp_path / file_name(ALL[:60] + TYPED[-6:]))
    )
    monkeypatch.setenv(name, value)
    if name == "USER":
        monkeypatch.delenv("LINEAGE_CODER")
    monkeypatch.chdir(tmp_path)
    named = [] if name == "LINEAGE_JOURNAL" else ["--journal", str(journal.folder)]
    for words in (
        ["add", "seen"],
        ["list", "--json"],
        ["index"],
        ["edit", "2026"],
        ["check"],
        ["show", "2026"],
        ["due"],
        ["completion", "--install"],
    ):
        terminal(*words, *named, keys="\x04")


def test_a_fault_of_ours_is_reported_without_steering(terminal, journal, monkeypatch):
    def fall(*_args, **_options):
        raise RuntimeError(ALL)

    monkeypatch.setattr("lineage.reading.Reader.search", fall)
    code, out, err = Terminal(columns=80, out=True, err=True, keys="").run(
        ["list", "--journal", str(journal.folder)]
    )
    assert (code, out) == (Exit.BUG, "")
    assert not steering(err)
    assert f"RuntimeError: {visible(ALL, lines=True)}" in err


# Processes of their own --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        ([b"list", b"--limit", b"1000", b"--across"], {}),
        ([b"show", b"a\x9bb\xff\x1b[2J"], {}),
        ([b"add", b"-q", b"a\x9bb\xff\xc2\x9b31m \xe2\x80\xaetxt"], {}),
        ([b"list", b"word:\xed\xa0\x80"], {}),
        ([b"--\x1b]0;owned\x07"], {}),
        ([b"\x9b2J"], {}),
        ([b"check"], {"LC_ALL": "C"}),
        ([b"list", b"--across"], {"PYTHONIOENCODING": "ascii"}),
        ([b"list", b"--across"], {"PYTHONIOENCODING": "latin-1:strict"}),
        ([b"list", b"--across"], {"TERM": "\x1b]0;owned\x07"}),
        ([b"list", b"--across"], {"COLUMNS": "\x1b[2J"}),
        ([b"list", b"--across"], {"NO_COLOR": "\x1b[2J"}),
        ([b"import", b"folder", b"\xff\x9b\x1b[2J"], {}),
    ],
)
def test_a_process_of_its_own_does_not_steer_the_terminal(hostile, words, environment):
    master, slave = _pseudo_terminal(100)
    with subprocess.Popen(
        [sys.executable, "-m", "lineage", *words, b"--journal", os.fsencode(hostile)],
        stdin=subprocess.DEVNULL,
        stdout=slave,
        stderr=slave,
        env={**os.environ, **environment},
    ) as process:
        os.close(slave)
        seen = b""
        with contextlib.suppress(OSError):
            while data := os.read(master, 1 << 16):
                seen += data
    os.close(master)
    encoding = environment.get("PYTHONIOENCODING", "utf-8").partition(":")[0]
    assert_harmless(words, process.returncode, seen.decode(encoding), "")


def test_a_command_called_by_a_hostile_name_says_its_own(tmp_path):
    name = tmp_path / file_name(ALL[:40])
    name.write_text(f"#!{sys.executable}\nfrom lineage.cli.main import run\nrun()\n")
    name.chmod(0o755)
    root = str(Path(__file__).parent.parent.parent)
    for words in (["--help"], ["list", "--help"], ["nothing"], ["--nothing"], ["--version"]):
        done = subprocess.run(
            [str(name), *words],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": root},
            check=False,
        )
        assert not steering(done.stdout + done.stderr)
        assert "lineage" in done.stdout + done.stderr
