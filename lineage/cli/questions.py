"""The few questions after a capture: each answered by one key, none preselected, the text already on disk."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from lineage.cli.outlines import say_wrapped
from lineage.cli.output import fit, paint, say, tell, width
from lineage.errors import LineageError

if TYPE_CHECKING:
    from lineage.journal import Journal
    from lineage.model.entry import Entry
    from lineage.model.suggestion import Suggestion

LEAVE = {"\x1b", "\x04", "q"}
ENTER = {"\r", "\n"}


def ask_after(journal: Journal, entry: Entry) -> None:
    """How it stands, and what it sounds like; any key that is no answer leaves the question open."""
    try:
        if not entry.outcome:
            entry = _ask_outcome(journal, entry)
        if not entry.tensions:
            _ask_tension(journal, entry)
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


def _ask_tension(journal: Journal, entry: Entry) -> None:
    offered = journal.suggest(entry.text, setting=entry.setting)
    say_suggestions(offered)
    say(paint("             0 none   w own words   ? all   ⏎ later", "faint"))
    key = click.getchar().lower()
    if key.isdecimal() and 1 <= int(key) <= len(offered):
        chosen = offered[int(key) - 1]
        journal.accept(entry, chosen)
        say("  ", paint(chosen.code, "code"), f" {chosen.label}")
    elif key in ("w", "?"):
        _ask_words(journal, entry, known=key == "?")


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


def _ask_words(journal: Journal, entry: Entry, *, known: bool) -> None:
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
        return
    if known:
        try:
            journal.tag(entry, [typed], [])
        except LineageError as error:
            tell("  ", str(error))
            journal.change(entry, {"words": (*entry.words, typed)})
            tell("  kept among your own words")
    else:
        journal.change(entry, {"words": (*entry.words, typed)})
