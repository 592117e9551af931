from __future__ import annotations

import random
from datetime import date

import pytest

from lineage.errors import Problem
from lineage.model.unsaved import SAVED, WHOLE, Unsaved
from lineage.model.waiting import (
    DRAFTS,
    GROUPS,
    INBOX,
    REASONS,
    REVIEWS,
    Dropped,
    Due,
    Group,
    Item,
    draft_items,
    inbox_items,
    is_near,
    item_order,
    last_day,
    merged,
)

TODAY = date(2026, 11, 20)
LEVELS = ("private", "team", "public")


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("2026-11-03", date(2026, 11, 3)),
        ("2026-02", date(2026, 2, 28)),
        ("2026", date(2026, 12, 31)),
        ("2025-11/2026-02", date(2026, 2, 28)),
        ("2024-02~", date(2024, 2, 29)),
        ("unclear", None),
        ("next spring", None),
        ("", None),
    ],
)
def test_a_period_counts_from_its_last_day(written, last):
    assert last_day(written) == last


def test_what_has_no_day_is_never_passed_over():
    assert is_near(None, TODAY, 0)
    assert is_near(date(2026, 11, 27), TODAY, 7)
    assert not is_near(date(2026, 11, 28), TODAY, 7)


def test_the_longest_over_comes_first_and_what_cannot_be_a_note_last():
    said = [
        Item(reason="look-again", id="a", over=19),
        Item(reason="look-again", id="b", over=0),
        Item(reason="look-again", id="c"),
        Item(reason="look-again", id="d", over=-1),
        Item(reason="look-again", id="e", over=-6),
        Item(reason="left-alone", path="f", over=40),
    ]
    mixed = random.Random(1).sample(said, len(said))
    assert sorted(mixed, key=item_order) == said


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (Item(reason="look-again", over=1), "1 day over"),
        (Item(reason="look-again", over=0), "today"),
        (Item(reason="review", over=-2), "in 2 days"),
        (Item(reason="untagged", over=12), "12 days"),
        (Item(reason="review"), "no day"),
    ],
)
def test_how_long_it_waits_is_said_in_days(item, said):
    assert item.how_long == said


def test_a_day_that_is_unclear_or_no_date_is_said():
    assert "the day is unclear" in Item(reason="review", written="unclear").why
    assert "no date can be read in 'next spring'" in Item(reason="review", written="next spring").why


def test_every_reason_is_told_in_a_group():
    assert {group for group, _ in REASONS.values()} == set(GROUPS)


def test_items_of_files_join_their_groups_are_cut_and_counted():
    first = Item(reason="review", id="a", over=3)
    due = Due(today=TODAY, ahead=7, groups=(Group(name=REVIEWS, count=5, coming=1, items=(first,)),))
    more = [
        Item(reason="decision", path="r", over=9, sensitivity="team"),
        Item(reason="decision", path="r", over=-2, sensitivity="team"),
        Item(reason="draft", path="d", over=0),
    ]
    whole = merged(due, more, limit=2, levels=LEVELS)
    assert [(group.name, group.count, group.coming) for group in whole.groups] == [
        (REVIEWS, 6, 2),
        (DRAFTS, 1, 0),
    ]
    assert [item.over for item in whole.group(REVIEWS).items] == [9, 3]
    team = merged(due, more, limit=2, levels=("team", "public"))
    assert team.withheld == 1
    assert [group.name for group in team.groups] == [REVIEWS]
    assert team.group(DRAFTS) == Group(name=DRAFTS)


def test_only_texts_that_are_in_no_entry_wait_as_drafts():
    one = Unsaved(
        name="new-1a2b3c",
        path=".lineage/drafts/new-1a2b3c.md",
        kind="draft",
        state=WHOLE,
        changed="2026-11-18T10:00:00+01:00",
        bytes=9,
        first_line="first words",
    )
    saved = Unsaved(
        name="x", path="x", kind="draft", state=SAVED, changed="2026-11-18", bytes=1, first_line=""
    )
    (item,) = draft_items([one, saved], TODAY)
    assert (item.title, item.over, item.how_long) == ("first words", 2, "2 days")
    assert "lineage drafts new-1a2b3c" in item.why


def test_a_file_that_cannot_be_a_note_says_why():
    problem = Problem(path="inbox/pipe.txt", message="not a regular file", hint="move it elsewhere")
    (item,) = inbox_items([Dropped(name="pipe.txt", modified=date(2026, 11, 1), problem=problem)], TODAY)
    assert (item.reason, item.group, item.path, item.over) == ("left-alone", INBOX, "inbox/pipe.txt", 19)
    assert item.why.endswith("not a regular file")
