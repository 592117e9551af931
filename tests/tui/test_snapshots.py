"""One picture a screen at 80 and at 120 columns; `CONTRIBUTING.md` says how to draw them anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from importlib.metadata import version

import pytest
from textual.widgets import Input, TextArea

from lineage.journal import Journal
from lineage.model.coding import Coding
from lineage.tui.analysing import AnalysisScreen, FacetRows
from lineage.tui.app import LineageApp
from lineage.tui.coding_screen import CodingScreen
from lineage.tui.delegation_screen import DelegationScreen
from lineage.tui.journal_screen import JournalScreen
from lineage.tui.patterns_screen import PatternsScreen
from lineage.tui.settling_screen import SettlingScreen
from lineage.tui.widgets.entries import EntryRows
from lineage.tui.widgets.head import Head
from lineage.tui.widgets.page import Page

NOW = datetime.fromisoformat("2026-11-24T10:00:00+01:00")
DRAWN_WITH = {"textual": "8.2.8", "rich": "15.0.0"}
"""The versions the pictures were drawn with, which are those of uv.lock; others draw the same screen with other strokes."""
PLACES = ("Guild", "Ministry", "Commons", "Harbour", "Library", "Parish", "Union")
WIDTHS = (80, 120)

pytestmark = pytest.mark.skipif(
    any(version(name) != wanted for name, wanted in DRAWN_WITH.items()),
    reason=f"the pictures were drawn with {DRAWN_WITH}, here are other versions",
)


@pytest.fixture
def told(entries):
    """Seven episodes of one tension, and a lineage of three; no dates, so that nothing ages."""
    entries(
        *(
            {
                "id": f"20260101-aaaaaaa{number}",
                "title": f"The budget of the {name} never came",
                "organisation": name,
                "episode": f"budget-{number}",
                "setting": ("token-community", "central-government")[number % 2],
                "observed": "unclear",
                "tensions": ["G4"],
                "outcome": "held" if number == 3 else "stall",
                "body": f"The assembly of the {name} agreed. [Nobody paid]{{.G4}}, so nothing was done.",
            }
            for number, name in enumerate(PLACES)
        ),
        {"id": "20260201-bbbbbbb1", "title": "A vote without a quorum", "tensions": ["E4"], "outcome": "stall",
         "observed": "2025-11", "organisation": "Guild", "body": "Nine came of forty."},
        {"id": "20260202-bbbbbbb2", "title": "The quorum was lowered", "tensions": ["E4"], "outcome": "open",
         "observed": "2025-12", "organisation": "Guild", "follows": ["20260201-bbbbbbb1"], "body": "To nine."},
        {"id": "20260203-bbbbbbb3", "title": "Then it was enough", "tensions": ["E4", "E2"], "outcome": "recovered",
         "observed": "2026-02", "organisation": "Guild", "follows": ["20260202-bbbbbbb2"], "body": "Ten came."},
    )  # fmt: skip


@pytest.fixture
def pictured(snap_compare, journal, wait_for):
    """Compares the picture of a screen that some keys and conditions lead to."""

    def compare(width, go, *, having=True):
        reader = Journal(journal.folder, now=NOW) if having else None
        app = LineageApp(reader=reader, start=journal.folder.parent)
        app._journal = reader

        async def before(pilot):
            await pilot.pause()
            await go(pilot)
            if having:  # how much is in the journal is asked last, and comes when it comes
                await wait_for(pilot, lambda: pilot.app.told, "the count of entries")
                for screen in pilot.app.screen_stack:
                    for head in screen.query(Head):
                        head.tell(told=pilot.app.told)
            for widget in (*pilot.app.screen.query(Input), *pilot.app.screen.query(TextArea)):
                widget.cursor_blink = False
            pilot.app.clear_notifications()
            await pilot.pause(0.2)

        return snap_compare(app, terminal_size=(width, 32), run_before=before)

    compare.wait = wait_for
    return compare


def there(pilot, kind):
    return isinstance(pilot.app.screen, kind)


@pytest.mark.parametrize("width", WIDTHS)
def test_today(pictured, told, width):
    async def go(pilot):
        await pilot.press("escape")
        await pictured.wait(pilot, lambda: pilot.app.screen.query_one("#last").count, "the last entries")

    assert pictured(width, go)


@pytest.mark.parametrize("width", WIDTHS)
def test_journal(pictured, told, width):
    async def go(pilot):
        pilot.app.open_journal("tension:G4", entry="20260101-aaaaaaa2")
        await pictured.wait(
            pilot,
            lambda: there(pilot, JournalScreen) and pilot.app.screen.query_one(EntryRows).count == 7,
            "rows",
        )
        await pictured.wait(
            pilot, lambda: "Nobody paid" in pilot.app.screen.query_one(Page).text, "the entry"
        )

    assert pictured(width, go)


@pytest.mark.parametrize("width", WIDTHS)
def test_capture(pictured, told, width):
    async def go(pilot):
        await pilot.press("escape", "n")
        await pictured.wait(pilot, lambda: pilot.app.screen.query(TextArea), "the page")
        await pilot.press(*"Nobody came", "tab")
        await pilot.pause(1)

    assert pictured(width, go)


@pytest.mark.parametrize("width", WIDTHS)
def test_tagging(pictured, told, width):
    async def go(pilot):
        pilot.app.open_journal("", entry="20260201-bbbbbbb1")
        await pictured.wait(
            pilot,
            lambda: there(pilot, JournalScreen) and pilot.app.screen.query_one(EntryRows).chosen(),
            "rows",
        )
        await pilot.press("t")
        await pictured.wait(pilot, lambda: not there(pilot, JournalScreen), "the picker")
        await pilot.press(*"quorum")
        await pilot.pause(0.6)

    assert pictured(width, go)


@pytest.mark.parametrize("width", WIDTHS)
def test_taxonomy(pictured, told, width):
    async def go(pilot):
        pilot.app.open_term("voter-apathy")
        await pictured.wait(
            pilot,
            lambda: pilot.app.screen.query(Page) and "quorum" in pilot.app.screen.query_one(Page).text,
            "page",
        )
        await pilot.pause(0.5)

    assert pictured(width, go)


@pytest.mark.parametrize("width", WIDTHS)
def test_lineage(pictured, told, width):
    async def go(pilot):
        pilot.app.open_journal("", entry="20260202-bbbbbbb2")
        await pictured.wait(
            pilot,
            lambda: there(pilot, JournalScreen) and pilot.app.screen.query_one(EntryRows).chosen(),
            "rows",
        )
        await pictured.wait(pilot, lambda: "To nine" in pilot.app.screen.query_one(Page).text, "the entry")
        await pilot.press("l")
        await pictured.wait(
            pilot,
            lambda: pilot.app.screen.query("#graph") and pilot.app.screen.query_one("#graph").count == 3,
            "it",
        )
        await pilot.pause(0.3)

    assert pictured(width, go)


async def mined(pilot, wait):
    await pilot.press("escape", "p")
    await wait(pilot, lambda: there(pilot, PatternsScreen) and pilot.app.screen.delved, "what was found")
    screen = pilot.app.screen
    # The search is a process of its own, whose clock is the machine's.
    dated = replace(screen.delved.mined, today=NOW.date().isoformat())
    screen.delved = replace(screen.delved, mined=dated)
    screen.on_rows_moved(None)
    await pilot.pause(0.2)
    return screen


@pytest.mark.parametrize("width", WIDTHS)
def test_patterns(pictured, told, width):
    async def go(pilot):
        await mined(pilot, pictured.wait)

    assert pictured(width, go)


@pytest.mark.parametrize("width", WIDTHS)
def test_delegation(pictured, told, width):
    async def go(pilot):
        await pilot.press("escape", "d")
        await pictured.wait(
            pilot, lambda: there(pilot, DelegationScreen) and pilot.app.screen.answer, "the answer"
        )
        screen = pilot.app.screen
        await pilot.press("i", "2", "down", "2")
        await pictured.wait(pilot, lambda: screen.asked.given.inputs == {"stk": 2, "rev": 2}, "the answers")
        await pictured.wait(pilot, lambda: screen.answer.asked is screen.asked, "its answer")

    assert pictured(width, go)


@pytest.mark.parametrize("width", WIDTHS)
def test_help(pictured, told, width):
    async def go(pilot):
        await pilot.press("escape", "2")
        await pictured.wait(
            pilot, lambda: there(pilot, JournalScreen) and pilot.app.screen.query_one(EntryRows).count, "rows"
        )
        await pilot.press("question_mark")
        await pilot.pause(0.3)

    assert pictured(width, go)


@pytest.mark.parametrize("width", WIDTHS)
def test_welcome(pictured, width, monkeypatch):
    monkeypatch.setenv("HOME", "/home/mina")  # shown, and nothing is written there

    async def go(pilot):
        await pilot.pause(0.3)

    assert pictured(width, go, having=False)


@pytest.fixture
def disputed(entries, journal):
    """An entry that mina and jo code differently."""
    term = "agreement-without-resource-alignment"
    (name,) = entries(
        {"id": "20260301-ccccccc1", "title": "A post was voted", "coder": "mina", "tensions": ["plutocracy"],
         "outcome": "fail", "observed": "2026-01", "setting": "token-community",
         "body": "The guild agreed and [nobody paid the wage]{.plutocracy} at all."}
    )  # fmt: skip
    answers = (("outcome", ("stall",)), ("tensions", (term,)))
    Journal(journal.folder, now=NOW).save_coding(
        Coding(
            entry=name, coder="jo", answers=answers, quotes=((term, "nobody paid"),), remark="The wage lacked"
        )
    )
    return name


@pytest.mark.parametrize("width", WIDTHS)
def test_coding(pictured, disputed, width, monkeypatch):
    monkeypatch.setenv("LINEAGE_CODER", "ida")

    async def go(pilot):
        await pilot.press("escape", "C")
        await pictured.wait(
            pilot, lambda: there(pilot, CodingScreen) and pilot.app.screen.draw, "what was drawn"
        )
        await pilot.pause(0.5)

    assert pictured(width, go)


@pytest.mark.parametrize("width", WIDTHS)
def test_settling(pictured, disputed, width):
    async def go(pilot):
        await pilot.press("escape", "C")
        await pictured.wait(pilot, lambda: there(pilot, CodingScreen), "the coding")
        await pilot.press("C")
        await pictured.wait(
            pilot, lambda: there(pilot, SettlingScreen) and pilot.app.screen.queue, "the queue"
        )
        await pilot.pause(0.5)

    assert pictured(width, go)


@pytest.mark.parametrize("width", WIDTHS)
def test_facets(pictured, disputed, width):
    async def go(pilot):
        pilot.app.open_journal("", entry=disputed)
        await pictured.wait(
            pilot,
            lambda: there(pilot, JournalScreen) and pilot.app.screen.query_one(EntryRows).chosen(),
            "rows",
        )
        await pictured.wait(
            pilot, lambda: "nobody paid" in pilot.app.screen.query_one(Page).text, "the entry"
        )
        await pilot.press("a")
        await pictured.wait(
            pilot,
            lambda: there(pilot, AnalysisScreen) and pilot.app.screen.query_one(FacetRows).count,
            "the facets",
        )
        await pilot.press("down", "down")
        await pilot.pause(0.5)

    assert pictured(width, go)
