from __future__ import annotations

import pytest

from lineage.journal import Journal
from lineage.tui.answering import BlindText
from lineage.tui.asking import Ask
from lineage.tui.choosing import Chooser, ValueRows
from lineage.tui.coding_screen import CodingScreen
from lineage.tui.journal_screen import JournalScreen
from lineage.tui.settling_screen import SettlingScreen
from lineage.tui.tagging import Choices, Picker
from lineage.tui.widgets.answers import Answers
from lineage.tui.widgets.page import Page

G4 = "agreement-without-resource-alignment"
FIRST = {
    "title": "A post was voted",
    "coder": "mina",
    "tensions": ["plutocracy"],
    "outcome": "fail",
    "stage": "framing",
    "words": ["whaling"],
    "setting": "token-community",
    "body": "The guild agreed and [nobody paid the wage]{.plutocracy} at all.",
}
SECOND = FIRST | {"title": "A map was drawn", "body": "[Two wallets]{.plutocracy} drew it."}


@pytest.fixture
def as_jo(monkeypatch):
    monkeypatch.setenv("LINEAGE_CODER", "jo")


@pytest.fixture
def coding(wait_for):
    async def opened(pilot):
        await pilot.press("escape", "C")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, CodingScreen), "the screen")
        await wait_for(pilot, lambda: pilot.app.screen.draw, "what was drawn")
        return pilot.app.screen

    return opened


@pytest.fixture
def pick(wait_for):
    async def picked(pilot, *keys):
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, Picker), "the picker")
        await wait_for(pilot, lambda: pilot.app.screen.query_one(Choices).terms, "its tensions")
        await pilot.press(*keys, "enter")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, CodingScreen), "the entry again")

    return picked


def codings_of(journal, coder):
    return {one.entry: one for one in Journal(journal.folder).codings() if one.coder == coder}


@pytest.mark.usefixtures("as_jo")
def test_an_entry_is_coded_by_keys_with_outcome_tension_passage_and_remark_and_taken_back(
    *, screen, run, wait_for, entries, journal, coding, pick, shown
):
    entries(FIRST, SECOND)
    files = {path: path.read_bytes() for path in journal.folder.rglob("entries/**/*.md")}

    async def codes():
        async with screen() as pilot:
            found = await coding(pilot)
            one = found.blind
            await pilot.press("o")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, Chooser), "the outcomes")
            await pilot.press("enter")
            await pilot.press("t")
            await pick(pilot, *"who pays")
            text = found.query_one(BlindText)
            text.focus()
            text.move_cursor((0, 0))
            await pilot.press(*["shift+right"] * 9)
            marked = text.selected_text
            await pilot.press("enter")
            await pick(pilot, *"G4")
            await pilot.press("r")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, Ask), "the line")
            await pilot.press(*"Thin", "enter")
            await wait_for(pilot, lambda: "Thin" in shown(pilot), "the remark")
            assert not (journal.folder / "codings").exists()
            await pilot.press("ctrl+s")
            await wait_for(pilot, lambda: codings_of(journal, "jo"), "the coding")
            coded = codings_of(journal, "jo")[one.id]
            assert dict(coded.answers) == {"outcome": ("stall",), "tensions": (G4,)}
            assert coded.quotes == ((G4, marked.strip()),)
            assert "Thin" in coded.remark
            assert (journal.folder / "codings" / "jo" / f"{one.id}.md").is_file()
            await wait_for(pilot, lambda: found.blind.id != one.id, "the next entry")
            assert found.given.tensions is None
            await wait_for(pilot, lambda: "1 to go of 2 drawn" in shown(pilot), "how far")
            await pilot.press("u")
            await wait_for(pilot, lambda: not codings_of(journal, "jo"), "its going")
            await wait_for(pilot, lambda: "2 to go of 2 drawn" in shown(pilot), "its coming again")

    run(codes())
    assert {path: path.read_bytes() for path in journal.folder.rglob("entries/**/*.md")} == files


