from __future__ import annotations

from lineage.journal import Journal
from lineage.model.outline import Points
from lineage.model.pattern import Pattern, figures
from lineage.report.patterns import pattern_blocks, strength_of

TAXONOMY = Journal.built_in().taxonomy


def pattern(**more):
    return Pattern(
        **{
            "id": "p-abc123",
            "kind": "contrast",
            "label": "Agreed, not funded: more in DAO than elsewhere",
            "terms": ("agreement-without-resource-alignment",),
            "entries": ("20260101-00000001",),
            "episodes": ("a", "b"),
            "strength": 11.294,
            "unit": "odds ratio",
            "interval": (2.66, 1214.3),
            "q": 0.0123,
            "facets": ("setting:dao", "machine:ai-agent"),
            "notes": ("10 of 18 episodes here", "it holds within setting families too", "more"),
        }
        | more
    )


def test_a_strength_is_said_with_its_unit_first_where_it_is_a_ratio():
    assert strength_of(pattern()) == "odds ratio 11.3 (95 % interval 2.66 to 1214), q = 0.012"
    assert pattern(strength=8.0, unit="episodes").measured == "8 episodes"
    assert (
        pattern(strength=0.267, unit="share of what follows it").measured == "0.27 share of what follows it"
    )
    assert pattern(strength=2.5, unit="lift").measured == "lift 2.50"


def test_numbers_have_as_many_figures_as_they_bear():
    assert [figures(value) for value in (0.0, 0.271, -9.5, 11.29, 99.94, 1214.3)] == [
        "0.00",
        "0.27",
        "-9.50",
        "11.3",
        "99.9",
        "1214",
    ]


def test_what_was_tested_stands_beside_the_strength_of_what_is_tested():
    assert pattern().tested == ("10 of 18 episodes here", "it holds within setting families too")
    assert pattern(kind="theme").tested == ()


def test_a_pattern_in_full_names_the_facet_values_as_a_query_does():
    points = next(block for block in pattern_blocks(pattern(), TAXONOMY) if isinstance(block, Points))
    assert points.items[0] == (
        "contrast; tensions: G4 Agreed, not funded; entries of setting:dao and of machine:ai-agent"
    )
