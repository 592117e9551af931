from __future__ import annotations

import os
from pathlib import Path

import pytest

from lineage.journal import Journal

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def pytest_collection_modifyitems(items):
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.shared)


@pytest.fixture(autouse=True)
def a_home_of_its_own(tmp_path_factory, monkeypatch):
    """No test sees the user's journal, cache or config, nor leaves anything there."""
    home = tmp_path_factory.mktemp("home")
    for name in ("LINEAGE_JOURNAL", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("LINEAGE_CACHE", str(home / "cache"))
    monkeypatch.setenv("LINEAGE_CODER", "mina")
    return home


@pytest.fixture
def root():
    return ROOT


@pytest.fixture
def shared():
    """The shared data; absent on a user's machine."""
    if not SHARED.is_dir():
        reason = f"the shared data is not beside the repository ({SHARED})"
        if os.environ.get("LINEAGE_SHARED_REQUIRED"):
            pytest.fail(reason)
        pytest.skip(reason)
    return SHARED


@pytest.fixture
def journal(tmp_path):
    return Journal.create(tmp_path / "journal")


@pytest.fixture
def write(journal):
    """Writes an entry's file as text and gives its path."""

    def write_file(name: str, text: str) -> Path:
        path = journal.folder / "entries" / "2026" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def lineage(journal, capsys, monkeypatch):
    """Runs a command line in the journal and gives (exit code, stdout, stderr)."""
    from lineage.cli.main import call

    def run(*words: str, stdin: str | None = None):
        if stdin is not None:
            import io

            monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = call(["--journal", str(journal.folder), *words])
        out, err = capsys.readouterr()
        return code, out, err

    return run
