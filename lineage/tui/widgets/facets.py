"""What the entries of a query hold, with counts; choosing a value narrows the query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from lineage.tui.looks import family_style
from lineage.tui.widgets.rows import Rows
from lineage.tui.words import joined, outcome_mark, safe, spread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lineage.model.names import Names
    from lineage.model.page import Shares
    from lineage.model.query import Query

GROUPS = (
    ("outcome", "outcome", "How it stands"),
    ("tension", "tensions", "Tension"),
    ("setting", "setting", "Where"),
    ("organisation", "organisation", "Organisation"),
    ("context", "context", "Context"),
    ("episode", "episode", "Episode"),
)
"""Query key, field, heading."""
FEW = 6
"""Values shown of a facet that has many; Enter on the last line shows all."""


@dataclass(frozen=True, slots=True)
class _Line:
    kind: str
    """head, value, more or gap."""
    key: str = ""
    value: str = ""
    count: int = 0
    depth: int = 0
    opened: bool = False


class Facets(Rows):
    """Facets one under the other: families open to their tensions, long ones to all their values."""

    HELP = (
        "What the entries found hold. Enter narrows the query to a value, or takes it out again; "
        "the minus sign leaves a value out; the right arrow opens a family."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "choose", "narrow", id="facets.narrow"),
        Binding("minus", "exclude", "leave out", id="facets.exclude"),
        Binding("right", "open(True)", "open", show=False, id="facets.open"),
        Binding("left,h", "open(False)", "close", show=False, id="facets.close"),
    ]

    class Narrowed(Message):
        """A value was chosen, or one to leave out."""

        def __init__(self, key: str, value: str, *, negated: bool) -> None:
            super().__init__()
            self.key = key
            self.value = value
            self.negated = negated

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id, classes=classes)
        self._names: Names | None = None
        self._shares: Shares | None = None
        self._years: tuple[tuple[str, int], ...] = ()
        self._chosen: dict[tuple[str, str], bool] = {}
        self._lines: list[_Line] = []
        self._opened: set[str] = set()

    def show(self, shares: Shares, months: tuple[tuple[str, int], ...], query: Query, names: Names) -> None:
        """Counts under a query."""
        self._names, self._shares = names, shares
        years: dict[str, int] = {}
        for month, count in months:
            years[month[:4]] = years.get(month[:4], 0) + count
        self._years = tuple(sorted(years.items(), reverse=True))
        self._chosen = {
            (one.key, self._known(one.key, value)): one.negated
            for one in query.fields
            for value in one.values
        }
        self._lay()

    def _known(self, key: str, value: str) -> str:
        """A value as the counts name it: a code or label by its id."""
        facet = {"tension": "tension", "setting": "setting", "outcome": "outcome"}.get(key)
        assert self._names is not None
        return (self._names.resolve(value, facet) or value) if facet else value

    def _lay(self) -> None:
        at = self._lines[self.cursor] if self.cursor < len(self._lines) else None
        self._lines = list(self._all())[:-1]
        same = [
            n
            for n, line in enumerate(self._lines)
            if at and (line.kind, line.key, line.value) == (at.kind, at.key, at.value)
        ]
        first = next((n for n, line in enumerate(self._lines) if line.kind == "value"), 0)
        self.set_count(len(self._lines), same[0] if same else first)

    def _all(self) -> Iterator[_Line]:
        assert self._shares is not None
        for key, field, _ in GROUPS:
            values = self._shares.values.get(field, ())
            kept = [(value, 0) for (name, value) in self._chosen if name == key and value not in dict(values)]
            if not values and not kept:
                continue
            yield _Line("head", key)
            if key == "tension":
                yield from self._families(dict(values))
            else:
                yield from self._some(key, [*values, *kept])
            yield _Line("gap")
        if self._years:
            yield _Line("head", "year")
            yield from self._some("year", list(self._years))
            yield _Line("gap")

    def _some(self, key: str, values: list[tuple[str, int]]) -> Iterator[_Line]:
        few = values if key in self._opened or len(values) <= FEW + 1 else values[:FEW]
        for value, count in few:
            yield _Line("value", key, value, count)
        if len(few) < len(values):
            yield _Line("more", key, count=len(values) - len(few))

    def _families(self, counts: dict[str, int]) -> Iterator[_Line]:
        assert self._shares is not None
        assert self._names is not None
        under: dict[str, list[tuple[str, int]]] = {}
        for term, count in counts.items():
            under.setdefault(self._names.code(term)[:1], []).append((term, count))
        for family, count in self._shares.families:
            code = self._names.code(family)
            mine = [one for one in under.pop(code, []) if one[0] != family]
            opened = family in self._opened or any(("tension", term) in self._chosen for term, _ in mine)
            yield _Line("value", "tension", family, count, opened=opened)
            if opened:
                for term, number in mine:
                    yield _Line("value", "tension", term, number, depth=1)
        for strays in under.values():
            for term, number in strays:
                yield _Line("value", "tension", term, number)

    # What one does ----------------------------------------------------------------------------------------------

    def _here(self) -> _Line | None:
        return self._lines[self.cursor] if self.cursor < len(self._lines) else None

    def action_choose(self) -> None:
        """Narrow to a value, or show the rest of a facet."""
        line = self._here()
        if line is None:
            return
        if line.kind == "more":
            self._opened.add(line.key)
            self._lay()
        elif line.kind == "value":
            self.post_message(self.Narrowed(line.key, line.value, negated=False))

    def action_exclude(self) -> None:
        """Leave a value out."""
        line = self._here()
        if line is not None and line.kind == "value":
            self.post_message(self.Narrowed(line.key, line.value, negated=True))

    def action_open(self, opened: bool) -> None:  # noqa: FBT001 (textual gives arguments by place)
        """Open or close a family or a long facet."""
        line = self._here()
        if line is None or line.kind not in ("value", "more"):
            return
        name = line.value if line.key == "tension" and not line.depth else line.key
        if opened:
            self._opened.add(name)
        else:
            self._opened.discard(name)
        self._lay()

    def move_to(self, index: int) -> None:
        """Headings and gaps are stepped over."""
        way = 1 if index >= self.cursor else -1
        index = max(0, min(index, self.count - 1))
        while 0 <= index < self.count and self._lines[index].kind in ("head", "gap"):
            index += way
        if 0 <= index < self.count:
            super().move_to(index)
        elif self.cursor:
            self.scroll_to(y=0 if way < 0 else self.count, animate=False)

    # Drawing -----------------------------------------------------------------------------------------------------

    def lines_of(self, index: int, width: int) -> list[Content]:
        """A heading, a value with its count, or how many more there are."""
        line = self._lines[index]
        if line.kind == "gap":
            return [Content("")]
        if line.kind == "head":
            heading = {key: text for key, _, text in GROUPS}.get(line.key, "When")
            return [safe(heading, "bold $soft")]
        if line.kind == "more":
            return [safe(f"  {line.count:,} more…", "$faint")]
        chosen = self._chosen_as(line)
        sign = {True: "-", False: "✓", None: " "}[chosen]
        style = "bold" if chosen is False else "strike $soft" if chosen else ""
        return [
            spread(
                joined((f"{sign} ", "bold $primary"), "  " * line.depth, self._label(line, style)),
                safe(f"{line.count:,}", "$soft" if line.count else "$faint"),
                width,
            )
        ]

    def _chosen_as(self, line: _Line) -> bool | None:
        if line.key == "year":
            both = (self._chosen.get(("since", line.value)), self._chosen.get(("until", line.value)))
            return False if both == (False, False) else None
        return self._chosen.get((line.key, line.value))

    def _label(self, line: _Line, style: str) -> Content:
        assert self._names is not None
        if line.key == "tension":
            code = self._names.code(line.value)
            fold = ("▾ " if line.opened else "▸ ") if not line.depth and len(code) == 1 else ""
            return joined(
                (fold, "$faint"),
                (code, f"bold {family_style(code)}"),
                " " if code else "",
                (self._names.label(line.value), style),
            )
        if line.key == "outcome":
            return joined(outcome_mark(line.value), " ", (self._names.label(line.value, "outcome"), style))
        if line.key == "setting":
            return safe(self._names.label(line.value, "setting"), style)
        return safe(line.value, style)
