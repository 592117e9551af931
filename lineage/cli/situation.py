"""How a situation is told on the command line: answers, marks, present levels, an inputs file."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lineage.errors import LineageError, NotFoundError, UsageError
from lineage.model.delegation import Situation
from lineage.model.text import nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from lineage.journal import Journal

LEVELS = {f"M{level}": level for level in range(7)}
FILE_KEYS = ("inputs", "current", "observations", "marks", "setting", "involved", "legal_review")
TABLES = ("inputs", "current", "observations")

OPTIONS = (
    click.option(
        "--inputs",
        "file",
        type=click.Path(path_type=Path),
        help='A TOML file: marks = ["flag_law"], [inputs] stk = 2, [current] decide = "M2".',
    ),
    click.option(
        "--input",
        "answers",
        multiple=True,
        metavar="KEY=0..3",
        help="One answer; `lineage advise --questions` lists the keys.",
    ),
    click.option(
        "--mark", "marks", multiple=True, metavar="NAME", help="A flag that holds, such as flag_law."
    ),
    click.option(
        "--current",
        "current",
        multiple=True,
        metavar="FUNCTION=M2",
        help="Level of the arrangement there is.",
    ),
    click.option(
        "--assume-neutral", is_flag=True, help="Take the neutral value of what is not answered, and say so."
    ),
    click.option(
        "--without", "disabled", multiple=True, metavar="RULE", help="Leave a rule out, and say so."
    ),
    click.option("--involved", is_flag=True, help="The answers come from someone who takes part."),
    click.option(
        "--setting",
        default="",
        help="The setting you ask for: it counts for relevance and the review term. Default: lineage.toml's setting.",
    ),
    click.option("--legal-review", is_flag=True, help="A legal review of this case is recorded."),
)


def situation_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Every option that tells of a situation."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def told_situation(journal: Journal, options: dict[str, Any]) -> Situation:
    """The situation that the options and the inputs file tell; the options count where both answer."""
    data = _toml(options["file"]) if options["file"] else {}
    inputs = _texts(data, "inputs") | dict(_pair(answer, "--input") for answer in options["answers"])
    current = _texts(data, "current") | dict(_pair(one, "--current") for one in options["current"])
    marks = [str(mark) for mark in (*data.get("marks", []), *options["marks"])]
    flags = journal.catalogue.flags
    for mark in marks:
        _known(mark, {flag.key for flag in flags if not flag.counted}, "mark")
    for rule in options["disabled"]:
        _known(rule, {one.id for one in journal.rules}, "rule")
    return Situation(
        inputs={key: _answer(journal, key, text) for key, text in inputs.items()},
        marks=frozenset(marks),
        observations={
            _known(key, {flag.key for flag in flags if flag.counted}, "observation"): _number(key, text)
            for key, text in _texts(data, "observations").items()
        },
        current={
            _known(key, {one.id for one in journal.catalogue.functions}, "function"): _level(text)
            for key, text in current.items()
        },
        assume_neutral=options["assume_neutral"],
        answered_by_involved=options["involved"] or data.get("involved") is True,
        legal_review=options["legal_review"] or data.get("legal_review") is True,
        setting=journal.family_asked(options["setting"] or str(data.get("setting", ""))),
    )


def _toml(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LineageError(
            f"{path} cannot be read: {error}; nothing was advised", hint="see docs/guide.md for an example"
        ) from error
    for key, value in data.items():
        if key not in FILE_KEYS:
            near = ", ".join(nearest(key, list(FILE_KEYS)) or FILE_KEYS)
            raise LineageError(f"{path}: no key {key!r}; nothing was advised", hint=f"nearest: {near}")
        if key in TABLES and not isinstance(value, dict):
            raise LineageError(f"{path}: {key} is not a table; nothing was advised", hint=f"write [{key}]")
    if not isinstance(data.get("marks", []), list):
        raise LineageError(
            f"{path}: marks is not a list; nothing was advised", hint='write marks = ["flag_law"]'
        )
    return data


def _texts(data: dict[str, Any], table: str) -> dict[str, str]:
    return {key: str(value) for key, value in data.get(table, {}).items()}


def _number(key: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise UsageError(
            f"{key} = {text!r} is no number from 0 up", hint="write obs_override_rate = 0.01, obs_n = 250"
        )
    return number


def _pair(text: str, option: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"{option} {text!r} has no =", hint=f"write {option} KEY=VALUE")
    return key.strip(), value.strip()


def _known(name: str, names: set[str], what: str) -> str:
    if name not in names:
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
