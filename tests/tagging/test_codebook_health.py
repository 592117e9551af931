from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from lineage.model.coding import Coding, coded_entries
from lineage.model.entry import Entry, entry_id
from lineage.model.taxonomy import Family, Neighbour, Taxonomy, Tension
from lineage.tagging.health import codebook_health

FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def tension(name, code, label, **values):
    examples = "- **Fits.** One.\n- **Near miss (`other`).** Two."
    base = Tension(
        id=name,
        code=code,
        family="execution",
        label=label,
        neighbours=(Neighbour(id="unfunded", test="?"), Neighbour(id="undone", test="?")),
        sections=(("Examples", examples),),
    )
    return replace(base, **values)


UNFUNDED = tension("unfunded", "G4", "Agreed, not funded", neighbours=(Neighbour(id="undone", test="?"),))
UNDONE = tension("undone", "G3", "Decided online, undone", neighbours=(Neighbour(id="unfunded", test="?"),))
WORN = tension("worn", "G7", "Maintainers worn out", neighbours=(Neighbour(id="unfunded", test="?"),))
TAXONOMY = Taxonomy(
    version="1.0.0",
    families=(Family(id="execution", code="G", label="Execution", question="?"),),
    tensions=(UNFUNDED, UNDONE),
)


def entries(*tags, day=1):
    """Observations written a day apart, each with the tags of one word."""
    return [
        Entry(
            id=entry_id(date(2026, 1, 1), number),
            recorded=(FIRST_DAY + timedelta(days=day * number)).isoformat(),
            coder="mina",
            tensions=tuple(word.split("+")),
            body="x\n",
        )
        for number, word in enumerate(tags)
    ]


def found(tags=(), *, taxonomy=TAXONOMY, codings=(), library=(), day=1):
    return codebook_health(taxonomy, coded_entries(entries(*tags, day=day), codings), library)


def of(health, kind):
    return [one for one in health.findings if one.kind == kind]


def test_a_term_without_neighbours_or_that_nobody_points_at_is_an_orphan():
    lonely = replace(WORN, neighbours=())
    health = found(taxonomy=replace(TAXONOMY, tensions=(UNFUNDED, UNDONE, lonely)))
    assert [one.terms for one in of(health, "orphan")] == [("worn",), ("worn",)]
    assert "names no neighbour" in of(health, "orphan")[0].text
    assert "no other term has it" in of(health, "orphan")[1].text


def test_a_term_without_a_near_miss_is_named():
    bare = replace(UNDONE, sections=(("Examples", "- **Fits.** One."),))
    (one,) = of(found(taxonomy=replace(TAXONOMY, tensions=(UNFUNDED, bare))), "near miss")
    assert one.terms == ("undone",)


def test_names_nearly_the_same_are_told_and_a_term_is_not_like_itself():
    twin = tension("twin", "G9", "Decided on line, undone", alt_labels=("decided on-line and undone",))
    (one,) = of(found(taxonomy=replace(TAXONOMY, tensions=(UNFUNDED, UNDONE, twin))), "alike")
    assert one.terms == ("undone", "twin")
    assert of(found(), "alike") == []


def test_a_deprecated_term_is_left_alone():
    old = replace(WORN, status="deprecated", neighbours=(), sections=())
    health = found(taxonomy=replace(TAXONOMY, tensions=(UNFUNDED, UNDONE, old)))
    assert (health.terms, health.findings) == (2, ())


def test_never_used_is_said_of_thirty_entries_and_not_of_twenty_nine():
    assert of(found(["unfunded"] * 29), "unused") == []
    assert "never used: 29 tagged entries are fewer than 30" in found(["unfunded"] * 29).abstained
    (one,) = of(found(["unfunded"] * 30), "unused")
    assert one.terms == ("undone",)


def test_never_used_here_is_told_apart_from_never_used_in_the_sample_journal():
    taxonomy = replace(TAXONOMY, tensions=(UNFUNDED, UNDONE, WORN))
    (one,) = of(found(["unfunded"] * 30, taxonomy=taxonomy, library=entries("G7", "worn")), "unused")
    assert one.terms == ("undone", "worn")
    assert "2 of 3 terms never used in 30 entries; 1 of them not in the sample journal either: G3" in one.text


def test_a_term_that_one_coder_alone_gives_to_what_others_coded_too_is_told_with_its_entries():
    tags = ["unfunded+undone"] * 3 + ["unfunded"] * 7
    codings = [
        Coding(entry=one.id, coder="jo", answers=(("tensions", ("unfunded",)),)) for one in entries(*tags)
    ]
    (one,) = of(found(tags, codings=codings), "one coder")
    assert (one.terms, one.entries) == (("undone",), tuple(sorted(each.id for each in entries(*tags)[:3])))
    health = found(tags[:9], codings=codings[:9])
    assert of(health, "one coder") == []
    assert "used by one coder only: 9 entries are of two coders, fewer than 10" in health.abstained


def test_terms_that_are_never_without_each_other_are_told_from_three_entries_on():
    (one,) = of(found(["unfunded+undone"] * 3), "together")
    assert (one.terms, len(one.entries)) == (("undone", "unfunded"), 3)
    assert of(found(["unfunded+undone"] * 2), "together") == []
    assert of(found(["unfunded+undone"] * 3 + ["undone"]), "together") == []


def test_a_share_that_moves_is_drift_and_one_that_stays_is_not():
    steady = ["unfunded", "undone"] * 20
    assert of(found(steady), "drift") == []
    moved = ["unfunded"] * 18 + ["undone"] * 2 + ["unfunded"] * 4 + ["undone"] * 16
    drifted = {one.terms[0]: dict(one.figures) for one in of(found(moved), "drift")}
    assert drifted["undone"]["earlier"] == pytest.approx(0.1)
    assert drifted["undone"]["later"] == pytest.approx(0.8)
    assert drifted["undone"]["low"] > 0.3
    assert drifted["unfunded"]["high"] < 0


@pytest.mark.parametrize(
    ("tags", "day", "why"),
    [
        (["unfunded"] * 39, 1, "19 entries in a half, fewer than 20"),
        (["unfunded"] * 60, 0, "60 of 60 tagged entries were recorded on one day (2026-01-01)"),
        (["unfunded+undone+G4"] * 0, 1, "0 entries in a half"),
    ],
)
def test_drift_is_not_said_where_it_cannot_be_known(tags, day, why):
    assert any(one.startswith("drift of use:") and why in one for one in found(tags, day=day).abstained)


def test_saturation_counts_new_terms_a_run_and_says_when_the_last_came():
    tags = ["unfunded"] * 12 + ["undone"] + ["unfunded"] * 12
    (one,) = of(found(tags), "saturation")
    assert [number for _, number in one.figures] == [1, 1, 0]
    assert "came with entry 13 of 25 (2026-01-13), 12 entries ago" in one.text
    assert one.entries == (entries(*tags)[12].id,)


def test_saturation_is_not_said_of_few_entries():
    assert "saturation: 19 tagged entries, fewer than 20" in found(["unfunded"] * 19).abstained


def test_the_built_in_codebook_has_no_orphan_and_a_near_miss_everywhere():
    from lineage.journal import Journal

    journal = Journal.built_in()
    health = codebook_health(journal.taxonomy, journal.coded(journal.entries().entries))
    assert of(health, "orphan") == []
    assert of(health, "near miss") == []
