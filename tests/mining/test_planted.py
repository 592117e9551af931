"""What benchmarks/planted.py measures, small: planted things are found, null journals are silent, and strange journals are no error."""

from __future__ import annotations

import importlib.util
import random
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from lineage.journal import Journal
from lineage.mining.run import mine
from lineage.model.dates import NOT_KNOWN

_FILE = Path(__file__).parents[2] / "benchmarks" / "planted.py"
_SPEC = importlib.util.spec_from_file_location("planted", _FILE)
planted = importlib.util.module_from_spec(_SPEC)
sys.modules["planted"] = planted
_SPEC.loader.exec_module(planted)

TAXONOMY = Journal.built_in().taxonomy
NEW = ("pair", "sequence", "trend", "contrast", "gap")


@pytest.mark.parametrize("kind", ["pairs", "sequences", "trend", "change", "contrasts", "gaps"])
def test_nearly_all_that_is_planted_in_six_hundred_episodes_is_found(kind):
    hidden, found, others = planted.power(TAXONOMY, kind, 600, 3)
    assert found >= 0.8 * hidden
    assert others <= 2


@pytest.mark.parametrize("kind", ["plain", "half"])
def test_in_null_journals_there_is_hardly_anything(kind):
    """Of twelve journals and five miners, at the stated rate of .05, three findings are to be expected and nine are not."""
    told = planted.nulls(TAXONOMY, kind, 150, 12)
    assert sum(one["told"] for one in told.values()) <= 6


def test_a_pair_that_mirrors_the_mix_of_settings_is_told_to_be_that():
    told = planted.mixes(TAXONOMY, 600, 3)
    assert told["told"] == 3
    assert told["told_as_mix"] >= 2


def mined(entries, vectors):
    return mine(
        entries,
        TAXONOMY,
        vectors,
        embedding="drawn" if vectors is not None else "",
        seed=1,
        today=planted.TODAY,
    )


@pytest.fixture(scope="module")
def everything():
    """A journal with something of every kind, and its patterns."""
    made = planted.journal(TAXONOMY, "everything", 500, 1)
    return made, mined(made.entries, made.vectors)


def test_the_same_entries_in_another_order_give_the_same_bytes(everything):
    made, first = everything
    assert {one.kind for one in first.patterns} >= {*NEW, "tension"}
    order = random.Random(2).sample(range(len(made.entries)), len(made.entries))
    again = mined([made.entries[at] for at in order], made.vectors[order])
    assert repr(again) == repr(first)


def test_every_finding_says_what_was_tested_and_on_what_it_stands(everything):
    for one in everything[1].patterns:
        if one.kind in NEW:
            assert one.p <= one.q < 0.05
            assert one.interval[0] <= one.strength <= one.interval[1]
            assert one.label
            assert one.notes
            assert one.exemplars
            assert one.terms or one.facets or one.kind == "gap"


def strange(kind):
    made = planted.journal(TAXONOMY, "plain", 40, 1).entries
    changed = {
        "no dates": {"observed": NOT_KNOWN},
        "one date": {"observed": made[0].observed},
        "the same text": {"title": "", "body": "The same words."},
        "no text": {"title": "", "body": ""},
        "another script": {"title": "", "body": "Κανείς δεν ρώτησε το ταμείο. 国库没有预算。 لا أحد يدفع"},
        "no tags": {"tensions": ()},
        "text only": {
            "tensions": (),
            "setting": "",
            "outcome": "",
            "channel": "",
            "stage": "",
            "machine_role": "",
            "functions": (),
            "mechanisms": (),
            "organisation": "Guild",
        },
        "one setting": {"setting": "dao"},
        "one tension": {"tensions": (made[0].tensions[0],)},
        "one episode": {"episode": "one"},
        "hostile words": {"tensions": (), "words": ("\x1b[31m<b>&\u202e" * 20,), "setting": "<script>"},
        "families alone": {"tensions": ("G",)},
        "unclear": {"outcome": "unclear", "channel": "unclear", "machine_role": "unclear"},
    }
    return [replace(one, **changed[kind]) for one in made]


@pytest.mark.parametrize(
    "kind",
    [
        "no dates",
        "one date",
        "the same text",
        "no text",
        "another script",
        "no tags",
        "text only",
        "one setting",
        "one tension",
        "one episode",
        "hostile words",
        "families alone",
        "unclear",
    ],
)
@pytest.mark.parametrize("with_vectors", [True, False])
def test_a_strange_journal_gives_reasons_and_no_error(kind, with_vectors):
    from lineage.embedding.fallback import LexicalEmbedding

    entries = strange(kind)
    vectors = LexicalEmbedding().vectors([one.text for one in entries]) if with_vectors else None
    result = mined(entries, vectors)
    assert len(result.notes) >= 5
    for one in result.patterns:
        assert len(one.episodes) > 1
        assert one.q is None or one.q < 0.05


@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_any_entries_give_a_reason_for_each_kind(n):
    result = mined(planted.journal(TAXONOMY, "plain", 3, 1).entries[:n], None)
    assert result.patterns == ()
    for kind in ("pairs", "sequences", "trends", "contrasts"):
        assert any(note.startswith(f"no {kind}") for note in result.notes), kind
