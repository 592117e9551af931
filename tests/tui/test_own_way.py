from __future__ import annotations

import pytest

from lineage.reading import Reader
from lineage.tui.help import HelpScreen
from lineage.tui.journal_screen import JournalScreen


@pytest.fixture
def config(a_home_of_its_own, monkeypatch):
    """The user's own config file."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(a_home_of_its_own / "config"))
    path = a_home_of_its_own / "config" / "lineage" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def test_a_theme_of_ones_own_and_other_keys_come_from_the_config(screen, run, wait_for, config):
    config.write_text(
        'theme = "paper"\n[themes.paper]\ndark = false\nprimary = "#7a3b1d"\n[keys]\n"app.journal" = "w"\n"app.help" = "f9"\n'
    )

    async def opens():
        async with screen() as pilot:
            assert pilot.app.theme == "paper"
            assert pilot.app.current_theme.primary.lower() == "#7a3b1d"
            await pilot.press("escape", "w")
            await wait_for(pilot, lambda: isinstance(pilot.app.screen, JournalScreen), "the journal")
            await pilot.press("f9")
            assert isinstance(pilot.app.screen, HelpScreen)

    run(opens())


def test_a_chosen_theme_is_kept_and_the_rest_of_the_file_stays(screen, run, config):
    before = '# mine\ncoder = "mina"   # me\n\n[keys]\n# none yet\n'
    config.write_text(before)

    async def chooses():
        async with screen() as pilot:
            pilot.app.theme = "lineage-light"
            await pilot.pause()

    run(chooses())
    assert config.read_text() == before.replace("\n[keys]", '\ntheme = "lineage-light"\n[keys]', 1)
    assert Reader.preferences().theme == "lineage-light"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("theme = [", "cannot be read"),
        ('theme = "nowhere"', "no theme 'nowhere'"),
        ('[themes.mine]\ncolour = "#fff"', "no colour 'colour'"),
        ('[themes.mine]\nprimary = "no such"', "is no colour"),
        ("keys = 3", "keys is not a table"),
    ],
)
def test_what_is_wrong_in_the_config_is_told_and_the_screen_opens(screen, run, shown, config, text, said):
    config.write_text(text)

    async def opens():
        async with screen() as pilot:
            await pilot.pause(0.2)
            words = " ".join(shown(pilot).split())
            assert said in words
            assert "What did you see" in words
            pilot.app.faults.clear()  # who writes is read from the same file, and told as well

    run(opens())


def test_every_binding_with_a_key_of_its_own_has_a_name_of_its_own():
    from lineage.tui.analysing import AnalysisScreen, FacetRows
    from lineage.tui.answering import BlindText
    from lineage.tui.app import LineageApp
    from lineage.tui.capture import CaptureScreen
    from lineage.tui.coding_part import CodingPart
    from lineage.tui.coding_screen import CodingScreen
    from lineage.tui.delegation_screen import DelegationScreen
    from lineage.tui.patterns_screen import PatternsScreen
    from lineage.tui.settling_screen import SettleRows, SettlingScreen
    from lineage.tui.taxonomy import TaxonomyScreen
    from lineage.tui.today import TodayScreen
    from lineage.tui.widgets.inputs import Inputs
    from lineage.tui.widgets.ladder import Ladder

    screens = (
        LineageApp,
        TodayScreen,
        JournalScreen,
        TaxonomyScreen,
        CaptureScreen,
        AnalysisScreen,
        PatternsScreen,
    )
    coding = (CodingPart, CodingScreen, SettlingScreen, FacetRows, BlindText, SettleRows)
    names = [
        one.id for node in (*screens, *coding, DelegationScreen, Ladder, Inputs) for one in node.BINDINGS
    ]
    assert all(names)
    assert len(names) == len(set(names))
