"""What one does to the entry of the cursor besides tagging it: follow it up, look along its lineage, edit its file, copy its id."""

from __future__ import annotations

from lineage.tui.retagging import Retagging
from lineage.tui.widgets.entries import EntryRows


class Acting(Retagging):
    """A screen with a list of entries one can act on."""

    def action_continue(self) -> None:
        """Write what came of this entry."""
        row = self.query_one(EntryRows).chosen()
        if row is not None:
            self.app.capture(
                follows=(row.id,), context=row.context, organisation=row.organisation, setting=row.setting
            )

    def action_lineage(self) -> None:
        """What led to the entry and what it became, as a graph."""
        row = self.query_one(EntryRows).chosen()
        if row is not None:
            from lineage.tui.lineage_screen import LineageScreen

            self.app.push_screen(LineageScreen(row.id))

    def action_analyse(self) -> None:
        """The facets that capture does not ask for."""
        row = self.query_one(EntryRows).chosen()
        if row is not None:
            from lineage.tui.analysing import AnalysisScreen

            self.app.push_screen(AnalysisScreen(row.id))

    def action_edit(self) -> None:
        """The file in the editor."""
        if self._entry is not None:
            from lineage.tui.editing import edit_entry

            edit_entry(self.app, self._entry)

    def action_copy(self) -> None:
        """The id into the clipboard."""
        row = self.query_one(EntryRows).chosen()
        if row is not None:
            self.app.copy_to_clipboard(row.id)
            self.app.say(f"{row.id}: the terminal was asked to copy it")
