"""What miners are given: observations with their terms, episodes and weights, in an order of their own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lineage.model.entry import UNCLEAR, Entry
from lineage.model.prose import prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lineage.model.taxonomy import Taxonomy

Vectors = NDArray[np.float32]

HALF_LIVES = {"dao": 12, "hybrid": 24, "community": 24, "organization": 36, "government": 60, "field": 60}
"""Months after which an observation weighs half, by setting family; our own figures."""
_OTHER_HALF_LIFE = 24
DIRECTNESS = {"participant": 1.0, "facilitator": 1.0, "document": 0.8, "bystander": 0.7, "second-hand": 0.4}
"""How much an observation weighs by the position of its observer; our own figures."""
_OTHER_DIRECTNESS = 0.7
_DAYS_A_MONTH = 30.4375


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """The entries of one episode, taken together; every threshold counts these."""

    key: str
    rows: tuple[int, ...]
    """Rows of the frame, the latest observation last."""
    terms: tuple[str, ...]
    """Ids of the tensions and families of its entries, sorted."""
    outcome: str
    """Of its latest entry that knows one; unclear where it was asked and none knows, empty where none gives one."""
    settings: tuple[str, ...]
    organisations: tuple[str, ...]
    observers: tuple[str, ...]
    coders: tuple[str, ...]
    family: str
    """The setting family of its latest entry that has one; empty where none has."""
    age: float | None
    """Months since its latest observation; None where its date is not known."""
    weight: float
    """Recency times directness, above 0 and at most 1."""
    second_hand: bool
    """True where every entry of it was told second-hand."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """Observations sorted by a hash of their id, so that the order they came in never matters."""

    taxonomy: Taxonomy
    entries: tuple[Entry, ...]
    texts: tuple[str, ...]
    """Title and body without mark-up, one a row."""
    terms: tuple[tuple[str, ...], ...]
    """Ids of each row's tensions and families, the primary first; names the taxonomy has not are left out."""
    follows: tuple[tuple[int, ...], ...]
    """The rows each row grew out of, sorted: the nearest ones, also by way of entries that are no rows."""
    episodes: tuple[Episode, ...]
    """Sorted by a hash of their key."""
    vectors: Vectors | None
    today: date
    anchors: tuple[tuple[str, ...], ...] = ()
    """Ids that lay nearest to each centre of the kept run."""
    notes: tuple[str, ...] = ()

    def episodes_of(self, rows: Iterable[int]) -> tuple[Episode, ...]:
        """The episodes that any of these rows belongs to, in the order of the frame."""
        wanted = set(rows)
        return tuple(episode for episode in self.episodes if wanted.intersection(episode.rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a miner found, before it is graded and given exemplars."""

    kind: str
    label: str
    terms: tuple[str, ...]
    rows: tuple[int, ...]
    episodes: tuple[Episode, ...]
    strength: float
    unit: str
    interval: tuple[float, float] | None = None
    p: float | None = None
    q: float | None = None
    stability: float | None = None
    medoid: int | None = None
    """The row most like the others, where the miner knows one."""
    facets: tuple[str, ...] = ()
    """Facet values it is about, as a query names them, such as ``machine:ai-agent``."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The findings of one miner, the rows it could not place and what it could not say."""

    findings: tuple[Finding, ...] = ()
    unplaced: tuple[int, ...] = ()
    places: tuple[tuple[int, ...], ...] = ()
    """Every row by the group whose centre is nearest, unplaced ones too: from there the next run begins."""
    notes: tuple[str, ...] = field(default=())


def frame_of(
    entries: Sequence[Entry],
    taxonomy: Taxonomy,
    vectors: Vectors | None,
    *,
    today: date,
    keys: Mapping[str, str] | None = None,
    half_lives: Mapping[str, float] | None = None,
) -> Frame:
    """The frame of these entries; ``vectors`` has one row an entry, in the order given.

    ``keys`` names the episode of each id where these are part of a journal: what links two of them may be elsewhere.

    Only observations that name an occasion and hold no conflict marks become rows, one an id. An entry of any kind may join episodes by what
    it follows. Recency is ``0.5 ** (age in months / half-life of the setting family)``, with ``half_lives`` of a journal's own
    where it has some; an unclear date weighs 0.5, an unknown family has a half-life of 24 months, a position that is absent or unclear weighs 0.7.
    """
    keys = keys or episode_keys(entries)
    first: dict[str, int] = {}
    for at in sorted(range(len(entries)), key=lambda at: (entries[at].path, entries[at].body)):
        if entries[at].kind == "observation" and not entries[at].conflicted and entries[at].names_occasion:
            first.setdefault(entries[at].id, at)
    order = sorted(first.values(), key=lambda at: hashed(entries[at].id))
    rows = tuple(entries[at] for at in order)
    terms, unknown = _terms(rows, taxonomy)
    joined: dict[str, list[int]] = {}
    for row, entry in enumerate(rows):
        joined.setdefault(keys[entry.id], []).append(row)
    lives = half_lives or HALF_LIVES
    episodes = [
        _weighed(_episode(key, members, rows, terms, taxonomy, today), lives)
        for key, members in joined.items()
    ]
    return Frame(
        taxonomy=taxonomy,
        entries=rows,
        texts=tuple(titled_prose(entry) for entry in rows),
        terms=terms,
        follows=_follows(rows, entries),
        episodes=tuple(sorted(episodes, key=lambda episode: hashed(episode.key))),
        vectors=None if vectors is None else np.asarray(vectors, dtype=np.float32)[order],
        today=today,
        notes=_notes(entries, unknown),
    )


def _follows(rows: Sequence[Entry], entries: Iterable[Entry]) -> tuple[tuple[int, ...], ...]:
    """The rows nearest upstream of each row; an arrangement between two observations does not part them."""
    place = {entry.id: row for row, entry in enumerate(rows)}
    between: dict[str, set[str]] = {}
    for entry in entries:
        if entry.follows and entry.id not in place:
            between.setdefault(entry.id, set()).update(entry.follows)
    found = []
    for row, entry in enumerate(rows):
        upstream, seen, waiting = set[int](), {entry.id}, list(entry.follows)
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            if name in place:
                upstream.add(place[name])
            else:
                waiting.extend(between.get(name, ()))
        found.append(tuple(sorted(upstream - {row})))
    return tuple(found)


def _notes(entries: Iterable[Entry], unknown: int) -> tuple[str, ...]:
    conflicted = sum(entry.conflicted for entry in entries)
    general = sum(entry.kind == "observation" and not entry.names_occasion for entry in entries)
    return tuple(
        note
        for count, note in (
            (general, f"{general} observations name no date, body or episode: they are read, not counted"),
            (conflicted, f"{conflicted} entries hold git's conflict marks and are not mined"),
            (unknown, f"{unknown} tags name no term of the taxonomy and were left out"),
        )
        if count
    )


def hashed(name: str) -> tuple[str, str]:
    """A key that sorts names in an order that says nothing about them."""
    return hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=8).hexdigest(), name


def titled_prose(entry: Entry) -> str:
    """The words of an entry's title and of its body, a paragraph or a bullet a line."""
    return "\n".join(filter(None, (" ".join(entry.title.split()), prose(entry.text))))


def _terms(entries: Sequence[Entry], taxonomy: Taxonomy) -> tuple[tuple[tuple[str, ...], ...], int]:
    """The terms of each entry, with a deprecated tension read as the one that replaced it; how many are unknown."""
    unknown, found = 0, []
    for entry in entries:
        ids: list[str] = []
        for name in entry.tensions:
            term = taxonomy.resolve(name)
            if term is None:
                unknown += name.lower() != UNCLEAR
                continue
            tension = taxonomy.by_id.get(term)
            ids.append(tension.replaced_by if tension and tension.replaced_by in taxonomy.by_id else term)
        found.append(tuple(dict.fromkeys(ids)))
    return tuple(found), unknown


def episode_keys(entries: Sequence[Entry]) -> dict[str, str]:
    """The episode of each id: its own key, else that of what it is connected with by ``follows``.

    A connected group in which exactly one key is given has that key; else its smallest id. Two entries that follow
    the same entry belong together even where that entry is not among those given.
    """
    root: dict[str, str] = {}

    def find(name: str) -> str:
        while root.setdefault(name, name) != name:
            root[name] = root[root[name]]
            name = root[name]
        return name

    for entry in entries:
        for other in (entry.id, *entry.follows):
            ends = sorted((find(entry.id), find(other)))
            root[ends[1]] = ends[0]
    given: dict[str, set[str]] = {}
    for entry in entries:
        if entry.episode:
            given.setdefault(find(entry.id), set()).add(entry.episode)
    keys: dict[str, str] = {}
    for entry in entries:
        named = given.get(find(entry.id), set())
        keys[entry.id] = entry.episode or (next(iter(named)) if len(named) == 1 else find(entry.id))
    return keys


def _episode(
    key: str,
    members: list[int],
    entries: Sequence[Entry],
    terms: Sequence[tuple[str, ...]],
    taxonomy: Taxonomy,
    today: date,
) -> Episode:
    rows = sorted(members, key=lambda row: (_last(entries[row]), entries[row].recorded, entries[row].id))
    latest = [entries[row] for row in reversed(rows)]
    family = next(filter(None, (taxonomy.setting_family(entry.setting) for entry in latest)), "")
    direct = max(DIRECTNESS.get(entry.observer_position, _OTHER_DIRECTNESS) for entry in latest)
    return Episode(
        key=key,
        rows=tuple(rows),
        terms=tuple(sorted({term for row in rows for term in terms[row]})),
        outcome=next(
            (entry.outcome for entry in latest if entry.outcome not in ("", UNCLEAR)),
            UNCLEAR if any(entry.outcome for entry in latest) else "",
        ),
        settings=_named(entry.setting for entry in latest),
        organisations=_named(entry.organisation for entry in latest),
        observers=_named(entry.observer for entry in latest),
        coders=_named(entry.coder for entry in latest),
        family=family,
        age=_age(latest[0], today),
        weight=direct,
        second_hand=all(entry.observer_position == "second-hand" for entry in latest),
    )


def _last(entry: Entry) -> date:
    """The last day of what was observed; an unclear date sorts before every other."""
    return entry.observed.last or date.min


def _age(latest: Entry, today: date) -> float | None:
    if latest.observed.last is None:
        return None
    return max(0, (today - latest.observed.last).days) / _DAYS_A_MONTH


def _weighed(episode: Episode, half_lives: Mapping[str, float]) -> Episode:
    """The same episode, its directness weighed by how long ago it was."""
    half_life = half_lives.get(episode.family, _OTHER_HALF_LIFE)
    recency = 0.5 if episode.age is None else float(0.5 ** (episode.age / half_life))
    return replace(episode, weight=recency * episode.weight)


def _named(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value and value != UNCLEAR}))
