from __future__ import annotations

import pytest

from lineage.tui.confirming import Confirm
from lineage.tui.finding import found_terms
from lineage.tui.journal_screen import JournalScreen
from lineage.tui.passages import Passages
from lineage.tui.tagging import Choices, Picker
from lineage.tui.widgets.entries import EntryRows
from lineage.tui.widgets.fields import Writing
from lineage.tui.widgets.page import Page


@pytest.fixture
def reading(screen, wait_for):
    class Reading:
        def __init__(self, **given):
            self._opened = screen(**given)

        async def __aenter__(self):
            pilot = await self._opened.__aenter__()
            await pilot.press("enter")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, JournalScreen), "the journal")
            await wait_for(pilot, lambda: pilot.app.screen._entry, "its first entry")
            return pilot

        async def __aexit__(self, *error):
            return await self._opened.__aexit__(*error)

    return Reading


async def picker(pilot, wait_for):
    await pilot.press("t")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, Picker), "the picker")
    await wait_for(pilot, lambda: pilot.app.screen.query_one(Choices).terms, "its tensions")
    return pilot.app.screen.query_one(Choices)


def test_three_keys_tag_an_entry_by_what_one_hears(reading, run, wait_for, entries, files_of, journal):
    entries({"title": "Untagged"})

    async def tags():
        async with reading() as pilot:
            choices = await picker(pilot, wait_for)
            await pilot.press(*"who pays")
            assert [one.code for one in choices.terms][:1] == ["G4"]
            await wait_for(
                pilot, lambda: "Not when" in pilot.app.screen.query_one(Page).text, "what it is not"
            )
            await pilot.press("enter")
            await wait_for(pilot, lambda: files_of(journal)[0].tensions, "the tag")

    run(tags())
    assert files_of(journal)[0].tensions == ("agreement-without-resource-alignment",)


def test_a_number_takes_one_used_before_and_enter_on_a_bearing_one_takes_it_off(
    reading, run, wait_for, entries, files_of, journal
):
    first, second = entries(
        {"title": "Older", "tensions": ["plutocracy"], "observed": "2026-01-01"},
        {"title": "Newer", "observed": "2026-01-02"},
    )

    def tensions(identifier):
        return next(one.tensions for one in files_of(journal) if one.id == identifier)

    async def tags():
        async with reading() as pilot:
            choices = await picker(pilot, wait_for)
            assert choices.numbered == {"plutocracy": 1}
            await pilot.press("1")
            await wait_for(pilot, lambda: tensions(second) == ("plutocracy",), "the tag")
            rows = pilot.app.screen.query_one(EntryRows)
            await wait_for(pilot, lambda: rows.chosen() and rows.chosen().tensions, "the row")
            choices = await picker(pilot, wait_for)
            assert choices.chosen == {"plutocracy"}
            await pilot.press("enter")
            await wait_for(pilot, lambda: tensions(second) == (), "its going")

    run(tags())
    assert tensions(first) == ("plutocracy",)


def test_many_are_tagged_after_a_preview_and_taken_back_as_one(
    reading, run, wait_for, entries, journal, shown
):
    entries(*({"title": f"Number {number}"} for number in range(4)))

    async def tags():
        async with reading() as pilot:
            await pilot.press("space", "space", "space")
            await picker(pilot, wait_for)
            await pilot.press(*"G4", "enter")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, Confirm), "the preview")
            assert "for 3 entries" in shown(pilot)
            assert sum(bool(one.tensions) for one in journal.entries().entries) == 0
            await pilot.press("y")
            await wait_for(
                pilot, lambda: sum(bool(one.tensions) for one in journal.entries().entries) == 3, "the tags"
            )
            await pilot.press("u")
            await wait_for(
                pilot,
                lambda: sum(bool(one.tensions) for one in journal.entries().entries) == 0,
                "their going",
            )

    run(tags())


def test_a_fourth_tension_is_refused_and_said(reading, run, wait_for, entries, files_of, journal):
    from lineage.errors import LineageError

    entries({"tensions": ["plutocracy", "G4", "E1"]})

    async def refuses():
        async with reading(faults=[LineageError]) as pilot:
            await picker(pilot, wait_for)
            await pilot.press(*"G3", "enter")
            await wait_for(pilot, lambda: pilot.app.faults, "the refusal")
            assert "at most 3" in str(pilot.app.faults[0])

    run(refuses())
    assert len(files_of(journal)[0].tensions) == 3


def test_a_marked_passage_gets_its_tension_in_the_file(reading, run, wait_for, entries, files_of, journal):
    entries({"body": "First line.\n\nNobody paid for the post at all."})

    async def marks():
        async with reading() as pilot:
            await pilot.press("s")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, Passages), "the text")
            field = pilot.app.screen.query_one(Writing)
            field.move_cursor((2, 0))
            await pilot.press(*["shift+right"] * 11)
            assert field.selected_text == "Nobody paid"
            await pilot.press("enter")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, Picker), "the picker")
            await wait_for(pilot, lambda: pilot.app.screen.query_one(Choices).terms, "its tensions")
            await pilot.press(*"G4", "enter")
            await wait_for(pilot, lambda: files_of(journal)[0].spans, "the passage")

    run(marks())
    (entry,) = files_of(journal)
    assert (
        entry.body
        == "First line.\n\n[Nobody paid]{.agreement-without-resource-alignment} for the post at all.\n"
    )
    assert entry.text == "First line.\n\nNobody paid for the post at all.\n"


def test_a_passage_across_paragraphs_is_refused(reading, run, wait_for, entries, journal, shown):
    entries({"body": "First line.\n\nSecond line."})

    async def marks():
        async with reading() as pilot:
            await pilot.press("s")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, Passages), "the text")
            pilot.app.screen.query_one(Writing).select_all()
            await pilot.press("enter")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, Picker), "the picker")
            await wait_for(pilot, lambda: pilot.app.screen.query_one(Choices).terms, "its tensions")
            await pilot.press(*"G4", "enter")
            await wait_for(pilot, lambda: "within one paragraph" in shown(pilot), "the reason")

    run(marks())
    assert journal.entries().entries[0].spans == ()


def test_tensions_of_other_settings_come_last_unless_their_code_is_written(journal):
    taxonomy = journal.taxonomy
    found = found_terms(taxonomy, "", family="government")
    typical = [not one.settings or "government" in one.settings for one in found]
    assert typical == sorted(typical, reverse=True)
    assert not all(typical)
    last = found[-1]
    assert found_terms(taxonomy, last.code.lower(), family="government")[0] is last
