"""What lineage.toml and the user's own config say: contexts, audience, who is writing."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lineage.errors import LineageError, Problem
from lineage.model.fields import FIELDS
from lineage.model.text import encodable, nearest
from lineage.store import files
from lineage.store.toml import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOK_AGAIN = 30
MOST_DAYS = 36_500
"""Days until an open entry asks to be looked at again, where no context says otherwise."""
MOST_MONTHS = 1200
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

# [half_lives]             # months after which an observation weighs half, by family of settings
# dao = 12
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
    half_lives: tuple[tuple[str, int], ...] = ()
    """(family of settings, months after which an observation weighs half), sorted."""
    problems: tuple[Problem, ...] = field(default=())

    def context(self, name: str) -> Context | None:
        """A context by name."""
        return next((context for context in self.contexts if context.name == name), None)

    @property
    def context_names(self) -> frozenset[str]:
        """The names of the contexts in lower case, as the index keeps them."""
        return frozenset(context.name.lower() for context in self.contexts)


def read_settings(journal: Path) -> Settings:
    """The settings of a journal; faults are among its problems and the default stands in."""
    path = journal / "lineage.toml"
    try:
        data = read_toml(files.decode(files.read_bytes(path))) if os.path.lexists(path) else {}
    except (ValueError, files.UnreadableError, RecursionError) as error:
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
        half_lives=tuple(_half_lives(data.get("half_lives", {}), problems)),
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


def _half_lives(data: Any, problems: list[Problem]) -> Iterator[tuple[str, int]]:
    """Months by family of settings; what is no number of months is a Problem, and the usual one stands in."""
    if not isinstance(data, dict):
        problems.append(
            Problem(path="lineage.toml", message="half_lives is not a table", hint="write [half_lives]")
        )
        return
    for family, months in sorted(data.items()):
        if isinstance(months, int) and not isinstance(months, bool) and 0 < months <= MOST_MONTHS:
            yield family, months
        else:
            problems.append(
                Problem(
                    path="lineage.toml",
                    message=f"half_lives.{family} = {months!r} is not a whole number of months from 1 to {MOST_MONTHS:,}",
                    hint="the usual half-life is used meanwhile",
                )
            )


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
    own = named or _own_value("coder", "LINEAGE_CODER")
    return encodable(own or os.environ.get("USER") or os.environ.get("USERNAME") or "me")


def chosen_context() -> str:
    """The context that is kept to where none is named: LINEAGE_CONTEXT (empty: none), else ``context`` in the user's config file."""
    named = os.environ.get("LINEAGE_CONTEXT")
    chosen = _own_value("context", "LINEAGE_CONTEXT") if named is None else named.strip()
    return encodable(chosen.removeprefix("@"))


def _own_value(key: str, variable: str) -> str:
    """A text of the user's config file, empty where it says nothing; LineageError where the file cannot be read."""
    path = user_config()
    try:
        value = read_toml(path.read_text(encoding="utf-8")).get(key, "")
    except FileNotFoundError:
        return ""
    except (ValueError, OSError) as error:
        raise LineageError(f"{path} cannot be read: {error}", hint=f"mend it or set {variable}") from error
    return value.strip() if isinstance(value, str) else ""


def user_config() -> Path:
    """The user's own config file."""
    base = os.environ.get("XDG_CONFIG_HOME")
    if base:
        return Path(base) / "lineage" / "config.toml"
    return _own_folder("config") / "config.toml"


def _own_folder(kind: str) -> Path:
    """The user's folder for ``config``, ``data`` or ``cache`` of this program."""
    if str(sys.platform) == "linux":
        # As platformdirs has it, which costs 5 ms to import.
        base = os.environ.get(f"XDG_{kind.upper()}_HOME", "").strip()
        usual = {"config": ".config", "data": ".local/share", "cache": ".cache"}[kind]
        return (Path(base) if base else Path.home() / usual) / "lineage"
    import platformdirs

    folder: str = getattr(platformdirs, f"user_{kind}_dir")("lineage", appauthor=False)
    return Path(folder)


def default_journal() -> Path:
    """The journal that is used where none is named and none is near."""
    return _own_folder("data") / "journal"


def own_drafts() -> Path:
    """Where a text is kept that no journal could take."""
    return _own_folder("data") / "drafts"


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

    base = Path(os.environ.get("LINEAGE_CACHE") or _own_folder("cache"))
    real = os.path.realpath(journal)
    name = real.encode("utf-8", "surrogateescape")
    key = f"{zlib.crc32(name):08x}{zlib.crc32(name[::-1]):08x}"  # hashlib costs 3 ms, for OpenSSL
    return base.expanduser() / key / "index.db"


def create_journal(folder: Path, *, audience: str) -> None:
    """Make the folders and settings of a new journal; LineageError where one is there already."""
    entries = folder / "entries"
    # Settings come last: empty folders alone are what an init left that was cut off.
    if (folder / "lineage.toml").exists() or (entries.exists() and any(entries.iterdir())):
        raise LineageError(f"{folder} is a journal already; nothing was changed", hint="name another folder")
    for name in ("entries", "taxonomy", ".lineage"):
        files.make_folder(folder / name)
    ignore = folder / ".gitignore"
    ignored = ignore.read_text(encoding="utf-8") if ignore.exists() else ""
    if ".lineage/" not in ignored.splitlines():
        files.write_over(
            ignore, f"{ignored}{'' if ignored.endswith(chr(10)) or not ignored else chr(10)}.lineage/\n"
        )
    write_settings(folder, name=encodable(folder.resolve().name), audience=audience)


def write_settings(journal: Path, *, name: str, audience: str) -> None:
    """Write a new lineage.toml; FileExistsError where there is one."""
    import json

    said = TEMPLATE.format(name=json.dumps(name, ensure_ascii=False), audience=json.dumps(audience))
    files.write_new(journal / "lineage.toml", said)
