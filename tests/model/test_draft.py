from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lineage.journal import Journal
from lineage.model.draft import draft

NOW = datetime(2026, 11, 24, 14, 3, 11, tzinfo=UTC)


@pytest.fixture(scope="module")
def taxonomy():
    return Journal.built_in().taxonomy


def made(taxonomy, **given):
    return draft("The vote passed, the money did not come.", given, taxonomy=lambda: taxonomy, now=NOW)


def test_a_sentence_alone_is_an_entry(taxonomy):
    entry, hints = made(taxonomy)
    assert entry.title == "The vote passed, the money did not come."
    assert str(entry.observed) == "2026-11-24"
    assert entry.recorded == "2026-11-24T14:03:11+00:00"
    assert hints == ()


def test_codes_labels_and_families_become_ids(taxonomy):
    entry, _ = made(taxonomy, tensions=("G4", "Decided online, undone", "voice"), outcome="stuck")
    assert entry.tensions == (
        "agreement-without-resource-alignment",
        "online-consensus-offline-execution-gap",
        "voice",
    )
    assert entry.outcome == "stall"


def test_an_unknown_term_is_kept_as_a_word_with_the_nearest_in_a_hint(taxonomy):
    entry, hints = made(taxonomy, tensions=("plutocrasy",), setting="guildhall", words=("mine",))
    assert entry.tensions == ()
    assert entry.setting == ""
    assert entry.words == ("mine", "setting guildhall", "plutocrasy")
    assert any("plutocracy" in hint for hint in hints)


def test_a_fourth_tension_is_kept_as_a_word(taxonomy):
    entry, hints = made(taxonomy, tensions=("G1", "G2", "G3", "G4"))
    assert len(entry.tensions) == 3
    assert entry.words == ("agreement-without-resource-alignment",)
    assert "at most 3" in hints[0]


def test_a_date_that_is_none_is_unclear_and_kept(taxonomy):
    entry, hints = made(taxonomy, observed="last tuesday")
    assert str(entry.observed) == "unclear"
    assert entry.words == ("observed last tuesday",)
    assert hints


def test_an_open_outcome_asks_to_be_looked_at_again(taxonomy):
    entry, _ = made(taxonomy, outcome="open")
    assert entry.look_again == "2026-12-24"
    assert str(made(taxonomy, observed="yesterday")[0].observed) == "2026-11-23"
