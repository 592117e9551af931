"""kill -9, a full disk and a failing disk at every system call that writes, of every command that writes.

Strace puts the fault into the first, the second, the third call … until the command goes through without meeting it.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

FAULTS = {
    "kill -9": "signal=KILL:when={}",
    "full disk": "error=ENOSPC:when={}",
    "failing disk": "error=EIO:when={}",
    "full from then on": "error=ENOSPC:when={}+",
}
WRITES = (
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "syncfs",
    "syncfs",
    "ftruncate",
    "mkdir",
    "mkdirat",
    "link",
    "linkat",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "rmdir",
)
OF_THE_INDEX = ("pwrite64", "fdatasync", "ftruncate")
SAMPLE = 8
"""SQLite alone makes these calls, on the index, which is derived: every eighth is tried. All others are tried one by one."""
TEXT = "a word that must not be lost, seen on a bad day\n"
CANARY = "canary-in-a-coal-mine"


@dataclass(frozen=True)
class Case:
    """A command that is tried: what is there before it, its words, what it is given."""

    name: str
    words: tuple[str, ...]
    before: tuple[tuple[str, ...], ...] = ()
    """Commands that make the journal as it is before; {0}, {1} … are the ids of the entries added."""
    stdin: str = ""
    editor: str = ":"
    text: str = ""
    """What must be in some file whenever the command was told to fail, and, from an editor, also after kill -9."""
    many: bool = False
    """True where it writes several entries: part of them may be done."""
    files: tuple[tuple[str, str], ...] = ()
    """Files outside the journal, or among its drafts."""


ADDED = (("add", "-q", "first seen"), ("add", "-q", "second seen"), ("add", "-q", "third seen"))
NOTES = tuple(
    (f"notes/2024-05-0{day}.md", f"# Note {day}\n\nWhat was seen on day {day}\n") for day in range(1, 7)
)
EDIT = f"printf '%s' '{TEXT}' >> \"$1\""

PAID = tuple(
    (
        "add",
        "-q",
        f"agreed on fund {n} and not paid",
        "-t",
        "G4",
        "--organisation",
        f"Body {n % 2}",
        "--episode",
        f"e{n}",
    )
    for n in range(5)
)
"""What makes one pattern: five episodes of two bodies."""

CASES = [
    Case("add", ("add", "-q"), (("init",),), stdin=TEXT, text=TEXT),
    Case(
        "add --each-line", ("add", "-q", "--each-line"), (("init",),), stdin="one seen\ntwo seen\n", many=True
    ),
    Case("edit --set", ("edit", "{0}", "--set", "outcome=held"), (("init",), *ADDED)),
    Case("edit", ("edit", "{0}"), (("init",), *ADDED), editor=EDIT, text=TEXT),
    Case("tag", ("tag", "{1}", "+G4"), (("init",), *ADDED)),
    Case("tag of many", ("tag", "--query", "seen", "+G4", "--yes"), (("init",), *ADDED), many=True),
    Case("undo of add", ("undo",), (("init",), *ADDED)),
    Case("undo of edit", ("undo",), (("init",), *ADDED, ("edit", "{0}", "--set", "outcome=held"))),
    Case(
        "undo of tag of many",
        ("undo",),
        (("init",), *ADDED, ("tag", "--query", "seen", "+G4", "--yes")),
        many=True,
    ),
    Case("undo of remove", ("undo",), (("init",), *ADDED, ("remove", "{2}"))),
    Case("remove", ("remove", "{1}"), (("init",), *ADDED)),
    Case(
        "import folder",
        ("import", "folder", "../notes", "--yes"),
        (("init",), ADDED[0]),
        files=NOTES,
        many=True,
    ),
    Case(
        "forget",
        ("forget", "{3}", "--yes"),
        (
            ("init",),
            *ADDED,
            ("add", "-q", CANARY),
            ("edit", "{3}", "--set", "outcome=held"),
            ("tag", "--query", "since:2000", "+G4", "--yes"),
        ),
    ),
    Case(
        "inbox --all",
        ("inbox", "--all"),
        (("init",), ADDED[0]),
        files=(("inbox/voice note.txt", TEXT), ("inbox/2026-03-04 another.md", "another note\n")),
        text=TEXT,
        many=True,
    ),
    Case(
        "agree resolve",
        ("agree", "resolve", "{0}", "--take", "jo", "--reason", "jo was there"),
        (
            ("init",),
            ("add", "-q", "first seen", "-t", "G4"),
            ("agree", "code", "{0}", "--coder", "jo", "--set", "tensions=F3", "--set", "outcome=stuck"),
        ),
        many=True,
    ),
    Case("pattern reject", ("pattern", "reject", "p-", "--reason", "one grant"), (("init",), *PAID)),
    Case("mine --keep", ("mine", "--keep"), (("init",), *PAID)),
    Case("mine --keep again", ("mine", "--keep"), (("init",), *PAID[:4], ("mine", "--keep"), PAID[4])),
    Case("init", ("init", "../journal")),
    Case(
        "drafts --save",
        ("drafts", "new-abcdef", "--save"),
        (("init",), ADDED[0]),
        files=((".lineage/drafts/new-abcdef.md", TEXT),),
        text=TEXT,
    ),
    Case(
        "drafts --edit",
        ("drafts", "new-abcdef", "--edit"),
        (("init",), ADDED[0]),
        files=((".lineage/drafts/new-abcdef.md", "half a "),),
        editor=EDIT,
        text=f"half a {TEXT}",
    ),
    Case(
        "drafts --drop",
        ("drafts", "new-abcdef", "--drop"),
        (("init",), ADDED[0]),
        files=((".lineage/drafts/new-abcdef.md", TEXT),),
        text=TEXT,
    ),
]
QUICK = {"add", "edit"}


class Trial:
    """One command with one kind of fault, tried point by point from the same beginning."""

    def __init__(self, command, case, plain) -> None:
        self.command, self.case, self.plain = command, case, plain
        command.set_editor(case.editor)
        self.ids: list[str] = []
        for before in case.before:
            words = [word.format(*self.ids) for word in before]
            done = command.run(
                *words, *([str(command.journal), "--for", "me"] if before == ("init",) else [])
            )
            assert done.code == 0, done
            if words[0] == "add":
                self.ids.append(done.out.strip())
        if case.before:
            command.run("list")  # the index is there, as it is in use
        for name, text in case.files:
            path = (command.place if name.startswith("notes") else command.journal) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.words = [self.argument(word) for word in case.words]
        self.kept = command.place / "kept"
        self.kept.mkdir()
        for name in ("journal", "cache", "home"):
            if (command.place / name).exists():
                shutil.copytree(command.place / name, self.kept / name)
        self.old = command.files()
        self.before = self.state()
        self.calls = command.traced(*self.words, stdin=case.stdin).calls
        self.after = self.state()
        self.reset()

    def argument(self, word: str) -> str:
        word = word.format(*self.ids)
        return str(self.command.place / word.removeprefix("../")) if word.startswith("../") else word

    def state(self) -> list[bytes]:
        return sorted(map(self.plain, self.command.entries().values()))

    def reset(self) -> None:
        for name in ("journal", "cache", "home"):
            shutil.rmtree(self.command.place / name, ignore_errors=True)
            if (self.kept / name).exists():
                shutil.copytree(self.kept / name, self.command.place / name)
        self.command.marks.unlink(missing_ok=True)

    def opened(self, calls: list[str]) -> list[int]:
        """Which of a run's calls of openat, counted from 1, opened a file or folder here to write or to sync it."""
        opens = [line for line in calls if line.startswith("openat(")]
        here = f', "{self.command.place}/'
        wanted = re.compile("O_CREAT|O_WRONLY|O_RDWR|O_DIRECTORY")
        return [number for number, line in enumerate(opens, start=1) if here in line and wanted.search(line)]

    def put(self, call: str, point: str, fault: str):
        """The command with a fault in one call.

        Which libraries are opened before, and how often, differs from one run to the next: where the fault met one of them, it is
        counted anew.
        """
        for _ in range(8):
            self.reset()
            done = self.command.traced(
                *self.words, stdin=self.case.stdin, fault=self.expression(call, point, fault)
            )
            if call != "openat" or f', "{self.command.place}/' in done.hit:
                break
            self.reset()
            self.calls = self.command.traced(*self.words, stdin=self.case.stdin).calls
        return done

    def expression(self, call: str, point: str, fault: str) -> str:
        if call != "openat":
            return point
        opened = self.opened(self.calls)
        return f"openat:{FAULTS[fault].format(opened[min(int(point), len(opened) - 1)])}"

    def points(self, fault: str) -> list[tuple[str, str]]:
        """Calls with the fault to put into each; openat by which of those here it is."""
        found = [("openat", str(which)) for which in range(len(self.opened(self.calls)))]
        for call in WRITES:
            count = sum(line.startswith(f"{call}(") for line in self.calls)
            if count:
                step = SAMPLE if call in OF_THE_INDEX else 1
                found += [(call, f"{call}:{FAULTS[fault].format(n)}") for n in range(1, count + 3, step)]
        if fault == "full from then on":
            # Any other call would take its libraries, or what it says, from the command.
            found = [point for point in found if point[0] == "fsync"]
        return found


