"""Learning: what recurs, which of it a person accepts, what changed since the kept run, and what is claimed.

What mining is made of is imported where it is needed: scikit-learn 1.2 s, wordllama 0.3 s.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from lineage.errors import LineageError, NotFoundError
from lineage.model.entry import SENSITIVITIES, entry_id
from lineage.model.text import counted
from lineage.reading import OPEN_TO
from lineage.store import entries as entry_files
from lineage.store import files
from lineage.store import settings as settings_file
from lineage.store.undo import Planned
from lineage.tending import Tender

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from lineage.errors import Problem
    from lineage.model.claim import Tally
    from lineage.model.entry import Entry
    from lineage.model.kept import Kept
    from lineage.model.pattern import Mined, Pattern
    from lineage.model.query import Query
    from lineage.reading import Read


class Learner(Tender):
    """A journal that shows what recurs, and remembers what a person said of it."""

    def mine(
        self,
        read: Read,
        *,
        seed: int = 0,
        family: str = "",
        query: str = "",
        audience: str = "me",
        hear: Callable[[str], None] = lambda _: None,
    ) -> Mined:
        """The patterns of some entries, strongest first; ``family`` is the setting family they are for.

        Episodes are those of the whole journal: what links two entries may be outside the query. Where the kept run is of the
        same ``query`` and ``audience``, patterns keep its names and themes its places, and what changed is told. ``hear`` is told
        what is being done.
        """
        from lineage.mining.elsewhere import with_elsewhere
        from lineage.mining.frame import episode_keys, titled_prose
        from lineage.mining.run import mine
        from lineage.model.judgement import judgements, standing

        whole = not query and audience == "me"  # then it was read already
        every = read.entries if whole else self.entries().entries
        alpha, second = self.assessed(every)
        kept = self.kept
        hear(f"turning {counted(len(read.entries), 'text')} into vectors")
        mined = mine(
            read.entries,
            self.taxonomy,
            self._vectors([titled_prose(entry) for entry in read.entries]) if read.entries else None,
            hear=hear,
            embedding=self.embedding.name,
            note=self.embedding.note,
            seed=seed,
            today=self.now.date(),
            user_family=family,
            alpha=alpha,
            second=second,
            keys=episode_keys(every),
            half_lives=self.catalogue.half_lives,
            kept=kept if kept and (kept.query, kept.audience) == (query, audience) else None,
            judged=standing(judgements(every)),
            readable=OPEN_TO[audience],
        )
        here = {one.id for one in every}  # a journal that began as a copy of the library is not elsewhere
        cases = self.library.entries().entries if self.library else ()
        library = [one for one in cases if one.id not in here]
        return with_elsewhere(mined, library, self.taxonomy)

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text; what was turned into numbers before is read from the cache folder."""
        from lineage.embedding.cached import cached_vectors

        database = settings_file.index_path(self.folder).with_name("index.vectors.db")
        return cached_vectors(self.embedding, texts, database)

    @cached_property
    def _kept(self) -> tuple[Kept | None, list[Problem]]:
        from lineage.store.kept import read_kept

        return read_kept(self.folder)

    @property
    def kept(self) -> Kept | None:
        """The kept run; None where there is none that can be read."""
        return self._kept[0]

    def keep(self, mined: Mined, *, query: str = "", audience: str = "me") -> str:
        """Keep a run, so that the next one names patterns as this one does; the path. One step of undo."""
        from lineage.model.kept import Kept, Known
        from lineage.store.kept import PATH, render_kept

        text = render_kept(
            Kept(
                query=query,
                audience=audience,
                today=mined.today,
                seed=mined.seed,
                n=mined.n,
                embedding=mined.embedding,
                patterns=tuple(
                    Known(id=one.id, kind=one.kind, label=one.label, terms=one.about, entries=one.entries)
                    for one in sorted((*mined.patterns, *mined.rejected), key=lambda one: one.id)
                ),
                places=mined.places,
            )
        )
        place = self.folder / PATH
        before = entry_files.read_text(self.folder, PATH) if place.exists() else None
        if before and before[0] == text:
            return PATH
        planned = Planned(
            path=PATH, before=before[0].encode("utf-8") if before else None, after=text.encode("utf-8")
        )
        with self._recorded("mine --keep", [planned]):
            if before is None:
                files.write_new(place, text)
            else:
                entry_files.save_text(self.folder, PATH, text, read=before[1])
        self.__dict__.pop("_kept", None)
        return PATH

    def pattern(self, mined: Mined, name: str) -> Pattern:
        """A pattern of a run by its id or the beginning of it, rejected ones too; NotFoundError with the ids there are."""
        every = (*mined.patterns, *mined.rejected)
        wanted = name if name.startswith("p-") else f"p-{name}"
        found = [one for one in every if one.id == wanted] or [
            one for one in every if one.id.startswith(wanted)
        ]
        if len(found) == 1:
            return found[0]
        listed = [one.id for one in found or every]
        hint = (
            f"there are {', '.join(listed[:8])}; `lineage mine` lists them" if listed else "nothing was found"
        )
        raise NotFoundError("pattern", name, hint=hint)

    def judge(self, pattern: Pattern, verdict: str, *, label: str = "", reason: str = "") -> Entry:
        """Keep what a person says of a pattern as a memo that every later run respects; the memo.

        It may be read by whom the journal is for, and never by more than may read the strictest of the pattern's entries.
        """
        from lineage.model.judgement import REJECT, RENAME, judgement_of, memo_of

        label, reason = " ".join(label.split()), " ".join(reason.split())
        if verdict == RENAME and not label:
            raise LineageError(
                "a new name is missing; nothing was kept", hint="lineage pattern rename ID NEW NAME"
            )
        if verdict == REJECT and not reason:
            raise LineageError(
                "a rejection without a reason is not kept; nothing was changed", hint="--reason WHY"
            )
        memo = memo_of(
            judgement_of(pattern, verdict, label=label, reason=reason),
            memo=entry_id(self.now.date(), self._entropy()),
            coder=self.coder(),
            recorded=self.now.isoformat(timespec="seconds"),
            day=self.now.date(),
            level=self._level_of(pattern),
        )
        self._refuse_unreadable(memo)
        return self._write_all([memo], command=f"pattern {verdict}")[0]

    def _level_of(self, pattern: Pattern) -> str:
        """The strictest of the journal's audience and the pattern's entries."""
        members = set(pattern.entries)
        own = {"me": "private"}.get(self.settings.audience, self.settings.audience)
        levels = own, *(one.level for one in self.entries().entries if one.id in members)
        return min(levels, key=SENSITIVITIES.index)

    def claims(self, query: Query, *, audience: str = "me") -> tuple[Tally, ...]:
        """The claims of the seeds counted in the entries a query finds, sorted by id (13 claims, some forty queries of the index)."""
        from lineage.mining.claims import count_claim
        from lineage.mining.frame import episode_keys
        from lineage.model.claim import queries_of, tests_of

        tests, _ = tests_of(self.statements, self.taxonomy)
        hits = {text: self.ids(asked) for text, asked in queries_of(tests).items()}
        every = self.entries().entries
        read = self.entries(query, audience=audience) if query or audience != "me" else None
        chosen = [one for one in (read.entries if read else every) if not one.conflicted]
        keys = episode_keys(every)
        return tuple(count_claim(test, chosen, hits, keys, self.taxonomy) for test in tests)

    def check(self) -> list[Problem]:
        """Every fault in every file, those of the kept run among them; changes nothing."""
        return sorted([*super().check(), *self._kept[1]])
