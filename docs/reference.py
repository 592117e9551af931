"""Writes docs/commands.md and docs/lineage.1 from the commands themselves; with --check says whether they are up to date."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import click
from manpage import manual

from lineage.cli.main import COMMANDS, lineage

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent
HEAD = """\
# Commands

Written from the commands' own help by `make docs`; `make lint` fails where it is out of date. `--journal DIR` goes anywhere on a line.
Exit codes: 0 done, 1 refused (stderr says why and what to do next), 2 usage, 3 a fault of ours (with a report to paste), 4 `check` found faults,
130 interrupted.
"""


def walk() -> Iterator[tuple[str, click.Command, click.Context]]:
    """Every command by its whole name, in the order of the journey, those of a group after it by name."""
    root = click.Context(lineage, info_name="lineage")
    for name in COMMANDS:
        command = lineage.get_command(root, name)
        assert command is not None
        yield from _under(command, root, f"lineage {name}")


def _under(
    command: click.Command, parent: click.Context, name: str
) -> Iterator[tuple[str, click.Command, click.Context]]:
    context = click.Context(
        command, info_name=name.rpartition(" ")[2], parent=parent, terminal_width=100, max_content_width=100
    )
    yield name, command, context
    if isinstance(command, click.Group):
        for sub, inner in sorted(command.commands.items()):
            yield from _under(inner, context, f"{name} {sub}")


def page() -> str:
    """The whole reference."""
    sections = (f"## {name}\n\n```\n{command.get_help(context)}\n```\n" for name, command, context in walk())
    return "\n".join([HEAD, *sections])


def pages() -> dict[str, str]:
    """Each file that is written, and its text."""
    project = tomllib.loads((FOLDER.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"commands.md": page(), "lineage.1": manual(walk, project["version"])}


def main() -> int:
    """Write the pages, or compare them."""
    texts = pages()
    if "--check" not in sys.argv[1:]:
        for name, text in texts.items():
            (FOLDER / name).write_text(text, encoding="utf-8")
        return 0
    old = [
        name
        for name, text in texts.items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]
    for name in old:
        sys.stderr.write(f"docs/{name} is out of date: call `make docs`\n")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
