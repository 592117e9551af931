"""Faults of rules against the catalogue."""

from __future__ import annotations

from lineage.delegation.faults import rule_faults
from lineage.model.catalogue import Catalogue, Flag, Input
from lineage.model.rules import Rule, parse_effect

CATALOGUE = Catalogue(
    inputs=(Input(key="stakes", label="", question="", low="", high="", neutral=1),),
    flags=(Flag(key="tag_race", label="", question="", origin=""),),
    requirements=(("drill", "Rehearse it."),),
)


def rule(name, when="always", **more):
    return Rule(id=name, title="", when=when, strength="S3", path=f"{name}.md", **more)


def test_conditions_are_held_against_the_names_there_are():
    rules = [
        rule("R4", "stakes >="),
        rule("R3", "stakes or tag_race >= 1"),
        rule("R2", "stake >= 2"),
        rule("R1", "stakes >= 2 and tag_race and any_level >= 3 and unknown(stakes)"),
    ]
    assert [str(problem) for problem in rule_faults(rules, CATALOGUE)] == [
        "R2.md: when: no number to compare 'stake' (nearest: stakes)",
        "R3.md: when: no flag 'stakes' (compare it with a number)",
        "R3.md: when: no number to compare 'tag_race' (write it without a comparison)",
        "R4.md: when: column 10: a number was expected, not the end (such as: rev <= 1 and not protective)",
    ]


def test_requirements_sources_and_exempted_rules_must_exist():
    own = rule(
        "R1", requires=("drill", "dril"), sources=("psw", "pws"), effects=(parse_effect("exempt act R1 R7"),)
    )
    assert [problem.message for problem in rule_faults([own], CATALOGUE, {"psw"})] == [
        "no requirement 'dril'",
        "no rule 'R7'",
        "no source 'pws'",
    ]
    assert [problem.message for problem in rule_faults([own], CATALOGUE)] == [
        "no requirement 'dril'",
        "no rule 'R7'",
    ]
