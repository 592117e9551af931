"""Commands that learn from entries: suggest, mine, advise, report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lineage.cli.options import ACROSS, FOR, JSON, QUERY, QUERY_LINE, SEED, asked, kept_to, standard_input
from lineage.cli.outlines import say_wrapped
from lineage.cli.output import fit, paint, progress, say, say_json, tell, width
from lineage.errors import LineageError, UsageError
from lineage.model.pattern import figures
from lineage.model.text import counted

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.journal import Journal
    from lineage.model.kept import Changes, Growth
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
    text = " ".join(words) if words else standard_input()
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
@click.option(
    "--keep", is_flag=True, help="Keep this run in patterns/run.json: later runs name patterns as it does."
)
@click.option("--since-last", is_flag=True, help="Only what changed since the kept run.")
@click.option("--rejected", is_flag=True, help="Also what a person rejected.")
@JSON
@click.pass_obj
def mine_command(  # noqa: PLR0913 (one a question that the command answers)
    session: Session,
    /,
    query: tuple[str, ...],
    *,
    family: str,
    keep: bool,
    since_last: bool,
    rejected: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Recurring patterns in the entries QUERY finds (all of them, without one), and what each stands on.

    With a kept run of the same QUERY patterns keep their names and themes their places, and what is new, grown, split, merged or
    gone is told. `lineage pattern accept|rename|reject ID` says what you think of one; every later run respects it.
    """
    journal = session.journal()
    read, mined = mined_entries(journal, query, options, family)
    if since_last and mined.changed is None:
        raise LineageError(
            "there is no kept run of this query to compare with",
            hint="`lineage mine --keep`, with the same query, keeps one",
        )
    if keep:
        audience, asked_for = told_of(journal, query, options)
        kept_in = journal.keep(mined, query=asked_for, audience=audience)
    if as_json:
        say_json(mined_json(mined, read))
        return
    _say_run(journal, mined, since_last=since_last, rejected=rejected)
    _say_alike(mined, read)
    if keep:
        tell(f"kept in {kept_in}")
    _tell_left_out(read)


def _say_run(journal: Journal, mined: Mined, *, since_last: bool, rejected: bool) -> None:
    """A run: what changed, its patterns, and what it could not say."""
    say(
        f"{mined.n} observations, {mined.episodes} episodes, seed {mined.seed}, {mined.embedding or 'no embedding'}"
    )
    say_changes(mined)
    for pattern in (*mined.patterns, *(mined.rejected if rejected else ())):
        if not since_last or (mined.changed and pattern.id in mined.changed.changed):
            say()
            say_pattern(pattern, journal)
    for note in mined.notes:
        tell(note)
    if mined.rejected and not rejected:
        tell(
            f"{counted(len(mined.rejected), 'pattern')} rejected before and not shown; --rejected shows them"
        )


def _say_alike(mined: Mined, read: Read) -> None:
    """The observations that read alike, where there are too few episodes for themes."""
    titles = {one.id: one.title for one in read.entries}
    if mined.alike:
        say()
        say(paint("Read alike", "head"), "  (a place to look, no pattern)")
    for one in mined.alike:
        say("    ", paint(one.first[:14], "id"), f"  {titles.get(one.first, '')}")
        say(
            "    ",
            paint(one.second[:14], "id"),
            f"  {titles.get(one.second, '')}  ({one.likeness:.2f} cosine)",
        )


def _tell_left_out(read: Read) -> None:
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
    with progress() as hear:
        hear("reading the entries")
        read = journal.entries(query or None, audience=audience)
        mined = journal.mine(
            read,
            seed=options["seed"],
            family=journal.family_asked(family),
            query=str(query),
            audience=audience,
            hear=hear,
        )
    return read, mined


def told_of(journal: Journal, words: tuple[str, ...], options: dict[str, Any]) -> tuple[str, str]:
    """The audience and the query, as text, that the options of a command ask for."""
    audience = options["audience"] or journal.settings.audience
    return audience, str(asked(journal, words, audience, across=options["across"]))


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
        "alike": mined.alike,
        "rejected": mined.rejected,
        "changed": changes_json(mined.changed),
        "notes": mined.notes,
        "withheld": read.withheld,
        "unread": read.unread,
        "today": mined.today,
    }


def changes_json(changed: Changes | None) -> dict[str, Any] | None:
    """What changed since the kept run, as JSON gives it; null where there is none of this query."""
    if changed is None:
        return None
    return {
        "since": changed.since,
        "new": changed.new,
        "grown": changed.grown,
        "split": [{"id": one, "into": parts} for one, parts in changed.split],
        "merged": [{"id": one, "of": sources} for one, sources in changed.merged],
        "gone": [{"id": one.id, "kind": one.kind, "label": one.label} for one in changed.gone],
    }


def say_changes(mined: Mined) -> None:
    """What is new, grown, split, merged or gone since the kept run, a line each."""
    changed = mined.changed
    if changed is None:
        return
    labels = {one.id: one.label for one in (*mined.patterns, *mined.rejected)}
    lines = [("new", f"{one}  {labels[one]}") for one in changed.new]
    lines += [("changed", f"{one.id}  {labels[one.id]}: {_more_or_less(one)}") for one in changed.grown]
    lines += [("split", f"{one} is now in {', '.join(parts)}") for one, parts in changed.split]
    lines += [
        ("merged", f"{one}  {labels[one]} holds {', '.join(sources)}") for one, sources in changed.merged
    ]
    lines += [("gone", f"{one.id}  {one.label} ({one.kind})") for one in changed.gone]
    say(
        f"since the kept run of {changed.since}: {counted(len(lines), 'change') if lines else 'nothing changed'}"
    )
    for what, line in lines:
        say("  ", paint(fit(what, 8), "faint"), line)


def _more_or_less(one: Growth) -> str:
    told = [
        f"{counted(len(ids), 'entry', 'entries')} {word}"
        for ids, word in ((one.gained, "more"), (one.lost, "less"))
        if ids
    ]
    return ", ".join(told)


def strength_line(pattern: Pattern) -> str:
    """Strength with its unit, interval, test, stability, and what it stands on."""
    said = pattern.measured
    if pattern.interval:
        said += f" ({figures(pattern.interval[0])} to {figures(pattern.interval[1])})"
    said += f", q = {pattern.q:.2g}" if pattern.q is not None else ""
    said += f", stability {pattern.stability:.2f}" if pattern.stability is not None else ""
    episodes = "" if pattern.unit == "episodes" else counted(len(pattern.episodes), "episode") + ", "
    return f"{said}; {episodes}{counted(len(pattern.entries), 'entry', 'entries')}"


def say_pattern(pattern: Pattern, journal: Journal) -> None:
    """One pattern: what it is, how strong and sure, what came of it, what speaks against it, in whose words."""
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
        *pattern.tested,
        f"confidence {pattern.confidence}  {steps}",
        f"outcomes {shares or 'none recorded'}",
        f"against it {against}",
        f"elsewhere {pattern.elsewhere.said}" if pattern.elsewhere else "",
        pattern.judged.said if pattern.judged else "",
    ):
        if text:
            say_wrapped(text, "    ", "      ")
    for one in pattern.exemplars[:2]:
        quote = f"“{one.quote}”"
        say(
            "    ",
            paint(fit(quote, max(40, width() - 22)).rstrip(), "faint"),
            " ",
            paint(one.entry[:14], "id"),
        )
