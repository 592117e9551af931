"""The command agree code: entries drawn for a second coder, shown without tags, coded one by one, saved one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lineage.cli.answers import answers_of, coded_facet
from lineage.cli.options import ACROSS, FOR, JSON, QUERY, QUERY_LINE, SEED, asked
from lineage.cli.output import asks, paint, say, say_json, tell
from lineage.errors import LineageError, UsageError
from lineage.model.coding import Coding
from lineage.model.entry import ID
from lineage.model.text import counted

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.journal import Journal
    from lineage.model.coding import Drawn
    from lineage.reading import Read


@click.command("code", context_settings=QUERY_LINE, short_help="Code entries a second time, blind.")
@QUERY
@click.option(
    "--sample",
    type=click.IntRange(1, 1_000_000_000),
    metavar="N",
    help="Entries to draw. Default: a fifth of those another tagged, and 30 at the least.",
)
@click.option("--by-setting", is_flag=True, help="Draw in the shares the setting families have.")
@click.option(
    "--coder", metavar="NAME", help="Who is coding. Default: LINEAGE_CODER, or your config's coder."
)
@click.option(
    "--ask",
    "facets",
    multiple=True,
    metavar="KEY",
    help="A further facet to ask for (setting, conditions, stage, ...), beside tensions and outcome.",
)
@click.option(
    "--list", "only_list", is_flag=True, help="Show what is drawn and still to be coded; ask nothing."
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Answer without questions, for one ID: outcome=stuck, tensions=G4;F3, tensions=none (asked, and there is none), tensions=unclear.",
)
@click.option(
    "--quote",
    "quotes",
    multiple=True,
    metavar="TERM=WORDS",
    help="With --set: the words of the text that show a tension.",
)
@click.option("--remark", default="", metavar="TEXT", help="With --set: what you want to say of it.")
@click.option(
    "--machine", default="", metavar="MODEL", help="With --set: what made this coding, if no person did."
)
@click.option("--again", is_flag=True, help="With --set: code anew what this coder has coded.")
@SEED
@FOR
@ACROSS
@JSON
@click.pass_obj
def code_command(session: Session, /, query: tuple[str, ...], **options: Any) -> None:
    """Code entries a second time, blind: `lineage agree code --coder jo`, or `agree code ID --set tensions=G4 --set outcome=stuck`.

    You see title, date, setting and text; no tag, no marked passage, no outcome, nothing another coder said, nor an offer that
    rests on them. (`lineage show` is not blind: do not look before you have coded.) Each entry is saved as you finish it; leave with q
    or Ctrl-C, and the same command goes on where you were. QUERY draws from what it finds; whole ids take just these.
    """
    journal = session.journal()
    coder = (options["coder"] or journal.coder()).strip()
    if options["settings"] or options["remark"] or options["quotes"]:
        _code_one(journal, query, coder, options)
        return
    further = [coded_facet(name) for name in options["facets"]]
    drawn = _drawn(journal, query, coder, options)
    if options["as_json"] or options["only_list"]:
        _say_list(journal, drawn, coder, as_json=options["as_json"])
        return
    _tell_draw(journal, drawn, coder, options)
    if not drawn.waiting:
        tell("nothing is left to code; `lineage agree` compares")
        return
    if not asks():
        raise LineageError(
            "this asks on a terminal, and there is none",
            hint="--list shows what is drawn, ID --set tensions=... answers",
        )
    from lineage.cli.blind import walk

    walk(journal, drawn, coder, further)


def _code_one(journal: Journal, words: tuple[str, ...], coder: str, options: dict[str, Any]) -> None:
    """One coding from options alone."""
    if len(words) != 1:
        raise UsageError("--set codes one entry", hint="write `lineage agree code ID --set tensions=G4`")
    entry = journal.entry(words[0], audience=options["audience"] or "me")
    coding = Coding(
        entry=entry.id,
        coder=coder,
        machine=options["machine"],
        answers=tuple(answers_of(journal, options["settings"]).items()),
        quotes=tuple(_quote(journal, one) for one in options["quotes"]),
        remark=options["remark"].strip(),
    )
    saved = journal.save_coding(coding, again=options["again"])
    if options["as_json"]:
        say_json({"entry": saved.entry, "coder": saved.coder, "path": saved.path})
    else:
        say("coded ", paint(saved.entry, "id"), f" · {saved.coder} · ", paint(saved.path, "faint"))


def _quote(journal: Journal, written: str) -> tuple[str, str]:
    name, equals, words = written.partition("=")
    if not equals or not words.strip():
        raise UsageError(f"--quote {written!r} is not TERM=WORDS", hint="write --quote 'G4=nobody had asked'")
    return journal.term(name.strip()), words.strip()


def _drawn(journal: Journal, words: tuple[str, ...], coder: str, options: dict[str, Any]) -> Drawn:
    """What is drawn for this coder: of named ids all, else a sample of what the query finds."""
    number = options["sample"]
    audience = options["audience"] or journal.settings.audience
    if words and all(ID.match(word) for word in words):
        from lineage.reading import Read

        read: Read = Read(entries=tuple(journal.entry(word, audience=audience) for word in words))
        number = number or len(words)
    else:
        query = asked(journal, words, audience, across=options["across"])
        read = journal.entries(query or None, audience=audience)
    return journal.draw(
        read,
        coder=coder,
        number=number,
        seed=options["seed"],
        by_setting=options["by_setting"],
        hide_setting="setting" in options["facets"],
    )


def _tell_draw(journal: Journal, drawn: Drawn, coder: str, options: dict[str, Any]) -> None:
    """How the entries were drawn, and what was left out and why."""
    tell(
        f"{coder}: {drawn.drawn} drawn of {counted(drawn.population, 'entry', 'entries')} that others tagged (seed {options['seed']}), "
        f"{drawn.done} coded, {len(drawn.waiting)} to go"
    )
    if drawn.strata:
        setting = journal.taxonomy.facet("setting")
        shares = ", ".join(
            f"{setting.label_of(name) if setting else name} {number}" for name, number in drawn.strata
        )
        tell(f"by setting: {shares}")
    if drawn.own:
        own = counted(drawn.own, "entry is", "entries are")
        tell(f"{own} your own: a second look at them would measure steadiness, not agreement")
    if drawn.untagged:
        tell(
            f"{counted(drawn.untagged, 'entry has', 'entries have')} no tension yet: there is nothing to compare with"
        )


def _say_list(journal: Journal, drawn: Drawn, coder: str, *, as_json: bool) -> None:
    if as_json:
        say_json({"coder": coder, "drawn": drawn.drawn, "done": drawn.done, "entries": drawn.waiting})
        return
    setting = journal.taxonomy.facet("setting")
    for one in drawn.waiting:
        where = setting.label_of(one.setting) if setting and one.setting else ""
        say(paint(one.id, "id"), f"  {one.observed:16}  {where:24}  {one.title}")
    tell(f"{drawn.done} of {drawn.drawn} coded by {coder}")
