"""Themes: groups of observations that speak of alike things, found in their words and tags.

**Strength:** share of the episodes that have an entry in the theme (unit "share of episodes"), with its Wilson interval.
**Source:** k-means in a space of word vectors, words and tags smoothed over neighbours; number by silhouette and prediction strength;
stability after Hennig 2007; labels after Monroe, Colaresi and Quinn 2008.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from lineage.mining.clusters import Clustering, one_thread
from lineage.mining.counts import wilson
from lineage.mining.features import space_of
from lineage.mining.frame import Finding, Found, Frame, Vectors
from lineage.mining.granularity import Choice, choose
from lineage.mining.phrases import Phrase, distinguishing, phrases_of

LEAST_EPISODES = 30
_DOMINANT = 3
"""A tension names a theme where one in so many of its entries bears it."""
_WORDS_ALONE = 3
"""Words that name a theme which no tension does."""
_STEM = 4
"""Letters by which two words are taken for one: vote, votes, voting."""
_DISSOLVED, _STABLE = 0.5, 0.6
"""Jaccard at and below which a theme is dissolved, and from which it is a pattern (Hennig 2007)."""


def themes(frame: Frame, seed: int) -> Found:
    """Every row is in one theme or unplaced; unplaced are those that lie nearer to another theme than to their own.

    Below 30 episodes, without vectors, or where no number of clusters survives resampling there are none, and a note
    says why.
    """
    if frame.vectors is None:
        return Found(notes=("no themes: texts were not turned into vectors",))
    if len(frame.episodes) < LEAST_EPISODES:
        return Found(
            notes=(
                (
                    f"exploratory: {len(frame.episodes)} episodes are too few for themes; below {LEAST_EPISODES} a grouping "
                    "says nothing, whatever it finds"
                ),
            )
        )
    with one_thread():
        return _themes(frame, frame.vectors, seed)


def _themes(frame: Frame, vectors: Vectors, seed: int) -> Found:
    episode = np.zeros(len(frame.entries), dtype=np.intp)
    for number, one in enumerate(frame.episodes):
        episode[list(one.rows)] = number
    space = space_of(vectors, frame.texts, frame.terms)
    points = space.points()
    choice = choose(space, points, episode, seed=seed, kept=_kept_rows(frame))
    if choice is None:
        return Found(
            unplaced=tuple(range(len(frame.entries))),
            notes=(
                (
                    "no themes: whatever their number, more than half of them fall apart when episodes are drawn again "
                    "(median Jaccard under 0.5)"
                ),
            ),
        )
    return _found(frame, choice, points)


def _kept_rows(frame: Frame) -> list[list[int]]:
    """The rows here that lay nearest to each centre of the kept run."""
    at = {entry.id: row for row, entry in enumerate(frame.entries)}
    return [[at[one] for one in members if one in at] for members in frame.anchors]


def _found(frame: Frame, choice: Choice, points: Vectors) -> Found:
    clustering, stable = choice.clustering, choice.stable
    placed = clustering.silhouettes >= 0
    organisations = {entry.organisation for entry in frame.entries}
    phrases = phrases_of(frame.texts, avoid=organisations)
    findings: list[Finding] = []
    unplaced = set(np.flatnonzero(~placed).tolist())
    labels: list[str] = []
    for number in range(clustering.k):
        rows = tuple(np.flatnonzero(placed & (clustering.labels == number)).tolist())
        episodes = frame.episodes_of(rows)
        if len(episodes) < 2:
            unplaced.update(rows)  # one episode is no recurrence
            continue
        telling = distinguishing(phrases, rows)
        label, terms = _label(frame, rows, telling, labels)
        labels.append(label)
        findings.append(
            Finding(
                kind="theme",
                label=label,
                terms=terms,
                rows=rows,
                episodes=episodes,
                strength=len(episodes) / len(frame.episodes),
                unit="share of episodes",
                interval=wilson(len(episodes), len(frame.episodes)),
                stability=float(stable[number]),
                medoid=_medoid(points, clustering, number, rows),
                notes=(*_notes(telling, float(stable[number]), len(rows)), _whose(frame, rows)),
            )
        )
    return Found(
        findings=tuple(findings),
        unplaced=tuple(sorted(unplaced)),
        places=tuple(
            tuple(np.flatnonzero(clustering.labels == number).tolist()) for number in range(clustering.k)
        ),
        notes=_run_notes(frame, choice.note, unplaced),
    )


def _medoid(points: Vectors, clustering: Clustering, number: int, rows: tuple[int, ...]) -> int:
    return rows[int((points[list(rows)] @ clustering.centres[number]).round(6).argmax())]


def _label(
    frame: Frame, rows: tuple[int, ...], telling: list[Phrase], taken: list[str]
) -> tuple[str, tuple[str, ...]]:
    """The label of the tension that a third bear and the most telling phrase, or phrases alone; and the terms that a fifth of the rows bear."""
    counted = Counter(term for row in rows for term in frame.terms[row])
    common = sorted(counted, key=lambda term: (-counted[term], term))
    terms = tuple(term for term in common if 5 * counted[term] >= len(rows))[:3]
    parts = [frame.taxonomy.label(terms[0])] if terms and _DOMINANT * counted[terms[0]] >= len(rows) else []
    words = [one.text for one in telling if not _said(one.text, parts)]
    shown = 1 if parts else _WORDS_ALONE
    label = ": ".join([*parts, ", ".join(words[:shown])] if words else parts)
    for word in words[shown:]:
        if label and label not in taken:
            break
        label = f"{label}, {word}"
    if label and label not in taken:
        return label, terms
    first = frame.entries[rows[0]].id
    return (f"{label} ({first})" if label else f"no common word ({first})"), terms


def _said(phrase: str, parts: list[str]) -> bool:
    """True where the label says the phrase already: the same word, or one that begins alike."""
    said = {word[:_STEM] for part in parts for word in part.lower().split()}
    return all(word[:_STEM] in said for word in phrase.split())


def _notes(telling: list[Phrase], stability: float, n: int) -> tuple[str, ...]:
    notes = []
    if telling:
        shown = "; ".join(f"{one.text} (z {one.z:.1f}, {one.count} of {n} entries)" for one in telling[:5])
        notes.append(f"words that set it apart: {shown}")
    if stability <= _DISSOLVED:
        notes.append(
            f"weak: it dissolves when episodes are drawn again (Jaccard {stability:.2f}); do not build on it"
        )
    elif stability < _STABLE:
        notes.append(f"weak: who belongs to it is doubtful (Jaccard {stability:.2f}, under {_STABLE:.2f})")
    return tuple(notes)


def _whose(frame: Frame, rows: tuple[int, ...]) -> str:
    """How much of it is of one coder and of one setting family: neither is a feature, so that a theme may still be one person's."""
    told = []
    for what, of in (
        ("coder", [frame.entries[row].coder for row in rows]),
        ("setting family", [frame.taxonomy.setting_family(frame.entries[row].setting) for row in rows]),
    ):
        counted = Counter(name for name in of if name)
        if counted:
            name, count = min(counted.items(), key=lambda one: (-one[1], one[0]))
            told.append(f"{count} of {len(rows)} entries are of one {what} ({name})")
    return "; ".join(told) or "none of its entries names a coder or a setting"


def _run_notes(frame: Frame, chosen: str, unplaced: set[int]) -> tuple[str, ...]:
    notes = [chosen]
    if unplaced:
        notes.append(
            f"{len(unplaced)} of {len(frame.entries)} entries are in no theme: they lie nearer to another one than to "
            "their own, or theirs has a single episode"
        )
    return tuple(notes)
