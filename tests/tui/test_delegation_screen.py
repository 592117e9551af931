from __future__ import annotations

import json
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lineage.errors import NotFoundError
from lineage.journal import Journal
from lineage.model.delegation import Situation
from lineage.tui.capture import CaptureScreen
from lineage.tui.delegation_screen import DelegationScreen
from lineage.tui.journal_screen import JournalScreen
from lineage.tui.patterns_screen import PatternRows, PatternsScreen
from lineage.tui.widgets.inputs import STEP, Inputs
from lineage.tui.widgets.ladder import Ladder
from lineage.tui.widgets.page import Page

CORPUS = json.loads((Path(__file__).parent.parent / "fixtures" / "hostile.json").read_text(encoding="utf-8"))
HOSTILE = [one["text"] for one in CORPUS["hostile"].values()]

SEVEN = tuple(
    {
        "title": f"{name} rests on one person",
        "organisation": name,
        "episode": f"one-{number}",
        "setting": "token-community" if number % 2 else "central-government",
        "observed": f"2025-0{number + 1}",
        "tensions": ["bus-factor"],
        "outcome": "held" if number == 3 else "stall",
        "body": f"At {name} one person holds every key, and nobody else was asked.",
    }
    for number, name in enumerate(("Guild", "Ministry", "Commons", "Harbour", "Library", "Parish", "Union"))
)


async def until(pilot, holds, what):
    """Working out takes a moment, mining seconds, on a busy machine many."""
    end = time.monotonic() + 90
    while time.monotonic() < end:
        await pilot.pause(0.03)
        if holds():
            return
    raise AssertionError(f"{what} never came")


async def opened(pilot, *keys):
    """The delegation screen, once its first answer stands."""
    await pilot.press(*(keys or ("escape", "d")))
    await until(pilot, lambda: isinstance(pilot.app.screen, DelegationScreen), "the screen")
    screen = pilot.app.screen
    await until(pilot, lambda: screen.answer is not None and screen.query_one(Inputs).count, "an answer")
    return screen


async def settled(pilot, screen):
    """The answer to the question as it stands."""
    await until(
        pilot, lambda: screen.answer is not None and screen.answer.asked is screen.asked, "its answer"
    )
    return screen.answer.found


async def for_the_pattern(pilot):
    """Delegation for the first pattern that mining finds."""
    await pilot.press("escape", "p")
    await until(pilot, lambda: isinstance(pilot.app.screen, PatternsScreen), "the patterns")
    patterns = pilot.app.screen
    await until(
        pilot, lambda: patterns.delved is not None and patterns.query_one(PatternRows).chosen(), "a pattern"
    )
    pattern = patterns.query_one(PatternRows).chosen()
    await pilot.press("d")
    await until(pilot, lambda: isinstance(pilot.app.screen, DelegationScreen), "the screen")
    screen = pilot.app.screen
    await until(pilot, lambda: screen.asked.pattern is not None, "its pattern")
    await settled(pilot, screen)
    return screen, pattern


def trace(screen):
    return " ".join(screen.query_one("#why", Page).text.split())


async def follow(pilot, screen, target):
    """Follow a link of the trace."""
    page = screen.query_one("#why", Page)
    page._link = next(n for n, block in enumerate(page._blocks) if block.target == target)
    page.focus()
    await pilot.press("enter")


@pytest.mark.parametrize("keys", [("escape", "d"), ("escape", "5"), ("enter", "d"), ("escape", "x", "d")])
def test_d_and_5_open_it_from_every_screen_and_an_empty_journal_is_no_hindrance(screen, run, keys, shown):
    async def opens():
        async with screen() as pilot:
            found = await opened(pilot, *keys)
            assert isinstance(pilot.app.focused, Ladder)
            assert found.query_one(Ladder).function == "decide"
            for said in ("without a pattern", "0 of 21 answered", "5 Delegation", "By rules and literature"):
                assert said in shown(pilot)

    run(opens())


