from __future__ import annotations

import os
import sqlite3

import pytest

from lineage.index import schema
from lineage.index.names import WHOLE, Source, is_whole, keep, names
from lineage.model.names import Names, names_of
from lineage.store.starter import starter, taxonomy_stamp
from lineage.store.taxonomy import read_taxonomy


@pytest.fixture(scope="module")
def taxonomy():
    return read_taxonomy(starter() / "taxonomy")[0]


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "index.db"
    schema.create(path)
    return path


def test_names_say_what_the_taxonomy_says(taxonomy):
    found = names_of(taxonomy)
    for tension in (*taxonomy.tensions, *taxonomy.families):
        for name in (tension.id, tension.code, tension.label, tension.id.upper()):
            assert found.resolve(name) == taxonomy.resolve(name)
        assert found.code(tension.id) == taxonomy.code(tension.id)
        assert found.label(tension.id) == taxonomy.label(tension.id)
        assert found.narrower(tension.id) == taxonomy.narrower(tension.id)
    for facet in taxonomy.facets:
        for value in facet.values:
            for name in (value.id, value.label, *value.aliases, "unclear", "not-observed"):
                assert found.resolve(name, facet.id) == facet.resolve(name)
            assert found.label(value.id, facet.id) == facet.label_of(value.id)
    setting = taxonomy.facet("setting")
    for value in setting.values:
        assert found.narrower(value.id, "setting") == taxonomy.settings_under(value.id)


def test_a_name_that_stands_for_nothing_stays_what_it_is(taxonomy):
    found = names_of(taxonomy)
    assert found.resolve("no such term") is None
    assert found.code("no-such-term") == ""
    assert found.label("no-such-term") == "no-such-term"
    assert Names().narrower("x") == ("x",)


def test_names_are_read_once_and_then_kept_for_as_long_as_the_files_are_the_same(taxonomy, database):
    asked = []

    def load():
        asked.append(1)
        return names_of(taxonomy)

    first = names(database, Source(stamp="one", load=load))
    assert names(database, Source(stamp="one", load=load)) == first
    assert len(asked) == 1
    names(database, Source(stamp="two", load=load))
    assert len(asked) == 2


def test_a_stamp_that_proves_nothing_is_never_kept(taxonomy, database):
    asked = []

    def load():
        asked.append(1)
        return names_of(taxonomy)

    for _ in range(2):
        names(database, Source(stamp="", load=load))
    assert len(asked) == 2


def test_a_damaged_name_is_read_from_the_files_again(taxonomy, database):
    source = Source(stamp="one", load=lambda: names_of(taxonomy))
    right = names(database, source)
    with sqlite3.connect(database) as connection:
        changed = connection.execute("UPDATE meta SET value = replace(value, '\"E3\"', '\"Z9\"')").rowcount
    connection.close()
    assert changed
    assert names(database, source) == right
    with sqlite3.connect(database) as connection:
        (whole,) = connection.execute("SELECT value FROM meta WHERE key = ?", (WHOLE,)).fetchone()
    connection.close()
    assert "Z9" not in whole


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE terms SET code = 'Z9' WHERE id = 'plutocracy'",
        "DELETE FROM spellings WHERE folded = 'e3'",
        "UPDATE meta SET value = replace(value, '\"E3\"', '\"Z9\"') WHERE key = 'names as one text'",
        "DELETE FROM meta WHERE key = 'names as one text'",
    ],
)
def test_a_thorough_check_holds_the_names_against_what_was_written(taxonomy, database, damage):
    connection = schema.connect(database)
    assert is_whole(connection)
    keep(connection, Source(stamp="one", load=lambda: names_of(taxonomy)))
    assert is_whole(connection)
    assert connection.execute(damage).rowcount
    assert not is_whole(connection)
    connection.close()


@pytest.mark.parametrize("content", [None, b"no database"])
def test_without_an_index_names_come_from_the_files(taxonomy, tmp_path, content):
    path = tmp_path / "index.db"
    if content is not None:
        path.write_bytes(content)
    assert names(path, Source(stamp="one", load=lambda: names_of(taxonomy))).code("plutocracy")


def test_the_stamp_moves_with_every_file_and_proves_nothing_while_one_is_fresh(tmp_path, monkeypatch):
    (tmp_path / "tensions").mkdir()
    path = tmp_path / "tensions" / "one.md"
    path.write_text("a")
    assert taxonomy_stamp(tmp_path) == ""
    monkeypatch.setattr("lineage.store.starter.RACY_NS", -10_000_000_000)
    before = taxonomy_stamp(tmp_path)
    assert before == taxonomy_stamp(tmp_path)
    status = path.stat()
    path.write_text("b")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert taxonomy_stamp(tmp_path) != before
    assert taxonomy_stamp(tmp_path, tmp_path / "absent")


def test_a_full_look_keeps_the_names_where_datasette_sees_them(taxonomy, tmp_path):
    database = tmp_path / "index.db"
    schema.create(database)
    connection = schema.connect(database)
    keep(connection, Source(stamp="one", load=lambda: names_of(taxonomy)))
    label = connection.execute(
        "SELECT label FROM terms JOIN spellings USING (facet, id) WHERE folded = 'e3'"
    ).fetchone()[0]
    connection.close()
    assert label == taxonomy.label(taxonomy.resolve("E3"))
