from __future__ import annotations

import os
import time

import pytest

from lineage.errors import LineageError
from lineage.tui.delving import Delving
from lineage.tui.journal_screen import JournalScreen
from lineage.tui.patterns_screen import PatternRows, PatternsScreen
from lineage.tui.taxonomy import TaxonomyScreen
from lineage.tui.widgets.entries import EntryRows
from lineage.tui.widgets.page import Page

SEVEN = tuple(
    {
        "title": f"The budget of {name} never came",
        "organisation": name,
        "episode": f"budget-{number}",
        "setting": "token-community" if number % 2 else "central-government",
        "observed": f"2025-0{number + 1}",
        "tensions": ["G4"],
        "outcome": "held" if number == 3 else "stall",
        "body": f"[{name} agreed and nobody paid]{{.G4}}, so nothing was done.",
    }
    for number, name in enumerate(("Guild", "Ministry", "Commons", "Harbour", "Library", "Parish", "Union"))
)


async def until(pilot, holds, what):
    """Mining takes seconds, on a busy machine many."""
    end = time.monotonic() + 90
    while time.monotonic() < end:
        await pilot.pause(0.05)
        if holds():
            return
    raise AssertionError(f"{what} never came")


async def opened(pilot):
    await pilot.press("escape", "p")
    await until(pilot, lambda: isinstance(pilot.app.screen, PatternsScreen), "the screen")
    screen = pilot.app.screen
    await until(pilot, lambda: screen.delved is not None, "what was found")
    return screen


def alive(process):
    return process is not None and process.poll() is None


def test_a_pattern_is_read_with_what_speaks_against_it_and_its_quote_opens_the_entry(screen, run, entries):
    entries(*SEVEN)

    async def reads():
        async with screen() as pilot:
            found = await opened(pilot)
            assert found.query_one(PatternRows).chosen().terms == ("agreement-without-resource-alignment",)
            page = found.query_one(Page)
            await until(pilot, lambda: "strength" in page.text, "its page")
            words = " ".join(page.text.split())
            for said in (
                "strength 7 episodes",
                "stability none was computed",
                "7 entries",
                "confidence " + found.query_one(PatternRows).chosen().confidence,
                "adequacy",
                "6 of 7",
                "Against it: held or recovered ● 2025-04 The budget of Harbour never came",
                "agreed and nobody paid",
                "This search",
            ):
                assert said in words
            await pilot.press("enter")
            quoted = next(
                n for n, block in enumerate(page._blocks) if "agreed and nobody paid" in block.content.plain
            )
            page._link = quoted
            wanted = page._blocks[quoted].target.partition(":")[2]
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, JournalScreen), "the journal")
            rows = pilot.app.screen.query_one(EntryRows)
            await until(pilot, lambda: rows.chosen() and rows.chosen().id == wanted, "the entry")
            await pilot.press("4")
            await until(pilot, lambda: isinstance(pilot.app.screen, PatternsScreen), "the patterns again")
            assert pilot.app.screen.delved is not None
            page._link = next(n for n, block in enumerate(page._blocks) if block.target.startswith("term:"))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, TaxonomyScreen), "the tension")

    run(reads())


def test_p_in_the_journal_looks_in_what_is_shown_there_and_too_little_is_said_to_be(
    screen, run, wait_for, entries, shown
):
    entries(*SEVEN)

    async def narrows():
        async with screen() as pilot:
            pilot.app.open_journal("organisation:Guild")
            await until(
                pilot,
                lambda: (
                    isinstance(pilot.app.screen, JournalScreen)
                    and pilot.app.screen.query_one(EntryRows).count == 1
                ),
                "the query",
            )
            await pilot.press("p")
            await until(pilot, lambda: isinstance(pilot.app.screen, PatternsScreen), "the screen")
            found = pilot.app.screen
            await until(pilot, lambda: found.delved is not None, "the answer")
            assert found.query_asked == "organisation:Guild"
            assert found.delved.mined.n == 1
            await until(pilot, lambda: "No pattern stands out." in shown(pilot), "that there is none")
            assert "no recurring tension" in found.query_one(Page).text

    run(narrows())


