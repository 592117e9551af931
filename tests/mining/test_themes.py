from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from lineage.embedding.fallback import LexicalEmbedding
from lineage.mining.frame import frame_of
from lineage.mining.granularity import candidates
from lineage.mining.miners.themes import themes


def found(entries, taxonomy, seed=0):
    vectors = LexicalEmbedding().vectors([entry.text for entry in entries])
    made = frame_of(entries, taxonomy, vectors, today=date(2026, 11, 24))
    return made, themes(made, seed)


def test_four_kinds_of_talk_are_found_again(journal, taxonomy):
    made, result = found(journal(60), taxonomy)
    kinds = [{made.entries[row].words[0] for row in theme.rows} for theme in result.findings]
    assert len(kinds) == 4
    assert all(len(kind) == 1 for kind in kinds)
    assert all(theme.stability > 0.75 for theme in result.findings)
    assert all(theme.unit == "share of episodes" for theme in result.findings)
    assert sum(len(theme.rows) for theme in result.findings) + len(result.unplaced) == 60


def test_a_theme_is_named_by_its_tension_and_a_word_that_sets_it_apart(journal, taxonomy):
    made, result = found(journal(60), taxonomy)
    labels = {made.entries[theme.rows[0]].words[0]: theme.label for theme in result.findings}
    tension, phrase = labels["funding"].split(": ")
    assert tension == "Agreed, not funded"
    texts = [text.lower() for text in made.texts]
    assert sum(phrase in text for text in texts) >= 2
    assert ": " not in labels["voting"]
    assert len(set(labels.values())) == 4


def test_the_name_of_an_organisation_names_no_theme(journal, taxonomy):
    entries = [
        replace(entry, organisation="Zebra Guild", body=f"Zebra {entry.body}")
        if entry.words == ("voting",)
        else entry
        for entry in journal(60)
    ]
    _, result = found(entries, taxonomy)
    assert not any("zebra" in theme.label for theme in result.findings)


def test_setting_coder_and_date_move_no_theme(journal, taxonomy):
    entries = journal(60)
    other = [
        replace(
            entry, setting=("dao", "government")[at % 2], coder=f"coder {at % 5}", recorded=f"{1990 + at}"
        )
        for at, entry in enumerate(entries)
    ]
    assert [theme.rows for theme in found(entries, taxonomy)[1].findings] == [
        theme.rows for theme in found(other, taxonomy)[1].findings
    ]


def test_below_thirty_episodes_there_are_none_and_the_reason_is_given(journal, taxonomy):
    _, result = found(journal(29), taxonomy)
    assert result.findings == ()
    assert result.notes[0].startswith("exploratory: 29 episodes are too few for themes")
    assert "exploratory" in result.notes[0]


def test_entries_of_few_episodes_are_few_however_many_they_are(journal, taxonomy):
    entries = [replace(entry, episode=f"e{at % 10}") for at, entry in enumerate(journal(80))]
    assert found(entries, taxonomy)[1].notes[0].startswith("exploratory: 10 episodes")


def test_without_vectors_there_are_none_and_the_reason_is_given(journal, taxonomy):
    made = frame_of(journal(60), taxonomy, None, today=date(2026, 11, 24))
    assert themes(made, 0).notes == ("no themes: texts were not turned into vectors",)


def test_noise_is_not_trusted(note, taxonomy):
    rng = random.Random(3)
    words = [f"{a}{b}ar" for a in "bcdfghklmnprstvz" for b in ("ou", "ei", "ul", "om", "ir")]
    entries = [
        note(number, title="", body=" ".join(rng.sample(words, 15)), tensions=()) for number in range(60)
    ]
    _, result = found(entries, taxonomy)
    assert all(theme.stability < 0.75 for theme in result.findings)


@pytest.mark.parametrize("body", ["", "the same words every time"])
def test_texts_that_are_all_alike_are_no_error(note, taxonomy, body):
    entries = [note(number, title="", body=body, tensions=()) for number in range(40)]
    _, result = found(entries, taxonomy)
    assert result.findings == ()
    assert result.notes


def test_vectors_of_zeros_are_no_error(journal, taxonomy):
    entries = journal(40)
    made = frame_of(entries, taxonomy, np.zeros((40, 8), dtype=np.float32), today=date(2026, 11, 24))
    assert themes(made, 0).notes


def test_numbers_of_clusters_grow_by_a_quarter_up_to_an_eighth_of_the_entries():
    assert candidates(30, 30) == (3,)
    assert candidates(160, 160) == (3, 4, 5, 6, 7, 8, 10, 12, 15, 18)
    assert candidates(100_000, 100_000)[-1] <= 250
    assert candidates(100, 3) == ()


def test_no_seed_moves_a_theme(journal, taxonomy):
    themes_of = [found(journal(60), taxonomy, seed)[1].findings for seed in range(3)]
    assert len({tuple(theme.rows for theme in one) for one in themes_of}) == 1


def kept(made, result):
    return [[made.entries[row].id for row in theme.rows] for theme in result.findings]


def test_themes_of_a_kept_run_keep_their_members_when_entries_come_in(journal, taxonomy):
    entries = journal(84)
    before, first = found(entries[:80], taxonomy)
    vectors = LexicalEmbedding().vectors([entry.text for entry in entries])
    made = replace(
        frame_of(entries, taxonomy, vectors, today=date(2026, 11, 24)), anchors=kept(before, first)
    )
    after = themes(made, 0)
    old = {entry.id for entry in entries[:80]}
    assert {frozenset(old.intersection(group)) for group in kept(made, after)} == {
        frozenset(group) for group in kept(before, first)
    }
    assert any("the number of the kept run" in note for note in after.notes)


def test_a_kept_number_that_does_clearly_worse_gives_way_and_it_says_so(journal, taxonomy):
    entries = journal(120)
    made, first = found(entries, taxonomy)
    groups = kept(made, first)
    wrong = [
        sorted(one for group in groups[:2] for one in group),
        sorted(one for group in groups[2:] for one in group),
    ]
    vectors = LexicalEmbedding().vectors([entry.text for entry in entries])
    again = replace(frame_of(entries, taxonomy, vectors, today=date(2026, 11, 24)), anchors=wrong)
    after = themes(again, 0)
    assert kept(again, after) == groups
    assert any("the kept run had 2" in note for note in after.notes)


def test_a_kept_run_whose_entries_are_gone_changes_nothing(journal, taxonomy):
    entries = journal(60)
    vectors = LexicalEmbedding().vectors([entry.text for entry in entries])
    made = replace(
        frame_of(entries, taxonomy, vectors, today=date(2026, 11, 24)), anchors=[["gone"], ["gone too"]]
    )
    assert [one.rows for one in themes(made, 0).findings] == [
        one.rows for one in found(entries, taxonomy)[1].findings
    ]


def test_how_much_of_a_theme_is_of_one_coder_and_setting_is_told(journal, taxonomy):
    entries = [replace(entry, coder="mina" if at % 3 else "jo") for at, entry in enumerate(journal(60))]
    made, result = found(entries, taxonomy)
    for theme in result.findings:
        n = len(theme.rows)
        mina = sum(made.entries[row].coder == "mina" for row in theme.rows)
        assert any(f"{max(mina, n - mina)} of {n} entries are of one coder" in note for note in theme.notes)