def test_d_is_a_letter_where_one_writes_and_the_palette_and_the_help_know_it(screen, run):
    async def writes():
        async with screen() as pilot:
            await pilot.press("escape", "n")
            await until(pilot, lambda: isinstance(pilot.app.screen, CaptureScreen), "the page one writes on")
            await pilot.press("d", "5")
            assert isinstance(pilot.app.screen, CaptureScreen)
            await pilot.press("escape")
            await until(pilot, lambda: not isinstance(pilot.app.screen, CaptureScreen), "Today")
            commands = {one.title: one.help for one in pilot.app.get_system_commands(pilot.app.screen)}
            assert commands["Delegation"] == "key d"
            found = await opened(pilot, "d")
            assert "Copy the command" in {one.title for one in pilot.app.get_system_commands(found)}
            await pilot.press("question_mark")
            await pilot.pause()
            helped = " ".join(pilot.app.screen.query_one(Page).text.split())
            for said in (
                "How far a machine may go",
                "○ the level without caps",
                "today's level up",
                "5, d delegation",
            ):
                assert said in helped, helped

    run(writes())


def test_answers_by_every_key_give_what_the_journal_advises_for_the_same_situation(screen, run, journal):
    async def answers():
        async with screen() as pilot:
            found = await opened(pilot)
            await pilot.press(
                "i", "3", "down", "right", "right", "down", "3", "left", "left", "down", "1", "delete"
            )
            await pilot.press("down", "2", "left", "left", "left", "h")
            assert found.asked.given.inputs == {"stk": 3, "rev": 1, "frq": 1}
            found.query_one(Inputs).go_to("leg")
            await pilot.press("l", "l", "l", "l", "l")
            found.query_one(Inputs).go_to("acc")
            await pilot.press("1")
            found.query_one(Inputs).go_to("flag_law")
            await pilot.press("enter", "down", "space", "down", "1", "0", "down", "1", "1")
            found.query_one(Inputs).go_to("legal_review")
            await pilot.press("space")
            got = await settled(pilot, found)
            situation = Situation(
                inputs={"stk": 3, "rev": 1, "frq": 1, "leg": 3, "acc": 1},
                marks=frozenset({"flag_law", "flag_art22", "protective"}),
                legal_review=True,
            )
            assert got == Journal(journal.folder).advise(situation)
            assert "5 of 21 answered" in str(found.query_one("#for").render())

    run(answers())


def test_the_mouse_answers_takes_back_and_sets_marks(screen, run, journal):
    async def clicks():
        async with screen(size=(120, 60)) as pilot:
            found = await opened(pilot)
            answers = found.query_one(Inputs)
            row = next(n for n, line in enumerate(answers._lines) if line.key == "ver")
            left = 1 + answers._label_width(answers.size.width - 2)
            await pilot.click(answers, offset=(left + 3 * STEP + 1, row))
            await pilot.pause()
            assert found.asked.given.inputs == {"ver": 3}
            await pilot.click(answers, offset=(left + STEP + 1, row))
            await pilot.pause()
            assert found.asked.given.inputs == {"ver": 1}
            await pilot.click(answers, offset=(left + STEP + 1, row))
            await pilot.pause()
            assert found.asked.given.inputs == {}
            await pilot.click(answers, offset=(2, row))
            await pilot.pause()
            assert found.asked.given.inputs == {}
            answers.go_to("assume_neutral")
            await pilot.pause()
            at = next(n for n, line in enumerate(answers._lines) if line.key == "assume_neutral")
            await pilot.click(answers, offset=(4, at - answers.scroll_offset.y))
            await until(pilot, lambda: found.asked.given.assume_neutral, "the click")
            got = await settled(pilot, found)
            assert got == Journal(journal.folder).advise(Situation(assume_neutral=True))
            head = found.query_one("Head")
            await pilot.click(head, offset=(head._places[1][0] + 1, 0))
            await until(pilot, lambda: isinstance(pilot.app.screen, JournalScreen), "the journal by its tab")

    run(clicks())


def test_an_answer_redraws_the_ladder_and_a_cap_stands_on_it_with_its_rule(screen, run):
    async def redraws():
        async with screen() as pilot:
            found = await opened(pilot)
            await pilot.press("i", "3", "down", "0")
            found.query_one(Inputs).go_to("acc")
            await pilot.press("0")
            got = await settled(pilot, found)
            await pilot.pause()
            assert got.advice("decide").range == (1, 1)
            ladder = found.query_one(Ladder)
            line = ladder.lines_of(2, 70)[0].plain
            assert line.startswith("decide    ━━━━━━●┤R25")
            uncapped = got.advice("decide").uncapped
            assert line[10 + 6 * uncapped[1]] == "○"
            page = trace(found)
            for said in (
                "without R25 (at most M1)",
                "it costs: A collective body",
                "▸ R25 Nobody can answer",
                "decides the level",
            ):
                assert said in page, page

    run(redraws())


