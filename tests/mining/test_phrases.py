from __future__ import annotations

from lineage.mining.phrases import distinguishing, phrases_of

TEXTS = [
    *["the budget line is missing, the budget was never there"] * 6,
    *["a reviewer left and the queue grew"] * 6,
]


def test_the_words_of_a_group_are_found_and_pairs_come_first():
    found = [one.text for one in distinguishing(phrases_of(TEXTS), range(6))]
    assert found[0] == "budget line"
    assert {"budget", "line", "missing"} <= set(found)
    assert not {"reviewer", "queue", "the"} & set(found)


def test_a_pair_of_words_stands_side_by_side_in_the_text():
    phrases = phrases_of(["budget, line", "budget of line", "budget line"])
    assert ["budget line" in one for one in phrases] == [False, False, True]


def test_words_to_avoid_are_avoided():
    assert phrases_of(["Example Guild votes"], avoid=["Example Guild"]) == [frozenset({"votes"})]


def test_what_stands_everywhere_sets_nothing_apart():
    assert distinguishing(phrases_of(["budget line"] * 12), range(6)) == []


def test_one_text_alone_names_no_group():
    assert distinguishing(phrases_of(["zebra crossing"] + ["budget line"] * 9), [0]) == []


def test_where_all_texts_are_one_word_it_sets_nothing_apart():
    assert distinguishing(phrases_of(["budget"] * 9), range(4)) == []
