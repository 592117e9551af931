"""Closing what was open: how it stands now, what was tried, whether it helped, what it cost, who answered in the end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lineage.cli.keys import ask_keys, leave_open, read_key, read_line, say_answer
from lineage.cli.output import paint, say, tell
from lineage.model.dates import on_day
from lineage.model.text import listed

if TYPE_CHECKING:
    from collections import Counter
    from datetime import date

    from lineage.journal import Journal
    from lineage.model.dates import When
    from lineage.model.entry import Entry

HELPED = {"y": "true", "n": "false", "u": "unclear"}
STILL_OPEN = "o"


def ask_closing(journal: Journal, entry: Entry, done: Counter[str]) -> None:
    """Ask how an entry stands by now; ``done`` counts under ``closed`` or ``open`` as soon as that is written."""
    for label, values in (("tried so far", entry.tried), ("their own deadline", entry.values("deadline"))):
        if values:
            say(paint(f"   {label}: {'; '.join(values)}", "faint"))
    facet = journal.taxonomy.facet("outcome")
    keys = {value.key: value for value in facet.values if len(value.key) == 1} if facet else {}
    letters = [f"{key} {value.label}" for key, value in keys.items()]
    ask_keys("How does it stand?", [f"{STILL_OPEN} still open", *letters, "⏎ later"])
    key = read_key()
    if key == STILL_OPEN:
        day = journal.now.date() + timedelta(days=journal.look_again_days(entry.context))
        entry = journal.change(entry, {"outcome": "open", "look_again": day.isoformat()})
        done["open"] += 1
        _ask_tried(journal, _look_again(journal, entry, day))
        return
    if key not in keys:
        leave_open(key)
        return
    say_answer(keys[key].label)
    entry = journal.change(entry, {"outcome": keys[key].id, "look_again": ""})
    done["closed"] += 1
    entry = _ask_tried(journal, entry)
    entry = _ask_field(journal, entry, "cost", "Rough cost?", "days, hours or money")
    _ask_field(journal, entry, "answered_by", "Who answered?", "who answered for it in the end, or: unclear")


def _look_again(journal: Journal, entry: Entry, day: date) -> Entry:
    """Ask for another day to look than the one that is set."""
    ask_keys("Look again?", ["a date, or a number of days", f"⏎ {day.day} {day:%b %Y}"])
    typed = read_line("look again")
    if not typed:
        return entry
    when = _day_of(journal, typed)
    if when is None or when.last is None or when.last <= journal.now.date():
        why = "no date can be read in it" if when is None else "that has been"
        tell(f"{typed}: {why}; {day.isoformat()} stays")
        return entry
    say_answer(str(when))
    return journal.change(entry, {"look_again": str(when)})


def _day_of(journal: Journal, typed: str) -> When | None:
    if typed.isdecimal() and len(typed) < len("2026"):
        return on_day(journal.now.date() + timedelta(days=int(typed)))
    return journal.read_date(typed, True)  # noqa: FBT003 (whether it lies ahead)


def _ask_tried(journal: Journal, entry: Entry) -> Entry:
    ask_keys("What was tried?", ["in a line, ; between several", "⏎ later"])
    tried = read_line("tried")
    if tried:
        entry = journal.change(entry, {"tried": (*entry.tried, *listed(tried))})
    if not tried and (entry.helped or not entry.tried):
        return entry
    ask_keys("Did it help?", ["y yes", "n no", "u unclear", "⏎ later"])
    key = read_key()
    if key not in HELPED:
        leave_open(key)
        return entry
    say_answer({"y": "yes", "n": "no", "u": "unclear"}[key])
    return journal.change(entry, {"helped": HELPED[key]})


def _ask_field(journal: Journal, entry: Entry, name: str, question: str, how: str) -> Entry:
    """Ask for a field that is not there yet."""
    if entry.values(name):
        return entry
    ask_keys(question, [how, "⏎ later"])
    typed = read_line(name.replace("_", " "))
    return journal.change(entry, {name: typed}) if typed else entry