def test_tab_goes_round_and_escape_comes_back(screen, run):
    async def goes():
        async with screen() as pilot:
            found = await opened(pilot)
            for name in ("answers", "why", "ladder"):
                await pilot.press("tab")
                assert found.focused.id == name
            await pilot.press("shift+tab")
            assert found.focused.id == "why"
            await pilot.press("escape")
            assert found.focused.id == "ladder"
            await pilot.press("enter")
            assert found.focused.id == "why"
            await pilot.press("escape", "escape")
            await until(pilot, lambda: not isinstance(pilot.app.screen, DelegationScreen), "Today")

    run(goes())


@pytest.mark.parametrize(
    ("size", "panes"),
    [
        ((120, 40), (("ladder", "told", "why"),) * 3),
        ((80, 24), (("ladder", "told"), ("ladder", "told"), ("ladder", "why"))),
        ((60, 20), (("ladder",), ("told",), ("why",))),
    ],
)
def test_three_panes_two_or_one_by_the_width(screen, run, shown, size, panes):
    async def looks():
        async with screen(size=size) as pilot:
            found = await opened(pilot)

            def seen():
                every = (found.query_one(f"#{name}") for name in ("ladder", "told", "why"))
                return tuple(one.id for one in every if one.region.area)

            assert seen() == panes[0]
            width = size[0]
            assert all(len(line) <= width for line in shown(pilot).splitlines())
            assert "5 Delegation" in shown(pilot)
            await pilot.press("tab")
            await pilot.pause()
            assert seen() == panes[1]
            assert "Stakes" in shown(pilot)
            await pilot.press("3")
            await settled(pilot, found)
            await pilot.press("tab")
            await pilot.pause()
            assert seen() == panes[2]
            assert "Who chooses among the options?" in shown(pilot)
            if width < 80:
                assert "decide M" in shown(pilot)
            await pilot.press("tab")
            await pilot.pause()
            assert found.focused.id == "ladder"
            rows = found.query_one(Ladder)
            said = "\n".join(
                line.plain for one in range(rows.count) for line in rows.lines_of(one, rows.size.width - 2)
            )
            for words in ("sense", "set-rules", "acts unless vetoed", "●"):
                assert words in said

    run(looks())


def test_what_was_answered_is_there_after_another_screen_and_c_clears_it_and_brings_it_back(screen, run):
    async def leaves():
        async with screen() as pilot:
            found = await opened(pilot)
            await pilot.press("i", "2", "escape", "2")
            await until(pilot, lambda: isinstance(pilot.app.screen, JournalScreen), "the journal")
            await pilot.press("d")
            await until(pilot, lambda: pilot.app.screen is found, "the same screen")
            assert found.asked.given.inputs == {"stk": 2}
            await pilot.press("c")
            assert found.asked.given == Situation()
            await pilot.press("c")
            assert found.asked.given.inputs == {"stk": 2}
            await settled(pilot, found)

    run(leaves())


def test_the_level_there_is_today_is_set_on_the_ladder(screen, run, journal):
    async def sets():
        async with screen() as pilot:
            found = await opened(pilot)
            await pilot.press("right")
            first = found.asked.given.current["decide"]
            assert first == found.answer.found.advice("decide").range[0]
            await pilot.press("right", "right", "left", "right", "right", "right", "right", "right", "right")
            assert found.asked.given.current == {"decide": 6}
            got = await settled(pilot, found)
            assert got == Journal(journal.folder).advise(Situation(current={"decide": 6}))
            await pilot.pause()
            assert "today final, no override (M6)" in trace(found)
            assert "◇" in found.query_one(Ladder).lines_of(2, 70)[0].plain
            await pilot.press("delete")
            assert found.asked.given.current == {}

    run(sets())


def test_a_rule_is_told_in_full_left_out_and_taken_in_again(screen, run, journal):
    async def tells():
        async with screen() as pilot:
            found = await opened(pilot)
            await follow(pilot, found, "rule:R03")
            await pilot.pause()
            assert "leave this rule out" in trace(found)
            rule = next(one for one in Journal(journal.folder).rules if one.id == "R03")
            assert " ".join(rule.why.split())[:60] in trace(found)
            await follow(pilot, found, "without:R03")
            got = await settled(pilot, found)
            assert got == Journal(journal.folder).advise(Situation(), disabled=("R03",))
            await pilot.pause()
            assert "R03 is left out" in trace(found)
            await follow(pilot, found, "without:R03")
            assert await settled(pilot, found) == Journal(journal.folder).advise(Situation())

    run(tells())


