from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as generated
from hypothesis import strategies as st

from lineage.exchange.folder import is_note_name, read_folder
from lineage.model.incoming import Note
from lineage.model.intake import import_report, sort_incoming
from lineage.store.front_matter import read_fields


def one(note, given):
    (draft,) = read_folder([note], **given).drafts
    return draft


@pytest.mark.parametrize(
    ("text", "path", "observed", "dated"),
    [
        ("---\ndate: 2024-03-05\n---\n# 2023-01-01 Meeting\n", "2022-01-01.md", "2024-03-05", "front matter"),
        ("---\ncreated: 2025-09-04T20:43:30\n---\nx", "a.md", "2025-09-04", "front matter"),
        ("---\ndate: 4 settembre 2025\n---\nx", "a.md", "2025-09-04", "front matter"),
        ("# 2023-01-01 Meeting\n", "2022-01-01-minutes.md", "2022-01-01", "file name"),
        ("x", "2020/08/29.txt", "2020-08-29", "file name"),
        ("x", "2019.md", "2019", "file name"),
        ("# Board meeting October 6th 2021\n\nx", "minutes.md", "2021-10-06", "heading"),
        ("# Secrets\n\nCreated: 2022-04-14\n", "secrets.md", "2022-04-14", "line at the top"),
        ("# Budget Q4 2021\n\n- Date: 2021-08-11\n", "budget.md", "2021-08-11", "line at the top"),
        ("# Budget Q4 2021\n\nx\n", "budget.md", "2021-10/2021-12", "heading"),
        ("We met.", "retro.md", "2026-11-01~", "time of the file"),
        ("2025-03-04 The chair was ill", "n1.md", "2025-03-04", "line at the top"),
        ("\n**4 March 2025**: The chair was ill", "n1.md", "2025-03-04", "line at the top"),
        ("[2025-03-04 09:30] The chair was ill", "n1.md", "2025-03-04", "line at the top"),
        ("March 2025: no budget", "n1.md", "2025-03", "line at the top"),
        ("2025-03\nNo budget", "n1.md", "2025-03", "line at the top"),
        ("March 2025 budget is late", "n1.md", "2026-11-01~", "time of the file"),
        ("Ill since 2025-03-04", "n1.md", "2026-11-01~", "time of the file"),
        ("Not yet.\n2025-03-04 It came.", "n1.md", "2026-11-01~", "time of the file"),
        ("2025-03-04 The chair was ill\n\nDate: 2025-03-02", "n1.md", "2025-03-02", "line at the top"),
        ("2025-03-04 The chair was ill", "2024-01-01.md", "2024-01-01", "file name"),
    ],
)
def test_the_day_is_looked_for_in_a_fixed_order_and_told(note, given, text, path, observed, dated):
    draft = one(note(text, path), given)
    assert (str(draft.observed), draft.dated) == (observed, dated)


def test_a_date_with_two_readings_or_after_today_is_passed_over_and_told(note, given):
    draft = one(note("---\ndate: 03/04/2026\n---\n# Plan for 2031-01-01\n"), given)
    assert (str(draft.observed), draft.dated) == ("2026-11-01~", "time of the file")
    assert [loss.kind for loss in draft.losses] == ["date", "date"]
    assert dict(draft.extra)["date"] == "03/04/2026"


def test_a_first_line_that_begins_with_a_date_of_two_readings_or_after_today_is_told(note, given):
    for text, said in (("03/04/2026 Seen", "two ways"), ("2031-01-01 To be seen", "lies after today")):
        draft = one(note(text), given)
        assert (str(draft.observed), draft.dated) == ("2026-11-01~", "time of the file")
        assert [said in loss.message for loss in draft.losses] == [True]
    losses = one(note("---\nobserved: unclear\n---\nSeen"), given).losses
    assert [loss.message for loss in losses if loss.kind == "date"] == [
        "the date 'unclear' (front matter) says that it is not known: not taken"
    ]


