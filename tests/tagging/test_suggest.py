from __future__ import annotations

from pathlib import Path

import pytest

from lineage.embedding.fallback import LexicalEmbedding
from lineage.embedding.load import load_embedding
from lineage.model.entry import Entry
from lineage.model.prose import prose
from lineage.model.taxonomy import Facet, Taxonomy, Tension, Value
from lineage.store.taxonomy import read_taxonomy
from lineage.tagging.lexical import likenesses, words
from lineage.tagging.passages import passages_of, windows
from lineage.tagging.suggest import suggest

ROOT = Path(__file__).parents[2]


def tension(name, code, label, definition, *examples, **more):
    return Tension(
        id=name,
        code=code,
        family="execution",
        label=label,
        sections=(
            ("Definition", definition),
            ("Examples", "\n".join(f"- {example}" for example in examples)),
        ),
        **more,
    )


@pytest.fixture
def taxonomy():
    return Taxonomy(
        version="1.0.0",
        tensions=(
            tension(
                "unfunded",
                "G4",
                "Agreed, not funded",
                "A decision is taken and no money, people or legal power is set aside for it.",
                "**Fits.** The vote passed and the treasury says there is no budget line for it before spring.",
                "**Fits.** Everyone liked the plan, and no department would pay for the two posts it needs.",
                "**Near miss (`undone`).** The forum had decided, and those who had to do it never heard of it.",
                hear="who pays for it?",
                settings=("dao",),
            ),
            tension(
                "undone",
                "G3",
                "Decided online, undone",
                "Those who agreed online are not those who must act on the ground.",
                "**Fits.** The forum agreed in a week; the office on the spot has not begun and was never asked.",
                hear="nobody asked us",
            ),
            tension(
                "burnout",
                "G7",
                "Maintainers worn out",
                "Few people carry the upkeep of what many use, until they stop.",
                "**Fits.** She reviews patches at night, the queue grows, and last week she muted the channel.",
                hear="I cannot keep up",
            ),
            tension(
                "gone", "G98", "Gone", "The vote passed and there is no budget line.", status="deprecated"
            ),
        ),
        facets=(
            Facet(
                id="setting",
                key="setting",
                label="Where",
                values=(Value(id="dao", label="DAO"), Value(id="field", label="F")),
            ),
        ),
    )


@pytest.fixture(scope="module")
def vectors_of():
    return load_embedding().vectors


def terms(found):
    return [one.term for one in found]


