"""The condition language: what it reads, what it answers, and how it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.delegation.conditions import ConditionError, Facts, parse_condition

FACTS = Facts(
    numbers={"stk": 2.0, "rev": None, "ver": 1.0, "obs_override_rate": 0.01},
    marks=frozenset({"protective"}),
    unknown=frozenset({"rev"}),
)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("stk == 2", True),
        ("stk != 2", False),
        ("stk >= 3", False),
        ("stk > 1 and ver <= 1", True),
        ("stk<=1 or ver<2", True),
        ("not stk == 2", False),
        ("not (stk == 3 or ver == 3)", True),
        ("not not protective", True),
        ("protective and not flag_law", True),
        ("obs_override_rate < 0.02", True),
        ("always", True),
        ("unknown(rev)", True),
        ("unknown( stk )", False),
        ("unknown(stk) or unknown(rev)", True),
        ("stk == 3 or ver == 1 and stk == 2", True),
        ("(stk == 3 or ver == 1) and stk == 3", False),
    ],
)
def test_a_condition_answers_from_the_facts(text, answer):
    assert parse_condition(text).truth(FACTS) is answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("rev <= 1", None),
        ("not rev <= 1", None),
        ("rev <= 1 and stk == 2", None),
        ("rev <= 1 and stk == 3", False),
        ("rev <= 1 or stk == 2", True),
        ("rev <= 1 or stk == 3", None),
        ("never_heard_of > 1", None),
    ],
)
def test_an_unknown_input_leaves_open_only_what_depends_on_it(text, answer):
    assert parse_condition(text).truth(FACTS) is answer


def test_unknown_stays_true_while_a_value_is_tried():
    tried = Facts(numbers={"rev": 3.0}, unknown=frozenset({"rev"}))
    condition = parse_condition("unknown(rev) and rev >= 2")
    assert condition.truth(tried) is True


def test_the_names_of_a_condition_are_told_apart():
    condition = parse_condition("stk >= 2 and (tag_race or unknown(rev))")
    assert condition.numbers == {"stk"}
    assert condition.marks == {"tag_race"}
    assert condition.asked == {"rev"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "column 1: a name, not, unknown(...), always or a parenthesis was expected, not the end"),
        ("stk >=", "column 7: a number was expected, not the end"),
        ("stk >= two", "column 8: a number was expected, not 'two'"),
        ("stk >= 2 ver", "column 10: and, or, or the end was expected, not 'ver'"),
        ("stk = 2", "column 5: a name, a number, a comparison or a parenthesis was expected, not '='"),
        ("(stk >= 2", "column 10: ')', and or or was expected, not the end"),
        ("unknown stk", "column 9: '(' was expected, not 'stk'"),
        ("unknown(2)", "column 9: the name of an input was expected, not '2'"),
        ("and stk", "column 1: a name, not, unknown(...), always or a parenthesis was expected, not 'and'"),
        ("2 <= stk", "column 1: a name, not, unknown(...), always or a parenthesis was expected, not '2'"),
        ("stk >= 2abc", "column 8: a name, a number, a comparison or a parenthesis was expected, not '2'"),
        (
            "__import__('os')",
            'column 12: a name, a number, a comparison or a parenthesis was expected, not "\'"',
        ),
        ("__import__(os)", "column 11: and, or, or the end was expected, not '('"),
        ("stk.real >= 1", "column 4: a name, a number, a comparison or a parenthesis was expected, not '.'"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_column(text, said):
    with pytest.raises(ConditionError) as refused:
        parse_condition(text)
    assert str(refused.value) == said


def test_depth_and_length_are_capped():
    with pytest.raises(ConditionError, match="nested less than 20 deep"):
        parse_condition("(" * 500 + "stk >= 1" + ")" * 500)
    with pytest.raises(ConditionError, match="nested less than 20 deep"):
        parse_condition("not " * 400 + "stk >= 1")
    with pytest.raises(ConditionError, match="the end of the condition"):
        parse_condition("stk >= 1 or " * 500 + "stk >= 1")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        parse_condition(text)
    except ConditionError as error:
        column = error.column
    else:
        column = 1
    assert 1 <= column <= len(text) + 1


NUMBER = st.sampled_from([0.0, 1.0, 2.0, 3.0])


@given(stk=NUMBER, rev=NUMBER, ver=NUMBER)
def test_what_is_answered_while_open_stays_so_when_known(stk, rev, ver):
    condition = parse_condition("not (stk >= 2 and rev <= 1) or ver == 3 and stk < 3")
    known = {"stk": stk, "rev": rev, "ver": ver}
    answer = condition.truth(Facts(numbers=known))
    for hidden in known:
        partial = condition.truth(Facts(numbers={**known, hidden: None}))
        assert partial in (None, answer)
