"""Families of tensions as a list that opens to the tensions in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from lineage.tui.finding import found_terms
from lineage.tui.looks import family_style
from lineage.tui.widgets.rows import Rows
from lineage.tui.words import joined, safe, spread

if TYPE_CHECKING:
    from textual.content import Content

    from lineage.model.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class _Line:
    term: str
    code: str
    label: str
    hear: str
    family: bool


class Terms(Rows):
    """Families, which open to their tensions."""

    HELP = "Families and their tensions. Right opens a family, left closes it; Enter reads the page; / finds."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "read", id="terms.read"),
        Binding("right,space", "open(True)", "open", show=False, id="terms.open"),
        Binding("left,h", "open(False)", "close", show=False, id="terms.close"),
        Binding("z", "all", "open all", id="terms.all"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id)
        self.lines: list[_Line] = []
        self._taxonomy: Taxonomy | None = None
        self._opened: set[str] = set()
        self._wanted = ""

    def show(self, taxonomy: Taxonomy) -> None:
        """A taxonomy."""
        self._taxonomy = taxonomy
        self._lay()

    def find(self, words: str) -> None:
        """Only what holds some words; all for none."""
        self._wanted = words
        self._lay(first=True)

    def term(self) -> str:
        """The term of the cursor."""
        return self.lines[self.cursor].term if self.cursor < len(self.lines) else ""

    def go_to(self, term: str) -> None:
        """Put the cursor on a term, with its family opened."""
        assert self._taxonomy is not None
        self._wanted = ""
        if term in self._taxonomy.by_id:
            self._opened.add(self._taxonomy.by_id[term].family)
        self._lay()
        at = next((n for n, line in enumerate(self.lines) if line.term == term), None)
        if at is not None:
            if at == self.cursor:
                self.post_message(self.Moved(self, at))
            self.move_to(at)

    def _lay(self, *, first: bool = False) -> None:
        assert self._taxonomy is not None
        here = "" if first else self.term()
        self.lines = []
        if self._wanted.strip():
            for one in found_terms(self._taxonomy, self._wanted):
                self.lines.append(_Line(one.id, one.code, one.label, one.hear, family=False))
        else:
            for family in self._taxonomy.families:
                self.lines.append(_Line(family.id, family.code, family.label, family.question, family=True))
                if family.id in self._opened:
                    self.lines += [
                        _Line(one.id, one.code, one.label, one.hear, family=False)
                        for one in self._taxonomy.tensions
                        if one.family == family.id
                    ]
        at = next((n for n, line in enumerate(self.lines) if line.term == here), 0)
        self.set_count(len(self.lines), at, empty="No tension holds all of this.")

    def action_open(self, opened: bool) -> None:  # noqa: FBT001 (textual gives arguments by place)
        """Open or close a family; from a tension, close its family."""
        assert self._taxonomy is not None
        family = self._taxonomy.family_of(self.term())
        if opened:
            self._opened.add(family)
        elif family in self._opened:
            self._opened.discard(family)
            self._lay()
            self.move_to(next((n for n, line in enumerate(self.lines) if line.term == family), 0))
            return
        self._lay()

    def action_all(self) -> None:
        """Open all families, or close them."""
        assert self._taxonomy is not None
        every = {family.id for family in self._taxonomy.families}
        self._opened = set() if self._opened >= every else every
        self._lay()

    def lines_of(self, index: int, width: int) -> list[Content]:
        """Code and label; what one hears where there is room."""
        line = self.lines[index]
        style = family_style(line.code)
        fold = ("▾ " if line.term in self._opened else "▸ ") if line.family else "    "
        left = joined(
            (fold, "$faint"),
            (line.code.ljust(4), f"bold {style}"),
            (line.label, "bold" if line.family else ""),
        )
        return [
            spread(
                left, safe(f"“{line.hear}”" if width > 76 and not line.family else "", "italic $faint"), width
            )
        ]
