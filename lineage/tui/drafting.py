"""Keeping what is written in a draft on disk, and going on with one that waits."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from textual import work
from textual.screen import Screen
from textual.widgets import Static

from lineage.tui.living import Faulty
from lineage.tui.widgets.fields import Field, Writing
from lineage.tui.widgets.offers import Offers
from lineage.tui.words import fitted, joined

if TYPE_CHECKING:
    from pathlib import Path

    from lineage.model.unsaved import Unsaved
    from lineage.tui.host import Host

KEEP_EVERY = 0.5
"""Seconds between two writes of the draft."""

FIELDS = (
    ("observed", "when", "today; or 2026-03, 2025-11/2026-02, 2026~"),
    ("outcome", "how it stands", "stuck, broke down, held, still open…"),
    ("tensions", "tensions", "G4, a label; more with a comma"),
    ("setting", "where", "DAO, central government…"),
    ("context", "context", "as in lineage.toml"),
    ("organisation", "organisation", "the body it happened in"),
    ("actors", "actors", "roles or bodies; more with a comma"),
    ("follows", "follows", "the entry it grew out of, by its id"),
    ("words", "own words", "free tags; more with a comma"),
)
_MANY = {"tensions", "actors", "follows", "words"}


class Drafting(Faulty, Screen[None]):
    """A screen with a text and fields, all of it in a draft from the first character on."""

    app: Host

    def __init__(self, text: str, given: dict[str, Any], *, take_up: bool = False) -> None:
        super().__init__()
        self._text, self._given = text, given
        self._take_up = take_up
        self._draft: Path | None = None
        self._origin: tuple[Any, ...] = ()
        self._held: Unsaved | None = None
        self._dirty = False
        self._over = False
        self._now: tuple[str, tuple[tuple[str, str | tuple[str, ...]], ...]] = ("", ())
        """Text and fields as they were last: on the way out there is no widget left to ask."""
        self._own: dict[str, tuple[str, ...]] = {}
        self._hold = ExitStack()

    def tell(self, told: str) -> None:
        """Say something small at the top."""
        raise NotImplementedError

    def keep_drafts(self) -> None:
        """Look for a draft that waits; keep one from now on."""
        self.set_interval(KEEP_EVERY, self._keep)
        self._look_for_draft()

    @work(thread=True, exclusive=True, group="held", exit_on_error=False)
    def _look_for_draft(self) -> None:
        held = self.app.journal.newest_draft()
        own = {}
        with self.app.suppressed():
            from lineage.model.query import Query

            shares = self.app.reader.shares(Query())
            own = {"organisation": tuple(name for name, _ in shares.values["organisation"])}
        self.call_later(self._offer_draft, held, own)

    def _offer_draft(self, held: Unsaved | None, own: dict[str, tuple[str, ...]]) -> None:
        self._own = own
        if held is None or self._over:
            return
        self._held = held
        if self._take_up and not self.query_one(Writing).text.strip():
            self.action_take_up()
            return
        when = held.changed[:16].replace("T", " ")
        said = joined(
            ("ctrl+r", "bold $primary"), f" goes on with the draft of {when}: ", (held.first_line, "italic")
        )
        self.query_one("#held", Static).update(fitted(said, max(self.size.width - 2, 20)))
        self.add_class("-offering")
        self.refresh_bindings()

    def action_take_up(self) -> None:
        """Go on with the draft that waits; what stands here now stays a draft of its own."""
        if self._held is None:
            return
        held, self._held = self._held, None
        self.remove_class("-offering")
        self.refresh_bindings()
        self._write_draft()
        self._hold.close()
        journal = self.app.journal
        text = journal.unsaved_text(held)
        self._draft = journal.reopen(held)
        self._hold.enter_context(journal.editing(self._draft))
        given = dict(held.origin.given) | ({"context": held.origin.context} if held.origin.context else {})
        for name, _, _ in FIELDS:
            value = given.get(name, "")
            self.query_one(f"#{name}", Field).value = ", ".join(value) if isinstance(value, tuple) else value
        self._origin = self._fields()
        self.query_one(Writing).text = text
        self.query_one(Writing).move_cursor(self.query_one(Writing).document.end)
        self.query_one(Writing).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A draft can be taken up where one waits."""
        del parameters
        return action != "take_up" or self._held is not None

    def _fields(self) -> tuple[tuple[str, str | tuple[str, ...]], ...]:
        """What is said beside the text, as ``add`` takes it."""
        given: dict[str, str | tuple[str, ...]] = {
            name: value for name, value in self._given.items() if name not in {one for one, _, _ in FIELDS}
        }
        for name, _, _ in FIELDS:
            value = self.query_one(f"#{name}", Field).value.strip()
            if name in _MANY:
                many = tuple(part.strip() for part in value.split(",") if part.strip())
                if many:
                    given[name] = many
            elif value:
                given[name] = value
        taken = self.query_one(Offers).taken
        if taken:
            own = given.get("tensions", ())
            assert isinstance(own, tuple)
            given["tensions"] = tuple(dict.fromkeys([*own, *taken]))
            given["suggested"] = f"{len(taken)}/{next(iter(taken.values()))}"
        return tuple(given.items())

    def _keep(self) -> None:
        """Write the draft anew where something was written since."""
        if self._dirty and not self._over:
            self._write_draft()

    def _write_draft(self) -> None:
        if self.is_attached and self.query(Writing):
            self._now = (self.query_one(Writing).text, self._fields())
        text, fields = self._now
        self._dirty = False
        if not text.strip() and self._draft is None:
            return
        journal = self.app.journal
        if self._draft is None or fields != self._origin:
            # The fields stand beside a draft and are held with it: other fields, another draft.
            given = dict(fields)
            context = str(given.pop("context", ""))
            fresh = journal.keep_draft("new", text, context=context, given=given)
            self._hold.close()
            self._hold.enter_context(journal.editing(fresh))
            if self._draft is not None:
                journal.drop_draft(self._draft)
            self._draft, self._origin = fresh, fields
        else:
            journal.update_draft(self._draft, text)
        self.tell("draft kept")