@pytest.mark.parametrize(
    ("path", "text", "title"),
    [
        ("n1.md", "The chair was ill\n", ""),
        ("n3.md", "Chair ill\nand more", ""),
        ("Untitled 2.md", "Seen.", ""),
        ("IMG_2034.txt", "Seen.", ""),
        ("8f14e45f-ceea-467f.md", "Seen.", ""),
        ("2025-03-04.md", "Seen.", ""),
        ("2025-03-04 note.md", "Seen.", ""),
        ("n1.md", "# The vote\nIt passed.", "The vote"),
        ("treasury-limbo.md", "Seen.", "treasury limbo"),
        ("AI.md", "Seen.", "AI"),
        ("note to the board.md", "Seen.", "note to the board"),
        ("Face.md", "Seen.", "Face"),
        ("投票.md", "Seen.", "投票"),
        ("n1.md", "---\nStatus: read\n---\n", "n1"),
    ],
)
def test_a_name_is_the_title_where_a_person_gave_it_else_the_first_line_is(note, given, path, text, title):
    assert one(note(text, path), given).title == title


def test_a_note_without_any_date_is_unclear_never_today(note, given):
    draft = one(replace(note("We met."), modified=None), given)
    assert draft.given["observed"] == "unclear"
    assert draft.dated == "no date found"


def test_front_matter_becomes_facets_words_and_extra_keys(note, given, through_a_file):
    """What this journal alone may say (id, context, coder, follows) is kept under another name."""
    text = (
        "---\n"
        "title: The vote\nid: 42\ncontext: guild\ndate: 2024-03-05\n"
        "tags: [Budget, treasury limbo]\nactors:\n  - core team\noutcome: stall\n"
        "source: https://example.org/vote\npublish: true\nsensitivity: team\nnested:\n  a:\n    b: c\n"
        "---\nThe vote passed.\n"
    )
    draft = one(note(text), given)
    assert draft.words == ("Budget", "treasury limbo")
    assert dict(draft.fields) == {
        "actors": ("core team",),
        "outcome": "stall",
        "sources": ("https://example.org/vote",),
    }
    assert draft.sensitivity == "team"
    assert dict(draft.extra) == {
        "source-id": "42",
        "source-context": "guild",
        "publish": "true",
        "nested": ('a: {"b": "c"}',),
    }
    entry, back, problems = through_a_file(draft)
    assert problems == []
    assert (back.title, back.outcome, back.context) == ("The vote", "stall", "")
    assert back.extra == entry.extra == draft.kept


def test_front_matter_that_cannot_be_read_stays_in_the_text(note, given):
    draft = one(note("---\ntitle: {{date}}\na: b: c\n---\nBody\n"), given)
    assert draft.text.startswith("---\ntitle:")
    assert [loss.kind for loss in draft.losses] == ["front matter"]


def test_what_is_no_text_is_a_problem_and_stops_nothing(note, given):
    notes = [
        note(b"\x89PNG\x00", "a.md"),
        note(b"caf\xe9", "b.txt"),
        note("Fine.", "c.md"),
        note(" \n", "d.md"),
    ]
    incoming = read_folder(notes, others=["pic.png"], **given)
    assert [draft.key for draft in incoming.drafts] == ["c.md"]
    assert [(problem.path, problem.message) for problem in incoming.problems] == [
        ("a.md", "not a text file"),
        ("b.txt", "not UTF-8"),
        ("d.md", "has no text"),
        ("pic.png", "not a text file by its name"),
    ]


def test_marked_utf_16_and_windows_line_ends_are_read(note, given):
    assert one(note("Zürich\r\nsaid no".encode("utf-16")), given).text == "Zürich\nsaid no"


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("a.md", True),
        ("a/B.TXT", True),
        ("README", True),
        (".obsidian/a.md", False),
        ("a.png", False),
        (".a.md", False),
    ],
)
def test_names_say_what_is_read(path, taken):
    assert is_note_name(path) is taken


