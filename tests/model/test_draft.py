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


def said(text, ahead):
    from lineage.exchange.natural import read_date

    return read_date(text, NOW.date(), ahead=ahead)


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("observed", "last march", "2026-03"),
        ("observed", "3 weeks ago", "2026-11-03~"),
        ("observed", "2026-03", "2026-03"),
        ("observed", "end of 2024", "2024~"),
        ("observed", "today", "2026-11-24"),
        ("look_again", "in two weeks", "2026-12-08"),
        ("look_again", "next week", "2026-11-30"),
        ("look_again", "14", "2026-12-08"),
        ("look_again", "2027", "2027"),
        ("deadline", "next friday", "2026-11-27"),
        ("deadline", "24 Dec", "2026-12-24"),
        ("deadline", "march", "2027-03"),
    ],
)
def test_a_date_as_people_say_it_is_kept_as_what_it_means(taxonomy, key, typed, kept):
    given = {key: typed}
    entry, hints = draft("text", given, taxonomy=lambda: taxonomy, now=NOW, read_date=said)
    assert (str(getattr(entry, key)), hints) == (kept, ())
    assert entry.words == ()


def test_what_has_not_happened_yet_was_not_observed_and_is_kept_as_words(taxonomy):
    given = {"observed": "tomorrow", "deadline": "when pigs fly"}
    entry, hints = draft("text", given, taxonomy=lambda: taxonomy, now=NOW, read_date=said)
    assert (str(entry.observed), entry.deadline) == ("unclear", "")
    assert entry.words == ("deadline when pigs fly", "observed tomorrow")
    assert hints[0].startswith("deadline: 'when pigs fly' is not a date")
    assert hints[1].startswith(
        "'tomorrow' lies ahead (2026-11-25): nothing was observed then; the date is unclear"
    )
    assert len(hints) == 2
