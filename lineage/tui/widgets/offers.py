"""Tensions a text may bear, to be taken or left."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from lineage.tui.looks import family_style
from lineage.tui.widgets.rows import Rows
from lineage.tui.words import fitted, joined

if TYPE_CHECKING:
    from textual.content import Content

    from lineage.tui.offering import Offer


class Offers(Rows):
    """What the text sounds like: a tension and its reason; Enter takes it, or puts it back."""

    HELP = "Tensions the text may bear, each with its reason. None is chosen for you: Enter or the number takes one."
    DEFAULT_CSS = "Offers { height: 9; }"
    ROW_HEIGHT = 3
    EMPTY = "As you write, tensions are offered here."
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "choose", "take", id="offers.take")]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id)
        self.offers: tuple[Offer, ...] = ()
        self.taken: dict[str, str] = {}
        """Term to the embedding that offered it."""

    def show(self, offers: tuple[Offer, ...], *, empty: str = "") -> None:
        """What is offered now."""
        self.offers = offers
        self.set_count(len(offers), min(self.cursor, max(len(offers) - 1, 0)), empty=empty or self.EMPTY)

    def take(self, index: int) -> None:
        """Take an offer, or put it back."""
        if index < len(self.offers):
            one = self.offers[index]
            if one.term in self.taken:
                del self.taken[one.term]
            else:
                self.taken[one.term] = one.by
            self.draw_again()

    def lines_of(self, index: int, width: int) -> list[Content]:
        """Which, why, and where it was seen."""
        one = self.offers[index]
        sign = ("✓", "bold $success") if one.term in self.taken else (str(index + 1), "bold $primary")
        style = family_style(one.code)
        head = joined(sign, " ", (one.code, f"bold {style}"), " ", (one.label, style))
        why = joined("  ", (one.why, "$soft"))
        return [fitted(head, width), fitted(why, width), fitted(joined("  ", (one.seen, "$faint")), width)]
