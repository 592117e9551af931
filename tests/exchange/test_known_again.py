"""What tells two incoming notes apart, and by what one that came in is known again: also one that an earlier version took."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lineage.exchange.dropped import read_dropped
from lineage.exchange.folder import read_folder
from lineage.exchange.jrnl import read_jrnl
from lineage.exchange.obsidian import read_obsidian
from lineage.exchange.tables import read_table
from lineage.model.intake import import_report, sort_incoming

TODAY = date(2026, 11, 24)


def table(note, text):
    return read_table(note(text, "q.csv"), root="/home/mina/q.csv", today=TODAY)


def remembered(intake, known=()):
    """What a journal remembers of drafts it took, beside what it knew."""
    start = len(known)
    made = {draft.origin: f"20261124-{number:08d}" for number, draft in enumerate(intake.new, start)}
    return {**dict(known), **made}


def keys(pairs):
    return [draft.key for draft, _ in pairs]


BOTH = "text,observed,organisation\nNo quorum,2025-01-01,Guild\nNo quorum,2025-01-01,Choir\n"


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [
        ("organisation", "Guild", "Choir"),
        ("setting", "dao", "cooperative"),
        ("actors", "mayor", "clerk; mayor"),
        ("tags", "budget", "quorum"),
        ("sensitivity", "team", "public"),
        ("sensitivity", "team", ""),
        ("score", "1", "2"),
        ("id", "7", "8"),
        ("title", "First", "Second"),
    ],
)
def test_rows_that_differ_in_any_column_are_two_observations_and_come_in_once(note, column, one, other):
    text = f"text,observed,{column}\nNo quorum,2025-01-01,{one}\nNo quorum,2025-01-01,{other}\n"
    intake = sort_incoming(table(note, text), {})
    assert (len(intake.new), intake.twice) == (2, ())
    again = sort_incoming(table(note, text), remembered(intake))
    assert (again.new, len(again.known)) == ((), 2)


def test_a_row_that_differs_from_what_came_in_before_is_taken_and_told(note):
    known = remembered(sort_incoming(table(note, BOTH), {}))
    intake = sort_incoming(table(note, f"{BOTH}No quorum,2025-01-01,Union\n"), known)
    assert [dict(draft.fields)["organisation"] for draft in intake.new] == ["Union"]
    report = import_report(intake)
    assert report.alike == 1
    assert "says the same of the same day as 20261124-" in str(report.problems[0])
    assert "and differs beside it: taken too" in str(report.problems[0])


def test_rows_that_differ_in_nothing_are_taken_once_and_told_by_their_line(note):
    intake = sort_incoming(table(note, f"{BOTH}No quorum,2025-01-01,Guild\n"), {})
    assert len(intake.new) == 2
    assert [str(problem) for problem in import_report(intake).problems if problem.line == 4] == [
        "q.csv:4: says the same of the same day as q.csv:2; taken once (nothing to do, unless it happened twice)"
    ]


def test_the_order_of_rows_columns_and_tags_says_nothing(note):
    known = remembered(sort_incoming(table(note, "text,score,organisation,tags\nSeen,1,Guild,a;b\n"), {}))
    intake = sort_incoming(table(note, "tags,organisation,text,score\nb;A,Guild,Seen,1\n"), known)
    assert (intake.new, len(intake.known)) == ((), 1)


def test_files_that_say_the_same_in_two_folders_are_two_and_come_in_once(note, given):
    notes = [note("No quorum", "a/2025-01-05.md"), note("No quorum", "b/2025-01-05.md")]
    intake = sort_incoming(read_folder(notes, **given), {})
    assert [draft.key for draft in intake.new] == ["a/2025-01-05.md", "b/2025-01-05.md"]
    assert "as a/2025-01-05.md and lies elsewhere: taken too" in str(import_report(intake).problems[0])
    known = remembered(intake)
    for again in (notes, notes[1:], [replace(notes[0], path="c/2025-01-05.md"), notes[1]]):
        found = sort_incoming(read_folder(again, **given), known)
        assert (found.new, found.changed, len(found.known)) == ((), (), len(again))
    third = sort_incoming(read_folder([*notes, note("No quorum", "c/2025-01-05.md")], **given), known)
    assert [draft.key for draft in third.new] == ["c/2025-01-05.md"]


def test_a_folder_that_was_copied_elsewhere_brings_nothing_new(note, given):
    notes = [
        note("No quorum", "a/2025-01-05.md"),
        note("No quorum", "b/2025-01-05.md"),
        note("Held.", "c.md"),
    ]
    known = remembered(sort_incoming(read_folder(notes, **given), {}))
    copied = read_folder(notes, **{**given, "root": "/mnt/stick"})
    found = sort_incoming(copied, known)
    assert (found.new, len(found.known)) == ((), 3)
    assert sorted(entry for _, entry in found.known) == sorted(known.values())


def test_front_matter_that_changed_is_told_and_not_taken_as_new(note, given):
    known = remembered(
        sort_incoming(read_obsidian([note("---\ntags: [a]\n---\nSeen.", "n.md")], **given), {})
    )
    found = sort_incoming(read_obsidian([note("---\ntags: [b]\n---\nSeen.", "n.md")], **given), known)
    assert (found.new, keys(found.changed)) == ((), ["n.md"])


def test_a_note_written_anew_where_one_was_moved_away_from_is_new(note, given):
    known = remembered(sort_incoming(read_folder([note("First.", "a.md")], **given), {}))
    found = sort_incoming(read_folder([note("Second.", "a.md"), note("First.", "old/a.md")], **given), known)
    assert ([draft.key for draft in found.new], keys(found.known)) == (["a.md"], ["old/a.md"])


FILES = {
    "treasury.md": "It stalled.",
    "n1.md": "The chair was ill again",
    "n2.md": "2025-03-04 The chair was ill",
    "n3.md": "Chair ill\nand more",
    "a/2025-01-05.md": "No quorum",
    "b/2025-01-05.md": "No quorum",
    "IMG_2034.txt": "A photo",
    "m.md": "---\ntags: [x]\nfoo: bar\norganisation: Guild\n---\n# Vote\nIt passed #y",
}
ROWS = "text,observed,organisation,tags\nNo quorum,2025-01-01,Guild,a;b\nNo quorum,2025-01-01,Choir,\nHeld,03/04/2025,,\n"
JRNL = (
    "[2024-03-04 09:00] The vote was called off. *\nThe chair was @ill.\n\n[2024-03-05 10:00] A second one.\n"
)
BEFORE = {
    "folder": (
        "folder/dda0f438b16b/6c87f6e8bed1c92f",  # IMG_2034.txt
        "folder/ab78d079978f/6f770574022f5e7a",  # a/2025-01-05.md
        "folder/da7d1ff76cab/b2e9ab7b466ed8fc",  # m.md
        "folder/11adffe0f94c/0c9bd001a1e387f3",  # n1.md
        "folder/940b56b5c5c3/40a70e2a2798de81",  # n2.md
        "folder/fe240fe8d2cb/710ecae983623428",  # n3.md
        "folder/323dfe9b5a80/b29dd3dc63845d47",  # treasury.md
    ),
    "obsidian": (
        "obsidian/dda0f438b16b/8892e1ab1cdbb286",  # IMG_2034.txt
        "obsidian/ab78d079978f/6f770574022f5e7a",  # a/2025-01-05.md
        "obsidian/da7d1ff76cab/bda10792a76e0882",  # m.md
        "obsidian/11adffe0f94c/0c9bd001a1e387f3",  # n1.md
        "obsidian/940b56b5c5c3/40a70e2a2798de81",  # n2.md
        "obsidian/fe240fe8d2cb/710ecae983623428",  # n3.md
        "obsidian/323dfe9b5a80/b29dd3dc63845d47",  # treasury.md
    ),
    "inbox": (
        "inbox/-/5605a2e643daeab2",  # IMG_2034.txt
        "inbox/-/f95fd7ba33b87441",  # a/2025-01-05.md
        "inbox/-/eaeea2bc64edd089",  # m.md
        "inbox/-/8c3ddb75a159f909",  # n1.md
        "inbox/-/6140747f7098f2c2",  # n2.md
        "inbox/-/4e223bb9b1a64ffe",  # n3.md
        "inbox/-/5193672f7d09f092",  # treasury.md
    ),
    "csv": (
        "csv/-/c3f7f8be9909f6fa",  # q.csv:00000002
        "csv/-/6d2990f697248871",  # q.csv:00000004
    ),
    "csv with ids": (
        "csv/1af792added0/d3f8cb69c1d48953",  # q.csv:00000002
        "csv/e6c8ac341458/804fd8f60987fb73",  # q.csv:00000003
    ),
    "jrnl": (
        "jrnl/adf7fd9e9740/371c842be1748507",  # j.txt:00000001
        "jrnl/a36300716597/9786413e46715a44",  # j.txt:00000004
    ),
}
"""What version 0.1 remembered at first of those it took of these notes: the hash of title, day and text alone."""
LEFT_OUT = {"folder": ["b/2025-01-05.md"], "obsidian": ["b/2025-01-05.md"], "csv": ["q.csv:00000003"]}
"""What it took for the same as another, and left out."""


def before(form, note, given):
    files = [note(text, path) for path, text in FILES.items()]
    if form in ("folder", "obsidian"):
        return (read_folder if form == "folder" else read_obsidian)(files, **given)
    if form == "inbox":
        return read_dropped(files, today=TODAY, read_fields=given["read_fields"])
    if form == "jrnl":
        return read_jrnl([note(JRNL, "j.txt")], root="/home/mina/j.txt", today=TODAY)
    return table(note, ROWS if form == "csv" else "id,title,text\n7,T,We met\n8,,They met\n")


@pytest.mark.parametrize("form", sorted(BEFORE))
def test_what_an_earlier_version_took_is_known_and_what_it_left_out_comes_in_once(note, given, form):
    known = {origin: f"20260101-{number:08d}" for number, origin in enumerate(BEFORE[form])}
    intake = sort_incoming(before(form, note, given), known)
    assert ([draft.key for draft in intake.new], intake.changed) == (LEFT_OUT.get(form, []), ())
    assert {entry for _, entry in intake.known} == set(known.values())
    again = sort_incoming(before(form, note, given), remembered(intake, known))
    assert (again.new, again.changed) == ((), ())
