from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest

from lineage.model.dates import parse_when
from lineage.model.entry import Entry
from lineage.model.taxonomy import Facet, Family, Taxonomy, Tension, Value

TODAY = date(2026, 11, 24)

TALK = {
    "funding": "treasury budget line payer invoice grant runway money paid salary reserve",
    "review": "merge request reviewer queue maintainer inbox weekend tired volunteer patch backlog",
    "voting": "ballot quorum delegate turnout whale token snapshot proposal poll majority",
    "office": "permit clerk counter form stamp council ministry hearing docket appeal",
}
FILLER = [
    "we",
    "then",
    "they",
    "said",
    "again",
    "after",
    "the",
    "next",
    "on",
    "that",
    "day",
    "people",
    "group",
    "month",
    "plan",
    "work",
    "talked",
    "about",
    "it",
    "more",
]


def tension(name, code, label, family="execution", **more):
    return Tension(id=name, code=code, family=family, label=label, **more)


@pytest.fixture
def taxonomy():
    return Taxonomy(
        version="1.0.0",
        families=(
            Family(
                id="execution",
                code="G",
                label="Capacity and execution",
                question="Does doing follow deciding?",
            ),
        ),
        tensions=(
            tension("unfunded", "G4", "Agreed, not funded"),
            tension("undone", "G3", "Decided online, undone"),
            tension("latency", "G8", "Decided too late"),
            tension("burnout", "G7", "Maintainers worn out"),
            tension("race", "D1", "Nobody dares slow down", family="races"),
            tension("lab-race", "D2", "Labs race", family="races", parent="race"),
            tension("old-name", "G99", "Old name", status="deprecated", replaced_by="unfunded"),
        ),
        facets=(
            Facet(
                id="setting",
                key="setting",
                label="Setting",
                values=(
                    Value(id="dao", label="DAO"),
                    Value(id="token-community", label="Token community", family="dao"),
                    Value(id="government", label="Government"),
                    Value(id="local-government", label="Town", family="government"),
                ),
            ),
        ),
    )


@pytest.fixture
def faceted(taxonomy):
    """The same taxonomy with channels, machine parts, mechanisms and stages."""
    vocabularies = (
        ("channel", "Online or offline", ("online-first", "offline-first", "unclear")),
        ("machine-role", "Machine part", ("none", "ai-agent")),
        ("mechanism", "Why", ("principal-agent", "path-dependence")),
        ("stage", "Stage", ("forming", "executing")),
    )
    labels = {"none": "None", "ai-agent": "AI agent"}
    more = tuple(
        Facet(
            id=name,
            key=name.replace("-", "_"),
            label=label,
            values=tuple(Value(id=value, label=labels.get(value, value)) for value in values),
        )
        for name, label, values in vocabularies
    )
    return replace(taxonomy, facets=(*taxonomy.facets, *more))


@pytest.fixture
def note():
    """Makes an observation: note(3, tensions=("unfunded",)); fields not given are those of a full entry."""

    def make(number, **more):
        fields = {
            "id": f"20260101-{number:08d}",
            "title": f"Note {number}",
            "observed": parse_when("2026-10"),
            "recorded": "2026-11-01T10:00:00+00:00",
            "observer": "mina",
            "coder": "mina",
            "setting": "token-community",
            "organisation": f"Guild {number % 3}",
            "observer_position": "participant",
            "body": "The vote passed and the treasury had no line for it, so nothing was paid before spring.",
        }
        return Entry(**fields | more)

    return make


@pytest.fixture
def journal(note):
    """Sixty observations of four kinds of talk, two of which bear tensions that name them."""

    def make(n=60, seed=1):
        rng = random.Random(seed)
        kinds = list(TALK)
        entries = []
        for number in range(n):
            kind = kinds[number % len(kinds)]
            words = rng.sample(TALK[kind].split(), 6) + rng.sample(FILLER, 6)
            rng.shuffle(words)
            tensions = {"funding": ("unfunded",), "review": ("burnout",)}.get(kind, ())
            entries.append(
                note(number, title="", body=" ".join(words) + ".", tensions=tensions, words=(kind,))
            )
        return entries

    return make
