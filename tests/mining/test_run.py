from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date

import pytest

from lineage.embedding.fallback import LexicalEmbedding
from lineage.mining.identity import names_of
from lineage.mining.run import mine
from lineage.model.kept import Known

TODAY = date(2026, 11, 24)


def mined(entries, taxonomy, **more):
    vectors = LexicalEmbedding().vectors([entry.text for entry in entries]) if entries else None
    return mine(entries, taxonomy, vectors, embedding="words", seed=3, today=TODAY, **more)


def full(journal):
    """A journal with themes, recurring tensions and a planted pair."""
    return [
        replace(entry, tensions=(*entry.tensions, "undone"), outcome=("stall", "held", "fail")[at % 3])
        if entry.words == ("funding",)
        else entry
        for at, entry in enumerate(journal(60))
    ]


def test_the_same_entries_in_any_order_give_the_same_bytes(journal, taxonomy):
    entries = full(journal)
    first = repr(mined(entries, taxonomy))
    assert first == repr(mined(entries, taxonomy))
    assert first == repr(mined(random.Random(9).sample(entries, len(entries)), taxonomy))
    assert {"theme", "pair", "tension"} <= set(re.findall(r"kind='(\w+)'", first))


def test_every_pattern_names_its_evidence(journal, taxonomy):
    result = mined(full(journal), taxonomy)
    assert (result.n, result.episodes, result.embedding, result.seed) == (60, 60, "words", 3)
    for pattern in result.patterns:
        assert re.fullmatch(r"p-[0-9a-hjkmnp-tv-z]{6}", pattern.id)
        assert list(pattern.entries) == sorted(set(pattern.entries))
        assert set(pattern.contradicting) <= set(pattern.entries)
        assert 1 <= len(pattern.exemplars) <= 3
        assert pattern.subtractions
    assert len({pattern.id for pattern in result.patterns}) == len(result.patterns)


def test_themes_place_each_entry_once(journal, taxonomy):
    result = mined(full(journal), taxonomy)
    placed = [entry for entry, _ in result.themes]
    assert sorted([*placed, *result.unplaced]) == sorted(entry.id for entry in full(journal))
    assert placed == sorted(placed)
    assert {pattern for _, pattern in result.themes} == {
        one.id for one in result.patterns if one.kind == "theme"
    }


def test_outcomes_and_settings_are_counted_by_episode(note, taxonomy):
    entries = [
        note(n, tensions=("unfunded",), episode=f"e{n % 9}", outcome="stall" if n % 9 < 6 else "held")
        for n in range(18)
    ]
    pattern = mined(entries, taxonomy).patterns[0]
    assert [
        (one.value, one.count, one.n, round(one.low, 2), round(one.high, 2)) for one in pattern.outcomes
    ] == [
        ("stall", 6, 9, 0.35, 0.88),
        ("held", 3, 9, 0.12, 0.65),
    ]
    assert [(one.value, one.count, one.n) for one in pattern.settings] == [("token-community", 9, 9)]
    assert len(pattern.entries) == 18
    assert len(pattern.contradicting) == 6


def test_tagged_passages_are_quoted_before_anything_else(note, taxonomy):
    entries = [note(number, tensions=("unfunded",)) for number in range(8)]
    entries[5] = replace(
        entries[5], body="Long talk. [Nobody asked who pays]{.G4} and [why]{.undone} so. More talk."
    )
    assert [(one.entry, one.quote) for one in mined(entries, taxonomy).patterns[0].exemplars] == [
        ("20260101-00000005", "Nobody asked who pays")
    ]


def test_an_explicit_family_of_the_reader_counts_against_other_evidence(note, taxonomy):
    entries = [note(number, tensions=("unfunded",)) for number in range(8)]
    steps = mined(entries, taxonomy, user_family="government").patterns[0].subtractions
    assert ("relevance", -2.0, "no episode from government") in [
        (one.component, one.points, one.reason) for one in steps
    ]


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_hardly_any_entries_give_no_pattern_and_the_reasons(note, taxonomy, n):
    entries = [note(number, tensions=("unfunded", "undone")) for number in range(n)]
    result = mined(entries, taxonomy)
    assert result.patterns == ()
    assert result.n == n
    assert any(one.startswith(("no themes", "exploratory")) for one in result.notes)
    assert any(one.startswith("no recurring tension") for one in result.notes)


def test_a_note_on_the_embedding_comes_first(note, taxonomy):
    assert (
        mined([note(1)], taxonomy, note="texts were compared by words").notes[0]
        == "texts were compared by words"
    )


def test_a_pattern_keeps_its_name_while_its_members_stay(note, taxonomy):
    entries = [note(number, tensions=("unfunded",)) for number in range(8)]
    before = mined(entries, taxonomy).patterns[0].id
    assert mined([*entries, note(20)], taxonomy).patterns[0].id == before
    # Without a kept run the name is that of the members.
    assert mined([*entries, note(20, tensions=("unfunded",))], taxonomy).patterns[0].id != before


def test_two_findings_on_the_same_entries_have_two_names():
    found = [Known(id="", kind=kind, entries=("a", "b")) for kind in ("tension", "tension", "pair")]
    names = names_of(found)
    assert len(set(names)) == 3


def test_below_thirty_episodes_what_reads_alike_is_shown_and_nothing_from_thirty_on(journal, taxonomy):
    few = mined(journal(20), taxonomy)
    assert any(note.startswith("exploratory: 20 episodes") for note in few.notes)
    assert 0 < len(few.alike) <= 5
    entries = {entry.id: entry for entry in journal(20)}
    assert all(entries[one.first].words == entries[one.second].words for one in few.alike)
    assert [one.likeness for one in few.alike] == sorted((one.likeness for one in few.alike), reverse=True)
    assert few.themes == ()
    assert mined(journal(30), taxonomy).alike == ()


def test_two_notes_of_one_episode_are_no_neighbours(note, taxonomy):
    entries = [note(n, body="the very same words about the treasury", episode="one") for n in range(3)]
    assert mined(entries, taxonomy).alike == ()
