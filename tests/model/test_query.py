from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.errors import UsageError
from lineage.model.query import FieldClause, Query, TextClause

FULL = 'setting:dao tension:transition-shock tension:G outcome:stall,fail since:2025 until:2026-03 actor:"core team" context:guild has:follows -tension:plutocracy budget "exact words"'


def test_the_whole_grammar_reads_and_spells_back():
    query = Query.parse(FULL)
    assert str(query) == FULL
    assert FieldClause(key="outcome", values=("stall", "fail")) in query.fields
    assert FieldClause(key="actor", values=("core team",)) in query.fields
    assert FieldClause(key="tension", values=("plutocracy",), negated=True) in query.fields
    assert query.texts == (TextClause(text="budget"), TextClause(text="exact words", phrase=True))


PIECES = [
    "setting:",
    "dao",
    ",",
    "tension:G",
    " ",
    '"',
    "a b",
    "-",
    "\\",
    "since:2025",
    "until:",
    "2026-03",
    "has:follows",
    "x",
    ":",
    "foo:",
    "http://x",
    "\n",
    "é",
    "*",
    "kind:",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=10).map("".join)))
def test_what_can_be_read_reads_back_from_its_own_spelling(text):
    try:
        query = Query.parse(text)
    except UsageError:
        return
    assert Query.parse(str(query)) == query


def test_a_wrong_key_names_the_keys_there_are_nearest_first():
    with pytest.raises(UsageError, match="no query key 'seting'; there are setting, "):
        Query.parse("seting:dao")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("since:soon", "is not a date"),
        ("since:unclear", "has no day"),
        ("has:nothing", "is not a field"),
        ('setting:""', "has no value"),
        ('setting:a"b', "cannot be read at"),
        ("setting:a,", "stops after"),
    ],
)
def test_a_value_that_cannot_be_read_says_why(text, said):
    with pytest.raises(UsageError, match=said):
        Query.parse(text)


def test_addresses_times_and_lone_keys_are_text():
    query = Query.parse("https://example.org 12:30 re: - --")
    assert not query.fields
    assert [clause.text for clause in query.texts] == ["https://example.org", "12:30", "re:", "-", "-"]


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("@guild budget", "context:guild budget"),
        ("  @guild", "context:guild"),
        ("budget @guild", 'budget "@guild"'),
        ('"@guild" budget', '"@guild" budget'),
        ("@guild,office x", '"@guild,office" x'),
        ("@ x", '"@" x'),
        ("-@guild", '-"@guild"'),
        ("mina@example.org", "mina@example.org"),
    ],
)
def test_an_at_sign_before_the_first_word_names_a_context(text, spelt):
    query = Query.parse(text)
    assert str(query) == spelt
    assert Query.parse(spelt) == query


def test_a_query_names_a_context_only_by_saying_which():
    assert Query.parse("@guild").names_context
    assert Query.parse("x context:a,b").names_context
    assert not Query.parse("-context:office x").names_context
    assert str(Query.parse("budget").within("my guild")) == 'context:"my guild" budget'


def test_a_date_as_people_say_it_is_kept_as_what_it_means():
    from datetime import date

    from lineage.exchange.natural import read_date

    def read(text, ahead):
        return read_date(text, date(2026, 11, 24), ahead=ahead)

    query = Query.parse('since:"last march" until:yesterday', read)
    assert str(query) == "since:2026-03 until:2026-11-23"
    with pytest.raises(UsageError, match="is not a date"):
        Query.parse('since:"last march"')
    with pytest.raises(
        UsageError, match=r"since: 'tomorrow' lies ahead \(2026-11-25\).*since:\"last march\""
    ):
        Query.parse("since:tomorrow", read)
    with pytest.raises(UsageError, match="'soon' is not a date"):
        Query.parse("since:soon", read)


def test_a_title_is_searched_like_any_text_and_it_is_said():
    with pytest.raises(UsageError, match="words are looked for in titles and texts"):
        Query.parse("title:budget")