def test_importing_again_brings_nothing_new(note, given):
    notes = [note("We met.", "a.md"), note("# 2024-01-05\nThey met.", "b.md")]
    first = sort_incoming(read_folder(notes, **given), {})
    imported = {draft.origin: f"20261124-k7f3q2w{number}" for number, draft in enumerate(first.new)}
    later = [replace(one, modified=date(2026, 11, 20)) for one in reversed(notes)]
    moved = [replace(later[0], path="sub/b.md"), later[1]]
    for again in (later, moved):
        found = sort_incoming(read_folder(again, **given), imported)
        assert (found.new, len(found.known)) == ((), 2)


def test_a_note_that_was_edited_since_is_told_not_doubled(note, given):
    first = sort_incoming(read_folder([note("We met.", "a.md")], **given), {})
    imported = {first.new[0].origin: "20261124-k7f3q2wd"}
    intake = sort_incoming(read_folder([note("We met twice.", "a.md")], **given), imported)
    assert intake.new == ()
    assert [entry for _, entry in intake.changed] == ["20261124-k7f3q2wd"]
    assert "changed since it came in" in str(import_report(intake).problems[0])
    elsewhere = read_folder([note("Others met.", "a.md")], **{**given, "root": "/home/mina/other"})
    assert len(sort_incoming(elsewhere, imported).new) == 1


def test_a_copied_folder_is_noticed(note, given):
    incoming = read_folder([note(f"Note {number}.", f"{number}.md") for number in range(6)], **given)
    assert "copied" in incoming.notes[0]


def test_the_order_of_the_notes_does_not_matter(note, given):
    notes = [note(f"Note {number}.", f"{number % 3}/{number}.md") for number in range(9)]
    assert read_folder(notes, **given) == read_folder(reversed(notes), **given)


KEYS = st.sampled_from(
    ["date", "tags", "title", "id", "follows", "sensitivity", "outcome", "a b", "é", "- x", "<<"]
)
ANY = st.text(max_size=40)
NOTES = st.one_of(
    st.text(max_size=300),
    st.builds(
        lambda fields, body: "---\n" + "".join(f"{key}: {value}\n" for key, value in fields) + "---\n" + body,
        st.lists(st.tuples(KEYS, ANY), max_size=4),
        st.text(max_size=200),
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@generated(NOTES, st.text(alphabet="ab/ .-2024#é\n\x1b", min_size=1, max_size=20))
def test_any_text_becomes_an_entry_that_reads_back_or_a_problem(given, through_a_file, text, path):
    data = text.encode("utf-8", "surrogatepass")
    incoming = read_folder([Note(path=path, data=data)], **given)
    assert len(incoming.drafts) + len(incoming.problems) == 1
    for draft in incoming.drafts:
        entry, back, problems = through_a_file(draft)
        assert back is not None
        assert [problem for problem in problems if "conflict" not in problem.message] == []
        assert (back.body, back.extra, back.words) == (entry.body, entry.extra, entry.words)
        again = read_folder([Note(path=path, data=data)], **given)
        assert again.drafts[0].origin == draft.origin


@settings(deadline=None, max_examples=100)
@generated(st.binary(max_size=200))
def test_any_bytes_are_a_draft_or_a_problem(data):
    incoming = read_folder(
        [Note(path="a.md", data=data)], root="r", today=date(2026, 1, 1), read_fields=read_fields
    )
    assert len(incoming.drafts) + len(incoming.problems) == 1


@pytest.mark.parametrize(
    "folder", ["conda+governance", "publiccodenet+about", "rust-lang+leadership-council"]
)
def test_the_days_of_real_minutes_are_found_in_their_names(shared, given, folder):
    base = shared / "data" / "imports" / "markdown-folders" / folder
    paths = sorted(base.rglob("*.md"))
    notes = [Note(path=path.relative_to(base).as_posix(), data=path.read_bytes()) for path in paths]
    drafts = read_folder(notes, **given).drafts
    assert len(drafts) == len(paths) > 0
    assert {draft.dated for draft in drafts} == {"file name"}
    for draft in drafts:
        digits = "".join(char for char in draft.path.rpartition("/")[2][:10] if char.isdigit())
        assert draft.observed.text.replace("-", "") == digits