def test_leaving_ends_the_search_and_coming_back_begins_it_again(screen, run, entries):
    # As many as give themes, which take seconds: a search that ends before anyone looks cannot be ended.
    entries(*({**SEVEN[n % 7], "episode": f"episode-{n}"} for n in range(70)))

    async def leaves():
        async with screen() as pilot:
            await pilot.press("escape", "p")
            await until(pilot, lambda: isinstance(pilot.app.screen, PatternsScreen), "the screen")
            found = pilot.app.screen
            await until(pilot, lambda: found._delving and found._delving._process, "the process")
            process = found._delving._process
            await pilot.press("2")
            await until(pilot, lambda: not alive(process), "its end")
            assert found.delved is None
            await pilot.press("4")
            await until(pilot, lambda: found.delved is not None, "what was found")

    run(leaves())


def test_contexts_are_not_mixed_and_it_says_what_to_do(screen, run, entries):
    one, two, *_ = SEVEN
    entries({**one, "context": "guild"}, {**two, "context": "ministry"})

    async def refuses():
        async with screen() as pilot:
            await pilot.press("escape", "p")
            await until(pilot, lambda: isinstance(pilot.app.screen, PatternsScreen), "the screen")
            page = pilot.app.screen.query_one(Page)
            await until(pilot, lambda: "would mix 2 contexts" in page.text, "the refusal")
            assert "narrow the journal to one context" in " ".join(page.text.split())
            assert pilot.app.screen.delved is None

    run(refuses())


def test_what_was_closed_before_it_began_never_begins_and_a_query_that_cannot_be_read_is_refused(journal):
    delving = Delving(journal.folder, "me", "")
    delving.close()
    assert delving.wait(lambda _: None) is None
    with pytest.raises(LineageError, match="colour"):
        Delving(journal.folder, "me", "colour:red").wait(lambda _: None)


def test_a_search_that_is_killed_by_somebody_else_is_told(journal):
    delving = Delving(journal.folder, "me", "")

    def kill(_):
        os.kill(delving._process.pid, 9)

    with pytest.raises(LineageError, match="ended without an answer"):
        delving.wait(kill)


def memos(files_of, journal):
    return [(dict(one.extra)["verdict"], dict(one.extra)["label"], one.get("reason"))
            for one in files_of(journal) if one.kind == "memo"]  # fmt: skip


def test_a_pattern_is_given_a_name_and_the_next_search_calls_it_so(
    screen, run, entries, journal, files_of, shown
):
    entries(*SEVEN)

    async def names():
        async with screen() as pilot:
            found = await opened(pilot)
            await pilot.press("m", "enter")
            await pilot.press(*"Money", "space", *"late", "enter", "enter")
            await until(pilot, lambda: memos(files_of, journal), "the memo")
            await until(pilot, lambda: "Money late" in shown(pilot), "the name")
            await pilot.press("r")
            await until(pilot, lambda: found.delved is None, "another search")
            await until(pilot, lambda: found.delved is not None, "what was found")
            assert found.delved.mined.patterns[0].label == "Money late"
            page = found.query_one(Page)
            await until(pilot, lambda: "named by mina" in " ".join(page.text.split()), "who named it")

    run(names())
    assert memos(files_of, journal) == [("rename", "Money late", "")]


def test_a_rejection_needs_a_reason_and_takes_the_pattern_off_the_list(
    screen, run, entries, journal, files_of
):
    entries(*SEVEN)

    async def rejects():
        async with screen() as pilot:
            found = await opened(pilot)
            await pilot.press("X", "enter", "escape")
            await pilot.pause()
            assert memos(files_of, journal) == []
            await pilot.press("X", *"one", "space", *"grant", "enter")
            await until(pilot, lambda: memos(files_of, journal), "the memo")
            await until(pilot, lambda: found.delved.mined.patterns == (), "an empty list")
            assert len(found.delved.mined.rejected) == 1
            await pilot.press("u")
            await until(pilot, lambda: not memos(files_of, journal), "that it is taken back")

    run(rejects())


def test_a_pattern_is_accepted_with_one_key_and_enter(screen, run, entries, journal, files_of):
    entries(*SEVEN)

    async def accepts():
        async with screen() as pilot:
            await opened(pilot)
            await pilot.press("a", "enter")
            await until(pilot, lambda: memos(files_of, journal), "the memo")

    run(accepts())
    assert [verdict for verdict, _, _ in memos(files_of, journal)] == ["accept"]
