from __future__ import annotations

import pytest

from lineage.journal import Journal
from lineage.model.coding import Coding
from lineage.model.resolution import resolutions
from lineage.tui.choosing import Chooser, ValueRows
from lineage.tui.coding_screen import CodingScreen
from lineage.tui.deciding import AnswerRows, Decide
from lineage.tui.journal_screen import JournalScreen
from lineage.tui.settling_screen import SettleRows, SettlingScreen
from lineage.tui.stands import StandsPage, beside
from lineage.tui.tagging import Choices, Picker
from lineage.tui.widgets.fields import Field
from lineage.tui.words import safe

G4 = "agreement-without-resource-alignment"
ENTRY = {
    "title": "A post was voted",
    "coder": "mina",
    "tensions": ["plutocracy"],
    "outcome": "fail",
    "body": "The guild agreed and [nobody paid the wage]{.plutocracy} at all.",
}


@pytest.fixture
def disputed(entries, journal):
    """An entry that mina and jo code differently, in tensions and outcome."""
    (name,) = entries(ENTRY)
    answers = (("outcome", ("stall",)), ("tensions", (G4,)))
    journal.save_coding(
        Coding(
            entry=name, coder="jo", answers=answers, quotes=((G4, "nobody paid"),), remark="The wage lacked"
        )
    )
    return name


@pytest.fixture
def settling(wait_for):
    async def opened(pilot):
        await pilot.press("escape", "C")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, CodingScreen), "the coding")
        await pilot.press("C")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, SettlingScreen), "the queue")
        await wait_for(pilot, lambda: pilot.app.screen.queue, "its disagreements")
        return pilot.app.screen

    return opened


@pytest.fixture
def deciding(wait_for):
    async def opened(pilot):
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, Decide), "what stands")
        return pilot.app.screen.query_one(AnswerRows)

    return opened


def entry_of(journal, name):
    return Journal(journal.folder).entry(name)


def memos_of(journal, name):
    return resolutions(Journal(journal.folder).entries().entries).get(name, ())


def tree(journal):
    return {
        path.relative_to(journal.folder).as_posix(): path.read_bytes()
        for folder in ("entries", "codings")
        for path in (journal.folder / folder).rglob("*.md")
    }


def test_both_answers_stand_side_by_side_and_one_is_taken_with_a_reason_and_taken_back(
    *, screen, run, wait_for, journal, disputed, settling, deciding, shown
):
    before = tree(journal)

    async def settles():
        async with screen() as pilot:
            found = await settling(pilot)
            rows = found.query_one(SettleRows)
            assert [one.facet for one in rows.listed] == ["tensions", "outcome"]
            page = found.query_one(StandsPage)
            await wait_for(pilot, lambda: "nobody paid" in page.text, "the passages")
            (heads,) = [line for line in page.text.splitlines() if "mina" in line]
            assert heads.index("mina") < heads.index("jo")
            (quotes,) = [line for line in page.text.splitlines() if line.count("“") == 2]
            assert "“nobody paid the wage”" in quotes
            assert "“nobody paid”" in quotes
            assert "The wage lacked" in page.text
            answers = await deciding(pilot)
            await pilot.press("down", "enter")
            assert answers.values() == (G4,)
            await pilot.press("enter")
            assert isinstance(pilot.app.screen, Decide), "a decision without a reason was taken"
            await pilot.press(*"wages", "enter")
            await wait_for(pilot, lambda: memos_of(journal, disputed), "the memo")
            await wait_for(pilot, lambda: entry_of(journal, disputed).tensions == (G4,), "the tags")
            (memo,) = memos_of(journal, disputed)
            assert (memo.decision, memo.reason) == ((("tensions", (G4,)),), "wages")
            assert entry_of(journal, disputed).outcome == "fail"
            await wait_for(pilot, lambda: "1 to settle" in shown(pilot), "the queue")
            assert [one.facet for one in rows.listed] == ["outcome", "tensions"]
            assert rows.chosen().facet == "outcome"
            await pilot.press("u")
            await wait_for(pilot, lambda: not memos_of(journal, disputed), "its going")
            await wait_for(pilot, lambda: "2 to settle" in shown(pilot), "the queue as it was")

    run(settles())
    assert tree(journal) == before


def test_the_queue_is_what_the_command_lists(screen, run, entries, journal, settling):
    names = entries(*(ENTRY | {"title": f"Number {number}"} for number in range(4)))
    for name, terms in zip(names, ((G4,), ("plutocracy",), (), ("plutocracy", G4)), strict=True):
        journal.save_coding(Coding(entry=name, coder="jo", answers=(("tensions", terms),)))
    wanted = journal.agreement(journal.entries()).disagreements

    async def lists():
        async with screen() as pilot:
            found = await settling(pilot)
            assert found.query_one(SettleRows).listed == wanted

    run(lists())
    assert len(wanted) == 3


