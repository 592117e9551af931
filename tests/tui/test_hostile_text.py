from __future__ import annotations

import ast
import contextlib
import os
import pty
import re
import select
import signal
import struct
import sys
import time
from pathlib import Path

import pytest

from lineage.tui.journal_screen import JournalScreen
from lineage.tui.widgets.entries import EntryRows
from lineage.tui.widgets.page import Page

SOURCES = sorted((Path(__file__).resolve().parents[2] / "lineage" / "tui").rglob("*.py"))

STEERING = [
    "\x1b]0;PWNED\x07",
    "\x1b]8;;file:///etc/passwd\x1b\\PWNED\x1b]8;;\x1b\\",
    "\x1b]52;c;UFdORUQ=\x07",
    "\x1b[31;5mPWNED",
    "\x1b[2J\x1b[6n",
    "\x1b[?1049lPWNED",
    "\x1bP$qmPWNED\x1b\\",
    "\x1bc",
    "\x9b31mPWNED",
    "\x9d0;PWNED\x9c",
    "\x90PWNED\x9c",
    "\x07\x08\x0b\x0c\x0e\x0f\x7f",
    "\u202ePWNED\u202c",
    "\u2066PWNED\u2069",
    "\u2028PWNED",
    "\u200b\u200d\ufeff",
]
MARKUP = [
    "[TODO] Q3",
    "[/]",
    "[/b]",
    "[b",
    "[@click=app.quit]x[/]",
    "[link=file:///etc/passwd]x[/link]",
    "[red]x",
    "[x] done",
]
EVERYTHING = " ".join([*STEERING, *MARKUP])

# What a terminal program says of its own: cursor, colours, modes, the kitty protocol, the shape of the pointer.
OURS = re.compile(r"\x1b\]22;[a-z-]+\x07|\x1b\[[0-9;:?<>=!$\"' ]*[@-~]|\x1b[78=>]|\x1b\([AB0]")
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def yaml_text(text):
    """A double-quoted YAML scalar with every control character written out."""
    return (
        '"'
        + "".join(
            f"\\u{ord(char):04x}" if not 0x20 <= ord(char) < 0x7F or char in '"\\' else char for char in text
        )
        + '"'
    )


@pytest.fixture
def hostile(journal, write):
    """A journal in which every field, own term and draft tries to steer the terminal."""
    said = yaml_text(EVERYTHING)
    fields = (
        "title",
        "observer",
        "coder",
        "context",
        "setting",
        "organisation",
        "outcome",
        "episode",
        "cost",
        "stage",
    )
    lists = ("actors", "words", "tried", "sources", "conditions")
    for number in range(6):
        lines = "".join(f"{name}: {said}\n" for name in fields)
        lines += "".join(f"{name}:\n  - {said}\n" for name in lists)
        lines += f"tensions:\n  - own-term\n  - {said}\nunknown_key: {said}\n"
        follows = f"follows:\n  - 20260101-0000000{number - 1}\n" if number else ""
        body = (
            (
                f"# {EVERYTHING}\n\n[{EVERYTHING.replace(']', '')}]{{.own-term}}\n\n- {EVERYTHING}\n\n> {EVERYTHING}\n\n"
                f"```\n{EVERYTHING}\n```\n\n| a | b |\n|---|---|\n| {EVERYTHING} | x |\n\n    {EVERYTHING}\n"
            )
            .replace("\x0b", "")
            .replace("\x0c", "")
        )
        write(
            f"20260101-0000000{number}-\x1b]0;PWNED.md",
            f"---\nid: 20260101-0000000{number}\nkind: observation\nobserved: 2026-01-0{number + 1}\n"
            f"recorded: 2026-01-01T12:00:00+00:00\n{lines}{follows}---\n\n{body}",
        )
    write("broken-\x1b[31m.md", "---\nid: \x1b]0;PWNED\x07\n")
    own = journal.folder / "taxonomy" / "tensions"
    own.mkdir(parents=True)
    sections = "".join(
        f"## {name}\n- {EVERYTHING}\n\n" for name in ("Definition", "Signals", "Not when", "Examples")
    )
    (own / "own-term.md").write_text(
        f"---\nid: own-term\ncode: Z1\nfamily: execution\nlabel: {said}\nhear: {said}\nalt_labels:\n  - {said}\n"
        f"neighbours:\n  hold-up: {said}\n---\n\n{sections}".replace("\x0b", "").replace("\x0c", ""),
        encoding="utf-8",
        newline="",
    )
    (journal.folder / "lineage.toml").write_text(
        f'name = {yaml_text(EVERYTHING)}\naudience = "me"\n[context.{yaml_text(EVERYTHING)}]\norganisation = {yaml_text(EVERYTHING)}\n'
    )
    journal.keep_draft("new", EVERYTHING, context=EVERYTHING, given={"organisation": EVERYTHING})
    return journal


