"""Tagging from the list: the entry of the cursor, or all that are marked after a preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from lineage.model.text import visible
from lineage.tui.living import Living
from lineage.tui.widgets.entries import EntryRows

if TYPE_CHECKING:
    from lineage.model.entry import Entry
    from lineage.model.names import Names


class Retagging(Living):
    """A screen with a list of entries whose tensions can be changed."""

    def __init__(self) -> None:
        super().__init__()
        self._entry: Entry | None = None
        self._names: Names | None = None

    def action_mark(self) -> None:
        """Mark the entry for a change of many, and go on."""
        rows = self.query_one(EntryRows)
        row = rows.chosen()
        if row is not None:
            rows.marked ^= {row.id}
            rows.draw_again()
            rows.action_move(1)

    def action_tag(self) -> None:
        """Tag the entry, or all that are marked."""
        rows = self.query_one(EntryRows)
        row = rows.chosen()
        if row is None:
            return
        from lineage.tui.tagging import Picker

        ids = tuple(sorted(rows.marked)) or (row.id,)
        if len(ids) > 1:
            picker = Picker(f"{len(ids)} marked entries", setting=row.setting)
        else:
            picker = Picker(visible(row.title or row.id), chosen=row.tensions, setting=row.setting)

        def picked(term: str | None) -> None:
            if term is not None:
                self._tag(ids, term)

        self.app.push_screen(picker, picked)

    @work(thread=True, exclusive=True, group="tag", exit_on_error=False)
    def _tag(self, ids: tuple[str, ...], term: str) -> None:
        journal = self.journal
        entries = [journal.entry(one) for one in ids]
        off = all(term in {journal.names.resolve(one) for one in entry.tensions} for entry in entries)
        if len(entries) == 1:
            self._write_tags(entries, term, off=off)
        else:
            self.call_later(self._confirm, entries, term, off)

    def _confirm(self, entries: list[Entry], term: str, off: bool) -> None:  # noqa: FBT001 (called later)
        from lineage.tui.confirming import Confirm, preview

        assert self._names is not None
        said = preview(entries, term, self._names, off=off)

        def answered(yes: bool | None) -> None:  # noqa: FBT001 (textual gives arguments by place)
            if yes:
                self._tag_all(entries, term, off)

        self.app.push_screen(Confirm(said), answered)

    @work(thread=True, exclusive=True, group="tag", exit_on_error=False)
    def _tag_all(self, entries: list[Entry], term: str, off: bool) -> None:  # noqa: FBT001 (called later)
        self._write_tags(entries, term, off=off)
        self.query_one(EntryRows).marked.clear()

    def _write_tags(self, entries: list[Entry], term: str, *, off: bool) -> None:
        self.journal.tag_all(entries, [] if off else [term], [term] if off else [])
        label = self.reader.names.label(term)
        told = f"{'taken off' if off else 'tagged'}: {label}" + (
            f", {len(entries)} entries" if entries[1:] else ""
        )
        self.call_later(self.app.tagged, told, (term,))

    def action_passage(self) -> None:
        """Mark the passage that shows a tension."""
        if self._entry is not None:
            from lineage.tui.passages import Passages

            self.app.push_screen(Passages(self._entry))
