"""What a journal holds that begins with what was typed: for completion, which may neither wait nor build nor tell too much."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from lineage.model.fields import FIELDS, KINDS, SENSITIVITIES
from lineage.reading import OPEN_TO, Reader
from lineage.store import listing
from lineage.store import settings as settings_file
from lineage.store.starter import starter

if TYPE_CHECKING:
    from collections.abc import Callable
    from sqlite3 import Connection

    from lineage.looking import Answer
    from lineage.model.query import Query

FACETS = {item.name: item.facet for item in FIELDS}
FEW = {"kind": KINDS, "sensitivity": SENSITIVITIES, "helped": ("true", "false", "unclear")}
STATEMENTS = ("claims", "cruxes", "efforts", "delegation/rules")


class Completer(Reader):
    """A journal asked while its user types: for an audience of its own settings, and inside one context."""

    def ids_beginning(self, beginning: str, context: str = "") -> list[tuple[str, str]]:
        """(id, what tells it from others) of the newest entries, newest first.

        Where entries are of several contexts and none is chosen, titles are not told: one types in company too.
        """
        from lineage.index.beginnings import ids

        kept = context or self.context
        open_to = OPEN_TO[self.settings.audience]
        found = self._peek(lambda index: ids(index, beginning, open_to, kept)) or []
        titled = bool(kept) or len(self._written_contexts) < 2
        return [(name, f"{day} {title if titled else place}") for name, day, title, place in found]

    def values_beginning(self, field: str, beginning: str, context: str = "") -> list[tuple[str, int]]:
        """(value people wrote, entries that hold it), most first; none where entries are of several contexts and none is chosen."""
        from lineage.index.beginnings import said

        kept = context or self.context
        if not kept and len(self._written_contexts) > 1:
            return []
        open_to = OPEN_TO[self.settings.audience]
        return self._peek(lambda index: said(index, field, beginning, open_to, kept)) or []

    def nearest(self, query: Query) -> list[str]:
        """For each value of a query that no entry has: that it is so, and which are most like it."""
        from lineage.model.query import KEYS
        from lineage.model.text import nearest

        kept = next((one.values[0] for one in query.fields if one.key == "context" and not one.negated), "")
        told = []
        for clause in query.fields:
            field = KEYS.get(clause.key, "")
            if clause.negated or field in ("", "id") or FACETS.get(field):
                continue
            known = FEW.get(field) or self._known(field, kept)
            for value in clause.values:
                folded = {one.casefold() for one in (*known, *self._known(field, kept, value))}
                if known and value.casefold() not in folded:
                    near = nearest(value, list(known))
                    like = f"; nearest: {', '.join(near)}" if near else ""
                    told.append(f"no entry has {clause.key}:{value}{like}")
        return told

    def _known(self, field: str, context: str, beginning: str = "") -> tuple[str, ...]:
        """Values of a field that may be told; none where entries are of several contexts and none is chosen."""
        if field == "context":
            return tuple(self.contexts())
        return tuple(value for value, _ in self.values_beginning(field, beginning, context))

    def contexts(self) -> list[str]:
        """The contexts of lineage.toml, then those that only entries name, each part sorted."""
        named = [one.name for one in self.settings.contexts]
        folded = {name.casefold() for name in named}
        return [*named, *(name for name in self._written_contexts if name not in folded)]

    def statements_named(self) -> list[str]:
        """Ids of claims, cruxes and efforts, and of delegation rules: a page is a file of that name."""
        found: set[str] = set()
        for place in (starter() / "taxonomy", self.folder / "taxonomy"):
            for kind in STATEMENTS:
                with suppress(OSError):
                    found.update(path.name for path in (place / kind).iterdir())
        return sorted(name.removesuffix(".md") for name in found if name.endswith(".md"))

    @cached_property
    def _written_contexts(self) -> list[str]:
        from lineage.index.beginnings import contexts

        return self._peek(contexts) or []

    def _peek(self, question: Callable[[Connection], Answer]) -> Answer | None:
        from lineage.index.beginnings import peek

        if not (self.folder / "entries").is_dir():
            return None
        path = settings_file.index_path(self.folder)
        return peek(path, listing.entries_folder(self.folder), self._read_values, question)