@pytest.mark.usefixtures("as_jo")
def test_nothing_another_coder_said_is_on_the_blind_screen_nor_in_its_picker(
    *, screen, run, wait_for, entries, journal, coding, shown
):
    from lineage.model.coding import Coding

    first, second = entries(FIRST, SECOND)
    for name in (first, second):
        answers = (("tensions", ("hold-up",)), ("outcome", ("mutate",)))
        journal.save_coding(Coding(entry=name, coder="anneliese", answers=answers, remark="Zebra crossing"))
    secret = [
        "Money has the vote",
        "plutocracy",
        "E3",
        "broke down",
        "became something",
        "anneliese",
        "Zebra",
        "whaling",
    ]
    secret += ["mina", "framing", journal.taxonomy.label("hold-up"), "✕", "◆"]

    async def looks():
        async with screen(size=(140, 45)) as pilot:
            # The journal, which holds all of it, was read before.
            pilot.app.open_journal("tension:plutocracy")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, JournalScreen), "the journal")
            await wait_for(pilot, lambda: "Money has the vote" in shown(pilot), "the tag in the journal")
            await pilot.press("C")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, CodingScreen), "the screen")
            found = pilot.app.screen
            await wait_for(pilot, lambda: found.draw and found.blind, "what was drawn")
            await wait_for(pilot, lambda: "2 to go of 2 drawn" in shown(pilot), "how far")
            # The query is left out of the draw, and said to be: it is the user's own, and names no entry.
            assert found.draw.left == "tension:plutocracy"
            for _ in range(2):
                text = shown(pilot).replace("not narrowed by tension:plutocracy, which would tell", "")
                assert found.blind.title in text
                assert "Token community" in text
                assert [word for word in secret if word in text] == []
                await pilot.press("s")
                await pilot.pause()
            await pilot.press("t")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, Picker), "the picker")
            choices = pilot.app.screen.query_one(Choices)
            await wait_for(pilot, lambda: choices.terms, "its tensions")
            assert choices.numbered == {}
            assert choices.chosen == frozenset()
            assert choices.terms[0].id not in ("plutocracy", "hold-up")
            await pilot.press("1")
            assert isinstance(pilot.app.screen, Picker)

    run(looks())


@pytest.mark.usefixtures("as_jo")
def test_the_picker_offers_first_what_this_coder_gave_before(screen, run, wait_for, entries, coding, pick):
    entries(FIRST, SECOND)

    async def codes():
        async with screen() as pilot:
            await coding(pilot)
            await pilot.press("t")
            await pick(pilot, *"G4")
            await pilot.press("s", "t")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, Picker), "the picker")
            choices = pilot.app.screen.query_one(Choices)
            await wait_for(pilot, lambda: choices.terms, "its tensions")
            assert choices.numbered == {G4: 1}

    run(codes())


@pytest.mark.usefixtures("as_jo")
def test_what_was_answered_waits_where_one_left_and_none_and_unclear_are_answers(
    *, screen, run, wait_for, entries, journal, coding, shown
):
    entries(FIRST, SECOND)

    async def codes():
        async with screen() as pilot:
            found = await coding(pilot)
            one = found.blind
            await pilot.press("ctrl+s")
            await wait_for(pilot, lambda: "Which tension does it show?" in shown(pilot), "what lacks")
            await pilot.press("0", "2")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, JournalScreen), "the journal")
            await pilot.press("C")
            await wait_for(pilot, lambda: pilot.app.screen is found, "the coding again")
            assert (found.blind.id, found.given.tensions) == (one.id, ())
            await pilot.press("ctrl+s")
            await wait_for(pilot, lambda: one.id in codings_of(journal, "jo"), "the coding")
            await wait_for(pilot, lambda: found.blind.id != one.id, "the next")
            answers = found.query_one(Answers)
            answers.focus()
            answers.move_to([kind for kind, _ in answers.kinds].index("unclear"))
            await pilot.press("enter", "ctrl+s")
            await wait_for(pilot, lambda: len(codings_of(journal, "jo")) == 2, "the last")
            await wait_for(
                pilot, lambda: "All 2 that were drawn are coded" in shown(pilot), "that all is done"
            )
            return one.id

    first = run(codes())
    coded = codings_of(journal, "jo")
    assert coded.pop(first).answer("tensions") == ()
    (last,) = coded.values()
    assert last.answer("tensions") == ("unclear",)
    assert last.answer("outcome") is None


@pytest.mark.usefixtures("as_jo")
def test_it_draws_what_the_command_draws(screen, run, entries, coding, journal):
    entries(*(FIRST | {"title": f"Number {number}"} for number in range(40)))
    read = journal.entries()
    wanted = journal.draw(read, coder="jo", number=None, seed=0)

    async def draws():
        async with screen() as pilot:
            found = await coding(pilot)
            assert found.draw.drawn == wanted
            assert found.blind == wanted.waiting[0]

    run(draws())
    assert wanted.drawn == 30


def test_the_coder_of_all_entries_is_told_so_and_how_another_codes(
    screen, run, wait_for, entries, coding, shown
):
    entries(FIRST, SECOND)

    async def looks():
        async with screen() as pilot:
            found = await coding(pilot)
            await wait_for(pilot, lambda: "LINEAGE_CODER=jo lineage" in shown(pilot), "how")
            text = shown(pilot)
            assert "mina is the coder of every tagged entry here" in text
            assert found.blind is None
            await pilot.press("o", "t", "ctrl+s", "0", "r")
            assert pilot.app.screen is found

    run(looks())


@pytest.mark.usefixtures("as_jo")
def test_a_journal_without_a_tag_says_that_there_is_nothing_to_compare_with(
    screen, run, wait_for, entries, coding, shown
):
    entries({"title": "Untagged"})

    async def looks():
        async with screen() as pilot:
            await coding(pilot)
            await wait_for(pilot, lambda: "nothing to compare with" in shown(pilot), "the reason")

    run(looks())


