from __future__ import annotations

import pytest

from lineage.journal import Journal
from lineage.model.entry import Entry
from lineage.model.inferred import calls_for, inferred, mentions

TAXONOMY = Journal.built_in().taxonomy
MACHINE = TAXONOMY.facet("machine-role")


def entry(text="", **values):
    return Entry(id="20260101-aaaaaaaa", title="", recorded="2026-01-01", body=text, **values)


def test_what_a_term_carries_is_given_with_its_code_and_only_where_the_entry_says_nothing():
    found = {one.field: one for one in inferred(entry(tensions=("G4",)), TAXONOMY)}
    page = TAXONOMY.by_id["agreement-without-resource-alignment"]
    assert {field: one.values for field, one in found.items()} == {
        "conditions": page.conditions,
        "layers": page.layers,
        "mechanisms": page.mechanisms,
    }
    assert found["layers"].codes == ("G4",)
    said = inferred(entry(tensions=("G4",), layers=("moral",)), TAXONOMY)
    assert [one.field for one in said] == ["conditions", "mechanisms"]
    assert inferred(entry(tensions=("G", "my own")), TAXONOMY) == ()
    two = {one.field: one for one in inferred(entry(tensions=("G4", "E4", "G4")), TAXONOMY)}
    assert len(set(two["layers"].values)) == len(two["layers"].values)


@pytest.mark.parametrize(
    "text",
    [
        "The AI refused the claim",
        "An LLM wrote the minutes",
        "the algorithm ranked us last",
        "a chatbot answered",
        "Der Algorithmus hat es abgelehnt",
        "Eine KI entscheidet",
        "L\u2019algorithme a refusé",
        "the smart contract paid twice",
        "it was auto-approved at night",
        "the script ran again",
    ],
)
def test_a_text_that_mentions_a_machine_calls_for_the_question(text):
    assert calls_for(MACHINE, entry(text), TAXONOMY)


@pytest.mark.parametrize(
    "text",
    [
        "The vote passed with 92 %",
        "j\u2019ai voté, et les voisins aussi",
        "ai margini della città",
        "the governance model was changed",
        "a contract with the city",
        "the estate agent called",
        "robbed of a description, the scriptures, a bottle",
        "",
    ],
)
def test_a_text_that_does_not_calls_for_none(text):
    assert not calls_for(MACHINE, entry(text), TAXONOMY)


def test_a_term_a_setting_or_an_actor_mentions_one_too():
    assert calls_for(MACHINE, entry("They signed it", tensions=("J11",)), TAXONOMY)
    assert calls_for(MACHINE, entry("They signed it", setting="ai-developer-field"), TAXONOMY)
    assert calls_for(MACHINE, entry("They signed it", actors=("the intake bot",)), TAXONOMY)
    assert not calls_for(MACHINE, entry("They signed it", tensions=("G4",), setting="dao"), TAXONOMY)


def test_every_answer_has_a_key_of_its_own_and_words_people_say():
    keys = [value.key for value in MACHINE.values]
    assert sorted(keys) == sorted(set(keys))
    assert all(len(key) == 1 and key not in ("q", "\r") for key in keys)
    assert all(MACHINE.resolve(value.aliases[0]) == value.id for value in MACHINE.values)


def test_capitals_are_taken_as_they_are_written_and_a_star_is_any_ending():
    assert mentions(["AI"], "an AI said")
    assert not mentions(["AI"], "said AIR and ai")
    assert mentions(["automat*"], "Automatically")
    assert not mentions(["bot"], "both robots")
    assert not mentions([], "AI")
