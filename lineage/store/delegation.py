"""The delegation rules and their catalogue, read from taxonomy/delegation/ (or a journal's own taxonomy/)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from lineage.errors import Problem
from lineage.model.catalogue import Catalogue, Check, Division, Flag, Function, Input, Level, Role
from lineage.model.rules import HIGHEST, Rule
from lineage.store import files
from lineage.store.front_matter import FrontMatterError, read_fields
from lineage.store.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from lineage.store.canonical import Value

_T = TypeVar("_T")


def read_delegation(
    folder: Path, own: Path | None = None
) -> tuple[Catalogue, tuple[Rule, ...], list[Problem]]:
    """Catalogue and rules of a taxonomy folder with a journal's own laid over them: the same id replaces, else adds."""
    catalogue, problems = load_catalogue(folder / "delegation")
    rules, faults = load_rules(folder / "delegation")
    problems += faults
    if own is None or not own.is_dir() or own.resolve() == folder.resolve():
        return catalogue, rules, sorted(problems)
    over, more = load_catalogue(own / "delegation")
    own_rules, faults = load_rules(own / "delegation")
    laid = _over(rules, own_rules, lambda rule: rule.id)
    return (
        overlaid(catalogue, over),
        tuple(sorted(laid, key=lambda rule: rule.id)),
        sorted([*problems, *more, *faults]),
    )


def load_catalogue(folder: Path) -> tuple[Catalogue, list[Problem]]:
    """The catalogue of ``folder``; a missing file gives nothing for its part, a bad item only a Problem."""
    problems: list[Problem] = []

    def items(name: str, read: Callable[[str, dict[str, str]], _T]) -> tuple[_T, ...]:
        return tuple(_items(folder / name, read, problems))

    parts = items("roles.yaml", _role_or_division)
    catalogue = Catalogue(
        levels=items("levels.yaml", _level),
        functions=items("functions.yaml", _function),
        inputs=items("inputs.yaml", _input),
        flags=items("flags.yaml", _flag),
        requirements=items("requirements.yaml", _requirement),
        roles=tuple(part for part in parts if isinstance(part, Role)),
        divisions=tuple(part for part in parts if isinstance(part, Division)),
        checks=items("checks.yaml", _check),
        grades=items("grades.yaml", _grade),
    )
    return catalogue, problems


def overlaid(below: Catalogue, above: Catalogue) -> Catalogue:
    """One catalogue over another: the same id replaces, otherwise adds."""
    return Catalogue(
        levels=_over(below.levels, above.levels, lambda item: item.id),
        functions=_over(below.functions, above.functions, lambda item: item.id),
        inputs=_over(below.inputs, above.inputs, lambda item: item.key),
        flags=_over(below.flags, above.flags, lambda item: item.key),
        requirements=_over(below.requirements, above.requirements, lambda item: item[0]),
        roles=_over(below.roles, above.roles, lambda item: item.id),
        divisions=_over(below.divisions, above.divisions, lambda item: (item.function, item.level)),
        checks=_over(below.checks, above.checks, lambda item: item.id),
        grades=_over(below.grades, above.grades, lambda item: item[0]),
    )


def _over(below: Iterable[_T], above: Iterable[_T], key: Callable[[_T], object]) -> tuple[_T, ...]:
    merged = {key(item): item for item in below}
    merged.update({key(item): item for item in above})
    return tuple(merged.values())


def _items(path: Path, read: Callable[[str, dict[str, str]], _T], problems: list[Problem]) -> list[_T]:
    if not path.exists():
        return []
    shown = f"taxonomy/delegation/{path.name}"
    try:
        fields, lines = read_fields(files.decode(files.read_bytes(path)))
    except FrontMatterError as error:
        # read_fields counts as if a fence stood above.
        problems.append(
            Problem(path=shown, line=max(1, error.line - 1), message=error.message, hint=error.hint)
        )
        return []
    except files.UnreadableError as error:
        problems.append(Problem(path=shown, line=error.line, message=error.message, hint=error.hint))
        return []
    found: list[_T] = []
    for key, value in fields.items():
        try:
            found.append(read(key, _mapping(value)))
        except (KeyError, ValueError) as error:
            what = f"no {error}" if isinstance(error, KeyError) else str(error)
            problems.append(Problem(path=shown, line=lines.get(key, 2) - 1, message=f"{key}: {what}"))
    return found


def _mapping(value: Value) -> dict[str, str]:
    if isinstance(value, str):
        return {"text": value}
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise ValueError("a text or a mapping of texts was expected")
    return {key: str(item) for key, item in value.items()}


def _number(text: str, *, most: int) -> int:
    digits = text.removeprefix("M")
    if not digits.isascii() or not digits.isdigit() or int(digits) > most:
        raise ValueError(f"a number from 0 to {most} was expected, not {text!r}")
    return int(digits)


def _level(key: str, item: dict[str, str]) -> Level:
    return Level(
        id=key,
        name=item["name"],
        label=item["label"],
        line=item["line"],
        sheridan_verplank=item.get("sheridan_verplank", ""),
        endsley_kaber=item.get("endsley_kaber", ""),
        feng=item.get("feng", ""),
        delegation_poker=item.get("delegation_poker", ""),
    )


def _function(key: str, item: dict[str, str]) -> Function:
    anchors = tuple((level, item[f"m{level}"]) for level in range(HIGHEST + 1) if item.get(f"m{level}"))
    prior = _number(item["prior"], most=HIGHEST)
    return Function(id=key, label=item["label"], question=item["question"], prior=prior, anchors=anchors)


def _input(key: str, item: dict[str, str]) -> Input:
    return Input(
        key=key,
        label=item["label"],
        question=item["question"],
        low=item["low"],
        high=item["high"],
        neutral=_number(item["neutral"], most=3),
        critical=item.get("critical", "") == "true",
        note=item.get("note", ""),
    )


def _flag(key: str, item: dict[str, str]) -> Flag:
    return Flag(
        key=key,
        label=item["label"],
        question=item["question"],
        origin=item["origin"],
        counted=item.get("kind", "") == "number",
    )


def _requirement(key: str, item: dict[str, str]) -> tuple[str, str]:
    return key, item["text"]


def _role_or_division(key: str, item: dict[str, str]) -> Role | Division:
    if item["kind"] in ("human", "machine"):
        return Role(id=key, kind=item["kind"], name=item["name"], definition=item["definition"])
    function, _, level = key.rpartition("-m")
    return Division(
        function=function,
        level=_number(level, most=HIGHEST),
        human=item["human"],
        machine=item["machine"],
        oversight=item["oversight"],
    )


def _check(key: str, item: dict[str, str]) -> Check:
    return Check(
        id=key,
        kind=item["kind"],
        text=item["text"],
        label=item.get("label", ""),
        source=item.get("source", ""),
    )


def _grade(key: str, item: dict[str, str]) -> tuple[str, tuple[tuple[str, int], ...]]:
    return key, tuple((name, _number(text, most=1200)) for name, text in item.items())
