"""The ladder: for each decision function the level from M0 to M6, with what may lie below and above it drawn on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lineage.tui.widgets.rows import Rows
from lineage.tui.words import between, joined, safe, spread

if TYPE_CHECKING:
    from textual.content import Content

    from lineage.model.catalogue import Catalogue
    from lineage.model.delegation import Advice, Recommendation

TOP = 6
_STEP = 4
"""Columns from one level to the next."""
LEGEND = "● level   ○ left open   ┃ cap   ┠ floor   ◇ without caps"


class Ladders(Rows):
    """Two lines a function: what the level is called, and where it lies."""

    HELP = "Levels by rules and literature, a function each; the page beside it says why. Tab goes on to the inputs."
    ROW_HEIGHT = 2
    EMPTY = "Working it out…"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id)
        self._found: Recommendation | None = None
        self._catalogue: Catalogue | None = None

    def show(self, found: Recommendation, catalogue: Catalogue) -> None:
        """Show another answer, the cursor where it was."""
        known = self.count
        self._found, self._catalogue = found, catalogue
        if known == len(found.functions):
            self.draw_again()
            self.post_message(self.Moved(self, self.cursor))
        else:
            self.set_count(len(found.functions), self.cursor)

    def chosen(self) -> Advice | None:
        """The advice for the function of the cursor."""
        return self._found.functions[self.cursor] if self._found and self.count else None

    def lines_of(self, index: int, width: int) -> list[Content]:
        """The function and its level in words; the ladder and what bounds it."""
        assert self._found is not None
        assert self._catalogue is not None
        one = self._found.functions[index]
        name = joined((one.function.ljust(11), "bold"), level_words(one, self._catalogue))
        answer = safe("abstains", "$faint") if one.abstain else safe(one.wording, "$success")
        return [
            spread(name, answer, width),
            spread(joined("  ", drawn(one)), safe(bounds_of(one), "$soft"), width),
        ]


def level_words(one: Advice, catalogue: Catalogue) -> str:
    """The level in few words; what else there is to say of it stands on the page."""
    low, high = one.range
    if one.status == "conflict":
        return "rules conflict"
    if low != high:
        return f"M{low} to M{high}, open"
    return catalogue.level_label(low) + ("" if one.status == "settled" else ", so far")


def drawn(one: Advice) -> Content:
    """The scale as a line of 25 columns: a thick line as far as the rules allow, marks where the level and the bounds are."""
    floor, cap = one.band
    cells: list[tuple[str, str]] = []
    for at in range(TOP * _STEP + 1):
        level, between_levels = divmod(at, _STEP)
        allowed = floor * _STEP <= at <= cap * _STEP
        line = ("━", "$soft") if allowed else ("┄", "$faint")
        cells.append(line if between_levels else _mark(one, level) or line)
    if cap < TOP:
        cells[cap * _STEP + 2] = ("┃", "bold $warning")
    if floor > 0:
        cells[floor * _STEP - 2] = ("┠", "bold $warning")
    return joined(("0 ", "$faint"), *cells, (" 6", "$faint"))


def _mark(one: Advice, level: int) -> tuple[str, str] | None:
    low, high = one.range
    if low <= level <= high:
        return ("●", "bold $primary") if low == high else ("○", "bold $primary")
    if one.uncapped != one.range and one.uncapped[1] == level:
        return "◇", "$secondary"
    return None


def bounds_of(one: Advice) -> str:
    """What bounds it: the rules whose caps lie on it, and the level without any cap where that is another."""
    caps = ", ".join(cap.rule for cap in one.without_caps)
    parts = [safe(f"cap {caps}")] if caps else []
    if one.uncapped != one.range:
        low, high = one.uncapped
        parts.append(safe(f"without M{low}" if low == high else f"without M{low} to M{high}"))
    return between(parts).plain
