"""Agreement between coders as an outline: the disagreements first, then the numbers, then what they do not say."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from lineage.model.agreement import RELY, TENTATIVE, Estimate
from lineage.model.outline import Block, Heading, Paragraph, Points, Quote, Table
from lineage.model.resolution import said
from lineage.model.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lineage.model.agreement import Agreement, Disagreement, Row, Stand
    from lineage.model.health import Finding, Health
    from lineage.model.taxonomy import Taxonomy

SHORT_ID = 14
NO_NUMBER = "-"


def agreement_blocks(
    found: Agreement, taxonomy: Taxonomy, *, limit: int, withheld: int = 0
) -> tuple[Block, ...]:
    """A comparison of coders; ``limit`` is the number of entries whose disagreements are shown."""
    if not found.n:
        return (
            Paragraph(
                text=f"No entry is coded by two coders yet.{_withheld(withheld)} `lineage agree code --coder NAME` draws some and asks."
            ),
        )
    coders = ", ".join(f"{coder} {number}" for coder, number in found.coders)
    return (
        Paragraph(
            text=f"{counted(found.n, 'entry', 'entries')} coded by two or more coders ({coders}).{_withheld(withheld)} {_headline(found)}"
        ),
        *_disagreements(found, taxonomy, limit),
        Heading(text="How far they agree"),
        *_facets(found),
        *_terms(found, taxonomy),
        *_passages(found, taxonomy),
        Heading(text="What these numbers do not say"),
        Points(items=(*found.notes, _method(found))),
        *_settled(found.settled, taxonomy),
    )


def _withheld(number: int) -> str:
    return f" {counted(number, 'entry', 'entries')} stricter than this audience left out." if number else ""


def _headline(found: Agreement) -> str:
    """The numbers a reader asks for first, in one line."""
    rows = [row for row in found.facets if row.name in ("tensions", "families", "outcome")]
    said_of = [
        f"{row.label} {row.alpha.value:.2f}"
        + (f" ({row.alpha.low:.2f} to {row.alpha.high:.2f})" if row.alpha.interval else "")
        for row in rows
        if row.alpha.value is not None
    ]
    return f"Krippendorff's alpha: {', '.join(said_of)}." if said_of else ""


def _disagreements(found: Agreement, taxonomy: Taxonomy, limit: int) -> tuple[Block, ...]:
    """Each entry's open disagreements, the widest apart first; the talk about them is worth more than the numbers."""
    order = list(dict.fromkeys(one.entry for one in found.unsettled))
    blocks: list[Block] = [
        Heading(
            text=f"Where they disagree: {counted(len(order), 'entry', 'entries')} open, {len({one.entry for one in found.settled})} with something settled"
        )
    ]
    if not order:
        blocks.append(Paragraph(text="Nowhere that is still open."))
    for name in order[:limit]:
        of_entry = [one for one in found.unsettled if one.entry == name]
        blocks.append(Heading(text=f"{name[:SHORT_ID]}  {of_entry[0].title}", level=3))
        blocks.append(
            Table(
                head=("on", "coder", "answered", "because of"),
                rows=tuple(_rows(of_entry, taxonomy)),
            )
        )
        if not any(stand.quotes for one in of_entry for stand in one.stands):
            blocks.append(Quote(text=of_entry[0].opening, entry="how the text begins"))
    if len(order) > limit:
        blocks.append(
            Paragraph(
                text=f"{len(order) - limit} more; --limit shows them, `lineage agree resolve ID` settles one."
            )
        )
    elif order:
        blocks.append(Paragraph(text="`lineage agree resolve ID` settles one, with a reason."))
    return tuple(blocks)


def _rows(found: Iterable[Disagreement], taxonomy: Taxonomy) -> Iterable[tuple[str, ...]]:
    for one in found:
        name = one.facet.replace("_", " ") + (", which first" if one.distance == 0 else "")
        shared = _shared(one)
        if shared:
            yield name, "all", said(one.facet, shared, taxonomy), ""
            name = ""
        for stand in one.stands:
            own = tuple(value for value in stand.values if value not in shared)
            answered = said(one.facet, own, taxonomy) if own or not shared else "nothing more"
            yield name, stand.coder, answered, _because(one, stand, own, taxonomy)
            name = ""


