"""Tagging: find a tension by what one remembers of it, read what it is and is not, press Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from lineage.model.query import Query
from lineage.tui.finding import found_terms
from lineage.tui.living import BREAKPOINTS, Faulty
from lineage.tui.looks import family_style
from lineage.tui.term_page import short_blocks
from lineage.tui.widgets.drawn import Edge
from lineage.tui.widgets.fields import Field
from lineage.tui.widgets.page import Page
from lineage.tui.widgets.rows import Rows
from lineage.tui.words import fitted, joined, safe

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.content import Content
    from textual.widgets import Input

    from lineage.model.names import Names
    from lineage.model.taxonomy import Taxonomy, Tension
    from lineage.tui.host import Host

RECENT = 9
BOX = """
    width: 116; max-width: 98%; height: 32; max-height: 96%;
    background: $surface; border: round $primary; padding: 0 1;
    border-title-color: $primary; border-subtitle-color: $soft;
"""


class _Search(Field):
    """What one remembers of a tension."""

    HELP = (
        "Write a code, a word of the label, or what one hears; Enter tags with the tension of the cursor, or takes it off. "
        "On the empty line a number takes one of those used before. Up and down move."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "screen.move(1)", "down", show=False, id="tagging.down"),
        Binding("up,ctrl+p", "screen.move(-1)", "up", show=False, id="tagging.up"),
        Binding("pagedown", "screen.move(8)", "page down", show=False),
        Binding("pageup", "screen.move(-8)", "page up", show=False),
        Binding("enter", "screen.choose", "tag", id="tagging.tag"),
    ]

    async def _on_key(self, event: events.Key) -> None:
        if not self.value and event.character and event.character in "123456789":
            event.stop()
            event.prevent_default()
            screen = self.screen
            assert isinstance(screen, Picker)
            screen.take_recent(int(event.character) - 1)


class Choices(Rows):
    """Tensions in two lines: which, and what one hears."""

    ROW_HEIGHT = 2
    LIVELY = True
    EMPTY = "No tension holds all of this."

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (textual's name)
        super().__init__(id=id)
        self.terms: tuple[Tension, ...] = ()
        self.numbered: dict[str, int] = {}
        self.chosen: frozenset[str] = frozenset()
        self.can_focus = False

    def show(self, terms: tuple[Tension, ...]) -> None:
        """What was found."""
        self.terms = terms
        self.set_count(len(terms))

    def lines_of(self, index: int, width: int) -> list[Content]:
        """Code and label above what one hears."""
        one = self.terms[index]
        style = family_style(one.code)
        number = self.numbered.get(one.id)
        sign = (
            ("✓ ", "bold $success")
            if one.id in self.chosen
            else (f"{number} " if number else "  ", "bold $primary")
        )
        head = joined(sign, (one.code.ljust(4), f"bold {style}"), one.label)
        return [
            fitted(head, width),
            fitted(safe(f"      “{one.hear}”" if one.hear else "", "italic $soft"), width),
        ]


class Picker(Faulty, ModalScreen[str | None]):
    """One tension, or none."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    DEFAULT_CSS = (
        """
    Picker { align: center middle; background: $background 60%; }
    Picker > Vertical { """
        + BOX
        + """ }
    Picker _Search { border: none; height: 1; background: $panel; padding: 0 1; margin: 0 0 1 0; }
    Picker _Search:focus { border: none; background: $panel; }
    Picker #about { height: 1; color: $soft; }
    Picker Choices { width: 44; background: $surface; }
    Picker Page { width: 1fr; background: $surface; margin-left: 1; }
    Picker.-medium Choices { width: 38; }
    Picker.-small Page, Picker.-small Edge { display: none; }
    Picker.-small Choices { width: 1fr; }
    """
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "leave", id="tagging.leave"),
        Binding("f1", "app.help", "help", show=False),
    ]
    app: Host

    def __init__(
        self,
        about: str,
        *,
        chosen: tuple[str, ...] = (),
        setting: str = "",
        title: str = "Tag",
        used: tuple[str, ...] | None = None,
    ) -> None:
        """``used`` are the tensions offered first; None for those the journal holds, which whoever codes blind must not see."""
        super().__init__()
        self._used = used
        self._about, self._chosen, self._setting, self._title_said = about, chosen, setting, title
        self._taxonomy: Taxonomy | None = None
        self._recent: tuple[str, ...] = ()
        self._family = ""
        self._names: Names | None = None

    def compose(self) -> ComposeResult:
        """A line to write on, what was found, what it is."""
        with Vertical() as box:
            box.border_title = safe(self._title_said)
            box.border_subtitle = "enter tags · 1-9 used before · esc leaves"
            yield Static(safe(self._about, "$soft"), id="about", markup=False)
            yield _Search(placeholder="what it sounds like, a word, a code")
            with Horizontal():
                yield Choices(id="choices")
                yield Edge()
                yield Page(id="definition")

    def on_mount(self) -> None:
        """Read the taxonomy."""
        self._load()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _load(self) -> None:
        reader = self.app.reader
        taxonomy, names = reader.taxonomy, reader.names
        used = self._used
        if used is None:
            used = (*self.app.recent, *(term for term, _ in reader.shares(Query()).values["tensions"]))
        recent = tuple(dict.fromkeys(term for term in used if term in taxonomy.by_id))[:RECENT]
        self.call_later(self._loaded, taxonomy, names, recent)

    def _loaded(self, taxonomy: Taxonomy, names: Names, recent: tuple[str, ...]) -> None:
        self._taxonomy, self._names, self._recent = taxonomy, names, recent
        self._family = taxonomy.setting_family(self._setting)
        choices = self.query_one(Choices)
        choices.chosen = frozenset(names.resolve(term) or term for term in self._chosen)
        choices.numbered = {term: number for number, term in enumerate(recent, start=1)}
        self._find(self.query_one(_Search).value)

    def _find(self, words: str) -> None:
        if self._taxonomy is None:
            return
        found = found_terms(self._taxonomy, words, family=self._family)
        if not words.strip():
            first = [self._taxonomy.by_id[term] for term in self._recent]
            found = (*first, *(one for one in found if one not in first))
        self.query_one(Choices).show(found)
        if not found:
            self.query_one(Page).show([])

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow as one writes."""
        self._find(event.value)

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """What the tension of the cursor is."""
        choices = self.query_one(Choices)
        if self._names is not None and event.index < len(choices.terms):
            self.query_one(Page).show(short_blocks(choices.terms[event.index], self._names))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Clicked twice."""
        del event
        self.action_choose()

    def action_move(self, by: int) -> None:
        """Up or down while one writes."""
        self.query_one(Choices).action_move(by)

    def action_choose(self) -> None:
        """Take the tension of the cursor."""
        choices = self.query_one(Choices)
        if choices.terms:
            self.dismiss(choices.terms[choices.cursor].id)

    def take_recent(self, place: int) -> None:
        """Take one of those used before."""
        if place < len(self._recent):
            self.dismiss(self._recent[place])
