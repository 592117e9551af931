"""Commands that learn from entries: suggest, mine, advise, report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lineage.cli.output import fit, paint, say, say_json, say_text, tell, width
from lineage.errors import UsageError
from lineage.model.query import Query

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.journal import Journal
    from lineage.model.pattern import Mined, Pattern
    from lineage.reading import Read

JSON = click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
SEED = click.option("--seed", default=0, show_default=True, help="Same entries, same seed, same bytes.")
FOR = click.option(
    "--for",
    "audience",
    type=click.Choice(["me", "team", "public"]),
    help="Who reads it: stricter entries are left out of text and counts. Default: lineage.toml's audience.",
)
LEVELS = {f"M{level}": level for level in range(7)}


@click.command("suggest")
@click.argument("words", nargs=-1, metavar="[TEXT | ID]")
@click.option("--setting", default="", help="The setting it happened in.")
@click.option(
    "--limit", default=3, show_default=True, type=click.IntRange(1, 20), help="Tensions at the most."
)
@JSON
@click.pass_obj
def suggest_command(
    session: Session, words: tuple[str, ...], setting: str, limit: int, *, as_json: bool
) -> None:
    """Tensions a text may bear, each with the passage it resembles; or none. An offer, never a tag."""
    journal = session.journal()
    text = " ".join(words) if words else sys.stdin.read()
    if len(words) == 1 and " " not in text:
        entry = journal.entry(text)
        text, setting = f"{entry.title}\n{entry.text}", setting or entry.setting
    if not text.strip():
        raise UsageError("there is no text", hint="write `lineage suggest WHAT YOU SAW`")
    offered = journal.suggest(text, setting=setting, limit=limit)
    if as_json:
        say_json(offered)
        return
    for one in offered:
        say(
            paint(fit(one.code, 4), "code"),
            fit(one.label, 32),
            f" {one.score:.2f}  ",
            paint(one.why, "faint"),
        )
    if not offered:
        tell("nothing in the taxonomy fits well; `lineage taxonomy list` shows all of it")


@click.command("mine")
@click.argument("query", nargs=-1)
@SEED
@FOR
@click.option(
    "--family", default="", metavar="SETTING", help="The setting family you ask for: it sets relevance."
)
@JSON
@click.pass_obj
def mine_command(
    session: Session, query: tuple[str, ...], seed: int, audience: str | None, family: str, *, as_json: bool
) -> None:
    """Recurring patterns in the entries QUERY finds (all of them, without one), and what each stands on."""
    journal = session.journal()
    read, mined = mined_entries(journal, query, audience, seed, family)
    if as_json:
        say_json(mined_json(mined, read))
        return
    say(
        f"{mined.n} observations, {mined.episodes} episodes, seed {mined.seed}, {mined.embedding or 'no embedding'}"
    )
    for pattern in mined.patterns:
        say()
        _say_pattern(pattern, journal)
    for note in mined.notes:
        tell(note)
    if read.withheld:
        tell(f"{read.withheld} entries are stricter than this audience and were left out")


def mined_entries(
    journal: Journal, query: tuple[str, ...], audience: str | None, seed: int, family: str = ""
) -> tuple[Read, Mined]:
    """The entries a query finds for an audience (lineage.toml's, where none is named), and their patterns."""
    wanted = Query.parse(" ".join(query))
    read = journal.entries(wanted or None, audience=audience or journal.settings.audience)
    if family:
        family = journal.taxonomy.setting_family(journal.facet_value("setting", family))
    return read, journal.mine(read, seed=seed, family=family)


def mined_json(mined: Mined, read: Read) -> dict[str, Any]:
    """A run as JSON gives it."""
    return {
        "seed": mined.seed,
        "n": mined.n,
        "episodes": mined.episodes,
        "embedding": mined.embedding,
        "patterns": mined.patterns,
        "themes": dict(mined.themes),
        "unplaced": mined.unplaced,
        "notes": mined.notes,
        "withheld": read.withheld,
    }


def counted(pattern: Pattern) -> str:
    """How many episodes it stands on, unless that is its strength already."""
    return "" if pattern.unit == "episodes" else f"{len(pattern.episodes)} episodes, "


def _say_pattern(pattern: Pattern, journal: Journal) -> None:
    outcomes = journal.taxonomy.facet("outcome")
    say(paint(pattern.id, "id"), "  ", paint(pattern.label, "head"), f"  ({pattern.kind})")
    strength = f"{pattern.strength:g} {pattern.unit}"
    if pattern.interval:
        strength += f" ({pattern.interval[0]:.2f} to {pattern.interval[1]:.2f})"
    strength += f", q = {pattern.q:.2g}" if pattern.q is not None else ""
    strength += f", stability {pattern.stability:.2f}" if pattern.stability is not None else ""
    say(f"    {strength}; {counted(pattern)}{len(pattern.entries)} entries")
    steps = "; ".join(f"{one.points:+g} {one.reason}" for one in pattern.subtractions)
    say("    confidence ", paint(pattern.confidence, "head"), paint(f"  {steps}", "faint"))
    shares = ", ".join(
        f"{outcomes.label_of(one.value) if outcomes else one.value} {one.count}/{one.n} ({one.low:.2f}-{one.high:.2f})"
        for one in sorted(pattern.outcomes, key=lambda one: (-one.count, one.value))
    )
    say(f"    outcomes {shares or 'none recorded'}")
    against = ", ".join(one[:14] for one in pattern.contradicting) or "none recorded"
    say("    against it ", paint(against, "id"))
    for one in pattern.exemplars[:2]:
        quote = f"“{one.quote}”"
        say(
            "    ",
            paint(fit(quote, max(40, width() - 22)).rstrip(), "faint"),
            " ",
            paint(one.entry[:14], "id"),
        )


@click.command("report")
@click.argument("query", nargs=-1)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="A .md or .json file; without it the report is printed.",
)
@SEED
@FOR
@JSON
@click.pass_obj
def report_command(
    session: Session,
    query: tuple[str, ...],
    *,
    output: Path | None,
    seed: int,
    audience: str | None,
    as_json: bool,
) -> None:
    """Patterns, the advice on the strongest, and every entry they stand on, as Markdown."""
    journal = session.journal()
    if output and output.suffix not in (".md", ".json"):
        raise UsageError(f"{output.name}: a report is .md or .json", hint="name the file so")
    text, outline = write_report(journal, query, audience=audience, seed=seed)
    if as_json or (output and output.suffix == ".json"):
        if output is None:
            say_json(outline)
            return
        from lineage.cli.output import json_text

        text = json_text(outline)
    if output is None:
        say_text(text)
        return
    journal.write_report(output, text)
    tell(f"written to {output}")


def write_report(
    journal: Journal, query: tuple[str, ...], *, audience: str | None, seed: int
) -> tuple[str, Any]:
    """The report as Markdown and as an outline."""
    from lineage.model.delegation import Situation

    read, mined = mined_entries(journal, query, audience, seed)
    found = None
    if mined.patterns:
        strongest = mined.patterns[0]
        found = journal.advise(journal.situation(read, strongest, Situation()), pattern=strongest, read=read)
    named = " ".join([journal.settings.name or journal.folder.name, *query])
    outline = journal.report(mined, read, found, title=named)
    return journal.markdown(outline), outline
