"""What one can do here: the focused pane first, then the screen, then everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from lineage.tui.widgets.page import GAP, Block, Page
from lineage.tui.words import joined, safe

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.dom import DOMNode
    from textual.screen import Screen

EVERYWHERE = (
    ("tab", "next pane or field"),
    ("ctrl+p", "every command by its name, themes among them"),
    ("mouse", "everything shown can be clicked; text can be marked and copied with ctrl+c"),
)
_KEYS = {"upper_n": "N", "upper_g": "G", "question_mark": "?", "slash": "/", "minus": "-"}


class HelpScreen(ModalScreen[None]):
    """A page over the screen it is about."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background 60%; }
    HelpScreen > Vertical {
        width: 84; max-width: 96%; height: 90%; max-height: 40;
        background: $surface; border: round $primary; padding: 1 1;
        border-title-color: $primary; border-subtitle-color: $soft;
    }
    HelpScreen Page { background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss", "close", id="help.close"),
    ]

    def __init__(self, about: Screen[Any]) -> None:
        super().__init__()
        self._about = about

    def compose(self) -> ComposeResult:
        """The page."""
        with Vertical() as box:
            box.border_title = "Keys here"
            box.border_subtitle = "esc closes"
            yield Page()

    def on_mount(self) -> None:
        """What the screen below can do."""
        self.query_one(Page).show(self._blocks())
        self.query_one(Page).focus()

    def _blocks(self) -> list[Block]:
        about = self._about
        blocks: list[Block] = []
        groups: dict[DOMNode, dict[str, tuple[str, list[str]]]] = {}
        active = sorted(about.active_bindings.values(), key=lambda one: not one.binding.show)
        for node, binding, enabled, _ in active:
            if not enabled or not binding.description or binding.system:
                continue
            actions = groups.setdefault(node, {})
            _, keys = actions.setdefault(binding.action, (binding.description, []))
            key = self.app.get_key_display(Binding(binding.key, "", ""))
            if key not in keys:
                keys.append(key)
        focused = about.focused
        for node, actions in groups.items():
            ours = node is focused or node is about or node is self.app or bool(getattr(node, "HELP", ""))
            if not ours:
                continue
            title, said = self._title(node)
            blocks.append(Block(content=safe(title, "bold $primary")))
            if said:
                blocks.append(Block(content=safe(said, "$soft")))
            blocks += [_key_block(", ".join(keys), text) for text, keys in actions.values()]
            blocks.append(GAP)
        blocks.append(Block(content=safe("Always", "bold $primary")))
        return [*blocks, *(_key_block(keys, text) for keys, text in EVERYWHERE)]

    def _title(self, node: DOMNode) -> tuple[str, str]:
        if node is self.app:
            return "Everywhere", ""
        said = getattr(node, "HELP", "") or ""
        return ("This screen" if node is self._about else "This pane"), said


def _key_block(keys: str, text: str) -> Block:
    lead = joined((keys[:22].ljust(24), "bold"))
    return Block(content=safe(text), first=lead, rest=Content(" " * 24))
