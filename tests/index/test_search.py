from __future__ import annotations

import sqlite3
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.index import schema, search
from lineage.index.rows import insert_entry
from lineage.index.search import find
from lineage.model.dates import NOT_KNOWN, parse_when
from lineage.model.entry import entry_id
from lineage.model.query import FieldClause, Query, TextClause

WORDS = ["budget", "vote", "treasury", "don't", "AND", "NEAR(", "Größe", "管理"]


def entry(number, **values):
    """What the file of an entry says."""
    base = {
        "id": entry_id(date(2026, 1, 1), number),
        "kind": "observation",
        "title": f"entry {number}",
        "observed": NOT_KNOWN,
        "recorded": "2026-01-01",
        "body": "text",
        "path": f"entries/{number}.md",
    }
    return base | values


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    path = tmp_path_factory.mktemp("index") / "index.db"
    schema.create(path)
    connection = schema.connect(path)
    entries = [
        entry(
            1,
            body="The budget never followed the vote",
            setting="token-community",
            outcome="stall",
            tensions=("plutocracy",),
            observed=parse_when("2026-03"),
        ),
        entry(
            2,
            body="A vote about the treasury, don't ask",
            setting="local-government",
            outcome="held",
            actors=("core team", "mayor"),
            observed=parse_when("2024/2025-02"),
        ),
        entry(
            3,
            body="Größe und 管理 [nobody answered]{.capture}",
            setting="token-community",
            outcome="fail",
            observed=parse_when("unclear"),
            follows=(entry(1)["id"],),
        ),
        entry(
            4,
            body="a=b ((( !!! budget AND NEAR(",
            title="odd signs",
            words=("treasury limbo",),
            observed=parse_when("2026-03-04"),
        ),
    ]
    for one in entries:
        insert_entry(connection, one)
    yield connection
    connection.close()


def same(field, value):
    families = {"dao": ("dao", "token-community"), "government": ("government", "local-government")}
    return families.get(value, (value,)) if field == "setting" else (value,)


def found(connection, text, **options):
    rows = find(connection, Query.parse(text), same, limit=50, **options).rows
    return [row["id"][-1] for row in rows]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", "4123"),
        ("budget", "41"),
        ("BUDGET vote", "1"),
        ('"budget never"', "1"),
        ("vot*", "12"),
        ("-budget", "23"),
        ("don't", "2"),
        ("((( !!!", "4"),
        ("grosse", ""),
        ("große", "3"),
        ("grosze", ""),
        ("größe", "3"),
        ("管理", "3"),
        ("setting:dao", "13"),
        ("setting:dao,government", "123"),
        ("-setting:dao", "42"),
        ("outcome:stall,held", "12"),
        ("since:2026", "41"),
        ("until:2025", "2"),
        ("since:2025 until:2025", "2"),
        ("-since:2020", "3"),
        ('actor:"Core Team"', "2"),
        ('word:"treasury limbo"', "4"),
        ("has:follows", "3"),
        ("has:spans", "3"),
        ("-has:tensions", "423"),
        ("kind:memo", ""),
        ("captures", ""),
        ("nobody answered", "3"),
    ],
)
def test_a_query_finds_what_it_says(connection, query, numbers):
    # Newest first; an unclear date counts as the day it was recorded.
    assert sorted(found(connection, query)) == sorted(numbers)


def test_the_newest_come_first_and_rank_puts_the_title_first(connection):
    assert found(connection, "budget") == ["1", "4"]  # by the last day of the period
    assert found(connection, "odd OR signs") == []
    assert found(connection, "vote", rank=True)[0] in "12"


@settings(max_examples=300)
@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from([*WORDS, '"', "*", "-", "(", "^", ":", "NOT", "OR", "{", "}", "+"]), max_size=6
        ).map(" ".join),
    )
)
def test_any_text_is_a_legal_search_and_finds_the_entry_that_holds_it(connection, text):
    clauses = tuple(TextClause(text=word, phrase=True) for word in text.split())
    assert find(connection, Query(texts=clauses), same, limit=5).count >= 0
    whole = Query(texts=(TextClause(text=text, phrase=True),)) if text.strip() else Query()
    connection.execute("BEGIN")
    insert_entry(connection, entry(999, body=f"before {text} after", path="entries/999.md"))
    try:
        ids = [row["id"] for row in find(connection, whole, same, limit=50).rows]
        assert entry(999)["id"] in ids
    finally:
        connection.execute("ROLLBACK")


def test_values_are_bound_and_never_become_sql(connection):
    hostile = "x'); DROP TABLE entries; --"
    assert (
        find(connection, Query(fields=(FieldClause(key="setting", values=(hostile,)),)), same, limit=5).count
        == 0
    )
    assert connection.execute("SELECT count(*) FROM entries").fetchone()[0] == 4


