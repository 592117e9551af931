from __future__ import annotations

import random
from datetime import date

import pytest

from lineage.embedding.fallback import LexicalEmbedding
from lineage.mining.frame import frame_of
from lineage.mining.miners.gaps import gaps

VOTING = {
    "ballot",
    "quorum",
    "delegate",
    "turnout",
    "whale",
    "token",
    "snapshot",
    "proposal",
    "poll",
    "majority",
}


def found(entries, taxonomy, *, vectors=True, seed=0):
    made = frame_of(
        entries,
        taxonomy,
        LexicalEmbedding().vectors([entry.text for entry in entries]) if vectors else None,
        today=date(2026, 11, 24),
    )
    return made, gaps(made, seed)


@pytest.fixture
def tagged(journal):
    """Four kinds of talk, of which all but one bear a term."""
    from dataclasses import replace

    def make(n=80, bare="voting", **more):
        return [
            replace(entry, tensions=() if entry.words == (bare,) else ("latency",), words=(), **more)
            for entry in journal(n)
        ]

    return make


def test_talk_that_bears_no_term_is_found_with_its_words(tagged, taxonomy):
    entries = tagged()
    bare = {entry.id for entry in entries if not entry.tensions}
    made, result = found(entries, taxonomy)
    told = {made.entries[row].id for gap in result.findings for row in gap.rows}
    assert told <= bare
    assert len(told) > 15
    for gap in result.findings:
        assert (gap.kind, gap.terms, gap.unit) == ("gap", (), "share of like episodes without a term")
        assert set(gap.label.removeprefix("no term for: ").split(", ")) <= VOTING
        assert gap.p <= gap.q < 0.001
        assert gap.stability >= 0.6
        assert gap.medoid in gap.rows


def test_a_journal_tagged_by_halves_has_no_gaps(journal, taxonomy):
    from dataclasses import replace

    rng = random.Random(4)
    entries = [
        replace(entry, tensions=("latency",) if rng.random() < 0.5 else (), words=())
        for entry in journal(120)
    ]
    assert found(entries, taxonomy)[1].findings == ()


def test_one_episode_is_never_a_gap(tagged, taxonomy):
    from dataclasses import replace

    entries = [entry if entry.tensions else replace(entry, episode="one") for entry in tagged()]
    _, result = found(entries, taxonomy)
    assert result.findings == ()
    assert result.notes[0].startswith("1 of 61 episodes bear no term")


def test_one_body_is_no_gap(tagged, taxonomy):
    assert found(tagged(organisation="Guild"), taxonomy)[1].findings == ()


def test_a_free_word_of_five_episodes_is_a_gap_of_its_own(note, taxonomy):
    entries = [note(number, words=("Treasury  limbo", "other")[: 1 + (number < 2)]) for number in range(5)]
    entries += [
        note(10 + number, tensions=("latency",), words=("treasury limbo",)[: number < 1])
        for number in range(6)
    ]
    _, result = found(entries, taxonomy, vectors=False)
    (gap,) = result.findings
    assert gap.label == "no term for: Treasury limbo"
    assert (gap.strength, len(gap.episodes), gap.p) == (5 / 6, 5, None)
    assert any(
        said.startswith("free words: Treasury limbo (5 of 5 episodes); other (2 of 5") for said in gap.notes
    )


def test_a_word_that_tagged_episodes_bear_as_often_is_none(note, taxonomy):
    entries = [note(number, words=("limbo",)) for number in range(5)]
    entries += [note(10 + number, tensions=("latency",), words=("limbo",)) for number in range(5)]
    assert found(entries, taxonomy, vectors=False)[1].findings == ()


def test_below_five_episodes_the_words_are_named(note, taxonomy):
    entries = [note(number, words=("treasury limbo",)) for number in range(3)]
    entries += [note(10 + number, tensions=("latency",)) for number in range(40)]
    _, result = found(entries, taxonomy)
    assert result.findings == ()
    assert result.notes == (
        (
            "3 of 43 episodes bear no term: nothing fits, or nobody tagged them; 0 groups of them told; "
            "their own words: treasury limbo"
        ),
        "no gaps: 5 episodes without a term are needed",
    )


def test_a_family_alone_explains_enough(note, taxonomy):
    entries = [note(number, tensions=("G",)) for number in range(40)]
    assert found(entries, taxonomy)[1].notes == ("no gaps: every episode bears a term",)


def test_where_nothing_is_tagged_nothing_is_a_gap(journal, taxonomy):
    from dataclasses import replace

    entries = [replace(entry, tensions=(), words=()) for entry in journal(60)]
    _, result = found(entries, taxonomy)
    assert result.findings == ()
    assert "no gaps by text: no episode bears a term that the others could be set against" in result.notes


def test_beyond_six_hundred_episodes_the_others_join_what_they_are_like(tagged, taxonomy, monkeypatch):
    from lineage.mining.miners import gaps as module

    monkeypatch.setattr(module, "_MOST", 60)
    entries = tagged(200)
    made, result = found(entries, taxonomy)
    (gap,) = result.findings
    assert len(gap.rows) > 35
    assert all(not made.entries[row].tensions for row in gap.rows)
