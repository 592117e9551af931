"""Which pattern is which from one run to the next: names that stay, and what grew, split, merged or went.

A pattern of tags (a tension, a pair …) is the one of the same kind on the same terms. Any other is the one with which it shares most
entries, where that is at least half of what both had at the time of the kept run (Jaccard 0.5, under which Hennig 2007 calls a cluster
dissolved). What nobody knew is named by a hash of its kind and members.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from lineage.model.entry import ALPHABET
from lineage.model.kept import Changes, Growth, Known

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lineage.model.kept import Kept
    from lineage.model.pattern import Pattern

_LETTERS = 6
_SAME = 0.5
_A_GOOD_PART = 0.3
"""Share of a theme of the kept run that another theme must hold to be called a part of it."""
_THEME = "theme"


def names_of(
    found: Sequence[Known], known: Sequence[Known] = (), before: frozenset[str] = frozenset()
) -> list[str]:
    """A name for each of these: that of the known pattern it is, else a new one. ``before`` are the entries of the kept run.

    Each known pattern gives its name once, to the likest; the ids of ``found`` are not looked at.
    """
    names = [""] * len(found)
    left = {one.id for one in known}
    by_terms = _unique_terms(found)
    pairs = sorted(
        (-like, one.id, at)
        for at, new in enumerate(found)
        for one in known
        if one.kind == new.kind and (like := _likeness(new, one, before, by_terms=by_terms)) >= _SAME
    )
    for _, identifier, at in pairs:
        if not names[at] and identifier in left:
            names[at] = identifier
            left.discard(identifier)
    _name_new(names, found, taken={one.id for one in known})
    return names


def _unique_terms(found: Sequence[Known]) -> frozenset[tuple[str, tuple[str, ...]]]:
    """Kinds with terms that one finding alone has, so that they tell which it is; never those of a theme."""
    seen: dict[tuple[str, tuple[str, ...]], int] = {}
    for one in found:
        seen[one.kind, one.terms] = seen.get((one.kind, one.terms), 0) + 1
    return frozenset(key for key, count in seen.items() if count == 1 and key[0] != _THEME and key[1])


def _likeness(
    new: Known, old: Known, before: frozenset[str], *, by_terms: frozenset[tuple[str, tuple[str, ...]]]
) -> float:
    """2 for the same terms, else the Jaccard similarity of what both had when the known one was named."""
    if (new.kind, new.terms) in by_terms and new.terms == old.terms:
        return 2.0
    known = set(old.entries)
    mine = set(new.entries) & before | set(new.entries) & known if before else set(new.entries)
    shared = len(mine & known)
    if not shared:
        return 0.0
    # Of a large pattern a memo names a part: what it shares is reckoned up to the whole.
    whole = max(old.size, len(known))
    of_all = min(shared * whole / len(known), len(mine))
    return round(min(1.0, of_all / (whole + len(mine) - of_all)), 6)


def changes_of(patterns: Sequence[Pattern], kept: Kept) -> Changes:
    """What changed from the kept run to these patterns, which bear the names that ``names_of`` gave."""
    old = {one.id: one for one in kept.patterns}
    here = {one.id: set(one.entries) for one in patterns}
    themes = {one.id for one in patterns if one.kind == _THEME}
    split, merged = [], []
    for one in kept.patterns:
        if one.kind == _THEME:
            parts = _parts(set(one.entries), {name: here[name] for name in themes})
            if len(parts) > 1:
                split.append((one.id, parts))
    for name in sorted(themes):
        sources = tuple(
            one.id
            for one in kept.patterns
            if one.kind == _THEME and 2 * len(here[name].intersection(one.entries)) > len(one.entries)
        )
        if len(sources) > 1:
            merged.append((name, sources))
    absorbed = {one for _, sources in merged for one in sources}
    grown = []
    for name in sorted(old.keys() & here.keys()):
        before = set(old[name].entries)
        if before != here[name]:
            gained, lost = tuple(sorted(here[name] - before)), tuple(sorted(before - here[name]))
            grown.append(Growth(id=name, gained=gained, lost=lost))
    return Changes(
        since=kept.today,
        new=tuple(sorted(here.keys() - old.keys())),
        grown=tuple(grown),
        split=tuple(split),
        merged=tuple(merged),
        gone=tuple(one for one in kept.patterns if one.id not in here and one.id not in absorbed),
    )


def _parts(members: set[str], themes: dict[str, set[str]]) -> tuple[str, ...]:
    least = max(2.0, _A_GOOD_PART * len(members))
    return tuple(sorted(name for name, entries in themes.items() if len(members & entries) >= least))


def _name_new(names: list[str], found: Sequence[Known], taken: set[str]) -> None:
    """``p-`` and six letters of the hash of kind and members; where two would be alike the later takes the next six.

    Later is by kind and members, never by the order of miners. Two findings of one kind on the very same entries, such as
    two tensions that always stand together, are told apart by where they come in that order.
    """
    for at in sorted(range(len(found)), key=lambda at: (found[at].kind, found[at].entries, found[at].terms)):
        if names[at]:
            continue
        letters = _letters("\n".join((found[at].kind, *found[at].entries)))
        begin = 0
        while (name := f"p-{letters[begin : begin + _LETTERS]}") in taken:
            begin += _LETTERS
        taken.add(name)
        names[at] = name


def _letters(text: str) -> str:
    """A hundred letters of base 32, so that a collision has fifteen further tries."""
    number = int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=64).digest())
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(507, 7, -5))


def known_of(kept: Kept | None, judged: Iterable[Known]) -> list[Known]:
    """Every pattern that has a name: those of the kept run, then those that were judged and are not in it."""
    listed = list(kept.patterns) if kept else []
    names = {one.id for one in listed}
    return [*listed, *(one for one in judged if one.id not in names)]
