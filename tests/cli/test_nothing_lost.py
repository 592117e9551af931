from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from lineage.errors import ChangedError
from lineage.store import edits, files


@pytest.fixture
def editor(tmp_path, monkeypatch):
    """An editor that runs a line of shell on the file it is given."""

    def set_to(line):
        script = tmp_path / "editor.sh"
        script.write_text(f"#!/bin/sh\n{line}\n")
        script.chmod(0o755)
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.setenv("EDITOR", str(script))

    return set_to


@pytest.mark.parametrize(
    "line",
    [
        ': > "$1"',
        'echo "observed: [" > "$1"',
        "sed -i 's/^id: .*/id: 20200101-aaaaaaaa/' \"$1\"",
        "sed -i 's/^recorded/<<<<<<< a\\n=======\\n>>>>>>> b\\nrecorded/' \"$1\"",
    ],
    ids=["emptied", "broken", "another id", "conflict marks"],
)
def test_an_edit_that_is_no_entry_any_more_is_not_saved_and_its_text_is_kept(lineage, journal, editor, line):
    one = lineage("add", "-q", "first")[1].strip()
    path = next((journal.folder / "entries").rglob(f"{one}*.md"))
    before = path.read_bytes()
    editor(line)
    code, _, err = lineage("edit", one)
    assert code == 1
    assert "not saved" in err
    assert "your text is in" in err
    assert path.read_bytes() == before
    assert len(list((journal.folder / ".lineage" / "drafts").iterdir())) == 1
    assert "a draft that was not saved" in lineage("check")[1]


