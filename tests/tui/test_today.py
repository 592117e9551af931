from __future__ import annotations

from lineage.journal import Journal
from lineage.tui.journal_screen import JournalScreen
from lineage.tui.today import CaptureLine, Waits
from lineage.tui.widgets.entries import EntryRows, ShortRows


def test_the_first_run_asks_where_and_for_whom_makes_the_journal_and_shows_three_keys(
    screen, run, wait_for, shown, tmp_path
):
    place = tmp_path / "new" / "mine"

    async def first_hour():
        async with screen(having=None, start=tmp_path) as pilot:
            assert "Where shall your journal lie?" in shown(pilot)
            field = pilot.app.screen.query_one("#place")
            field.value = str(place)
            await pilot.press("tab", "right", "space", "enter")
            await wait_for(pilot, lambda: pilot.app.screen.query(CaptureLine), "Today")
            await wait_for(pilot, lambda: "Three keys" in shown(pilot), "the three keys")

    run(first_hour())
    assert (place / "lineage.toml").is_file()
    assert Journal(place).settings.audience == "team"


def test_the_welcome_says_what_was_not_done_and_stays(screen, run, wait_for, shown, journal, tmp_path):
    async def taken():
        from lineage.errors import LineageError

        async with screen(having=None, start=tmp_path, faults=[LineageError]) as pilot:
            pilot.app.screen.query_one("#place").value = str(journal.folder)
            await pilot.press("enter")
            await wait_for(pilot, lambda: "is a journal already" in shown(pilot), "the notice")
            assert "Where shall your journal lie?" in shown(pilot)

    run(taken())


def test_enter_saves_the_line_at_once_and_empties_it(screen, run, wait_for, journal, files_of):
    async def capture():
        async with screen() as pilot:
            field = pilot.app.screen.query_one(CaptureLine)
            assert field.has_focus
            field.value = "The vote passed and nobody paid"
            await pilot.press("enter")
            await wait_for(pilot, lambda: not field.value, "the empty line")
            await wait_for(pilot, lambda: pilot.app.screen.query_one(ShortRows).count == 1, "the entry")

    run(capture())
    (entry,) = files_of(journal)
    assert entry.body == "The vote passed and nobody paid\n"
    assert entry.coder == "mina"
    assert entry.level == "private"


def test_a_context_at_the_beginning_of_the_line_fills_its_fields(screen, run, wait_for, journal, files_of):
    settings = journal.folder / "lineage.toml"
    settings.write_text(
        settings.read_text() + '\n[context.guild]\norganisation = "Guild"\nsensitivity = "team"\n'
    )

    async def capture():
        async with screen() as pilot:
            await pilot.press(*"@gu", "right", *"late", "enter")
            await wait_for(pilot, lambda: pilot.app.screen.query_one(ShortRows).count == 1, "the entry")

    run(capture())
    (entry,) = files_of(journal)
    assert (entry.context, entry.organisation, entry.level) == ("guild", "Guild", "team")
    assert entry.body == "late\n"


def test_what_could_not_be_saved_stays_in_the_line_and_is_told(screen, run, wait_for, shown, journal):
    async def refused():
        from lineage.errors import LineageError

        async with screen() as pilot:
            entries = journal.folder / "entries"
            entries.rmdir()
            entries.write_text("no folder any more")
            field = pilot.app.screen.query_one(CaptureLine)
            field.value = "Not to be lost"
            await pilot.press("enter")
            await wait_for(pilot, lambda: pilot.app.faults, "the fault")
            assert field.value == "Not to be lost"
            assert "Not done" in shown(pilot)
            assert all(isinstance(one, (LineageError, OSError)) for one in pilot.app.faults)
            pilot.app.faults.clear()

    run(refused())


def test_enter_on_the_empty_line_leads_on_to_the_journal(screen, run, wait_for, entries):
    entries({}, {})

    async def lead_on():
        async with screen() as pilot:
            await pilot.press("enter")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, JournalScreen), "the journal")
            await wait_for(pilot, lambda: pilot.app.screen.query_one(EntryRows).count == 2, "its entries")

    run(lead_on())


def test_what_waits_is_counted_and_opens(screen, run, wait_for, entries, shown):
    entries(
        {"title": "Untagged one"},
        {"title": "Tagged", "tensions": ["plutocracy"]},
        {"title": "Due", "tensions": ["plutocracy"], "outcome": "open", "look_again": "2026-02-01"},
        {"title": "Not due", "tensions": ["plutocracy"], "outcome": "open", "look_again": "2999-01-01"},
    )

    async def waits():
        async with screen() as pilot:
            await wait_for(pilot, lambda: pilot.app.screen.query_one(Waits).count == 2, "what waits")
            things = pilot.app.screen.query_one(Waits).things
            assert [(one.count, one.what) for one in things] == [
                (1, "without a tension"),
                (1, "to look at again"),
            ]
            await pilot.press("escape", "j", "enter")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, JournalScreen), "the journal")
            rows = pilot.app.screen.query_one(EntryRows)
            await wait_for(pilot, lambda: rows.count == 1 and rows.chosen(), "the due one")
            assert rows.chosen().title == "Due"

    run(waits())


def test_a_last_entry_opens_in_the_journal_at_its_place(screen, run, wait_for, entries):
    entries(*({"title": f"Number {number}"} for number in range(9)))

    async def opens():
        async with screen() as pilot:
            last = pilot.app.screen.query_one(ShortRows)
            await wait_for(pilot, lambda: last.count == 5, "the last five")
            last.focus()
            await pilot.press("down", "down", "enter")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, JournalScreen), "the journal")
            rows = pilot.app.screen.query_one(EntryRows)
            await wait_for(pilot, lambda: rows.count == 9 and rows.chosen(), "its place")
            await wait_for(pilot, lambda: rows.cursor == 2, "the third")
            assert rows.chosen().title == "Number 6"

    run(opens())


def test_a_file_that_another_program_writes_appears_by_itself(screen, run, wait_for, entries, monkeypatch):
    monkeypatch.setattr("lineage.tui.app.WATCH", 0.1)

    async def appears():
        async with screen() as pilot:
            last = pilot.app.screen.query_one(ShortRows)
            await pilot.pause(0.3)
            assert last.count == 0
            entries({"title": "From elsewhere"})
            await wait_for(pilot, lambda: last.count == 1, "the new entry")

    run(appears())


def test_undo_takes_the_line_back(screen, run, wait_for, journal, files_of):
    async def undone():
        async with screen() as pilot:
            field = pilot.app.screen.query_one(CaptureLine)
            field.value = "A slip"
            await pilot.press("enter")
            last = pilot.app.screen.query_one(ShortRows)
            await wait_for(pilot, lambda: last.count == 1, "the entry")
            last.focus()
            await pilot.press("u")
            await wait_for(pilot, lambda: last.count == 0, "the undoing")

    run(undone())
    assert files_of(journal) == ()