def test_what_would_change_it_leads_to_the_input_and_a_to_the_one_to_answer_next(screen, run):
    async def leads():
        async with screen() as pilot:
            found = await opened(pilot)
            first = found.answer.found.questions[0].input
            await follow(pilot, found, f"input:{first}")
            answers = found.query_one(Inputs)
            assert found.focused is answers
            assert answers.line.key == first
            await pilot.press("2")
            following = (await settled(pilot, found)).questions[0].input
            assert following != first
            await pilot.pause()
            await pilot.press("a")
            assert answers.line.key == following
            assert "answer this next" in answers.lines_of(answers.cursor, 70)[0].plain

    run(leads())


def test_the_hints_of_a_pattern_are_hints_until_they_are_taken(screen, run, entries, journal, shown):
    entries(*SEVEN)

    async def hints():
        async with screen() as pilot:
            found, pattern = await for_the_pattern(pilot)
            assert found.asked.pattern == pattern
            assert found.asked.given.inputs == {}
            answers = found.query_one(Inputs)
            answers.go_to("cap")
            await pilot.pause()
            line = answers.lines_of(answers.cursor, 70)[0].plain
            assert "(1)" in line
            assert "[1]" not in line
            assert "hint of G" in line
            assert "0 of 21 answered" in shown(pilot)
            assert "1 hint" in shown(pilot)
            assert ("cap", 1) in found.answer.found.hinted
            assert "cap" in found.answer.found.unknown
            fresh = Journal(journal.folder)
            read = fresh.entries()
            mined = next(one for one in fresh.mine(read).patterns if one.id == pattern.id)
            same = fresh.situation(read, mined, Situation(setting=fresh.family_asked()))
            assert found.answer.found == fresh.advise(same, pattern=mined)
            answers.focus()
            await pilot.press("enter")
            assert found.asked.given.inputs == {"cap": 1}
            assert "[1]" in answers.lines_of(answers.cursor, 70)[0].plain
            answered = await settled(pilot, found)
            assert "cap" not in answered.unknown
            answers.go_to("tag_bus_factor")
            assert "[x]" in answers.lines_of(answers.cursor, 70)[0].plain
            await pilot.press("enter")
            await until(pilot, lambda: "comes with the pattern" in shown(pilot), "why it stays")
            assert found.asked.given.marks == frozenset()
            await pilot.press("escape", "escape")
            await until(pilot, lambda: isinstance(pilot.app.screen, PatternsScreen), "the patterns")
            await pilot.press("d")
            await until(pilot, lambda: pilot.app.screen is found, "delegation")
            assert found.asked.given.inputs == {"cap": 1}
            await pilot.press("w")
            assert found.asked.pattern is None
            assert await settled(pilot, found) == Journal(journal.folder).advise(Situation(inputs={"cap": 1}))

    run(hints())


def test_the_command_line_it_shows_gives_the_same_answer(screen, run, entries, lineage):
    entries(*SEVEN, {"title": "Other", "tensions": ["plutocracy"], "organisation": "A place apart"})

    async def copies():
        async with screen() as pilot:
            pilot.app.open_journal('-organisation:"A place apart"')
            await until(
                pilot,
                lambda: isinstance(pilot.app.screen, JournalScreen) and str(pilot.app.screen.shown),
                "the query",
            )
            await pilot.press("p")
            await until(pilot, lambda: isinstance(pilot.app.screen, PatternsScreen), "the patterns")
            patterns = pilot.app.screen
            await until(pilot, lambda: patterns.query_one(PatternRows).chosen() is not None, "a pattern")
            await pilot.press("d")
            await until(pilot, lambda: isinstance(pilot.app.screen, DelegationScreen), "the screen")
            found = pilot.app.screen
            await until(
                pilot, lambda: found.asked.pattern is not None and found.answer is not None, "its pattern"
            )
            await settled(pilot, found)
            await pilot.press("right", "i", "2", "down", "1")
            found.query_one(Inputs).go_to("affects_persons")
            await pilot.press("enter")
            found.query_one(Inputs).go_to("answered_by_involved")
            await pilot.press("enter")
            await follow(pilot, found, f"rule:{found.answer.found.rules[0].rule}")
            got = await settled(pilot, found)
            await pilot.press("y")
            assert pilot.app.clipboard == found.command()
            assert found.command().split()[2] in trace(found)
            return pilot.app.clipboard, got

    command, got = run(copies())
    words = shlex.split(command)
    assert words[:2] == ["lineage", "advise"]
    assert words[-2:] == ['-organisation:"A place apart"', got.pattern]
    code, out, err = lineage("advise", "--json", *words[2:])
    assert code == 0, err
    told = json.loads(out)
    for one in got.functions:
        same = told["functions"][one.function]
        assert same["range"] == [f"M{level}" for level in one.range]
        assert same["status"] == one.status
        assert same["current"] == one.current
        assert same["abstain_reason"] == ("; ".join(one.abstain) or None)
    assert [one["rule"] for one in told["rules"]] == [one.rule for one in got.rules]
    assert told["unknown"] == list(got.unknown)
    assert told["hinted"] == [list(one) for one in got.hinted]


