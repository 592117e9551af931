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
            f"print(json.dumps([code, sorted({HEAVY!r} & set(sys.modules))]))\n"
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
        ["search", "first"],
        ["list", "tension:G"],
        ["show", "2"],
        ["taxonomy", "show", "G4"],
        ["--help"],
        ["tag", "--help"],
    ],
    ids=" ".join,
)
def test_capture_search_and_looking_up_load_nothing_heavy(imported, words):
    code, heavy = imported(*words)
    assert code in (0, 1)
    assert heavy == []


def test_the_index_is_built_with_sqlite_utils_and_read_without(imported, journal, monkeypatch):
    import shutil

    from lineage.store.settings import index_path

    shutil.rmtree(index_path(journal.folder).parent)
    assert imported("list")[1] != []
    assert imported("list")[1] == []
