"""A judgement: what a person says of a pattern, kept as a memo that every later run of mining respects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lineage.model.dates import on_day
from lineage.model.entry import SENSITIVITIES, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lineage.model.pattern import Pattern

ACCEPT, RENAME, REJECT = "accept", "rename", "reject"
VERDICTS = (ACCEPT, RENAME, REJECT)
PATTERN, KIND, VERDICT, LABEL, REASON, MEMBERS, SIZE = (
    "pattern",
    "pattern_kind",
    "verdict",
    "label",
    "reason",
    "members",
    "size",
)
"""Front-matter keys of such a memo."""
MOST_MEMBERS = 400
"""Members that a memo names; of a larger pattern the first by id, with ``size`` beside them: front matter has its limit."""
SAID = {ACCEPT: "Accepted", RENAME: "Renamed", REJECT: "Rejected"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a person said of one pattern."""

    pattern: str
    """Id of the pattern as it was named then."""
    kind: str
    verdict: str
    """One of VERDICTS."""
    label: str
    """The name a person gave it; where the verdict is another, the name it had."""
    reason: str
    members: tuple[str, ...]
    """Ids of its entries, sorted, at most MOST_MEMBERS."""
    size: int
    """How many entries it had."""
    terms: tuple[str, ...] = ()
    memo: str = ""
    """Id of the memo that holds it."""
    coder: str = ""
    recorded: str = ""
    level: str = "private"
    """Who may read its name and reason."""
    named: str = ""
    """The name that stands: the latest that a person gave, however it was judged since; empty where none did."""


def judgement_of(pattern: Pattern, verdict: str, *, label: str, reason: str) -> Judgement:
    """A judgement of a pattern, to be kept; ``label`` is the new name where it is renamed."""
    return Judgement(
        pattern=pattern.id,
        kind=pattern.kind,
        verdict=verdict,
        label=label or pattern.label,
        reason=" ".join(reason.split()),
        members=pattern.entries[:MOST_MEMBERS],
        size=len(pattern.entries),
        terms=pattern.about,
    )


def memo_of(judgement: Judgement, *, memo: str, coder: str, recorded: str, day: date, level: str) -> Entry:
    """The memo that keeps a judgement."""
    title = f"{SAID[judgement.verdict]}: {judgement.label} ({judgement.pattern})"
    return Entry(
        id=memo,
        kind="memo",
        title=title,
        observed=on_day(day),
        recorded=recorded,
        observer=coder,
        coder=coder,
        sensitivity="" if level == SENSITIVITIES[0] else level,
        extra=(
            (PATTERN, judgement.pattern),
            (KIND, judgement.kind),
            ("terms", judgement.terms),
            (VERDICT, judgement.verdict),
            (LABEL, judgement.label),
            (REASON, judgement.reason),
            (SIZE, str(judgement.size)),
            (MEMBERS, judgement.members),
        ),
        body=f"{judgement.reason or title}\n",
    )


def judgements(entries: Iterable[Entry]) -> tuple[Judgement, ...]:
    """Every judgement among some entries, the latest first."""
    found = [one for one in map(_read, entries) if one is not None]
    return tuple(sorted(found, key=lambda one: (one.recorded, one.memo), reverse=True))


def standing(found: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """What stands of each pattern: its latest judgement, with the latest name a person gave; ``found`` has the latest first."""
    latest: dict[str, Judgement] = {}
    for one in found:
        now = latest.setdefault(one.pattern, one)
        if one.verdict == RENAME and not now.named:
            latest[one.pattern] = replace(now, named=one.label)
    return tuple(latest.values())


def _read(entry: Entry) -> Judgement | None:
    """The judgement that a memo holds; None where it holds none that can be read."""
    keys = dict(entry.extra)
    verdict = keys.get(VERDICT)
    if entry.kind != "memo" or entry.conflicted or verdict not in VERDICTS or not entry.get(PATTERN):
        return None
    members, terms = _several(keys.get(MEMBERS)), _several(keys.get("terms"))
    size = entry.get(SIZE)
    return Judgement(
        pattern=entry.get(PATTERN),
        kind=entry.get(KIND),
        verdict=str(verdict),
        label=entry.get(LABEL),
        reason=entry.get(REASON),
        members=tuple(sorted(members)),
        size=max(int(size) if size.isdecimal() else 0, len(members)),
        terms=terms,
        memo=entry.id,
        coder=entry.coder,
        recorded=entry.recorded,
        level=entry.level,
    )


def _several(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if value else ()