def test_another_outcome_than_theirs_is_taken_from_the_vocabulary(
    *, screen, run, wait_for, journal, disputed, settling, deciding
):
    async def settles():
        async with screen() as pilot:
            await settling(pilot)
            await pilot.press("down")
            await deciding(pilot)
            await pilot.press("end", "enter")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, Chooser), "the outcomes")
            wanted = next(
                place
                for place, one in enumerate(pilot.app.screen.query_one(ValueRows).values)
                if one.id == "held"
            )
            await pilot.press(*["down"] * wanted, "enter")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, Decide), "the decision")
            assert pilot.app.screen.query_one(Field).has_focus
            await pilot.press(*"seen", "enter")
            await wait_for(pilot, lambda: entry_of(journal, disputed).outcome == "held", "the outcome")

    run(settles())
    (memo,) = memos_of(journal, disputed)
    assert memo.decision == (("outcome", ("held",)),)


def test_other_tensions_than_theirs_are_taken_one_by_one(
    *, screen, run, wait_for, journal, disputed, settling, deciding
):
    async def settles():
        async with screen() as pilot:
            await settling(pilot)
            answers = await deciding(pilot)
            await pilot.press("end")
            for code in ("E1", "G4"):
                await pilot.press("enter")
                await wait_for(pilot, lambda: isinstance(pilot.app.screen, Picker), "the picker")
                await wait_for(pilot, lambda: pilot.app.screen.query_one(Choices).terms, "its tensions")
                await pilot.press(*code, "enter")
                await wait_for(pilot, lambda: isinstance(pilot.app.screen, Decide), "the decision")
            assert len(answers.values()) == 2
            await pilot.press("tab", *"both", "enter")
            await wait_for(pilot, lambda: len(entry_of(journal, disputed).tensions) == 2, "the tags")

    run(settles())
    assert entry_of(journal, disputed).tensions[1] == G4


def test_leaving_decides_nothing_and_the_entry_opens_in_the_journal(
    *, screen, run, wait_for, journal, disputed, settling, deciding
):
    before = tree(journal)

    async def leaves():
        async with screen() as pilot:
            found = await settling(pilot)
            await deciding(pilot)
            await pilot.press("down", "enter", *"no", "escape")
            await wait_for(pilot, lambda: pilot.app.screen is found, "the queue")
            await pilot.press("tab", "down", "enter")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, JournalScreen), "the journal")
            await wait_for(
                pilot, lambda: pilot.app.screen._entry and pilot.app.screen._entry.id == disputed, "the entry"
            )

    run(leaves())
    assert tree(journal) == before


def test_what_the_user_has_not_coded_is_hidden_until_it_is_asked_for(
    *, screen, run, wait_for, entries, journal, settling, monkeypatch, shown
):
    first, second = entries(ENTRY, ENTRY | {"title": "A map was drawn"})
    for name, coder in ((first, "jo"), (first, "ann"), (second, "ann")):
        journal.save_coding(Coding(entry=name, coder=coder, answers=(("tensions", (G4,)),)))
    monkeypatch.setenv("LINEAGE_CODER", "jo")

    async def looks():
        async with screen() as pilot:
            found = await settling(pilot)
            rows = found.query_one(SettleRows)
            assert {one.entry for one in rows.listed} == {first}
            assert "1 entry waits for your own blind coding" in shown(pilot)
            assert "A map was drawn" not in shown(pilot)
            await pilot.press("w")
            await wait_for(
                pilot, lambda: {one.entry for one in rows.listed} == {first, second}, "all of them"
            )

    run(looks())


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.usefixtures("disputed")
def test_queue_and_decision_fit_a_width(*, screen, run, wait_for, settling, deciding, shown, width):
    async def looks():
        async with screen(size=(width, 24)) as pilot:
            found = await settling(pilot)
            await wait_for(pilot, lambda: "nobody paid" in found.query_one(StandsPage).text, "the passages")
            text = shown(pilot)
            assert "2 to settle" in text
            assert any("mina" in line and "jo" in line and "│" in line for line in text.splitlines())
            assert "settle" in text.splitlines()[-1]
            assert all(len(line) <= width for line in text.splitlines())
            await deciding(pilot)
            assert "another answer" in shown(pilot)
            assert "why (needed)" in shown(pilot)

    run(looks())


def test_more_answers_than_fit_stand_below_one_another():
    columns = [[safe(name), safe("said something")] for name in ("ann", "jo", "mina")]
    lines = [line.plain for line in beside(columns, 50)]
    assert "ann" in lines[0]
    assert "jo" in lines[0]
    assert lines[3].startswith("mina")
    assert all(len(line) <= 50 for line in lines)
    assert beside(columns, 20)[0].plain.strip() == "ann"


def test_a_resized_page_lays_the_answers_anew(screen, run, wait_for, disputed, settling):
    async def resizes():
        async with screen(size=(120, 40)) as pilot:
            page = (await settling(pilot)).query_one(StandsPage)
            await wait_for(pilot, lambda: "nobody paid" in page.text, "the passages")
            assert any("mina" in line and "jo" in line for line in page.text.splitlines())
            await pilot.resize_terminal(40, 40)
            await wait_for(
                pilot,
                lambda: not any("mina" in line and "jo" in line for line in page.text.splitlines()),
                "one below",
            )

    run(resizes())
    assert disputed
