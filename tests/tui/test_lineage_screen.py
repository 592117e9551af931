from __future__ import annotations

import pytest

from lineage.tui.capture import CaptureScreen
from lineage.tui.journal_screen import JournalScreen
from lineage.tui.lanes import lay_out
from lineage.tui.lineage_screen import LineageScreen
from lineage.tui.taxonomy import TaxonomyScreen
from lineage.tui.widgets.entries import EntryRows
from lineage.tui.widgets.graph import Graph
from lineage.tui.widgets.page import Page

ROOT, LEFT, RIGHT, MEETING, ALONE = (f"20260101-0000000{number}" for number in range(5))
FIVE = (
    {"id": ROOT, "title": "The root", "observed": "2024-01", "tensions": ["G4"], "outcome": "fail"},
    {
        "id": LEFT,
        "title": "One branch",
        "observed": "2024-03",
        "tensions": ["G4"],
        "follows": [ROOT],
        "outcome": "held",
    },
    {"id": RIGHT, "title": "Other branch", "observed": "2024-05", "follows": [ROOT], "outcome": "stall"},
    {"id": MEETING, "title": "They meet", "observed": "2024-07", "follows": [LEFT, RIGHT]},
    {"id": ALONE, "title": "Quite alone", "observed": "2023-01"},
)


@pytest.fixture
def tracing(screen, wait_for):
    """The lineage of an entry, opened from the journal by its key."""

    class Tracing:
        def __init__(self, entry, **given):
            self._entry, self._opened = entry, screen(**given)

        async def __aenter__(self):
            pilot = await self._opened.__aenter__()
            pilot.app.open_journal("", entry=self._entry)
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, JournalScreen), "the journal")
            rows = pilot.app.screen.query_one(EntryRows)
            await wait_for(pilot, lambda: rows.chosen() and rows.chosen().id == self._entry, "the entry")
            await pilot.press("l")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, LineageScreen), "the lineage")
            await wait_for(pilot, lambda: pilot.app.screen.query_one(Graph).count, "its entries")
            return pilot

        async def __aexit__(self, *error):
            return await self._opened.__aexit__(*error)

    return Tracing


def chosen(pilot):
    return pilot.app.screen.query_one(Graph).chosen().title


def test_the_graph_is_walked_by_time_and_along_the_links(tracing, run, entries, shown):
    entries(*FIVE)

    async def walks():
        async with tracing(MEETING) as pilot:
            assert chosen(pilot) == "They meet"
            await pilot.press("h")
            assert chosen(pilot) == "Other branch"
            await pilot.press("left")
            assert chosen(pilot) == "The root"
            await pilot.press("left")
            assert chosen(pilot) == "The root"
            await pilot.press("j")
            assert chosen(pilot) == "One branch"
            await pilot.press("right")
            assert chosen(pilot) == "They meet"
            text = shown(pilot)
            assert "4 entries   2024-01 to 2024-07   ✕ ● ■ ·" in text
            assert "comes again  G4" in text
            assert "├─●" in text
            assert "Quite alone" not in text

    run(walks())


def test_enter_opens_the_entry_in_the_journal_and_escape_goes_back_to_it(tracing, run, wait_for, entries):
    entries(*FIVE)

    async def opens():
        async with tracing(ROOT) as pilot:
            await pilot.press("escape")
            assert isinstance(pilot.app.screen, JournalScreen)
            await pilot.press("l")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, LineageScreen), "the lineage")
            await wait_for(pilot, lambda: pilot.app.screen.query_one(Graph).count, "its entries")
            await pilot.press("right", "right", "enter")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, JournalScreen), "the journal")
            page = pilot.app.screen.query_one(Page)
            await wait_for(pilot, lambda: page.text.startswith("They meet"), "the entry")

    run(opens())


def test_the_entry_beside_the_graph_leads_to_its_tension_and_n_follows_it_up(tracing, run, wait_for, entries):
    entries(*FIVE)

    async def leads():
        async with tracing(ROOT) as pilot:
            await wait_for(pilot, lambda: "The root" in pilot.app.screen.query_one(Page).text, "the entry")
            await pilot.press("N")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, CaptureScreen), "the page to write on")
            assert pilot.app.screen.query_one("#follows").value == ROOT
            await pilot.press("escape")
            await pilot.press("tab", "down", "enter")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, TaxonomyScreen), "the tension")

    run(leads())


def test_an_entry_without_links_says_that_it_is_alone(tracing, run, entries, shown):
    entries(*FIVE)

    async def alone():
        async with tracing(ALONE, size=(120, 30)) as pilot:
            assert "One entry alone" in shown(pilot)
            await pilot.press("left", "right", "down")
            assert chosen(pilot) == "Quite alone"

    run(alone())


def test_what_is_followed_and_not_here_is_counted_and_small_terminals_show_the_graph(
    tracing, run, entries, shown
):
    entries({"id": ROOT, "title": "Grew out of what is gone", "follows": ["20250101-0abcdefg"]})

    async def counts():
        async with tracing(ROOT, size=(60, 20)) as pilot:
            assert "1 entry followed and not to be read here" in shown(pilot)
            assert "Grew out of what is gone" in shown(pilot)

    run(counts())


def test_a_lane_goes_on_while_something_is_to_come_and_ends_where_it_is_joined():
    edges = [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("x", "d")]
    assert [(one.row, one.below) for one in lay_out("abcd", edges)] == [
        ("*", "│"),
        ("├─*", "│ │"),
        ("* │", "│ │"),
        ("*─┘", ""),
    ]


def test_a_line_that_only_passes_is_not_joined():
    rows = [one.row for one in lay_out("abcde", [("a", "b"), ("a", "c"), ("b", "d"), ("a", "e")])]
    assert rows == ["*", "├─*", "├─│─*", "│ *", "*"]


def test_a_circle_of_links_is_drawn_once():
    places = lay_out("ab", [("a", "b"), ("b", "a")])
    assert [(one.row, one.below) for one in places] == [("*", "│"), ("*", "")]
