"""Capture as a person does it: at a pseudo-terminal, from a pipe, and from a shell's loop."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lineage.errors import LineageError
from lineage.journal import Journal
from lineage.store import settings

GUILD = """[context.guild]
organisation = "Example Guild"
setting = "token-community"
sensitivity = "team"
look_again = 7
"""


class Person:
    """Somebody at a terminal: types keys once the question they answer is shown."""

    def __init__(self, words, folder, env):
        self.seen = ""
        self._child, self._handle = pty.fork()
        if not self._child:
            os.chdir(folder)
            command = [sys.executable, "-m", "lineage", *words]
            os.execvpe(sys.executable, command, {**os.environ, "TERM": "xterm", "COLUMNS": "100", **env})

    def waits_for(self, text):
        end = time.monotonic() + 60
        while text not in self.seen:
            assert time.monotonic() < end, f"{text!r} was not seen in {self.seen!r}"
            if not self._read():
                break
        assert text in self.seen, f"{text!r} was not seen in {self.seen!r}"
        return self

    def types(self, keys):
        # A question throws away what was typed before it is asked.
        time.sleep(0.15)
        os.write(self._handle, keys.encode())
        return self

    def leaves(self):
        """The exit code, once nothing more is shown."""
        while self._read():
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1])

    def hangs_up(self):
        os.close(self._handle)
        return os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1])

    def _read(self):
        if not select.select([self._handle], [], [], 60)[0]:
            return False
        try:
            data = os.read(self._handle, 1 << 16)
        except OSError:
            return False
        self.seen += data.decode("utf-8", "replace")
        return bool(data)


@pytest.fixture
def person(journal):
    (journal.folder / "lineage.toml").write_text(GUILD)

    def sits_down(*words, **env):
        return Person(words, journal.folder, env)

    return sits_down


@pytest.fixture
def shell(journal):
    """Runs a line of shell in the journal, `lineage` being this interpreter's."""

    def run(line, **env):
        script = f'lineage() {{ "{sys.executable}" -m lineage "$@"; }}\n{line}\n'
        return subprocess.run(
            ["bash", "-c", script],
            cwd=journal.folder,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )

    return run


def entries(journal):
    return [one for one in journal.entries().entries if one.kind == "observation"]


def test_every_question_is_one_key_and_each_answer_is_on_disk(person, journal):
    one = person("add", "@guild", "Vote passed 92 %, treasury says no budget line before Q2")
    one.waits_for("look again").types("\r").waits_for("? all").types("1")
    assert one.leaves() == 0
    entry = entries(journal)[0]
    assert entry.outcome == "open"
    assert entry.look_again > entry.recorded[:10]
    assert len(entry.tensions) == 1
    assert entry.suggested.startswith("1/")
    assert "· guild · team · today" in one.seen
    assert "“who pays for it?”" in one.seen
    assert "Inferred, not seen" in one.seen
    assert "Elsewhere: " in one.seen


def test_what_it_continues_and_where_it_was_seen_are_told_in_its_context_alone(person, journal):
    text = "Vote passed 92 %, treasury says no budget line before Q2"
    first = journal.add(text, {"tensions": ("G4",)}, context="guild").entry
    journal.add(text, {"tensions": ("G4",)}, context="office")
    one = person("add", "@guild", "-t", "G4", "--outcome", "stuck", f"Again: {text}")
    one.waits_for("Continues").types("y")
    assert one.leaves() == 0
    new = next(entry for entry in entries(journal) if entry.title.startswith("Again"))
    assert new.follows == (first.id,)
    assert "Seen 1 time before in guild since " in one.seen
    assert "office" not in one.seen


def test_who_did_the_step_is_asked_where_a_machine_is_mentioned_and_nowhere_else(person, journal):
    one = person("add", "--outcome", "stuck", "-t", "E4", "The bot rejected every claim of the night shift")
    one.waits_for("Who did the step?").types("r")
    assert one.leaves() == 0
    assert entries(journal)[0].machine_role == "automated-rule"
    two = person("add", "--outcome", "stuck", "-t", "E4", "Nobody came to the vote of the night shift")
    assert two.leaves() == 0
    assert "Who did the step?" not in two.seen


