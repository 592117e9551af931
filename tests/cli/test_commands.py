from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from lineage.cli.main import COMMANDS


def ids(lineage, *query):
    return [row["id"] for row in json.loads(lineage("list", "--json", *query)[1])]


def test_an_observation_is_added_found_shown_and_tagged(lineage, journal):
    code, out, err = lineage(
        "add", "Vote passed 92 %,", "treasury says no", "-t", "G4", "--outcome", "stuck", "--json"
    )
    assert (code, err) == (0, "")
    added = json.loads(out)
    assert (journal.folder / added["path"]).is_file()
    assert ids(lineage, "outcome:stall", "tension:G") == [added["id"]]
    short = added["id"][9:13]
    shown = json.loads(lineage("show", short, "--json")[1])
    assert shown["tensions"] == ["agreement-without-resource-alignment"]
    assert shown["body"] == "Vote passed 92 %, treasury says no\n"
    code, out, _ = lineage("tag", short, "+plutocracy", "-G4", "--json")
    assert json.loads(out)[0]["tensions"] == ["plutocracy"]


def test_capture_from_a_pipe_asks_nothing(lineage):
    code, out, err = lineage("add", "-q", stdin="From a pipe.\nSecond line.\n")
    assert (code, err) == (0, "")
    assert ids(lineage) == [out.strip()]


def test_each_line_becomes_an_entry(lineage):
    code, out, _ = lineage("add", "-q", "--each-line", stdin="one\n\ntwo\nthree\n")
    assert code == 0
    assert sorted(ids(lineage)) == sorted(out.split())


def test_a_context_fills_the_fields_it_names(lineage, journal):
    (journal.folder / "lineage.toml").write_text(
        '[context.guild]\norganisation = "Example Guild"\nsetting = "token-community"\nlook_again = 7\n'
    )
    lineage("add", "@guild", "Nobody", "came", "--outcome", "open")
    row = json.loads(lineage("list", "--json", "context:guild")[1])[0]
    assert (row["organisation"], row["setting"], row["outcome"]) == (
        "Example Guild",
        "token-community",
        "open",
    )
    assert row["look_again"]


def test_an_unknown_term_is_kept_at_capture_and_refused_when_tagging(lineage):
    code, _, err = lineage("add", "x y", "-t", "plutocrasy")
    assert code == 0
    assert "nearest: plutocracy" in err
    entry = ids(lineage, "word:plutocrasy")
    assert len(entry) == 1
    code, _, err = lineage("tag", entry[0], "+plutocrasy")
    assert code == 1
    assert "no tension 'plutocrasy'; nearest: plutocracy" in err


def test_tagging_many_needs_a_yes_and_never_passes_three(lineage):
    for text in ("one", "two"):
        lineage("add", text, "-t", "G1", "-t", "G2", "-t", "G3")
    code, _, err = lineage("tag", "--query", "tension:G1", "+H1")
    assert code == 1
    assert "for 2 entries" in err
    code, _, err = lineage("tag", "--query", "tension:G1", "+H1", "--yes")
    assert code == 1
    assert "at most 3; nothing was changed" in err
    assert lineage("tag", "--query", "tension:G1", "+H1", "-G1", "--yes")[0] == 0
    assert len(ids(lineage, "tension:H1")) == 2


def test_keys_are_edited_without_an_editor(lineage):
    first = lineage("add", "-q", "first")[1].strip()
    second = lineage("add", "-q", "second")[1].strip()
    code, _, _ = lineage(
        "edit", second, "--set", f"follows={first[9:]}", "--set", "outcome=broke down", "--set", "words=a;b"
    )
    assert code == 0
    shown = json.loads(lineage("show", second, "--json")[1])
    assert (shown["follows"], shown["outcome"], shown["words"]) == ([first], "fail", ["a", "b"])
    assert json.loads(lineage("show", first, "--json")[1])["followed_by"] == [second]
    traced = json.loads(lineage("trace", first, "--json")[1])
    assert traced["edges"] == [{"from": first, "to": second}]
    assert [node["id"] for node in traced["nodes"]] == [first, second]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("outcome=gone", "no outcome 'gone'"),
        ("mood=low", "no key 'mood'"),
        ("observed=soon", "not a date"),
        ("outcome", "has no ="),
    ],
)
def test_an_edit_that_cannot_be_read_changes_nothing(lineage, setting, said):
    one = lineage("add", "-q", "first")[1].strip()
    before = lineage("show", one, "--json")[1]
    code, _, err = lineage("edit", one, "--set", setting)
    assert code in (1, 2)
    assert said in err
    assert lineage("show", one, "--json")[1] == before


