"""What the screen costs beside a minimal Textual app, in one run: first paint, a key in the list, memory.

    python benchmarks/screen.py [--entries 100000] [--runs 5] [--json]

First paint: CPU seconds (user + system, children left out) of the whole process under a pty of 120 x 40 until the last entries
stand on Today, against an app of one Static line until that stands; medians of paired runs, the index warm. A key: CPU
milliseconds of the process from the key to the frame, headless, with the journal screen in a list of all entries; the entry itself is
read and drawn once the cursor rests a tenth of a second, told apart. Memory: peak
RSS of the same processes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from commands import make_journal

MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("painted it is", markup=False)
Minimal().run()
"""
GOALS = {"first paint": 2.5, "memory": 3.0, "key, median ms": 10.0, "key, worst ms": 50.0}
KEYS, RESTS = 200, 20


def painted(words, until, environment):
    """(CPU seconds, peak RSS in MiB) of a program until some words were drawn."""
    import fcntl
    import termios

    pid, terminal = pty.fork()
    if pid == 0:
        time.sleep(0.1)
        os.execve(sys.executable, [sys.executable, *words], environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    seen, end = b"", time.monotonic() + 120
    try:
        while until not in seen:
            if time.monotonic() > end:
                raise SystemExit(f"never painted: {seen[-300:]!r}")
            if select.select([terminal], [], [], 0.2)[0]:
                seen += os.read(terminal, 65536)
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        status = Path(f"/proc/{pid}/status").read_text()
        peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
    return cpu, peak


async def keys(folder):
    """CPU milliseconds of each of many keys in the list of all entries."""
    from lineage.journal import Journal
    from lineage.tui.journal_screen import JournalScreen
    from lineage.tui.launch import CalmApp
    from lineage.tui.widgets.entries import EntryRows

    app = CalmApp(reader=Journal(folder), start=folder)
    spent, rested = [], []
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        while not isinstance(app.screen, JournalScreen) or not app.screen.query_one(EntryRows).chosen():
            await pilot.pause(0.05)
        await pilot.pause(3.0)
        rows = app.screen.query_one(EntryRows)
        for number in range(KEYS):
            before = time.process_time()
            await pilot.press("pagedown" if number % 20 == 19 else "j")
            spent.append((time.process_time() - before) * 1000)
            await asyncio.sleep(0.02)
        for _ in range(RESTS):
            before = time.process_time()
            await pilot.press("k")
            await pilot.pause(0.4)
            rested.append((time.process_time() - before) * 1000)
        await pilot.press("G")
        await pilot.pause(0.5)
        assert rows.cursor == rows.count - 1
        count = rows.count
    return spent, rested, count


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "journal"
        make_journal(folder, given.entries)
        environment = os.environ | {
            "TERM": "xterm-256color",
            "LINEAGE_CACHE": str(Path(place) / "cache"),
            "HOME": place,
            "PYTHONPATH": os.pathsep.join(sys.path[1:]),
        }
        os.environ.update(environment)
        from lineage.journal import Journal

        Journal(folder).refresh()
        ours = ["-m", "lineage", "--journal", str(folder)]
        pairs = []
        for run in range(given.runs + 1):
            pair = (
                painted(["-c", MINIMAL], b"painted it is", environment),
                painted(ours, b"Made ", environment),
            )
            if run:  # the first writes the bytecode
                pairs.append(pair)
        spent, rested, count = asyncio.run(keys(folder))
    figures = {
        "entries": count,
        "first paint": median(ours[0] / least[0] for least, ours in pairs),
        "first paint, s": median(ours[0] for _, ours in pairs),
        "minimal, s": median(least[0] for least, _ in pairs),
        "memory": median(ours[1] / least[1] for least, ours in pairs),
        "memory, MiB": median(ours[1] for _, ours in pairs),
        "key, median ms": median(spent),
        "key, worst ms": max(spent),
        "key and entry, median ms": median(rested),
    }
    if given.json:
        print(json.dumps(figures, indent=2))
        return
    for name, value in figures.items():
        goal = GOALS.get(name)
        told = "" if goal is None else f"goal {goal:g}" + ("  MISSED" if value > goal else "")
        print(f"{name:26} {value:12,.3f}  {told}")


if __name__ == "__main__":
    main()
