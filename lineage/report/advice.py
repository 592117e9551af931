"""A delegation recommendation as an outline: the level by rules, the journal's evidence beside it, and what would change either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lineage.model.outline import Block, Heading, Paragraph, Points, Table

if TYPE_CHECKING:
    from lineage.model.catalogue import Catalogue
    from lineage.model.delegation import Advice, Argument, Recommendation

ALWAYS = ("decide", "act")
"""Functions explained in full; the others where a rule caps them, they conflict or are left open."""
QUESTIONS = 6
"""Questions asked at once; `lineage advise --questions` lists all inputs."""
STRONGEST = 3
"""Arguments shown for each side; all are in the JSON."""


def advice_blocks(found: Recommendation, catalogue: Catalogue) -> tuple[Block, ...]:
    """The whole recommendation: two answers side by side and never merged."""
    blocks: list[Block] = [
        Paragraph(
            text="Two answers stand side by side. By rules and literature: the level that the rules give for the inputs below. "
            "By the journal: what the recorded evidence allows; it abstains where evidence is thin, and withholds only itself."
        ),
        _levels(found, catalogue),
        *_inputs(found),
    ]
    for advice in found.functions:
        if advice.function in ALWAYS or advice.without_caps or advice.status in ("conflict", "range"):
            blocks += _function(advice, catalogue)
    blocks += _binding(found)
    return (*blocks, *_closing(found, catalogue))


def level_text(advice: Advice, catalogue: Catalogue) -> str:
    """The level as people say it: `acts after approval (M3)`, or the range that is left open."""
    low, high = advice.range
    if advice.status == "conflict":
        return f"rules conflict; M{low}" if low == high else f"rules conflict; M{low} to M{high}"
    if low != high:
        return f"M{low} to M{high}, depending on what is unknown"
    said = catalogue.level_label(low)
    return said if advice.status == "settled" else f"{said} as far as was tried"


def _levels(found: Recommendation, catalogue: Catalogue) -> Table:
    rows = tuple(
        (
            advice.function,
            level_text(advice, catalogue),
            f"M{advice.band[0]} to M{advice.band[1]}",
            _range(advice.uncapped),
            catalogue.role(advice.human_role),
            advice.wording if not advice.abstain else "abstains",
        )
        for advice in found.functions
    )
    head = ("function", "level by rules", "band", "without caps", "people's role", "by the journal")
    return Table(head=head, rows=rows)


def _inputs(found: Recommendation) -> list[Block]:
    """What the levels rest on beside answers: said, so that no guess passes for one."""
    hinted = [f"{key} = {value}" for key, value in found.hinted]
    tried = [key for key in found.unknown if key not in dict(found.hinted)]
    points = []
    if hinted:
        points.append(f"Hinted by the tensions, to be confirmed with --input: {', '.join(hinted)}")
    if found.assumed:
        assumed = [key for key in found.assumed if key not in dict(found.hinted)]
        points.append(f"Assumed at the neutral value, not answered: {', '.join(assumed) or 'none'}")
    elif tried:
        points.append(f"Unknown: {', '.join(tried)} ({found.combinations} combinations were worked out)")
    if found.marks:
        marks = [f"{mark} ({origin})" for mark, origin in found.marks]
        points.append(f"Marks that rules ask for: {', '.join(marks)}")
    if found.disabled:
        points.append(f"Disabled rules: {', '.join(found.disabled)}")
    points += list(found.notes)
    return [Points(items=tuple(points))] if points else []


def _function(advice: Advice, catalogue: Catalogue) -> list[Block]:
    function = catalogue.function(advice.function)
    name = function.label if function else advice.function
    heading = f"{advice.function} ({name.lower()}): {level_text(advice, catalogue)}"
    blocks: list[Block] = [Heading(text=heading, level=3)]
    anchor = function.anchor(advice.level) if function and advice.level is not None else ""
    points = [f"What it means here: {anchor}"] if anchor else []
    if advice.current is not None:
        points.append(
            f"Now: {catalogue.level_label(advice.current)}, which works like {catalogue.level_label(advice.effective or advice.current)}"
        )
    if advice.path:
        points.append(
            f"One step at a time while the body is changing: {' then '.join(f'M{level}' for level in advice.path)}"
        )
    points += [f"Oversight: {advice.oversight}"] if advice.oversight else []
    for argument in advice.argue_more[:STRONGEST]:
        points.append(f"For one level more ({_source(argument)}): {argument.text}")
    for argument in advice.argue_less[:STRONGEST]:
        points.append(f"For one level less ({_source(argument)}): {argument.text}")
    for cap in advice.without_caps:
        low, high = cap.level
        level = _range((low, high))
        points.append(
            f"Without the cap of {cap.rule} ({cap.effect}): {level}. What the cap costs: {cap.cost}"
        )
    moves = [
        f"{move.input} {move.start} to {move.end} gives {move.level}" for move in advice.what_would_change
    ]
    points.append(
        f"What would change it: {'; '.join(moves)}" if moves else "No single step of an input changes it."
    )
    for reason, lifted in zip(advice.abstain, advice.lifted_by, strict=False):
        points.append(f"The journal abstains: {reason}. Cheapest observation that would lift this: {lifted}")
    if not advice.abstain:
        points.append(f"By the journal: {advice.wording} (certainty {advice.certainty}, {advice.strength})")
    return [*blocks, Points(items=tuple(points))]


def _range(span: tuple[int, int]) -> str:
    return f"M{span[0]}" if span[0] == span[1] else f"M{span[0]} to M{span[1]}"


def _source(argument: Argument) -> str:
    """The rule and its strength; a counter-argument is one to the rule that binds the other way."""
    said = f"counter-argument of {argument.rule}" if argument.counter else argument.rule
    return f"{said}, {argument.strength}"


def _binding(found: Recommendation) -> list[Block]:
    rows = tuple(
        (
            trace.rule,
            trace.title,
            ", ".join(trace.binds_on),
            trace.strength,
            ", ".join(trace.effects),
            trace.counter_argument,
        )
        for trace in found.rules
        if trace.binding
    )
    fired = ", ".join(trace.rule for trace in found.rules)
    table = Table(head=("rule", "title", "binds on", "strength", "effects", "counter-argument"), rows=rows)
    return [
        Heading(text="Rules that bind", level=3),
        table,
        Paragraph(text=f"All rules that fired: {fired or 'none'}."),
    ]


def _closing(found: Recommendation, catalogue: Catalogue) -> list[Block]:
    blocks: list[Block] = [Heading(text="Requirements", level=3)]
    blocks.append(
        Points(
            items=tuple(f"{name}: {catalogue.requirement(name)}" for name in found.requirements) or ("none",)
        )
    )
    blocks.append(Heading(text="Questions to answer next", level=3))
    questions = tuple(
        f"{one.input} ({one.label}): {one.text} 0 = {one.low}, 3 = {one.high}" for one in found.questions
    )
    blocks.append(Points(items=questions or ("every input is answered",)))
    blocks.append(Heading(text="Pass or fail, to be checked by people", level=3))
    blocks.append(Points(items=tuple(check.text for check in found.checks)))
    review = f"Review after {found.review.days} days: {'; '.join(found.review.steps)}."
    return [*blocks, Paragraph(text=review)]
