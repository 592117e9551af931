"""Writing a journal: capture, change, tag, take back, forget; nothing is written that could lose a word."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lineage.errors import ChangedError, LineageError
from lineage.model.entry import MAX_BYTES, MAX_TENSIONS, Entry
from lineage.reading import Reader
from lineage.store import drafts as draft_files
from lineage.store import entries as entry_files
from lineage.store import files
from lineage.store import settings as settings_file
from lineage.store import undo as undo_files
from lineage.store.undo import Planned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from lineage.errors import Problem
    from lineage.store.undo import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was purged of an entry, and where it still is."""

    copies: int
    """Kept copies in undo, among drafts and beside the entry that were deleted."""
    in_git: int | None
    """Commits of the repository that still hold it; None where the journal is in none, or git did not say."""
    git_silent: str = ""
    """Why git did not say."""


class Writer(Reader):
    """A journal one can write to."""

    has_written = False
    """True once something was written, taken back or purged."""
    _together = False
    """True while the writes of one command join one undo step."""

    def _write(self, entry: Entry, draft: Path | None = None) -> Entry:
        path = entry_files.file_path(self.folder, entry).relative_to(self.folder).as_posix()
        after = entry_files.render_entry(entry).encode("utf-8")
        with self._recorded("add", [Planned(path=path, before=None, after=after)], draft=draft, of=entry.id):
            return entry_files.write_entry(self.folder, entry)

    def _write_all(self, entries: list[Entry], *, command: str, away: Sequence[Planned] = ()) -> list[Entry]:
        """Write new entries as one undo step, in which files may go that they were made of."""
        planned = list(away)
        written: list[Entry] = []
        new: list[tuple[str, bytes]] = []
        for entry in entries:
            text = self._refuse_unreadable(entry)
            path = entry_files.path_of(entry.id, entry.title)
            new.append((path, text.encode("utf-8")))
            planned.append(Planned(path=path, before=None, after=new[-1][1]))
            written.append(entry if entry.path == path else replace(entry, path=path))
        if not planned:
            return []
        with self._recorded(command, planned) as place:
            entry_files.write_entries(self.folder, new)
            for number, one in enumerate(away):
                assert place is not None
                undo_files.take_out(self.folder, place, number, one.path)
        return written

    def _refuse_unreadable(self, entry: Entry) -> str:
        """The text of an entry; an error where it could not be read back."""
        text = entry_files.render_entry(entry)
        after, problems = entry_files.parse_entry(text, "")
        size = len(text.encode("utf-8"))
        if after is None or size > MAX_BYTES:
            why = problems[0].message if after is None else f"it has {size:,} bytes, more than {MAX_BYTES:,}"
            raise LineageError(f"not saved: {why}", hint="split it, or shorten the keys")
        return text

    def tag(self, entry: Entry, add: Iterable[str], remove: Iterable[str]) -> Entry:
        """Change the tensions of an entry; a name the taxonomy does not know is refused with the nearest."""
        after = self._tensions_after(entry, add, remove)
        return self.change(entry, {"tensions": after}) if after != entry.tensions else entry

    def _tensions_after(self, entry: Entry, add: Iterable[str], remove: Iterable[str]) -> tuple[str, ...]:
        added = [self.term(name) for name in add]
        removed = {self.term(name) for name in remove}
        now = [self.taxonomy.resolve(name) or name for name in entry.tensions]
        after = [name for name in dict.fromkeys([*now, *added]) if name not in removed]
        if len(after) > MAX_TENSIONS:
            raise LineageError(
                f"{entry.id} would have {len(after)} tensions and an entry has at most {MAX_TENSIONS}; nothing was changed",
                hint=f"take one away with -{after[0]}",
            )
        return tuple(after)

    def tag_all(self, entries: Iterable[Entry], add: Iterable[str], remove: Iterable[str]) -> list[Entry]:
        """Change the tensions of many entries; where one of them may not change so, none is."""
        listed, added, removed = list(entries), list(add), list(remove)
        planned = []
        for entry in listed:
            text, _ = entry_files.read_text(self.folder, entry.path)
            after = entry_files.changed_text(
                text, entry.path, {"tensions": self._tensions_after(entry, added, removed)}
            )
            planned.append(Planned(path=entry.path, before=text.encode("utf-8"), after=after.encode("utf-8")))
        with self._recorded("tag", planned):
            self._together = True
            try:
                return [self.tag(entry, added, removed) for entry in listed]
            finally:
                self._together = False

    def change(
        self, entry: Entry, changes: Mapping[str, str | tuple[str, ...]], *, command: str = "edit"
    ) -> Entry:
        """Rewrite the lines of some keys of an entry in its file; an empty value takes the key away."""
        text, read = entry_files.read_text(self.folder, entry.path)
        fresh = entry_files.changed_text(text, entry.path, changes)
        if fresh != text:
            self._save(entry.path, text, fresh, read=read, command=command)
        after, _ = entry_files.parse_entry(fresh, entry.path)
        assert after is not None
        return after

    def _save(
        self, path: str, text: str, fresh: str, *, read: str, command: str, draft: Path | None = None
    ) -> None:
        """Write a file back with its old bytes kept for undo; inside ``together`` they join one step."""
        planned = Planned(path=path, before=text.encode("utf-8"), after=fresh.encode("utf-8"))
        with self._recorded(command, [planned], draft=draft):
            entry_files.save_text(self.folder, path, fresh, read=read)

    @contextmanager
    def _recorded(
        self, command: str, planned: list[Planned], *, draft: Path | None = None, of: str = ""
    ) -> Iterator[Path | None]:
        """Keep what is about to be written over, and give the step's folder; a write that does not happen leaves no step.

        A ``draft`` that waited and becomes what is written goes into the step once that is done, and comes back with an undo.
        """
        if self._together:
            yield None
            return
        if any(one.before is None for one in planned):
            # Below the place where a disk is mounted, what is new would be hidden once it is.
            try:
                self._refuse_emptied()
            except LineageError as error:
                raise LineageError(f"not saved: {error.message}", hint=error.hint) from error
        away = self._draft_files(draft, of)
        place = undo_files.record(
            self.folder, command, self.now.isoformat(timespec="seconds"), [*planned, *away]
        )
        try:
            yield place
        except BaseException:
            # Where some of many were written, the step stays: it is what takes them back.
            if not undo_files.any_done(self.folder, place):
                undo_files.drop(place)
            raise
        self.has_written = True
        # What was written is saved by now; a draft that cannot be moved is found again as saved.
        for number, one in enumerate(away, start=len(planned)):
            with suppress(LineageError, OSError):
                undo_files.take_out(self.folder, place, number, one.path)
        if draft is not None:
            self.drop_draft(draft)

    def _draft_files(self, draft: Path | None, of: str) -> list[Planned]:
        """A draft of this journal and what it was begun from, as a step takes them away; none where they cannot be read."""
        found = []
        for path in (draft, draft_files.origin_path(draft)) if draft is not None else ():
            with suppress(LineageError, ValueError):
                name = path.relative_to(self.folder).as_posix()
                found.append(Planned(path=name, before=files.read_bytes(path), after=None, of=of))
        return found

    def undo(self) -> Step:
        """Take the last write back, a change of many as one; LineageError where a file changed since."""
        self._refuse_emptied()
        step = undo_files.take_back(self.folder)
        self.has_written = True
        return step

    def remove(self, entry: Entry) -> None:
        """Take an entry out of the journal, with what is nothing without it; the files are kept in undo until it is forgotten."""
        paths = [entry.path, *self._belonging(entry)]
        planned = [
            Planned(path=path, before=files.read_bytes(self.folder / path), after=None) for path in paths
        ]
        with self._recorded("remove", planned) as place:
            assert place is not None
            for number, path in enumerate(paths):
                undo_files.take_out(self.folder, place, number, path)

    def _belonging(self, entry: Entry) -> list[str]:
        """Files that are nothing without an entry, beside its own."""
        del entry
        return []

    def forget(self, entry: Entry) -> Forgotten:
        """Purge an entry from the journal, undo, drafts and index; what git still holds is told, not touched.

        The entry's own file goes last: where a copy cannot be deleted, LineageError names it, and forget can be called again.
        """
        from lineage.store.git import held_in_git  # subprocess costs 3 ms
        from lineage.store.purge import purge

        git = held_in_git(self.folder, entry.path)
        index = settings_file.index_path(self.folder)
        found = purge(self.folder, index, [*self._belonging(entry), entry.path], entry.id, entry.body)
        self.has_written = True
        if found.remaining:
            raise LineageError(
                f"not forgotten: {', '.join(found.remaining)} could not be read or deleted, and the entry is still there",
                hint=f"mend the disk or the permissions, then `lineage forget {entry.id}` again",
            )
        return Forgotten(copies=found.copies, in_git=git.commits, git_silent=git.why)

    def source(self, entry: Entry) -> tuple[str, str]:
        """The text of an entry's file, and the hash that ``save`` wants back."""
        return entry_files.read_text(self.folder, entry.path)

    def save(self, entry: Entry, text: str, *, read: str, draft: Path, waited: bool = False) -> list[Problem]:
        """Write an edited file back and say what is wrong with it; a draft that ``waited`` goes with it, and comes with an undo.

        ChangedError where another wrote meanwhile; LineageError, with the text kept in the draft, where it could no longer be
        read as this entry.
        """
        after, problems = entry_files.parse_entry(text, entry.path)
        if after is None or after.conflicted or after.id != entry.id:
            why = (
                f"line {problems[0].line}: {problems[0].message}"
                if problems
                else f"its id would be {after.id if after else ''}"
            )
            raise LineageError(
                f"not saved, {entry.path} is as it was: {why}", hint=f"your text is in {draft}"
            )
        try:
            before = entry_files.read_text(self.folder, entry.path)[0]
            self._save(entry.path, before, text, read=read, command="edit", draft=draft if waited else None)
        except ChangedError:
            self.drop_draft(draft)  # the text is kept beside the entry, on disk before the error was raised
            raise
        except (LineageError, OSError) as error:
            raise LineageError(f"{error}", hint=f"your text is in {draft}") from error
        return problems

    def keep_draft(
        self,
        name: str,
        text: str,
        *,
        context: str = "",
        given: Mapping[str, str | tuple[str, ...]] | None = None,
    ) -> Path:
        """A draft on disk that holds a text while it is edited, with what was given beside it; the path to it."""
        from lineage.model.unsaved import Origin

        origin = Origin(context=context, given=tuple((given or {}).items())) if context or given else None
        return draft_files.keep_draft(self.folder, name, text, origin)

    def keep_edit(self, entry: Entry, text: str, *, read: str) -> Path:
        """A draft of an entry's whole file, with the hash of what was read, which saving it later compares."""
        from lineage.model.unsaved import Origin

        origin = Origin(entry=entry.id, path=entry.path, read=read)
        return draft_files.keep_draft(self.folder, entry.id, text, origin)

    def update_draft(self, path: Path, text: str) -> None:
        """Write a draft anew while its text grows: whole, and not waiting for the disk at every pause."""
        draft_files.update_draft(path, text)

    def drafts(self) -> list[Path]:
        """Drafts that were not saved, the newest first."""
        return draft_files.drafts(self.folder)

    def read_draft(self, path: Path) -> str:
        """The text of a draft."""
        return draft_files.read_draft(path)

    def drop_draft(self, path: Path) -> None:
        """Take a draft away, once its text is saved or was left empty."""
        draft_files.drop_draft(path)
