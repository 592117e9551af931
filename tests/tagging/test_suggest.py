from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lineage.embedding.load import load_embedding
from lineage.model.entry import Entry
from lineage.model.prose import prose
from lineage.model.taxonomy import Facet, Taxonomy, Tension, Value
from lineage.store.nothing import read_nothing
from lineage.store.taxonomy import read_taxonomy
from lineage.tagging.learn import _inverse, learn
from lineage.tagging.learnt import from_arrays, to_arrays
from lineage.tagging.lexical import likenesses, words
from lineage.tagging.passages import examples_of, pages_of, passages_of
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


@pytest.fixture(scope="module", params=["wordllama", "words and letters"])
def vectors_of(request):
    """Both ways of comparing: vectors that may be kept, and none, as on a machine without wordllama."""
    if request.param == "words and letters":
        return None
    embedding = load_embedding()
    return embedding.vectors if embedding.fixed else None


@pytest.fixture(scope="module")
def built_in():
    return read_taxonomy(ROOT / "taxonomy")[0]


@pytest.fixture(scope="module")
def learnt(built_in, vectors_of):
    return learn(built_in, read_nothing(ROOT / "taxonomy"), vectors_of)


def terms(found):
    return [one.term for one in found]


def test_the_tension_a_text_speaks_of_comes_first_with_its_reason(taxonomy, vectors_of):
    found = suggest("Vote passed 92 %, treasury says no budget line before Q2", taxonomy, (), vectors_of)
    assert found[0].term == "unfunded"
    assert (found[0].code, found[0].label) == ("G4", "Agreed, not funded")
    assert found[0].why.startswith("like the example: “The vote passed and the treasury")
    assert all(0 < one.score < 1 for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert sum(one.score for one in found) <= 1.001


def test_a_near_miss_stands_for_the_tension_it_belongs_to(taxonomy, vectors_of):
    text = "It was decided, and those who had to do it never heard of it"
    assert suggest(text, taxonomy, (), vectors_of)[0].term == "undone"
    near = [passage for passage in passages_of(taxonomy) if passage.against]
    assert [(one.term, one.against) for one in near] == [("undone", "unfunded")]


def test_a_long_text_is_known_by_the_records_among_the_examples(taxonomy, vectors_of):
    record = (
        "It was noted that the pontoon crew reported again. The crew described the state of the ropes, the planks and the "
        "lamps along the quay, and asked the harbour committee for gravel. The committee thanked the crew, recorded the "
        "request and returned to the calendar of the regatta, which it regards as the more pressing matter for this year."
    )
    text = record.replace("again", "on Monday").replace("gravel", "sand").replace("regatta", "fair")
    told = [
        replace(
            one,
            sections=tuple(
                (
                    name,
                    f"{items}\n- **Fits.** {record}" if name == "Examples" and one.id == "undone" else items,
                )
                for name, items in one.sections
            ),
        )
        for one in taxonomy.tensions
    ]
    taxonomy = replace(taxonomy, tensions=tuple(told))
    (page,) = [page for page in pages_of(taxonomy) if page.term == "undone"]
    assert record in page.text
    assert [one.record for one in examples_of(taxonomy) if one.text == record] == [True]
    assert suggest(text, taxonomy, (), vectors_of)[0].term == "undone"


def test_the_inverse_by_halves_is_the_inverse():
    rows = np.random.default_rng(0).normal(size=(431, 40))
    matrix = rows @ rows.T + 6 * np.eye(431)
    assert np.allclose(_inverse(matrix) @ matrix, np.eye(431), atol=1e-9)


def test_a_deprecated_tension_is_not_offered(taxonomy, vectors_of):
    assert "gone" not in terms(suggest("The vote passed, no budget line", taxonomy, (), vectors_of, limit=9))


def test_what_earlier_entries_bear_is_learnt_and_named(taxonomy, vectors_of):
    text = "The vote passed on the zeppelin hangar, those who must act wait for its roof"
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


def test_a_tension_met_more_often_elsewhere_is_likelier(taxonomy, vectors_of):
    text = "The vote passed, no budget line"
    score = [
        {one.term: one.score for one in suggest(text, taxonomy, (), vectors_of, usual=usual)}
        for usual in ({}, {"G7": 40}, {"no-such-tension": 40})
    ]
    assert score[1]["burnout"] > score[0].get("burnout", 0)
    assert score[2] == score[0]


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


@pytest.mark.parametrize(
    "text", ["Голосование прошло", "投票は可決、予算はない", "🎉 🎉 vote", "no-budget " * 10_000]
)
def test_any_text_is_answered(taxonomy, vectors_of, text):
    assert all(0 <= one.score <= 1 for one in suggest(text, taxonomy, (), vectors_of))


def test_an_empty_taxonomy_offers_nothing(vectors_of):
    assert suggest("The vote passed", Taxonomy(version="1"), (), vectors_of) == ()
    bare = Taxonomy(version="1", tensions=(Tension(id="bare", code="G1", family="execution", label="Bare"),))
    assert terms(suggest("The vote passed", bare, (), vectors_of)) in ([], ["bare"])


def test_the_limit_is_kept(taxonomy, vectors_of):
    text = "The vote passed, no budget line"
    assert [len(suggest(text, taxonomy, (), vectors_of, limit=n)) for n in (0, 1)] == [0, 1]


def test_what_is_learnt_says_the_same_after_it_was_kept(taxonomy, vectors_of):
    text = "The vote passed and the queue of patches grows"
    fresh = learn(taxonomy, (), vectors_of)
    again = from_arrays(to_arrays(fresh))
    assert suggest(text, taxonomy, (), vectors_of, learnt=fresh) == suggest(
        text, taxonomy, (), vectors_of, learnt=again
    )
    arrays = to_arrays(fresh)
    assert not any(array.dtype == object for array in arrays.values())
    other = to_arrays(learn(taxonomy, (), vectors_of))
    assert all(np.array_equal(other[name], array) for name, array in arrays.items())
    del arrays["pull"]
    with pytest.raises(KeyError):
        from_arrays(arrays)


NOTHING = (
    "The meeting starts at 10.",
    "Lunch was nice and the weather sunny.",
    "Lunch was good",
    "Release 2.3 is out with new icons.",
    "I bought a new bicycle yesterday, it is red",
    "See you at the vote on Friday",
    "| Name | Initials |\n| --- | --- |\n| Dora Meyer | DM |\n| Ben Ito | BI |",
)


@pytest.mark.parametrize("text", NOTHING)
def test_what_bears_no_tension_is_offered_none(built_in, learnt, vectors_of, text):
    assert suggest(text, built_in, (), vectors_of, learnt=learnt) == ()


def test_passages_that_bear_nothing_can_be_told_to_it(taxonomy, vectors_of):
    """Without them everything may bear something; with a journal's own it learns what is ordinary there."""
    ordinary = [f"Kiln {n} was emptied at {n} o'clock, glaze as planned" for n in range(1, 30)]
    text = "Kiln 31 was emptied at two o'clock, glaze as planned"
    assert suggest(text, taxonomy, (), vectors_of) != ()
    told = learn(taxonomy, ordinary, vectors_of)
    assert suggest(text, taxonomy, (), vectors_of, learnt=told) == ()
    troubled = "The vote passed, the treasury has no budget line, and no department would pay for the posts"
    assert terms(suggest(troubled, taxonomy, (), vectors_of, learnt=told))[0] == "unfunded"


KNOWN = {
    "Vote passed 92 %, treasury says no budget line before Q2": "agreement-without-resource-alignment",
    "Treasury says no budget line before Q2": "agreement-without-resource-alignment",
    "The forum agreed in a week, the office has not moved since.": "online-consensus-offline-execution-gap",
    "Two maintainers left and nobody knows the deploy keys.": "bus-factor",
    "everyone waits for the others to go first": "coordination-standoff",
    "The council said it is the state's job": "jurisdiction-overlap",
}


@pytest.mark.parametrize("text", KNOWN)
def test_the_built_in_taxonomy_knows_what_practitioners_write(built_in, learnt, vectors_of, text):
    assert KNOWN[text] in terms(suggest(text, built_in, (), vectors_of, learnt=learnt))


def test_a_sure_match_is_offered_however_short(built_in, learnt, vectors_of):
    if vectors_of is None:
        pytest.skip("a few words need vectors")
    whale = suggest("One whale outvoted 4,000 holders.", built_in, (), vectors_of, learnt=learnt)
    assert "plutocracy" in terms(whale)
    found = suggest("only Anna has the password", built_in, (), vectors_of, learnt=learnt)
    assert terms(found)[0] == "bus-factor"
    assert found[0].why == "you hear: “only she has the password”"


def test_a_new_line_at_the_end_changes_nothing(built_in, learnt, vectors_of):
    text = "Vote passed 92 %, treasury says no budget line before Q2"
    found = suggest(text, built_in, (), vectors_of, learnt=learnt)
    assert suggest(text + "\n", built_in, (), vectors_of, learnt=learnt) == found


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
