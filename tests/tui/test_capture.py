from __future__ import annotations

import json
import os
import pty
import select
import signal
import sys
import time

import pytest

from lineage.tui.capture import CaptureScreen
from lineage.tui.offering import Offer
from lineage.tui.widgets.fields import Field, Writing
from lineage.tui.widgets.offers import Offers


@pytest.fixture(autouse=True)
def no_process_of_its_own(monkeypatch, request):
    """Offers come from a process that loads a model; only the tests that ask for it start one."""
    if "of_its_own" not in request.node.name:
        monkeypatch.setattr("lineage.tui.offering.Offering.ask", lambda *_, **__: ())


def drafts(journal):
    return sorted((journal.folder / ".lineage" / "drafts").glob("*.md"))


@pytest.fixture
def writing(screen, wait_for):
    """The screen one writes on."""

    class Writes:
        def __init__(self, **given):
            self._opened = screen(**given)

        async def __aenter__(self):
            pilot = await self._opened.__aenter__()
            await pilot.press("escape", "n")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, CaptureScreen), "the page to write on")
            await pilot.pause()
            return pilot

        async def __aexit__(self, *error):
            return await self._opened.__aexit__(*error)

    return Writes


def test_only_a_text_is_needed_and_ctrl_s_saves_it(writing, run, wait_for, journal, files_of):
    async def writes():
        async with writing() as pilot:
            await pilot.press(*"Late", "enter", *"again", "ctrl+s")
            await wait_for(pilot, lambda: not isinstance(pilot.app.screen, CaptureScreen), "the way back")

    run(writes())
    (entry,) = files_of(journal)
    assert entry.body == "Late\nagain\n"
    assert drafts(journal) == []


def test_what_is_said_beside_the_text_is_in_the_file(writing, run, wait_for, journal, entries, files_of):
    (earlier,) = entries({"title": "Before"})

    async def writes():
        async with writing() as pilot:
            await pilot.press(*"Then it stopped")
            values = {
                "observed": "2026-03",
                "outcome": "stuck",
                "tensions": "G4, E1",
                "setting": "Central government",
                "organisation": "Town hall",
                "actors": "clerks, council",
                "follows": earlier,
                "words": "limbo",
            }
            for name, value in values.items():
                pilot.app.screen.query_one(f"#{name}", Field).value = value
            await pilot.press("ctrl+s")
            await wait_for(pilot, lambda: not isinstance(pilot.app.screen, CaptureScreen), "the way back")

    run(writes())
    entry = next(one for one in files_of(journal) if one.id != earlier)
    assert str(entry.observed) == "2026-03"
    assert entry.outcome == "stall"
    assert entry.tensions[0] == "agreement-without-resource-alignment"
    assert len(entry.tensions) == 2
    assert (entry.setting, entry.organisation) == ("central-government", "Town hall")
    assert (entry.actors, entry.follows, entry.words) == (("clerks", "council"), (earlier,), ("limbo",))


def test_the_draft_is_on_disk_within_a_second_of_the_first_character(writing, run, wait_for, journal):
    async def writes():
        async with writing() as pilot:
            await pilot.press("a")
            began = time.monotonic()
            await wait_for(pilot, lambda: drafts(journal), "the draft")
            assert time.monotonic() - began < 1.0
            assert drafts(journal)[0].read_text() == "a"
            assert drafts(journal)[0].stat().st_mode & 0o777 == 0o600
            await pilot.press("b", "c")
            await wait_for(pilot, lambda: drafts(journal)[0].read_text() == "abc", "what was written since")

    run(writes())


def test_leaving_keeps_the_draft_with_its_fields_and_the_next_capture_offers_it(
    writing, run, wait_for, journal, shown, files_of
):
    async def leaves():
        async with writing() as pilot:
            await pilot.press(*"Not yet done")
            pilot.app.screen.query_one("#organisation", Field).value = "Guild"
            await pilot.press("escape")
            await wait_for(pilot, lambda: not isinstance(pilot.app.screen, CaptureScreen), "the way back")

    async def comes_back():
        async with writing() as pilot:
            await wait_for(pilot, lambda: "Not yet done" in shown(pilot), "the offer")
            assert "ctrl+r goes on" in shown(pilot)
            await pilot.press("ctrl+r")
            assert pilot.app.screen.query_one(Writing).text == "Not yet done"
            assert pilot.app.screen.query_one("#organisation", Field).value == "Guild"
            await pilot.press("!", "ctrl+s")
            await wait_for(pilot, lambda: not isinstance(pilot.app.screen, CaptureScreen), "the way back")

    run(leaves())
    assert len(drafts(journal)) == 1
    run(comes_back())
    (entry,) = files_of(journal)
    assert (entry.body, entry.organisation) == ("Not yet done!\n", "Guild")
    assert drafts(journal) == []


