from __future__ import annotations

import pytest

from lineage.index import schema
from lineage.index.names import Source, keep
from lineage.index.rows import insert_entry
from lineage.index.tally import co_occurrence, tally
from lineage.model.entry import Entry
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
            Entry(
                id=f"20260101-0000000{number}",
                recorded="2026-01-01",
                body=f"budget {number}",
                path=f"entries/{number}.md",
                tensions=tags,
                setting="dao" if number % 2 else "government",
            ),
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
