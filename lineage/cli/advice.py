"""The command advise: from a pattern, a query or inputs to a recommendation per decision function."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lineage.cli.outlines import say_outline
from lineage.cli.output import fit, paint, say, say_json
from lineage.cli.patterns import FOR, JSON, SEED, mined_entries
from lineage.errors import LineageError, NotFoundError, UsageError

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.journal import Journal
    from lineage.model.delegation import Advice, Recommendation, Situation
    from lineage.model.pattern import Pattern
    from lineage.reading import Read

LEVELS = {f"M{level}": level for level in range(7)}


@click.command("advise")
@click.argument("words", nargs=-1, metavar="[PATTERN | QUERY]")
@click.option(
    "--inputs",
    "file",
    type=click.Path(path_type=Path),
    help='A TOML file: [inputs] stk = 2, marks = ["flag_law"], [current] decide = "M2".',
)
@click.option(
    "--input",
    "answers",
    multiple=True,
    metavar="KEY=0..3",
    help="One answer; `lineage advise --questions` lists the keys.",
)
@click.option("--mark", "marks", multiple=True, metavar="NAME", help="A flag that holds, such as flag_law.")
@click.option(
    "--current", "current", multiple=True, metavar="FUNCTION=M2", help="Level of the arrangement there is."
)
@click.option(
    "--assume-neutral", is_flag=True, help="Take the neutral value of what is not answered, and say so."
)
@click.option("--without", "disabled", multiple=True, metavar="RULE", help="Leave a rule out, and say so.")
@click.option("--involved", is_flag=True, help="The answers come from someone who takes part.")
@click.option(
    "--setting", default="", help="The setting you ask for: it counts for evidence and review term."
)
@click.option("--legal-review", is_flag=True, help="A legal review of this case is recorded.")
@click.option(
    "--benefits-clear", is_flag=True, help="Benefits clearly exceed costs for every group recorded."
)
@click.option("--questions", "ask", is_flag=True, help="List every input with its question, and stop.")
@SEED
@FOR
@JSON
@click.pass_obj
def advise_command(
    session: Session, /, words: tuple[str, ...], *, ask: bool, as_json: bool, **options: Any
) -> None:
    """Which decision functions stay with people, which go to machines, at which level.

    Two answers, never merged: the level by rules and literature, always shown with its band and its trace; and what the
    journal's evidence allows, which abstains where it is thin. PATTERN is an id that `lineage mine` printed. What a
    pattern's tensions suggest for an input is taken as a hint, said, and counted as unknown until it is answered.
    """
    journal = session.journal()
    if ask:
        _say_questions(journal, as_json=as_json)
        return
    given = _situation(journal, options)
    pattern, read = _pattern(journal, words, options)
    situation = journal.situation(read, pattern, given) if read else given
    found = journal.advise(situation, pattern=pattern, read=read, disabled=options["disabled"])
    if as_json:
        say_json(advice_json(found))
        return
    label = f"{pattern.label} ({pattern.id})" if pattern else " ".join(words) or "the inputs given"
    say_outline(journal.brief(found, title=f"Delegation, for: {label}"))


def _pattern(
    journal: Journal, words: tuple[str, ...], options: dict[str, Any]
) -> tuple[Pattern | None, Read | None]:
    """The pattern that is named, or the entries a query finds; neither where nothing is."""
    if not words:
        return None, None
    name = words[0]
    if len(words) == 1 and name.startswith("p-"):
        read, mined = mined_entries(journal, (), options["audience"], options["seed"])
        for pattern in mined.patterns:
            if pattern.id == name:
                return pattern, read
        known = tuple(pattern.id for pattern in mined.patterns)
        hint = "ids change with the entries; `lineage mine` prints today's"
        raise NotFoundError("pattern", name, near=known[:5], hint=hint)
    read, mined = mined_entries(journal, words, options["audience"], options["seed"])
    if not read.entries:
        raise LineageError(
            f"no entry fits {' '.join(words)!r}",
            hint="without a query, `lineage advise --input stk=2 ...` advises on inputs alone",
        )
    return next(iter(mined.patterns), None), read


def _situation(journal: Journal, options: dict[str, Any]) -> Situation:
    from lineage.model.delegation import Situation

    data = _toml(options["file"]) if options["file"] else {}
    pairs = dict(_pair(answer, "--input") for answer in options["answers"])
    inputs = {key: str(value) for key, value in data.get("inputs", {}).items()} | pairs
    levels = dict(_pair(one, "--current") for one in options["current"])
    current = {key: str(value) for key, value in data.get("current", {}).items()} | levels
    marks = [*data.get("marks", []), *options["marks"]]
    known = {flag.key for flag in journal.catalogue.flags if not flag.counted}
    for mark in marks:
        _known(str(mark), known, "mark")
    counted = {flag.key for flag in journal.catalogue.flags if flag.counted}
    observed = data.get("observations", {})
    for key in observed:
        _known(key, counted, "observation")
    return Situation(
        inputs={key: _answer(journal, key, text) for key, text in inputs.items()},
        marks=frozenset(str(mark) for mark in marks),
        observations={key: float(value) for key, value in observed.items()},
        current={
            _known(key, {one.id for one in journal.catalogue.functions}, "function"): _level(text)
            for key, text in current.items()
        },
        assume_neutral=options["assume_neutral"],
        answered_by_involved=options["involved"] or data.get("involved") is True,
        legal_review=options["legal_review"] or data.get("legal_review") is True,
        benefits_clear=options["benefits_clear"] or data.get("benefits_clear") is True,
        setting=_setting(journal, options["setting"] or str(data.get("setting", ""))),
    )


def _setting(journal: Journal, name: str) -> str:
    """The family of a setting; empty where none is named."""
    return journal.taxonomy.setting_family(journal.facet_value("setting", name)) if name else ""


def _toml(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LineageError(
            f"{path} cannot be read: {error}; nothing was advised", hint="see `lineage advise --help`"
        ) from error
    for key in ("inputs", "current", "observations"):
        if not isinstance(data.get(key, {}), dict):
            raise LineageError(f"{path}: {key} is not a table; nothing was advised", hint=f"write [{key}]")
    if not isinstance(data.get("marks", []), list):
        raise LineageError(
            f"{path}: marks is not a list; nothing was advised", hint='write marks = ["flag_law"]'
        )
    return data


def _pair(text: str, option: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"{option} {text!r} has no =", hint=f"write {option} KEY=VALUE")
    return key.strip(), value.strip()


def _known(name: str, names: set[str], what: str) -> str:
    if name not in names:
        from lineage.model.text import nearest

        raise NotFoundError(
            what, name, near=nearest(name, sorted(names)), hint=f"there are {', '.join(sorted(names))}"
        )
    return name


def _answer(journal: Journal, key: str, text: str) -> int | None:
    _known(key, {item.key for item in journal.catalogue.inputs}, "input")
    if text == "unknown":
        return None
    if text not in ("0", "1", "2", "3"):
        raise UsageError(
            f"{key} = {text!r} is none of 0, 1, 2, 3, unknown",
            hint="`lineage advise --questions` says what they mean",
        )
    return int(text)


def _level(text: str) -> int:
    if text.upper() not in LEVELS:
        raise UsageError(f"{text!r} is no level", hint="there are M0 to M6")
    return LEVELS[text.upper()]


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
