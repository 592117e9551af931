"""Tensions found by words: code and label before what one hears, that before signals; those of other settings last."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lineage.model.taxonomy import Taxonomy, Tension

_CODE, _LABEL, _WORD, _ALSO, _HEAR, _SIGNAL, _NOWHERE = 0, 1, 2, 3, 4, 6, 99


def found_terms(taxonomy: Taxonomy, words: str, *, family: str = "") -> tuple[Tension, ...]:
    """Tensions that hold every word, the nearest first; ``family`` is the setting family whose tensions come first."""
    wanted = words.casefold().split()
    scored = []
    for place, one in enumerate(taxonomy.tensions):
        if one.status == "deprecated":
            continue
        ranks = [_rank(one, word) for word in wanted]
        if not ranks or max(ranks) < _NOWHERE:
            elsewhere = bool(family and one.settings and family not in one.settings)
            scored.append(((elsewhere and not (ranks and min(ranks) == _CODE), sum(ranks), place), one))
    return tuple(one for _, one in sorted(scored, key=lambda item: item[0]))


def _rank(one: Tension, word: str) -> int:
    label = one.label.casefold()
    if one.code.casefold() == word:
        return _CODE
    if label.startswith(word):
        return _LABEL
    if any(part.startswith(word) for part in (*label.split(), *one.id.split("-"), one.code.casefold())):
        return _WORD
    if any(word in other.casefold() for other in (*one.alt_labels, one.label)):
        return _ALSO
    if word in one.hear.casefold():
        return _HEAR
    return _SIGNAL if word in one.section("Signals").casefold() else _NOWHERE