def test_an_editor_changes_an_entry_and_a_change_meanwhile_loses_nothing(
    lineage, journal, monkeypatch, tmp_path
):
    one = lineage("add", "-q", "first")[1].strip()
    editor = tmp_path / "editor.sh"
    editor.write_text("#!/bin/sh\nsed -i 's/^first$/second/' \"$1\"\n")
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    assert lineage("edit", one)[0] == 0
    path = next((journal.folder / "entries").rglob(f"{one}*.md"))
    assert path.read_text().endswith("\nsecond\n")
    editor.write_text(f"#!/bin/sh\nsed -i 's/^second$/mine/' \"$1\"\nsed -i 's/^second$/theirs/' '{path}'\n")
    code, _, err = lineage("edit", one)
    assert code == 1
    assert "was not written over it" in err
    assert path.read_text().endswith("\ntheirs\n")
    kept = [other for other in path.parent.iterdir() if ".conflict-" in other.name]
    assert kept[0].read_text().endswith("\nmine\n")
    code, out, _ = lineage("check")
    assert code == 4
    assert kept[0].name in out
    editor.write_text("#!/bin/sh\nexit 1\n")
    code, _, err = lineage("edit", one)
    assert code == 1
    assert "nothing was saved" in err
    assert list((journal.folder / ".lineage" / "drafts").iterdir())


def test_check_names_file_line_and_what_to_do_and_hides_nothing(lineage, write):
    write(
        "20261124-aaaaaaaa-x.md",
        "---\nid: 20261124-aaaaaaaa\nkind: observation\nrecorded: 2026-11-24\ntensions:\n  - plutocrasy\noutcome: gone\nfollows:\n  - 20260101-zzzzzzzz\n---\n\nx\n",
    )
    write(
        "20261124-bbbbbbbb-x.md",
        "---\nid: 20261124-aaaaaaaa\nkind: observation\nrecorded: 2026-11-24\nmood: [\n---\n\nx\n",
    )
    code, out, _ = lineage("check")
    assert code == 4
    assert "entries/2026/20261124-bbbbbbbb-x.md:" in out
    for said in (
        "no tension 'plutocrasy'",
        "outcome: 'gone' is not in the vocabulary",
        "follows 20260101-zzzzzzzz",
    ):
        assert said in out
    assert json.loads(lineage("check", "--json")[1])[0]["hint"]


def test_a_missing_entries_folder_is_an_error_never_all_deleted(lineage, journal):
    one = lineage("add", "-q", "first")[1].strip()
    lineage("index")
    entries = journal.folder / "entries"
    entries.rename(journal.folder / "away")
    for command in (["list"], ["search", "first"], ["index"], ["mine"], ["check"], ["add", "x"]):
        code, out, err = lineage(*command)
        assert (code, out) == (1, "")
        assert "nothing is taken as deleted" in err
    assert not entries.exists()
    (journal.folder / "away").rename(entries)
    assert ids(lineage) == [one]


def test_a_wrong_command_key_or_id_names_the_nearest(lineage):
    lineage("add", "first")
    assert "nearest: search" in lineage("serch", "x")[2]
    code, _, err = lineage("list", "seting:dao")
    assert code == 2
    assert "there are setting" in err
    assert lineage("show", "zzzz")[0] == 1
    assert "nearest: plutocracy" in lineage("list", "tension:plutocrasy")[2]
    assert "nearest: token-community" in lineage("list", "setting:token-comunity")[2]


