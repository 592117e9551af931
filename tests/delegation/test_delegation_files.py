"""The files under taxonomy/delegation, and how faults in such files are told."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.delegation.conditions import parse_condition
from lineage.delegation.faults import rule_faults
from lineage.model.rules import FUNCTIONS, STRENGTHS, parse_effect
from lineage.store.delegation import load_catalogue, overlaid, read_delegation
from lineage.store.front_matter import read_document, render
from lineage.store.rules import load_rules

RAISING = ("at_least", "shift")


def test_every_file_reads_without_a_problem(folder):
    assert load_rules(folder)[1] == []
    assert load_catalogue(folder)[1] == []


def test_there_are_fifty_five_rules_and_forty_are_first(rules):
    assert [rule.id for rule in rules] == [f"R{n:02d}" for n in range(1, 56)]
    assert sum(rule.release == "first" for rule in rules) == 40
    assert {rule.release for rule in rules} == {"first", "later"}


def test_thirty_cap_fifteen_raise_and_ten_only_require_or_flag(rules):
    capping = [
        r.id for r in rules if any(e.kind == "at_most" and e.function != "set-rules" for e in r.effects)
    ]
    raising = [
        r.id
        for r in rules
        if any(e.kind == "at_least" or (e.kind == "shift" and e.number > 0) for e in r.effects)
    ]
    only = [r.id for r in rules if all(e.kind in ("flag", "effective_plus") for e in r.effects)]
    assert (len(capping), len(raising), len(only)) == (30, 15, 10)


def test_every_condition_reads_and_names_only_what_there_is(rules, catalogue):
    assert rule_faults(rules, catalogue) == ()


def test_every_requirement_is_written_and_used(rules, catalogue):
    used = {name for rule in rules for name in rule.requires}
    assert used == {name for name, _ in catalogue.requirements}
    for name, text in catalogue.requirements:
        assert text[0].isupper(), name
        assert text.endswith((".", ".)")), name


def test_every_flag_is_used_by_a_rule(rules, catalogue):
    named = set()
    for rule in rules:
        condition = parse_condition(rule.when)
        named |= condition.marks | condition.numbers | condition.asked
    # flag_law is asked by the engine itself: it decides whether S1/S4 rules bind hard.
    assert {flag.key for flag in catalogue.flags} - named == {"flag_law"}
    assert {item.key for item in catalogue.inputs} <= named


def test_every_source_is_listed(rules, catalogue, folder):
    path = folder.parent / "sources.yaml"
    if not path.exists():
        pytest.skip("taxonomy/sources.yaml is absent")
    listed = set(re.findall(r"^([a-z0-9-]+):", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert {source for rule in rules for source in rule.sources} <= listed
    assert {check.source for check in catalogue.checks if check.source} <= listed


def test_every_rule_says_why_and_what_speaks_against_it(rules):
    for rule in rules:
        assert rule.why, rule.id
        assert rule.counter_argument, rule.id
        assert rule.what_would_change, rule.id
        assert rule.strength in STRENGTHS
        assert rule.sources or rule.strength == "S5", rule.id


def test_rules_of_thumb_move_no_level(rules):
    for rule in rules:
        if rule.strength == "S5":
            assert {effect.kind for effect in rule.effects} == {"flag"}


def test_exempted_rules_exist_and_cap_what_they_are_exempt_from(rules):
    by_id = {rule.id: rule for rule in rules}
    (effect,) = [e for rule in rules for e in rule.effects if e.kind == "exempt"]
    assert by_id["R21"].effects[1] == effect
    for name in effect.rules:
        assert any(e.kind == "at_most" and e.function == "act" for e in by_id[name].effects), name


def test_law_softens_the_rules_that_say_so(rules):
    softer = {rule.id: rule.strength_without_law for rule in rules if rule.strength_without_law}
    assert softer == {"R07": "S4", "R48": "S4", "R50": "S3", "R52": "S4"}


def test_the_catalogue_is_whole(catalogue):
    assert [level.id for level in catalogue.levels] == ["M0", "M1", "M2", "M3", "M4", "M5", "M6"]
    assert [function.id for function in catalogue.functions] == list(FUNCTIONS)
    assert [function.prior for function in catalogue.functions] == [4, 3, 2, 3, 4, 1, 2, 1]
    assert len(catalogue.inputs) == 21
    assert [item.key for item in catalogue.inputs if item.critical] == ["stk", "rev", "leg", "acc"]
    neutral = "stk1 rev2 frq1 ver2 prx1 sub1 leg1 con1 amb1 tim0 acc2 asy1 adv1 cmt0 cap2 mrel2 voi2 sys0 skl1 chn0 hum0"
    assert " ".join(f"{item.key}{item.neutral}" for item in catalogue.inputs) == neutral
    assert catalogue.level_label(3) == "acts after approval (M3)"
    assert [flag.key for flag in catalogue.flags if flag.counted] == ["obs_override_rate", "obs_n"]
    kinds = [check.kind for check in catalogue.checks]
    assert [kinds.count(kind) for kind in ("check", "ostrom", "trigger", "log", "limit")] == [5, 8, 11, 20, 5]


def test_every_level_of_every_function_has_its_roles(catalogue):
    roles = {role.id: role.kind for role in catalogue.roles}
    for function in FUNCTIONS:
        for level in range(6):
            division = catalogue.division(function, level)
            assert division is not None, (function, level)
            assert roles[division.human] == "human"
            assert roles[division.machine] == "machine"
            assert division.oversight.endswith(".")
            assert division.human != "human-warm-body", "a finding, not a role"


def test_hints_and_marks_of_the_tensions_exist(catalogue, folder):
    inputs = {item.key for item in catalogue.inputs}
    flags = {flag.key for flag in catalogue.flags}
    for path in sorted((folder.parent / "tensions").glob("*.md")):
        fields = read_document(path.read_text(encoding="utf-8")).fields
        assert set(fields.get("hints", {})) <= inputs, path.name
        assert set(fields.get("marks", [])) <= flags, path.name


def test_rule_files_are_in_canonical_form(folder):
    for path in sorted((folder / "rules").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        document = read_document(text)
        assert render(document.fields, document.body) == text, path.name
        assert document.fields["id"] == path.stem


@pytest.mark.parametrize(
    "text",
    [
        "at_most decide 2",
        "at_least monitor 3",
        "shift decide +2",
        "shift decide -1",
        "forbid act 3",
        "not_both decide act 4",
        "step_limit 1",
        "exempt act R02 R04",
        "abstain decide",
        "effective_plus 1",
        "at_most set-rules 1",
        "flag Moral crumple zone risk",
    ],
)
def test_an_effect_reads_back_as_written(text):
    effect = parse_effect(text)
    assert effect.text == text
    assert parse_effect(f"  {text}  ") == effect


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "an effect is empty"),
        ("cap decide 2", "'cap' is no kind of effect; one of at_most, at_least"),
        ("at_most decide", "'at_most decide': a function and a level was expected after 'at_most'"),
        ("at_most decode 2", "'at_most decode 2': 'decode' is no function; one of sense, analyse"),
        ("at_most decide 6", "'at_most decide 6': a level from 0 to 5 was expected, not '6'"),
        ("shift decide 2", "'shift decide 2': -2, -1, +1 or +2 was expected, not '2'"),
        ("not_both act act 4", "'not_both act act 4': two different functions were expected"),
        ("not_both decide act 0", "a level from 1 to 5 was expected"),
        ("step_limit one", "'step_limit one': 1, 2 or 3 levels were expected, not 'one'"),
        ("exempt act", "'exempt act': a function and the ids of rules were expected"),
        ("abstain", "'abstain': a function was expected after 'abstain'"),
        ("flag", "'flag': the text that is to be said was expected after it"),
    ],
)
def test_an_effect_that_does_not_fit_is_refused_with_what_was_expected(text, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        parse_effect(text)


@given(st.text(max_size=40))
def test_any_effect_is_read_or_refused(text):
    try:
        read = parse_effect(text).text
    except ValueError as error:
        read = str(error) and "drill"
    assert read == "drill" or parse_effect(read).text == read


GOOD = """---
id: R90
title: Own rule
when: stk >= 2
effects:
  - at_most act 3