@pytest.mark.usefixtures("strace")
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_word_is_lost_at_any_call(case, fault, command, plain, tried, quick):
    if quick and (case.name not in QUICK or fault == "failing disk"):
        pytest.skip("LINEAGE_HARSH=quick")
    trial = Trial(command, case, plain)
    for call, point in trial.points(fault):
        done = trial.put(call, point, fault)
        assert call != "openat" or f', "{command.place}/' in done.hit, (
            f"openat {point} was not met: {done.hit}"
        )
        if not done.hit:
            assert done.code == 0, (point, done.err)
            assert trial.state() == trial.after
            continue
        with tried(case.name, fault, call):
            about = f"{call} {point}: {done.hit}\ncode {done.code}\n{done.out}{done.err}"
            nothing_was_lost(trial, fault, done, about)
            it_goes_on(trial, done, about)


def nothing_was_lost(trial, fault, done, about) -> None:
    command, case = trial.command, trial.case
    spoken = re.match(r"write\([012]<", done.hit)
    if fault == "kill -9":
        assert done.code == -9, about
    elif not spoken:
        assert done.code in (0, 1), about
        assert (done.code == 0) == (not done.err.startswith("lineage: ")), about
    state = trial.state()
    if (
        done.code == 0 and "left alone: " not in done.err
    ):  # a note of the inbox that cannot be read stays there
        assert state == trial.after, about
    assert set(state) <= {*trial.before, *trial.after}, about
    if not case.many:
        assert state in (trial.before, trial.after), about
    if done.code == 1 and "not saved" in done.err and not case.many:
        assert state == trial.before, about
    held = command.everything()
    for path, data in trial.old.items():
        assert data in held or CANARY.encode() in data, f"{path} is lost\n{about}"
    if (
        case.text
        and not spoken
        and (command.marks.exists() if case.editor != ":" else done.code == 1 or case.files)
    ):
        the_text_is_told(trial, done, about)