@pytest.mark.usefixtures("as_jo")
def test_entries_of_several_contexts_are_not_mixed_and_the_journals_context_narrows(
    screen, run, wait_for, entries, shown
):
    entries(FIRST | {"context": "guild"}, SECOND | {"context": "ministry"})

    async def looks():
        async with screen() as pilot:
            await pilot.press("escape", "C")
            await wait_for(pilot, lambda: "narrow the journal to one context" in shown(pilot), "the refusal")
            pilot.app.open_journal("context:guild")
            await wait_for(
                pilot,
                lambda: (
                    isinstance(pilot.app.screen, JournalScreen)
                    and str(pilot.app.screen.shown) == "context:guild"
                ),
                "the journal",
            )
            await pilot.press("C")
            await wait_for(pilot, lambda: "A post was voted" in shown(pilot), "the entry of the context")
            assert "1 to go of 1 drawn" in shown(pilot)

    run(looks())


@pytest.mark.usefixtures("as_jo")
def test_a_coding_made_elsewhere_meanwhile_is_not_written_over(
    screen, run, wait_for, entries, journal, coding
):
    from lineage.errors import LineageError
    from lineage.model.coding import Coding

    entries(FIRST)

    async def codes():
        async with screen(faults=[LineageError]) as pilot:
            found = await coding(pilot)
            Journal(journal.folder).save_coding(
                Coding(entry=found.blind.id, coder="jo", answers=(("tensions", ("hold-up",)),))
            )
            await pilot.press("0", "ctrl+s")
            await wait_for(pilot, lambda: pilot.app.faults, "the refusal")
            assert "already" in str(pilot.app.faults[0])

    run(codes())
    (coded,) = codings_of(journal, "jo").values()
    assert coded.answer("tensions") == ("hold-up",)


@pytest.mark.usefixtures("as_jo")
def test_a_fourth_tension_is_refused_and_minus_takes_one_back(
    *, screen, run, wait_for, entries, coding, pick, shown
):
    entries(FIRST)

    async def codes():
        async with screen() as pilot:
            found = await coding(pilot)
            for code in ("G4", "E1", "G3"):
                await pilot.press("t")
                await pick(pilot, *code)
            assert len(found.given.terms) == 3
            await pilot.press("t")
            await pick(pilot, *"E3")
            await wait_for(pilot, lambda: "at most three" in shown(pilot), "the refusal")
            answers = found.query_one(Answers)
            answers.focus()
            answers.move_to(1)
            await pilot.press("minus")
            assert G4 not in found.given.terms
            assert len(found.given.terms) == 2

    run(codes())


@pytest.mark.usefixtures("as_jo")
@pytest.mark.parametrize("width", [60, 80, 120])
def test_text_and_answers_fit_a_width_and_keys_say_the_way_out(
    *, screen, run, wait_for, entries, coding, shown, width
):
    entries(FIRST)

    async def looks():
        async with screen(size=(width, 24)) as pilot:
            await coding(pilot)
            await wait_for(pilot, lambda: "Which tension" in shown(pilot), "the questions")
            text = shown(pilot)
            assert "The guild agreed and" in text
            assert "How it stands" in text
            assert "ctrl+s save" in text
            assert "Coding" in text.splitlines()[0]
            assert all(len(line) <= width for line in text.splitlines())

    run(looks())


@pytest.mark.parametrize("key", ["1", "2", "x", "p"])
def test_every_main_screen_leads_there_and_c_goes_on_to_the_other_part(screen, run, wait_for, entries, key):
    entries(FIRST)

    async def goes():
        async with screen() as pilot:
            await pilot.press("escape", key)
            mode = {"1": "today", "2": "journal", "x": "taxonomy", "p": "patterns"}[key]
            await wait_for(pilot, lambda: pilot.app.current_mode == mode, "the screen")
            await pilot.pause()
            await pilot.press("C")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, CodingScreen), "the coding")
            await pilot.press("C")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, SettlingScreen), "the queue")
            await pilot.press("2", "C")
            await wait_for(
                pilot, lambda: isinstance(pilot.app.screen, SettlingScreen), "the queue, as it was last"
            )
            await wait_for(
                pilot,
                lambda: (
                    "No entry here has a second coder" in pilot.app.screen.query_one("#nothing", Page).text
                ),
                "why",
            )
            commands = {one.title for one in pilot.app.get_system_commands(pilot.app.screen)}
            assert "Code blind" in commands

    run(goes())


@pytest.mark.usefixtures("as_jo")
def test_an_outcome_is_taken_with_the_mouse(screen, run, wait_for, entries, coding):
    entries(FIRST)

    async def clicks():
        async with screen() as pilot:
            found = await coding(pilot)
            await pilot.click(Answers, offset=(4, 0))
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, Chooser), "the outcomes")
            wanted = pilot.app.screen.query_one(ValueRows).values[3].id
            await pilot.click(ValueRows, offset=(4, 3))
            await pilot.click(ValueRows, offset=(4, 3))
            await wait_for(pilot, lambda: found.given.outcome == (wanted,), "the outcome")

    run(clicks())