def test_no_more_than_three_keys_are_asked_for_before_the_rest_is_told(person, journal):
    text = "The bot rejected the claims of the night shift and nobody could say why"
    earlier = journal.add(text, {}, context="guild").entry
    one = person("add", "@guild", f"{text}, again")
    one.waits_for("look again").types("s").waits_for("? all").types("\r").waits_for("Who did").types("\r")
    assert one.leaves() == 0
    assert "?   y" not in one.seen
    assert f"--set follows={earlier.id}" in one.seen.replace("\r\n", "")


def test_a_key_that_is_no_answer_leaves_the_question_open_and_says_so(person, journal):
    one = person("add", "Vote passed 92 %, treasury says no")
    one.waits_for("look again").types("x").waits_for("left open").waits_for("? all").types("0")
    one.waits_for("not asked again")
    assert one.leaves() == 0
    entry = entries(journal)[0]
    assert (entry.outcome, entry.tensions) == ("", ())
    assert entry.suggested.startswith("0/")


@pytest.mark.parametrize("key", ["q", "\x1b", "\x03", "\x04"], ids=["q", "escape", "ctrl-c", "ctrl-d"])
def test_a_person_leaves_and_the_rest_stays_open(person, journal, key):
    one = person("add", "Vote passed 92 %, treasury says no")
    one.waits_for("look again").types("b").waits_for("? all").types(key)
    one.waits_for("the rest can wait")
    assert one.leaves() == 0
    assert [(entry.outcome, entry.tensions) for entry in entries(journal)] == [("fail", ())]


def test_a_terminal_that_is_closed_loses_nothing(person, journal):
    one = person("add", "Vote passed 92 %, treasury says no")
    one.waits_for("look again").types("h").waits_for("Sounds like")
    one.hangs_up()
    assert [(entry.title, entry.outcome) for entry in entries(journal)] == [
        ("Vote passed 92 %, treasury says no", "held")
    ]
    assert not list((journal.folder / ".lineage" / "drafts").glob("*"))


def test_own_words_and_a_code_are_typed_where_no_key_fits(person, journal):
    one = person("add", "--outcome", "held", "Vote passed 92 %, treasury says no")
    one.waits_for("? all").types("w").waits_for("own words").types("treasury limbo\r")
    assert one.leaves() == 0
    two = person("add", "--outcome", "held", "Vote passed, treasury says no")
    two.waits_for("? all").types("?").waits_for("code or label").types("G4\r")
    assert two.leaves() == 0
    assert {entry.words for entry in entries(journal)} == {("treasury limbo",), ()}
    assert {entry.tensions for entry in entries(journal)} == {
        (),
        ("agreement-without-resource-alignment",),
    }


def test_a_name_is_pointed_at_and_one_key_puts_a_role_in_its_place(person, journal):
    journal.add("x", {"actors": ("the treasurer",)}, context="guild")
    one = person(
        "add", "@guild", "-t", "G4", "--outcome", "stuck", "Anna Meier said that Anna Meier's line is empty"
    )
    one.waits_for("Names a person?").types("r").waits_for("for Anna Meier").types("1\r")
    assert one.leaves() == 0
    entry = next(entry for entry in entries(journal) if entry.tensions)
    assert entry.text == "the treasurer said that the treasurer's line is empty\n"
    assert "anna" not in entry.path
    assert entry.title.startswith("the treasurer said")
    assert not any(b"Anna" in path.read_bytes() for path in (journal.folder / "entries").rglob("*.md"))
    journal.undo()
    assert any("Anna Meier said" in one.text for one in entries(journal))
    assert len(entries(journal)) == 2


def test_enter_keeps_a_name(person, journal):
    one = person("add", "-t", "G4", "--outcome", "stuck", "Anna Meier said no")
    one.waits_for("Names a person?").types("\r")
    assert one.leaves() == 0
    assert entries(journal)[0].text == "Anna Meier said no\n"


def test_quiet_pipes_and_json_ask_nothing_and_point_at_nobody_where_they_are_quiet(lineage):
    code, out, err = lineage("add", "-q", "Anna Meier said no to the bot")
    assert (code, err, out.count("\n")) == (0, "", 1)
    code, out, err = lineage("add", "--json", "Anna Meier said no to the bot")
    assert (code, err) == (0, "")
    code, out, err = lineage("add", "Anna Meier said no to the bot")
    assert code == 0
    assert "names a person? Anna Meier" in err
    assert out.startswith("saved ")


