"""The command import: old notes come in, after a preview, in one undo step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lineage.cli.options import JSON, Choice
from lineage.cli.output import asks, fit, paint, say, say_json, tell, width
from lineage.errors import LineageError, UsageError
from lineage.model.incoming import by_what
from lineage.model.intake import import_report
from lineage.model.text import counted, one_line

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.model.intake import ImportReport, Intake

FORMS = ("folder", "csv", "jrnl", "obsidian")
PROBLEMS = 20
SHOWN = 8
"""Drafts shown before they are taken."""


@click.command("import")
@click.argument("form", type=Choice(FORMS), metavar="folder|csv|jrnl|obsidian")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="HEAD=FIELD",
    help="csv: what a column becomes: a field, text, title, keep, place or leave out.",
)
@click.option("--context", default="", help="A context of lineage.toml that fills the fields.")
@click.option("--yes", is_flag=True, help="Take them without asking.")
@click.option("--dry-run", is_flag=True, help="Show what would come in, and stop.")
@JSON
@click.pass_obj
def import_command(session: Session, /, form: str, path: Path, *, as_json: bool, **options: Any) -> None:
    """Bring old notes in: a folder of Markdown or text, a table, a jrnl journal (text or JSON), an Obsidian vault.

    Dates are looked for in the front matter, the file name, a heading, a line at the top and the file's own time, in this order, and
    it is told where each was found. The same notes imported again bring nothing new. One `lineage undo` takes an import back. Exit code 1
    where there was nothing to take.
    """
    journal = session.journal()
    intake = journal.intake(form, path, dict(_column(column) for column in options["columns"]))
    if not as_json:
        _preview(intake)
    planned = options["dry_run"]
    if intake.new and not planned and not options["yes"] and not as_json:
        _ask(intake)
    made = [] if planned else journal.take_in(intake, context=options["context"])
    report = import_report(intake)
    if as_json:
        say_json({"entries": [entry.id for entry in made], "dry_run": planned, "report": report})
    else:
        _say_report(report, planned=planned)
    if intake.is_empty:
        hint = "the report says why" if report.problems else "there was nothing in it to take"
        raise LineageError("nothing was imported", hint=hint)


def _column(text: str) -> tuple[str, str]:
    head, equals, field = text.rpartition("=")
    if not equals:
        raise UsageError(f"--column {text!r} has no =", hint="write --column 'What happened=text'")
    return head, field


def _ask(intake: Intake) -> None:
    if intake.alike:
        tell(
            f"{len(intake.alike):,} of them though another says the same of the same day; --dry-run lists them"
        )
    tell(f"take {counted(len(intake.new), 'entry', 'entries')}?   y yes   any other key: no")
    if not asks() or click.getchar().lower() != "y":
        raise LineageError("nothing was imported", hint="--yes takes them without asking")


def _say_report(report: ImportReport, *, planned: bool) -> None:
    for line in report.lines(planned=planned):
        say(line)
    for problem in report.problems[:PROBLEMS]:
        tell("  ", str(problem))
    if len(report.problems) > PROBLEMS:
        tell(f"  and {len(report.problems) - PROBLEMS:,} more: --json lists them")


def _preview(intake: Intake) -> None:
    for draft in intake.new[:SHOWN]:
        title = draft.title or one_line(draft.text)
        say(
            paint(fit(str(draft.observed), 18), "faint"),
            fit(title, max(20, width() - 46)),
            "  ",
            paint(by_what(draft.dated), "faint"),
        )
    if len(intake.new) > SHOWN:
        say(paint(f"and {len(intake.new) - SHOWN:,} more", "faint"))
