from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from lineage.store import purge as purging
from lineage.store.drafts import keep_draft

CANARY = "canary in a coal mine"


def holding(*places, words=b"canary"):
    """Files whose bytes or names hold some words."""
    found = [path for place in places for path in place.rglob("*") if path.is_file()]
    return [path for path in found if words in path.read_bytes() or words.decode() in path.name]


@pytest.fixture
def secret(lineage, journal):
    """An entry with a copy of it in every place where one may be."""
    one = lineage("add", "-q", CANARY)[1].strip()
    other = lineage("add", "-q", "another")[1].strip()
    lineage("edit", one, "--set", "outcome=held")
    lineage("tag", one, other, "+G4")
    lineage("search", "canary")
    path = next((journal.folder / "entries").rglob(f"{one}*.md"))
    data = path.read_bytes()
    entry = journal.entry(one)
    keep_draft(journal.folder, "new", f"{CANARY}\n")
    journal.keep_edit(entry, data.decode() + "more", read="")
    dropped = journal.keep_edit(entry, data.decode() + "dropped", read="")
    assert lineage("drafts", dropped.stem, "--drop")[0] == 0
    path.with_name(f".{path.stem[:40]}.0123456789ab.tmp").write_bytes(data[:-5])
    path.with_name(f"{path.stem}.conflict-12345678.md").write_bytes(data)
    (journal.folder / ".lineage" / "undo" / "123").mkdir()
    (journal.folder / ".lineage" / "undo" / "123" / "0").write_bytes(data)
    return one, other, path


def test_every_copy_goes_and_no_other_text(lineage, journal, secret, a_home_of_its_own):
    one, other, path = secret
    kept = keep_draft(journal.folder, "new", f"about the {CANARY}, but other words\n")
    follower = lineage("add", "-q", "what followed", "--follows", one)[1].strip()
    assert lineage("forget", one, "--yes")[0] == 0
    assert holding(journal.folder, a_home_of_its_own / "cache") == [kept]
    assert not path.exists()
    assert {row["id"] for row in json.loads(lineage("list", "--json")[1])} == {other, follower}
    assert json.loads(lineage("undo", "--json")[1])["command"] == "add"
    assert json.loads(lineage("undo", "--json")[1])["command"] == "tag"
    assert "tensions" not in json.loads(lineage("show", other, "--json")[1])


def test_what_cannot_be_read_is_named_and_the_entry_stays(lineage, journal, secret, monkeypatch):
    one, _, path = secret
    opened = Path.open

    def refuse(self, *rest, **options):
        if self.parent.name == "123" or self.name == "what.json":
            raise OSError(5, "Input/output error")
        return opened(self, *rest, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refuse)
        code, _, err = lineage("forget", one, "--yes")
    assert code == 1
    assert ".lineage/undo/123/0" in err
    assert "what.json" in err
    assert path.exists()
    assert lineage("forget", one, "--yes")[0] == 0
    assert holding(journal.folder) == []


def test_what_a_damaged_step_says_goes_too(lineage, journal, secret):
    one, _, path = secret
    said = journal.folder / ".lineage" / "undo" / "123" / "what.json"
    said.write_text(f'{{"command": "edit", "changes": [{{"path": "{path.relative_to(journal.folder)}"')
    assert lineage("forget", one, "--yes")[0] == 0
    assert holding(journal.folder) == []


def test_a_copy_that_cannot_be_deleted_is_named_and_the_entry_stays(lineage, journal, secret, monkeypatch):
    one, _, path = secret
    unlink = Path.unlink

    def refuse(self, **options):
        if ".conflict-" in self.name:
            raise OSError(5, "Input/output error")
        unlink(self, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        code, _, err = lineage("forget", one, "--yes")
    assert code == 1
    assert "not forgotten: " in err
    assert ".conflict-12345678.md could not be read or deleted" in err
    assert path.exists()
    assert lineage("forget", one, "--yes")[0] == 0
    assert holding(journal.folder) == []


def test_an_index_that_cannot_be_deleted_is_named(lineage, journal, secret, a_home_of_its_own, monkeypatch):
    one, _, path = secret
    unlink = Path.unlink

    def refuse(self, **options):
        if self.name == "index.db":
            raise OSError(30, "Read-only file system")
        unlink(self, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        code, _, err = lineage("forget", one, "--yes")
    assert code == 1
    assert "index.db could not be read or deleted" in err
    assert path.exists()


def test_an_entry_that_was_removed_before_can_be_forgotten(lineage, journal, secret):
    one, _, _ = secret
    assert lineage("remove", one)[0] == 0
    assert lineage("forget", one[-4:], "--yes")[0] == 0
    assert holding(journal.folder) == []
    code, _, err = lineage("forget", one, "--yes")
    assert (code, f"no entry {one!r}" in err) == (1, True)


def test_a_git_that_does_not_answer_is_told(lineage, journal, monkeypatch):
    from lineage.store import git

    one = lineage("add", "-q", CANARY)[1].strip()
    subprocess.run(["git", "-C", str(journal.folder), "init", "-q"], check=True)

    def stall(*_args, **_options):
        raise subprocess.TimeoutExpired("git", 60)

    monkeypatch.setattr(git.subprocess, "run", stall)
    code, _, err = lineage("forget", one, "--yes")
    assert code == 0
    assert "git could not be asked" in err
    assert "git log --all" in err


def test_a_coincidence_of_letters_is_no_copy(tmp_path):
    kept = purging._Copy(["entries/2026/20261124-aaaaaaaa-x.md"], "20261124-aaaaaaaa", "the very words\n")
    (tmp_path / "follower").write_text(
        "---\nid: 20261124-bbbbbbbb\nfollows:\n  - 20261124-aaaaaaaa\n---\n\nx\n"
    )
    (tmp_path / "words").write_text("the very words and more\n")
    (tmp_path / "copy").write_text("---\nid: 20261124-aaaaaaaa\n---\n\nx\n")
    (tmp_path / "draft").write_text("\nthe very words")
    held = {path.name for path in tmp_path.iterdir() if kept.is_held(path)}
    assert held == {"copy", "draft"}
