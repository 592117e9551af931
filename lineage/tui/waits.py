"""What waits, as Today lists it: how many of what, and what opens it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.tui.widgets.rows import Rows
from lineage.tui.words import joined

if TYPE_CHECKING:
    from textual.content import Content

    from lineage.model.waiting import Group

UNTAGGED = "kind:observation -has:tensions"
SAID = {
    "untagged": ("without a tension", "enter shows them"),
    "look again": ("to look at again", "enter shows them"),
    "reviews": ("to review", "enter shows them"),
    "cruxes": ("cruxes to forecast or resolve", "enter shows them"),
    "drafts": ("not saved yet", "enter goes on with the last"),
    "inbox": ("in the inbox", "`lineage inbox` takes them in"),
}
"""What waits, as model/waiting.py groups it: in words, and what Enter does."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: how many, what, and what opens it."""

    count: int
    what: str
    hint: str
    target: str


class Waits(Rows):
    """What waits, a line each; Enter opens it."""

    HELP = "What waits: drafts, entries without a tension, entries to look at again, files with faults. Enter opens it."
    DEFAULT_CSS = "Waits { height: auto; max-height: 6; }"
    EMPTY = "Nothing waits."

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id)
        self.things: tuple[Waiting, ...] = ()

    def show(self, things: tuple[Waiting, ...]) -> None:
        """What waits now."""
        self.things = things
        self.styles.height = max(len(things), 1)
        self.set_count(len(things), min(self.cursor, len(things) - 1), empty=self.EMPTY)

    def lines_of(self, index: int, width: int) -> list[Content]:
        """How many and what."""
        del width
        one = self.things[index]
        return [joined((f"{one.count:>5,}  ", "bold $primary"), one.what, (f"   {one.hint}", "$faint"))]


def waiting_of(group: Group) -> Waiting:
    """A group of what waits as a line."""
    what, hint = SAID.get(group.name, (group.name, ""))
    ids = ",".join(item.id for item in group.items if item.id and item.has_come)
    target = {"untagged": f"query:{UNTAGGED}", "drafts": "draft:", "inbox": "inbox:"}.get(
        group.name, f"query:id:{ids}" if ids else ""
    )
    return Waiting(group.count, what, hint, target)
