from __future__ import annotations

import json
from datetime import datetime

import pytest

from lineage.cli.main import Exit

NOW = datetime.fromisoformat("2026-11-20T14:03:11+01:00")


@pytest.fixture(autouse=True)
def one_day(monkeypatch):
    """Every command is told as of one day."""
    monkeypatch.setattr("lineage.reading.Reader.now", NOW)


@pytest.fixture
def waiting(lineage, journal):
    """A journal in which something of every group waits."""
    for words in (
        ["Vote passed 92 %", "--outcome", "open", "--look-again", "2026-11-01"],
        ["Nobody answers", "--look-again", "2026-10", "-t", "G4"],
        ["The charter was signed", "--look-again", "2026-11-23", "-t", "F"],
        ["Nobody knows when", "--look-again", "unclear", "-t", "F"],
        ["Tagged and settled", "-t", "G4", "--sensitivity", "public"],
    ):
        assert lineage("add", "-q", *words)[0] == 0
    folder = journal.folder / "entries" / "2026"
    for letter, kind, keys in (
        ("a", "arrangement", "review: 2026-10"),
        ("b", "crux", "closes: 2026-11-25\nresolves_by: 2026-12"),
    ):
        name = f"20260601-{letter * 8}"
        (folder / f"{name}-x.md").write_text(
            f"---\nid: {name}\nkind: {kind}\ntitle: The {kind}\nrecorded: 2026-06-01\n{keys}\n---\n\nText.\n"
        )
    (journal.folder / "reviews").mkdir()
    (journal.folder / "reviews" / "2026-Q3.md").write_text(
        "| pattern | decision | due |\n|---|---|---|\n| Not funded | act | 2026-11-01 |\n"
    )
    (journal.folder / "inbox").mkdir()
    (journal.folder / "inbox" / "2026-11-03 note.txt").write_text("Quorum missed")
    (journal.folder / "inbox" / "photo.jpg").write_bytes(b"x")
    (journal.folder / ".lineage" / "drafts").mkdir(parents=True)
    (journal.folder / ".lineage" / "drafts" / "new-1a2b3c.md").write_text("Half a thought\n")
    return lineage


def test_what_waits_is_told_in_groups_each_with_how_long(waiting):
    code, out, err = waiting("due")
    assert code == 0
    assert [line.split("  ")[0] for line in out.splitlines() if not line.startswith(" ")] == [
        "untagged",
        "look again",
        "reviews",
        "cruxes",
        "drafts",
        "inbox",
    ]
    assert "look again  3, 1 coming" in out
    again = out[out.index("look again  3") : out.index("reviews  2")].splitlines()
    assert [
        "20 days over" in again[1],
        "19 days over" in again[2],
        "no day" in again[3],
        "in 3 days" in again[5],
    ] == [True] * 4
    assert "the day is unclear" in again[4]
    assert "Half a thought" in out
    assert "`lineage drafts new-1a2b3c` shows it" in out
    assert "a file that cannot be a note: neither .md nor .txt" in out
    assert "lineage week" in err


def test_what_waits_as_json_has_every_word_of_it(waiting):
    code, out, _ = waiting("due", "--json", "--ahead", "0")
    assert code == 0
    found = json.loads(out)
    assert (found["today"], found["ahead"], found["mixed"], found["withheld"]) == ("2026-11-20", 0, False, 0)
    groups = {group["name"]: group for group in found["groups"]}
    assert {name: group["count"] for name, group in groups.items()} == {
        "untagged": 1,
        "look again": 3,
        "reviews": 2,
        "drafts": 1,
        "inbox": 2,
    }
    review = next(item for item in groups["reviews"]["items"] if item["id"])
    assert review == {
        "reason": "review",
        "id": "20260601-aaaaaaaa",
        "path": "entries/2026/20260601-aaaaaaaa-x.md",
        "title": "The arrangement",
        "date": "2026-10",
        "day": "2026-10-31",
        "over": 20,
        "why": "an arrangement to be reviewed",
        "context": "",
        "outcome": "",
        "sensitivity": "private",
    }
    unclear = groups["look again"]["items"][-1]
    assert (unclear["date"], unclear["day"], unclear["over"]) == ("unclear", None, None)


def test_a_group_is_cut_at_the_limit_and_counted_whole(waiting):
    code, out, err = waiting("due", "--limit", "1")
    assert code == 0
    assert "look again  3, 1 coming" in out
    assert out.count("days over") == 2
    assert "3 more; --limit shows them" in err


def test_nothing_waits_in_a_journal_in_order(lineage):
    assert lineage("add", "-q", "seen", "-t", "G4")[0] == 0
    assert lineage("due") == (0, "nothing waits\n", "")


def test_what_is_stricter_than_the_audience_is_counted_and_in_no_group_and_no_calendar(waiting):
    code, out, err = waiting("due", "--for", "public")
    assert (code, out) == (0, "nothing waits\n")
    assert "11 things stricter than this audience (public) left out" in err
    assert "Vote passed" not in waiting("due", "--for", "team", "--json")[1]
    calendar = waiting("due", "--for", "team", "--ics")[1]
    assert "BEGIN:VEVENT" not in calendar
    assert "END:VCALENDAR" in calendar


def test_the_audience_of_the_journal_counts_where_none_is_named(waiting, journal):
    (journal.folder / "lineage.toml").write_text('audience = "team"\n')
    assert waiting("due")[1] == "nothing waits\n"


