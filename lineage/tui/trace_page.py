"""Why a function has the level it has: both answers, the rules that fired, what speaks for and against, what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from lineage.model.rules import parse_effect
from lineage.model.text import counted
from lineage.tui.entry_page import heading
from lineage.tui.widgets.ladder import effects_on
from lineage.tui.widgets.page import GAP, Block
from lineage.tui.words import joined, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lineage.model.catalogue import Catalogue
    from lineage.model.delegation import Advice, Argument, Range, Recommendation, RuleTrace
    from lineage.model.rules import Effect
    from lineage.tui.consultation import Consultation

QUESTIONS = 3
"""Questions asked at once; the inputs beside it are all of them."""
INDENT = Content("  ")
LEAD = 10
"""Columns of what stands before a detail."""


def trace_blocks(
    function: str, found: Recommendation, level: str, catalogue: Catalogue, opened: Iterable[str]
) -> list[Block]:
    """The page of one function; ``level`` is its level as people say it, ``opened`` the rules told in full."""
    advice = found.advice(function)
    known = catalogue.function(function)
    title = f"{known.label} ({function})" if known else function
    blocks = [Block(content=safe(title, "bold $foreground"))]
    if known:
        blocks.append(Block(content=safe(known.question, "$soft")))
    blocks += [GAP, heading("By rules and literature"), *_by_rules(advice, level, catalogue)]
    blocks += [GAP, heading("By the journal"), *_by_journal(advice, found)]
    blocks += _caps(advice)
    blocks += [GAP, heading("Rules that fired"), *_rules(function, found, set(opened), catalogue)]
    for way, arguments in (("more", advice.argue_more), ("less", advice.argue_less)):
        blocks += [GAP, heading(f"For one level {way}"), *map(_argument, arguments)]
        if not arguments:
            blocks.append(Block(content=safe("No rule that fired says so.", "$soft")))
    blocks += [GAP, heading("What would change it"), *_moves(advice, catalogue)]
    return [*blocks, *_asks(advice, found, catalogue)]


def _by_rules(advice: Advice, level: str, catalogue: Catalogue) -> list[Block]:
    known = catalogue.function(advice.function)
    anchor = known.anchor(advice.level) if known and advice.level is not None else ""
    blocks = [Block(content=safe(level, "bold $primary"))]
    for label, said in (
        ("here", anchor),
        ("band", f"{span_words(advice.band)}, as the rules that bind hard leave it"),
        ("no caps", span_words(advice.uncapped)),
        ("people", catalogue.role(advice.human_role) if advice.human_role else ""),
        ("machine", catalogue.role(advice.machine_role) if advice.machine_role else ""),
        ("oversight", advice.oversight),
        ("today", _today(advice, catalogue)),
        ("steps", " then ".join(f"M{step}" for step in advice.path)),
    ):
        if said:
            blocks.append(_detail(label, safe(said)))
    return blocks


def _today(advice: Advice, catalogue: Catalogue) -> str:
    if advice.current is None:
        return ""
    said = catalogue.level_label(advice.current)
    works = advice.current if advice.effective is None else advice.effective
    return said if works == advice.current else f"{said}, which works like {catalogue.level_label(works)}"


def _by_journal(advice: Advice, found: Recommendation) -> list[Block]:
    blocks: list[Block] = []
    if not advice.abstain:
        blocks.append(Block(content=safe(advice.wording, "bold $success")))
        blocks.append(_detail("strength", safe(advice.strength)))
        blocks.append(_detail("certainty", safe(advice.certainty)))
    else:
        blocks.append(Block(content=safe("It abstains", "bold $warning")))
        for number, reason in enumerate(advice.abstain):
            lift = advice.lifted_by[number] if number < len(advice.lifted_by) else ""
            blocks.append(Block(content=safe(reason), first=safe("- "), rest=INDENT))
            if lift:
                blocks.append(_point(joined(("to lift it: ", "$faint"), (lift, "$soft"))))
    of = f"confidence {found.pattern_confidence}" if found.pattern else "none: rules and literature alone"
    return [*blocks, _detail("pattern", safe(of))]


def _caps(advice: Advice) -> list[Block]:
    """What each cap that decides the level costs."""
    blocks: list[Block] = []
    for cap in advice.without_caps:
        said = ", ".join(effect_words(parse_effect(one), advice.function) for one in cap.effect.split(", "))
        without = joined(
            ("without ", "$soft"), (cap.rule, "bold $warning"), (f" ({said}): ", "$soft"), (span_words(cap.level), "bold")
        )  # fmt: skip
        blocks += [Block(content=without), _point(joined(("it costs: ", "$faint"), (cap.cost, "$soft")))]
    return [GAP, heading("Without a cap"), *blocks] if blocks else []


def _rules(function: str, found: Recommendation, opened: set[str], catalogue: Catalogue) -> list[Block]:
    every = [
        (trace, [effect_words(one, function) for one in effects_on(trace, function)]) for trace in found.rules
    ]
    mine = [
        (trace, texts or list(trace.effects)) for trace, texts in every if texts or function in trace.binds_on
    ]
    mine.sort(key=lambda one: (function not in one[0].binds_on, not one[0].certain, one[0].rule))
    blocks: list[Block] = []
    for trace, texts in mine:
        binds = function in trace.binds_on
        fold = "▾ " if trace.rule in opened else "▸ "
        head = joined(
            (fold, "$faint"), (trace.rule, "bold $warning" if binds else "bold $soft"), " ", trace.title
        )
        how = [", ".join(texts), trace.strength]
        how += ["decides the level"] if binds else []
        how += [] if trace.certain else ["for some of what is unknown"]
        blocks += [Block(content=head, target=f"rule:{trace.rule}"), _point(safe(" · ".join(how), "$soft"))]
        if trace.rule in opened:
            blocks += _in_full(trace, catalogue)
    for rule in found.disabled:
        said = joined((f"{rule} is left out; ", "$soft"), ("take it in again", "$primary"))
        blocks.append(Block(content=said, target=f"without:{rule}"))
    return blocks or [Block(content=safe("None: this is where the function starts.", "$soft"))]


def _in_full(trace: RuleTrace, catalogue: Catalogue) -> list[Block]:
    told = [
        ("why", trace.why),
        ("against", trace.counter_argument),
        ("changes", trace.what_would_change),
        ("sources", ", ".join(trace.sources)),
        *(("asks for", f"{name}: {catalogue.requirement(name)}") for name in trace.requires),
    ]
    blocks = [_detail(label, safe(text)) for label, text in told if text]
    return [
        *blocks,
        Block(content=safe("  leave this rule out", "$primary"), target=f"without:{trace.rule}"),
        GAP,
    ]


def _argument(one: Argument) -> Block:
    source = f"counter-argument of {one.rule}" if one.counter else one.rule
    lead = (f"{source}, {one.strength}: ", "$faint")
    return Block(content=joined(lead, one.text), first=safe("- "), rest=INDENT)


def _moves(advice: Advice, catalogue: Catalogue) -> list[Block]:
    blocks = []
    for move in advice.what_would_change:
        known = catalogue.input(move.input)
        said = joined(
            (known.label if known else move.input, "bold"), (f" {move.start} → {move.end}", "$primary"),
            ("  gives ", "$soft"), (move.level, "bold"),
        )  # fmt: skip
        blocks.append(Block(content=said, target=f"input:{move.input}"))
    return blocks or [Block(content=safe("No single step of an input that is known.", "$soft"))]


def _asks(advice: Advice, found: Recommendation, catalogue: Catalogue) -> list[Block]:
    """What it asks for, what to answer next, and what the answer rests on."""
    blocks: list[Block] = []
    if advice.requirements:
        blocks += [GAP, heading("What it asks for")]
        blocks += [
            _listed(joined((f"{name}: ", "$faint"), catalogue.requirement(name)))
            for name in advice.requirements
        ]
    if found.questions:
        blocks += [GAP, heading("To be answered next")]
        for one in found.questions[:QUESTIONS]:
            said = joined((one.label, "bold"), ("  ", ""), (one.text, "$soft"))
            blocks.append(Block(content=said, target=f"input:{one.input}"))
    rests = _rests_on(found)
    if rests:
        blocks += [GAP, heading("It rests on"), *map(_listed, rests)]
    review = f"after {found.review.days} days: {'; '.join(found.review.steps)}"
    return [*blocks, GAP, heading("To be reviewed"), Block(content=safe(review, "$soft"))]


def _rests_on(found: Recommendation) -> list[Content]:
    """What stands in for answers, so that no guess passes for one."""
    hinted = ", ".join(f"{key} = {value}" for key, value in found.hinted)
    said = [f"hints of the pattern, to be confirmed: {hinted}"] if hinted else []
    if found.assumed:
        said.append(f"neutral values, not answered: {', '.join(found.assumed)}")
    elif open_ones := [key for key in found.unknown if key not in dict(found.hinted)]:
        said.append(
            f"{len(open_ones)} unknown ({found.combinations} combinations tried): {', '.join(open_ones)}"
        )
    if found.marks:
        said.append("marks: " + ", ".join(f"{mark} ({origin})" for mark, origin in found.marks))
    return [safe(text, "$soft") for text in (*said, *found.notes)]


def against_blocks(consultation: Consultation) -> list[Block]:
    """The pattern's entries that held or recovered."""
    if consultation.pattern is None or not consultation.pattern.contradicting:
        return []
    entries = [
        Block(content=safe(consultation.titles.get(one, one)), target=f"entry:{one}", whole=True)
        for one in consultation.pattern.contradicting
    ]
    return [GAP, heading("Against the pattern: held or recovered"), *entries]


