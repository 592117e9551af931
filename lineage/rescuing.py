"""Rescuing: drafts and what cut-off writes left, found, saved, opened again or dropped; nothing of them is deleted."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from lineage.capturing import Added
from lineage.errors import AmbiguousError, LineageError, NotFoundError
from lineage.recalling import Recaller
from lineage.store import drafts as draft_files
from lineage.store import entries as entry_files
from lineage.store import files
from lineage.store import undo as undo_files
from lineage.store.undo import Planned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lineage.model.entry import Entry
    from lineage.model.unsaved import Unsaved


class Rescuer(Recaller):
    """A journal whose unsaved texts can be had back."""

    def unsaved(self) -> list[Unsaved]:
        """Drafts and what cut-off writes left, the newest first."""
        from lineage.store.unsaved import unsaved

        return unsaved(self.folder, self.now)

    def undone(self) -> list[Unsaved]:
        """Texts of entries that an undo took away and no entry holds, the newest first."""
        from lineage.store.unsaved import undone

        return undone(self.folder)

    def unsaved_named(self, name: str) -> Unsaved:
        """One of them, or of what an undo took away, by its name or an ending of it."""
        for every in (self.unsaved, self.undone):
            found = every()
            fits = [one for one in found if one.name == name] or [
                one for one in found if one.name.endswith(name)
            ]
            if fits:
                break
        if not fits:
            raise NotFoundError("draft", name, hint="`lineage drafts` lists what there is")
        if len(fits) > 1:
            raise AmbiguousError("drafts", name, tuple(one.name for one in fits))
        return fits[0]

    def newest_draft(self) -> Unsaved | None:
        """The newest draft of a new entry that nobody has open; None where none waits."""
        from lineage.store.unsaved import drafts_of

        found = [one for one in drafts_of(self.folder, self.now) if one.is_draft]
        waiting = [one for one in found if one.is_new and one.waits]
        return max(waiting, key=lambda one: (one.changed, one.name), default=None)

    def unsaved_text(self, one: Unsaved) -> str:
        """The text of one; LineageError where it is no text."""
        from lineage.store.unsaved import text_of

        return text_of(self.folder, one)

    def save_unsaved(self, one: Unsaved) -> Added:
        """Make the entry of one, or apply the edit it is where the entry is still what was read (else a conflict copy).

        What may be cut off is not saved unseen: ``reopen`` makes a draft of it.
        """
        from lineage.model.unsaved import EMPTY, SAVED, TORN, WHOLE  # 2 ms that an add does not need

        self._refuse_busy(one)
        if one.elsewhere and one.state == WHOLE:
            one = self.unsaved_named(self.reopen(one).stem)
        if one.state == EMPTY:
            raise LineageError(f"{one.name} is empty; nothing was saved", hint="--drop takes it away")
        if one.state == SAVED:
            raise LineageError(
                f"{one.saved_in} holds the same; nothing was saved", hint="--drop takes the draft away"
            )
        if one.state == TORN:
            raise LineageError(
                f"{one.name} may be cut off, so it was not saved unseen",
                hint="--edit opens it and saves it then",
            )
        text, path = self.unsaved_text(one), self.folder / one.path
        if one.is_new:
            context = one.origin.context if one.is_traced else None
            return self.add(text, dict(one.origin.given), context=context, draft=path, waited=True)
        return Added(entry=self._save_file(one, text, path))

    def _save_file(self, one: Unsaved, text: str, draft: Path) -> Entry:
        """Save the text of an entry's whole file: over the entry, or as the entry where that is not there."""
        entry, problems = entry_files.parse_entry(text, one.origin.path)
        if entry is None or entry.conflicted or entry.id != one.origin.entry:
            why = f"line {problems[0].line}: {problems[0].message}" if problems else "its id is another"
            raise LineageError(f"not saved: {why}", hint=f"your text is in {draft}; --edit opens it")
        try:
            there = self.entry(entry.id)
        except NotFoundError:
            self._write_again(one, entry, text, draft)
        else:
            self.save(there, text, read=one.origin.read, draft=draft, waited=True)
        return self.entry(entry.id)

    def _write_again(self, one: Unsaved, entry: Entry, text: str, draft: Path) -> None:
        """Write an entry that is not there with the very bytes of its text."""
        path = (
            one.origin.path or entry_files.file_path(self.folder, entry).relative_to(self.folder).as_posix()
        )
        data = text.encode("utf-8")
        try:
            planned = Planned(path=path, before=None, after=data)
            with self._recorded("drafts --save", [planned], draft=draft, of=entry.id):
                files.write_new_bytes(self.folder / path, data)
        except FileExistsError as error:
            raise LineageError(
                f"{path} is there and cannot be read, so nothing was written over it", hint="look at it first"
            ) from error

    def reopen(self, one: Unsaved) -> Path:
        """A draft of this journal that an editor may open, made of one; what it is made of goes once the draft is on disk."""
        self._refuse_busy(one)
        if one.is_draft and not one.elsewhere:
            return self.folder / one.path
        text, origin = self.unsaved_text(one), replace(one.origin, journal="")
        draft = draft_files.keep_draft(
            self.folder, one.origin.entry or "new", text, origin if one.is_traced else None
        )
        if one.elsewhere:
            self.drop_draft(self.folder / one.path)
        else:
            (self.folder / one.path).unlink()
        return draft

    @contextmanager
    def editing(self, draft: Path) -> Iterator[None]:
        """Hold a draft while an editor has it, so that no other command takes half of its text."""
        with draft_files.opened(draft):
            yield

    def drop_unsaved(self, one: Unsaved) -> None:
        """Move one into undo, with what is known of where it came from; ``undo`` brings both back."""
        self._refuse_busy(one)
        # Undo writes nowhere but in the journal, so what lies elsewhere is brought here first.
        draft = self.reopen(one) if one.elsewhere else self.folder / one.path
        origin = draft_files.origin_path(draft)
        paths = [draft, *([origin] if one.is_draft and origin.exists() else [])]
        planned = [
            Planned(path=path.relative_to(self.folder).as_posix(), before=files.read_bytes(path), after=None)
            for path in paths
        ]
        with self._recorded("drafts --drop", planned):
            for path in paths:
                path.unlink()

    def removed(self, name: str) -> Entry:
        """An entry that was taken out and is kept in undo, by its id or an ending of it; NotFoundError where there is none."""
        found = {}
        for step, number in undo_files.taken_out(self.folder):
            path, kept = step.changes[number].path, undo_files.kept_bytes(self.folder, step, number)
            if kept is None:
                continue
            with suppress(LineageError):
                entry, _ = entry_files.parse_entry(files.decode(files.read_bytes(kept)), path)
                if entry is not None and entry.id.endswith(name):
                    found[entry.id] = entry
        if len(found) > 1:
            raise AmbiguousError("removed entries", name, tuple(sorted(found)))
        if not found:
            raise NotFoundError("entry", name, hint="`lineage list` shows what there is")
        return next(iter(found.values()))

    def _refuse_busy(self, one: Unsaved) -> None:
        from lineage.model.unsaved import OPEN, WORKING

        if one.state == OPEN:
            raise LineageError(
                f"{one.name} is open in an editor; nothing was done", hint="close it there first"
            )
        if one.state == WORKING:
            raise LineageError(
                f"{one.path} is younger than a minute: a writer may be at work; nothing was done",
                hint="try again in a minute",
            )