def test_where_there_is_no_journal_it_says_how_to_make_one(capsys, tmp_path, monkeypatch):
    from lineage.cli.main import call

    monkeypatch.chdir(tmp_path)
    assert call(["list"]) == 1
    assert "`lineage init DIR` makes one" in capsys.readouterr().err
    assert call(["init", "here"]) == 0
    monkeypatch.chdir(tmp_path / "here")
    assert call(["add", "-q", "found by its folder"]) == 0
    capsys.readouterr()
    assert call(["list", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1
    assert call(["init"]) == 1
    assert "is a journal already" in capsys.readouterr().err


def test_a_fault_of_ours_gives_a_report_without_what_was_written(lineage, monkeypatch):
    def fall(*_args, **_options):
        raise RuntimeError("boom")

    monkeypatch.setattr("lineage.reading.Reader.search", fall)
    code, _, err = lineage("search", "secret words")
    assert code == 3
    assert "RuntimeError: boom" in err
    assert "command: search" in err


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_and_json(lineage, name):
    code, out, _ = lineage(name, "--help")
    assert code == 0
    assert f"lineage {name}" in out
    if "[ARGS]..." not in out and name != "completion":  # a group's commands have it, a script is no answer
        assert "--json" in out


HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202etxt [red]x[/red] \x7f"


@pytest.mark.parametrize(
    "command",
    [
        ["list"],
        ["search", "seen"],
        ["show", "20261124"],
        ["trace", "20261124"],
        ["check"],
        ["mine"],
        ["report"],
        ["list", "--json"],
        ["show", "20261124", "--json"],
    ],
)
def test_text_from_an_entry_never_steers_the_terminal(lineage, write, command):
    fields = "".join(
        f'{key}: "{shown}"\n'
        for key in ("title", "organisation", "setting", "outcome", "odd")
        for shown in [HOSTILE.encode("unicode_escape").decode().replace("\\u202e", "\\u202E")]
    )
    write(
        "20261124-aaaaaaaa-x.md",
        f"---\nid: 20261124-aaaaaaaa\nkind: observation\nrecorded: 2026-11-24\n{fields}---\n\nseen {HOSTILE}\n",
    )
    _, out, err = lineage(*command)
    for text in (out, err):
        assert not [
            char
            for char in text
            if (ord(char) < 32 and char != "\n") or 127 <= ord(char) < 160 or char == "\u202e"
        ]


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("G4", "Agreed, not funded"),
        ("execution", "Capacity and execution"),
        ("setting", "token-community"),
        ("credible-commitment", "Credible commitment"),
        ("crux-global-pause", "track"),
        ("export-controls", "may backfire"),
        ("h-messaging", "Counts against"),
        ("q-labs-coordinate", "crux"),
        ("mutual-destruction", "argument"),
        ("buys-time", "stance"),
    ],
)
def test_every_kind_of_term_of_the_seeds_has_a_page(lineage, term, said):
    code, out, err = lineage("taxonomy", "show", term)
    assert (code, err) == (0, "")
    assert said in out
    assert lineage("taxonomy", "show", term, "--json")[0] == 0


def test_an_unknown_page_names_the_nearest(lineage):
    code, _, err = lineage("taxonomy", "show", "crux-globalpause")
    assert code == 1
    assert "nearest: crux-global-pause" in err


@pytest.fixture
def edited_in_place(lineage, journal, a_home_of_its_own):
    """The id of an entry to whose file a word was added, and nothing that a quick look asks moved."""
    one = lineage("add", "-q", "seen")[1].strip()
    assert lineage("index")[0] == 0
    (index,) = (a_home_of_its_own / "cache").rglob("index.db")
    with closing(sqlite3.connect(index)) as connection:
        connection.execute("UPDATE files SET racy = 0")
        connection.commit()
    path = next((journal.folder / "entries").rglob(f"{one}*.md"))
    with path.open("a") as opened:
        opened.write("okapi\n")
    return one


@pytest.mark.parametrize("words", [["search", "okapi"], ["list", "okapi"]], ids=" ".join)
def test_nothing_is_said_to_be_found_only_after_a_look_at_every_file(lineage, edited_in_place, words):
    assert edited_in_place in lineage(*words, "--json")[1]


def test_an_id_that_was_changed_in_place_is_found(lineage, journal, edited_in_place):
    path = next((journal.folder / "entries").rglob(f"{edited_in_place}*.md"))
    path.write_text(path.read_text().replace(edited_in_place, "20261124-aaaaaaaa"))
    code, out, _ = lineage("show", "20261124-aaaaaaaa")
    assert (code, "okapi" in out) == (0, True)


def test_a_capture_and_what_is_found_look_at_no_file_that_did_not_move(lineage, edited_in_place):
    assert lineage("add", "-q", "seen again")[0] == 0
    assert edited_in_place in lineage("search", "seen", "--json")[1]
    assert "okapi" not in lineage("search", "seen")[1]


def test_every_file_is_looked_at_once_for_all_that_a_command_says(lineage, journal, monkeypatch):
    """The contexts, the hits and the entries that were left out are asked for one after the other."""
    from lineage.index import look, sync

    looks = []
    monkeypatch.setattr(sync, "unchanged", lambda *told: looks.append(told) or look.unchanged(*told))
    lineage("add", "-q", "seen")
    lineage("index")
    looks.clear()
    assert lineage("search", "okapi", "--for", "team")[0] == 0
    assert len(looks) == 1
