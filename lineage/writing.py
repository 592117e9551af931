"""Writing a journal: capture, change, tag, take back, forget; nothing is written that could lose a word."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lineage.errors import LineageError
from lineage.model.draft import draft
from lineage.model.entry import MAX_BYTES, MAX_TENSIONS, Entry, entry_id
from lineage.reading import Reader
from lineage.store import drafts as draft_files
from lineage.store import entries as entry_files
from lineage.store import files
from lineage.store import settings as settings_file
from lineage.store import undo as undo_files
from lineage.store.undo import Planned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from lineage.errors import Problem
    from lineage.store.undo import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A new entry, and a hint for each value kept as the writer's own words."""

    entry: Entry
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was purged of an entry, and where it still is."""

    copies: int
    """Kept copies in undo and drafts that were deleted."""
    in_git: int | None
    """Commits of the repository that still hold it; None where the journal is in none."""


class Writer(Reader):
    """A journal one can write to."""

    _together = False
    """True while the writes of one command join one undo step."""

    def add(self, text: str, given: Mapping[str, str | tuple[str, ...]], *, context: str = "") -> Added:
        """Write a new observation; what the taxonomy does not know goes to ``words``, nothing is refused.

        Where it cannot be written, the text is kept as a draft and the error says where.
        """
        if not text.strip():
            raise LineageError("there is no text, so nothing was saved", hint="write what you saw")
        try:
            return self._add(text, given, context)
        except (LineageError, OSError) as error:
            kept = self._kept(text)
            raise LineageError(f"{error}", hint=f"your text is kept in {kept}" if kept else "") from error

    def _kept(self, text: str) -> Path | None:
        """A draft of a text that could not be saved; None where not even that can be written."""
        with suppress(LineageError, OSError):
            return self.keep_draft("new", text)
        return None

    def _add(self, text: str, given: Mapping[str, str | tuple[str, ...]], context: str) -> Added:
        filled, look_again, hints = self._defaults(given, context)
        filled, unknown = self._linked(filled)
        entry, more = draft(text, filled, taxonomy=lambda: self.taxonomy, now=self.now, look_again=look_again)
        for _ in range(8):
            named = replace(entry, id=entry_id(self.now.date(), self._entropy()))
            self._refuse_unreadable(named)
            try:
                return Added(entry=self._write(named), hints=(*hints, *unknown, *more))
            except FileExistsError:
                continue
        raise LineageError("eight ids were taken and the entry was not saved", hint="try again")

    def _write(self, entry: Entry) -> Entry:
        path = entry_files.file_path(self.folder, entry).relative_to(self.folder).as_posix()
        after = entry_files.render_entry(entry).encode("utf-8")
        with self._recorded("add", [Planned(path=path, before=None, after=after)]):
            return entry_files.write_entry(self.folder, entry)

    def _write_all(self, entries: list[Entry], *, command: str) -> list[Entry]:
        """Write new entries as one undo step."""
        planned = []
        for entry in entries:
            self._refuse_unreadable(entry)
            path = entry_files.file_path(self.folder, entry).relative_to(self.folder).as_posix()
            after = entry_files.render_entry(entry).encode("utf-8")
            planned.append(Planned(path=path, before=None, after=after))
        if not planned:
            return []
        with self._recorded(command, planned):
            return [entry_files.write_entry(self.folder, entry) for entry in entries]

    def _refuse_unreadable(self, entry: Entry) -> None:
        """An entry that could not be read back is not written."""
        text = entry_files.render_entry(entry)
        after, problems = entry_files.parse_entry(text, "")
        size = len(text.encode("utf-8"))
        if after is None or size > MAX_BYTES:
            why = problems[0].message if after is None else f"it has {size:,} bytes, more than {MAX_BYTES:,}"
            raise LineageError(f"not saved: {why}", hint="split it, or shorten the keys")

    def _defaults(
        self, given: Mapping[str, str | tuple[str, ...]], name: str
    ) -> tuple[dict[str, str | tuple[str, ...]], int, tuple[str, ...]]:
        """What was given, filled up from the context, the settings and the user's own name."""
        coder = settings_file.coder_name()
        filled: dict[str, str | tuple[str, ...]] = {"observer": coder, "coder": coder}
        if self.settings.setting:
            filled["setting"] = self.settings.setting
        hints: tuple[str, ...] = ()
        context = self.settings.context(name) if name else None
        if context is not None:
            filled |= dict(context.fields)
        elif name:
            hints = (f"lineage.toml has no [context.{name}]: only the name is noted",)
        if name:
            filled["context"] = name
        filled |= {key: value for key, value in given.items() if value}
        return filled, self.look_again_days(name), hints

    def _linked(
        self, given: dict[str, str | tuple[str, ...]]
    ) -> tuple[dict[str, str | tuple[str, ...]], tuple[str, ...]]:
        """Short ids in ``follows`` made whole; what names no entry is kept among the words, with a hint."""
        names = given.get("follows") or ()
        if not names:
            return given, ()
        found: list[str] = []
        words: list[str] = []
        hints: list[str] = []
        for name in (names,) if isinstance(names, str) else names:
            try:
                found.append(self.entry(name).id)
            except LineageError as error:
                words.append(f"follows {name}")
                hints.append(f"{error}: kept among your own words")
        own = given.get("words") or ()
        kept = (*((own,) if isinstance(own, str) else own), *words)
        return given | {"follows": tuple(found), "words": kept}, tuple(hints)

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

    def _save(self, path: str, text: str, fresh: str, *, read: str, command: str) -> None:
        """Write a file back with its old bytes kept for undo; inside ``together`` they join one step."""
        with self._recorded(
            command, [Planned(path=path, before=text.encode("utf-8"), after=fresh.encode("utf-8"))]
        ):
            entry_files.save_text(self.folder, path, fresh, read=read)

    @contextmanager
    def _recorded(self, command: str, planned: list[Planned]) -> Iterator[None]:
        """Keep what is about to be written over; a write that does not happen leaves no step."""
        if self._together:
            yield
            return
        place = undo_files.record(self.folder, command, self.now.isoformat(timespec="seconds"), planned)
        try:
            yield
        except BaseException:
            # Where some of many were written, the step stays: it is what takes them back.
            if not undo_files.any_done(self.folder, place):
                undo_files.drop(place)
            raise

    def undo(self) -> Step:
        """Take the last write back, a change of many as one; LineageError where a file changed since."""
        return undo_files.take_back(self.folder)

    def remove(self, entry: Entry) -> None:
        """Take an entry out of the journal; its file is kept in undo until it is forgotten."""
        data = entry_files.read_text(self.folder, entry.path)[0].encode("utf-8")
        with self._recorded("remove", [Planned(path=entry.path, before=data, after=None)]):
            (self.folder / entry.path).unlink()

    def forget(self, entry: Entry) -> Forgotten:
        """Purge an entry from the journal, undo, drafts and index; what git still holds is told, not touched."""
        from lineage.store import git as git_files  # subprocess costs 3 ms

        kept = undo_files.purge(self.folder, entry.path, entry.id)
        (self.folder / entry.path).unlink()
        settings_file.index_path(self.folder).unlink(missing_ok=True)
        return Forgotten(copies=kept, in_git=git_files.commits_of(self.folder, entry.path))

    def look_again_days(self, context: str) -> int:
        """Days until an open entry of a context asks to be looked at again."""
        named = self.settings.context(context)
        return named.look_again if named else settings_file.LOOK_AGAIN

    def source(self, entry: Entry) -> tuple[str, str]:
        """The text of an entry's file, and the hash that ``save`` wants back."""
        return entry_files.read_text(self.folder, entry.path)

    def save(self, entry: Entry, text: str, *, read: str, draft: Path) -> list[Problem]:
        """Write an edited file back and say what is wrong with it.

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
        before = files.read_bytes(self.folder / entry.path).decode("utf-8")
        self._save(entry.path, before, text, read=read, command="edit")
        return problems

    def keep_draft(self, name: str, text: str) -> Path:
        """A draft on disk that holds a text while it is edited; the path to it."""
        return draft_files.keep_draft(self.folder, name, text)

    def read_draft(self, path: Path) -> str:
        """The text of a draft."""
        return draft_files.read_draft(path)

    def drop_draft(self, path: Path) -> None:
        """Take a draft away, once its text is saved or was left empty."""
        draft_files.drop_draft(path)
