from __future__ import annotations

import pytest

from lineage.model.coding import FACETS
from lineage.tui.analysing import ANALYSED, AnalysisScreen, FacetRows
from lineage.tui.choosing import Chooser, ValueRows
from lineage.tui.drafting import FIELDS
from lineage.tui.journal_screen import JournalScreen
from lineage.tui.widgets.page import Page

AT = {item.name: place for place, item in enumerate(ANALYSED)}


@pytest.fixture
def analysing(wait_for):
    async def opened(pilot):
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, JournalScreen), "the journal")
        await wait_for(pilot, lambda: pilot.app.screen._entry, "its entry")
        await pilot.press("a")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, AnalysisScreen), "the facets")
        screen = pilot.app.screen
        await wait_for(pilot, lambda: screen.query_one(FacetRows).count, "their values")
        return screen

    return opened


@pytest.fixture
def choosing(wait_for):
    async def opened(pilot, name):
        pilot.app.screen.query_one(FacetRows).move_to(AT[name])
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, Chooser), "the vocabulary")
        return pilot.app.screen.query_one(ValueRows)

    return opened


def entry_of(files_of, journal):
    (entry,) = files_of(journal)
    return entry


def test_the_facets_are_all_that_coders_give_and_capture_does_not_ask():
    asked = {name for name, *_ in FIELDS}
    assert {item.name for item in ANALYSED} | asked >= {item.name for item in FACETS}
    assert not {item.name for item in ANALYSED} & asked
    assert {
        "pole",
        "layers",
        "mechanisms",
        "stage",
        "scale",
        "triggers",
        "functions",
        "decision_domain",
    } <= set(AT)
    assert {"machine_role", "forms", "present", "absent", "actor_domains"} <= set(AT)


def test_one_value_is_chosen_by_its_definition_written_and_taken_back(
    *, screen, run, wait_for, entries, analysing, choosing, files_of, journal, shown
):
    entries({"title": "A post", "body": "Nobody paid."})
    before = [path.read_bytes() for path in journal.folder.rglob("*.md")]

    async def chooses():
        async with screen() as pilot:
            await analysing(pilot)
            rows = await choosing(pilot, "scale")
            await pilot.press("down")
            await wait_for(pilot, lambda: "Up to about 150 people" in shown(pilot), "the definition")
            wanted = rows.values[1].id
            await pilot.press("enter")
            await wait_for(
                pilot, lambda: entry_of(files_of, journal).values("scale") == (wanted,), "the value"
            )
            await wait_for(pilot, lambda: "scale: saved" in shown(pilot), "that it is saved")
            await wait_for(
                pilot,
                lambda: "150 people" in pilot.app.screen.query_one(Page).text,
                "its meaning on the page",
            )
            await pilot.press("u")
            await wait_for(pilot, lambda: not entry_of(files_of, journal).values("scale"), "its going")

    run(chooses())
    assert [path.read_bytes() for path in journal.folder.rglob("entries/**/*.md")] == before


def test_several_values_are_marked_and_kept_in_one_write_and_none_takes_the_key_away(
    *, screen, run, wait_for, entries, analysing, choosing, files_of, journal
):
    entries({"title": "A post"})

    async def chooses():
        async with screen() as pilot:
            await analysing(pilot)
            rows = await choosing(pilot, "present")
            await pilot.press("space", "down", "down", "space")
            wanted = (rows.values[0].id, rows.values[2].id)
            assert entry_of(files_of, journal).values("present") == ()
            await pilot.press("enter")
            await wait_for(pilot, lambda: entry_of(files_of, journal).values("present") == wanted, "both")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, AnalysisScreen), "the facets again")
            shown = pilot.app.screen.query_one(FacetRows)
            await wait_for(pilot, lambda: shown.entry.values("present") == wanted, "them on the screen")
            await choosing(pilot, "present")
            await pilot.press("0")
            await wait_for(pilot, lambda: not entry_of(files_of, journal).values("present"), "their going")

    run(chooses())
    assert "present" not in next(journal.folder.rglob("entries/**/*.md")).read_text()


def test_unclear_stands_alone(screen, run, wait_for, entries, analysing, choosing):
    entries({"title": "A post", "layers": ["moral"]})

    async def chooses():
        async with screen() as pilot:
            await analysing(pilot)
            rows = await choosing(pilot, "layers")
            assert rows.chosen == ("moral",)
            await pilot.press("end", "space")
            assert rows.chosen == ("unclear",)
            await pilot.press("home", "space")
            assert rows.chosen == (rows.values[0].id,)

    run(chooses())


def test_a_value_the_taxonomy_does_not_know_stays_until_it_is_taken_off(
    *, screen, run, wait_for, entries, analysing, choosing, files_of, journal
):
    entries({"title": "A post", "layers": ["home-made", "moral"]})

    async def chooses():
        async with screen() as pilot:
            await analysing(pilot)
            rows = await choosing(pilot, "layers")
            assert set(rows.chosen) == {"home-made", "moral"}
            assert "home-made" in [one.id for one in rows.values]
            rows.move_to(0)
            await pilot.press("space", "enter")
            await wait_for(pilot, lambda: len(entry_of(files_of, journal).values("layers")) == 3, "the third")

    run(chooses())
    assert set(entry_of(files_of, journal).values("layers")) == {"home-made", "moral", "cognitive"}


def test_a_value_is_taken_with_the_mouse(
    *, screen, run, wait_for, entries, analysing, choosing, files_of, journal
):
    entries({"title": "A post"})

    async def clicks():
        async with screen() as pilot:
            facets = await analysing(pilot)
            await pilot.click(FacetRows, offset=(5, AT["pole"]))
            await pilot.click(FacetRows, offset=(5, AT["pole"]))
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, Chooser), "the vocabulary")
            rows = pilot.app.screen.query_one(ValueRows)
            await pilot.click(ValueRows, offset=(5, 2))
            await pilot.click(ValueRows, offset=(5, 2))
            await wait_for(
                pilot, lambda: entry_of(files_of, journal).values("pole") == (rows.values[2].id,), "the value"
            )
            assert facets.is_attached

    run(clicks())


@pytest.mark.parametrize("width", [60, 80, 120])
def test_facets_and_vocabulary_fit_a_width(
    *, screen, run, wait_for, entries, analysing, choosing, shown, width
):
    entries({"title": "A post", "body": "Nobody paid."})

    async def looks():
        async with screen(size=(width, 24)) as pilot:
            await analysing(pilot)
            text = shown(pilot)
            assert "machine role" in text or width == 60
            assert "Nobody paid." in text
            await choosing(pilot, "stage")
            await wait_for(pilot, lambda: "People find each other" in shown(pilot), "a definition")
            assert all(len(line) <= width for line in shown(pilot).splitlines())

    run(looks())
