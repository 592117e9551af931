from __future__ import annotations

from datetime import date

import pytest

from lineage.journal import Journal
from lineage.mining.confidence import confidence_of, evidence_of
from lineage.mining.frame import frame_of
from lineage.mining.miners.recurring import recurring
from lineage.model.dates import parse_when
from lineage.model.entry import Entry, entry_id

TAXONOMY = Journal.built_in().taxonomy
ENTRIES = [
    Entry(
        id=entry_id(date(2026, 1, 1), number),
        observed=parse_when("2026-01"),
        recorded="2026-01-01",
        observer=f"observer-{number % 3}",
        coder="mina",
        organisation=f"body {number}",
        setting="token-community",
        observer_position="participant",
        tensions=("G4",),
        outcome="stall",
        body="The vote passed and nobody had asked the treasury whether the funds for it would be there before the summer comes.\n",
    )
    for number in range(15)
]


def reasons(second, alpha):
    frame = frame_of(ENTRIES, TAXONOMY, None, today=date(2026, 2, 1))
    (finding,) = recurring(frame, 0).findings
    _, steps = confidence_of(evidence_of(frame, finding, "", alpha, second))
    return [step.reason for step in steps if step.component == "methodology"]


def coded_by_jo(number):
    return {one.id: ("jo",) for one in ENTRIES[:number]}


@pytest.mark.parametrize(
    ("number", "alpha", "reason"),
    [
        (0, None, ["one coder; agreement between coders was not assessed"]),
        (2, None, ["one coder; agreement between coders was not assessed"]),
        (3, None, ["agreement between coders was not assessed"]),
        (3, 0.9, []),
        (3, 0.7, ["coders agree in part (alpha 0.70)"]),
        (3, 0.3, ["coders do not agree (alpha 0.30)"]),
        (2, 0.3, ["one coder, and where others coded too they do not agree (alpha 0.30)"]),
    ],
)
def test_a_fifth_of_a_patterns_entries_coded_twice_makes_two_coders(number, alpha, reason):
    assert reasons(coded_by_jo(number), alpha) == reason