def test_the_command_line_without_a_pattern_names_every_option(screen, run, lineage):
    async def answers():
        async with screen() as pilot:
            found = await opened(pilot)
            await pilot.press("right", "i", "3")
            for name in ("flag_law", "answered_by_involved", "legal_review", "assume_neutral"):
                found.query_one(Inputs).go_to(name)
                await pilot.press("enter")
            found.change(found.asked.leave_out("R25"))
            return found.command(), await settled(pilot, found)

    command, got = run(answers())
    assert command == (
        "lineage advise --input stk=3 --mark flag_law --current decide=M2 --involved --legal-review --assume-neutral --without R25"
    )
    code, out, _ = lineage("advise", "--json", *shlex.split(command)[2:])
    assert code == 0
    told = json.loads(out)
    assert [told["functions"][one.function]["range"] for one in got.functions] == [
        [f"M{level}" for level in one.range] for one in got.functions
    ]
    assert told["disabled"] == ["R25"]


def test_keys_go_on_while_an_answer_is_worked_out_and_only_the_last_question_is_answered(
    screen, run, journal
):
    async def holds():
        async with screen() as pilot:
            found = await opened(pilot)
            before = found.answer
            with found._one_at_a_time:  # as if the answer before took for ever
                await pilot.press("i", "0", "1", "2", "3", "down", "2", "down", "1")
                assert found.asked.given.inputs == {"stk": 3, "rev": 2, "frq": 1}
                assert "[3]" in found.query_one(Inputs).lines_of(1, 70)[0].plain
                assert found.answer is before
            got = await settled(pilot, found)
            assert got == Journal(journal.folder).advise(Situation(inputs={"stk": 3, "rev": 2, "frq": 1}))

    run(holds())


def test_a_hint_for_an_input_that_is_none_is_told_and_leaving_the_pattern_mends_it(
    screen, run, entries, journal
):
    own = journal.folder / "taxonomy" / "tensions"
    own.mkdir(parents=True)
    (own / "own-term.md").write_text(
        "---\nid: own-term\ncode: Z1\nfamily: execution\nlabel: Own\nhints:\n  nonsense: 2\n---\n\n## Definition\nOurs.\n"
    )
    entries(*({**one, "tensions": ["own-term"]} for one in SEVEN))

    async def refuses():
        async with screen() as pilot:
            await pilot.press("escape", "p")
            await until(pilot, lambda: isinstance(pilot.app.screen, PatternsScreen), "the patterns")
            patterns = pilot.app.screen
            await until(pilot, lambda: patterns.query_one(PatternRows).chosen() is not None, "a pattern")
            await pilot.press("d")
            await until(pilot, lambda: isinstance(pilot.app.screen, DelegationScreen), "the screen")
            found = pilot.app.screen
            await until(pilot, lambda: "nonsense" in trace(found), "what is wrong")
            assert found.answer is None
            await pilot.press("w")
            await settled(pilot, found)
            assert found.query_one(Ladder).count == 8

    run(refuses())
    fresh = Journal(journal.folder)
    read = fresh.entries()
    pattern = fresh.mine(read).patterns[0]
    with pytest.raises(NotFoundError):
        fresh.advise(fresh.situation(read, pattern, Situation()), pattern=pattern)


