"""What a pattern's terms and entries say of a situation: suggestions for its inputs and the marks its rules ask for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from lineage.model.delegation import Situation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lineage.model.entry import Entry
    from lineage.model.pattern import Pattern
    from lineage.model.taxonomy import Taxonomy

MARK_SHARE = 0.5
"""Share of the entries or episodes that must bear a tension for its marks and hints to be taken."""


def situation_of(
    given: Situation, members: Sequence[Entry], pattern: Pattern | None, taxonomy: Taxonomy
) -> Situation:
    """The situation with hints and marks from the tensions, and setting and stalling from the entries.

    Hints are suggested values: they never replace an answer, and count as unknown wherever certainty is graded. A hint
    such as ``0-1`` takes its higher, weaker value; where two tensions differ the one farther from the middle counts.
    Each mark and hint names where it comes from.
    """
    cases = [
        one for one in members if one.kind == "observation" and one.names_occasion and not one.conflicted
    ]
    origins: dict[str, str] = dict(given.origins)
    hinted: dict[str, int] = {}
    marks = set(given.marks)
    for term in _terms(pattern, cases, taxonomy):
        tension = taxonomy.by_id.get(term)
        if tension is None:
            continue
        for key, text in tension.hints:
            value = max(int(part) for part in text.split("-") if part.isdecimal())
            if key not in hinted or abs(value - 1.5) > abs(hinted[key] - 1.5):
                hinted[key] = value
                origins[key] = tension.code
        for mark in tension.marks:
            marks.add(mark)
            origins.setdefault(mark, tension.code)
    family = _family(cases, taxonomy)
    if family == "government":
        marks.add("set_government")
        origins.setdefault("set_government", "most of the entries")
    if _mostly_stalled(pattern, cases):
        marks.add("tag_stall_dominant")
        origins.setdefault("tag_stall_dominant", "most known outcomes are stuck")
    suggested = Situation(hinted=hinted, marks=frozenset(marks), found_in=family, origins=origins)
    return answered_over(suggested, given)


def answered_over(suggested: Situation, given: Situation) -> Situation:
    """What was answered, over what a pattern suggests: a hint gives way to an answer, a mark stays and says where it comes from."""
    asked = {key: value for key, value in suggested.hinted.items() if given.inputs.get(key) is None}
    return replace(
        given,
        hinted=asked,
        marks=given.marks | suggested.marks,
        found_in=suggested.found_in,
        origins={**given.origins, **suggested.origins},
    )


def _terms(pattern: Pattern | None, cases: Sequence[Entry], taxonomy: Taxonomy) -> tuple[str, ...]:
    """What a recurring tension or a pair is about; of a theme or of a query, what at least half of it bears."""
    if pattern is None:
        counted = Counter(
            term for entry in cases for name in entry.tensions if (term := taxonomy.resolve(name)) is not None
        )
        return tuple(sorted(term for term, count in counted.items() if count >= MARK_SHARE * len(cases)))
    return pattern.common if pattern.kind == "theme" else pattern.terms


def _mostly_stalled(pattern: Pattern | None, cases: Sequence[Entry]) -> bool:
    known = {"fail", "stall", "mutate", "held", "recovered"}
    if pattern is not None:
        counted = Counter({share.value: share.count for share in pattern.outcomes if share.value in known})
    else:
        counted = Counter(entry.outcome for entry in cases if entry.outcome in known)
    return counted["stall"] * 2 > counted.total() > 0


def _family(cases: Iterable[Entry], taxonomy: Taxonomy) -> str:
    """The setting family of more than half of the entries that name one; empty where none has that."""
    counted = Counter(family for entry in cases if (family := taxonomy.setting_family(entry.setting)))
    family, count = max(counted.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    return family if count * 2 > counted.total() else ""