def the_text_is_told(trial, done, about) -> None:
    """What the command was given is in a file; where it was not saved, the error says in which, or says the text itself."""
    words = trial.case.text.strip()
    if any(words.encode() in data for data in trial.command.everything()):
        named = [Path(name) for name in re.findall(r"/[^\s,;:]+\.md", done.err)]
        kept = any(words.encode() in path.read_bytes() for path in named if path.is_file())
        assert kept or trial.case.files or done.code != 1 or trial.state() == trial.after, (
            f"it is not told where the text is\n{about}"
        )
    else:
        assert words in done.err, f"the text is lost\n{about}"


def it_goes_on(trial, done, about) -> None:
    """What is left over is offered; the next command works, the same again too; an undo destroys nothing."""
    command, case = trial.command, trial.case
    if (command.journal / "entries").is_dir():
        listed = command.run("list", "--json")
        assert listed.code == 0, f"{listed}\n{about}"
        assert listed.out.count('"id":') == len(command.entries()), f"{listed}\n{about}"
        checked = command.run("check")
        for path in command.left_over():
            offered = path in checked.out or path in command.run("drafts", "--json").out
            assert offered, f"{path} is not offered: {checked}\n{about}"
    done_already = trial.state() == trial.after
    if case.name == "init":
        finished = (command.journal / "lineage.toml").exists()
        again = command.run(*trial.words)
        assert (again.code == 1 and "is a journal already" in again.err) if finished else again.code == 0, (
            about
        )
        assert command.run("add", "-q", TEXT).code == 0, about
        return
    again = command.run(*trial.words, stdin=case.stdin)
    if case.name.startswith(("undo", "remove", "forget", "drafts", "inbox", "agree")) and done_already:
        assert again.code in (0, 1), f"{again}\n{about}"
    else:
        assert again.code == 0, f"{again}\n{about}"
    if case.name == "forget":
        places = [path for path in command.journal.rglob("*") if path.is_file()]
        places += [path for path in (command.place / "cache").rglob("*") if path.is_file()]
        assert not [path for path in places if CANARY.encode() in path.read_bytes()], about
        assert not [path for path in places if CANARY in path.name], about
        return
    if case.name.startswith("import"):
        assert trial.state() == trial.after, about
    texts = [*trial.old.values(), *command.entries().values()]
    while command.run("undo").code == 0:
        held = command.everything()
        assert all(text in held for text in texts), f"an undo destroyed a text\n{about}"
