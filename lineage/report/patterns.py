"""Patterns as an outline: what recurs, what speaks against it first, and the entries it stands on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from lineage.model.outline import Block, Heading, Paragraph, Points, Quote, Table
from lineage.model.pattern import figures
from lineage.model.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lineage.model.entry import Entry
    from lineage.model.pattern import Mined, Pattern, Share
    from lineage.model.taxonomy import Taxonomy

FINDINGS = 3
"""Findings on the first page; the rest is the appendix."""


def front_page(
    mined: Mined, entries: Iterable[Entry], taxonomy: Taxonomy, *, withheld: int, unread: int
) -> tuple[Block, ...]:
    """What was read, who wrote it, and the strongest findings with their counter-cases first."""
    listed = list(entries)
    by_id = {entry.id: entry for entry in listed}
    blocks: list[Block] = [
        Paragraph(text=_read(mined, withheld, unread)),
        *(Paragraph(text=note) for note in mined.notes),
        Heading(text="The strongest findings"),
    ]
    strongest = mined.patterns[:FINDINGS]
    if not strongest:
        blocks.append(
            Paragraph(text="No pattern stands out. That is an answer: there may be too few entries yet.")
        )
    for number, pattern in enumerate(strongest, start=1):
        blocks.append(Heading(text=f"{number}. {pattern.label}", level=3))
        blocks += _finding(pattern, by_id, taxonomy)
    return (*blocks, *_coverage(listed))


def _read(mined: Mined, withheld: int, unread: int) -> str:
    left_out = ""
    if withheld:
        left_out += (
            f" {withheld} entries are left out of text and counts: they are stricter than this audience."
        )
    if unread:
        left_out += f" {unread} files could not be read as entries; `lineage check` names them."
    embedding = f", text compared by {mined.embedding}" if mined.embedding else ""
    return (
        f"{mined.n} observations in {mined.episodes} episodes{embedding}, seed {mined.seed}, as of {mined.today}. An episode is counted once, "
        f"however many entries it has.{left_out}"
    )


def _finding(pattern: Pattern, by_id: Mapping[str, Entry], taxonomy: Taxonomy) -> list[Block]:
    against = [by_id[one] for one in pattern.contradicting if one in by_id]
    points = []
    if against:
        best = min(against, key=lambda entry: (not entry.tried, entry.id))
        tried = f" Tried: {'; '.join(best.tried)}." if best.tried else ""
        count = f"{len(against)} of its {len(pattern.entries)} entries"
        points.append(
            f"Counter-case first: {best.title} ({best.id}).{tried} In all {count} held or recovered."
        )
    else:
        points.append(
            "No counter-case is recorded: none of its entries held or recovered. Look for one before acting."
        )
    episodes = "" if pattern.unit == "episodes" else f"{len(pattern.episodes)} episodes, "
    points.append(
        f"{strength_of(pattern)}; {episodes}{counted(len(pattern.entries), 'entry', 'entries')}, {counted(pattern.observers, 'observer')}."
    )
    points += [f"{note[:1].upper()}{note[1:]}." for note in pattern.tested]
    points.append(f"Confidence {pattern.confidence}: {_subtracted(pattern)}")
    points.append(f"Outcomes by episode: {shares_of(pattern.outcomes, taxonomy, 'outcome')}.")
    if pattern.elsewhere:
        points.append(f"Elsewhere, in the library and counted apart: {pattern.elsewhere.said}.")
    if pattern.judged:
        points.append(f"A person: {pattern.judged.said}.")
    return [
        Points(items=tuple(points)),
        *(Quote(text=one.quote, entry=one.entry) for one in pattern.exemplars[:1]),
    ]


def strength_of(pattern: Pattern) -> str:
    """Strength with its unit, interval and test, as far as there are any."""
    said = pattern.measured
    if pattern.interval:
        said += f" (95 % interval {figures(pattern.interval[0])} to {figures(pattern.interval[1])})"
    if pattern.q is not None:
        said += f", q = {pattern.q:.2g}"
    if pattern.stability is not None:
        said += f", stability {pattern.stability:.2f} (mean Jaccard over bootstrap resamples of episodes)"
    return said


def _subtracted(pattern: Pattern) -> str:
    steps = [f"{one.points:+g} {one.component} ({one.reason})" for one in pattern.subtractions]
    return "started at high; " + ("; ".join(steps) if steps else "nothing was subtracted") + "."


def shares_of(shares: Iterable[Share], taxonomy: Taxonomy, facet: str) -> str:
    """Counts with their Wilson 95 % intervals, the largest first."""
    named = taxonomy.facet(facet)
    said = [
        f"{named.label_of(one.value) if named else one.value} {one.count} of {one.n} ({one.low:.2f} to {one.high:.2f})"
        for one in sorted(shares, key=lambda one: (-one.count, one.value))
    ]
    return ", ".join(said) or "none recorded"


def _coverage(entries: list[Entry]) -> list[Block]:
    """Who was writing, and about which years: a pattern can be a pattern of the writers."""
    people = Counter(entry.coder or "not said" for entry in entries)
    years = Counter(
        str(entry.observed.first.year) if entry.observed.first else "unclear" for entry in entries
    )
    settings = Counter(entry.setting or "not said" for entry in entries)
    rows = [
        (
            what,
            ", ".join(
                f"{name} {count}"
                for name, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:12]
            ),
        )
        for what, counted in (("coder", people), ("year observed", years), ("setting", settings))
    ]
    return [Heading(text="Who was writing, about what"), Table(head=("by", "entries"), rows=tuple(rows))]


def appendix(mined: Mined, entries: Iterable[Entry], taxonomy: Taxonomy) -> tuple[Block, ...]:
    """Every pattern in full, then every entry."""
    by_id = {entry.id: entry for entry in entries}
    blocks: list[Block] = [Heading(text="All patterns")]
    for pattern in mined.patterns:
        blocks += pattern_blocks(pattern, taxonomy)
    if mined.alike:
        pairs = tuple(
            f"{_titled(one.first, by_id)} and {_titled(one.second, by_id)}: {one.likeness:.2f} cosine"
            for one in mined.alike
        )
        blocks += [Heading(text="Read alike (a place to look, no pattern)", level=3), Points(items=pairs)]
    if mined.unplaced:
        said = f"{len(mined.unplaced)} entries fit no theme: {', '.join(mined.unplaced)}"
        blocks += [Heading(text="Unplaced", level=3), Paragraph(text=said)]
    rows = [
        (
            entry.id,
            str(entry.observed),
            entry.title,
            " ".join(taxonomy.code(taxonomy.resolve(term) or "") or term for term in entry.tensions),
            entry.outcome,
            entry.organisation,
        )
        for entry in by_id.values()
    ]
    head = ("id", "observed", "title", "tensions", "outcome", "organisation")
    return (*blocks, Heading(text="Entries"), Table(head=head, rows=tuple(rows)))


def _titled(identifier: str, by_id: Mapping[str, Entry]) -> str:
    entry = by_id.get(identifier)
    return f"{entry.title} ({identifier})" if entry else identifier


def pattern_blocks(pattern: Pattern, taxonomy: Taxonomy) -> tuple[Block, ...]:
    """One pattern with its strength, confidence, outcomes, quotes, counter-cases and entries."""
    codes = ", ".join(f"{taxonomy.code(term)} {taxonomy.label(term)}" for term in pattern.terms)
    about = f"; entries of {' and of '.join(pattern.facets)}" if pattern.facets else ""
    against = ", ".join(pattern.contradicting) or "none recorded"
    points = (
        f"{pattern.kind}; tensions: {codes or 'none'}{about}",
        f"Strength: {strength_of(pattern)}",
        _counted(pattern),
        f"Confidence {pattern.confidence}: {_subtracted(pattern)}",
        f"Outcomes by episode: {shares_of(pattern.outcomes, taxonomy, 'outcome')}",
        f"Settings by episode: {shares_of(pattern.settings, taxonomy, 'setting')}",
        f"Against it (held or recovered): {against}",
        *([f"Elsewhere, in the library: {pattern.elsewhere.said}"] if pattern.elsewhere else []),
        *([f"A person: {pattern.judged.said}"] if pattern.judged else []),
        f"Entries: {', '.join(pattern.entries)}",
        *pattern.notes,
    )
    quotes = tuple(Quote(text=one.quote, entry=one.entry) for one in pattern.exemplars)
    return (Heading(text=f"{pattern.label} ({pattern.id})", level=3), Points(items=points), *quotes)


def _counted(pattern: Pattern) -> str:
    weighted = f"weighted by recency and directness {pattern.n_effective:g}"
    return f"n = {len(pattern.episodes)} episodes ({weighted}), {len(pattern.entries)} entries"
