"""The user's own config file as far as the screen reads it: theme, keys, own themes."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lineage.errors import Problem
from lineage.store import files
from lineage.store.settings import user_config

if TYPE_CHECKING:
    from collections.abc import Mapping

_THEME = re.compile(r"^theme[ \t]*=.*$", re.MULTILINE)
_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How one person has the screen; what cannot be read is left out and told as a Problem."""

    theme: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Binding id to the keys for it, several with a comma."""
    themes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Own themes by name: colour names to colours."""
    problems: tuple[Problem, ...] = ()


def read_preferences() -> Preferences:
    """What the user's config file says of the screen; nothing where there is none."""
    path = user_config()
    shown = str(path)
    try:
        data = tomllib.loads(files.decode(files.read_bytes(path))) if os.path.lexists(path) else {}
    except (tomllib.TOMLDecodeError, files.UnreadableError, RecursionError) as error:
        problem = Problem(path=shown, message=f"cannot be read: {error}", hint="the defaults are used")
        return Preferences(problems=(problem,))
    problems: list[Problem] = []
    keys = _table(data, "keys", shown, problems)
    themes = _table(data, "themes", shown, problems)
    theme = data.get("theme", "")
    return Preferences(
        theme=theme if isinstance(theme, str) else "",
        keys={name: value for name, value in keys.items() if isinstance(value, str)},
        themes={name: value for name, value in themes.items() if isinstance(value, dict)},
        problems=tuple(problems),
    )


def _table(data: dict[str, Any], name: str, path: str, problems: list[Problem]) -> dict[str, Any]:
    table = data.get(name, {})
    if isinstance(table, dict):
        return table
    problems.append(Problem(path=path, message=f"{name} is not a table", hint=f"write [{name}]"))
    return {}


def write_theme(theme: str) -> None:
    """Keep the chosen theme: one line of the file is written, comments and everything else stay."""
    import json

    path = user_config()
    text = files.decode(files.read_bytes(path)) if os.path.lexists(path) else ""
    line = f"theme = {json.dumps(theme)}"
    first = _TABLE.search(text)
    top = text[: first.start()] if first else text
    rest = text[len(top) :]
    if _THEME.search(top):
        top = _THEME.sub(lambda _: line, top, count=1)
    else:
        top = top + ("" if not top or top.endswith("\n") else "\n") + line + "\n"
    files.make_folder(path.parent)
    files.replace_bytes(path, (top + rest).encode("utf-8"))
