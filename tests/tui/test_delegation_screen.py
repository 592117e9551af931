from __future__ import annotations

import pytest
from textual.widgets import Input

from lineage.model.delegation import Situation
from lineage.tui.delegation_screen import DelegationScreen
from lineage.tui.judging import Judge
from lineage.tui.patterns_screen import PatternsScreen
from lineage.tui.widgets.inputs import Inputs
from lineage.tui.widgets.ladder import Ladders, bounds_of, drawn
from lineage.tui.widgets.page import Page

SEVEN = tuple(
    {
        "title": f"The budget of {name} never came",
        "organisation": name,
        "episode": f"budget-{number}",
        "setting": "token-community",
        "observed": f"2025-0{number + 1}",
        "tensions": ["G4"],
        "outcome": "stall",
        "body": f"{name} agreed and nobody paid.",
    }
    for number, name in enumerate(("Guild", "Ministry", "Commons", "Harbour", "Library", "Parish", "Union"))
)


async def opened(pilot, wait_for):
    await pilot.press("escape", "d")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, DelegationScreen), "the screen")
    screen = pilot.app.screen
    await wait_for(pilot, lambda: screen.found is not None and screen.query_one(Ladders).count, "the answer")
    return screen


def test_every_answer_is_that_of_the_journal_for_the_same_situation(screen, run, wait_for, journal):
    async def answers():
        async with screen() as pilot:
            here = await opened(pilot, wait_for)
            assert here.found == journal.advise(Situation())
            await pilot.press("tab")
            await wait_for(pilot, lambda: here.query_one(Inputs).has_focus, "the inputs")
            await pilot.press("2", "down", "1", "down", "down", "right")
            given = {"stk": 2, "rev": 1, "ver": 2}
            await wait_for(pilot, lambda: here.inputs == given, "the answers")
            wanted = journal.advise(Situation(inputs=given))
            await wait_for(pilot, lambda: here.found == wanted, "the same advice")
            await pilot.press("right", "minus", "N")
            given.pop("ver")
            wanted = journal.advise(Situation(inputs=given, assume_neutral=True))
            await wait_for(pilot, lambda: here.found == wanted, "the same advice with the rest neutral")
            assert here.command() == "lineage advise --input rev=1 --input stk=2 --assume-neutral"
            await pilot.press("Z")
            await wait_for(pilot, lambda: here.found == journal.advise(Situation()), "the beginning")

    run(answers())


def test_the_command_it_gives_says_the_same(screen, run, wait_for, journal, lineage):
    import json
    import shlex

    async def answers():
        async with screen() as pilot:
            here = await opened(pilot, wait_for)
            here.inputs |= {"stk": 3, "rev": 0, "leg": 3}
            here.marks |= {"flag_law"}
            here.neutral = True
            here.ask()
            await wait_for(pilot, lambda: "set here" in str(here.query_one(Inputs)._marks), "the mark")
            return here.command(), [(one.function, one.range) for one in here.found.functions]

    command, levels = run(answers())
    code, out, _ = lineage(*shlex.split(command)[1:], "--json")
    assert code == 0
    functions = json.loads(out)["functions"]
    assert [(name, [f"M{level}" for level in span]) for name, span in levels] == [
        (name, one["range"]) for name, one in functions.items()
    ]


def test_a_mark_is_set_and_taken_away_and_the_page_names_the_rules(screen, run, wait_for, journal):
    async def marks():
        async with screen() as pilot:
            here = await opened(pilot, wait_for)
            await pilot.press("tab", "G")
            inputs = here.query_one(Inputs)
            await wait_for(pilot, lambda: inputs.cursor == inputs.count - 1, "the last mark")
            await pilot.press("enter")
            last = [one.key for one in journal.catalogue.flags if not one.counted][-1]
            await wait_for(
                pilot, lambda: here.found == journal.advise(Situation(marks=frozenset({last}))), "it"
            )
            await pilot.press("enter")
            await wait_for(pilot, lambda: here.marks == set(), "that it is gone")
            here._go(here.query_one(Ladders))
            await pilot.press("down", "down")
            page = here.query_one(Page)
            await wait_for(
                pilot, lambda: page.text.startswith(journal.catalogue.function("decide").label), "decide"
            )
            binding = [rule.rule for rule in here.found.rules if "decide" in rule.binds_on]
            assert binding
            assert all(rule in page.text for rule in binding)
            words = " ".join(page.text.split())
            for said in ("By your journal", "it abstains", "lifted by:", "against it:", "would change it:"):
                assert said in words

    run(marks())