strength: S4
---

## Why
Because.

## Counter-argument
Not always.

## What would change it
A case.
"""


@pytest.fixture
def own(tmp_path):
    (tmp_path / "rules").mkdir()

    def write(name, text):
        (tmp_path / "rules" / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.mark.parametrize(
    ("broken", "line", "said"),
    [
        (
            GOOD.replace("at_most act 3", "at_most act three"),
            5,
            "a level from 0 to 5 was expected, not 'three'",
        ),
        (GOOD.replace("strength: S4", "strength: strong"), 7, "strength: no strength 'strong'"),
        (GOOD.replace("title: Own rule\n", ""), 0, "title: a text was expected"),
        (GOOD.replace("title: Own rule", "titel: Own rule"), 3, "no key 'titel'"),
        (
            GOOD.replace("## Counter-argument\nNot always.\n", ""),
            0,
            "no section '## Counter-argument' with text in it",
        ),
        (GOOD.replace("---\n\n## Why", "\n## Why"), 1, "the front matter is not closed"),
        ("no front matter", 1, "no front matter"),
    ],
)
def test_a_bad_rule_file_is_told_and_hides_no_other(own, broken, line, said):
    own("R90.md", broken)
    folder = own("R91.md", GOOD.replace("R90", "R91"))
    rules, problems = load_rules(folder)
    assert [rule.id for rule in rules] == ["R91"]
    (problem,) = problems
    assert problem.path.endswith("R90.md")
    assert problem.line == line
    assert said in problem.message


def test_a_rule_is_named_as_its_file(own):
    rules, problems = load_rules(own("R91.md", GOOD))
    assert rules == ()
    assert [str(problem) for problem in problems] == [
        "taxonomy/delegation/rules/R91.md:2: the id 'R90' is not the file's name (write id: R91)"
    ]


def test_a_journal_lays_its_own_rules_over_the_built_in_ones(folder, rules, tmp_path):
    own = tmp_path / "taxonomy"
    (own / "delegation" / "rules").mkdir(parents=True)
    (own / "delegation" / "rules" / "R90.md").write_text(GOOD, encoding="utf-8")
    milder = GOOD.replace("R90", "R25").replace("stk >= 2", "acc == 0")
    (own / "delegation" / "rules" / "R25.md").write_text(milder, encoding="utf-8")
    _, laid, problems = read_delegation(folder.parent, own)
    assert problems == []
    assert [rule.id for rule in laid] == [*(rule.id for rule in rules), "R90"]
    assert next(rule.when for rule in laid if rule.id == "R25") == "acc == 0"


def test_the_built_in_folder_is_never_laid_over_itself(folder, rules):
    _, laid, problems = read_delegation(folder.parent, folder.parent)
    assert (laid, problems) == (rules, [])


def test_a_rule_file_that_is_not_utf_8_is_told(own, tmp_path):
    own("R90.md", GOOD)
    (tmp_path / "rules" / "R91.md").write_bytes(b"\xff\xfe")
    rules, problems = load_rules(tmp_path)
    assert [rule.id for rule in rules] == ["R90"]
    assert problems[0].message == "not UTF-8 at byte 0"


def test_a_bad_item_of_the_catalogue_hides_no_other(tmp_path):
    (tmp_path / "inputs.yaml").write_text(
        "one:\n  label: One\n  question: How?\n  low: a\n  high: b\n  neutral: 1\n"
        "two:\n  label: Two\n  neutral: 9\n"
        "three:\n  label: Three\n  question: How?\n  low: a\n  high: b\n  neutral: 9\n",
        encoding="utf-8",
    )
    catalogue, problems = load_catalogue(tmp_path)
    assert [item.key for item in catalogue.inputs] == ["one"]
    assert [(problem.line, problem.message) for problem in problems] == [
        (7, "two: no 'question'"),
        (10, "three: a number from 0 to 3 was expected, not '9'"),
    ]


def test_a_file_that_is_no_mapping_is_told(tmp_path):
    (tmp_path / "flags.yaml").write_text("- one\n", encoding="utf-8")
    catalogue, problems = load_catalogue(tmp_path)
    assert catalogue.flags == ()
    assert len(problems) == 1


def test_one_catalogue_over_another_replaces_by_id_and_adds(catalogue, tmp_path):
    (tmp_path / "requirements.yaml").write_text(
        "drill: Our own words.\nour-own: One more.\n", encoding="utf-8"
    )
    above, _ = load_catalogue(tmp_path)
    merged = overlaid(catalogue, above)
    assert merged.requirement("drill") == "Our own words."
    assert merged.requirement("our-own") == "One more."
    assert len(merged.requirements) == len(catalogue.requirements) + 1
    assert merged.inputs == catalogue.inputs