def test_an_empty_page_leaves_no_draft(writing, run, wait_for, journal):
    async def leaves():
        async with writing() as pilot:
            await pilot.press("a", "backspace", "escape")
            await wait_for(pilot, lambda: not isinstance(pilot.app.screen, CaptureScreen), "the way back")

    run(leaves())
    assert drafts(journal) == []


def test_quitting_in_the_middle_of_a_word_keeps_it(writing, run, journal):
    async def quits():
        async with writing() as pilot:
            await pilot.press(*"half a wor", "ctrl+q")

    run(quits())
    assert [path.read_text() for path in drafts(journal)] == ["half a wor"]


def test_an_offer_is_taken_by_its_number_and_the_entry_remembers_whose_it_was(
    writing, run, wait_for, journal, files_of
):
    offer = Offer(
        term="plutocracy", code="E3", label="Wealth decides", why="like the sign", seen="", by="test-model"
    )

    async def takes():
        async with writing() as pilot:
            await pilot.press(*"Few hold most of it")
            offers = pilot.app.screen.query_one(Offers)
            offers.show((offer,))
            assert offers.taken == {}
            await pilot.press("alt+1", "ctrl+s")
            await wait_for(pilot, lambda: not isinstance(pilot.app.screen, CaptureScreen), "the way back")

    run(takes())
    (entry,) = files_of(journal)
    assert entry.tensions == ("plutocracy",)
    assert entry.suggested == "1/test-model"


def test_a_process_of_its_own_offers_and_says_why_and_how_often_it_was_seen(journal, entries):
    from lineage.tui.offering import Offering

    entries({"tensions": ["G4"], "organisation": "Guild", "observed": "2026-02"})
    offering = Offering(journal.folder)
    try:
        found = offering.ask(
            "All said yes to the new post and nobody says who pays for it",
            setting="",
            context="",
            organisation="Guild",
        )
    finally:
        offering.close()
    assert found
    assert all(one.why and one.by for one in found)
    budget = [one for one in found if one.code == "G4"]
    assert [one.seen for one in budget] == ["seen 1 time in Guild since 2026-02"]
    assert offering.ask("anything", setting="", context="", organisation="") == ()


def test_a_terminal_that_is_killed_leaves_the_text_for_the_next_capture(journal):
    """The real program under a pty, killed with SIGKILL a second after the last key."""
    pid, terminal = pty.fork()
    if pid == 0:
        environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
        os.execve(
            sys.executable,
            [sys.executable, "-m", "lineage", "--journal", str(journal.folder)],
            environment,
        )
    try:
        _type_until(terminal, b"What did you see", b"")
        os.write(terminal, b"\x0e")  # ctrl+n: the large page
        _type_until(terminal, b"Sounds like", b"")
        os.write(terminal, b"Words that must not be lost")
        end = time.monotonic() + 10
        while time.monotonic() < end:
            _drain(terminal, 0.1)
            if [path for path in drafts(journal) if path.read_text() == "Words that must not be lost"]:
                break
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
    assert [path.read_text() for path in drafts(journal)] == ["Words that must not be lost"]
    waiting = journal.newest_draft()
    assert waiting is not None
    assert waiting.first_line == "Words that must not be lost"


def _drain(terminal, seconds):
    seen = b""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        ready, _, _ = select.select([terminal], [], [], left)
        if ready:
            try:
                seen += os.read(terminal, 65536)
            except OSError:
                break
    return seen


def _type_until(terminal, words, keys):
    """Write keys and wait until some words were drawn."""
    if keys:
        os.write(terminal, keys)
    seen = b""
    for _ in range(300):
        seen += _drain(terminal, 0.1)
        if words in seen:
            return
    pytest.fail(f"{words!r} was never drawn: {json.dumps(seen[-500:].decode(errors='replace'))}")
