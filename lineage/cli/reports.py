"""The command report: patterns, advice and evidence in one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lineage.cli.options import ACROSS, FOR, JSON, QUERY, QUERY_LINE, SEED, kept_to
from lineage.cli.output import json_text, say_json, say_text, tell
from lineage.cli.patterns import mined_entries
from lineage.cli.situation import situation_options, told_situation
from lineage.errors import UsageError

if TYPE_CHECKING:
    from lineage.cli.main import Session

FORMS = (".md", ".json")


@click.command("report", context_settings=QUERY_LINE)
@QUERY
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="A .md or .json file; without it the report is printed.",
)
@situation_options
@SEED
@FOR
@ACROSS
@JSON
@click.pass_obj
def report_command(
    session: Session, /, query: tuple[str, ...], *, output: Path | None, as_json: bool, **options: Any
) -> None:
    """Patterns, the advice on the strongest, and every entry they stand on, as Markdown.

    The options that tell of a situation are those of `lineage advise`.
    """
    journal = session.journal()
    if output and output.suffix not in FORMS:
        raise UsageError(f"{output.name}: a report is .md or .json", hint="name the file so")
    given = told_situation(journal, options)
    read, mined = mined_entries(journal, query, options, given.setting)
    found = None
    if mined.patterns:
        strongest = mined.patterns[0]
        situation = journal.situation(read, strongest, given)
        found = journal.advise(situation, pattern=strongest, disabled=options["disabled"])
    kept = kept_to(journal, query, across=options["across"])
    title = " ".join([journal.settings.name or journal.folder.name, *([f"@{kept}"] if kept else []), *query])
    outline = journal.report(mined, read, found, title=title)
    wants_json = output.suffix == ".json" if output else as_json
    if output is None:
        say_json(outline) if wants_json else say_text(journal.markdown(outline))
        return
    journal.write_report(output, json_text(outline) if wants_json else journal.markdown(outline))
    if as_json:
        say_json({"path": str(output)})
    else:
        tell(f"written to {output}")
