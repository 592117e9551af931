from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from lineage.errors import LineageError
from lineage.journal import Journal
from lineage.mining.frame import frame_of
from lineage.store.settings import chosen_context, own_drafts, read_settings, user_config

NOW = datetime.fromisoformat("2026-11-24T14:03:11+01:00")


@pytest.fixture
def told(journal):
    """Writes lineage.toml and gives the settings."""

    def write(text):
        (journal.folder / "lineage.toml").write_text(text)
        return read_settings(journal.folder)

    return write


def test_half_lives_are_read_in_months_by_family(told):
    found = told("[half_lives]\ngovernment = 120\ndao = 6\n")
    assert (found.half_lives, found.problems) == ((("dao", 6), ("government", 120)), ())
    assert told("").half_lives == ()


@pytest.mark.parametrize("value", ["0", "-3", "1201", "1.5", "true", '"six"', "[6]"])
def test_what_is_no_number_of_months_is_a_problem_and_changes_nothing(told, value):
    found = told(f"[half_lives]\ndao = {value}\nfield = 30\n")
    assert found.half_lives == (("field", 30),)
    assert len(found.problems) == 1
    assert "half_lives.dao" in found.problems[0].message
    assert told("half_lives = 6\n").problems[0].message == "half_lives is not a table"


def test_a_family_that_is_none_is_a_fault_that_check_names_with_the_nearest(lineage, journal, told):
    told("[half_lives]\ngoverment = 12\ndao = 6\n")
    code, out, _ = lineage("check")
    assert code == 4
    assert "half_lives: no family of settings 'goverment' (there are government, " in out
    assert Journal(journal.folder).catalogue.half_lives["dao"] == 6


def test_a_journals_own_half_life_weighs_its_patterns_and_the_grade(journal, told, lineage, monkeypatch):
    monkeypatch.setattr("lineage.reading.Reader.now", NOW)
    for number in range(6):
        given = {"tensions": ("G4",), "organisation": f"DAO {number}", "setting": "dao", "outcome": "stuck"}
        journal.add(f"The vote passed and no budget followed, time {number}", given | {"observed": "2025-11"})

    def weight(folder):
        found = Journal(folder)
        frame = frame_of(
            found.entries().entries,
            found.taxonomy,
            None,
            today=date(2026, 11, 24),
            half_lives=found.catalogue.half_lives,
        )
        return frame.episodes[0].weight

    usual = weight(journal.folder)
    patterns = json.loads(lineage("mine", "--json")[1])["patterns"]
    before = json.loads(lineage("advise", patterns[0]["id"], "--assume-neutral", "--json")[1])
    told("[half_lives]\ndao = 3\n")
    assert weight(journal.folder) == pytest.approx(usual**4 * 0.7**-3, rel=1e-6)
    after = json.loads(lineage("advise", patterns[0]["id"], "--assume-neutral", "--json")[1])
    reason = "every episode is older than two half-lives"
    assert reason not in before["functions"]["decide"]["abstain_reason"]
    assert reason in after["functions"]["decide"]["abstain_reason"]


def test_the_chosen_context_is_the_environments_then_the_users_own(monkeypatch):
    assert chosen_context() == ""
    user_config().parent.mkdir(parents=True)
    user_config().write_text('context = "@office"\n')
    assert chosen_context() == "office"
    monkeypatch.setenv("LINEAGE_CONTEXT", " @guild ")
    assert chosen_context() == "guild"
    monkeypatch.setenv("LINEAGE_CONTEXT", "")
    assert chosen_context() == ""


def test_a_config_that_cannot_be_read_is_told_never_taken_as_no_context(monkeypatch):
    user_config().parent.mkdir(parents=True)
    user_config().write_text("context = [")
    with pytest.raises(LineageError, match="mend it or set LINEAGE_CONTEXT"):
        chosen_context()
    monkeypatch.setenv("LINEAGE_CONTEXT", "guild")
    assert chosen_context() == "guild"


def test_what_no_journal_could_take_is_kept_in_the_users_own_folder(a_home_of_its_own):
    assert own_drafts().is_relative_to(a_home_of_its_own)
