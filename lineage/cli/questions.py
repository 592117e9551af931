"""The few questions after a capture: each answered by one key, none preselected, the text already on disk.

Each takes the journal and an entry and gives the entry as it is then. q, Escape and Ctrl-C leave the rest open (click.Abort);
a key that is no answer leaves one question open, and it is said.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from lineage.cli.keys import ENTER, INDENT, ask_keys, leave_open, read_key, read_line, say_answer
from lineage.cli.naming import ask_people
from lineage.cli.outlines import say_wrapped
from lineage.cli.output import fit, paint, say, tell, width
from lineage.errors import LineageError
from lineage.model.inferred import calls_for, inferred
from lineage.model.text import counted, listed

if TYPE_CHECKING:
    from lineage.journal import Journal
    from lineage.model.entry import Entry
    from lineage.model.recall import Earlier, Seen
    from lineage.model.suggestion import Suggestion
    from lineage.model.taxonomy import Facet

MOST_KEYS = 3
"""Keys a capture asks for at the most; what would be a fourth is told, with the command that does it."""

WIDE = 70
"""Columns from which a reason stands beside what one hears."""


def ask_after(journal: Journal, entry: Entry) -> None:
    """How it stands, what it sounds like, who did the step, what it continues; then what was seen, and who is named."""
    try:
        asked = 0
        if not entry.outcome:
            entry, asked = ask_outcome(journal, entry), asked + 1
        if not entry.tensions:
            entry, asked = ask_tension(journal, entry), asked + 1
        if _mentions_machine(journal, entry):
            entry, asked = ask_machine(journal, entry), asked + 1
        entry = ask_continues(journal, entry, ask=asked < MOST_KEYS)
        say_inferred(journal, entry)
        say_seen(journal, entry)
        ask_people(journal, entry)
    except (KeyboardInterrupt, EOFError, click.Abort):
        tell("the entry is saved; the rest can wait")


def ask_outcome(journal: Journal, entry: Entry) -> Entry:
    """How it stands; Enter is still open, with a day to look again."""
    facet = journal.taxonomy.facet("outcome")
    keys = {value.key: value for value in facet.values if value.key} if facet else {}
    day = journal.now.date() + timedelta(days=journal.look_again_days(entry.context))
    still = next((value.label for value in keys.values() if value.id == "open"), "still open")
    letters = [f"{key} {value.label}" for key, value in keys.items() if len(key) == 1]
    ask_keys("How does it stand?", [f"⏎ {still}, look again {day.day} {day:%b}", *letters])
    key = read_key()
    if key in ENTER:
        say_answer(still)
        return journal.change(entry, {"outcome": "open", "look_again": day.isoformat()})
    if key in keys:
        say_answer(keys[key].label)
        return journal.change(entry, {"outcome": keys[key].id})
    leave_open(key)
    return entry


def ask_tension(journal: Journal, entry: Entry) -> Entry:
    """What it sounds like; a suggestion is never taken but by its number."""
    offered = journal.suggest(entry.text, setting=entry.setting, of=entry.id, context=entry.context)
    say_suggestions(journal, offered)
    say_answer("0 none   w own words (one; two)   ? all   ⏎ later", "faint")
    key = read_key()
    if chosen := _numbered(offered, key):
        say_answer(f"{chosen.code} {chosen.label}")
        return journal.accept(entry, chosen)
    if key in ("w", "?"):
        return _ask_words(journal, entry, offered, known=key == "?")
    if key == "0":
        say_answer("none of these; it is not asked again")
        return journal.decline(entry)
    leave_open(key)
    return entry


def _machine(journal: Journal) -> Facet | None:
    return journal.taxonomy.facet("machine-role")


def _mentions_machine(journal: Journal, entry: Entry) -> bool:
    """True where nobody said what part a machine had, and the text or the context mentions one."""
    facet = _machine(journal)
    return facet is not None and not entry.machine_role and calls_for(facet, entry, journal.taxonomy)


def ask_machine(journal: Journal, entry: Entry) -> Entry:
    """Who did the step: a person, one with a tool, a machine that was approved, or a machine alone."""
    facet = _machine(journal)
    keys = {value.key: value for value in facet.values if len(value.key) == 1} if facet else {}
    said = {key: (*value.aliases, value.label)[0] for key, value in keys.items()}
    ask_keys("Who did the step?", [*(f"{key} {words}" for key, words in said.items()), "⏎ later"])
    key = read_key()
    if key in keys:
        say_answer(said[key])
        return journal.change(entry, {"machine_role": keys[key].id})
    leave_open(key)
    return entry


def ask_continues(journal: Journal, entry: Entry, *, ask: bool = True) -> Entry:
    """What it continues, where an earlier note of the same place is like it; without ``ask`` it is told only."""
    earlier = None if entry.follows else journal.earlier(entry)
    if earlier is None:
        return entry
    if not ask:
        tell(f"It may continue {_titled(earlier)}: lineage edit {entry.id} --set follows={earlier.entry.id}")
        return entry
    ask_keys("Continues", [f"{_titled(earlier)}?", "y", "⏎ no"])
    key = read_key()
    if key == "y":
        say_answer(f"follows {earlier.entry.id}")
        return journal.change(entry, {"follows": (earlier.entry.id,)})
    leave_open(key)
    return entry


def _titled(earlier: Earlier) -> str:
    title = fit(earlier.entry.title, max(20, width() - INDENT - 40)).rstrip()
    return f"“{title}” ({earlier.entry.observed}, {counted(earlier.notes, 'note')})"


def say_inferred(journal: Journal, entry: Entry) -> None:
    """What the entry's terms carry with them; it was inferred, and is never counted."""
    facets = {one.key: one for one in journal.taxonomy.facets if one.key}
    parts = []
    for one in inferred(entry, journal.taxonomy):
        facet = facets.get(one.field)
        labels = ", ".join(facet.label_of(value) if facet else value for value in one.values)
        parts.append(f"{one.field} {labels}".lower())
    if parts:
        head = "Inferred, not seen"
        say_wrapped("; ".join(parts), fit(head, INDENT), " " * INDENT)


