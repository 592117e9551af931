"""Which earlier note a new one may continue, by the words they share in one place."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from lineage.model.recall import Earlier, same_place
from lineage.tagging.lexical import likenesses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lineage.model.entry import Entry

LEAST_LIKE = 0.25
"""Cosine of shared words from which it is asked; our own figure: a wrong question costs one key, a right one makes a lineage."""


def earlier_note(entry: Entry, entries: Sequence[Entry], episodes: Mapping[str, str]) -> Earlier | None:
    """The likest earlier observation of the same place, or None; ``episodes`` names the episode of each id."""
    others = sorted(
        (
            one
            for one in entries
            if one.id != entry.id and one.kind == "observation" and same_place(entry, one)
        ),
        key=lambda one: one.id,
    )
    if not others or not (entry.context or entry.organisation):
        return None
    own = entry.text
    # Its own text is among the documents, so that words no earlier note has count as well: else a single shared one is all there is.
    like = likenesses(own, [*(f"{one.title}\n{one.text}" for one in others), own])[:-1]
    best = max(range(len(others)), key=lambda at: (round(like[at], 9), others[at].id))
    if like[best] < LEAST_LIKE:
        return None
    found = others[best]
    counted = Counter(episodes.get(one.id, one.id) for one in others)
    return Earlier(entry=found, notes=counted[episodes.get(found.id, found.id)])