def test_text_from_the_editor_is_kept_where_it_cannot_be_saved(lineage, journal, editor, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    editor('echo "words on a bad day" > "$1"; exit 1')
    code, _, err = lineage("add")
    assert code == 1
    assert "what you wrote is in" in err
    kept = list((journal.folder / ".lineage" / "drafts").iterdir())
    assert [path.read_text() for path in kept] == ["words on a bad day\n"]


def test_what_could_not_be_read_back_is_not_written_but_kept(lineage, journal):
    code, _, err = lineage("add", "-q", stdin="word " * 300_000)
    assert code == 1
    assert "not saved" in err
    code, _, err = lineage("add", "-q", "short", "--organisation", "x" * 70_000)
    assert code == 1
    assert len(list((journal.folder / ".lineage" / "drafts").iterdir())) == 2
    assert lineage("list", "--json")[1].strip() == "[]"


def test_many_are_tagged_or_none(lineage):
    lineage("add", "one")
    lineage("add", "two", "-t", "G1", "-t", "G2", "-t", "G3")
    code, _, err = lineage("tag", "--query", "since:2000", "+C1", "--yes")
    assert code == 1
    assert "nothing was changed" in err
    assert json.loads(lineage("list", "--json", "tension:C1")[1]) == []


def test_a_report_never_takes_the_place_of_the_journals_own_files(lineage, journal):
    one = lineage("add", "-q", "first")[1].strip()
    path = next((journal.folder / "entries").rglob(f"{one}*.md"))
    before = path.read_bytes()
    code, _, err = lineage("report", "-o", str(path))
    assert code == 1
    assert "the journal's own place" in err
    assert path.read_bytes() == before


def test_a_save_by_another_program_while_the_new_text_is_written_is_not_lost(tmp_path, monkeypatch):
    path = tmp_path / "b.md"
    path.write_text("old")
    create = files._create

    def create_slowly(fresh, data, mode=files.FILE_MODE):
        create(fresh, data, mode)
        if fresh.suffix == ".tmp" and b"mine" in data:
            path.write_text("theirs")

    monkeypatch.setattr(files, "_create", create_slowly)
    with pytest.raises(ChangedError):
        edits.replace(path, "mine", read=files.digest(b"old"), lock=tmp_path / ".lock")
    assert path.read_text() == "theirs"
    assert [item.read_text() for item in tmp_path.iterdir() if ".conflict-" in item.name] == ["mine"]


def test_a_stale_index_never_chooses_what_is_written(lineage, journal):
    ids = [lineage("add", "-q", text)[1].strip() for text in ("aaaa", "bbbb")]
    paths = [next((journal.folder / "entries").rglob(f"{one}*.md")) for one in ids]
    old = 1_000_000_000_000_000_000
    for path in paths:
        os.utime(path, ns=(old, old))
    os.utime(paths[0].parent, ns=(old, old))
    lineage("index")
    first, second = (path.read_bytes() for path in paths)
    paths[0].write_bytes(second)
    paths[1].write_bytes(first)
    code, _, err = lineage("edit", ids[0], "--set", "outcome=held")
    if code:
        assert "holds another entry now" in err
        assert (paths[0].read_bytes(), paths[1].read_bytes()) == (second, first)
    else:
        assert b"outcome: held" in paths[1].read_bytes()
    assert lineage("edit", ids[0], "--set", "outcome=held")[0] == 0
    assert b"outcome: held" in paths[1].read_bytes()


def test_what_is_stricter_than_the_audience_is_left_out_and_counted(lineage, journal):
    journal.folder.joinpath("lineage.toml").write_text('audience = "team"\n')
    secret = lineage("add", "-q", "a private word")[1].strip()
    lineage("add", "-q", "a team word", "--sensitivity", "team")
    code, out, err = lineage("list", "--json")
    assert [row["title"] for row in json.loads(out)] == ["a team word"]
    assert "1 entry stricter than this audience (team) left out" in err
    assert len(json.loads(lineage("list", "--json", "--for", "me")[1])) == 2
    assert json.loads(lineage("search", "word", "--for", "public", "--json")[1]) == []
    code, out, err = lineage("show", secret)
    assert (code, out) == (1, "")
    assert lineage("show", secret, "--for", "me")[0] == 0


def test_a_sensitivity_that_is_none_counts_as_private_and_is_told(lineage, write):
    _, _, err = lineage("add", "-q", "x", "--sensitivity", "secret")
    assert "kept among your own words" in err
    write(
        "20261124-aaaaaaaa-x.md",
        "---\nid: 20261124-aaaaaaaa\nkind: observation\nrecorded: 2026-11-24\nsensitivity: secret\n---\n\ny\n",
    )
    assert len(json.loads(lineage("list", "--json")[1])) == 2
    code, out, _ = lineage("check")
    assert code == 4
    assert "sensitivity 'secret'" in out
    assert json.loads(lineage("mine", "--for", "team", "--json")[1])["withheld"] == 2


def test_a_minus_excludes_also_where_the_shell_hands_it_over_bare(lineage):
    lineage("add", "vote and budget")
    lineage("add", "vote alone")
    assert [row["title"] for row in json.loads(lineage("search", "vote", "-budget", "--json")[1])] == [
        "vote alone"
    ]
    assert lineage("list", "-tension:G4", "--json")[0] == 0
    code, _, err = lineage("list", "--limt", "3")
    assert code == 2
    assert "no option '--limt'" in err


def test_a_short_id_is_made_whole_where_it_is_followed(lineage):
    first = lineage("add", "-q", "first")[1].strip()
    second = lineage("add", "-q", "second", "--follows", first[9:])[1].strip()
    assert json.loads(lineage("show", second, "--json")[1])["follows"] == [first]
    _, _, err = lineage("add", "-q", "third", "--follows", "zzzz")
    assert "no entry 'zzzz'" in err
    assert len(json.loads(lineage("list", "--json", 'word:"follows zzzz"')[1])) == 1


def test_an_entry_is_not_compared_with_itself(lineage):
    text = "Nobody had asked the treasury, so the budget that was voted has no line and no date"
    one = lineage("add", "-q", text, "-t", "plutocracy")[1].strip()
    offered = json.loads(lineage("suggest", one, "--json")[1])
    assert all(one not in suggestion["why"] for suggestion in offered)


def test_a_context_takes_lists_and_names_what_it_does_not_know(lineage, journal):
    journal.folder.joinpath("lineage.toml").write_text(
        '[context.g]\nactors = ["core team", "holders"]\norganization = "x"\n'
    )
    one = lineage("add", "-q", "@g", "seen")[1].strip()
    assert json.loads(lineage("show", one, "--json")[1])["actors"] == ["core team", "holders"]
    code, out, _ = lineage("check")
    assert code == 4
    assert "context.g: no field 'organization' (nearest: organisation" in out


def test_reading_works_where_the_cache_cannot_be_written(lineage, tmp_path, monkeypatch):
    lineage("add", "-q", "seen")
    blocked = tmp_path / "a file"
    blocked.write_text("")
    monkeypatch.setenv("LINEAGE_CACHE", str(blocked))
    code, out, _ = lineage("list", "--json")
    assert code == 0
    assert len(json.loads(out)) == 1


def test_a_reader_that_goes_away_and_a_full_disk_are_no_faults_of_ours(journal):
    for number in range(300):
        journal.add(f"seen {number} " + "word " * 40, {})
    command = f"{sys.executable} -m lineage --journal '{journal.folder}'"
    for reader in ("head -1", "true"):
        piped = subprocess.run(
            ["bash", "-c", f"{command} list --limit 300 --json | {reader}; echo ${{PIPESTATUS[0]}}"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert piped.stdout.splitlines()[-1] == "0"
        assert piped.stderr == ""
    full = subprocess.run(
        ["bash", "-c", f"{command} list --json > /dev/full"], capture_output=True, text=True, check=False
    )
    assert full.returncode == 1
    assert "Traceback" not in full.stderr


def test_the_demos_report_is_what_its_command_writes(lineage, tmp_path, capsys):
    from lineage.cli.main import call

    assert call(["demo", str(tmp_path / "demo")]) == 0
    out = capsys.readouterr().out
    command = (
        next(line for line in out.splitlines() if "$ lineage report" in line).split("lineage ", 1)[1].split()
    )
    command[-1] = str(tmp_path / "again.md")
    assert call(["--journal", str(tmp_path / "demo"), *command]) == 0
    assert (tmp_path / "again.md").read_text() == (tmp_path / "demo" / "report.md").read_text()


def test_hints_and_marks_are_said_with_where_they_come_from(lineage, tmp_path, capsys):
    from lineage.cli.main import call

    assert call(["demo", str(tmp_path / "demo"), "--json"]) == 0
    pattern = json.loads(capsys.readouterr().out)["patterns"]
    named = next(one["id"] for one in pattern if one["terms"] == ["decision-latency"])
    assert call(["--journal", str(tmp_path / "demo"), "advise", named, "--assume-neutral"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Hinted by the tensions, to be confirmed with --input: leg = 2" in said
    assert "tag_process_efficiency (G8)" in said
    assert (
        call(["--journal", str(tmp_path / "demo"), "advise", named, "--current", "decide=M3", "--json"]) == 0
    )
    found = json.loads(capsys.readouterr().out)
    assert found["functions"]["decide"]["current"] == 3
    assert found["hinted"]
    assert ["tag_process_efficiency", "G8"] in found["marks"]


def test_text_from_a_pipe_is_kept_where_the_users_config_is_broken(
    lineage, journal, a_home_of_its_own, monkeypatch
):
    config = a_home_of_its_own / ".config" / "lineage"
    config.mkdir(parents=True)
    (config / "config.toml").write_text("coder = [")
    monkeypatch.delenv("LINEAGE_CODER")
    code, _, err = lineage("add", "-q", stdin="words from a phone\n")
    assert code == 1
    assert "config.toml cannot be read" in err
    assert "your text is kept in" in err
    kept = [path.read_text() for path in (journal.folder / ".lineage" / "drafts").iterdir()]
    assert kept == ["words from a phone\n"]


def test_a_file_that_cannot_be_read_is_told_wherever_entries_are_counted(lineage, write):
    lineage("add", "-q", "seen")
    write("20261124-aaaaaaaa-x.md", "no front matter")
    for command in (["list"], ["search", "seen"], ["mine"]):
        code, _, err = lineage(*command)
        assert code == 0
        assert "`lineage check` names them" in err


def test_many_are_chosen_by_what_the_files_say_now(lineage, journal, a_home_of_its_own):
    one = lineage("add", "-q", "seen", "--outcome", "stall")[1].strip()
    path = next((journal.folder / "entries").rglob(f"{one}*.md"))
    old = 1_000_000_000_000_000_000
    for place in (path, path.parent, path.parent.parent):
        os.utime(place, ns=(old, old))
    lineage("index")
    path.write_text(path.read_text().replace("outcome: stall", "outcome: held"))
    os.utime(path, ns=(old, old))
    (index,) = (a_home_of_its_own / "cache").rglob("index.db")
    with closing(sqlite3.connect(index)) as connection:
        connection.execute("UPDATE files SET racy = 0")
        connection.commit()
    assert len(json.loads(lineage("list", "outcome:stall", "--json")[1])) == 1
    code, _, _ = lineage("tag", "--query", "outcome:stall", "+G4", "--yes")
    assert "tensions" not in path.read_text()
    assert lineage("tag", "--query", "outcome:held", "+G4", "--yes")[0] == 0
    assert "tensions" in path.read_text()
    assert code in (0, 1)
