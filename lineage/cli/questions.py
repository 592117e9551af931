"""The few questions after a capture: each answered by one key, none preselected, the text already on disk."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from lineage.cli.outlines import say_wrapped
from lineage.cli.output import fit, paint, say, tell, width
from lineage.errors import LineageError
from lineage.model.text import counted

if TYPE_CHECKING:
    from lineage.journal import Journal
    from lineage.model.entry import Entry
    from lineage.model.suggestion import Suggestion

ENTER = {"\r", "\n"}


def ask_after(journal: Journal, entry: Entry) -> None:
    """How it stands, what it sounds like, what it continues; any key that is no answer leaves the question open."""
    try:
        if not entry.outcome:
            entry = _ask_outcome(journal, entry)
        if not entry.tensions:
            entry = _ask_tension(journal, entry)
        if not entry.follows:
            entry = _ask_continues(journal, entry)
        if entry.tensions:
            _say_seen(journal, entry)
    except (KeyboardInterrupt, EOFError, click.Abort):
        tell("the entry is saved; the rest can wait")


def _ask_outcome(journal: Journal, entry: Entry) -> Entry:
    facet = journal.taxonomy.facet("outcome")
    keys = {value.key: value for value in facet.values if value.key} if facet else {}
    day = journal.now.date() + timedelta(days=journal.look_again_days(entry.context))
    choices = "   ".join(f"{key} {value.label}" for key, value in keys.items() if len(key) == 1)
    still = next((value.label for value in keys.values() if value.id == "open"), "still open")
    say(paint("How does it stand?", "head"), f"   ⏎ {still}, look again {day.day} {day:%b}")
    say(f"   {choices}")
    key = click.getchar().lower()
    if key in ENTER:
        say(f"   {still}")
        return journal.change(entry, {"outcome": "open", "look_again": day.isoformat()})
    if key in keys:
        say("  ", keys[key].label)
        return journal.change(entry, {"outcome": keys[key].id})
    return entry


def _ask_tension(journal: Journal, entry: Entry) -> Entry:
    offered = journal.suggest(entry.text, setting=entry.setting)
    say_suggestions(offered)
    say(paint("             0 none   w own words   ? all   ⏎ later", "faint"))
    key = click.getchar().lower()
    if key.isdecimal() and 1 <= int(key) <= len(offered):
        chosen = offered[int(key) - 1]
        say("  ", paint(chosen.code, "code"), f" {chosen.label}")
        return journal.accept(entry, chosen)
    if key in ("w", "?"):
        return _ask_words(journal, entry, known=key == "?")
    return entry


def _ask_continues(journal: Journal, entry: Entry) -> Entry:
    earlier = journal.earlier(entry)
    if earlier is None:
        return entry
    title = fit(earlier.entry.title, max(20, width() - 50)).rstrip()
    notes = counted(earlier.notes, "note")
    say(paint("Continues", "head"), f"    “{title}” ({earlier.entry.observed}, {notes})?   y   ⏎ no")
    if click.getchar().lower() != "y":
        return entry
    say(f"   follows {earlier.entry.id}")
    return journal.change(entry, {"follows": (earlier.entry.id,)})


def _say_seen(journal: Journal, entry: Entry) -> None:
    """Recall at the moment of writing: here and elsewhere are counted apart."""
    seen = journal.seen(entry)
    parts = []
    if seen.here:
        where = f" in {seen.where}" if seen.where else ""
        since = f" since {seen.since}" if seen.since else ""
        parts.append(f"Seen {counted(seen.here, 'time')} before{where}{since}.")
    if seen.elsewhere:
        helped = f"; what helped in one: {seen.helped}" if seen.helped else ""
        parts.append(
            f"Elsewhere: {counted(seen.elsewhere, 'case')}, {seen.ended_well} held or recovered{helped}."
        )
    if parts:
        say_wrapped(" ".join(parts), "", "   ")


def say_suggestions(offered: tuple[Suggestion, ...]) -> None:
    """Offered tensions, numbered, each with its reason; or that nothing fits."""
    if not offered:
        say(paint("Sounds like", "head"), "  nothing in the taxonomy fits well")
    for number, one in enumerate(offered, start=1):
        head = "Sounds like" if number == 1 else ""
        say(
            paint(fit(head, 13), "head"),
            f"{number} ",
            fit(one.label, 30),
            " ",
            paint(fit(one.why, max(30, width() - 47)).rstrip(), "faint"),
        )


def _ask_words(journal: Journal, entry: Entry, *, known: bool) -> Entry:
    """Own words go to ``words``; with ``known`` a tension by code, label or id is wanted."""
    if known:
        for family in journal.taxonomy.families:
            inside = [one for one in journal.taxonomy.tensions if one.family == family.id]
            say_wrapped(
                f"{family.code} {family.label}: " + ", ".join(f"{one.code} {one.label}" for one in inside),
                "  ",
                "    ",
            )
    typed = click.prompt(
        "  code or label" if known else "  own words", default="", show_default=False
    ).strip()
    if not typed:
        return entry
    if known:
        try:
            return journal.tag(entry, [typed], [])
        except LineageError as error:
            tell("  ", str(error))
            tell("  kept among your own words")
    return journal.change(entry, {"words": (*entry.words, typed)})
