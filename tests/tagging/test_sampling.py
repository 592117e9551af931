from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.tagging.sampling import asked_for, draw, shares

IDS = [f"entry-{number}" for number in range(50)]


def test_a_draw_is_the_same_in_any_order_and_another_by_another_seed():
    assert draw(IDS, 10, seed=1) == draw(IDS[::-1], 10, seed=1)
    assert draw(IDS, 10, seed=1) != draw(IDS, 10, seed=2)


def test_a_longer_draw_goes_on_from_a_shorter_one():
    assert draw(IDS, 20, seed=1)[:10] == draw(IDS, 10, seed=1)


def test_a_new_entry_moves_none_of_the_others():
    before = draw(IDS, 50, seed=1)
    after = draw([*IDS, "late"], 51, seed=1)
    assert [one for one in after if one != "late"] == before


def test_groups_keep_their_shares():
    strata = {one: "dao" if number < 40 else "community" for number, one in enumerate(IDS)}
    drawn = draw(IDS, 10, seed=3, strata=strata)
    assert sorted(strata[one] for one in drawn) == ["community"] * 2 + ["dao"] * 8
    assert len(draw(IDS, 500, seed=3, strata=strata)) == 50


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 40), min_size=1), st.integers(0, 100))
def test_what_is_given_out_is_all_and_never_more_than_there_is(sizes, number):
    number = min(number, sum(sizes.values()))
    given_out = shares(sizes, number)
    assert sum(given_out.values()) == number
    assert all(0 <= given_out[name] <= sizes[name] for name in sizes)
    exact = {name: number * size / sum(sizes.values()) for name, size in sizes.items()}
    assert all(abs(given_out[name] - exact[name]) < 1 for name in sizes)


@pytest.mark.parametrize(("there", "wanted"), [(12, 12), (30, 30), (100, 30), (150, 30), (400, 80)])
def test_a_fifth_is_asked_for_and_thirty_at_the_least(there, wanted):
    assert asked_for(there) == wanted
