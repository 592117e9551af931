"""Writes docs/commands.md from the commands themselves; with --check says whether it is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lineage.cli.main import COMMANDS, lineage

PAGE = Path(__file__).parent / "commands.md"
HEAD = """\
# Commands

Written from the commands' own help by `make docs`; `make lint` fails where it is out of date. `--journal DIR` goes anywhere on a line.
Exit codes: 0 done, 1 refused (stderr says why and what to do next), 2 usage, 3 a fault of ours (with a report to paste), 4 `check` found faults,
130 interrupted.
"""


def page() -> str:
    """The whole reference."""
    root = click.Context(lineage, info_name="lineage")
    parts = [HEAD]
    for name in COMMANDS:
        command = lineage.get_command(root, name)
        assert command is not None
        parts += _sections(command, root, f"lineage {name}")
    return "\n".join(parts)


def _sections(command: click.Command, parent: click.Context, name: str) -> list[str]:
    context = click.Context(
        command, info_name=name.rpartition(" ")[2], parent=parent, terminal_width=100, max_content_width=100
    )
    sections = [f"## {name}\n\n```\n{command.get_help(context)}\n```\n"]
    if isinstance(command, click.Group):
        for sub, inner in sorted(command.commands.items()):
            sections += _sections(inner, context, f"{name} {sub}")
    return sections


def main() -> int:
    """Write the page, or compare it."""
    text = page()
    if "--check" in sys.argv[1:]:
        if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
            return 0
        sys.stderr.write("docs/commands.md is out of date: call `make docs`\n")
        return 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