def _shared(one: Disagreement) -> tuple[str, ...]:
    """The values that all coders gave, in the first one's order; none where they differ by their order alone."""
    common = set(one.stands[0].values).intersection(*(stand.values for stand in one.stands))
    if all(set(stand.values) == common for stand in one.stands):
        return ()
    return tuple(value for value in one.stands[0].values if value in common)


def _because(one: Disagreement, stand: Stand, own: tuple[str, ...], taxonomy: Taxonomy) -> str:
    """The passages a coder marked for what the others did not give, each with its code, and the remark."""
    if one.facet != "tensions":
        return ""
    parts = [f"{taxonomy.code(term)} “{text}”".strip() for term, text in stand.quotes if term in own]
    if own and not parts:
        parts.append("(no passage marked)")
    return " ".join([*parts, stand.remark])


def _facets(found: Agreement) -> tuple[Block, ...]:
    head = ("", "n", "same", "kappa", "AC1", "alpha", f"95 % of {found.measure}", "enough?")
    rows = tuple(
        (
            f"  {row.label}" if row.derived else row.label,
            str(row.n),
            _share(row.percent),
            _number(row.kappa) + (" F" if row.kappa_of == "Fleiss" else ""),
            _number(row.ac1),
            _number(row.alpha),
            _interval(row.of(found.measure)),
            _enough(row.alpha),
        )
        for row in found.facets
    )
    missing = tuple(
        f"{row.label}: {row.of(found.measure).why}" for row in found.facets if row.of(found.measure).why
    )
    sets = next((row for row in found.facets if row.name == "tensions" and row.alpha.value is not None), None)
    blocks: list[Block] = [Table(head=head, rows=rows)]
    if sets is not None:
        other = f"by Jaccard {_number(sets.jaccard)}, multi-valued {_number(sets.multivalued)}"
        blocks.append(Paragraph(text=f"Alpha of the tensions compares whole sets by MASI; {other}."))
    if missing:
        blocks.append(Points(items=missing))
    return tuple(blocks)


def _terms(found: Agreement, taxonomy: Taxonomy) -> tuple[Block, ...]:
    """The terms that were given more than once, and those given once by name."""
    often = [row for row in found.terms if _given(row) > 1]
    once = [row for row in found.terms if _given(row) == 1]
    blocks: list[Block] = [
        Heading(text=f"Term by term: {len(found.terms)} used, {found.unused} not used"),
    ]
    if often:
        head = ("", "given by", "by all", "same", "kappa", "AC1", "alpha", f"95 % of {found.measure}")
        rows = tuple(_term_row(row, found.measure, taxonomy) for row in often)
        blocks.append(Table(head=head, rows=rows))
    reasons = [row.of(found.measure).why for row in often if row.of(found.measure).why]
    points = [*_counted_reasons(reasons)]
    if once:
        named = ", ".join(
            f"{taxonomy.code(row.name)} {row.label} ({coder})"
            for row in once
            for coder, number in row.used
            if number
        )
        points.append(f"given once, by one coder: {named}")
    if points:
        blocks.append(Points(items=tuple(points)))
    return tuple(blocks)


def _given(row: Row) -> int:
    return sum(number for _, number in row.used)


