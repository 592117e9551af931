"""What a pattern's terms and entries say of a situation: suggestions for its inputs and the marks its rules ask for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from lineage.model.delegation import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from lineage.model.delegation import Situation
    from lineage.model.entry import Entry
    from lineage.model.taxonomy import Taxonomy

DAYS_A_MONTH = 30.4375
MARK_SHARE = 0.5
"""Share of the entries that must bear a tension for its mark to be set where no pattern names its terms."""


def situation_of(
    given: Situation, members: Sequence[Entry], terms: Iterable[str], taxonomy: Taxonomy
) -> Situation:
    """The situation with hints and marks from the terms, and setting and stalling from the entries.

    Hints are suggested values: they never replace an answer, and count as unknown wherever certainty is graded. A hint
    such as ``0-1`` takes its higher, weaker value; where two tensions differ the one farther from the middle counts.
    """
    named = tuple(terms) or _common(members, taxonomy)
    tensions = [taxonomy.by_id[term] for term in named if term in taxonomy.by_id]
    hinted: dict[str, int] = {}
    for tension in tensions:
        for key, text in tension.hints:
            value = max(int(part) for part in text.split("-") if part.isdecimal())
            if key not in hinted or abs(value - 1.5) > abs(hinted[key] - 1.5):
                hinted[key] = value
    marks = set(given.marks) | {mark for tension in tensions for mark in tension.marks}
    family = _family(members, taxonomy)
    if family == "government":
        marks.add("set_government")
    outcomes = Counter(entry.outcome for entry in members if entry.outcome not in ("", "unclear", "open"))
    if outcomes and outcomes["stall"] * 2 > outcomes.total():
        marks.add("tag_stall_dominant")
    asked = {key: value for key, value in hinted.items() if given.inputs.get(key) is None}
    return replace(given, hinted=asked, marks=frozenset(marks), setting=given.setting or family)


def evidence_of(members: Iterable[Entry], taxonomy: Taxonomy, today: date) -> Evidence:
    """What a pattern's entries say beside the pattern: who coded them, and how old they are.

    Agreement between coders and the effect of earlier arrangements are not recorded yet, so neither is claimed.
    """
    listed = list(members)
    ages = sorted(
        (taxonomy.setting_family(entry.setting), round((today - entry.observed.last).days / DAYS_A_MONTH, 2))
        for entry in listed
        if entry.observed.last is not None
    )
    return Evidence(coders=max(1, len({entry.coder for entry in listed if entry.coder})), ages=tuple(ages))


def _common(members: Sequence[Entry], taxonomy: Taxonomy) -> tuple[str, ...]:
    """Tensions that at least half of the entries bear, sorted."""
    counted = Counter(
        term for entry in members for name in entry.tensions if (term := taxonomy.resolve(name)) is not None
    )
    return tuple(sorted(term for term, count in counted.items() if count >= MARK_SHARE * len(members)))


def _family(members: Sequence[Entry], taxonomy: Taxonomy) -> str:
    """The setting family of more than half of the entries; empty where none has that."""
    counted = Counter(family for entry in members if (family := taxonomy.setting_family(entry.setting)))
    family, count = max(counted.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    return family if count * 2 > len(members) else ""