class Terminal:
    """The real program under a pty of a size, everything it writes kept."""

    def __init__(self, journal, rows=40, columns=120):
        import fcntl
        import termios

        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            environment = os.environ | {"TERM": "xterm-256color"}
            environment.pop("COLUMNS", None)
            environment.pop("LINES", None)
            time.sleep(0.2)  # the parent sets the size first
            os.execve(
                sys.executable,
                [sys.executable, "-m", "lineage", "--journal", str(journal.folder)],
                environment,
            )
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.seen = b""

    def read(self, seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.handle], [], [], left)[0]:
                try:
                    data = os.read(self.handle, 65536)
                except OSError:
                    return False
                if not data:
                    return False
                self.seen += data
        return True

    def wait_for(self, words):
        for _ in range(200):
            if words in self.seen:
                return
            self.read(0.1)
        pytest.fail(f"{words!r} was never drawn: {self.seen[-400:]!r}")

    def press(self, keys, seconds=0.7):
        os.write(self.handle, keys)
        return self.read(seconds)

    def close(self):
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.handle)


WALK = [
    b"\x1b",  # out of the line, among what waits and the last entries
    b"\t", b"2", b"j", b"\r", b"j", b"j", b"j", b"\x1b", b"f", b"j", b"j", b"\r", b"\x1b", b"c", b"l", b"j", b"\x1b",
    b"/", b"organisation:\t", b"\x1b", b"s", b"\x1b", b"t", b"own", b"\x1b", b"t", b"\x1b",
    b"x", b"/", b"own-term", b"\r", b"\r", b"j", b"\x1b", b"?", b"\x1b", b"\x10", b"tag", b"\x1b",
    b"5", b"\t", b"2", b"\t", b"\x1b", b"1", b"\t", b"\x1b", b"n", b"\x12", b"\t", b"\x1b",
]  # fmt: skip


REACHED = (
    "PWNED", "What waits", "How it stands", "Mark a passage", "used before", "find a word", "Keys here", "Sounds like",
    "comes again", "without a pattern",
)  # fmt: skip


def assert_harmless(said):
    """Nothing that was drawn could steer a terminal, but what a terminal program says of its own."""
    for payload in STEERING:
        assert payload not in said
    left = OURS.sub("", said)
    left = left.replace("\r", "").replace("\n", "").replace("\t", "").replace("\x08", "").replace("\x0f", "")
    hidden = HIDDEN.search(left)
    assert hidden is None, left[max(0, hidden.start() - 60) : hidden.start() + 60].encode("unicode_escape")


@pytest.fixture
def coded(hostile):
    """The journal again, with a coder whose name, answers, passages and remark try to steer the terminal."""
    said, other = yaml_text(EVERYTHING), yaml_text(f"Another {EVERYTHING}")
    folder = hostile.folder / "codings" / "x"
    folder.mkdir(parents=True)
    for number in range(6):
        text = (
            f"---\nentry: 20260101-0000000{number}\ncoder: {other}\nrecorded: 2026-01-02T12:00:00+00:00\n"
            f"tensions:\n  - hold-up\n  - {said}\noutcome: {said}\nstage: {said}\n---\n\n"
            f"[{EVERYTHING.replace(']', '')}]{{.hold-up}}\n\n{EVERYTHING}\n"
        )
        place = folder / f"20260101-0000000{number}.md"
        place.write_text(text.replace("\x0b", "").replace("\x0c", ""), encoding="utf-8", newline="")
    return hostile


CODING = (
    (b"\x1b", b""),
    (b"2", b"How it stands"),
    (b"a", b"What eroded"),
    (b"\r", b"several values"),
    (b"\x1b", b""), (b"\x1b", b""),
    (b"C", b"codes blind"),
    (b"o", b"one value"), (b"\x1b", b""),
    (b"t", b"Which tension?"), (b"\x1b", b""),
    (b"\x1b[1;2C\x1b[1;2C\x1b[1;2C\r", b"What does it show?"), (b"\x1b", b""),
    (b"r", b"Remark"), (b"\x1b", b""),
    (b"s", b""), (b"?", b"Keys here"), (b"\x1b", b""),
    (b"C", b"for your own blind coding"),
    (b"w", b"The text"),
    (b"\r", b"What stands?"), (b"\x1b[B\r", b""), (b"why\r", b"1 settled"),
)  # fmt: skip


def test_no_screen_of_coding_lets_a_text_a_coder_or_a_passage_steer_the_terminal(coded):
    terminal = Terminal(coded)
    try:
        terminal.wait_for(b"What waits")
        for key, words in CODING:
            assert terminal.press(key), f"it ended at {key!r}"
            terminal.wait_for(words)
        terminal.press(b"\x11", 2.0)
    finally:
        terminal.close()
    said = terminal.seen.decode("utf-8")
    assert "PWNED" in said
    assert_harmless(said)


