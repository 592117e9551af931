"""The lineage of an entry as a graph in text cells: time runs down, each entry in the lane of what it grew out of."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from lineage.tui.lanes import SIGN, Place, lay_out
from lineage.tui.widgets.rows import Rows
from lineage.tui.words import (
    between,
    fitted,
    joined,
    outcome_mark,
    outcome_words,
    safe,
    spread,
    tension_words,
)

if TYPE_CHECKING:
    from textual.content import Content

    from lineage.model.entry import Entry
    from lineage.model.lineage import Trace
    from lineage.model.names import Names

WIDEST = 24
"""Cells the lines may take; entries beside more than a dozen open lines stand at the edge."""


class Graph(Rows):
    """Entries in order of time; up and down go by time, left and right along the lines."""

    HELP = (
        "Time runs down. Up and down go by time, left to what the entry grew out of, right to what it became; "
        "Enter opens it in the journal."
    )
    ROW_HEIGHT = 2
    LIVELY = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "along(-1)", "grew out of", key_display="←", id="graph.before"),
        Binding("right,l", "along(1)", "became", key_display="→", id="graph.after"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id)
        self.nodes: tuple[Entry, ...] = ()
        self._start = ""
        self._places: tuple[Place, ...] = ()
        self._edges: tuple[tuple[str, str], ...] = ()
        self._names: Names | None = None
        self._wide = 1
        """Cells of the lines."""
        self._dated = 0
        """Cells of the dates."""

    def show(self, trace: Trace, names: Names, goal: str = "") -> None:
        """Show a lineage with the cursor on an entry of it, on the one it was asked for where none is named."""
        order = [one.id for one in trace.nodes]
        self.nodes, self._edges, self._names, self._start = trace.nodes, trace.edges, names, trace.start
        self._places = lay_out(order, trace.edges)
        self._wide = min(
            max((len(side) for one in self._places for side in (one.row, one.below)), default=1), WIDEST
        )
        self._dated = max((len(_when(one)) for one in trace.nodes), default=0) + 2
        at = next((order.index(one) for one in (goal, trace.start) if one in order), 0)
        self.set_count(len(order), at)

    def chosen(self) -> Entry | None:
        """The entry of the cursor."""
        return self.nodes[self.cursor] if self.nodes else None

    def action_along(self, way: int) -> None:
        """To what the entry grew out of, the latest of them, or to what it became, the earliest."""
        here = self.nodes[self.cursor].id if self.nodes else ""
        place, other = (1, 0) if way < 0 else (0, 1)
        linked = {edge[other] for edge in self._edges if edge[place] == here} - {here}
        ahead = [n for n, one in enumerate(self.nodes) if one.id in linked]
        if ahead:
            self.move_to(ahead[-1] if way < 0 else ahead[0])
        else:
            self.app.bell()

    def lines_of(self, index: int, width: int) -> list[Content]:
        """When and what; below it how it stood and what pulled."""
        assert self._names is not None
        one, place = self.nodes[index], self._places[index]
        wide = min(self._wide, width // 3)
        before, _, after = place.row.partition(SIGN)
        lines = fitted(joined((before, "$faint"), outcome_mark(one.outcome), (after, "$faint")), wide)
        asked = one.id == self._start
        first = joined(
            _filled(lines, wide + 2),
            (_when(one).ljust(self._dated), "$soft"),
            ("▸ " if asked else "", "$primary"),
            (one.title or one.id, "bold" if asked else ""),
        )
        told = between(
            [
                outcome_words(one.outcome, self._names, quiet=True),
                *(tension_words(term, self._names, quiet=True) for term in one.tensions),
            ]
        )
        lead = _filled(safe(place.below[:wide], "$faint"), wide + 2)
        second = joined(lead, " " * self._dated, told)
        where = safe(one.context or one.organisation, "$faint")
        return [fitted(first, width), spread(second, where, width)]


def _when(one: Entry) -> str:
    return str(one.observed) if one.observed.known else "undated"


def _filled(content: Content, width: int) -> Content:
    return content.pad_right(max(width - content.cell_length, 0))
