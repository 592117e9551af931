from __future__ import annotations

import pytest

from lineage.index import schema
from lineage.index.names import Source, keep
from lineage.index.rows import insert_entry
from lineage.index.tally import co_occurrence, crossed, tally, values
from lineage.model.dates import NOT_KNOWN
from lineage.model.names import names_of
from lineage.model.query import Query
from lineage.store.starter import starter
from lineage.store.taxonomy import read_taxonomy

TAGS = [("plutocracy", "capture"), ("E3",), ("capture", "E3"), ("own word",), ()]


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    path = tmp_path_factory.mktemp("tally") / "index.db"
    schema.create(path)
    connection = schema.connect(path)
    taxonomy = read_taxonomy(starter() / "taxonomy")[0]
    assert taxonomy.resolve("E3") == "plutocracy"
    keep(connection, Source(stamp="one", load=lambda: names_of(taxonomy)))
    for number, tags in enumerate(TAGS):
        insert_entry(
            connection,
            {
                "id": f"20260101-0000000{number}",
                "kind": "observation",
                "title": "",
                "observed": NOT_KNOWN,
                "recorded": "2026-01-01",
                "body": f"budget {number}",
                "path": f"entries/{number}.md",
                "tensions": tags,
                "setting": "dao" if number % 2 else "government",
            },
        )
    yield connection
    connection.close()


def same(_, value):
    return (value,)


def test_a_tally_counts_entries_by_the_terms_own_id(connection):
    assert tally(connection, "tensions", Query(), same) == (
        ("plutocracy", 3),
        ("capture", 2),
        ("own word", 1),
    )


def test_a_tally_keeps_to_what_a_query_finds(connection):
    assert tally(connection, "tensions", Query.parse("setting:dao budget"), same) == (
        ("own word", 1),
        ("plutocracy", 1),
    )
    assert tally(connection, "tensions", Query.parse("nowhere"), same) == ()


def test_co_occurrence_counts_each_pair_once(connection):
    assert co_occurrence(connection, ("tensions", "tensions"), Query(), same) == (
        ("capture", "plutocracy", 2),
    )


def test_co_occurrence_of_two_fields_gives_both_values(connection):
    found = co_occurrence(connection, ("tensions", "setting"), Query.parse("budget"), same)
    assert found[0] == ("capture", "government", 2)
    assert ("plutocracy", "dao", 1) in found


@pytest.fixture
def contexts(tmp_path):
    """Entries of some contexts, each with a word of its own: number 400 of guild, three of office, two of none."""
    path = tmp_path / "index.db"
    schema.create(path)
    connection = schema.connect(path)
    names = ["guild"] * 400 + ["office", "Office", "office", "", ""]
    for number, name in enumerate(names):
        insert_entry(
            connection,
            {
                "id": f"20260101-{number:08d}",
                "kind": "observation",
                "title": "",
                "observed": NOT_KNOWN,
                "recorded": "2026-01-01",
                "body": f"budget {name} {'rare' if number in (3, 9) else ''}",
                "path": f"entries/{number}.md",
            }
            | ({"context": name} if name else {}),
        )
    yield connection
    connection.close()


def test_the_values_of_a_field_are_each_given_once(contexts, connection):
    assert values(contexts, "context") == ["guild", "office"]
    assert values(connection, "tensions") == ["capture", "e3", "own word", "plutocracy"]
    assert values(connection, "channel") == []


@pytest.mark.parametrize("query", ["", "budget", "-rare", "has:context", "budget -has:tensions"])
def test_a_query_that_finds_entries_of_two_contexts_has_its_counts_told(contexts, query):
    counts, without = crossed(contexts, Query.parse(query), same)
    assert sum(count for name, count in counts if name.lower() == "office") == 3
    assert dict(counts)["guild"] == (398 if query == "-rare" else 400)
    assert without == (0 if query == "has:context" else 2)


@pytest.mark.parametrize(
    "query",
    [
        "rare",
        "guild",
        "guild -rare",
        "context:guild",
        "office",
        "nowhere",
        "-has:context",
        "id:20260101-00000401",
    ],
)
def test_a_query_that_finds_entries_of_one_context_or_none_crosses_nothing(contexts, query):
    assert crossed(contexts, Query.parse(query), same) == ((), 0)