def test_no_screen_lets_a_text_steer_the_terminal(hostile):
    terminal = Terminal(hostile)
    try:
        terminal.wait_for(b"What waits")
        for key in WALK:
            assert terminal.press(key), f"it ended at {key!r}"
        for _ in range(20):  # a busy machine may still be leaving the page before
            terminal.press(b"\x1b")
            terminal.press(b"p", 1.5)
            if b"This search" in terminal.seen:
                break
        terminal.wait_for(b"This search")
        for key in (b"d", b"i", b"2", b"j", b"\t", b"j"):
            assert terminal.press(key, 1.0), f"it ended at {key!r}"
        terminal.wait_for(b"By the journal")
        terminal.press(b"\x11", 2.0)
    finally:
        terminal.close()
    said = terminal.seen.decode("utf-8")
    for words in REACHED:
        assert words in said, f"{words!r} was never drawn: a screen was not tried"
    assert_harmless(said)


def test_brackets_of_a_text_are_shown_as_they_stand_in_the_file(screen, run, wait_for, entries):
    said = " ".join(MARKUP)
    entries(
        {"title": yaml_text(said), "organisation": yaml_text(said), "body": said, "words": [yaml_text(said)]}
    )

    async def shows():
        async with screen() as pilot:
            await pilot.press("enter")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, JournalScreen), "the journal")
            page = pilot.app.screen.query_one(Page)
            await wait_for(pilot, lambda: "Details" in page.text, "the entry")
            words = " ".join(page.text.split())
            assert (
                words.count("[TODO] Q3 [/] [/b] [b [@click=app.quit]x[/] [link=file:///etc/passwd]x[/link]")
                >= 3
            )
            rows = pilot.app.screen.query_one(EntryRows)
            assert rows.lines_of(0, 200)[0].plain.strip() == said
            pilot.app.say(said, title=said)
            await pilot.pause()
            assert pilot.app.is_running

    run(shows())


SHOWS_MARKUP = {
    "Static",
    "Label",
    "_Heading",
    "Button",
    "Checkbox",
    "RadioButton",
    "Tooltip",
    "Link",
    "Digits",
}
CONTENT = {"safe", "joined", "fitted", "spread", "Content", "_greeting"}


TITLES = {"border_title", "border_subtitle", "tooltip"}


def _harmless(node):
    """True for a constant, and for what a function of ours made safe."""
    return isinstance(node, ast.Constant) or _name(getattr(node, "func", node)) in CONTENT


def _name(node):
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _read_as_markup(tree):
    """Calls in which a text that is no constant could be read as markup."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("from_markup", "render_markup", "from_text"):
            yield node.lineno, node.attr
        titled = isinstance(node, ast.Assign) and {_name(one) for one in node.targets} & TITLES
        if titled and not _harmless(node.value):
            yield node.lineno, "a title made of text"
        if isinstance(node, ast.Call):
            plain = any(
                one.arg == "markup" and getattr(one.value, "value", None) is False for one in node.keywords
            )
            if _name(node.func) == "notify" and not plain:
                yield node.lineno, "notify"
            if _name(node.func) in SHOWS_MARKUP and not plain:
                yield from ((node.lineno, _name(node.func)) for one in node.args[:1] if not _harmless(one))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_text_reaches_a_widget_that_would_read_markup_in_it(path):
    found = list(_read_as_markup(ast.parse(path.read_text(encoding="utf-8"))))
    assert found == [], path


def test_the_search_for_markup_finds_what_it_seeks():
    tried = [
        'Static(f"{x}")',
        "self.notify(x)",
        "Content.from_markup(x)",
        "box.border_title = name",
        "RadioButton(label)",
    ]
    assert all(list(_read_as_markup(ast.parse(one))) for one in tried)
    allowed = [
        'Static(f"{x}", markup=False)',
        "self.notify(x, markup=False)",
        'Static("Where?")',
        "RadioButton(Content(x))",
    ]
    assert not any(list(_read_as_markup(ast.parse(one))) for one in allowed)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        "|a" * 20_000 + "\n" + "|-" * 20_000,
        "*a" * 60_000,
        "`" * 60_000,
        "> " * 20_000,
        "- " * 20_000,
        "word " * 60_000,
        "a\n\n" * 80_000,
        "[a]{.b}" * 20_000,
        "\u4e00" * 100_000,
    ],
    ids=["brackets", "table", "stars", "ticks", "quotes", "lists", "words", "paragraphs", "spans", "wide"],
)
def test_a_pathological_text_is_a_page_within_a_second(journal, text):
    from lineage.tui.prose import blocks_of
    from lineage.tui.widgets.page import _lines_of

    blocks_of("warm", journal.names)
    began = time.process_time()
    blocks = blocks_of(text, journal.names)
    lines = [line for block in blocks for line in _lines_of(block, 60)]
    assert time.process_time() - began < 1.0
    assert lines
