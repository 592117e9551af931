"""What the commands cost, as ratios of CPU time in one run: against jrnl, bare Python's start and the floor of the work.

    python benchmarks/commands.py [--entries 100000] [--runs 5] [--without-jrnl] [--json]

Each figure is the median over pairs of runs that follow each other, user + system seconds of the whole process; every program
has its bytecode written before it is measured. The floor of a full rebuild is: the same files found by scandir, read, and put
into one FTS5 table by sqlite3, nothing else. jrnl 4.6 has a virtual environment of its own, made once under the cache folder.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median

SMALL = 100
NOTES = 10_000
JRNL = "jrnl==4.6"
BARE = "pass"
STATS = """
import os, sys
stack = [sys.argv[1]]
while stack:
    for item in os.scandir(stack.pop()):
        if item.is_dir():
            stack.append(item.path)
        else:
            item.stat()
"""
FLOOR = """
import os, sqlite3, sys
rows = []
stack = [sys.argv[1]]
while stack:
    for item in os.scandir(stack.pop()):
        if item.is_dir():
            stack.append(item.path)
        else:
            with open(item.path, encoding="utf-8") as opened:
                rows.append((opened.read(),))
database = sqlite3.connect(sys.argv[2])
database.execute("CREATE VIRTUAL TABLE text USING fts5(body)")
database.executemany("INSERT INTO text VALUES (?)", rows)
database.commit()
"""
WORDS = [
    "the",
    "vote",
    "budget",
    "treasury",
    "council",
    "forum",
    "office",
    "asked",
    "nobody",
    "answered",
    "late",
    "again",
    "meeting",
    "plan",
    "rule",
    "member",
    "key",
    "tool",
    "paid",
]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A command against its counterpart: median CPU seconds of both, the median ratio of the pairs, and the goal."""

    name: str
    cpu: float
    against: float
    ratio: float
    goal: float | None
    note: str = ""

    def __str__(self):
        goal = "" if self.goal is None else f"goal {self.goal:g}"
        met = "" if self.goal is None or self.ratio <= self.goal else "  MISSED"
        return (
            f"{self.name:66} {self.ratio:7.3f} x  {goal:10}({self.cpu:.3f} s / {self.against:.3f} s)"
            f"{'  ' + self.note if self.note else ''}{met}"
        )


def text_of(number):
    """About eighty words; in one entry of a thousand a rare one."""
    words = " ".join(WORDS[(number * 7 + at * at) % len(WORDS)] for at in range(80))
    return words + (" quokka" if number % 1000 == 0 else "")


def day_of(number):
    return date(2016, 1, 1) + timedelta(days=number % 3900)


def make_journal(folder, count):
    """A journal of entries over ten years."""
    from lineage.model.entry import entry_id

    (folder / "taxonomy").mkdir(parents=True)
    (folder / "lineage.toml").write_text('name = "bench"\naudience = "me"\n')
    for number in range(count):
        day = day_of(number)
        identifier = entry_id(day, number * 2654435761 % 2**40)
        path = folder / "entries" / f"{day:%Y}" / f"{identifier}-made.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"---\nid: {identifier}\nkind: observation\ntitle: Made {number}\nobserved: {day}\nrecorded: {day}T12:00:00+00:00\n"
            f"setting: token-community\ntensions:\n  - plutocracy\noutcome: stall\n---\n\n{text_of(number)}\n",
            encoding="utf-8",
        )


def make_jrnl(folder, count):
    """The same entries as one jrnl file, and its settings; the words that call it."""
    folder.mkdir()
    written = [
        f"[{day_of(number)} 12:00] Made {number}.\n{text_of(number)}\n"
        for number in sorted(range(count), key=day_of)
    ]
    (folder / "journal.txt").write_text("\n".join(written) + "\n", encoding="utf-8")
    (folder / "jrnl.yaml").write_text(
        "colors:\n  body: none\n  date: none\n  tags: none\n  title: none\ndefault_hour: 9\ndefault_minute: 0\neditor: ''\n"
        "encrypt: false\nhighlight: false\nindent_character: '|'\njournals:\n  default:\n"
        f"    journal: {folder / 'journal.txt'}\nlinewrap: 79\ntagsymbols: '@'\ntemplate: false\n"
        "timeformat: '%Y-%m-%d %H:%M'\nversion: v4.6\n"
    )
    return ["--config-file", str(folder / "jrnl.yaml")]


