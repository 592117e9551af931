"""The command advise: from a pattern, a query or inputs to a recommendation per decision function."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from lineage.cli.options import ACROSS, FOR, JSON, SEED
from lineage.cli.outlines import say_outline
from lineage.cli.output import fit, paint, say, say_json, tell
from lineage.cli.patterns import mined_entries
from lineage.cli.situation import situation_options, told_situation
from lineage.errors import LineageError, NotFoundError
from lineage.model.fields import ALPHABET

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.journal import Journal
    from lineage.model.delegation import Advice, Recommendation
    from lineage.model.pattern import Pattern
    from lineage.reading import Read


PATTERN = re.compile(rf"p-[{ALPHABET}]{{6,}}")


@click.command("advise")
@click.argument("words", nargs=-1, metavar="[QUERY] [PATTERN]")
@situation_options
@click.option("--questions", "ask", is_flag=True, help="List every input with its question, and stop.")
@SEED
@FOR
@ACROSS
@JSON
@click.pass_obj
def advise_command(
    session: Session, /, words: tuple[str, ...], *, ask: bool, as_json: bool, **options: Any
) -> None:
    """Which decision functions stay with people, which go to machines, at which level.

    Two answers, never merged: the level by rules and literature, always shown with its band and its trace; and what the
    journal's evidence allows, which abstains where it is thin. PATTERN is an id that `lineage mine` printed; the query it was
    mined with goes before it: `lineage advise @guild p-ac2spp`. What a
    pattern's tensions suggest for an input is taken as a hint, said, and counted as unknown until it is answered.
    """
    journal = session.journal() if words else session.journal_or_built_in()
    if ask:
        _say_questions(journal, as_json=as_json)
        return
    given = told_situation(journal, options)
    pattern, read = _pattern(journal, words, options, given.setting)
    situation = journal.situation(read, pattern, given) if read else given
    found = journal.advise(situation, pattern=pattern, disabled=options["disabled"])
    if as_json:
        say_json(advice_json(found))
        return
    label = f"{pattern.label} ({pattern.id})" if pattern else " ".join(words) or "the inputs given"
    say_outline(journal.brief(found, title=f"Delegation, for: {label}"))


def _pattern(
    journal: Journal, words: tuple[str, ...], options: dict[str, Any], family: str
) -> tuple[Pattern | None, Read | None]:
    """The pattern that is named, or the strongest that a query's entries show; neither where nothing is."""
    if not words:
        return None, None
    name = words[-1]
    if PATTERN.fullmatch(name) or (len(words) == 1 and name.startswith("p-")):
        read, mined = mined_entries(journal, words[:-1], options, family)
        for pattern in mined.patterns:
            if pattern.id == name:
                return pattern, read
        known = tuple(pattern.id for pattern in mined.patterns)
        hint = "ids change with the entries; `lineage mine` prints today's"
        raise NotFoundError("pattern", name, near=known[:5], hint=hint)
    read, mined = mined_entries(journal, words, options, family)
    if not read.entries:
        raise LineageError(
            f"no entry fits {' '.join(words)!r}",
            hint="without a query, `lineage advise --input stk=2 ...` advises on inputs alone",
        )
    if not mined.patterns:
        tell(
            f"no pattern in {len(read.entries)} entries: their tensions and settings are used, without a grade"
        )
    return next(iter(mined.patterns), None), read


def _say_questions(journal: Journal, *, as_json: bool) -> None:
    if as_json:
        say_json(journal.catalogue.inputs)
        return
    for item in journal.catalogue.inputs:
        say(paint(fit(item.key, 5), "code"), paint(item.label, "head"))
        say(f"     {item.question}")
        say(paint(f"     0 {item.low}; 3 {item.high}; neutral {item.neutral}", "faint"))


def advice_json(found: Recommendation) -> dict[str, Any]:
    """A recommendation as JSON gives it."""
    rest = {
        name: getattr(found, name)
        for name in (
            "unknown",
            "hinted",
            "assumed",
            "disabled",
            "requirements",
            "review",
            "checks",
            "notes",
            "limits",
            "marks",
            "setting",
            "combinations",
            "context_fit",
            "pattern",
            "pattern_confidence",
            "contradicting",
            "escalation_triggers",
            "log_fields",
        )
    }
    return {
        "functions": {one.function: _function_json(one) for one in found.functions},
        "rules": found.rules,
        "questions": found.questions,
    } | rest


def _function_json(advice: Advice) -> dict[str, Any]:
    names = (
        "status",
        "current",
        "effective",
        "without_caps",
        "path",
        "human_role",
        "machine_role",
        "oversight",
        "what_would_change",
        "requirements",
        "rule_support",
        "certainty",
        "strength",
        "wording",
        "lifted_by",
    )
    return {
        "level": None if advice.level is None else f"M{advice.level}",
        "range": [f"M{level}" for level in advice.range],
        "band": [f"M{level}" for level in advice.band],
        "uncapped": [f"M{level}" for level in advice.uncapped],
        "for": advice.argue_more,
        "against": advice.argue_less,
        "abstain_reason": "; ".join(advice.abstain) or None,
    } | {name: getattr(advice, name) for name in names}