def say_seen(journal: Journal, entry: Entry) -> None:
    """Recall at the moment of writing: here and elsewhere are counted apart."""
    if not entry.tensions:
        return
    seen = journal.seen(entry)
    parts = []
    if seen.here:
        where = f" in {seen.where}" if seen.where else ""
        parts.append(f"Seen {counted(seen.here, 'time')} before{where}{_since(seen, journal.now.date())}.")
    if seen.elsewhere:
        helped = f"; what helped in one: {seen.helped}" if seen.helped else ""
        parts.append(
            f"Elsewhere: {counted(seen.elsewhere, 'case')}, {seen.ended_well} held or recovered{helped}."
        )
    if parts:
        say_wrapped(" ".join(parts), "", "   ")


def _since(seen: Seen, today: date) -> str:
    """The month of the first, as people say it: the year only where it is another."""
    if not seen.since:
        return ""
    month = date.fromisoformat(f"{seen.since}-01")
    return f" since {month:%B}" if month.year == today.year else f" since {month:%B %Y}"


def say_suggestions(journal: Journal, offered: tuple[Suggestion, ...]) -> None:
    """Offered tensions, numbered, each as one hears it and, where there is room, with its reason; or that nothing fits."""
    if not offered:
        say(paint(fit("Sounds like", INDENT), "head"), "nothing in the taxonomy fits well")
    for number, one in enumerate(offered, start=1):
        term = journal.taxonomy.by_id.get(one.term)
        hear = f"“{term.hear}”" if term and term.hear else ""
        room = width() - INDENT - 28
        why = f"   {one.why}" if hear not in one.why or not hear else ""
        say(
            paint(fit("Sounds like" if number == 1 else "", INDENT), "head"),
            f"{number} ",
            fit(one.label, 26),
            paint(fit(f"{hear}{why}" if room >= WIDE else hear or one.why, room).rstrip(), "faint"),
        )


def _numbered(offered: tuple[Suggestion, ...], typed: str) -> Suggestion | None:
    """What is offered under a number; None where nothing is, or no number was typed."""
    return offered[int(typed) - 1] if typed.isdecimal() and 1 <= int(typed) <= len(offered) else None


def _ask_words(journal: Journal, entry: Entry, offered: tuple[Suggestion, ...], *, known: bool) -> Entry:
    """Own words go to ``words``; with ``known`` a tension by its number above, by code, label or id is wanted."""
    if known:
        for family in journal.taxonomy.families:
            inside = [one for one in journal.taxonomy.tensions if one.family == family.id]
            say_wrapped(
                f"{family.code} {family.label}: " + ", ".join(f"{one.code} {one.label}" for one in inside),
                "  ",
                "    ",
            )
    typed = read_line("code or label" if known else "own words")
    if not typed:
        say_answer("left open", "faint")
        return entry
    if known and (chosen := _numbered(offered, typed)):
        say_answer(f"{chosen.code} {chosen.label}")
        return journal.accept(entry, chosen)
    if known:
        try:
            return journal.tag(entry, [typed], [])
        except LineageError as error:
            tell("  ", str(error))
            tell("  kept among your own words")
    return journal.change(entry, {"words": (*entry.words, *listed(typed))})
