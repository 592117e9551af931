"""Second codings, made blind: an entry as it was written and the coder's own answers, never what another said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.widgets import Static

from lineage.model.coding import place_of
from lineage.model.query import Query
from lineage.model.text import counted, one_line
from lineage.tui.answering import Answering, BlindText, Draw
from lineage.tui.widgets.answers import Answers, Given
from lineage.tui.widgets.drawn import Edge
from lineage.tui.widgets.page import Page
from lineage.tui.words import between, joined, safe

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.content import Content

    from lineage.model.coding import Blind, Coding
    from lineage.model.names import Names

SEED = 0
"""As `lineage agree code` draws where nobody says."""
TITLE, SHORT = 160, 60
"""Letters of a title, and of a name, that stand above a text: it would else be pushed off the screen."""
UNTOLD = frozenset(
    {"context", "organisation", "setting", "since", "until", "actor", "observer", "episode", "id"}
)
"""Query keys that tell a coder nothing of what another answered; a draw is not narrowed by the others."""


class CodingScreen(Answering):
    """The text and the answers: side by side from 80 columns on, below one another where there are fewer."""

    PART, OTHER = "coding", "settling"
    HELP = "Code blind: you see what was written, never what another said of it. Each entry is saved as you finish it."
    AUTO_FOCUS = "#blind"
    FIRST_KEYS = ("outcome", "tension", "screen.passage", "save", "skip", "other")
    DEFAULT_CSS = """
    CodingScreen #asked { height: auto; padding: 0 1; margin-bottom: 1; }
    CodingScreen #what { height: auto; padding: 0 1; }
    CodingScreen #nothing { display: none; padding: 0 1; }
    CodingScreen.-nothing #nothing { display: block; }
    CodingScreen.-nothing #work { display: none; }
    CodingScreen #both { height: 1fr; layout: horizontal; }
    CodingScreen BlindText { border: none; background: $background; padding: 1 1 0 1; width: 1fr; height: 1fr; }
    CodingScreen BlindText:focus { border: none; background-tint: $background 0%; }
    CodingScreen Answers { width: 46; }
    CodingScreen.-medium Answers { width: 34; }
    CodingScreen.-small #both { layout: vertical; }
    CodingScreen.-small Answers { width: 1fr; height: 1fr; border-top: solid $line; }
    CodingScreen.-small Edge { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "outcome", "outcome", id="coding.outcome"),
        Binding("t", "tension", "tension", id="coding.tension"),
        Binding("ctrl+s", "save", "save", key_display="ctrl+s", id="coding.save"),
        Binding("s", "skip", "skip", id="coding.skip"),
        Binding("0", "none", "no tension", show=False, id="coding.none"),
        Binding("r", "remark", "remark", show=False, id="coding.remark"),
        Binding("C", "other", "disagreements", id="coding.other"),
        Binding("tab,shift+tab", "turn", "text or answers", show=False, id="coding.turn"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[Blind] = []
        self._saving = False

    def body(self) -> ComposeResult:
        """Who codes and how far, the entry, its text, the answers; or why there is none."""
        yield Static(safe("Drawing…", "$soft"), id="asked", markup=False)
        yield Page(id="nothing")
        with Vertical(id="work"):
            yield Static(id="what", markup=False)
            with Container(id="both"):
                yield BlindText(id="blind", read_only=True, soft_wrap=True, show_line_numbers=False)
                yield Edge()
                yield Answers(id="answers")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without an entry there is nothing to answer."""
        if action in ("outcome", "tension", "save", "skip", "none", "remark", "drop", "turn", "passage"):
            return self.blind is not None
        return super().check_action(action, parameters)

    # Drawing -----------------------------------------------------------------------------------------------------

    def look(self, query: str) -> Draw:
        """As ``lineage agree code`` draws; what the journal's query says of tags is left out, for it would tell them."""
        journal, audience = self.journal, self.app.audience
        whole = Query.parse(query)
        told = tuple(one for one in whole.fields if one.key not in UNTOLD)
        open_query = replace(whole, fields=tuple(one for one in whole.fields if one.key in UNTOLD))
        kept = journal.asked(open_query, audience=audience)
        coder = journal.coder()
        drawn = journal.draw(
            journal.entries(kept or None, audience=audience), coder=coder, number=None, seed=SEED
        )
        return Draw(
            coder=coder,
            drawn=drawn,
            asked=str(kept),
            left=" ".join(str(one) for one in told),
            names=journal.names,
            taxonomy=journal.taxonomy,
        )

    def show_found(self, found: Draw) -> None:
        """Go on with the entry that is being coded, where it still waits, else with the first."""
        self.draw = found
        self._waiting = list(found.drawn.waiting)
        here = self.blind.id if self.blind else ""
        self._show(
            next(
                (one for one in self._waiting if one.id == here), self._waiting[0] if self._waiting else None
            )
        )

    def _show(self, one: Blind | None) -> None:
        assert self.draw is not None
        before, self.blind = self.blind, one
        self.tell(_progress(self.draw, len(self._waiting)))
        self.refresh_bindings()
        if one is None:
            self.say_nothing_here(*_why_none(self.draw))
            return
        self._as_text_now(one)
        if self.has_class("-nothing"):
            self.remove_class("-nothing")
            self.query_one(BlindText).focus()
        if one != before:
            self.query_one("#what", Static).update(_what(one, self.draw.names))
            self.query_one(BlindText).load_text(one.text.strip("\n"))
            self.query_one(BlindText).scroll_home(animate=False)
        self._answered()

    def _as_text_now(self, one: Blind) -> None:
        """Passages that the text no longer has are not those it shows."""
        given = self._given.setdefault(one.id, Given())
        kept = [quote for quote in given.quotes if place_of(quote[1], one.text) is not None]
        if len(kept) < len(given.quotes):
            self.app.say("the text changed: a passage you marked is no longer in it", severity="warning")
        given.quotes = kept

    # Saving ------------------------------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Write the coding, and go on with the next entry."""
        if self.blind is None or self.draw is None or self._saving:
            return
        if self.given.tensions is None:
            self.app.say(
                "Which tension does it show? t picks one, 0 says none; the row below says unclear.",
                severity="warning",
            )
            return
        self._saving = True
        self._save(self.given.coding(self.blind.id, self.draw.coder))

    @work(thread=True, group="save", exit_on_error=False)
    def _save(self, coding: Coding) -> None:
        try:
            saved = self.journal.save_coding(coding)
        except BaseException:
            self.call_later(self._not_saved)
            raise
        self.call_later(self._saved, saved)

    def _not_saved(self) -> None:
        self._saving = False

    def _saved(self, coding: Coding) -> None:
        self._saving = False
        following = self._after(coding.entry)
        self._waiting = [one for one in self._waiting if one.id != coding.entry]
        self._show(following)
        self.app.say(f"{coding.path}; u takes it back", title="Saved")
        self.app.changed()

    def action_skip(self) -> None:
        """Pass the entry over; it comes again."""
        if self.blind is not None:
            self._show(self._after(self.blind.id) or self.blind)

    def _after(self, entry: str) -> Blind | None:
        """The entry that comes next, from the last on to the first; None where there is no other."""
        ids = [one.id for one in self._waiting]
        at = ids.index(entry) if entry in ids else -1
        others = [*self._waiting[at + 1 :], *self._waiting[: max(at, 0)]]
        return others[0] if others else None

    def action_turn(self) -> None:
        """From the text to the answers and back."""
        text = self.query_one(BlindText)
        (self.query_one(Answers) if text.has_focus else text).focus()


def _what(one: Blind, names: Names) -> Content:
    """Title, date and setting, as ``lineage agree code`` shows them."""
    where = one_line(names.label(one.setting, "setting"), limit=SHORT) if one.setting else ""
    parts = [safe(one.observed, "$soft"), safe(where, "$soft"), safe(one.id, "$faint")]
    return joined(
        (one_line(one.title or one.id, limit=TITLE), "bold"), safe("\n", lines=True), between(parts)
    )


def _progress(draw: Draw, left: int) -> Content:
    """Who codes, how far, and what was left out of the draw and why."""
    drawn = draw.drawn
    who = joined((one_line(draw.coder, limit=SHORT), "bold $primary"), " codes blind")
    if not drawn.drawn:
        return between([who, safe(draw.asked, "$soft")])
    head = between(
        [
            who,
            safe(f"{left} to go of {drawn.drawn} drawn", "$soft"),
            safe(f"from {counted(drawn.population, 'entry', 'entries')} that others tagged", "$soft"),
            safe(draw.asked, "$soft"),
        ]
    )
    out = []
    if drawn.own:
        out.append(f"{drawn.own:,} of your own left out")
    if drawn.untagged:
        out.append(f"{drawn.untagged:,} untagged")
    if draw.left:
        out.append(f"not narrowed by {draw.left}, which would tell")
    return joined(head, safe("\n", lines=True), safe(" · ".join(out), "$faint")) if out else head


def _why_none(draw: Draw) -> tuple[str, ...]:
    """Why nothing waits for this coder, and what can be done."""
    drawn = draw.drawn
    if drawn.population:
        return (
            f"All {drawn.drawn} that were drawn are coded.",
            "C shows what coders disagree on; `lineage agree` gives the numbers.",
        )
    untagged = (
        f"{counted(drawn.untagged, 'entry has', 'entries have')} no tension yet: there is nothing to compare with."
        if drawn.untagged
        else ""
    )
    if drawn.own:
        return (
            f"{draw.coder} is the coder of every tagged entry here: there is nothing to code a second time.",
            "One's own second look measures steadiness, not agreement.",
            "Another codes under their own name:  LINEAGE_CODER=jo lineage",
            untagged,
            "C shows what coders disagree on.",
        )
    return (
        untagged or "There is no entry yet.",
        "Tag entries first; then another codes a sample of them here.",
    )
