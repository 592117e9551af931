"""What is compared of coders of the same entries, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lineage.journal import Journal
from lineage.model.coding import Coding, coded_entries, place_of
from lineage.model.entry import Entry, entry_id
from lineage.model.resolution import Resolution, resolution_keys, resolutions
from lineage.tagging.agreement import compare, tension_alpha

TAXONOMY = Journal.built_in().taxonomy
G4, G3, E3, G8 = (
    "agreement-without-resource-alignment",
    "online-consensus-offline-execution-gap",
    "plutocracy",
    "decision-latency",
)


def entry(number, **values):
    base = Entry(
        id=entry_id(date(2026, 1, 1), number),
        title=f"note {number}",
        recorded="2026-01-01T10:00:00+00:00",
        coder="mina",
        body="Nobody had asked the treasury. The vote passed all the same.\n",
        tensions=(G4,),
    )
    return replace(base, **values)


def coding(
    of, coder="jo", recorded="2026-02-01T10:00:00+00:00", quotes=(), machine="", taxonomy="", **answers
):
    return Coding(
        entry=of.id,
        coder=coder,
        recorded=recorded,
        machine=machine,
        taxonomy=taxonomy,
        quotes=quotes,
        answers=tuple((name, tuple(values.split(";")) if values else ()) for name, values in answers.items()),
    )


def compared(entries, codings, settled=(), **options):
    return compare(coded_entries(entries, codings), TAXONOMY, settled=resolutions(settled), **options)


def row(found, name):
    return next(one for one in (*found.facets, *found.terms) if one.name == name)


TWELVE = [entry(number, tensions=(G4,) if number % 2 else (E3,), outcome="stall") for number in range(12)]
SAME = [coding(one, tensions=";".join(one.tensions), outcome="stall") for one in TWELVE]


def test_an_entrys_own_tags_are_the_first_coders_and_a_short_code_is_the_same_tag():
    found = compared(TWELVE, [coding(one, tensions="G4" if G4 in one.tensions else "E3") for one in TWELVE])
    assert found.coders == (("jo", 12), ("mina", 12))
    assert row(found, "tensions").alpha.value == 1.0
    assert found.disagreements == ()


def test_a_facet_that_one_coder_was_not_asked_for_is_not_compared():
    found = compared(TWELVE, [coding(one, tensions="G4", stage="executing") for one in TWELVE])
    assert [one.name for one in found.facets] == ["tensions", "primary", "families", "outcome"]
    assert row(found, "outcome").n == 0
    assert row(found, "outcome").alpha.why == "one coder"


def test_coders_may_differ_on_a_tension_and_agree_on_its_family():
    codings = [coding(one, tensions=G8 if G4 in one.tensions else "E3") for one in TWELVE]
    found = compared(TWELVE, codings)
    assert row(found, "tensions").alpha.value < 0.5
    assert row(found, "families").alpha.value == 1.0
    assert any("report by family" in note for note in found.notes)


def test_one_answer_throughout_has_a_share_and_a_reason_and_no_coefficient():
    outcome = row(compared(TWELVE, SAME), "outcome")
    assert outcome.percent.value == 1.0
    assert outcome.alpha.value is None
    assert "one and the same answer" in outcome.alpha.why


def test_fewer_than_five_entries_have_a_share_and_no_coefficient():
    found = compared(TWELVE[:4], SAME[:4])
    assert row(found, "tensions").percent.value == 1.0
    assert row(found, "tensions").alpha.why == "4 entries of two coders, fewer than 5"
    assert tension_alpha(coded_entries(TWELVE[:4], SAME[:4]), TAXONOMY) is None


def test_a_term_nobody_used_is_counted_and_has_no_number():
    found = compared(TWELVE, SAME)
    assert {one.name for one in found.terms} == {G4, E3}
    assert found.unused == len(TAXONOMY.tensions) - 2


def test_a_term_is_compared_as_used_or_not():
    codings = [
        coding(one, tensions=f"{G4};{G3}" if number < 3 else one.tensions[0])
        for number, one in enumerate(TWELVE)
    ]
    found = row(compared(TWELVE, codings), G3)
    assert (found.used, found.together, found.prevalence) == ((("jo", 3), ("mina", 0)), 0, 0.125)
    assert found.kappa.value == 0.0
    assert found.ac1.value == pytest.approx((0.75 - 0.21875) / 0.78125)
    assert found.percent.value == 0.75


def test_no_tension_is_an_answer_and_an_absent_key_is_none():
    nothing = [coding(one, tensions="") for one in TWELVE]
    found = compared(TWELVE, nothing)
    assert row(found, "tensions").n == 12
    assert row(found, "primary").percent.value == 0.0
    assert compared([entry(1, tensions=())], [coding(entry(1), tensions="G4")]).facets[0].n == 0


def test_ranks_are_compared_as_ranks_and_what_has_no_rank_is_left_out():
    scales = ["team", "community", "organization", "network", "national", "unclear"]
    entries = [entry(number, scale=scale) for number, scale in enumerate(scales)]
    near = ["community", "organization", "network", "national", "international", "team"]
    found = row(
        compared(entries, [coding(one, scale=scale) for one, scale in zip(entries, near, strict=True)]),
        "scale",
    )
    assert (found.scale, found.n, found.percent.value) == ("ranks", 5, 0.0)
    assert found.alpha.value > 0.5


def test_more_than_two_coders_have_fleiss_kappa_and_two_have_cohens():
    third = [coding(one, coder="ravi", tensions=one.tensions[0]) for one in TWELVE[:6]]
    assert row(compared(TWELVE, SAME), "primary").kappa_of == "Cohen"
    found = row(compared(TWELVE, [*SAME, *third]), "primary")
    assert (found.kappa_of, found.coders) == ("Fleiss", ("jo", "mina", "ravi"))


def test_only_the_measure_that_was_asked_for_has_an_interval():
    codings = [coding(one, tensions="G4") for one in TWELVE]
    by_alpha, by_percent = (compared(TWELVE, codings, measure=name) for name in ("alpha", "percent"))
    assert row(by_alpha, "tensions").alpha.interval
    assert not row(by_alpha, "tensions").percent.interval
    assert row(by_percent, "tensions").percent.interval
    assert not row(by_percent, "tensions").alpha.interval


def test_the_same_codings_in_another_order_give_the_same():
    codings = [*SAME[:5], *[coding(one, tensions="G4;E3") for one in TWELVE[5:]]]
    assert compared(TWELVE, codings, seed=5) == compared(TWELVE[::-1], codings[::-1], seed=5)


# Disagreements -------------------------------------------------------------------------------------------------------


def test_tensions_come_first_and_of_these_the_widest_apart():
    one, two, three = (entry(number, tensions=(G4, G3), outcome="stall") for number in range(3))
    codings = [
        coding(one, tensions=G4, outcome="fail"),
        coding(two, tensions=E3, outcome="stall"),
        coding(three, tensions=f"{G4};{G3}", outcome="held"),
    ]
    found = compared([one, two, three], codings).disagreements
    assert [(each.entry, each.facet) for each in found] == [
        (two.id, "tensions"),
        (one.id, "tensions"),
        (one.id, "outcome"),
        (three.id, "outcome"),
    ]
    assert [each.distance for each in found[:2]] == [1.0, pytest.approx(2 / 3, abs=1e-3)]


def test_each_coders_passages_stand_with_their_tags():
    one = entry(1, body="[Nobody had asked]{.G4} the treasury. The vote passed all the same.\n")
    found = compared([one], [coding(one, tensions="E3", quotes=(("E3", "The vote passed"),))]).disagreements[
        0
    ]
    assert [(stand.coder, stand.quotes) for stand in found.stands] == [
        ("mina", ((G4, "Nobody had asked"),)),
        ("jo", ((E3, "The vote passed"),)),
    ]
    assert found.opening.startswith("Nobody had asked the treasury")


def test_the_same_tensions_with_another_first_are_a_disagreement_of_no_distance():
    one = entry(1, tensions=(G4, E3))
    found = compared([one], [coding(one, tensions=f"{E3};{G4}")]).disagreements
    assert [(each.facet, each.distance) for each in found] == [("tensions", 0.0)]
    assert compared([one], [coding(one, tensions=f"{G4};{E3}")]).disagreements == ()


def memo(of, recorded, **decision):
    found = Resolution(
        memo="20260301-00000000",
        entry=of.id,
        recorded=recorded,
        decision=tuple(
            (name, tuple(values.split(";")) if values else ()) for name, values in decision.items()
        ),
        reason="they had the money",
    )
    return Entry(id=found.memo, kind="memo", recorded=recorded, extra=resolution_keys(found), body="x\n")


def test_a_memo_settles_what_it_is_about_and_no_more():
    one = entry(1, outcome="stall")
    codings = [coding(one, tensions="E3", outcome="fail")]
    found = compared([one], codings, [memo(one, "2026-03-01T00:00:00+00:00", tensions=E3)])
    assert [each.facet for each in found.unsettled] == ["outcome"]
    (settled,) = found.settled
    assert (settled.facet, settled.decision, settled.reason) == ("tensions", (E3,), "they had the money")


def test_what_is_coded_again_after_a_decision_is_open_again():
    one = entry(1)
    codings = [coding(one, tensions="E3", recorded="2026-04-01T00:00:00+00:00")]
    assert compared([one], codings, [memo(one, "2026-03-01T00:00:00+00:00", tensions=E3)]).settled == ()


def test_a_decision_for_no_tension_is_read_back_as_one():
    one = entry(1)
    (found,) = resolutions([memo(one, "2026-03-01", tensions="", outcome="held")])[one.id]
    assert found.decision == (("tensions", ()), ("outcome", ("held",)))


def test_agreement_stays_that_of_the_codings_as_they_were_made():
    one = entry(1, tensions=(E3,))
    kept = coding(one, coder="mina", tensions=G4, recorded=one.recorded)
    found = compared([one], [kept, coding(one, tensions=E3)]).disagreements[0]
    assert [stand.values for stand in found.stands] == [(G4,), (E3,)]


# What the numbers do not say -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codings", "said"),
    [
        ([coding(one, tensions="G4") for one in TWELVE], "no conclusion should rest on these tags yet"),
        (SAME, "12 entries coded twice: 30 or a fifth"),
        ([coding(one, tensions="G4", machine="model-1") for one in TWELVE], "jo is a machine (model-1)"),
        (
            [coding(one, tensions="G4", taxonomy=f"1.{number % 2}.0") for number, one in enumerate(TWELVE)],
            "taxonomy 1.0.0, 1.1.0",
        ),
    ],
)
def test_limits_are_told_with_the_numbers(codings, said):
    notes = compared(TWELVE, codings).notes
    assert any(said in note for note in notes)
    assert "agreement says that coders apply the codebook alike, not that they are right" in notes


def test_tags_that_a_machine_offered_are_told():
    offered = [replace(one, suggested="1/some-model") for one in TWELVE]
    assert any(
        "taken" in note or "took tags that a machine" in note for note in compared(offered, SAME).notes
    )


def test_thirty_entries_are_not_told_to_be_few():
    many = [entry(number, tensions=(G4,) if number % 2 else (E3,)) for number in range(30)]
    found = compared(many, [coding(one, tensions=one.tensions[0]) for one in many])
    assert not any("what to aim for" in note for note in found.notes)


def test_without_second_codings_there_is_nothing_to_say():
    found = compared(TWELVE, [])
    assert (found.n, found.coders, found.notes, found.terms) == (0, (), (), ())


# Passages ------------------------------------------------------------------------------------------------------------


def test_the_same_passages_agree_and_a_passage_that_is_not_there_does_not_count():
    one = entry(1, body="[Nobody had asked]{.G4} the treasury. The vote passed all the same.\n")
    same = compared([one], [coding(one, tensions="G4", quotes=(("G4", "Nobody  had\nasked"),))]).passages
    assert (same.alpha, same.coders, same.entries) == (1.0, ("jo", "mina"), 1)
    other = compared([one], [coding(one, tensions="G4", quotes=(("G4", "no such words"),))]).passages
    assert (other.alpha, other.why) == (None, "no entry has passages marked by two coders")
    apart = compared([one], [coding(one, tensions="G4", quotes=(("G4", "The vote passed"),))]).passages
    assert apart.alpha < 0


def test_a_passage_is_found_whatever_its_line_breaks():
    assert place_of("had asked the", "Nobody had\nasked  the treasury") == (7, 14)
    assert place_of("", "text") is None
    assert place_of("(a+b)*", "x (a+b)* y") == (2, 6)
