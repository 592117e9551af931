"""A resolution: a memo that settles what coders of one entry disagreed on, with what was decided and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.model.coding import FACETS, NONE
from lineage.model.dates import on_day
from lineage.model.entry import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lineage.model.coding import Coded, Coding
    from lineage.model.entry import Extra
    from lineage.model.taxonomy import Taxonomy

ABOUT, RESOLVES, DECISION, REASON = "about", "resolves", "decision", "reason"
"""Front-matter keys of such a memo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What was decided on some facets of an entry."""

    memo: str
    """Id of the memo."""
    entry: str
    recorded: str
    decision: tuple[tuple[str, tuple[str, ...]], ...]
    """(facet, values that stand) in order."""
    reason: str

    def of(self, facet: str) -> tuple[str, ...] | None:
        """What stands for a facet; None where it is not about it."""
        return next((values for name, values in self.decision if name == facet), None)


def resolution_keys(resolution: Resolution) -> Extra:
    """The front matter of its memo beyond an entry's own keys."""
    decided = tuple(f"{name}: {'; '.join(values) or NONE}" for name, values in resolution.decision)
    return (
        (ABOUT, resolution.entry),
        (RESOLVES, tuple(name for name, _ in resolution.decision)),
        (DECISION, decided),
        (REASON, resolution.reason),
    )


def memo_of(resolution: Resolution, coded: Coded, taxonomy: Taxonomy, *, coder: str, day: date) -> Entry:
    """The memo that keeps a resolution; as private as the entry it is about."""
    return Entry(
        id=resolution.memo,
        kind="memo",
        title=f"Settled: {coded.entry.title}",
        observed=on_day(day),
        recorded=resolution.recorded,
        observer=coder,
        coder=coder,
        context=coded.entry.context,
        sensitivity=coded.entry.sensitivity,
        extra=resolution_keys(resolution),
        body=account(resolution, coded.codings, taxonomy) + "\n",
    )


def as_written(name: str, values: tuple[str, ...], taxonomy: Taxonomy) -> str | tuple[str, ...]:
    """Values as an entry's key holds them; where none applies the key goes, unless ``none`` is one of its values."""
    item = next(one for one in FACETS if one.name == name)
    if item.many:
        return values
    facet = taxonomy.facet(item.facet)
    none = NONE if facet and any(value.id == NONE for value in facet.values) else ""
    return values[0] if values else none


def resolutions(entries: Iterable[Entry]) -> dict[str, tuple[Resolution, ...]]:
    """The resolutions of each entry among some entries, the latest first."""
    found: dict[str, list[Resolution]] = {}
    for entry in entries:
        keys = dict(entry.extra)
        about = keys.get(ABOUT)
        if entry.kind != "memo" or RESOLVES not in keys or not isinstance(about, str):
            continue
        resolution = Resolution(
            memo=entry.id,
            entry=about,
            recorded=entry.recorded,
            decision=tuple(_decided(keys.get(DECISION, ()))),
            reason=entry.get(REASON),
        )
        found.setdefault(about, []).append(resolution)
    return {
        about: tuple(sorted(some, key=lambda one: (one.recorded, one.memo), reverse=True))
        for about, some in found.items()
    }


def account(resolution: Resolution, codings: Iterable[Coding], taxonomy: Taxonomy) -> str:
    """What was decided and by whom it had been seen otherwise, as the memo's text says it."""
    listed = list(codings)
    lines = []
    for name, values in resolution.decision:
        lines.append(f"{name.replace('_', ' ').capitalize()} settled as {said(name, values, taxonomy)}.")
        for coding in listed:
            given = coding.answer(name)
            if given is not None:
                lines.append(f"- {coding.coder}: {said(name, given, taxonomy)}")
        lines.append("")
    return "\n".join([*lines, resolution.reason])


def said(name: str, values: Iterable[str], taxonomy: Taxonomy) -> str:
    """Values of a facet in words: a tension with its short code, another by its label."""
    facet = taxonomy.facet(next((item.facet for item in FACETS if item.name == name), ""))
    words = []
    for value in values:
        term = taxonomy.resolve(value) if name == "tensions" else None
        words.append(
            f"{taxonomy.code(term)} {taxonomy.label(term)}"
            if term
            else facet.label_of(value)
            if facet
            else value
        )
    return ", ".join(words) or NONE


def _decided(lines: str | tuple[str, ...]) -> Iterable[tuple[str, tuple[str, ...]]]:
    for line in (lines,) if isinstance(lines, str) else lines:
        name, _, written = line.partition(":")
        values = tuple(value.strip() for value in written.split(";") if value.strip())
        yield name.strip(), () if values == (NONE,) else values
