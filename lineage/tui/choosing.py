"""Choosing values of a facet: its vocabulary with what each value means, one of them or several as the facet takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from lineage.model.fields import FIELDS, UNCLEAR
from lineage.model.taxonomy import Value
from lineage.tui.living import BREAKPOINTS, Faulty
from lineage.tui.tagging import BOX
from lineage.tui.widgets.drawn import Edge
from lineage.tui.widgets.keybar import KeyBar
from lineage.tui.widgets.page import GAP, Block, Page
from lineage.tui.widgets.rows import Rows
from lineage.tui.words import fitted, joined, safe

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.content import Content

    from lineage.model.fields import Field
    from lineage.model.taxonomy import Facet
    from lineage.tui.host import Host

_UNCLEAR = Value(id=UNCLEAR, label=UNCLEAR, definition="It was asked, and cannot be known from the text.")


class ValueRows(Rows):
    """Values of a facet, those that are chosen with a sign."""

    HELP = "Values of the facet. Enter takes the one of the cursor; where several can stand, space marks and Enter keeps them."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.keep", "take", id="choosing.take"),
        Binding("space", "choose", "mark", id="choosing.mark"),
    ]

    def __init__(self, values: tuple[Value, ...], chosen: tuple[str, ...], *, many: bool) -> None:
        super().__init__(id="values")
        self._many = many
        self.values = values
        self.chosen = chosen

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where one value stands, none is marked beside it."""
        return False if action == "choose" and not self._many else super().check_action(action, parameters)

    def lines_of(self, index: int, width: int) -> list[Content]:
        """The sign and the label."""
        one = self.values[index]
        sign = ("✓ ", "bold $success") if one.id in self.chosen else ("  ", "")
        return [fitted(joined(sign, (one.label, "$soft" if one is _UNCLEAR else "")), width)]


class Chooser(Faulty, ModalScreen[tuple[str, ...] | None]):
    """Gives the values that stand, none where all were taken away; None where one leaves."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    DEFAULT_CSS = (
        """
    Chooser { align: center middle; background: $background 60%; }
    Chooser > Vertical { """
        + BOX
        + """ height: 26; }
    Chooser #about { height: auto; color: $soft; margin-bottom: 1; }
    Chooser Container { height: 1fr; layout: horizontal; }
    Chooser ValueRows { width: 40; background: $surface; }
    Chooser Page { width: 1fr; background: $surface; margin-left: 1; }
    Chooser.-medium ValueRows { width: 30; }
    Chooser.-small Container { layout: vertical; }
    Chooser.-small ValueRows { width: 1fr; height: 1fr; }
    Chooser.-small Page { height: 9; border-top: solid $line; margin-left: 0; }
    Chooser.-small Edge { display: none; }
    """
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("0,backspace", "none", "none of them", key_display="0", id="choosing.none"),
        Binding("escape", "dismiss(None)", "leave", key_display="esc", id="choosing.leave"),
        Binding("question_mark,f1", "app.help", "help", show=False),
    ]
    app: Host

    def __init__(self, item: Field, facet: Facet, chosen: tuple[str, ...]) -> None:
        super().__init__()
        self._item, self._facet = item, facet
        known = tuple(dict.fromkeys(facet.resolve(one) or one for one in chosen))
        strange = [one for one in known if one != UNCLEAR and one not in {value.id for value in facet.values}]
        values = (*facet.values, *(Value(id=one, label=one) for one in strange), _UNCLEAR)
        self._rows = ValueRows(values, known, many=item.many)
        self._touched = False

    def compose(self) -> ComposeResult:
        """What is asked, the values, what the one of the cursor means."""
        with Vertical() as box:
            box.border_title = safe(title_of(self._item, self._facet))
            takes = "several values" if self._item.many else "one value"
            asked = asks(self._item, self._facet)
            yield Static(joined((asked, ""), (f"  {takes}", "$faint")), id="about", markup=False)
            with Container():
                yield self._rows
                yield Edge()
                yield Page(id="meaning")
            yield KeyBar()

    def on_mount(self) -> None:
        """The cursor on what stands, in a box as high as the values need."""
        rows = self._rows
        if self.app.size.width >= 80:
            self.query_one(Vertical).styles.height = max(len(rows.values) + 7, 16)
        at = next((n for n, one in enumerate(rows.values) if one.id in rows.chosen), 0)
        rows.set_count(len(rows.values), at)
        rows.focus()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """What the value of the cursor means."""
        del event
        self.query_one(Page).show(meaning(self._rows.values[self._rows.cursor]))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Marked with space, or clicked twice."""
        if not self._item.many:
            self.dismiss((self._rows.values[event.index].id,))
            return
        self._mark(self._rows.values[event.index].id)

    def _mark(self, value: str) -> None:
        rows = self._rows
        self._touched = True
        if value in rows.chosen:
            rows.chosen = tuple(one for one in rows.chosen if one != value)
        elif value == UNCLEAR:
            rows.chosen = (UNCLEAR,)
        else:
            rows.chosen = (*(one for one in rows.chosen if one != UNCLEAR), value)
        rows.draw_again()

    def action_keep(self) -> None:
        """Take the value of the cursor; where several can stand, those that are marked, and where none was, this one too."""
        here = self._rows.values[self._rows.cursor].id
        if not self._item.many:
            self.dismiss((here,))
            return
        if not self._touched and here not in self._rows.chosen:
            self._mark(here)
        self.dismiss(self._rows.chosen)

    def action_none(self) -> None:
        """No value."""
        self.dismiss(())


def title_of(item: Field, facet: Facet | None) -> str:
    """What a facet is called; one whose vocabulary serves several keys, by its key."""
    return (
        facet.label
        if facet is not None and facet.label and not _shared(item)
        else item.name.replace("_", " ").capitalize()
    )


def asks(item: Field, facet: Facet | None) -> str:
    """What a facet asks; one whose vocabulary serves several keys, what its key holds."""
    return facet.question if facet is not None and facet.question and not _shared(item) else item.help


def _shared(item: Field) -> bool:
    return sum(other.facet == item.facet for other in FIELDS) > 1


def meaning(value: Value) -> list[Block]:
    """A value of a facet with its definition and the question that tells it from its neighbours."""
    blocks = [Block(content=safe(value.label, "bold"))]
    blocks.append(
        Block(
            content=safe(
                value.definition or "The taxonomy does not have it.", "" if value.definition else "$soft"
            )
        )
    )
    if value.test:
        blocks += [GAP, Block(content=safe(value.test, "$soft"))]
    return blocks
