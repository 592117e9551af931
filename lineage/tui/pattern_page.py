"""A pattern as a page: how strong, how sure and why not surer, what came of it, the passages and entries it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from lineage.model.pattern import figures
from lineage.model.text import counted
from lineage.tui.entry_page import detail, heading
from lineage.tui.widgets.page import GAP, Block
from lineage.tui.words import joined, outcome_mark, safe, tension_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lineage.model.names import Names
    from lineage.model.pattern import Pattern, Share
    from lineage.tui.delving import Delved


def pattern_blocks(one: Pattern, delved: Delved, names: Names) -> list[Block]:
    """The page of a pattern; tensions, quotes and entries can be followed."""
    blocks = [
        Block(content=safe(one.label, "bold $foreground")),
        Block(content=joined((one.kind, "$soft"), (f"   {one.id}", "$faint"))),
        GAP,
        *(
            Block(content=tension_words(term, names), target=f"term:{term}" if names.code(term) else "")
            for term in one.terms
        ),
        GAP,
        *_figures(one),
        GAP,
        *_confidence(one),
        *([GAP, detail("a person", safe(one.judged.said))] if one.judged else []),
        *([GAP, detail("elsewhere", safe(one.elsewhere.said))] if one.elsewhere else []),
    ]
    for title, shares, facet in (
        ("Outcomes, by episode, with 95 % intervals", one.outcomes, "outcome"),
        ("Settings, by episode, with 95 % intervals", one.settings, "setting"),
    ):
        blocks += [GAP, heading(title), *_shares(shares, facet, names)]
    blocks += [GAP, heading("Against it: held or recovered")]
    blocks += [_entry(other, delved) for other in one.contradicting]
    if not one.contradicting:
        blocks.append(Block(content=safe("None is recorded. Look for one before acting.", "$soft")))
    if one.exemplars:
        blocks += [GAP, heading("In their words")]
    for quoted in one.exemplars:
        blocks.append(
            Block(
                content=safe(f"“{quoted.quote}”", "italic"), rest=Content(" "), target=f"entry:{quoted.entry}"
            )
        )
        blocks.append(_entry(quoted.entry, delved, lead="  "))
    blocks += [GAP, heading("Every entry"), *(_entry(other, delved) for other in one.entries)]
    if one.notes[len(one.tested) :]:
        blocks += [GAP, heading("To be said with it")]
        blocks += [
            Block(content=safe(note, "$soft"), first=safe("- "), rest=Content("  "))
            for note in one.notes[len(one.tested) :]
        ]
    return blocks


def _figures(one: Pattern) -> list[Block]:
    said = one.measured
    if one.interval:
        said += f", 95 % interval {figures(one.interval[0])} to {figures(one.interval[1])}"
    if one.q is not None:
        said += f", q = {one.q:.2g}"
    stable = (
        "none was computed" if one.stability is None else f"{one.stability:.2f} (mean Jaccard over resamples)"
    )
    stands = (
        f"{counted(len(one.episodes), 'episode')} ({one.n_effective:g} when weighted by age and directness), "
        f"{counted(len(one.entries), 'entry', 'entries')}, {counted(one.observers, 'observer')}, "
        f"{counted(one.families, 'setting family', 'setting families')}"
    )
    return [
        detail("strength", safe(said, "bold")),
        *(detail("", safe(note)) for note in one.tested),
        detail("stability", safe(stable)),
        detail("stands on", safe(stands)),
    ]


def _confidence(one: Pattern) -> list[Block]:
    blocks = [detail("confidence", safe(one.confidence, "bold"))]
    blocks += [
        detail(f"  {step.points:+g}", joined((f"{step.component}: ", "$soft"), step.reason))
        for step in one.subtractions
    ]
    if not one.subtractions:
        blocks.append(detail("", safe("nothing was taken off", "$soft")))
    return blocks


def _shares(shares: Iterable[Share], facet: str, names: Names) -> list[Block]:
    blocks = []
    for one in sorted(shares, key=lambda one: (-one.count, one.value)):
        label = names.label(one.value, facet)
        mark = joined(outcome_mark(one.value), " ") if facet == "outcome" else Content("")
        figures = (f"  {one.count} of {one.n}", "bold"), (f"  {one.low:.0%} to {one.high:.0%}", "$soft")
        blocks.append(Block(content=joined(mark, label, *figures), whole=True))
    return blocks or [Block(content=safe("None is recorded.", "$soft"))]


def _entry(identifier: str, delved: Delved, *, lead: str = "") -> Block:
    seen = delved.entries.get(identifier)
    if seen is None:
        said = safe(identifier)
    else:
        said = joined(
            lead, outcome_mark(seen.outcome), " ", (seen.observed, "$soft"), "  ", seen.title or identifier
        )
    return Block(content=said, target=f"entry:{identifier}", whole=True)
