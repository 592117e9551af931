from __future__ import annotations

from dataclasses import replace

from lineage.errors import Problem
from lineage.model.dates import parse_when
from lineage.model.incoming import Draft, Incoming, Loss, digest
from lineage.model.intake import import_report, sort_incoming


def one(key, content, *, place="", links=(), losses=()):
    return Draft(
        format="obsidian",
        key=key,
        path=key,
        text=content,
        observed=parse_when("2024-03-05"),
        dated="file name",
        links=links,
        losses=losses,
        place=place and digest(place)[:12],
        content=digest(content),
    )


def test_an_import_is_sorted_by_what_the_journal_remembers():
    incoming = Incoming(
        format="obsidian",
        drafts=(
            one("d", "new"),
            one("a", "same"),
            one("b", "edited", place="b"),
            one("c", "new", links=("a", "b")),
        ),
    )
    imported = {
        one("z", "same").origin: "20260101-aaaaaaaa",
        one("b", "before", place="b").origin: "20260101-bbbbbbbb",
        "not-an-origin": "20260101-cccccccc",
    }
    intake = sort_incoming(incoming, imported)
    assert [draft.key for draft in intake.new] == ["c"]
    assert [(draft.key, entry) for draft, entry in intake.known] == [("a", "20260101-aaaaaaaa")]
    assert [(draft.key, entry) for draft, entry in intake.changed] == [("b", "20260101-bbbbbbbb")]
    assert [(draft.key, first) for draft, first in intake.twice] == [("d", "c")]
    assert intake.follows({"c": "20261124-k7f3q2wd"}) == {"c": ("20260101-aaaaaaaa", "20260101-bbbbbbbb")}


def test_a_link_to_a_note_that_came_twice_leads_to_the_one_that_was_taken():
    drafts = (one("a", "same"), one("b", "same"), one("c", "later", links=("b",)))
    intake = sort_incoming(Incoming(format="obsidian", drafts=drafts), {})
    assert intake.follows({"a": "20261124-aaaaaaaa", "c": "20261124-cccccccc"})["c"] == ("20261124-aaaaaaaa",)


def test_the_report_counts_and_has_a_problem_for_each_thing_not_taken():
    loss = Loss(kind="embed", path="a", line=3, message="the embedded x.png stays as text")
    refused = Problem(path="x.png", message="not a text file by its name")
    drafts = (one("a", "first", losses=(loss,)), one("b", "first"))
    report = import_report(sort_incoming(Incoming(format="obsidian", drafts=drafts, problems=(refused,)), {}))
    assert (report.taken, report.twice) == (1, 1)
    assert report.dated == (("file name", 1),)
    assert [(count.kind, count.count) for count in report.losses] == [("embed", 1)]
    assert report.refused == (("not a text file by its name", 1),)
    assert [problem.path for problem in report.problems] == ["a", "b", "x.png"]
    assert list(report.lines())[:3] == [
        "1 taken from obsidian",
        "1 twice in what was read, taken once",
        "dated by file name: 1",
    ]


def test_a_draft_says_where_it_stands_as_a_person_would():
    row = replace(one("a", "x"), key="log.csv:00000012", path="log.csv", line=12)
    exported = replace(one("a", "x"), key="j.json:00000003", path="j.json")
    assert [draft.where for draft in (row, exported, one("a/b.md", "x"))] == [
        "log.csv:12",
        "entry 3 of j.json",
        "a/b.md",
    ]
