from __future__ import annotations

import pytest

from lineage.journal import Journal
from lineage.model.query import Query
from lineage.store.settings import index_path


def found(journal):
    return journal.search(Query(), limit=10).count


def test_what_comes_while_a_command_answers_is_seen_by_the_next(journal):
    journal.add("first", {})
    with journal.one_look():
        assert found(journal) == 1
        Journal(journal.folder).add("second", {})
        assert found(journal) == 1
    assert found(journal) == 2


@pytest.mark.parametrize("damage", [None, b"no database"])
def test_an_index_that_goes_away_while_a_command_answers_is_built_anew(journal, damage):
    journal.add("first", {})
    with journal.one_look():
        assert found(journal) == 1
        index_path(journal.folder).unlink()
        if damage:
            index_path(journal.folder).write_bytes(damage)
        assert found(journal) == 1


def test_a_question_that_fails_before_the_look_leaves_the_look_to_the_next(journal):
    journal.add("first", {})
    with journal.one_look():
        with pytest.raises(ZeroDivisionError):
            journal._ask(lambda _: 1 / 0)
        Journal(journal.folder).add("second", {})
        assert found(journal) == 2