def _term_row(row: Row, measure: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    given = ", ".join(f"{coder} {number}" for coder, number in row.used if number)
    return (
        f"{taxonomy.code(row.name)} {row.label}".strip(),
        given,
        str(row.together),
        _share(row.percent),
        _number(row.kappa),
        _number(row.ac1),
        _number(row.alpha),
        _interval(row.of(measure)),
    )


def _counted_reasons(reasons: Sequence[str]) -> Iterable[str]:
    """Each reason once, with the number of terms it is given for; those with a percentage of their own are one."""
    plain = [
        "in too many draws of the entries nobody used it" if "resamples" in one else one for one in reasons
    ]
    for reason, same in groupby(sorted(plain)):
        yield f"{counted(len(list(same)), 'term')} without an interval: {reason.removeprefix('no interval: ')}"


def _passages(found: Agreement, taxonomy: Taxonomy) -> tuple[Block, ...]:
    marks = found.passages
    if marks.why:
        return (Paragraph(text=f"Passages: {marks.why}."),)
    value = NO_NUMBER if marks.alpha is None else f"{marks.alpha:.2f}"
    by_term = ", ".join(
        f"{taxonomy.code(term) or term} {NO_NUMBER if alpha is None else f'{alpha:.2f}'}"
        for term, alpha in sorted(marks.terms, key=lambda one: taxonomy.code(one[0]))
    )
    where = counted(marks.entries, "entry", "entries")
    return (
        Paragraph(
            text=f"Passages: unitizing alpha {value} for {' and '.join(marks.coders)} over the {where} that both marked ({by_term}); 2004 edition, no interval."
        ),
    )


def _settled(found: Sequence[Disagreement], taxonomy: Taxonomy) -> tuple[Block, ...]:
    """What memos decided, an entry's decisions by one memo together."""
    by_memo: dict[tuple[str, str], list[Disagreement]] = {}
    for one in found:
        by_memo.setdefault((one.entry, one.resolved), []).append(one)
    if not by_memo:
        return ()
    items = []
    for (name, memo), settled in by_memo.items():
        decided = "; ".join(
            f"{one.facet.replace('_', ' ')} {said(one.facet, one.decision, taxonomy)}" for one in settled
        )
        items.append(
            f"{name[:SHORT_ID]}  {settled[0].title}: {decided}. Why: {settled[0].reason} (memo {memo[:SHORT_ID]})"
        )
    return (
        Heading(text="Settled, and still counted above as they were coded"),
        Points(items=tuple(items)),
    )


def _method(found: Agreement) -> str:
    return (
        f"alpha is Krippendorff's, kappa Cohen's (F: Fleiss'), AC1 Gwet's; an interval is the middle 95 % of {found.resamples:,} draws "
        f"of the entries (as if none had to do with another), seed {found.seed}; enough: alpha {RELY:.3f} to rely on, {TENTATIVE} tentatively (Krippendorff 2004)"
    )


def _number(one: Estimate) -> str:
    return NO_NUMBER if one.value is None else f"{one.value:.2f}"


def _share(one: Estimate) -> str:
    return NO_NUMBER if one.value is None else f"{one.value:.0%}"


def _interval(one: Estimate) -> str:
    return f"{one.low:.2f} to {one.high:.2f}" if one.low is not None and one.high is not None else NO_NUMBER


def _enough(alpha: Estimate) -> str:
    if alpha.value is None:
        return NO_NUMBER
    return "yes" if alpha.value >= RELY else "tentatively" if alpha.value >= TENTATIVE else "no"


def health_blocks(found: Health) -> tuple[Block, ...]:
    """How the codebook fares: what was found, by kind, and what could not be said."""
    blocks: list[Block] = [
        Paragraph(
            text=f"{counted(found.terms, 'term')}, {counted(found.tagged, 'tagged entry', 'tagged entries')}, {found.twice} of them by two or more coders."
        )
    ]
    if found.findings:
        blocks.append(Points(items=tuple(_finding(one) for one in found.findings)))
    if found.abstained:
        blocks.append(Heading(text="Not said, and why"))
        blocks.append(Points(items=found.abstained))
    return tuple(blocks)


def _finding(one: Finding) -> str:
    shown = ", ".join(name[:SHORT_ID] for name in one.entries[:5])
    more = f" and {len(one.entries) - 5} more" if len(one.entries) > 5 else ""
    return f"{one.kind}: {one.text}" + (f" [{shown}{more}]" if shown else "")
