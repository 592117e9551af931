"""New files are the user's alone whatever the umask; where others can read what is private, it is told and not changed."""

from __future__ import annotations

import os
import stat

import pytest

from lineage.journal import Journal
from lineage.store import permissions

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")


@pytest.fixture(params=[0o000, 0o077], ids=["umask 000", "umask 077"])
def umask(request):
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.fixture
def reachable(monkeypatch):
    """Above the journal everything can be passed, as a home with mode 755 can: a test's own folder may be closed."""
    monkeypatch.setattr(permissions, "_is_own", lambda _: False)
    passing = permissions._open_bits
    monkeypatch.setattr(
        permissions,
        "_open_bits",
        lambda folder: (
            passing(folder) if "journal" in folder.parts else permissions.GROUP | permissions.OTHERS
        ),
    )


def modes(folder):
    return {
        path.relative_to(folder).as_posix(): stat.S_IMODE(path.lstat().st_mode) for path in folder.rglob("*")
    }


def test_every_command_that_writes_makes_files_for_the_user_alone(umask, tmp_path, capsys):
    from lineage.cli.main import call

    folder = tmp_path / "made"
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "2026-03-04 vote.md").write_text("The vote passed.\n")

    def run(*words):
        assert call(["--journal", str(folder), *words]) == 0, capsys.readouterr().err
        return capsys.readouterr().out.strip()

    assert call(["init", str(folder), "--for", "me"]) == 0
    capsys.readouterr()
    one = run("add", "-q", "first")
    two = run("add", "-q", "second", "-t", "G4")
    run("edit", one, "--set", "outcome=held")
    run("tag", one, two, "+E4")
    run("import", "folder", str(notes), "--yes")
    run("remove", two)
    run("undo")
    run("report", "-o", str(folder / "report.md"))
    found = modes(folder)
    assert len(found) > 10
    wrong = {
        name: oct(mode)
        for name, mode in found.items()
        if mode != (0o700 if (folder / name).is_dir() else 0o600)
    }
    assert wrong == {}


def test_an_edit_keeps_the_mode_a_person_gave_a_file(lineage, journal):
    one = lineage("add", "-q", "first")[1].strip()
    path = next((journal.folder / "entries").rglob("*.md"))
    path.chmod(0o640)
    assert lineage("edit", one, "--set", "outcome=held")[0] == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def open_up(journal, mode=0o755):
    for path in (journal.folder, *journal.folder.rglob("*")):
        path.chmod(mode if path.is_dir() else mode & 0o666)


def test_private_entries_that_others_can_read_are_told_with_what_to_type(journal, reachable):
    journal.add("secret", {}, context="")
    assert journal.exposure() == ""
    open_up(journal)
    said = journal.exposure()
    assert said.endswith(f"chmod go-rwx {journal.folder.resolve()}")
    before = modes(journal.folder)
    journal.exposure()
    assert modes(journal.folder) == before
    journal.folder.chmod(0o700)
    assert journal.exposure() == ""
    open_up(journal)
    for path in (journal.folder / "entries").rglob("*.md"):
        path.chmod(0o600)
    assert journal.exposure() == ""


def test_what_a_team_or_anyone_may_read_may_lie_open(journal, reachable):
    journal.add("for all", {"sensitivity": "public"}, context="")
    journal.add("for the team", {"sensitivity": "team"}, context="")
    open_up(journal)
    assert journal.exposure() == ""
    journal.add("mine", {}, context="")
    open_up(journal)
    assert journal.exposure() != ""


def test_a_group_counts_unless_it_is_the_users_alone(journal, reachable, monkeypatch):
    journal.add("secret", {}, context="")
    open_up(journal, 0o750)
    assert journal.exposure() != ""
    monkeypatch.setattr(permissions, "_is_own", lambda _: True)
    assert journal.exposure() == ""


def test_a_closed_folder_above_keeps_it_closed(journal, monkeypatch):
    journal.add("secret", {}, context="")
    open_up(journal)
    journal.folder.parent.chmod(0o700)
    assert journal.exposure() == ""


def test_check_tells_it_and_is_no_fault(lineage, journal, reachable):
    lineage("add", "-q", "Anna Meier said no")
    open_up(journal)
    code, out, err = lineage("check")
    assert (code, out) == (0, "")
    assert "chmod go-rwx" in err
    assert "names a person? Anna Meier" in err
    code, out, err = lineage("check", "--json")
    assert (code, out.strip(), err) == (0, "[]", "")


def test_on_a_pipe_only_check_tells_it(lineage, journal, reachable):
    lineage("add", "-q", "secret")
    open_up(journal)
    assert lineage("list")[2] == ""


def test_on_a_terminal_it_is_told_once_a_command(lineage, journal, reachable, monkeypatch, capsys):
    lineage("add", "-q", "secret")
    open_up(journal)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    from lineage.cli.main import call

    for command in (["list"], ["check"]):
        assert call(["--journal", str(journal.folder), *command]) == 0
        assert capsys.readouterr().err.count("chmod go-rwx") == 1


def test_a_folder_with_a_space_is_quoted_for_the_shell(tmp_path, reachable):
    journal = Journal.create(tmp_path / "my journal")
    journal.add("secret", {}, context="")
    open_up(journal)
    assert journal.exposure().endswith(f"chmod go-rwx '{journal.folder.resolve()}'")
