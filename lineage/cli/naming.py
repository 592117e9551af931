"""Names of people in a new entry: pointed at once, with a role offered in their place; kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lineage.cli.keys import ask_keys, leave_open, read_key, read_line, say_answer
from lineage.cli.output import fit, tell
from lineage.model.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lineage.journal import Journal
    from lineage.model.entry import Entry
    from lineage.model.people import Mention

FEW = 3
"""Names that are said in one line."""


def _named(people: Sequence[Mention]) -> str:
    more = f" and {len(people) - FEW} more" if len(people) > FEW else ""
    return ", ".join(one.text for one in people[:FEW]) + more


def tell_people(journal: Journal, entry: Entry) -> None:
    """Point at what looks like a person, where nobody can be asked."""
    people = journal.people(entry)
    if people:
        tell(f"  names a person? {_named(people)}: a role serves as well (`lineage edit {entry.id}`)")


def ask_people(journal: Journal, entry: Entry) -> Entry:
    """Point once, softly, at what looks like a person, and put a role in its place where that is wanted; kept nowhere."""
    people = journal.people(entry)
    if not people:
        return entry
    ask_keys("Names a person?", [_named(people), "r put a role there", "⏎ keep"])
    key = read_key()
    if key != "r":
        leave_open(key, "kept as it is")
        return entry
    roles = journal.roles(entry)
    offered = "   ".join(f"{number} {role}" for number, role in enumerate(roles, start=1))
    if offered:
        say_answer(f"{offered}   or your own words", "faint")
    chosen = {}
    for one in people:
        typed = read_line(f"for {fit(one.text, 40).rstrip()}")
        picked = typed.isdecimal() and 1 <= int(typed) <= len(roles)
        if typed:
            chosen[one.text] = roles[int(typed) - 1] if picked else typed
    if not chosen:
        return entry
    entry = journal.put_roles(entry, chosen)
    say_answer(f"{counted(len(chosen), 'name')} replaced; `lineage undo` brings it back", "faint")
    return entry