def test_an_entry_written_meanwhile_is_said_to_be_unknown_to_the_pattern(screen, run, entries, shown):
    entries(*SEVEN)

    async def writes():
        async with screen() as pilot:
            found, _ = await for_the_pattern(pilot)
            assert "the journal changed since" not in str(found.query_one("#for").render())
            await follow(pilot, found, f"entry:{found.asked.pattern.contradicting[0]}")
            await until(pilot, lambda: isinstance(pilot.app.screen, JournalScreen), "the entry that held")
            pilot.app.changed()
            await pilot.press("d")
            await until(pilot, lambda: pilot.app.screen is found, "delegation")
            assert "the journal changed since" in str(found.query_one("#for").render())

    run(writes())


def scalar(text):
    """A double-quoted YAML scalar with everything that is no plain letter written out."""
    return (
        '"'
        + "".join(char if char.isascii() and char.isalnum() else f"\\U{ord(char):08x}" for char in text)
        + '"'
    )


RULE = """---
id: {name}
title: {said}
when: always
strength: S3
effects:
  - at_most decide 1
  - flag {flag}
sources:
  - bovens
---

## Why
{body}

## Counter-argument
{body}

## What would change it
{body}
"""


def test_no_rule_input_or_label_of_the_journals_own_steers_the_terminal_or_is_read_as_markup(
    screen, run, entries, journal, shown
):
    marked = ["[/]", "[red]x", "[@click=app.quit]x[/]", "[b"]
    said = [*HOSTILE, *marked]
    own = journal.folder / "taxonomy" / "delegation"
    (own / "rules").mkdir(parents=True)
    everything = "".join(char for char in " ".join(said) if not 0xD800 <= ord(char) < 0xE000 and char != "\0")
    quoted = scalar(everything)
    body = " ".join(everything.splitlines())
    (own / "rules" / "R99.md").write_text(
        RULE.format(name="R99", said=quoted, body=body, flag="said"),
        encoding="utf-8",
        newline="",
    )
    (own / "inputs.yaml").write_text(
        f"stk:\n  label: {quoted}\n  question: {quoted}\n  low: {quoted}\n  high: {quoted}\n  neutral: 1\n  critical: true\n"
    )
    (own / "functions.yaml").write_text(
        f"decide:\n  label: {quoted}\n  question: {quoted}\n  prior: M2\n  m1: {quoted}\n  m2: {quoted}\n"
    )
    (own / "levels.yaml").write_text(f"M1:\n  name: x\n  label: {quoted}\n  line: {quoted}\n")
    terms = journal.folder / "taxonomy" / "tensions"
    terms.mkdir(parents=True)
    (terms / "own-term.md").write_text(
        f"---\nid: own-term\ncode: Z1\nfamily: execution\nlabel: {quoted}\nhints:\n  stk: 3\n---\n\n## Definition\nOurs.\n"
    )
    entries(*({**one, "tensions": ["own-term"], "title": quoted} for one in SEVEN))
    assert "R99" in {one.id for one in Journal(journal.folder).rules}

    async def shows():
        async with screen(size=(120, 60)) as pilot:
            found, _ = await for_the_pattern(pilot)
            await follow(pilot, found, "rule:R99")
            await pilot.pause()
            told = [shown(pilot), found.query_one("#why", Page).text, found.command()]
            found.query_one(Inputs).go_to("stk")
            await pilot.pause()
            told.append(shown(pilot))
            told += [
                line.plain
                for rows in (found.query_one(Ladder), found.query_one(Inputs))
                for one in range(rows.count)
                for line in rows.lines_of(one, 4000)
            ]
            every = "\n".join(told)
            for one in HOSTILE:
                assert one not in every or one.isprintable(), ascii(one)
            assert not [char for char in every if ord(char) < 32 and char != "\n"]
            assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2028\x9b\x9d\x90") & set(every)
            for one in marked:
                assert one in every
            assert pilot.app.is_running

    run(shows())


def test_nothing_of_it_is_imported_before_it_is_asked_for(journal):
    code = (
        "import asyncio, sys\nfrom pathlib import Path\nfrom lineage.reading import Reader\nfrom lineage.tui.app import LineageApp\n"
        "seen = lambda: [name for name in sys.modules if 'delegation' in name or name.endswith(('.consultation', '.ladder'))]\n"
        "async def main():\n"
        "    app = LineageApp(reader=Reader(Path(sys.argv[1])), start=Path(sys.argv[1]))\n"
        "    async with app.run_test() as pilot:\n"
        "        await pilot.pause(0.3)\n        before = seen()\n        await pilot.press('escape', 'd')\n"
        "        await pilot.pause(0.5)\n        print(len(before), 'lineage.tui.delegation_screen' in seen())\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(journal.folder)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["0", "True"]
