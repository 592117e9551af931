"""The command agree: how far coders agree, where they do not, second codings made blind, what was settled, the codebook's health."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lineage.cli.answers import coded_facet
from lineage.cli.options import ACROSS, FOR, JSON, QUERY, QUERY_LINE, SEED, Choice, asked
from lineage.cli.outlines import say_outline
from lineage.cli.output import say_json, tell
from lineage.cli.second import code_command
from lineage.cli.settling import resolve_command

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.model.agreement import Agreement, Estimate, Row

MEASURES = ("alpha", "kappa", "ac1", "percent")


class AgreeGroup(click.Group):
    """`lineage agree QUERY` is short for `lineage agree compare QUERY`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does it, with ``compare`` put in where no command of this group is named."""
        named = bool(args) and args[0] in (*self.commands, *ctx.help_option_names)
        return super().parse_args(ctx, args if named else ["compare", *args])


@click.group("agree", cls=AgreeGroup)
def agree_command() -> None:
    """How far coders agree, and what they disagree on.

    `lineage agree [QUERY]` is short for `lineage agree compare [QUERY]`. A second coder works blind with `agree code`; what both
    tagged otherwise is settled with `agree resolve`; `agree health` says how the codebook fares.
    """


@agree_command.command("compare", context_settings=QUERY_LINE, short_help="Disagreements, then the numbers.")
@QUERY
@click.option(
    "--min",
    "least",
    type=click.FloatRange(-1, 1),
    metavar="NUMBER",
    help="Exit code 1 where a facet lies below it, or nothing can be compared: for builds. 0.667 allows tentative conclusions.",
)
@click.option(
    "--measure",
    type=Choice(MEASURES),
    default="alpha",
    show_default=True,
    help="Which one gets the interval and is held against --min. Sets of tags have alpha and percent only.",
)
@click.option(
    "--facet",
    "facets",
    multiple=True,
    metavar="KEY",
    help="Only this facet (tensions, outcome, ...), in the table and for --min. Several times for several.",
)
@click.option(
    "--limit",
    default=20,
    show_default=True,
    type=click.IntRange(0, 1_000_000_000),
    metavar="N",
    help="Entries whose disagreements are shown.",
)
@SEED
@FOR
@ACROSS
@JSON
@click.pass_obj
def compare_command(session: Session, /, query: tuple[str, ...], **options: Any) -> int:
    """The disagreements first, then the numbers for each facet and term, then what they do not say.

    An entry's own tags are its first coder's; second codings lie in codings/. Disagreements that a memo settled stand apart, and
    are counted as they were coded.
    """
    from lineage.cli.main import Exit

    journal = session.journal()
    audience = options["audience"] or journal.settings.audience
    wanted = asked(journal, query, audience, across=options["across"])
    read = journal.entries(wanted or None, audience=audience)
    found = journal.agreement(
        read,
        measure=options["measure"],
        seed=options["seed"],
        facets=[coded_facet(one) for one in options["facets"]],
    )
    below = shortfalls(found, options["least"]) if options["least"] is not None else []
    if options["as_json"]:
        say_json(agreement_json(found) | {"withheld": read.withheld, "below": below})
    else:
        say_outline(journal.agreement_outline(found, limit=options["limit"], withheld=read.withheld))
    for line in below:
        tell(line)
    return Exit.REFUSED if below else Exit.DONE


def shortfalls(found: Agreement, least: float) -> list[str]:
    """A line for each facet below the least agreement, or one that says why none could be held against it."""
    rows = [row for row in found.facets if not row.derived]
    judged = [
        (row, name, row.of(name).value)
        for row in rows
        for name in (found.measure if row.scale != "sets" or found.measure == "percent" else "alpha",)
    ]
    lines = [
        f"{row.label}: {name} {value:.3f} is below {least:g}"
        for row, name, value in judged
        if value is not None and value < least
    ]
    if not any(value is not None for _, _, value in judged):
        why = next((row.of(name).why for row, name, _ in judged if row.of(name).why), "no facet to compare")
        lines.append(f"nothing could be held against --min {least:g}: {why}")
    return lines


def agreement_json(found: Agreement) -> dict[str, Any]:
    """A comparison as JSON gives it; ``interval`` and ``why`` are those of the measure that was asked for."""
    return {
        "n": found.n,
        "coders": dict(found.coders),
        "measure": found.measure,
        "seed": found.seed,
        "resamples": found.resamples,
        "facets": {row.name: _row_json(row, found.measure) for row in found.facets},
        "terms": {
            row.name: _row_json(row, found.measure)
            | {"used": dict(row.used), "together": row.together, "prevalence": row.prevalence}
            for row in found.terms
        },
        "unused": found.unused,
        "passages": found.passages,
        "disagreements": found.unsettled,
        "resolved": found.settled,
        "notes": found.notes,
    }


def _row_json(row: Row, measure: str) -> dict[str, Any]:
    given: Estimate = row.of(measure)
    return {
        "label": row.label,
        "scale": row.scale,
        "derived": row.derived,
        "n": row.n,
        "coders": row.coders,
        "percent": row.percent.value,
        "alpha": row.alpha.value,
        "interval": given.interval,
        "why": given.why,
        "kappa": row.kappa.value,
        "kappa_of": row.kappa_of,
        "ac1": row.ac1.value,
        "jaccard": row.jaccard.value,
        "multivalued": row.multivalued.value,
    }


@agree_command.command("health", short_help="How the codebook fares.")
@FOR
@JSON
@click.pass_obj
def health_command(session: Session, audience: str | None, *, as_json: bool) -> None:
    """How the codebook fares: terms without a place or a use, alike, always together, of one coder only; drift; saturation.

    Each with the entries it stands on. Notes, not faults: they fail nothing. What there are too few entries for is named.
    """
    journal = session.journal()
    read = journal.entries(audience=audience or journal.settings.audience)
    found = journal.health(read)
    if as_json:
        say_json(found)
    else:
        say_outline(journal.health_outline(found))


agree_command.add_command(code_command)
agree_command.add_command(resolve_command)
