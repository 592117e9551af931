"""Commands that learn from entries: suggest, mine, advise, report."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from lineage.cli.options import ACROSS, FOR, JSON, QUERY, QUERY_LINE, SEED, asked, kept_to
from lineage.cli.outlines import say_wrapped
from lineage.cli.output import fit, paint, say, say_json, tell, width
from lineage.errors import UsageError
from lineage.model.text import counted

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.journal import Journal
    from lineage.model.pattern import Mined, Pattern
    from lineage.reading import Read


@click.command("suggest")
@click.argument("words", nargs=-1, metavar="[@CONTEXT] [TEXT | ID]")
@click.option("--setting", default="", help="The setting it happened in.")
@click.option(
    "--limit",
    default=3,
    show_default=True,
    type=click.IntRange(1, 20),
    metavar="N",
    help="Tensions at the most.",
)
@JSON
@click.pass_obj
def suggest_command(
    session: Session, words: tuple[str, ...], setting: str, limit: int, *, as_json: bool
) -> None:
    """Tensions a text may bear, each with the passage it resembles; or none. An offer, never a tag.

    Only entries of the same context (that of the entry, @CONTEXT, or the chosen one) or of none are quoted.
    """
    journal = session.journal_or_built_in()
    context = words[0][1:] if words and words[0].startswith("@") else None
    words = words[1:] if context else words
    setting = journal.facet_value("setting", setting) if setting else ""
    text = " ".join(words) if words else sys.stdin.read()
    of = ""
    if len(words) == 1 and any(char.isdecimal() for char in text) and text.replace("-", "").isalnum():
        entry = journal.entry(text)
        of, text, setting = entry.id, f"{entry.title}\n{entry.text}", setting or entry.setting
        context = entry.context if context is None else context
    if not text.strip():
        raise UsageError("there is no text", hint="write `lineage suggest WHAT YOU SAW`")
    offered = journal.suggest(text, setting=setting, limit=limit, of=of, context=context)
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


@click.command("mine", context_settings=QUERY_LINE)
@QUERY
@SEED
@FOR
@ACROSS
@click.option(
    "--family",
    default="",
    metavar="SETTING",
    help="The setting family you ask for: it sets relevance. Default: lineage.toml's setting.",
)
@JSON
@click.pass_obj
def mine_command(
    session: Session, /, query: tuple[str, ...], *, family: str, as_json: bool, **options: Any
) -> None:
    """Recurring patterns in the entries QUERY finds (all of them, without one), and what each stands on."""
    journal = session.journal()
    read, mined = mined_entries(journal, query, options, family)
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
        tell(
            f"{counted(read.withheld, 'entry', 'entries')} stricter than this audience left out; --for me reads them"
        )
    if read.unread:
        tell(f"{counted(read.unread, 'file')} could not be read as entries; `lineage check` names them")


def mined_entries(
    journal: Journal, words: tuple[str, ...], options: dict[str, Any], family: str = ""
) -> tuple[Read, Mined]:
    """The entries a query finds for an audience (lineage.toml's, where none is named), and their patterns.

    ``options`` are those of the command: audience, across, seed.
    """
    audience = options["audience"] or journal.settings.audience
    query = asked(journal, words, audience, across=options["across"])
    if kept := kept_to(journal, words, across=options["across"]):
        tell(f"kept to the context {kept}; --across takes all")
    read = journal.entries(query or None, audience=audience)
    return read, journal.mine(read, seed=options["seed"], family=journal.family_asked(family))


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
        "unread": read.unread,
        "today": mined.today,
    }


def strength_line(pattern: Pattern) -> str:
    """Strength with its unit, interval, test, stability, and what it stands on."""
    number = f"{pattern.strength:.0f}" if pattern.unit == "episodes" else f"{pattern.strength:.2f}"
    said = f"{number} {pattern.unit}"
    if pattern.interval:
        said += f" ({pattern.interval[0]:.2f} to {pattern.interval[1]:.2f})"
    said += f", q = {pattern.q:.2g}" if pattern.q is not None else ""
    said += f", stability {pattern.stability:.2f}" if pattern.stability is not None else ""
    episodes = "" if pattern.unit == "episodes" else counted(len(pattern.episodes), "episode") + ", "
    return f"{said}; {episodes}{counted(len(pattern.entries), 'entry', 'entries')}"


def _say_pattern(pattern: Pattern, journal: Journal) -> None:
    outcomes = journal.taxonomy.facet("outcome")
    say(paint(pattern.id, "id"), "  ", paint(pattern.label, "head"), f"  ({pattern.kind})")
    steps = "; ".join(f"{one.points:+g} {one.reason}" for one in pattern.subtractions)
    shares = ", ".join(
        f"{outcomes.label_of(one.value) if outcomes else one.value} {one.count}/{one.n} ({one.low:.2f}-{one.high:.2f})"
        for one in sorted(pattern.outcomes, key=lambda one: (-one.count, one.value))
    )
    against = ", ".join(one[:14] for one in pattern.contradicting) or "none recorded"
    for text in (
        strength_line(pattern),
        f"confidence {pattern.confidence}  {steps}",
        f"outcomes {shares or 'none recorded'}",
        f"against it {against}",
    ):
        say_wrapped(text, "    ", "      ")
    for one in pattern.exemplars[:2]:
        quote = f"“{one.quote}”"
        say(
            "    ",
            paint(fit(quote, max(40, width() - 22)).rstrip(), "faint"),
            " ",
            paint(one.entry[:14], "id"),
        )
