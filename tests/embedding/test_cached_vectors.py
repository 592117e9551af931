from __future__ import annotations

import numpy as np
import pytest

from lineage.embedding.cached import FEW, cached_vectors

TEXTS = [f"the treasury paid line {n} of {n % 7}" for n in range(FEW + 50)]


class Counting:
    """An embedding that says which texts it was given."""

    name = "counting 1"
    note = ""

    def __init__(self, *, fixed=True):
        self.fixed = fixed
        self.given = []

    def vectors(self, texts):
        self.given.append(list(texts))
        return np.array([[len(text), hash(text) % 97, text.count("a")] for text in texts], dtype=np.float32)


@pytest.fixture
def database(tmp_path):
    return tmp_path / "cache" / "index.vectors.db"


def test_only_new_text_is_turned_into_numbers(database):
    one = Counting()
    first = cached_vectors(one, TEXTS, database)
    assert np.array_equal(first, Counting().vectors(TEXTS))
    again = cached_vectors(one, [*TEXTS, "a new note"], database)
    assert one.given[1:] == [["a new note"]]
    assert np.array_equal(again[:-1], first)
    cached_vectors(one, TEXTS, database)
    assert len(one.given) == 2
    assert database.stat().st_mode & 0o077 == 0


def test_texts_that_are_the_same_are_computed_and_given_alike(database):
    one = Counting()
    rows = cached_vectors(one, ["the same"] * (FEW + 1), database)
    assert (rows == rows[0]).all()


def test_another_embedding_never_reads_its_vectors(database):
    cached_vectors(Counting(), TEXTS, database)
    other = Counting()
    other.name = "counting 2"
    cached_vectors(other, TEXTS, database)
    assert other.given == [TEXTS]


def test_vectors_that_depend_on_each_other_are_not_kept(database):
    cached_vectors(Counting(fixed=False), TEXTS, database)
    assert not database.exists()


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_costs_time_and_no_answer(database, damage):
    wanted = cached_vectors(Counting(), TEXTS, database)
    database.write_bytes(damage)
    assert np.array_equal(cached_vectors(Counting(), TEXTS, database), wanted)
    cached_vectors(Counting(), TEXTS, database)
    one = Counting()
    assert np.array_equal(cached_vectors(one, TEXTS, database), wanted)
    assert one.given == []


def test_a_folder_that_cannot_be_written_costs_time_and_no_answer(tmp_path):
    (tmp_path / "cache").write_text("a file in its place")
    one = Counting()
    assert cached_vectors(one, TEXTS, tmp_path / "cache" / "x.db").shape == (len(TEXTS), 3)


def test_forget_takes_the_vectors_away(lineage, journal):
    from lineage.store.settings import index_path

    lineage("add", "-q", "--each-line", stdin="".join(f"seen {n}\n" for n in range(FEW + 1)))
    name = lineage("add", "-q", "to be forgotten")[1].strip()
    lineage("mine")
    kept = index_path(journal.folder).with_name("index.vectors.db")
    assert kept.exists()
    assert lineage("forget", name, "--yes")[0] == 0
    assert not kept.exists()
