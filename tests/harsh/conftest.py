"""What the harsh tests share: commands run for real, faults put into their system calls, and a table of what was tried.

`make harsh` runs them: minutes, and the parts that need root or strace say so where these are missing. LINEAGE_HARSH=quick takes
a few of each.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

QUICK = os.environ.get("LINEAGE_HARSH") == "quick"
TRIED: Counter[tuple[str, str, str]] = Counter()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.harsh)


def pytest_terminal_summary(terminalreporter):
    if not TRIED:
        return
    write = terminalreporter.write_line
    write("")
    write(f"{'what':<22} {'fault':<24} {'where':<12} {'points':>7} {'ok':>6}")
    for what, fault, where in sorted({key[:3] for key in TRIED if key[2] != "ok"}):
        points = TRIED[what, fault, where]
        good = TRIED[f"{what}\0{where}", fault, "ok"]
        write(f"{what:<22} {fault:<24} {where:<12} {points:>7,} {good:>6,}")
    total = sum(count for key, count in TRIED.items() if key[2] != "ok")
    good = sum(count for key, count in TRIED.items() if key[2] == "ok")
    write(f"{'total':<60} {total:>7,} {good:>6,}")


@pytest.fixture
def quick():
    return QUICK


@pytest.fixture
def tried():
    """Counts a point, then that it was good: a test that stops in between shows in the table."""

    @contextlib.contextmanager
    def count(what: str, fault: str, where: str, points: int = 1):
        TRIED[what, fault, where] += points
        yield
        TRIED[f"{what}\0{where}", fault, "ok"] += points

    return count


@dataclass(frozen=True)
class Run:
    """One command as it ended: its exit code (minus the signal that ended it), what it said, which system calls it made."""

    code: int
    out: str
    err: str
    calls: list[str] = field(default_factory=list)

    @property
    def hit(self) -> str:
        """The system call that the fault was put into; empty where none was."""
        if self.code == -9:
            lines = [line for line in self.calls if not line.startswith(("+++", "---"))]
            return lines[-1] if lines else ""
        return next((line for line in self.calls if "(INJECTED)" in line), "")


CALLS = (
    "openat",
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "syncfs",
    "ftruncate",
    "?mkdir",
    "mkdirat",
    "?link",
    "linkat",
    "?rename",
    "renameat",
    "renameat2",
    "?unlink",
    "unlinkat",
    "?rmdir",
)
"""Every call that changes a disk, and openat; the marked ones are not on every machine."""


class Command:
    """Runs `lineage` as a process of its own, in a journal at one place, with faults put into its system calls."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.journal = place / "journal"
        self.marks = place / "marks"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(place / "home"),
            "LINEAGE_CACHE": str(place / "cache"),
            "LINEAGE_CODER": "mina",
            "EDITOR": str(place / "editor.sh"),
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }

    def argv(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "lineage", "--journal", str(self.journal), *words]

    def run(self, *words: str, stdin: str | None = None) -> Run:
        """In this process, which is quick: what comes before and after the command that is tried."""
        from lineage.cli.main import call

        out, err = io.StringIO(), io.StringIO()
        kept, sys.stdin = sys.stdin, io.StringIO(stdin or "")
        before = dict(os.environ)
        os.environ.update(self.environment)
        os.environ.pop("VISUAL", None)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = call(["--journal", str(self.journal), *words])
        finally:
            sys.stdin = kept
            os.environ.clear()
            os.environ.update(before)
        return Run(code, out.getvalue(), err.getvalue())

    def traced(self, *words: str, stdin: str | None = None, fault: str = "") -> Run:
        """As a process of its own under strace; ``fault`` is an expression of strace's, such as fsync:error=EIO:when=2."""
        log = self.place / "calls"
        inject = ["-e", f"inject={fault}"] if fault else []
        done = subprocess.run(
            [
                "strace",
                "-qq",
                "-y",
                "-o",
                str(log),
                "-e",
                f"trace={','.join(CALLS)}",
                *inject,
                *self.argv(*words),
            ],
            env=self.environment,
            input=stdin or "",
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            cwd=self.place,
        )
        return Run(done.returncode, done.stdout, done.stderr, log.read_text(errors="replace").splitlines())

    def process(self, *words: str, **options) -> subprocess.CompletedProcess[str]:
        """As a process of its own."""
        options = {"env": self.environment, "capture_output": True, "text": True, "timeout": 120} | options
        return subprocess.run(self.argv(*words), check=False, **options)

    def set_editor(self, line: str) -> None:
        """An editor that runs a line of shell on the file it is given, and leaves a mark when it is done."""
        script = self.place / "editor.sh"
        script.write_text(f"#!/bin/sh\n{line}\ntouch '{self.marks}'\n")
        script.chmod(0o755)

    def entries(self) -> dict[str, bytes]:
        """Every file that a reader takes for an entry, by its path."""
        from lineage.store.listing import list_files

        if not (self.journal / "entries").is_dir():
            return {}
        found = [Path(item.path) for item in list_files(self.journal)]
        return {path.relative_to(self.journal).as_posix(): path.read_bytes() for path in found}

    def files(self) -> dict[str, bytes]:
        """Every file of the journal that is not ours alone (undo, drafts, temporary files), by its path."""
        found = [path for path in self.journal.rglob("*") if path.is_file()]
        paths = {path.relative_to(self.journal).as_posix(): path for path in found}
        return {name: path.read_bytes() for name, path in paths.items() if not name.startswith(".lineage/")}

    def everything(self) -> list[bytes]:
        """The bytes of every file of the journal, and of the user's own drafts."""
        places = [self.journal, self.place / "home"]
        return [path.read_bytes() for place in places for path in place.rglob("*") if path.is_file()]

    def left_over(self) -> list[str]:
        """What commands left that may hold a text, by its path in the journal; undo and origins hold copies and no texts."""
        found = [*(self.journal / ".lineage" / "drafts").glob("*"), *self.journal.rglob(".*.tmp")]
        others = {self.journal / ".lineage" / name for name in ("undo", "origins")}
        return sorted(
            {one.relative_to(self.journal).as_posix() for one in found if not others & {*one.parents}}
        )


@pytest.fixture
def command(tmp_path):
    """A new journal at a place of its own, and commands to run in it."""
    one = Command(tmp_path)
    one.set_editor(":")
    (tmp_path / "home").mkdir()
    return one


@pytest.fixture
def strace(tmp_path):
    """Skips where calls cannot be traced or faults not put into them."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    done = subprocess.run(
        [
            "strace",
            "-qq",
            "-o",
            str(tmp_path / "probe"),
            "-e",
            "inject=?mkdir,mkdirat:error=ENOSPC",
            "mkdir",
            "x",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    if "No space left" not in done.stderr:
        pytest.skip(f"strace cannot put faults into calls here: {done.stderr.strip() or done.returncode}")


@pytest.fixture
def root():
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("mounting a disk needs root")


ID = re.compile(rb"\d{8}-[0-9a-z]{8}")
TIME = re.compile(rb"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}")


@pytest.fixture
def plain():
    """The bytes of an entry without what differs from one run to the next: ids and times."""
    return lambda data: TIME.sub(b"TIME", ID.sub(b"ID", data))
