"""Looking at a journal's files and asking its index, which catches up with them first: what every question to a journal rests on."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from lineage.consulting import Consultant
from lineage.model.fields import FIELDS
from lineage.store import listing
from lineage.store import settings as settings_file

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator
    from sqlite3 import Connection

    from lineage.errors import Problem
    from lineage.index.look import Refreshed
    from lineage.model.entry import Entry

Answer = TypeVar("Answer")


class Looker(Consultant):
    """A folder of entries with an index that may be deleted at any time; a disk that is not mounted is an error, never a decision."""

    _looked: bool | None = None
    """Within ``one_look``: whether the files were looked at; else None."""
    _looked_fully = False
    """Within ``one_look``: whether every file was."""

    def edited(self) -> bool:
        """True where a file of the journal is another than at the last look; the next answer knows it then."""
        from lineage.index.watch import note_edits

        return note_edits(settings_file.index_path(self.folder), listing.entries_folder(self.folder))

    def refresh(self) -> tuple[Refreshed, Path, dict[str, int]]:
        """A full look at the files: what changed, where the index is and what is in it."""
        from lineage.index.search import counts
        from lineage.index.sync import refresh

        path, entries = settings_file.index_path(self.folder), listing.entries_folder(self.folder)
        found = self._unless_emptied(
            lambda: refresh(path, entries, self._read_values, full=True, names=self._names)
        )
        return found, path, self._ask(counts)

    def _refuse_emptied(self) -> None:
        """EmptyFolderError where the entries are gone with their folders: a disk that is not mounted, not a decision."""
        if listing.is_bare(self.folder):
            from lineage.index.sync import refuse_emptied

            database, entries = settings_file.index_path(self.folder), self.folder / "entries"
            self._unless_emptied(lambda: refuse_emptied(database, entries))

    def _unless_emptied(self, look: Callable[[], Answer]) -> Answer:
        """What a look at the files gives; where the journal itself took away all that is gone, the index that misses it is made anew.

        Whether it did is asked of its steps of undo, never of the index: another computer's knows nothing of an undo here.
        """
        from lineage.index.look import EmptyFolderError

        try:
            return look()
        except EmptyFolderError as error:
            from lineage.index.sync import discard
            from lineage.store.undo import took_away

            if not took_away(self.folder, {f"entries/{path}" for path in error.paths}):
                raise
        discard(settings_file.index_path(self.folder))
        return look()

    def _read(self, path: Path | str) -> tuple[Entry | None, list[Problem]]:
        from lineage.store.entries import read_entry

        return read_entry(path, self.folder)

    def _read_values(self, path: str) -> tuple[dict[str, Any] | None, list[Problem], os.stat_result | None]:
        from lineage.store.values import read_values

        return read_values(path, self.folder)

    @contextmanager
    def one_look(self) -> Iterator[None]:
        """Within it the files are looked at before the first question alone: what is said comes from one moment."""
        self._looked = self._looked_fully = False
        try:
            yield
        finally:
            self._looked, self._looked_fully = None, False

    def _ask(
        self,
        question: Callable[[Connection], Answer],
        *,
        is_nothing: Callable[[Answer], bool] = lambda _: False,
    ) -> Answer:
        """An answer from the index, caught up with the files as a command's look allows; after a full one before it is nothing."""
        from lineage.index.sync import ask

        entries, database = listing.entries_folder(self.folder), settings_file.index_path(self.folder)
        with suppress(OSError):
            found = self._unless_emptied(
                lambda: ask(database, entries, self._read_values, question, look=not self._looked)
            )
            if is_nothing(found) and not self._looked_fully:
                found = ask(database, entries, self._read_values, question, fully=True)
                self._looked_fully = self._looked is not None
            self._looked = None if self._looked is None else True
            return found
        # A cache folder that cannot be written: an index for this once, so that reading always works.
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix="lineage-") as place:
            return ask(Path(place) / "index.db", entries, self._read_values, question)

    def _spellings(self, field: str, value: str) -> tuple[str, ...]:
        """Every spelling that matches a value: a family its tensions, a family of settings its settings."""
        facet = next((item.facet for item in FIELDS if item.name == field), "")
        if field in ("tensions", "setting") and (known := self.names.resolve(value, facet)):
            return self.names.narrower(known, facet)
        if field == "tensions":
            return self.taxonomy.narrower(self.term(value))
        named = self.facet_value(facet, value) if facet else value
        return self.taxonomy.settings_under(named) if field == "setting" else (named,)
