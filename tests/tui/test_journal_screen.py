from __future__ import annotations

import pytest

from lineage.tui.help import HelpScreen
from lineage.tui.journal_screen import JournalScreen
from lineage.tui.today import TodayScreen
from lineage.tui.widgets.entries import EntryRows
from lineage.tui.widgets.facets import Facets
from lineage.tui.widgets.page import Page
from lineage.tui.widgets.query_line import QueryLine


@pytest.fixture
def reading(screen, wait_for):
    """The journal screen with its entries and facets there."""

    class Reading:
        def __init__(self, **given):
            self._opened = screen(**given)

        async def __aenter__(self):
            pilot = await self._opened.__aenter__()
            await pilot.press("enter")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, JournalScreen), "the journal")
            await wait_for(pilot, lambda: pilot.app.screen.query_one(EntryRows)._pages, "its rows")
            await wait_for(pilot, lambda: pilot.app.screen.query_one(Facets).count, "its facets")
            return pilot

        async def __aexit__(self, *error):
            return await self._opened.__aexit__(*error)

    return Reading


SIX = (
    {
        "title": "Votes of the few",
        "tensions": ["plutocracy"],
        "setting": "token-community",
        "outcome": "stall",
    },
    {"title": "No budget", "tensions": ["G4"], "setting": "token-community", "outcome": "stall"},
    {
        "title": "Held anyway",
        "tensions": ["G4", "plutocracy"],
        "setting": "central-government",
        "outcome": "held",
    },
    {"title": "A family alone", "tensions": ["execution"], "organisation": "Guild", "outcome": "fail"},
    {"title": "Nothing said"},
    {
        "title": "Budget again",
        "body": "the budget never came",
        "organisation": "Guild",
        "observed": "2024-05",
    },
)


def test_the_cursor_moves_by_vim_keys_and_the_page_follows(reading, run, wait_for, entries, page_text):
    entries(*SIX)

    async def reads():
        async with reading() as pilot:
            rows = pilot.app.screen.query_one(EntryRows)
            await wait_for(pilot, lambda: "Nothing said" in page_text(pilot), "the first entry")
            await pilot.press("j", "j")
            assert rows.cursor == 2
            await wait_for(pilot, lambda: "Held anyway" in page_text(pilot), "the third entry")
            await pilot.press("G")
            assert rows.cursor == 5
            await pilot.press("k", "g")
            assert rows.cursor == 0

    run(reads())


def test_a_query_narrows_list_and_counts_and_an_error_is_said_below_the_line(
    reading, run, wait_for, entries, shown
):
    entries(*SIX)

    async def asks():
        async with reading() as pilot:
            rows = pilot.app.screen.query_one(EntryRows)
            await pilot.press("slash", *"tension:G", "enter")
            await wait_for(pilot, lambda: rows.count == 3, "what G finds")
            assert rows.has_focus
            await pilot.press("slash")
            line = pilot.app.screen.query_one(QueryLine)
            line.query_one("Input").value = "colour:red"
            await pilot.press("enter")
            assert "no query key 'colour'" in shown(pilot)
            assert rows.count == 3
            await pilot.press("escape")
            assert line.text == "tension:G"

    run(asks())


def test_tab_completes_keys_tensions_and_the_journals_own_names(reading, run, wait_for, entries):
    entries(*SIX)

    async def completes():
        async with reading() as pilot:
            await pilot.press("slash", *"orga", "tab")
            line = pilot.app.screen.query_one(QueryLine)
            assert line.text == "organisation:"
            await pilot.press(*"gu", "tab", "space", *"tension:plut", "tab")
            assert line.text == "organisation:Guild tension:plutocracy"

    run(completes())


def test_facets_count_families_once_an_entry_and_narrow_both_ways(reading, run, wait_for, entries):
    entries(*SIX)

    async def narrows():
        async with reading() as pilot:
            facets, rows = pilot.app.screen.query_one(Facets), pilot.app.screen.query_one(EntryRows)
            counts = {(line.key, line.value): line.count for line in facets._lines if line.kind == "value"}
            assert counts["tension", "execution"] == 3
            assert counts["outcome", "stall"] == 2
            assert counts["organisation", "Guild"] == 2
            assert counts["year", "2024"] == 1
            facets.focus()
            facets.move_to(next(n for n, line in enumerate(facets._lines) if line.value == "stall"))
            await pilot.press("enter")
            await wait_for(pilot, lambda: rows.count == 2, "the stuck ones")
            line = pilot.app.screen.query_one(QueryLine)
            assert line.text == "outcome:stall"
            await wait_for(
                pilot,
                lambda: ("held", 1) in [(one.value, one.count) for one in facets._lines],
                "what else there is",
            )
            await pilot.press("enter")
            await wait_for(pilot, lambda: rows.count == 6, "all again")
            await pilot.press("minus")
            await wait_for(pilot, lambda: rows.count == 4, "all but the stuck ones")
            assert line.text == "-outcome:stall"

    run(narrows())


