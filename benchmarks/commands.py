"""What the commands cost, as ratios of CPU time in one run: against bare Python's start, and against the floor of the work.

    python benchmarks/commands.py [--entries 10000] [--runs 5] [--json]

Each figure is the median over runs that alternate with its counterpart, user + system seconds of the whole process. The floor of a
full rebuild is: the same files found by scandir, read, and put into one FTS5 table by sqlite3, nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from statistics import median

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


def make_journal(folder, count):
    """A journal of entries of about eighty words, one in a thousand with a rare word."""
    from lineage.model.entry import entry_id

    (folder / "taxonomy").mkdir(parents=True)
    for number in range(count):
        day = date(2016, 1, 1) + timedelta(days=number % 3900)
        identifier = entry_id(day, number * 2654435761 % 2**40)
        body = " ".join(WORDS[(number * 7 + at * at) % len(WORDS)] for at in range(80)) + (
            " quokka" if number % 1000 == 0 else ""
        )
        path = folder / "entries" / f"{day:%Y}" / f"{identifier}-made.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"---\nid: {identifier}\nkind: observation\ntitle: Made {number}\nobserved: {day}\nrecorded: {day}T12:00:00+00:00\n"
            f"setting: token-community\ntensions:\n  - plutocracy\noutcome: stall\n---\n\n{body}\n",
            encoding="utf-8",
        )


def cpu(words, env):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def paired(first, second, env, runs, reset=lambda: None):
    """Medians of both in turn, after a warm-up, and of the ratio pair by pair."""
    pairs = []
    for run in range(runs + 1):
        reset()
        pair = cpu(first, env), cpu(second, env)
        if run:
            pairs.append(pair)
    return {
        "cpu_s": round(median(one for one, _ in pairs), 3),
        "against_s": round(median(other for _, other in pairs), 3),
        "ratio": round(median(one / other for one, other in pairs), 2),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "journal"
        env = os.environ | {"LINEAGE_CACHE": str(Path(place) / "cache"), "LINEAGE_CODER": "bench"}
        make_journal(folder, options.entries)
        python = [sys.executable, "-c", "pass"]
        command = [sys.executable, "-m", "lineage", "--journal", str(folder)]
        floor = [sys.executable, "-c", FLOOR, str(folder / "entries"), str(Path(place) / "floor.db")]

        def forget():
            for path in [*Path(place).glob("cache/*/*"), Path(place) / "floor.db"]:
                path.unlink(missing_ok=True)

        figures = {
            "full rebuild / the same files read into bare FTS5": paired(
                [*command, "index"], floor, env, options.runs, forget
            ),
            "add -q / bare Python": paired([*command, "add", "-q", "seen again"], python, env, options.runs),
            "search a rare word / bare Python": paired(
                [*command, "search", "quokka"], python, env, options.runs
            ),
            "search a frequent word / bare Python": paired(
                [*command, "search", "vote"], python, env, options.runs
            ),
        }
    if options.json:
        print(json.dumps({"entries": options.entries, "figures": figures}, indent=2))
        return
    print(f"{options.entries:,} entries, {options.runs} runs each, medians of CPU seconds")
    for name, one in figures.items():
        print(f"{name:52} {one['ratio']:6.2f} x   ({one['cpu_s']:.3f} s / {one['against_s']:.3f} s)")


if __name__ == "__main__":
    main()