def command_blocks(consultation: Consultation, command: str) -> Sequence[Block]:
    """The same on the command line, and what becomes of the answers."""
    told = "y copies it" if consultation.told or consultation.pattern else "nothing is answered yet"
    return [
        GAP,
        heading("On the command line"),
        Block(content=safe(command)),
        Block(content=safe(told, "$faint")),
    ]


def effect_words(effect: Effect, function: str) -> str:
    """An effect as people say it, seen from one of its functions: ``at most M2``."""
    other = effect.other if effect.function == function else effect.function
    steps = f"{counted(abs(effect.number), 'level')} {'more' if effect.number > 0 else 'less'}"
    said = {
        "at_most": f"at most M{effect.number}",
        "at_least": f"at least M{effect.number}",
        "shift": steps,
        "forbid": f"not M{effect.number}",
        "not_both": f"not M{effect.number} or more while {other} is",
        "exempt": f"lifts the caps of {', '.join(effect.rules)}",
        "abstain": "the journal says nothing",
    }
    return said.get(effect.kind, effect.text)


def span_words(span: Range) -> str:
    """``M2``, or ``M1 to M3``."""
    low, high = span
    return f"M{low}" if low == high else f"M{low} to M{high}"


def _detail(name: str, content: Content) -> Block:
    """A name and what it holds, wrapped under itself; narrower than an entry's."""
    return Block(content=content, first=safe(name.ljust(LEAD), "$soft"), rest=Content(" " * LEAD))


def _point(content: Content) -> Block:
    return Block(content=content, first=INDENT, rest=INDENT)


def _listed(content: Content) -> Block:
    return Block(content=content, first=safe("- "), rest=INDENT)
