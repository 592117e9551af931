"""What tagged entries say of a text: how often each tension is met, and what the entries likest the text bear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lineage.model.prose import prose
from lineage.model.text import one_line
from lineage.tagging.lexical import likenesses, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lineage.model.entry import Entry
    from lineage.model.taxonomy import Taxonomy

Floats = NDArray[np.floating]
_NEAREST = 30
_NEAR_WEIGHT = 4.0
"""Of the share of tags among the nearest entries, once there are many entries."""
_FEW = 10
"""With so many tagged entries their words weigh half."""
_OWN_WEIGHT = 2.0
"""What the journal's own entry counts against a known case, for how often a tension is met."""
_UNSEEN = 0.5
"""Cases added to each tension, so that one never met may be."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """One place a tension."""

    usual: Floats
    """The logarithm of how often it is met, about a mean of 0."""
    near: Floats
    """What the nearest entries add."""
    why: Mapping[str, str]
    """The nearest entry that bears it, where one has a word of the text."""


def heard(
    text: str, taxonomy: Taxonomy, entries: Sequence[Entry], terms: tuple[str, ...], usual: Mapping[str, int]
) -> Heard:
    """What known cases and tagged entries say; each entry counts once, split among its tensions."""
    place = {term: at for at, term in enumerate(terms)}
    counts = np.full(len(terms), _UNSEEN)
    for name, number in usual.items():
        known = taxonomy.resolve(name)
        if known is not None and known in place:
            counts[place[known]] += number
    tagged, texts = _tagged(text, taxonomy, entries, place)
    for _, bears in tagged:
        counts[list(bears)] += _OWN_WEIGHT / len(bears)
    often = np.log(counts)
    near, why = _nearest(text, tagged, texts, terms)
    return Heard(usual=often - often.mean(), near=near, why=why)


Tagged = list[tuple["Entry", tuple[int, ...]]]


def _tagged(
    text: str, taxonomy: Taxonomy, entries: Sequence[Entry], place: Mapping[str, int]
) -> tuple[Tagged, list[str]]:
    """Entries with tensions and their texts, by id; not the text itself, nor what two people wrote at once."""
    own = words(text)
    tagged: Tagged = []
    texts = []
    for entry in sorted(entries, key=lambda entry: (entry.id, entry.path)):
        bears = () if entry.conflicted else _borne(entry, taxonomy, place)
        body = prose(entry.text) if bears else ""
        if bears and own != words(body):
            tagged.append((entry, bears))
            texts.append(f"{entry.title}\n{body}")
    return tagged, texts


def _borne(entry: Entry, taxonomy: Taxonomy, place: Mapping[str, int]) -> tuple[int, ...]:
    """The places of an entry's tensions among the candidates; a family alone teaches nothing here."""
    resolved = (taxonomy.resolve(name) or name for name in entry.tensions)
    return tuple(dict.fromkeys(place[term] for term in resolved if term in place))


def _nearest(
    text: str, tagged: Tagged, texts: Sequence[str], terms: tuple[str, ...]
) -> tuple[Floats, dict[str, str]]:
    """What the entries likest the text add, and the likest that bears each tension.

    By shared words: word vectors found the right tension less often than words did (recall .17 against .28 by neighbours
    alone), since they see that two entries are minutes sooner than that they have one trouble.
    """
    votes = np.zeros(len(terms))
    why: dict[str, str] = {}
    if not tagged:
        return votes, why
    likeness = likenesses(text, texts)
    ranked = sorted(range(len(tagged)), key=lambda at: (-round(likeness[at], 9), tagged[at][0].id))
    floor = likeness[ranked[_NEAREST]] if len(ranked) > _NEAREST else 0.0
    near = ranked[:_NEAREST]
    for at in near:
        entry, bears = tagged[at]
        for term in bears:
            votes[term] += (likeness[at] - floor) / len(bears)
            if likeness[at] > 0:
                why.setdefault(
                    terms[term], f"like {entry.id} “{one_line(entry.title or entry.text, limit=60)}”"
                )
    total = sum(likeness[at] - floor for at in near)
    trust = len(tagged) / (len(tagged) + _FEW)
    return (_NEAR_WEIGHT * trust * votes / total if total > 0 else votes), why