def test_datasette_could_open_it_plain_tables_and_fts(connection):
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"entries", "facets", "links", "entries_fts", "problems"} <= names
    connection.execute("INSERT INTO entries_fts(entries_fts, rank) VALUES('integrity-check', 1)")


def test_a_database_that_is_none_of_ours_has_version_0():
    other = sqlite3.connect(":memory:")
    assert schema.version(other) == 0
    other.close()


def test_more_words_than_sqlite_takes_in_a_row_are_a_legal_search(connection):
    signs = tuple(TextClause(text="(" * (number + 1)) for number in range(2000))
    assert find(connection, Query(texts=signs), same, limit=5).count == 0
    words = tuple(TextClause(text=f"word{number}") for number in range(2000))
    assert find(connection, Query(texts=words), same, limit=5).count == 0
    without = tuple(TextClause(text=f"word{number}", negated=True) for number in range(2000))
    assert find(connection, Query(texts=without), same, limit=5).count == 4
    fields = tuple(FieldClause(key="setting", values=(str(number),)) for number in range(2000))
    assert find(connection, Query(fields=fields), same, limit=5).count == 0


def test_a_query_that_takes_too_long_is_stopped_and_says_so(connection, monkeypatch):
    monkeypatch.setattr(search, "PATIENCE", -1.0)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(search.SlowQueryError, match="stopped"), search.patience(connection):
        connection.execute(endless).fetchone()
    assert connection.execute("SELECT 1").fetchone()[0] == 1


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """A thousand entries with one word in all of them, one in ten, and one in one; their order is not that of their numbers."""
    path = tmp_path_factory.mktemp("many") / "index.db"
    schema.create(path)
    connection = schema.connect(path)
    for number in range(1000):
        body = "everywhere" + " sometimes" * (number % 10 == 0) + " once" * (number == 500)
        day = f"{2000 + number * 7 % 20}-01-{1 + number % 28:02d}"
        insert_entry(
            connection,
            entry(
                number + 10,
                body=body,
                path=f"entries/{number}.md",
                recorded=day,
                observed=parse_when(day),
                setting="odd" if number % 2 else "even",
                tensions=("old" if day < "2009" else "new",),
            ),
        )
    yield connection
    connection.close()


@pytest.mark.parametrize("word", ["everywhere", "sometimes", "once"])
@pytest.mark.parametrize("limit", [3, 500])
def test_rare_and_frequent_words_come_newest_first_by_whatever_way_is_quicker(many, word, limit):
    query = Query.parse(word)
    expected = many.execute(
        "SELECT id FROM entries WHERE instr(text, ?) ORDER BY sort DESC, recorded DESC, id DESC", (word,)
    ).fetchall()
    found = find(many, query, same, limit=limit)
    assert [row["id"] for row in found.rows] == [row["id"] for row in expected[:limit]]
    assert found.count == len(expected)
    assert search.paths(many, query, same) == sorted(
        row["path"] for row in many.execute("SELECT path FROM entries WHERE instr(text, ?)", (word,))
    )


FORMS = [
    "everywhere",
    "tension:old everywhere",
    "setting:even everywhere",
    "-setting:even everywhere",
    "setting:even tension:old,new -once",
    "tension:old",
    "-tension:old has:tensions",
    "setting:even until:2010",
    "everywhere -sometimes until:2008",
    "",
]


@pytest.mark.parametrize("tried", [1, 500])
@pytest.mark.parametrize("limit", [3, 50, 500])
@pytest.mark.parametrize("text", FORMS)
def test_a_page_is_the_same_whether_hits_are_tried_walked_or_sorted(many, monkeypatch, text, limit, tried):
    """Frequent hits among the newest, frequent ones that are all old, and rare ones."""
    query = Query.parse(text)
    monkeypatch.setattr(search, "PROBE", 1_000_000)
    monkeypatch.setattr(search, "ONE_BY_ONE", 1000)
    sorted_out = find(many, query, same, limit=limit)
    monkeypatch.setattr(search, "PROBE", 0)
    monkeypatch.setattr(search, "TRIED", tried)
    found = find(many, query, same, limit=limit)
    assert [row["id"] for row in found.rows] == [row["id"] for row in sorted_out.rows]
    assert found.count == sorted_out.count
    assert len(found.rows) == min(limit, found.count) > 0


def test_beyond_the_limit_of_ranking_the_newest_come_first_and_it_is_told(many, monkeypatch):
    monkeypatch.setattr(search, "RANK_UP_TO", 99)
    assert not find(many, Query.parse("sometimes"), same, limit=5, rank=True).ranked
    assert find(many, Query.parse("once"), same, limit=5, rank=True).ranked
