from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    "pandas",
    "numpy",
    "sklearn",
    "scipy",
    "textual",
    "rich",
    "sqlite_utils",
    "wordllama",
    "yaml",
    "markdown_it",
    "hypothesis",
    "dateparser",
}
LIGHT = {
    "hashlib",
    "tomllib",
    "difflib",
    "shutil",
    "tempfile",
    "ctypes",
    "subprocess",
    "lineage.model.waiting",
    "lineage.model.incoming",
    "lineage.model.intake",
    "lineage.model.coding",
    "lineage.model.taxonomy",
    "lineage.model.spans",
    "lineage.store.batch",
    "lineage.exchange.dates",
}
"""Modules of a few milliseconds each, which a sentence that is saved and a word that is searched have no use for."""


@pytest.fixture
def imported(journal):
    """The heavy modules that a command line loads in a clean interpreter."""
    for text in ("first", "second"):
        journal.add(text, {"tensions": ("G4",)})
    journal.refresh()

    def run(*words):
        code = (
            "import sys, json, io, contextlib\n"
            "from lineage.cli.main import call\n"
            "with contextlib.redirect_stdout(io.StringIO()):\n"
            "    code = call(sys.argv[1:])\n"
            f"print(json.dumps([code, sorted({HEAVY!r} & set(sys.modules)), sorted({LIGHT!r} & set(sys.modules))]))\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, "--journal", str(journal.folder), *words],
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    return run


@pytest.mark.parametrize(
    "words",
    [
        ["add", "-q", "seen"],
        ["add", "-q", "-t", "G4", "--outcome", "stuck", "seen"],
        ["add", "-q", "--observed", "2026-03", "Note: seen"],
        ["add", "-q", "--observed", "last march", "seen"],
        ["add", "-q", "yesterday: seen"],
        ["list", "since:yesterday"],
        ["search", "first"],
        ["list", "tension:G"],
        ["due"],
        ["due", "--ics"],
        ["week"],
        ["inbox"],
        ["show", "2"],
        ["taxonomy", "show", "G4"],
        ["--help"],
        ["tag", "--help"],
    ],
    ids=" ".join,
)
def test_capture_search_and_looking_up_load_nothing_heavy(imported, words):
    code, heavy, _ = imported(*words)
    assert code in (0, 1)
    assert heavy == []


@pytest.mark.parametrize("words", [["add", "-q", "seen"], ["search", "first"]], ids=" ".join)
def test_what_every_day_asks_for_loads_nothing_it_has_no_use_for(imported, words):
    assert imported("search", "first")[0] == 0  # the index is caught up with, and knows the taxonomy's names
    assert imported(*words)[2] == []


def test_the_index_is_built_with_sqlite_utils_and_read_without(imported, journal, monkeypatch):
    import shutil

    from lineage.store.settings import index_path

    shutil.rmtree(index_path(journal.folder).parent)
    assert imported("list")[1] != []
    assert imported("list")[1] == []
