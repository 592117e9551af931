from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from lineage.journal import Journal

FOUNDING = {
    "commercialization-pressure", "veteran-newcomer-asymmetry", "norm-enforcement-without-formal-responsibility",
    "public-private-role-ambiguity", "large-state-vs-small-state", "process-legitimacy-vs-operational-efficiency",
    "human-centered-vs-post-human-governance", "technological-optimism-vs-skepticism", "token-community-vs-fiat-investor",
    "transition-shock", "language-level-mismatch", "expectation-asymmetry", "online-consensus-offline-execution-gap",
    "agreement-without-resource-alignment", "responsibility-displacement", "coordination-cost-escalation",
    "stability-vs-adaptability", "models-outpace-norms",
}  # fmt: skip


@pytest.fixture(scope="module")
def sample():
    from pathlib import Path

    return Journal(Path(__file__).resolve().parent.parent)


@pytest.fixture(scope="module")
def entries(sample):
    return sample.entries().entries


@pytest.fixture(scope="module")
def sourced(entries):
    return [entry for entry in entries if any(source.startswith("https://") for source in entry.sources)]


def test_the_sample_journal_has_no_fault(sample):
    assert sample.check() == []


def test_it_has_the_observations_lineages_settings_and_outcomes_it_promises(sample, sourced):
    assert len(sourced) >= 84
    families = Counter(sample.taxonomy.setting_family(entry.setting) for entry in sourced)
    assert set(families) == {"government", "community", "dao", "hybrid"}
    assert max(families.values()) - min(families.values()) <= 4
    assert {entry.outcome for entry in sourced} >= {"fail", "mutate", "stall", "held", "recovered", "open"}
    assert sum(entry.outcome in ("held", "recovered") and bool(entry.tried) for entry in sourced) >= 12
    assert len({entry.organisation for entry in sourced}) >= 15
    years = {str(entry.observed).lstrip("~")[:4] for entry in sourced}
    assert len(years) >= 10
    assert all(entry.spans for entry in sourced)
    assert all(entry.sensitivity == "public" for entry in sourced)


def test_its_lineages_have_two_to_six_entries(sourced):
    lineage = {entry.id: {entry.id} for entry in sourced}
    for entry in sourced:
        for before in entry.follows:
            joined = lineage[entry.id] | lineage[before]
            for member in joined:
                lineage[member] = joined
    sizes = [
        len(members) for members in {frozenset(members) for members in lineage.values()} if len(members) > 1
    ]
    assert len(sizes) >= 12
    assert max(sizes) <= 6


def test_the_seed_document_stands_as_founding_entries_one_a_tension(entries):
    founding = [entry for entry in entries if "founding" in entry.words]
    assert {entry.tensions[0] for entry in founding} == FOUNDING
    assert len(founding) == len(FOUNDING)
    assert {str(entry.observed) for entry in founding} == {"unclear"}


def documents(shared):
    found = {}
    for path in sorted((shared / "data" / "minutes" / "dev").rglob("docs.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                found.setdefault(record["source"]["url"], record)
    return found


def runs(text, length=8):
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def test_every_source_is_a_document_and_no_sentence_is_theirs(sourced, shared):
    known = documents(shared)
    for entry in sourced:
        for source in entry.sources:
            assert source in known, (entry.id, source)
            copied = runs(f"{entry.title} {entry.text}") & runs(known[source]["text"])
            assert not copied, (entry.id, sorted(copied)[:2])