def test_the_tension_a_text_speaks_of_comes_first_with_its_reason(taxonomy, vectors_of):
    found = suggest("Vote passed 92 %, treasury says no budget line before Q2", taxonomy, (), vectors_of)
    assert found[0].term == "unfunded"
    assert (found[0].code, found[0].label) == ("G4", "Agreed, not funded")
    assert found[0].why.startswith("like the example: “The vote passed and the treasury")
    assert all(0 < one.score < 1 for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_a_near_miss_stands_for_the_tension_it_belongs_to(taxonomy, vectors_of):
    text = "It was decided, and those who had to do it never heard of it"
    assert suggest(text, taxonomy, (), vectors_of)[0].term == "undone"
    near = [passage for passage in passages_of(taxonomy) if passage.against]
    assert [(one.term, one.against) for one in near] == [("undone", "unfunded")]


def test_a_deprecated_tension_is_not_offered(taxonomy, vectors_of):
    assert "gone" not in terms(suggest("The vote passed, no budget line", taxonomy, (), vectors_of, limit=9))


def test_what_earlier_entries_bear_is_learnt_and_named(taxonomy, vectors_of):
    text = "The zeppelin hangar waits for its roof again"
    entries = [
        Entry(
            id=f"20260101-0000000{n}",
            title=f"Hangar {n}",
            tensions=("G7",),
            body="The zeppelin hangar had no roof again.",
        )
        for n in range(8)
    ]
    found = suggest(text, taxonomy, entries, vectors_of)
    assert found == () or found[0].term == "burnout"
    text = "The vote passed on the zeppelin hangar, those who must act wait for its roof"
    found = suggest(text, taxonomy, entries, vectors_of)
    assert found[0].term == "burnout"
    assert found[0].why == "like 20260101-00000000 “Hangar 0”"
    assert suggest(text, taxonomy, (), vectors_of)[0].term != "burnout"


def test_an_entry_does_not_vouch_for_itself(taxonomy, vectors_of):
    text = "The vote passed on the [zeppelin]{.G7} hangar, those who must act wait for its roof"
    itself = [Entry(id="20260101-00000001", title="Hangar", tensions=("G7",), body=text)]
    plain_text = itself[0].text
    assert suggest(plain_text, taxonomy, itself, vectors_of) == suggest(plain_text, taxonomy, (), vectors_of)


def test_the_order_of_entries_does_not_matter(taxonomy, vectors_of):
    entries = [
        Entry(
            id=f"20260101-000000{n:02d}", tensions=(("G7", "G4")[n % 2],), body=f"The vote and the queue {n}"
        )
        for n in range(40)
    ]
    text = "The vote passed and the queue of patches grows"
    assert suggest(text, taxonomy, entries, vectors_of) == suggest(text, taxonomy, entries[::-1], vectors_of)


def test_a_setting_where_it_is_typical_is_a_mild_reason(taxonomy, vectors_of):
    text = "The vote passed, no budget line"
    score = {
        name: suggest(text, taxonomy, (), vectors_of, setting=name)[0].score
        for name in ("dao", "field", "nonsense", "")
    }
    assert score["dao"] > score["field"] == score["nonsense"] == score[""]


@pytest.mark.parametrize("text", ["", "   ", "the of and", "1234 !!", "\udce9"])
def test_a_text_without_words_is_offered_nothing(taxonomy, vectors_of, text):
    assert suggest(text, taxonomy, (), vectors_of) == ()


def test_an_empty_taxonomy_offers_nothing(vectors_of):
    assert suggest("The vote passed", Taxonomy(version="1"), (), vectors_of) == ()


def test_vectors_are_asked_for_once_with_all_texts(taxonomy):
    calls = []

    def counting(texts):
        calls.append(len(texts))
        return LexicalEmbedding().vectors(texts)

    suggest("The vote passed, no budget line", taxonomy, (), counting)
    assert len(calls) == 1


def test_the_limit_is_kept(taxonomy, vectors_of):
    text = "The vote passed, no budget line"
    assert [len(suggest(text, taxonomy, (), vectors_of, limit=n)) for n in (0, 1)] == [0, 1]


@pytest.mark.parametrize(
    "text",
    [
        "Lunch was nice and the weather sunny.",
        "Release 2.3 is out with new icons.",
        "I baked bread with rye flour and it took nine hours.",
        "| Name | Initials |\n| --- | --- |\n| Dora Meyer | DM |\n| Ben Ito | BI |",
    ],
)
def test_none_of_these_where_the_built_in_taxonomy_has_nothing_to_say(text, vectors_of):
    built_in = read_taxonomy(ROOT / "taxonomy")[0]
    assert suggest(text, built_in, (), vectors_of) == ()


def test_the_built_in_taxonomy_knows_what_practitioners_write(vectors_of):
    built_in = read_taxonomy(ROOT / "taxonomy")[0]
    cases = {
        "Vote passed 92 %, treasury says no budget line before Q2": "agreement-without-resource-alignment",
        "The forum agreed in a week, the office has not moved since.": "online-consensus-offline-execution-gap",
        "Two maintainers left and nobody knows the deploy keys.": "bus-factor",
        "One whale outvoted 4,000 holders.": "plutocracy",
    }
    for text, expected in cases.items():
        assert expected in terms(suggest(text, built_in, (), vectors_of)), text


def test_likeness_is_1_for_the_same_words_and_0_for_none():
    assert likenesses("budget votes", ["budget vote", "rye bread", ""]) == pytest.approx([1.0, 0.0, 0.0])
    assert likenesses("budget", []) == []


def test_endings_and_stop_words_do_not_count():
    assert words("Reviewing, a reviewer and they reviewed") == ["review"] * 3


def test_wrapped_lines_are_joined_and_bullets_are_not():
    assert (
        prose("# Head\nA line\nwrapped\n\n- one *point*\n- [two](https://example.org)")
        == "Head\nA line wrapped\none point\ntwo"
    )


def test_windows_are_the_whole_text_and_each_two_sentences():
    text = "One two three four. Five six seven eight. Nine ten eleven twelve."
    assert windows(text) == [
        text,
        "One two three four. Five six seven eight.",
        "Five six seven eight. Nine ten eleven twelve.",
    ]
    assert len(windows(text * 500)) == 65


def test_a_new_line_at_the_end_changes_nothing(vectors_of):
    from lineage.journal import Journal

    taxonomy = Journal.built_in().taxonomy
    text = "Vote passed 92 %, treasury says no budget line before Q2"
    assert suggest(text + "\n", taxonomy, (), vectors_of) == suggest(text, taxonomy, (), vectors_of)
    assert suggest(text, taxonomy, (), vectors_of)[0].term == "agreement-without-resource-alignment"


@pytest.mark.parametrize("text", ["Lunch was good", "I bought a new bicycle yesterday, it is red"])
def test_a_sentence_about_something_else_is_offered_nothing(text, vectors_of):
    from lineage.journal import Journal

    assert suggest(text, Journal.built_in().taxonomy, (), vectors_of) == ()