def test_d_on_a_pattern_advises_on_it_and_hints_count_as_unknown(screen, run, wait_for, entries):
    entries(*({**one, "tensions": ["B3"]} for one in SEVEN))

    async def advises():
        async with screen() as pilot:
            await pilot.press("escape", "p")
            await wait_for(
                pilot,
                lambda: isinstance(pilot.app.screen, PatternsScreen) and pilot.app.screen.delved,
                "the patterns",
            )
            pattern = pilot.app.screen.delved.mined.patterns[0]
            await pilot.press("d")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, DelegationScreen), "the screen")
            here = pilot.app.screen
            await wait_for(
                pilot, lambda: here.found is not None and here.found.pattern == pattern.id, "its advice"
            )
            hinted = dict(here.found.hinted)
            assert hinted
            assert set(hinted) <= set(here.found.unknown)
            told = here._told()
            assert all(told[key].origin.startswith("hint of") for key in hinted)
            assert f"lineage advise {pattern.id}" in here.command()
            await pilot.press("escape")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, PatternsScreen), "the patterns again")

    run(advises())


@pytest.mark.parametrize("width", [60, 80, 120])
def test_every_pane_can_be_reached_at_any_width(screen, run, wait_for, shown, width):
    async def turns():
        async with screen(size=(width, 30)) as pilot:
            here = await opened(pilot, wait_for)
            text = shown(pilot)
            assert "decide" in text
            assert max(map(len, text.splitlines())) <= width
            await pilot.press("tab")
            await wait_for(pilot, lambda: here.query_one(Inputs).has_focus, "the inputs")
            assert "Stakes" in shown(pilot)
            await pilot.press("tab")
            await wait_for(pilot, lambda: here.query_one(Page).has_focus, "the page")
            await wait_for(pilot, lambda: "by rules" in shown(pilot), "its words")
            await pilot.press("tab")
            await wait_for(pilot, lambda: here.query_one(Ladders).has_focus, "the ladder")

    run(turns())


def test_a_click_on_a_value_answers(screen, run, wait_for):
    async def clicks():
        async with screen() as pilot:
            here = await opened(pilot, wait_for)
            await pilot.click("#inputs", offset=(1 + 26 + 3 * 3 + 1, 1))
            await wait_for(pilot, lambda: here.inputs == {"rev": 3}, "the answer")

    run(clicks())


def test_the_ladder_shows_level_cap_and_the_level_without_it(journal):
    found = journal.advise(Situation(inputs={"stk": 2, "rev": 2, "leg": 2, "acc": 1}, assume_neutral=True))
    decide = found.advice("decide")
    line = drawn(decide).plain
    assert line[2 + 4 * decide.level] == "●"
    assert line[2 + 4 * decide.band[1] + 2] == "┃"
    assert line[2 + 4 * decide.uncapped[1]] == "◇"
    assert line[2:].startswith("━" * (4 * decide.level) + "●")
    assert bounds_of(decide) == f"cap {decide.without_caps[0].rule} · without M{decide.uncapped[1]}"


def test_terms_and_rules_of_a_journal_cannot_steer_the_screen(screen, run, wait_for, entries, journal, shown):
    hostile = "[@click=app.quit]x[/] \x1b]0;owned\x07 [red]"
    named = "[@click=app.quit]x[/] [red]"  # what a file may hold; an escape can only be typed
    entries(
        *(
            {**one, "title": f"Budget {named}", "organisation": f"{one['organisation']} {named}"}
            for one in SEVEN
        )
    )
    (journal.folder / "lineage.toml").write_text('name = "[@click=app.quit]x[/]"\n', encoding="utf-8")

    async def stays():
        async with screen() as pilot:
            await pilot.press("escape", "p")
            await wait_for(
                pilot,
                lambda: isinstance(pilot.app.screen, PatternsScreen) and pilot.app.screen.delved,
                "the patterns",
            )
            await pilot.press("m")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, Judge), "the question")
            pilot.app.screen.query_one("#label", Input).value = hostile
            await pilot.press("enter", "enter")
            await wait_for(pilot, lambda: "[@click=app.quit]x[/]" in shown(pilot), "the name")
            await pilot.press("d")
            await wait_for(
                pilot,
                lambda: isinstance(pilot.app.screen, DelegationScreen) and pilot.app.screen.found,
                "its advice",
            )
            await wait_for(pilot, lambda: "[@click=app.quit]x[/]" in shown(pilot), "the name")
            assert "\x1b" not in shown(pilot)

    run(stays())