def test_an_entry_shows_its_spans_its_lineage_and_follows_it(reading, run, wait_for, entries, page_text):
    first, second, third = entries(
        {"title": "The promise", "observed": "2026-01-01"},
        {"title": "The vote", "observed": "2026-02-01", "follows": ["20260101-00000000"]},
        {
            "title": "The end",
            "observed": "2026-03-01",
            "follows": ["20260101-00000001"],
            "body": "So [nobody paid]{.agreement-without-resource-alignment} at all.",
        },
    )

    async def follows():
        async with reading() as pilot:
            await wait_for(pilot, lambda: "The end" in page_text(pilot), "the entry")
            text = page_text(pilot)
            assert "nobody paid G4 at all." in text
            assert text.index("The promise") < text.index("The vote") < text.index("this entry")
            await pilot.press("enter")
            page = pilot.app.screen.query_one(Page)
            assert page.has_focus
            await pilot.press("down", "enter")
            rows = pilot.app.screen.query_one(EntryRows)
            await wait_for(pilot, lambda: rows.chosen() and rows.chosen().id == first, "the first of them")
            await wait_for(pilot, lambda: page_text(pilot).startswith("The promise"), "its page")

    run(follows())
    assert second
    assert third


def test_panes_are_three_two_and_one_by_the_width(reading, run, wait_for, entries):
    entries(*SIX)

    async def visible(size):
        async with reading(size=size) as pilot:
            return [
                name for name in ("facets", "main", "page") if pilot.app.screen.query_one(f"#{name}").display
            ]

    async def one_at_a_time():
        async with reading(size=(60, 20)) as pilot:
            screen = pilot.app.screen
            await pilot.press("enter")
            assert screen.query_one("#page").display
            assert not screen.query_one("#main").display
            await pilot.press("escape")
            assert screen.query_one("#main").display
            await pilot.press("f")
            assert screen.query_one("#facets").display
            assert not screen.query_one("#main").display

    assert run(visible((120, 40))) == ["facets", "main", "page"]
    assert run(visible((80, 24))) == ["main", "page"]
    assert run(visible((60, 20))) == ["main"]
    run(one_at_a_time())


def test_escape_leads_from_the_page_to_the_list_out_of_the_query_and_home(reading, run, wait_for, entries):
    entries(*SIX)

    async def leaves():
        async with reading() as pilot:
            rows = pilot.app.screen.query_one(EntryRows)
            await pilot.press("slash", *"budget", "enter")
            await wait_for(pilot, lambda: rows.count == 2, "the query")
            await pilot.press("enter", "escape")
            assert rows.has_focus
            await pilot.press("escape")
            await wait_for(pilot, lambda: rows.count == 6, "all again")
            await pilot.press("escape")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, TodayScreen), "Today")

    run(leaves())


def test_help_names_the_keys_of_the_focused_pane_first(reading, run, entries, shown):
    entries(*SIX)

    async def helps():
        async with reading() as pilot:
            await pilot.press("question_mark")
            assert isinstance(pilot.app.screen, HelpScreen)
            text = pilot.app.screen.query_one(Page).text
            assert text.index("This pane") < text.index("This screen") < text.index("Everywhere")
            assert "half a page down" in text
            assert "This pane" in shown(pilot)
            await pilot.press("escape")
            assert isinstance(pilot.app.screen, JournalScreen)

    run(helps())


def test_the_key_bar_shows_at_most_seven_keys_and_always_where_the_others_are(reading, run, entries, shown):
    entries(*SIX)

    async def bar(size):
        async with reading(size=size) as pilot:
            return shown(pilot).splitlines()[-1]

    for size in ((120, 40), (80, 24), (60, 20), (40, 12)):
        line = run(bar(size))
        assert line.rstrip().endswith("? more"), size
        assert "open" in line


def test_rows_that_vanish_while_they_are_shown_are_asked_for_again(reading, run, wait_for, entries, journal):
    entries(*({"title": f"Number {number}"} for number in range(300)))

    async def vanishes():
        async with reading() as pilot:
            rows = pilot.app.screen.query_one(EntryRows)
            for path in sorted((journal.folder / "entries/2026").iterdir())[100:]:
                path.unlink()
            await pilot.press("G")
            await wait_for(pilot, lambda: rows.count == 100, "what is left")

    run(vanishes())


def test_an_entry_stricter_than_the_audience_is_left_out_and_counted(
    reading, run, entries, journal, shown, wait_for
):
    settings = journal.folder / "lineage.toml"
    settings.write_text(settings.read_text().replace('audience = "me"', 'audience = "team"'))
    entries({"title": "For all", "sensitivity": "public"}, {"title": "Mine alone"})

    async def leaves_out():
        async with reading() as pilot:
            assert "Mine alone" not in shown(pilot)
            assert "1 not for team" in shown(pilot)

    run(leaves_out())
