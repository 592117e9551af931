"""One decision function as a page: the level and what it means, each rule that bears on it, what would change it, the journal's own answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from lineage.tui.entry_page import detail, heading
from lineage.tui.widgets.ladder import LEGEND
from lineage.tui.widgets.page import GAP, Block
from lineage.tui.words import joined, safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lineage.model.catalogue import Catalogue
    from lineage.model.delegation import Advice, Argument, Recommendation, RuleTrace


def advice_page(
    one: Advice, found: Recommendation, catalogue: Catalogue, *, level: str, command: str
) -> list[Block]:
    """The page of one function; ``level`` is its level in words, ``command`` the command line that gives the same."""
    function = catalogue.function(one.function)
    anchor = function.anchor(one.level) if function and one.level is not None else ""
    return [
        Block(content=joined((function.label if function else one.function, "bold $foreground"))),
        *([Block(content=safe(function.question, "$soft"))] if function else []),
        GAP,
        detail("by rules", safe(level, "bold")),
        *([detail("which means", safe(anchor))] if anchor else []),
        *_roles(one, catalogue),
        detail("allowed", safe(f"M{one.band[0]} to M{one.band[1]}; without caps {_span(one.uncapped)}")),
        detail("", safe(LEGEND, "$faint")),
        GAP,
        *_journal(one),
        GAP,
        *_caps(one),
        *_rules(one, found),
        *_arguments("For one level more", one.argue_more),
        *_arguments("For one level less", one.argue_less),
        *_changes(one),
        *_asked(found, catalogue),
        heading("The same on the command line (y copies it)"),
        Block(content=safe(command)),
    ]


def _span(span: tuple[int, int]) -> str:
    return f"M{span[0]}" if span[0] == span[1] else f"M{span[0]} to M{span[1]}"


def _roles(one: Advice, catalogue: Catalogue) -> list[Block]:
    told = [("people", catalogue.role(one.human_role)), ("machine", catalogue.role(one.machine_role)), ("oversight", one.oversight)]  # fmt: skip
    return [detail(name, safe(text)) for name, text in told if text]


def _journal(one: Advice) -> list[Block]:
    blocks = [heading("By your journal")]
    if not one.abstain:
        return [
            *blocks,
            detail("it says", safe(f"{one.wording} (certainty {one.certainty}, {one.strength})")),
        ]
    for reason, lifted in zip(one.abstain, one.lifted_by, strict=False):
        blocks += [_point(joined(("it abstains: ", "$soft"), reason)), _under(f"lifted by: {lifted}")]
    return blocks


def _caps(one: Advice) -> list[Block]:
    blocks: list[Block] = []
    for cap in one.without_caps:
        said = joined((cap.rule, "bold"), f"  {cap.effect}; without it {_span(cap.level)}")
        blocks += [_point(said), _under(f"what the cap costs: {cap.cost}")]
    return [heading("Caps drawn on it"), *blocks, GAP] if blocks else []


def _rules(one: Advice, found: Recommendation) -> list[Block]:
    """The rules that decide its level, the others after them by id alone."""
    binding = [rule for rule in found.rules if one.function in rule.binds_on]
    blocks = [block for rule in binding for block in _rule(rule)]
    rest = ", ".join(rule.rule for rule in found.rules if rule not in binding)
    if rest:
        blocks.append(Block(content=safe(f"Fired too, without deciding it: {rest}", "$soft")))
    return [heading("Rules that decide it"), *(blocks or [Block(content=safe("none", "$soft"))]), GAP]


def _rule(rule: RuleTrace) -> list[Block]:
    sure = "" if rule.certain else ", depending on what is unknown"
    title = joined((rule.rule, "bold"), f" {rule.title}  ", (f"{rule.strength}{sure}", "$soft"))
    return [
        _point(title),
        _under("; ".join(rule.effects)),
        _under(rule.why),
        _under(f"against it: {rule.counter_argument}"),
        _under(f"would change it: {rule.what_would_change}"),
    ]


def _arguments(title: str, arguments: Iterable[Argument]) -> list[Block]:
    blocks = []
    for argument in arguments:
        source = f"counter-argument of {argument.rule}" if argument.counter else argument.rule
        blocks.append(_point(joined(argument.text, (f"  {source}, {argument.strength}", "$soft"))))
    return [heading(title), *blocks, GAP] if blocks else []


def _changes(one: Advice) -> list[Block]:
    moves = [f"{move.input} {move.start} to {move.end} gives {move.level}" for move in one.what_would_change]
    told = [_point(safe(move)) for move in moves]
    none = Block(content=safe("No single step of an answered input changes it.", "$soft"))
    return [heading("What would change it"), *(told or [none]), GAP]


def _asked(found: Recommendation, catalogue: Catalogue) -> list[Block]:
    """What to answer next, and what the rules ask for whatever the level."""
    blocks: list[Block] = []
    if found.questions:
        blocks.append(heading("To be answered next"))
        blocks += [_point(joined((one.input, "bold"), f"  {one.text}")) for one in found.questions[:3]]
        blocks.append(GAP)
    if found.requirements:
        blocks.append(heading("Asked for in any case"))
        blocks += [_point(safe(catalogue.requirement(name))) for name in found.requirements]
        blocks.append(GAP)
    steps = "; ".join(found.review.steps)
    return [*blocks, detail("review", safe(f"after {found.review.days} days: {steps}")), GAP]


def _point(content: Content) -> Block:
    return Block(content=content, first=safe("- "), rest=Content("  "))


def _under(text: str) -> Block:
    return Block(content=safe(text, "$soft"), first=Content("  "), rest=Content("  "))
