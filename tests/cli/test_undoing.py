from __future__ import annotations

import json
import subprocess

import pytest


def folder_of(journal):
    return {
        path.relative_to(journal.folder): path.read_bytes()
        for path in (journal.folder / "entries").rglob("*.md")
    }


def test_every_write_is_taken_back_one_after_another(lineage, journal):
    states = [folder_of(journal)]
    one = lineage("add", "-q", "first")[1].strip()
    states.append(folder_of(journal))
    two = lineage("add", "-q", "second")[1].strip()
    states.append(folder_of(journal))
    for command in (["edit", one, "--set", "outcome=held"], ["tag", one, two, "+G4"], ["remove", two]):
        assert lineage(*command)[0] == 0
        states.append(folder_of(journal))
    for state in reversed(states[:-1]):
        code, out, _ = lineage("undo", "--json")
        assert code == 0
        assert json.loads(out)["changes"]
        assert folder_of(journal) == state
    code, _, err = lineage("undo")
    assert code == 1
    assert "nothing to undo" in err


def test_a_tag_of_many_is_one_step(lineage, journal):
    for text in ("one", "two", "three"):
        lineage("add", text)
    before = folder_of(journal)
    assert lineage("tag", "--query", "since:2000", "+G4", "--yes")[0] == 0
    assert len(json.loads(lineage("undo", "--json")[1])["changes"]) == 3
    assert folder_of(journal) == before


def test_an_undo_never_takes_away_what_changed_since(lineage, journal):
    one = lineage("add", "-q", "first")[1].strip()
    path = next((journal.folder / "entries").rglob(f"{one}*.md"))
    path.write_text(path.read_text() + "more words\n")
    code, _, err = lineage("undo")
    assert code == 1
    assert "changed since `add`; nothing was undone" in err
    assert path.read_text().endswith("more words\n")


def test_what_an_undo_takes_away_stays_in_undo(lineage, journal):
    lineage("add", "-q", "a word that must not be lost")
    lineage("undo")
    assert folder_of(journal) == {}
    kept = [path for path in (journal.folder / ".lineage" / "undo").rglob("*.undone") if path.is_file()]
    assert any(b"a word that must not be lost" in path.read_bytes() for path in kept)


def test_a_write_that_was_cut_off_is_passed_over(lineage, journal):
    from lineage.store.undo import Planned, record

    lineage("add", "-q", "first")
    path = next((journal.folder / "entries").rglob("*.md"))
    record(
        journal.folder,
        "edit",
        "2026-11-24",
        [
            Planned(
                path=path.relative_to(journal.folder).as_posix(),
                before=path.read_bytes(),
                after=b"never written",
            )
        ],
    )
    assert lineage("undo")[0] == 0
    assert folder_of(journal) == {}


def test_an_edit_that_lost_leaves_no_step(lineage, journal, monkeypatch):
    one = lineage("add", "-q", "first")[1].strip()
    from lineage.errors import ChangedError
    from lineage.store import entries

    def lose(*_args, **_options):
        raise ChangedError("a", "b")

    monkeypatch.setattr(entries, "save_text", lose)
    assert lineage("edit", one, "--set", "outcome=held")[0] == 1
    assert json.loads(lineage("undo", "--json")[1])["command"] == "add"


@pytest.mark.parametrize("git", [True, False], ids=["in git", "in no repository"])
def test_forget_purges_every_copy_and_says_what_git_holds(lineage, journal, git):
    one = lineage("add", "-q", "a secret canary")[1].strip()
    lineage("edit", one, "--set", "outcome=held")
    lineage("search", "canary")
    if git:
        for words in (
            ["init", "-q"],
            ["add", "."],
            ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"],
        ):
            subprocess.run(["git", "-C", str(journal.folder), *words], check=True)
    code, _, err = lineage("forget", one)
    assert (code, "nothing was forgotten" in err) == (1, True)
    code, out, err = lineage("forget", one, "--yes", "--json")
    assert code == 0
    assert json.loads(out)["commits"] == (1 if git else None)
    left = [path for path in journal.folder.rglob("*") if path.is_file() and ".git/" not in path.as_posix()]
    assert not [path for path in left if b"canary" in path.read_bytes()]
    assert json.loads(lineage("search", "canary", "--json")[1]) == []


def test_forgetting_runs_nothing_that_a_repository_names(lineage, journal, tmp_path):
    one = lineage("add", "-q", "first")[1].strip()
    subprocess.run(["git", "-C", str(journal.folder), "init", "-q"], check=True)
    with (journal.folder / ".git" / "config").open("a") as config:
        config.write(f'[core]\n\tfsmonitor = "touch {tmp_path}/ran"\n\tpager = "touch {tmp_path}/ran"\n')
    assert lineage("forget", one, "--yes")[0] == 0
    assert not (tmp_path / "ran").exists()
