from __future__ import annotations

from itertools import permutations, product

import pytest

from lineage.mining import orders
from lineage.mining.orders import at_least, chance_of_step


def chain(places):
    return tuple((at, at + 1) for at in range(places - 1))


def counted(edges, places, before, after):
    words = list(permutations("A" * before + "B" * after + "C" * (places - before - after)))
    return sum(any(word[one] == "A" and word[other] == "B" for one, other in edges) for word in words) / len(
        words
    )


@pytest.mark.parametrize(
    ("places", "before", "after"), [(2, 1, 1), (4, 1, 2), (5, 2, 2), (6, 1, 1), (6, 3, 3)]
)
def test_the_chance_in_a_chain_is_that_of_all_its_orders(places, before, after):
    assert chance_of_step(chain(places), places, before, after) == pytest.approx(
        counted(chain(places), places, before, after)
    )


def test_the_chance_in_a_tree_is_near_that_of_all_its_orders_and_the_same_each_time():
    tree = ((0, 1), (0, 2), (1, 3), (1, 4))
    first = chance_of_step(tree, 5, 2, 1)
    assert first == pytest.approx(counted(tree, 5, 2, 1), abs=0.03)
    chance_of_step.cache_clear()
    assert chance_of_step(tree, 5, 2, 1) == first


def test_a_drawn_chance_is_neither_never_nor_always():
    assert 0 < orders._drawn(((0, 1),), 40, 1, 1) < 0.01


@pytest.mark.parametrize(("before", "after"), [(0, 1), (1, 0), (3, 3)])
def test_what_cannot_be_has_no_chance(before, after):
    assert chance_of_step(chain(5), 5, before, after) == 0


def test_the_tail_of_events_with_chances_of_their_own_is_that_of_all_outcomes():
    chances = [0.5, 0.5, 0.2, 0.7]
    expected = 0.0
    for outcome in product((0, 1), repeat=4):
        if sum(outcome) >= 3:
            share = 1.0
            for happened, chance in zip(outcome, chances, strict=True):
                share *= chance if happened else 1 - chance
            expected += share
    assert at_least(chances, 3) == pytest.approx(expected)
    assert at_least(chances, 0) == pytest.approx(1)