def test_a_date_before_the_first_colon_is_when_it_was_observed(journal, lineage, monkeypatch):
    from datetime import datetime

    monkeypatch.setattr("lineage.reading.Reader.now", datetime.fromisoformat("2026-11-20T14:03:11+01:00"))
    out = lineage("add", "yesterday:", "the", "vote", "failed")[1]
    assert out.endswith("· private · observed 2026-11-19\n")
    for text in ("Treasury: 3 of 4 said no", "So: nobody came", "2024: a year", "https://example.org: down"):
        assert lineage("add", text)[1].endswith("· 2026-11-20\n")
    lineage("add", "last friday at 15:30: quorum missed")
    lineage("add", "--observed", "2026-01", "monday: said of a monday")
    found = {entry.text.strip(): str(entry.observed) for entry in entries(journal)}
    assert found == {
        "the vote failed": "2026-11-19",
        "Treasury: 3 of 4 said no": "2026-11-20",
        "So: nobody came": "2026-11-20",
        "2024: a year": "2026-11-20",
        "https://example.org: down": "2026-11-20",
        "last friday at 15:30: quorum missed": "2026-11-13",
        "monday: said of a monday": "2026-01",
    }


def test_dates_are_read_as_people_say_them_and_what_is_none_is_kept(journal, lineage, monkeypatch):
    from datetime import datetime

    monkeypatch.setattr("lineage.reading.Reader.now", datetime.fromisoformat("2026-11-24T14:03:11+01:00"))
    for said, when in (("last march", "2026-03"), ("3 weeks ago", "2026-11-03~"), ("end of 2024", "2024~")):
        assert lineage("add", "x", "--observed", said)[1].endswith(f"· observed {when}\n")
    _, _, err = lineage("add", "y", "--observed", "when pigs fly", "--look-again", "in two weeks")
    assert "kept among your own words" in err
    entry = next(entry for entry in entries(journal) if entry.title == "y")
    assert (str(entry.observed), entry.words) == ("unclear", ("observed when pigs fly",))
    assert entry.look_again == "2026-12-08"
    assert lineage("edit", entry.id, "--set", "observed=last week", "--set", "deadline=24 Dec")[0] == 0
    entry = journal.entry(entry.id)
    assert (str(entry.observed), entry.deadline) == ("2026-11-16/2026-11-22", "2026-12-24")
    code, _, err = lineage("edit", entry.id, "--set", "observed=lst march")
    assert code == 2
    assert "nearest: 'last march' (2026-03)" in err
    code, _, err = lineage("edit", entry.id, "--set", "observed=tomorrow")
    assert code == 2
    assert "lies ahead" in err
    assert "nothing was changed; write a day that has been" in err
    found = json.loads(lineage("list", "--json", "since:last week", "until:today")[1])
    assert [row["title"] for row in found] == ["y"]


def test_words_and_a_pipe_are_joined(shell, journal):
    done = shell("printf 'from a pipe\\nand more\\n' | lineage add what I saw")
    assert b"standard input was joined to it: 2 lines" in done.stderr
    assert [entry.text for entry in entries(journal)] == ["what I saw\n\nfrom a pipe\nand more\n"]
    assert entries(journal)[0].title == "what I saw"


def test_a_file_is_joined_and_a_loop_over_one_is_not_robbed(shell, journal):
    (journal.folder / "notes.txt").write_text("one\ntwo\nthree\n")
    done = shell('while read -r line; do lineage add -q "$line"; done < notes.txt')
    assert done.stdout.count(b"\n") == 3
    assert sorted(entry.text for entry in entries(journal)) == ["one\n", "three\n", "two\n"]
    shell("lineage add -q whole < notes.txt")
    assert any(entry.text == "whole\n\none\ntwo\nthree\n" for entry in entries(journal))


def test_a_pipe_that_stays_open_and_silent_does_not_hold_the_words_up(shell, journal):
    done = shell("sleep 5 | lineage add the words; true")
    assert entries(journal)[0].text == "the words\n"
    assert b"open and silent, and was not read" in done.stderr
    shell("(sleep 1; echo late) | lineage add -q waits -")
    assert any(entry.text == "waits\n\nlate\n" for entry in entries(journal))


