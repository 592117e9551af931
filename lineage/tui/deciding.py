"""Settling a disagreement: which answer stands, one coder's or another, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from lineage.model.coding import FACETS, fits
from lineage.model.text import one_line
from lineage.tui.living import BREAKPOINTS
from lineage.tui.stands import answer_words
from lineage.tui.widgets.fields import Field
from lineage.tui.widgets.keybar import KeyBar
from lineage.tui.widgets.rows import Rows
from lineage.tui.words import fitted, joined, safe

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.content import Content
    from textual.widgets import Input

    from lineage.model.agreement import Disagreement
    from lineage.model.names import Names
    from lineage.model.taxonomy import Taxonomy

Decision = tuple[tuple[str, ...], str]
_ITEMS = {item.name: item for item in FACETS}


class AnswerRows(Rows):
    """Each coder's answer, and one that is none of theirs."""

    HELP = "Which answer stands. Enter takes the one of the cursor; the last row takes other values."
    ROW_HEIGHT = 2
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "choose", "it stands", id="deciding.choose")]

    def __init__(self, one: Disagreement, names: Names) -> None:
        super().__init__(id="stands")
        self.one, self.names = one, names
        self.chosen = -1
        self.other: tuple[str, ...] | None = None

    def values(self) -> tuple[str, ...] | None:
        """What stands; None where nothing was chosen."""
        if self.chosen < 0:
            return None
        return self.one.stands[self.chosen].values if self.chosen < len(self.one.stands) else self.other

    def lines_of(self, index: int, width: int) -> list[Content]:
        """Whose, and which."""
        sign = ("✓ ", "bold $success") if index == self.chosen else ("  ", "")
        if index == len(self.one.stands):
            said = safe("none of these: choose the values", "$faint")
            if self.other is not None:
                said = answer_words(self.one.facet, self.other, self.names)
            return [
                fitted(joined(sign, ("another answer", "bold")), width),
                fitted(joined("  ", said), width),
            ]
        stand = self.one.stands[index]
        said = answer_words(self.one.facet, stand.values, self.names)
        return [fitted(joined(sign, (stand.coder, "bold")), width), fitted(joined("  ", said), width)]


class _Reason(Field):
    """Why it stands."""

    HELP = "Why; a decision without a reason is not kept. Enter keeps both as a memo and writes the tags."
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "keep it", id="deciding.keep")]


class Decide(ModalScreen[Decision | None]):
    """Gives what stands and the reason; None where one leaves."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    DEFAULT_CSS = """
    Decide { align: center middle; background: $background 60%; }
    Decide > Vertical {
        width: 84; max-width: 96%; height: auto; max-height: 96%;
        background: $surface; border: round $primary; padding: 1 1 0 1;
    }
    Decide Static { height: auto; margin: 0 1 1 1; }
    Decide AnswerRows { height: auto; max-height: 14; background: $surface; }
    Decide Field { border: round $line; background: $background; margin: 1 0 0 0; }
    Decide Field:focus { border: round $primary; background-tint: $background 0%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "leave", key_display="esc", id="deciding.leave"),
        Binding("f1", "app.help", "help", show=False),
    ]

    def __init__(self, one: Disagreement, taxonomy: Taxonomy, names: Names) -> None:
        super().__init__()
        self._one, self._taxonomy = one, taxonomy
        self._rows = AnswerRows(one, names)

    def compose(self) -> ComposeResult:
        """The entry and the facet, the answers, the reason."""
        with Vertical() as box:
            box.border_title = "What stands?"
            about = joined(
                (one_line(self._one.title or self._one.entry, limit=70), "bold"),
                (f"  {self._one.facet.replace('_', ' ')}", "$soft"),
            )
            yield Static(about, markup=False)
            yield self._rows
            yield _Reason(placeholder="why (needed)", id="reason")
            yield KeyBar()

    def on_mount(self) -> None:
        """The cursor on the first answer."""
        count = len(self._one.stands) + 1
        self._rows.styles.height = count * AnswerRows.ROW_HEIGHT
        self._rows.set_count(count)
        self._rows.focus()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """This one stands; another is chosen from the vocabulary."""
        if event.index == len(self._one.stands):
            self._choose_other()
            return
        self._stands(event.index)
        self.query_one(Field).focus()

    def _stands(self, index: int) -> None:
        self._rows.chosen = index
        self._rows.draw_again()

    def _choose_other(self) -> None:
        from lineage.tui.choosing import Chooser
        from lineage.tui.tagging import Picker

        item = _ITEMS[self._one.facet]
        facet = self._taxonomy.facet(item.facet)
        now = self._rows.other or ()
        if self._one.facet == "tensions":
            about = "Enter adds it, or takes it off"
            self.app.push_screen(Picker(about, chosen=now, title="Which tensions stand?"), self._toggled)
        elif facet is not None:
            self.app.push_screen(Chooser(item, facet, now), self._other)

    def _toggled(self, term: str | None) -> None:
        if term is None:
            return
        now = self._rows.other or ()
        after = tuple(one for one in now if one != term) if term in now else (*now, term)
        if why := fits(after, _ITEMS[self._one.facet]):
            self.notify(why, severity="warning", markup=False)
            return
        self._rows.other = after
        self._stands(len(self._one.stands))  # the list keeps the keys: an entry may have three

    def _other(self, values: tuple[str, ...] | None) -> None:
        if values is not None:
            self._rows.other = values
            self._stands(len(self._one.stands))
            self.query_one(Field).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Done, once an answer stands and a reason is written: what lacks has the cursor."""
        values, reason = self._rows.values(), event.value.strip()
        if values is None:
            self._rows.focus()
        elif reason:
            self.dismiss((values, reason))
