"""What lineage.toml and the user's own config say: contexts, audience, who is writing."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lineage.errors import LineageError, Problem
from lineage.model.fields import FIELDS
from lineage.model.text import nearest
from lineage.store import files

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOK_AGAIN = 30
MOST_DAYS = 36_500
"""Days until an open entry asks to be looked at again, where no context says otherwise."""
AUDIENCES = ("me", "team", "public")

TEMPLATE = """\
# Shared settings of this journal. Who writes is set in your own config file, never here.
name = {name}
audience = {audience}    # who reads what this journal prints: "me", "team" or "public"

# A context fills the fields of `lineage add @guild ...`:
# [context.guild]
# organisation = "Example Guild"
# setting = "token-community"
# channel = "online-first"
# observer_position = "participant"
# sensitivity = "team"
# look_again = 30          # days until an open entry asks to be looked at again

# [delegation]
# disabled_rules = ["R24"]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Defaults that ``@name`` fills in; ``look_again`` is in days."""

    name: str
    fields: tuple[tuple[str, str | tuple[str, ...]], ...] = ()
    look_again: int = LOOK_AGAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The shared settings of a journal."""

    name: str = ""
    audience: str = "me"
    setting: str = ""
    contexts: tuple[Context, ...] = ()
    disabled_rules: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    def context(self, name: str) -> Context | None:
        """A context by name."""
        return next((context for context in self.contexts if context.name == name), None)


def read_settings(journal: Path) -> Settings:
    """The settings of a journal; faults are among its problems and the default stands in."""
    path = journal / "lineage.toml"
    try:
        data = tomllib.loads(files.decode(files.read_bytes(path))) if os.path.lexists(path) else {}
    except (tomllib.TOMLDecodeError, files.UnreadableError, RecursionError) as error:
        problem = Problem(
            path="lineage.toml", message=f"cannot be read: {error}", hint="the defaults are used meanwhile"
        )
        return Settings(name=journal.name, problems=(problem,))
    problems: list[Problem] = []
    delegation = data.get("delegation", {})
    disabled = delegation.get("disabled_rules", []) if isinstance(delegation, dict) else []
    return Settings(
        name=_text(data, "name", journal.name, problems),
        audience=_choice(_text(data, "audience", "me", problems), problems),
        setting=_text(data, "setting", "", problems),
        contexts=_contexts(data.get("context", {}), problems),
        disabled_rules=tuple(sorted(str(rule) for rule in disabled)) if isinstance(disabled, list) else (),
        problems=tuple(problems),
    )


def _text(data: dict[str, Any], key: str, default: str, problems: list[Problem]) -> str:
    value = data.get(key, default)
    if isinstance(value, str):
        return value
    problems.append(Problem(path="lineage.toml", message=f"{key} is not a text", hint=f'write {key} = "..."'))
    return default


def _choice(audience: str, problems: list[Problem]) -> str:
    if audience in AUDIENCES:
        return audience
    problems.append(
        Problem(
            path="lineage.toml",
            message=f"audience {audience!r} is none of {', '.join(AUDIENCES)}",
            hint="me is used",
        )
    )
    return "me"


def _contexts(data: Any, problems: list[Problem]) -> tuple[Context, ...]:
    contexts = []
    for name, values in sorted(data.items()) if isinstance(data, dict) else ():
        if not isinstance(values, dict):
            problems.append(
                Problem(
                    path="lineage.toml",
                    message=f"context.{name} is not a table",
                    hint=f"write [context.{name}]",
                )
            )
            continue
        days = values.get("look_again", LOOK_AGAIN)
        fields = tuple(_context_fields(name, values, problems))
        contexts.append(
            Context(
                name=name,
                fields=fields,
                look_again=days if isinstance(days, int) and 0 < days <= MOST_DAYS else LOOK_AGAIN,
            )
        )
    return tuple(contexts)


def _context_fields(
    name: str, values: dict[str, Any], problems: list[Problem]
) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """The fields of an entry that a context fills; a key that is none is a Problem."""
    known = [item.name for item in FIELDS]
    for key, value in values.items():
        if key == "look_again":
            continue
        if key not in known:
            near = ", ".join(nearest(key, known)) or "see `lineage add --help`"
            problems.append(
                Problem(
                    path="lineage.toml", message=f"context.{name}: no field {key!r}", hint=f"nearest: {near}"
                )
            )
        elif isinstance(value, list):
            yield key, tuple(str(item) for item in value)
        else:
            yield key, str(value)


def coder_name() -> str:
    """Who is writing: LINEAGE_CODER, else ``coder`` in the user's config file, else the login name."""
    named = os.environ.get("LINEAGE_CODER", "").strip()
    if named:
        return named
    path = user_config()
    if path.is_file():
        try:
            value = tomllib.loads(path.read_text(encoding="utf-8")).get("coder", "")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise LineageError(
                f"{path} cannot be read: {error}", hint="mend it or set LINEAGE_CODER"
            ) from error
        if isinstance(value, str) and value.strip():
            return value.strip()
    return os.environ.get("USER") or os.environ.get("USERNAME") or "me"


