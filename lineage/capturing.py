"""Capturing: from what was typed to an entry on disk."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lineage.errors import LineageError, UsageError
from lineage.model.draft import date_value, dated_head, draft
from lineage.model.entry import Entry, entry_id
from lineage.model.text import encodable, nearest
from lineage.store import drafts as draft_files
from lineage.store import entries as entry_files
from lineage.store import settings as settings_file
from lineage.writing import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from lineage.model.draft import Given
    from lineage.model.unsaved import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A new entry, and a hint for each value kept as the writer's own words."""

    entry: Entry
    hints: tuple[str, ...] = ()


def _origin(given: Given, context: str | None) -> Origin:
    from lineage.model.unsaved import Origin  # 2 ms, where a text could not be saved

    return Origin(context=context or "", given=tuple((key, value) for key, value in given.items() if value))


def _meant_for(folder: Path | None, origin: Origin | None) -> Origin | None:
    """What a draft was begun from, and the journal it was meant for, where that is known."""
    if folder is None:
        return origin
    from lineage.model.unsaved import UNKNOWN

    return replace(origin or UNKNOWN, journal=encodable(os.path.realpath(folder)))


class Capturer(Writer):
    """A journal one can capture to: nothing is refused, defaults are filled in, no word is lost."""

    def add(
        self,
        text: str,
        given: Given,
        *,
        context: str | None = None,
        draft: Path | None = None,
        waited: bool = False,
    ) -> Added:
        """Write a new observation; what the taxonomy does not know goes to ``words``, nothing is refused.

        Without a ``context`` the chosen one fills the fields, with an empty one none does. Where it cannot be written, the
        text is kept as a draft and the error says where. A ``draft`` that holds the text already is taken away once it is saved;
        one that ``waited`` before this command comes back with an undo.
        """
        if not text.strip():
            raise LineageError("there is no text, so nothing was saved", hint="write what you saw")
        with self._kept_in_draft(lambda: text, lambda: _origin(given, context), draft):
            for _ in range(8):
                added = self._drafted(text, given, context)
                with suppress(FileExistsError):
                    written = replace(added, entry=self._write(added.entry, draft if waited else None))
                    if draft is not None:
                        self.drop_draft(draft)
                    return written
            raise LineageError("eight ids were taken and the entry was not saved", hint="try again")

    def add_all(self, texts: Sequence[str], given: Given, *, context: str | None = None) -> list[Added]:
        """Write a new observation of each text, in one undo step; those that could not be written are kept in one draft."""
        made: list[Added] = []

        def unwritten() -> str:
            done = {one.entry.id for one in made if entry_files.file_path(self.folder, one.entry).exists()}
            rest = [text for at, text in enumerate(texts) if at >= len(made) or made[at].entry.id not in done]
            return "\n".join(rest)

        with self._kept_in_draft(unwritten, lambda: _origin(given, context)):
            made += [self._drafted(text, given, context) for text in texts]
            written = self._write_all([one.entry for one in made], command="add")
        return [replace(one, entry=entry) for one, entry in zip(made, written, strict=True)]

    @contextmanager
    def _kept_in_draft(
        self, text: Callable[[], str], origin: Callable[[], Origin], draft: Path | None = None
    ) -> Iterator[None]:
        """Within it a text is being saved; whatever goes wrong, it is kept as a draft (or is in one) and the error says where."""

        def where() -> str:
            return (
                f"your text is kept in {draft}" if draft else self.where_kept(text(), self.folder, origin())
            )

        try:
            yield
        except (LineageError, OSError) as error:
            raise LineageError(f"{error}", hint=where()) from error
        except BaseException as error:
            error.add_note(where())
            raise

    @staticmethod
    def where_kept(text: str, folder: Path | None = None, origin: Origin | None = None) -> str:
        """Keep a text that could not be saved, and say where: a draft of a journal, else of the user's own folder."""
        with suppress(LineageError, OSError):
            if folder is not None:
                return f"your text is kept in {draft_files.keep_draft(folder, 'new', text, origin)}"
        with suppress(LineageError, OSError):
            path = draft_files.keep_own_draft(text, _meant_for(folder, origin))
            return f"your text is kept in {path}: `lineage drafts` takes it up from there"
        return f"your text could be kept nowhere; here it is: {text}"

    @classmethod
    def kept_for(cls, place: Path, text: str, given: Given, context: str | None) -> str:
        """Keep a text for a journal that cannot be opened, and say where; where none is there, any may have it."""
        there = (place / "lineage.toml").is_file()
        return cls.where_kept(text, None, _meant_for(place if there else None, _origin(given, context)))

    def _drafted(self, text: str, given: Given, context: str | None) -> Added:
        """An entry to be, with an id and what was kept as words told in hints."""
        filled, look_again, hints = self._defaults(given, self.context if context is None else context)
        filled, unknown = self._linked(filled)
        if not filled.get("observed") and (head := dated_head(text)):
            from lineage.exchange.typed import read_head  # 50 ms for its patterns

            found = read_head(*head, self.now.date())
            if found:
                filled["observed"], text = str(found[0]), found[1]
        entry, more = draft(
            text,
            filled,
            taxonomy=lambda: self.taxonomy,
            now=self.now,
            look_again=look_again,
            read_date=self.read_date,
        )
        named = replace(entry, id=entry_id(self.now.date(), self._entropy()))
        self._refuse_unreadable(named)
        return Added(entry=named, hints=(*hints, *unknown, *more))

    def _defaults(
        self, given: Given, name: str
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
            near = nearest(name, [one.name for one in self.settings.contexts])
            hint = f" (nearest: {', '.join(near)})" if near else ""
            hints = (f"lineage.toml has no [context.{name}]: only the name is noted{hint}",)
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

    def look_again_days(self, context: str) -> int:
        """Days until an open entry of a context asks to be looked at again."""
        named = self.settings.context(context)
        return named.look_again if named else settings_file.LOOK_AGAIN

    def date_value(self, key: str, typed: str) -> str:
        """A date as an entry writes it under a key; UsageError with what may have been meant where it is none."""
        try:
            return date_value(key, typed, self.now, self.read_date)
        except ValueError as error:
            from lineage.exchange.typed import near_dates
            from lineage.model.dates import AheadError

            if isinstance(error, AheadError):
                raise UsageError(
                    f"{key}: {error}; nothing was changed", hint="write a day that has been"
                ) from error
            near = near_dates(typed, self.now.date(), ahead=key != "observed")
            hint = f"nearest: {', '.join(near)}" if near else 'or as one says it: "last march", "3 weeks ago"'
            raise UsageError(f"{key}: {error}; nothing was changed", hint=hint) from error
