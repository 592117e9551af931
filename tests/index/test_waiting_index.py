from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lineage.journal import Journal
from lineage.model.waiting import CRUXES, LOOK_AGAIN, REVIEWS, UNTAGGED, Asked

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def kept(journal):
    """The journal as of one day."""
    return Journal(journal.folder, now=NOW)


@pytest.fixture
def other(write):
    """Writes an entry of a kind with some keys."""

    def write_other(letter: str, kind: str, keys: str, sensitivity: str = "private"):
        name = f"20260601-{letter * 8}"
        text = f"---\nid: {name}\nkind: {kind}\ntitle: Titled {letter}\nrecorded: 2026-06-01\nsensitivity: {sensitivity}\n{keys}\n---\n\nText.\n"
        write(f"{name}-titled.md", text)
        return name

    return write_other


def ids(due, group):
    return [item.id for item in due.group(group).items]


def test_an_observation_waits_until_somebody_said_what_it_sounds_like(kept, write):
    bare = kept.add("nobody tagged this", {}).entry.id
    kept.add("tagged", {"tensions": ("G4",)})
    kept.add("own words", {"words": ("limbo",)})
    kept.add("nothing fitted", {"suggested": "0/wordllama"})
    write(
        "20260601-mmmmmmmm-memo.md",
        "---\nid: 20260601-mmmmmmmm\nkind: memo\nrecorded: 2026-06-01\n---\n\nA memo.\n",
    )
    due = kept.due(Asked())
    assert ids(due, UNTAGGED) == [bare]
    assert due.group(UNTAGGED).items[0].over == 0


def test_untagged_ones_come_newest_first_and_are_counted_beyond_the_limit(kept):
    made = [kept.add(f"seen {day}", {"observed": f"2026-10-{day:02d}"}).entry.id for day in (3, 1, 2, 4)]
    group = kept.due(Asked(limit=3)).group(UNTAGGED)
    assert [item.id for item in group.items] == [made[3], made[0], made[2]]
    assert group.count == 4


@pytest.mark.parametrize(
    ("written", "over"),
    [
        ("2026-11-20", 0),
        ("2026-11-01", 19),
        ("2026-10", 20),
        ("2025", 324),
        ("2025-11/2026-02", 265),
        ("~2026-11-18", 2),
        ("2026-11-18~", 2),
        ("2026-9-4", 77),
        ("2026-11-27", -7),
        ("unclear", None),
        ("next spring", None),
    ],
)
def test_a_day_to_look_again_waits_in_whatever_way_it_is_written(kept, other, written, over):
    name = other("a", "observation", f'look_again: "{written}"')
    (item,) = kept.due(Asked()).group(LOOK_AGAIN).items
    assert (item.id, item.written, item.over) == (name, written, over)


@pytest.mark.parametrize("written", ["2026-11-28", "2026-11", "2026", "2027-01", "2999"])
def test_a_day_beyond_what_is_asked_for_does_not_wait(kept, other, written):
    other("a", "observation", f"look_again: {written}")
    assert kept.due(Asked(ahead=7)).group(LOOK_AGAIN).items == ()


def test_what_is_coming_is_counted_apart_and_told_as_far_as_asked(kept, other):
    over, coming = (
        other("a", "observation", "look_again: 2026-11-19"),
        other("b", "observation", "look_again: 2027-03-01"),
    )
    near = kept.due(Asked(ahead=7)).group(LOOK_AGAIN)
    assert (near.count, near.coming) == (1, 0)
    far = kept.due(Asked(ahead=366)).group(LOOK_AGAIN)
    assert (far.count, far.coming) == (1, 1)
    assert [item.id for item in far.items] == [over, coming]


def test_the_end_of_the_calendar_is_no_fault(kept, other):
    name = other("a", "observation", "look_again: 9999-12-31")
    assert ids(kept.due(Asked(ahead=36_500 * 90)), LOOK_AGAIN) == [name]


def test_those_that_are_told_first_are_the_longest_over_of_all(kept, other):
    names = {
        day: other(letter, "observation", f"look_again: 2026-11-{day:02d}")
        for letter, day in zip("cabd", (5, 9, 2, 7), strict=True)
    }
    assert ids(kept.due(Asked(limit=2)), LOOK_AGAIN) == [names[2], names[5]]


def test_an_arrangement_waits_for_its_review(kept, other):
    name = other("a", "arrangement", "review: 2026-10")
    other("b", "arrangement", "accountable: treasurer")
    (item,) = kept.due(Asked()).group(REVIEWS).items
    assert (item.id, item.reason, item.over) == (name, "review", 20)


@pytest.mark.parametrize(
    ("keys", "reasons"),
    [
        ("closes: 2026-11-01\nresolves_by: 2026-12-31", ["closes"]),
        ("closes: 2026-10-01\nresolves_by: 2026-11-01", ["resolves"]),
        ("closes: 2026-11-22\nresolves_by: 2026-11-25", ["closes", "resolves"]),
        ("closes: 2026-10-01\nresolves_by: 2026-11-01\nresolution: yes", []),
        ("track: belief", []),
    ],
)
def test_a_crux_waits_until_it_has_a_resolution(kept, other, keys, reasons):
    other("a", "crux", keys)
    assert [item.reason for item in kept.due(Asked()).group(CRUXES).items] == reasons


def test_a_file_in_conflict_is_left_to_check(kept, other, write):
    path = write(
        "20260601-aaaaaaaa-x.md",
        "---\nid: 20260601-aaaaaaaa\n<<<<<<< a\n=======\n>>>>>>> b\nlook_again: 2026-01-01\n---\n\nx\n",
    )
    assert kept.due(Asked()).groups == ()
    assert path.exists()


def test_contexts_are_not_crossed_unasked(kept):
    guild = kept.add("in the guild", {}, context="guild").entry.id
    board = kept.add("on the board", {"look_again": "2026-11-01"}, context="Board").entry.id
    none = kept.add("nowhere", {}).entry.id
    mixed = kept.due(Asked())
    assert mixed.mixed
    assert mixed.groups == ()
    assert mixed.contexts == (
        ("", ((UNTAGGED, 1),)),
        ("Board", ((UNTAGGED, 1), (LOOK_AGAIN, 1))),
        ("guild", ((UNTAGGED, 1),)),
    )
    assert ids(kept.due(Asked(context="GUILD")), UNTAGGED) == [guild]
    assert ids(kept.due(Asked(context="board")), LOOK_AGAIN) == [board]
    assert set(ids(kept.due(Asked(across=True)), UNTAGGED)) == {guild, board, none}


def test_one_context_beside_what_has_none_is_not_mixed(kept):
    kept.add("in the guild", {}, context="guild")
    kept.add("nowhere", {})
    due = kept.due(Asked())
    assert not due.mixed
    assert due.group(UNTAGGED).count == 2


def test_what_is_stricter_than_the_audience_is_counted_and_not_told(kept):
    kept.add("private one", {}, context="secret")
    kept.add("for the team", {"sensitivity": "team"}, context="guild")
    team = kept.due(Asked(audience="team"))
    assert [item.title for item in team.items] == ["for the team"]
    assert team.withheld == 1
    assert team.contexts == (("guild", ((UNTAGGED, 1),)),)
    assert kept.due(Asked(audience="public")).withheld == 2


def test_only_the_groups_asked_for_are_looked_for(kept, other):
    kept.add("untagged", {})
    other("a", "arrangement", "review: 2026-10")
    due = kept.due(Asked(groups=(REVIEWS,)))
    assert [group.name for group in due.groups] == [REVIEWS]
