"""A tension, a family or a short word on either as a page, with the evidence the journal has for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from lineage.model.text import counted
from lineage.tui.entry_page import heading
from lineage.tui.looks import family_style
from lineage.tui.prose import blocks_of
from lineage.tui.widgets.page import GAP, Block
from lineage.tui.words import between, joined, outcome_mark, safe, tension_words

if TYPE_CHECKING:
    from lineage.model.names import Names
    from lineage.model.page import Row, Shares
    from lineage.model.taxonomy import Family, Taxonomy, Tension

LAST_SECTIONS = ("Literature",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What this journal holds of a term: how many entries, of which outcomes, where, beside what, the latest of them."""

    count: int
    shares: Shares
    latest: tuple[Row, ...]


def tension_blocks(one: Tension, taxonomy: Taxonomy, names: Names, evidence: Evidence | None) -> list[Block]:
    """The page of a tension; neighbours, entries and the query that finds them can be followed."""
    style = family_style(one.code)
    blocks = [
        Block(content=joined((f"{one.code} ", f"bold {style}"), (one.label, f"bold {style}"))),
        Block(content=safe(f"“{one.hear}”", "italic")) if one.hear else GAP,
        Block(content=_family_line(one, taxonomy, names), target=f"term:{one.family}"),
    ]
    if one.status != "seed":
        said = one.status + (f": use {taxonomy.label(one.replaced_by)}" if one.replaced_by else "")
        blocks.append(
            Block(content=safe(said, "$soft"), target=f"term:{one.replaced_by}" if one.replaced_by else "")
        )
    if one.alt_labels:
        blocks.append(Block(content=joined(("also  ", "$faint"), (", ".join(one.alt_labels), "$soft"))))
    for name, text in one.sections:
        if name not in LAST_SECTIONS:
            blocks += [GAP, heading(name), *blocks_of(text, names)]
    if one.neighbours:
        blocks += [GAP, heading("Easily taken for")]
        for neighbour in one.neighbours:
            which = joined(tension_words(neighbour.id, names), "  ", (neighbour.test, "$soft"))
            blocks.append(Block(content=which, rest=Content("   "), target=f"term:{neighbour.id}"))
    blocks += _evidence(one.id, evidence, names)
    for name, text in one.sections:
        if name in LAST_SECTIONS:
            blocks += [GAP, heading(name), *blocks_of(text, names)]
    return blocks


def family_blocks(one: Family, taxonomy: Taxonomy, names: Names, evidence: Evidence | None) -> list[Block]:
    """The page of a family: its question, its sections, its tensions."""
    style = family_style(one.code)
    blocks = [
        Block(content=joined((f"{one.code} ", f"bold {style}"), (one.label, f"bold {style}"))),
        Block(content=safe(one.question)),
    ]
    if one.hear:
        blocks.append(Block(content=safe(f"“{one.hear}”", "italic")))
    for name, text in one.sections:
        blocks += [GAP, heading(name), *blocks_of(text, names)]
    blocks += [GAP, heading("Its tensions")]
    for tension in taxonomy.tensions:
        if tension.family == one.id:
            said = joined(
                tension_words(tension.id, names), "  ", (f"“{tension.hear}”" if tension.hear else "", "$soft")
            )
            blocks.append(Block(content=said, rest=Content("   "), target=f"term:{tension.id}"))
    return [*blocks, *_evidence(one.id, evidence, names)]


def short_blocks(one: Tension, names: Names) -> list[Block]:
    """What one needs to know before one tags: definition, not when, signals."""
    style = family_style(one.code)
    blocks = [
        Block(content=joined((f"{one.code} ", f"bold {style}"), (one.label, f"bold {style}"))),
        Block(content=safe(f"“{one.hear}”", "italic")) if one.hear else GAP,
    ]
    for name in ("Definition", "Not when", "Signals"):
        if text := one.section(name):
            blocks += [GAP, heading(name), *blocks_of(text, names)]
    return blocks


def _family_line(one: Tension, taxonomy: Taxonomy, names: Names) -> Content:
    question = next((family.question for family in taxonomy.families if family.id == one.family), "")
    return joined(tension_words(one.family, names, quiet=True), "  ", (question, "$faint"))


def _evidence(term: str, evidence: Evidence | None, names: Names) -> list[Block]:
    blocks = [GAP, heading("In this journal")]
    if evidence is None:
        return [*blocks, Block(content=safe("looking…", "$soft"))]
    if not evidence.count:
        return [*blocks, Block(content=safe("No entry bears it yet.", "$soft"))]
    said = counted(evidence.count, "entry", "entries")
    code = names.code(term) or term
    blocks.append(
        Block(content=joined((said, "bold"), ("   tension:" + code, "$soft")), target=f"query:tension:{code}")
    )
    values = evidence.shares.values
    outcomes = [
        joined(outcome_mark(name), f" {names.label(name, 'outcome')} ", (f"{number:,}", "bold"))
        for name, number in values["outcome"]
    ]
    places = [
        joined(f"{names.label(name, 'setting')} ", (f"{number:,}", "bold"))
        for name, number in values["setting"][:6]
    ]
    beside = [
        joined(tension_words(name, names, quiet=True), (f" {number:,}", "bold"))
        for name, number in values["tensions"]
        if name != term and names.code(name)[:1] != (code if len(code) == 1 else "")
    ][:4]
    for label, parts in (("stands", outcomes), ("where", places), ("beside", beside)):
        if parts:
            blocks.append(
                Block(
                    content=between(parts, "   "), first=safe(label.ljust(8), "$soft"), rest=Content(" " * 8)
                )
            )
    blocks.append(GAP)
    for row in evidence.latest:
        when = "undated" if row.observed == "unclear" else row.observed
        said_of = joined(outcome_mark(row.outcome), " ", (when, "$soft"), "  ", row.title or row.id)
        blocks.append(Block(content=said_of, target=f"entry:{row.id}", whole=True))
    return blocks
