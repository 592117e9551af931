"""Whole terminal sessions, and the README's: `$ lineage ...` with what it prints, run again and compared.

``LINEAGE_REWRITE=1 pytest tests/test_journeys.py`` writes what is printed now into the files.
"""

from __future__ import annotations

import os
import re
import shlex
from datetime import datetime
from pathlib import Path

import pytest

from lineage.cli.main import call

ROOT = Path(__file__).resolve().parent.parent
FILES = [*sorted((ROOT / "tests" / "journeys").glob("*.md")), ROOT / "README.md"]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def sessions(text):
    """The commands of each console block with what they are said to print."""
    for block in BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            yield command, printed


NOW = datetime.fromisoformat("2026-11-24T14:03:11+01:00")


class Stand:
    """Ids and folders that differ from run to run, written as ones that do not."""

    def __init__(self, folder):
        self._folder = str(folder)
        self._real = {}

    def outwards(self, text):
        text = text.replace(self._folder, "~")
        for found in re.findall(r"20261124-[0-9a-hjkmnp-tv-z]{5,8}", text):
            if found[:14] not in {real[:14] for real in self._real.values()}:
                self._real[f"20261124-k7f{len(self._real)}q2wd"] = found
        for name, real in self._real.items():
            for length in (17, 14):
                text = text.replace(real[:length], name[:length])
        return text

    def inwards(self, command):
        for name, real in self._real.items():
            command = command.replace(name, real)
        return command


def run(command, stand, capfd, home):
    words = shlex.split(stand.inwards(command))
    if words[0] == "cd":
        os.chdir(home / words[1].removeprefix("~/") if words[1].startswith("~") else words[1])
        return ""
    if words[0] == "cat":
        return Path(words[1]).read_text(encoding="utf-8")
    assert words[0] == "lineage", command
    words = [str(home / word.removeprefix("~/")) if word.startswith("~/") else word for word in words]
    capfd.readouterr()
    code = call(words[1:])
    out, err = capfd.readouterr()
    assert code in (0, 1, 2, 4), err
    return stand.outwards(err + out if code else out + err)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_session_prints_what_its_file_says(path, tmp_path, capfd, monkeypatch):
    monkeypatch.chdir(tmp_path)
    # The day is in ids and in the weight of what is old: a session is told as of one day.
    monkeypatch.setattr("lineage.reading.Reader.now", NOW)
    stand = Stand(tmp_path)
    text = path.read_text(encoding="utf-8")
    told = list(sessions(text))
    for command, printed in told:
        now = run(command, stand, capfd, tmp_path)
        if "…" in printed.splitlines():
            _same_with_gaps(printed, now)
        elif os.environ.get("LINEAGE_REWRITE"):
            text = text.replace(f"$ {command}\n{printed}", f"$ {command}\n{now}", 1)
        else:
            assert now == printed, command
    if os.environ.get("LINEAGE_REWRITE"):
        path.write_text(text, encoding="utf-8")
    assert told or path.name == "README.md"


def _same_with_gaps(printed, now):
    """A line that is only an ellipsis stands for any lines; the others must stand in this order."""
    lines = iter(line.rstrip() for line in now.splitlines())
    for wanted in printed.splitlines():
        if wanted.strip() not in ("…", ""):
            assert wanted.rstrip() in lines, wanted
