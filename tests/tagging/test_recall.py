from __future__ import annotations

from dataclasses import replace
from datetime import date

from lineage.journal import Journal
from lineage.model.dates import parse_when
from lineage.model.entry import Entry, entry_id
from lineage.model.recall import seen_before
from lineage.tagging.recall import earlier_note

TAXONOMY = Journal.built_in().taxonomy


def entry(number, body="", **values):
    base = Entry(
        id=entry_id(date(2026, 1, 1), number),
        title=f"note {number}",
        observed=parse_when("2026-03"),
        recorded="2026-03-01",
        body=body,
    )
    return replace(base, **values)


GARDEN = entry(1, "The garden budget was voted and the treasury has no line for it", context="guild")
KEYS = entry(2, "Only one member has the keys of the shed and she is away", context="guild")
NEW = entry(3, "The treasury still has no line for the garden budget that was voted", context="guild")


def test_the_note_it_continues_is_the_likest_of_the_same_place():
    found = earlier_note(NEW, [KEYS, GARDEN, NEW], {})
    assert found is not None
    assert (found.entry.id, found.notes) == (GARDEN.id, 1)
    assert earlier_note(NEW, [KEYS, NEW], {}) is None
    assert earlier_note(NEW, [replace(GARDEN, context="office"), NEW], {}) is None
    assert earlier_note(replace(NEW, context=""), [replace(GARDEN, context=""), NEW], {}) is None


def test_the_notes_of_its_episode_are_counted():
    other = entry(4, "The garden again", context="guild")
    found = earlier_note(NEW, [GARDEN, other, NEW], {GARDEN.id: "garden", other.id: "garden"})
    assert found is not None
    assert found.notes == 2


def test_here_and_elsewhere_are_counted_apart_and_a_family_is_not_its_tensions():
    term = "agreement-without-resource-alignment"
    here = [
        replace(GARDEN, tensions=("G4",)),
        replace(KEYS, tensions=("G6",)),
        replace(NEW, tensions=(term,)),
    ]
    library = [
        entry(
            7,
            organisation="A",
            tensions=(term,),
            outcome="recovered",
            tried=("named a payer",),
            helped="true",
        ),
        entry(8, organisation="B", tensions=(term,), outcome="stall"),
        entry(9, tensions=(term,), observed=parse_when("unclear")),
    ]
    seen = seen_before(here[2], here, library, TAXONOMY)
    assert (seen.here, seen.where, seen.since) == (1, "guild", "2026-03")
    assert (seen.elsewhere, seen.ended_well, seen.helped) == (2, 1, "named a payer")
    nothing = seen_before(replace(NEW, tensions=()), here, library, TAXONOMY)
    assert (nothing.here, nothing.elsewhere) == (0, 0)
