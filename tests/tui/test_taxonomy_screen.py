from __future__ import annotations

from lineage.tui.journal_screen import JournalScreen
from lineage.tui.taxonomy import TaxonomyScreen
from lineage.tui.widgets.entries import EntryRows
from lineage.tui.widgets.page import Page
from lineage.tui.widgets.terms import Terms


async def opened(pilot, wait_for):
    await pilot.press("escape", "x")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, TaxonomyScreen), "the taxonomy")
    terms = pilot.app.screen.query_one(Terms)
    await wait_for(pilot, lambda: terms.count, "its families")
    return terms


def test_families_open_to_their_tensions_and_the_page_follows(screen, run, wait_for, page_text):
    async def reads():
        async with screen() as pilot:
            terms = await opened(pilot, wait_for)
            assert [line.code for line in terms.lines] == list("ABCDEFGHIJ")
            await pilot.press("right", "down")
            assert terms.lines[1].code == "A1"
            await wait_for(pilot, lambda: "Easily taken for" in page_text(pilot), "the page")
            assert page_text(pilot).startswith("A1 ")
            for section in ("Definition", "Signals", "Not when", "Design questions", "Literature"):
                assert section in page_text(pilot)
            await pilot.press("left")
            assert len(terms.lines) == 10

    run(reads())


def test_a_neighbour_is_followed_and_backspace_comes_back(screen, run, wait_for, page_text):
    async def follows():
        async with screen() as pilot:
            terms = await opened(pilot, wait_for)
            pilot.app.screen.show_term("agreement-without-resource-alignment")
            await wait_for(pilot, lambda: page_text(pilot).startswith("G4 "), "G4")
            page = pilot.app.screen.query_one(Page)
            target = next(n for n, block in enumerate(page._blocks) if block.target == "term:hold-up")
            page._link = target
            await pilot.press("enter")
            await wait_for(pilot, lambda: terms.term() == "hold-up", "its neighbour")
            await pilot.press("backspace")
            await wait_for(
                pilot, lambda: terms.term() == "agreement-without-resource-alignment", "the way back"
            )

    run(follows())


def test_the_evidence_in_this_journal_is_counted_and_opens(screen, run, wait_for, entries, page_text):
    entries(
        {"title": "One", "tensions": ["G4", "plutocracy"], "outcome": "stall"},
        {"title": "Two", "tensions": ["agreement-without-resource-alignment"], "outcome": "held"},
        {"title": "Three", "tensions": ["plutocracy"]},
    )

    async def counts():
        async with screen() as pilot:
            await opened(pilot, wait_for)
            pilot.app.screen.show_term("agreement-without-resource-alignment")
            await wait_for(pilot, lambda: "2 entries" in page_text(pilot), "the evidence")
            text = page_text(pilot)
            assert "stuck 1" in text
            assert "held 1" in text
            assert "E3" in text or "plutocracy" in text.lower() or "1" in text[text.index("beside") :]
            assert "One" in text
            await pilot.press("e")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, JournalScreen), "the journal")
            rows = pilot.app.screen.query_one(EntryRows)
            await wait_for(pilot, lambda: rows.count == 2, "its entries")

    run(counts())


def test_words_find_tensions_by_label_code_and_what_one_hears(screen, run, wait_for):
    async def finds():
        async with screen() as pilot:
            terms = await opened(pilot, wait_for)
            await pilot.press("slash", *"who pays")
            assert [line.code for line in terms.lines][:1] == ["G4"]
            await pilot.press("escape")
            assert len(terms.lines) == 10
            assert terms.has_focus

    run(finds())


def test_below_eighty_columns_the_page_takes_the_place_of_the_tree(screen, run, wait_for):
    async def turns():
        async with screen(size=(60, 20)) as pilot:
            await opened(pilot, wait_for)
            shown = pilot.app.screen
            assert not shown.query_one("#term").display
            await pilot.press("enter", "tab")
            assert shown.query_one("#term").display
            assert not shown.query_one("#left").display
            await pilot.press("escape")
            assert shown.query_one("#left").display

    run(turns())
