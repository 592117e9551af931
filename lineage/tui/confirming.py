"""A change of many entries: counted and shown before it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from lineage.model.text import counted
from lineage.tui.words import fitted, joined, safe, tension_words

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.content import Content

    from lineage.model.entry import Entry
    from lineage.model.names import Names


class Confirm(ModalScreen[bool]):
    """A change of many, with what it changes; nothing happens without a yes."""

    DEFAULT_CSS = """
    Confirm { align: center middle; background: $background 60%; }
    Confirm > Vertical {
        width: 72; max-width: 96%; height: auto; max-height: 90%;
        background: $surface; border: round $warning; padding: 1 2;
    }
    Confirm Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "yes"),
        Binding("n,escape,enter,q", "dismiss(False)", "no"),
    ]

    def __init__(self, said: Content) -> None:
        super().__init__()
        self._said = said

    def compose(self) -> ComposeResult:
        """The change."""
        with Vertical():
            yield Static(self._said, markup=False)


def preview(entries: list[Entry], term: str, names: Names, *, off: bool) -> Content:
    """What a change of many will change."""
    lines = [
        joined(
            ("off" if off else "+", "bold"),
            " ",
            tension_words(term, names),
            f" for {counted(len(entries), 'entry', 'entries')}",
        ),
        safe(""),
        *(fitted(safe(f"  {one.title or one.id}", "$soft"), 66) for one in entries[:8]),
    ]
    if len(entries) > 8:
        lines.append(safe(f"  and {len(entries) - 8:,} more", "$soft"))
    lines += [
        safe(""),
        joined(
            ("y", "bold $primary"),
            " yes   ",
            ("n", "bold $primary"),
            " no    ",
            ("u takes it back as one", "$faint"),
        ),
    ]
    return safe("\n", lines=True).join(lines)