def user_config() -> Path:
    """The user's own config file."""
    # platformdirs costs 5 ms to import; on Linux and macOS with XDG the answer is known without it.
    base = os.environ.get("XDG_CONFIG_HOME")
    if base:
        return Path(base) / "lineage" / "config.toml"
    import platformdirs

    return Path(platformdirs.user_config_dir("lineage", appauthor=False)) / "config.toml"


def default_journal() -> Path:
    """The journal that is used where none is named and none is near."""
    import platformdirs

    return Path(platformdirs.user_data_dir("lineage", appauthor=False)) / "journal"


def find_journal(named: str | None, start: Path) -> Path:
    """--journal, else LINEAGE_JOURNAL, else the nearest parent folder that is a journal, else the user's default one."""
    chosen = named or os.environ.get("LINEAGE_JOURNAL")
    if chosen:
        return Path(chosen).expanduser()
    for folder in (start, *start.parents):
        if (folder / "lineage.toml").is_file() or (
            (folder / "entries").is_dir() and (folder / "taxonomy").is_dir()
        ):
            return folder
    return default_journal()


def index_path(journal: Path) -> Path:
    """Where the index of a journal lies: in the user's cache folder, keyed by the journal's real path."""
    import zlib

    base = os.environ.get("LINEAGE_CACHE")
    if not base:
        import platformdirs

        base = platformdirs.user_cache_dir("lineage", appauthor=False)
    real = os.path.realpath(journal)
    name = real.encode("utf-8", "surrogateescape")
    key = f"{zlib.crc32(name):08x}{zlib.crc32(name[::-1]):08x}"  # hashlib costs 3 ms, for OpenSSL
    return Path(base).expanduser() / key / "index.db"


def create_journal(folder: Path, *, audience: str) -> None:
    """Make the folders and settings of a new journal; LineageError where one is there already."""
    if (folder / "lineage.toml").exists() or (folder / "entries").exists():
        raise LineageError(f"{folder} is a journal already; nothing was changed", hint="name another folder")
    for name in ("entries", "taxonomy", ".lineage"):
        files.make_folder(folder / name)
    ignore = folder / ".gitignore"
    ignored = ignore.read_text(encoding="utf-8") if ignore.exists() else ""
    if ".lineage/" not in ignored.splitlines():
        files.write_over(
            ignore, f"{ignored}{'' if ignored.endswith(chr(10)) or not ignored else chr(10)}.lineage/\n"
        )
    write_settings(folder, name=folder.resolve().name, audience=audience)


def write_settings(journal: Path, *, name: str, audience: str) -> None:
    """Write a new lineage.toml; FileExistsError where there is one."""
    import json

    said = TEMPLATE.format(name=json.dumps(name, ensure_ascii=False), audience=json.dumps(audience))
    files.write_new(journal / "lineage.toml", said)