def jrnl_command():
    """jrnl in an environment of its own, kept for the next time; None, with the reason told, where it cannot be had."""
    base = (
        Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lineage-benchmarks" / "jrnl-4.6"
    )
    program = base / ("Scripts" if os.name == "nt" else "bin") / "jrnl"
    python = program.with_name("python")
    if not program.exists():
        venv.create(base, with_pip=True)
        done = subprocess.run(
            [python, "-m", "pip", "install", "-q", JRNL], capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(f"without jrnl: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
            return None
    return [str(python), "-c", "import sys; from jrnl.main import run; sys.exit(run())"]


def cpu(words, env, text=None):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(words, env=env, input=text, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}\n{done.stdout[-500:]}\n{done.stderr[-2000:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peak(words, env):
    """MiB of memory at the most, asked of the process itself."""
    code = (
        "import resource, runpy, sys\nsys.argv = sys.argv[1:]\n"
        "try:\n    runpy.run_module('lineage', run_name='__main__', alter_sys=False)\n"
        "except SystemExit:\n    pass\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "lineage", *words], env=env, capture_output=True, text=True, check=True
    )
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return int(done.stderr.split()[-1]) / unit


class Bench:
    """Pairs of runs, and what came of them."""

    def __init__(self, env, runs):
        self.env = env
        self.runs = runs
        self.figures = []

    def pair(self, name, first, second, *, goal=None, before=lambda: None, runs=None):
        """Both commands in turn, after a warm-up; ``before`` is done before each of both and not counted."""
        pairs = []
        for run in range((runs or self.runs) + 1):
            before()
            one = cpu(first, self.env)
            other = cpu(second, self.env)
            if run:
                pairs.append((one, other))
        figure = Figure(
            name=name,
            cpu=round(median(one for one, _ in pairs), 3),
            against=round(median(other for _, other in pairs), 3),
            ratio=round(median(one / other for one, other in pairs), 3),
            goal=goal,
        )
        self.figures.append(figure)
        print(figure, file=sys.stderr, flush=True)


def measure(bench, place, count, jrnl):
    """The table of what the commands may cost."""
    small, large = place / "small", place / "large"
    for folder, entries in ((small, SMALL), (large, count)):
        make_journal(folder, entries)
    python = [sys.executable, "-c"]
    lineage = [*python, "from lineage.__main__ import run; run()"]
    at_small, at_large = [*lineage, "--journal", str(small)], [*lineage, "--journal", str(large)]
    often = max(bench.runs, 11)
    for words in (at_small, at_large):
        cpu([*words, "index"], bench.env)
        cpu([*words, "search", "quokka"], bench.env)
    time.sleep(2.1)  # what was touched just now is read again (git's racy rule)

    _writing(
        bench, at_small, at_large, jrnl and [*jrnl, *make_jrnl(place / "jrnl-small", SMALL)], often, count
    )
    _searching(
        bench, at_small, at_large, jrnl and [*jrnl, *make_jrnl(place / "jrnl-large", count)], often, count
    )
    _building(bench, place, at_large, count)
    _importing(bench, place)


def _writing(bench, at_small, at_large, jrnl, often, count):
    add = ["add", "-q", "the vote came late again and nobody answered"]
    if jrnl:
        bench.pair(
            f"add -q, {SMALL} entries / jrnl's",
            [*at_small, *add],
            [*jrnl, "the vote came late again and nobody answered"],
            goal=0.5,
            runs=often,
        )
    bench.pair(
        f"add -q, {count:,} entries / {SMALL} entries",
        [*at_large, *add],
        [*at_small, *add],
        goal=1.2,
        runs=often,
    )


def _searching(bench, at_small, at_large, jrnl, often, count):
    bare = [sys.executable, "-c", BARE]
    rare = [*at_large, "search", "quokka"]
    cpu(rare, bench.env)
    time.sleep(2.1)
    cpu(rare, bench.env)
    bench.pair(f"search a rare word, {count:,} entries / bare Python", rare, bare, goal=8, runs=often)
    bench.pair(
        f"the first search after an add, {count:,} entries / bare Python",
        rare,
        bare,
        goal=8,
        runs=often,
        before=lambda: cpu([*at_large, "add", "-q", "seen again"], bench.env),
    )
    if jrnl:
        bench.pair(
            f"search a rare word, {count:,} entries / jrnl -contains",
            rare,
            [*jrnl, "-contains", "quokka"],
            goal=0.04,
            runs=2,
        )
    bench.pair(f"search a rare word, {SMALL} entries / bare Python", [*at_small, "search", "quokka"], bare)
    bench.pair(
        f"search a frequent word, {count:,} entries / bare Python", [*at_large, "search", "vote"], bare
    )
    bench.pair(f"list a setting, {count:,} entries / bare Python", [*at_large, "list", "setting:dao"], bare)


def _building(bench, place, at_large, count):
    python = [sys.executable, "-c"]
    entries = str(place / "large" / "entries")
    cpu([*at_large, "index"], bench.env)
    bench.pair(
        f"full refresh, nothing changed, {count:,} entries / bare scandir and stat",
        [*at_large, "index"],
        [*python, STATS, entries],
        goal=3,
    )

    def forget():
        for path in [*place.glob("cache/*/*"), place / "floor.db"]:
            path.unlink(missing_ok=True)

    bench.pair(
        f"full rebuild, {count:,} entries / the same files read into bare FTS5",
        [*at_large, "index"],
        [*python, FLOOR, entries, str(place / "floor.db")],
        goal=3,
        before=forget,
    )
    forget()
    rss = peak(["--journal", str(place / "large"), "index"], bench.env)
    bench.figures.append(
        Figure(
            name="full rebuild, memory in MiB / 300",
            cpu=rss,
            against=300.0,
            ratio=round(rss / 300, 3),
            goal=1,
        )
    )
    print(bench.figures[-1], file=sys.stderr)


def _importing(bench, place):
    notes = place / "notes"
    for number in range(NOTES):
        path = notes / f"{day_of(number):%Y}" / f"{day_of(number)}-{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# Note {number}\n\n{text_of(number)} {number}\n", encoding="utf-8")
    journal = place / "imported"
    make_journal(journal, SMALL)
    began = time.monotonic()
    used = cpu(
        [
            *(sys.executable, "-m", "lineage", "--journal", str(journal)),
            *("import", "folder", str(notes), "--yes"),
        ],
        bench.env,
    )
    wall = time.monotonic() - began
    figure = Figure(
        name=f"import of {NOTES:,} notes, seconds of wall time / 10",
        cpu=round(wall, 3),
        against=10.0,
        ratio=round(wall / 10, 3),
        goal=1,
        note=f"{used:.1f} s of CPU",
    )
    bench.figures.append(figure)
    print(figure, file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--without-jrnl", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    jrnl = None if options.without_jrnl else jrnl_command()
    with tempfile.TemporaryDirectory(prefix="lineage-bench-") as name:
        place = Path(name)
        env = os.environ | {
            "LINEAGE_CACHE": str(place / "cache"),
            "LINEAGE_CODER": "bench",
            "XDG_CONFIG_HOME": str(place / "config"),
            "PYTHONPYCACHEPREFIX": str(place / "bytecode"),
            "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
        }
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        bench = Bench(env, options.runs)
        measure(bench, place, options.entries, jrnl)
    if options.json:
        figures = {
            one.name: {"ratio": one.ratio, "goal": one.goal, "cpu_s": one.cpu} for one in bench.figures
        }
        print(json.dumps({"entries": options.entries, "figures": figures}, indent=2))
        return
    print(f"{options.entries:,} entries, medians of pairs of runs, CPU seconds of whole processes")
    for one in bench.figures:
        print(one)


if __name__ == "__main__":
    main()
