r"""The week's review: answered key by key in this process, and once as a person does, at a pseudo-terminal."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import sys
import time
from datetime import datetime
from pathlib import Path

import click
import pytest

from lineage.journal import Journal

NOW = datetime.fromisoformat("2026-11-20T14:03:11+01:00")
CTRL_C, CTRL_D = KeyboardInterrupt(), EOFError()


@pytest.fixture(autouse=True)
def one_day(monkeypatch, journal):
    """Every command is told as of one day; what we ask of the journal ourselves too."""
    monkeypatch.setattr("lineage.reading.Reader.now", NOW)


@pytest.fixture
def answer(lineage, monkeypatch):
    """Runs a review at a terminal whose person gives these answers, a key or a line each; more questions than answers is a fault."""

    def run(*answers, words=("week",)):
        left = list(answers)

        def give(*_, **__):
            assert left, "a question more than was expected"
            one = left.pop(0)
            if isinstance(one, BaseException):
                raise one
            return one

        monkeypatch.setattr("lineage.cli.week.asks", lambda: True)
        monkeypatch.setattr(click, "getchar", give)
        monkeypatch.setattr(click, "prompt", give)
        code, out, err = lineage(*words)
        assert left == [], "fewer questions than were expected"
        return code, out, err

    return run


@pytest.fixture
def inbox(journal):
    folder = journal.folder / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def entry(journal):
    """Adds an entry and gives a function that reads it again."""

    def add(text, **given):
        name = journal.add(text, {key: value for key, value in given.items() if value}).entry.id
        return lambda: Journal(journal.folder).entry(name)

    return add


@pytest.fixture(autouse=True)
def without_questions(journal):
    """Templates that take the four questions away; a test of them takes these away."""
    (journal.folder / "templates").mkdir()
    for name in ("held", "stopped", "changed", "step"):
        (journal.folder / "templates" / f"{name}.md").write_text("")


def entries(journal):
    return Journal(journal.folder).entries().entries


# Taking in and tagging --------------------------------------------------------------------------------------------


def test_notes_are_offered_one_by_one_and_what_is_taken_is_asked_about_next(answer, journal, inbox):
    (inbox / "2026-11-03.md").write_text("The vote passed, nobody asked the treasury\n")
    (inbox / "later.md").write_text("Not now\n")
    (inbox / "photo.jpg").write_bytes(b"x")
    code, out, err = answer("t", "\r", "w", "treasury limbo")
    assert (code, err) == (0, "`lineage undo` takes the last answer back, and again the one before\n")
    (one,) = entries(journal)
    assert (one.text, str(one.observed), one.words) == (
        "The vote passed, nobody asked the treasury\n",
        "2026-11-03",
        ("treasury limbo",),
    )
    assert sorted(path.name for path in inbox.iterdir()) == ["later.md", "photo.jpg"]
    assert "1 of 2 · to take in" in out
    assert "3 of 3 · to tag" in out
    assert "1 taken in · 1 tagged" in out
    assert "inbox 2" in out[out.index("waits") :]


def test_a_note_that_came_in_before_is_said_and_makes_no_second_entry(answer, journal, inbox):
    (inbox / "2026-11-03.md").write_text("Quorum missed again\n")
    answer("t", "w", "quorum")
    (one,) = entries(journal)
    (inbox / "2026-11-03.md").write_text("Quorum missed again\n")
    out = answer("t")[1]
    assert f"{one.id} says the same" in out
    assert entries(journal) == (one,)
    assert list(inbox.iterdir()) == []


def test_an_entry_is_tagged_with_what_is_offered_or_named(answer, entry):
    offered = entry("They agreed on it and there is no budget line, nobody pays", observed="2026-11-02")
    named = entry("zzz", observed="2026-11-01")
    code, out, _ = answer("1", "?", "G4")
    assert code == 0
    assert len(offered().tensions) == 1
    assert offered().suggested.startswith("1/")
    assert named().tensions == ("agreement-without-resource-alignment",)
    assert "2 tagged" in out


def test_a_number_takes_an_offer_behind_the_question_mark_too_and_is_no_word(answer, entry):
    offered = entry("They agreed on it and there is no budget line, nobody pays", observed="2026-11-02")
    other = entry("They agreed on it and there is no money behind it", observed="2026-11-01")
    code, out, _ = answer("?", "1", "0")
    assert code == 0
    assert (len(offered().tensions), offered().words) == (1, ())
    assert offered().suggested.startswith("1/")
    assert other().tensions == ()
    assert "1 tagged · 1 that no term fits" in out


def test_several_words_and_tries_stand_between_semicolons(answer, entry):
    one = entry("zzz", observed="2026-11-02")
    two = entry("Open", tensions="G4", look_again="2026-11-01")
    answer("w", "limbo; who, if anyone, pays", "s", "asked twice; a, b", "\r", "", "")
    assert one().words == ("limbo", "who, if anyone, pays")
    assert two().tried == ("asked twice", "a, b")


def test_what_was_tagged_and_what_was_answered_with_none_are_counted_apart(answer, entry):
    for text in ("They agreed on it and there is no budget line, nobody pays", "zzz"):
        entry(text)
    assert "1 tagged · 1 that no term fits" in answer("0", "w", "own")[1]


def test_what_fits_nothing_is_not_asked_again(answer, entry, journal):
    one = entry("They agreed on it and there is no budget line, nobody pays")
    out = answer("0")[1]
    assert "1 that no term fits" in out
    assert "tagged" not in out[out.index("done") :]
    assert one().suggested.startswith("0/")
    assert one().tensions == ()
    code, out, _ = answer()
    assert (code, "0 things" in out) == (0, True)


def test_enter_leaves_an_entry_for_the_next_week(answer, entry, journal):
    one = entry("Nobody tagged this")
    before = (journal.folder / one().path).read_bytes()
    assert "nothing this time" in answer("\r")[1]
    assert (journal.folder / one().path).read_bytes() == before
    assert "1 of 1 · to tag" in answer("\r")[1]


def test_at_most_so_many_of_each_kind_are_asked_about(answer, entry):
    for number in range(5):
        entry(f"seen {number}")
        entry(f"open {number}", tensions="G4", look_again="2026-11-01")
    out = answer("\r", "\r", "\r", "\r", words=("week", "--limit", "2"))[1]
    assert "4 of 4" in out
    assert "untagged 5 · look again 5" in out


# Closing -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def open_one(entry):
    return entry(
        "Vote passed 92 %", tensions="G4", outcome="open", look_again="2026-11-01", deadline="2026-06"
    )


def test_what_was_open_is_closed_with_what_was_tried_and_who_answered(answer, open_one):
    code, out, _ = answer("s", "asked the treasury", "y", "12 person-days", "the council")
    assert code == 0
    one = open_one()
    assert (one.outcome, one.look_again) == ("stall", "")
    assert (one.tried, one.helped, one.cost, one.answered_by) == (
        ("asked the treasury",),
        "true",
        "12 person-days",
        "the council",
    )
    assert "19 days over" in out
    assert "their own deadline: 2026-06" in out
    assert "1 closed" in out
    assert out.rstrip().endswith("nothing")


def test_what_is_still_open_gets_a_new_day_and_is_not_asked_for_its_end(answer, open_one):
    out = answer("o", "", "asked again", "n")[1]
    one = open_one()
    assert (one.outcome, one.look_again, one.tried, one.helped) == (
        "open",
        "2026-12-20",
        ("asked again",),
        "false",
    )
    assert "1 still open" in out


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("14", "2026-12-04"),
        ("2027-03", "2027-03"),
        ("2027-01-05", "2027-01-05"),
        ("0", "2026-12-20"),
        ("2020-01-01", "2026-12-20"),
        ("sometime", "2026-12-20"),
    ],
)
def test_the_new_day_is_a_number_of_days_or_a_date_to_come(answer, open_one, typed, day):
    _, _, err = answer("o", typed, "")
    assert open_one().look_again == day
    assert ("2026-12-20 stays" in err) == (day == "2026-12-20")


def test_the_context_says_after_how_many_days_to_look_again(answer, journal):
    (journal.folder / "lineage.toml").write_text("[context.guild]\nlook_again = 7\n")
    made = (
        Journal(journal.folder)
        .add("open", {"tensions": ("G4",), "look_again": "2026-11-01"}, context="guild")
        .entry
    )
    answer("o", "", "")
    assert Journal(journal.folder).entry(made.id).look_again == "2026-11-27"


def test_enter_leaves_the_closing_for_the_next_week(answer, open_one, journal):
    before = (journal.folder / open_one().path).read_bytes()
    answer("\r")
    assert (journal.folder / open_one().path).read_bytes() == before


def test_each_question_of_a_closing_may_be_left_open(answer, open_one):
    answer("h", "", "", "")
    one = open_one()
    assert (one.outcome, one.look_again, one.tried, one.helped, one.cost, one.answered_by) == (
        "held",
        "",
        (),
        "",
        "",
        "",
    )


def test_what_is_known_is_not_asked_again_and_what_was_tried_is_added_to(answer, entry):
    one = entry(
        "open",
        tensions="G4",
        look_again="2026-11-01",
        tried="a letter",
        helped="unclear",
        cost="2 days",
        answered_by="the chair",
    )
    out = answer("r", "a second letter", "y")[1]
    assert "tried so far: a letter" in out
    assert (one().tried, one().helped) == (("a letter", "a second letter"), "true")


def test_a_day_that_is_only_coming_is_not_asked_about(answer, entry):
    entry("open", tensions="G4", look_again="2026-11-23")
    assert "0 things" in answer()[1]


# The questions -----------------------------------------------------------------------------------------------------


def test_an_answer_becomes_an_entry_with_the_fields_of_its_question(answer, journal):
    (journal.folder / "templates" / "held.md").unlink()
    out = answer("Tom had already paid the deposit")[1]
    (one,) = entries(journal)
    assert (one.text, one.outcome, str(one.observed), one.extra) == (
        "Tom had already paid the deposit\n",
        "held",
        "2026-11-20",
        (),
    )
    assert "could have failed" in out
    assert "1 written" in out


def test_a_journals_own_questions_are_asked_in_their_order(answer, journal):
    (journal.folder / "templates" / "b.md").write_text("---\norder: 1\n---\n\nFirst?\n")
    (journal.folder / "templates" / "a.md").write_text(
        "---\norder: 2\nsetting: dao\nwords:\n  - weekly\n---\n\nSecond?\n"
    )
    out = answer("", "An answer")[1]
    assert out.index("First?") < out.index("Second?")
    (one,) = entries(journal)
    assert one.words == ("weekly",)


def test_the_answers_are_of_the_context_that_was_named(answer, journal):
    (journal.folder / "templates" / "held.md").unlink()
    (journal.folder / "lineage.toml").write_text('[context.guild]\norganisation = "Example Guild"\n')
    answer("It held", words=("week", "@guild"))
    (one,) = entries(journal)
    assert (one.context, one.organisation) == ("guild", "Example Guild")


def test_bytes_that_are_no_text_are_written_out(answer, journal):
    (journal.folder / "templates" / "held.md").unlink()
    answer("caf\udce9 \x00")
    assert entries(journal)[0].text == "caf\\xe9 \\x00\n"


# Leaving, and what stays ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("leaving", ["q", CTRL_C], ids=["q", "ctrl-c"])
@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ((), "nothing this time"),
        (("t",), "1 taken in"),
        (("t", "w"), "1 taken in"),
        (("t", "w", "own"), "1 taken in · 1 tagged"),
        (("t", "w", "own", "\r"), "1 taken in · 1 tagged"),
        (("t", "w", "own", "\r", "It held"), "1 taken in · 1 tagged · 1 written"),
    ],
)
def test_it_can_be_left_at_any_question(answer, journal, inbox, answers, said, leaving):
    (journal.folder / "templates" / "held.md").unlink()
    (journal.folder / "templates" / "stopped.md").unlink()
    (inbox / "note.md").write_text("A note of the week\n")
    journal.add("open", {"tensions": ("G4",), "look_again": "2026-11-01"})
    code, out, _ = answer(*answers, leaving)
    assert code == 0
    assert "left here; every answer up to now is saved" in out
    assert said in out
    assert len(entries(journal)) == 1 + ("t" in answers) + ("It held" in answers)
    assert (inbox / "note.md").exists() == ("t" not in answers)


@pytest.mark.parametrize("leaving", [CTRL_D, click.Abort()], ids=["ctrl-d", "abort"])
@pytest.mark.parametrize(
    ("answers", "known"),
    [
        ((), {}),
        (("o",), {"outcome": "open", "look_again": "2026-12-20"}),
        (("o", "14"), {"outcome": "open", "look_again": "2026-12-04"}),
        (("o", "14", "asked"), {"look_again": "2026-12-04", "tried": ("asked",)}),
        (("s",), {"outcome": "stall", "look_again": ""}),
        (("s", "asked"), {"outcome": "stall", "tried": ("asked",)}),
        (("s", "asked", "y"), {"helped": "true"}),
        (("s", "asked", "y", "3 days"), {"cost": "3 days"}),
    ],
)
def test_every_answer_before_leaving_is_in_the_file(answer, open_one, answers, known, leaving):
    code, out, _ = answer(*answers, leaving)
    assert code == 0
    assert "left here; every answer up to now is saved" in out
    assert {name: getattr(open_one(), name) for name in known} == known


def test_each_answer_is_taken_back_by_undo(answer, open_one, lineage, journal):
    before = (journal.folder / open_one().path).read_bytes()
    answer("s", "asked", "y", "3 days", "the chair")
    for _ in range(5):
        assert lineage("undo")[0] == 0
    assert (journal.folder / open_one().path).read_bytes() == before


def test_an_entry_that_went_meanwhile_is_said_and_the_review_goes_on(answer, entry, journal, monkeypatch):
    gone, there = entry("seen twice", observed="2026-11-02"), entry("seen once", observed="2026-11-01")
    real = Journal.week

    def week(self, asked):
        found = real(self, asked)
        (journal.folder / gone().path).unlink()
        return found

    monkeypatch.setattr(Journal, "week", week)
    code, _, err = answer("w", "own")
    assert code == 0
    assert "no entry" in err
    assert there().words == ("own",)


def test_a_file_that_cannot_be_written_is_said_and_the_review_goes_on(answer, entry, journal, monkeypatch):
    broken, fine = entry("in conflict soon", observed="2026-11-02"), entry("seen once", observed="2026-11-01")
    path, real = journal.folder / broken().path, Journal.week

    def week(self, asked):
        found = real(self, asked)
        path.write_text(f"<<<<<<< one\n=======\n>>>>>>> other\n{path.read_text()}")
        return found

    monkeypatch.setattr(Journal, "week", week)
    code, _, err = answer("w", "own", "w", "own")
    assert code == 0
    assert "git's conflict marks" in err
    assert fine().words == ("own",)


def test_contexts_are_not_mixed_unasked(answer, journal):
    for name in ("guild", "board"):
        Journal(journal.folder).add(f"seen in {name}", {}, context=name)
    code, _, err = answer()
    assert code == 1
    assert "would mix 2 contexts: board, guild" in err
    assert "seen in guild" in answer("\r", words=("week", "@guild"))[1]
    assert "2 of 2" in answer("\r", "\r", words=("week", "--across"))[1]


# Without a terminal ---------------------------------------------------------------------------------------------------


def test_without_a_terminal_it_asks_nothing_and_says_what_it_would(lineage, journal, entry, inbox):
    (journal.folder / "templates" / "held.md").unlink()
    (inbox / "note.md").write_text("A note\n")
    untagged, closing = entry("Untagged"), entry("Open", tensions="G4", look_again="2026-11-01")
    code, out, _ = lineage("week")
    assert code == 0
    for said in ("note.md", "Untagged", "Open", "could have failed"):
        assert said in out
    found = json.loads(lineage("week", "--json")[1])
    assert [one["name"] for one in found["inbox"]] == ["note.md"]
    assert [one["id"] for one in found["untagged"]] == [untagged().id]
    assert [one["id"] for one in found["closing"]] == [closing().id]
    assert [(one["name"], one["fields"]) for one in found["prompts"]] == [("held", {"outcome": "held"})]


def test_json_asks_nothing_at_a_terminal_either(answer, entry):
    entry("Untagged")
    assert len(json.loads(answer(words=("week", "--json"))[1])["untagged"]) == 1


def test_what_it_would_ask_is_kept_from_a_stricter_audience(lineage, entry, inbox):
    (inbox / "note.md").write_text("A note\n")
    entry("Private one")
    found = json.loads(lineage("week", "--json", "--for", "team")[1])
    assert (found["inbox"], found["untagged"]) == ([], [])


# At a terminal ---------------------------------------------------------------------------------------------------------


class Person:
    """Someone at a pseudo-terminal: waits for words, then types."""

    def __init__(self, words, folder):
        self.seen = ""
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.environ.update({"TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "100", "LINES": "40"})
            os.execv(sys.executable, [sys.executable, "-m", "lineage", *words])

    def sees(self, words, *, within=60):
        end = time.monotonic() + within
        while not re.search(words, self.seen):
            ready, _, _ = select.select([self._master], [], [], max(end - time.monotonic(), 0))
            assert ready, f"{words!r} was not seen after {within} s in {self.seen!r}"
            self._read()
        self.seen = self.seen[re.search(words, self.seen).end() :]

    def _read(self):
        try:
            data = os.read(self._master, 4096)
        except OSError:
            data = b""
        assert data, f"it ended after {self.seen!r}"
        self.seen += data.decode()

    def types(self, keys):
        time.sleep(0.1)
        os.write(self._master, keys.encode())

    def ends(self):
        """The exit code, with what was printed to the end kept in ``seen``."""
        while True:
            try:
                data = os.read(self._master, 4096)
            except OSError:
                break
            if not data:
                break
            self.seen += data.decode()
        os.close(self._master)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.fixture
def person(journal):
    """Starts a command at a terminal in the journal; whatever is left of it is ended."""
    started = []

    def start(*words):
        started.append(
            Person([*words, "--journal", str(journal.folder)], Path(__file__).resolve().parents[2])
        )
        return started[-1]

    yield start
    for one in started:
        try:
            os.kill(one.pid, signal.SIGKILL)
            os.waitpid(one.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass


def test_a_whole_review_at_a_terminal(person, journal, inbox, entry):
    (journal.folder / "templates" / "held.md").unlink()
    (inbox / "2026-11-03.md").write_text("Quorum missed again\n")
    closing = entry("Vote passed 92 %", tensions="G4", outcome="open", look_again="2020-01-01")
    one = person("week")
    one.sees(r"1 of 3 · to take in[\s\S]*⏎ later")
    one.types("t")
    one.sees(r"2 of 4 · to tag[\s\S]*⏎ later")
    one.types("w")
    one.sees("own words: ")
    one.types("quorum\r")
    one.sees(r"3 of 4 · to look at again[\s\S]*r recovered")
    one.types("b")
    one.sees("tried: ")
    one.types("a second vote\r")
    one.sees("Did it help")
    one.types("n")
    one.sees("cost: ")
    one.types("\r")
    one.sees("answered by: ")
    one.types("unclear\r")
    one.sees(r"4 of 4 · a question[\s\S]*none: ")
    one.types("The chair asked who pays\r")
    assert one.ends() == 0
    assert "1 taken in · 1 tagged · 1 closed · 1 written" in one.seen
    assert (closing().outcome, closing().tried, closing().helped, closing().answered_by) == (
        "fail",
        ("a second vote",),
        "false",
        "unclear",
    )
    texts = {each.text.strip() for each in entries(journal)}
    assert texts == {"Quorum missed again", "Vote passed 92 %", "The chair asked who pays"}


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["ctrl-c", "ctrl-d"])
def test_a_review_is_left_at_a_key_and_at_a_line(person, entry, key):
    closing = entry("Vote passed 92 %", tensions="G4", outcome="open", look_again="2020-01-01")
    one = person("week")
    one.sees("r recovered")
    one.types(key)
    assert one.ends() == 0
    assert "left here" in one.seen
    assert closing().look_again == "2020-01-01"
    one = person("week")
    one.sees("r recovered")
    one.types("s")
    one.sees("tried: ")
    one.types(key)
    assert one.ends() == 0
    assert "1 closed" in one.seen
    assert closing().outcome == "stall"


def test_a_killed_review_loses_no_answer(person, entry):
    closing = entry("Vote passed 92 %", tensions="G4", outcome="open", look_again="2020-01-01")
    one = person("week")
    one.sees("r recovered")
    one.types("s")
    one.sees("tried: ")
    one.types("asked the treasury\r")
    one.sees("Did it help")
    os.kill(one.pid, signal.SIGKILL)
    assert one.ends() == -signal.SIGKILL
    assert (closing().outcome, closing().tried) == ("stall", ("asked the treasury",))
