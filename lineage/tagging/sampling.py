"""Which entries a second coder gets: drawn by a seed, and where asked in the same shares as their settings have."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEAST, SHARE = 30, 0.2
"""Units to code twice: a fifth, or thirty where a fifth is less (Krippendorff asks for enough that each value can occur; the figures are ours)."""


def asked_for(number: int) -> int:
    """How many of some entries to code twice where nobody says."""
    return min(number, max(LEAST, round(SHARE * number)))


def draw(ids: Sequence[str], number: int, *, seed: int, strata: Mapping[str, str] | None = None) -> list[str]:
    """Some of these ids, in the order they were drawn; ``strata`` names the group of each, to keep their shares.

    The order is that of a hash of seed and id: it depends on no other entry, so that a longer draw goes on from a shorter one and
    a new entry moves none of the others.
    """
    drawn = sorted(
        ids, key=lambda one: (hashlib.blake2b(f"{seed}\n{one}".encode(), digest_size=8).digest(), one)
    )
    if strata is None:
        return drawn[:number]
    room = shares(Counter(strata[one] for one in ids), min(number, len(drawn)))
    found = []
    for one in drawn:
        if room[strata[one]] > 0:
            room[strata[one]] -= 1
            found.append(one)
    return found


def shares(sizes: Mapping[str, int], number: int) -> dict[str, int]:
    """A number given out to groups in proportion to their sizes, by largest remainder; ties go to the first by name."""
    total = sum(sizes.values())
    exact = {name: number * size / total for name, size in sizes.items()} if total else {}
    given = {name: int(share) for name, share in exact.items()}
    left = number - sum(given.values())
    for name in sorted(exact, key=lambda one: (given[one] - exact[one], one))[:left]:
        given[name] += 1
    return given