def test_the_calendar_has_an_event_for_each_day_of_the_coming_year(waiting):
    code, out, err = waiting("due", "--ics")
    assert (code, err) == (0, "")
    events = [line.removeprefix("SUMMARY:") for line in out.splitlines() if line.startswith("SUMMARY")]
    assert sorted(events) == [
        "Due: Not funded",
        "Forecasts close: The crux",
        "Look again: Nobody answers",
        "Look again: The charter was signed",
        "Look again: Vote passed 92 %",
        "Resolve: The crux",
        "Review: The arrangement",
    ]
    near = waiting("due", "--ics", "--ahead", "0")[1]
    assert near.count("BEGIN:VEVENT") == 4


def test_the_calendar_ends_its_lines_as_calendars_do(waiting, journal, tmp_path):
    import subprocess
    import sys

    found = subprocess.run(
        [sys.executable, "-m", "lineage", "due", "--ics", "--journal", str(journal.folder)],
        capture_output=True,
        check=True,
        env={
            "PATH": "/usr/bin",
            "HOME": str(tmp_path),
            "LINEAGE_CACHE": str(tmp_path / "cache"),
            "PYTHONIOENCODING": "ascii",
            "LC_ALL": "C",
        },
    ).stdout
    assert found.endswith(b"END:VCALENDAR\r\n")
    assert found.count(b"\n") == found.count(b"\r\n")


def test_json_and_a_calendar_are_two_answers(waiting):
    code, out, err = waiting("due", "--ics", "--json")
    assert (code, out) == (Exit.USAGE, "")
    assert "choose one" in err


@pytest.fixture
def contexts(lineage):
    lineage("add", "-q", "@guild", "in the guild")
    lineage("add", "-q", "@guild", "again in the guild")
    lineage("add", "-q", "@board", "on the board", "--look-again", "2026-11-01", "-t", "G4")
    lineage("add", "-q", "nowhere")
    return lineage


def test_several_contexts_are_not_mixed_unasked(contexts):
    code, out, err = contexts("due")
    assert code == 0
    assert out.splitlines() == ["  none    untagged 1", "  @board  look again 1", "  @guild  untagged 2"]
    assert "lineage due @NAME" in err
    found = json.loads(contexts("due", "--json")[1])
    assert (found["mixed"], found["groups"]) == (True, [])
    assert found["contexts"]["guild"] == {"untagged": 2}


def test_a_context_is_named_chosen_or_all_are_taken_together(contexts, monkeypatch):
    guild = contexts("due", "@guild")[1]
    assert "in the guild" in guild
    assert "on the board" not in guild
    assert "nowhere" in contexts("due", "--across")[1]
    monkeypatch.setenv("LINEAGE_CONTEXT", "board")
    assert "on the board" in contexts("due")[1]
    assert "in the guild" not in contexts("due")[1]
    assert "in the guild" in contexts("due", "--across")[1]


def test_no_calendar_mixes_contexts_unasked(contexts):
    contexts("add", "-q", "@guild", "look", "--look-again", "2026-11-01")
    code, out, err = contexts("due", "--ics")
    assert (code, out) == (Exit.REFUSED, "")
    assert "would mix 2 contexts" in err
    assert contexts("due", "--ics", "--across")[1].count("BEGIN:VEVENT") == 2


def test_a_word_that_is_no_context_is_refused(lineage):
    code, _, err = lineage("due", "guild")
    assert code == Exit.USAGE
    assert "write @NAME" in err


HOSTILE = "\x1b]0;owned\x07 \u202egnp.exe\u2028 \r\nEND:VEVENT"


def test_no_text_of_a_journal_steers_the_terminal_or_the_calendar(lineage, journal):
    lineage("add", "-q", "seen", "--look-again", "2026-11-01", "--context", HOSTILE)
    path = next((journal.folder / "entries").rglob("*.md"))
    text = path.read_text(encoding="utf-8").replace("title: seen", f"title: {json.dumps(HOSTILE)}")
    path.write_text(text, encoding="utf-8")
    (journal.folder / "inbox").mkdir()
    (journal.folder / "inbox" / "\x1b[31mnote.md").write_text(f"# {HOSTILE}\n{HOSTILE}\n", newline="")
    (journal.folder / "inbox" / "\u202efdp.jpg").write_text("x")
    for words in (
        ["due"],
        ["due", "--json"],
        ["due", "--ics"],
        ["inbox"],
        ["inbox", "--json"],
        ["week"],
        ["week", "--json"],
    ):
        code, out, err = lineage(*words)
        assert code == 0, (words, err)
        for said in (out, err):
            assert not set("\x1b\x07\u202e\u2028") & set(said), words
            assert "\nEND:VEVENT\n" not in said.replace("\r", "").replace(
                "TRANSP:TRANSPARENT\nEND:VEVENT\n", ""
            ), words
    assert "\\x1b]0\\;owned" in lineage("due", "--ics")[1].replace("\r\n ", "").replace("\\\\", "\\")


def test_looking_at_what_waits_changes_nothing(waiting, journal):
    def state():
        return {
            path: (path.stat().st_mtime_ns, path.read_bytes())
            for path in sorted(journal.folder.rglob("*"))
            if path.is_file()
        }

    before = state()
    for words in (["due"], ["due", "--ics"], ["inbox"], ["week"]):
        waiting(*words)
    assert state() == before