def test_standard_input_that_is_closed_or_no_text_is_taken_as_it_is(shell, journal):
    assert shell("lineage add -q closed <&-").returncode == 0
    assert shell("printf 'caf\\351 \\000 x' | lineage add -q").returncode == 0
    assert shell("printf '\\377\\376h\\000i\\000' | lineage add -q").returncode == 0
    assert {entry.text for entry in entries(journal)} == {"closed\n", "caf\\xe9 \\x00 x\n", "hi\n"}


def test_each_line_is_one_step_and_what_could_not_be_written_is_kept(shell, lineage, journal):
    assert shell("printf 'one\\n\\ntwo\\nthree\\n' | lineage add -q --each-line").stdout.count(b"\n") == 3
    assert len(json.loads(lineage("undo", "--json")[1])["changes"]) == 3
    assert entries(journal) == []
    code, _, err = lineage("add", "--each-line", stdin=f"one\n{'x' * 1_100_000}\nthree\n")
    assert code == 1
    kept = [path.read_text().split() for path in (journal.folder / ".lineage" / "drafts").glob("*.md")]
    assert [[text[:5] for text in texts] for texts in kept] == [["one", "xxxxx", "three"]]
    assert entries(journal) == []
    assert "your text is kept in" in err


def test_of_lines_only_those_are_kept_that_a_full_disk_refused(lineage, journal, monkeypatch):
    from lineage.store import entries as entry_files

    write = entry_files.write_entries

    def write_two(folder, new):
        write(folder, new[:2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(entry_files, "write_entries", write_two)
    assert lineage("add", "--each-line", stdin="one\ntwo\nthree\nfour\n")[0] == 1
    kept = [path.read_text() for path in (journal.folder / ".lineage" / "drafts").glob("*.md")]
    assert kept == ["three\nfour"]
    assert {entry.text for entry in entries(journal)} == {"one\n", "two\n"}


@pytest.mark.parametrize(
    "command", ["lineage add -q", "lineage add -q some words", "lineage add --each-line"]
)
def test_text_is_kept_in_ones_own_folder_where_there_is_no_journal(shell, tmp_path, command):
    empty = tmp_path / "empty"
    empty.mkdir()
    done = shell(f"cd {empty}; echo from a pipe | {command}", LINEAGE_JOURNAL=str(tmp_path / "nowhere"))
    assert done.returncode == 1
    kept = list(settings.own_drafts().glob("*.md"))
    assert len(kept) == 1
    assert "from a pipe" in kept[0].read_text()
    assert str(kept[0]).encode() in done.stderr
    assert kept[0].stat().st_mode & 0o777 == 0o600
    made = Journal.create(tmp_path / "made")
    assert shell(f"lineage add -q < {kept[0]}", LINEAGE_JOURNAL=str(made.folder)).returncode == 0
    assert "from a pipe" in entries(made)[0].text


def test_text_is_kept_where_the_entries_are_missing_and_shown_where_it_can_be_kept_nowhere(shell, journal):
    (journal.folder / "entries").rmdir()
    done = shell("echo words on a bad day | lineage add -q")
    assert done.returncode == 1
    assert b"nothing is taken as deleted" in done.stderr
    assert [path.read_text() for path in settings.own_drafts().glob("*.md")] == ["words on a bad day\n"]
    done = shell("echo more words | lineage add -q", HOME="/dev/null", XDG_DATA_HOME="/dev/null/x")
    assert done.returncode == 1
    assert b"here it is: more words" in done.stderr


def test_a_killed_capture_loses_nothing_that_was_acknowledged(person, journal):
    one = person("add", "Vote passed 92 %, treasury says no")
    one.waits_for("look again")
    os.kill(one._child, signal.SIGKILL)
    one.leaves()
    assert [entry.text for entry in entries(journal)] == ["Vote passed 92 %, treasury says no\n"]


@pytest.mark.parametrize(
    ("command", "kept"),
    [
        (r"lineage add -q $'@caf\xe9' 'a word that must not be lost'", "a word that must not be lost\n"),
        (
            r"lineage add -q $'a word that must not be lost: caf\xe9'",
            "a word that must not be lost: caf\\xe9\n",
        ),
        (r"lineage add -q --context $'\xff' --cost $'\xe9' words", "words\n"),
        (r"lineage add -q words", "words\n"),
        (r"printf 'caf\xe9 words' | lineage add -q", "caf\\xe9 words\n"),
    ],
)
def test_no_bytes_lose_a_text_and_it_is_said_what_was_written_out(shell, journal, command, kept):
    done = shell(command, LINEAGE_CODER=os.fsdecode(b"mina\xe9"))
    assert done.returncode == 0
    (entry,) = entries(journal)
    assert entry.text == kept
    assert entry.observer == "mina\\xe9"
    assert (b"written out" in done.stderr) == ("\\x" in command)
    assert b"\\udc" not in done.stderr


def test_bytes_in_what_is_asked_and_changed_are_no_fault_of_ours(shell, journal):
    one = Journal(journal.folder).add("seen", {}).entry.id
    for command in (
        rf"lineage edit {one} --set cost=$'\xe9'",
        r"lineage search $'\xe9'",
        r"printf '\xe9' | lineage suggest",
        r"lineage list $'word:\xe9'",
    ):
        done = shell(command)
        assert done.returncode == 0, done.stderr
        assert b"written out" in done.stderr
    assert entries(journal)[0].cost == "\\xe9"


def test_a_draft_of_a_context_no_text_can_name_is_kept(journal, a_home_of_its_own):
    (journal.folder / "entries").rmdir()
    with pytest.raises(LineageError, match="your text is kept in"):
        journal.add("a word that must not be lost", {"cost": "\udce9"}, context="caf\udce9")
    (found,) = journal.unsaved()
    assert found.origin.context == "caf\\xe9"
    assert journal.unsaved_text(found) == "a word that must not be lost"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are text there")
def test_a_journal_whose_path_is_no_text_works(shell, tmp_path):
    place = os.fsdecode(bytes(tmp_path) + b"/n\xe9")
    assert shell(f"lineage init '{place}' --for me").returncode == 0
    script = f"cd '{place}'; unset LINEAGE_JOURNAL; mkdir notes; echo seen > notes/a.md; " + "; ".join(
        f"lineage {words} >/dev/null || exit"
        for words in (
            "add -q a word that must not be lost",
            "list",
            "search word",
            "index",
            "check",
            "due",
            "mine",
            "report -o r.md",
            "import folder notes --yes",
            "undo",
            "drafts",
        )
    )
    done = shell(script)
    assert (done.returncode, done.stderr.count(b"Traceback")) == (0, 0), done.stderr
    assert [entry.text for entry in entries(Journal(Path(place)))] == ["a word that must not be lost\n"]
    shell(f"cd '{place}'; mv entries e; lineage add -q while away; mv e entries")
    assert [one.first_line for one in Journal(Path(place)).unsaved()] == ["while away"]


@pytest.mark.parametrize("command", ["add -q words", "add words", "add --json words"])
def test_an_entry_that_is_saved_is_told_as_saved_where_its_id_cannot_be(shell, journal, command):
    done = shell(f"lineage {command} > /dev/full")
    assert done.returncode == 0
    assert b"the answer could not be written: No space left on device; what was asked is done" in done.stderr
    assert b"Exception" not in done.stderr
    assert [entry.text for entry in entries(journal)] == ["words\n"]
    done = shell("lineage undo > /dev/full")
    assert (done.returncode, entries(journal)) == (0, [])
    done = shell("lineage list --across --json > /dev/full")
    assert (done.returncode, b"is done" in done.stderr) == (1, False)


def test_talk_that_nobody_can_hear_holds_nothing_up(shell, journal):
    done = shell("lineage add -q @nowhere words 2> /dev/full")
    assert (done.returncode, len(done.stdout)) == (0, 18)
    assert len(entries(journal)) == 1


def test_what_to_type_next_can_be_typed(shell, tmp_path):
    done = shell(f"lineage init '{tmp_path}/a place of mine' --for me")
    typed = done.stdout.decode().splitlines()[1].removeprefix("next: ").replace("WHAT YOU SAW", "-q seen")
    assert shell(typed).returncode == 0
    assert [entry.text for entry in entries(Journal(tmp_path / "a place of mine"))] == ["seen\n"]


def test_a_day_to_come_is_said_to_lie_ahead(lineage, journal):
    code, _, err = lineage("add", "-q", "--observed", "tomorrow", "seen")
    assert (code, "'tomorrow' lies ahead (" in err) == (0, True)
    assert "kept among your own words" in err
    code, _, err = lineage("edit", entries(journal)[0].id, "--set", "observed=next week")
    assert (code, "'next week' lies ahead (" in err) == (2, True)
