"""Gaps: groups of like observations that no tension of the taxonomy explains; candidates for a new term.

**Strength:** the share of like episodes that bear no term (unit "share of like episodes without a term"), with its Wilson interval.
**Source:** average linkage by cosine; Fisher 1935 (exact, one-sided) and Benjamini and Hochberg 1995; stability after Hennig 2007; words that
set a group apart after Monroe, Colaresi and Quinn 2008.

An episode is a gap where none of its entries bears a tension or a family; perhaps nothing fits, perhaps nobody tagged it. So all episodes are
grouped by their texts alone, tagged or not, and of each group it is tested whether more of it than of the rest bears no term: where a
journal is tagged by halves, every group is. Told are the episodes without a term of a group with q under .05: at least five, of two
bodies. A free word that five such episodes were given, more than bear a term, is a group as well: people have named it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lineage.mining.clusters import one_thread
from lineage.mining.counts import adjusted, wilson
from lineage.mining.frame import Episode, Finding, Found, Frame
from lineage.mining.likeness import LEAST_EPISODES, cut, joined, likeness, points_of, stability, tree_of
from lineage.mining.phrases import Phrase, distinguishing, phrases_of
from lineage.mining.tables import exact_more
from lineage.model.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

LEAST_TO_COMPARE = 30
"""Episodes in all below which nobody can say what is alike."""
_LEAST_BODIES = 2
_MOST = 600
"""Episodes that are grouped, at most half of them without a term where there are more; the others join the group they are like."""
_LEAST_JACCARD = 0.6
_LEVEL = 0.05
_COMPARED = 2_000
"""Entries whose words a group is set against."""
_NAMED = 3
_WORD_LENGTH = 40
_STEM = 4
"""Letters by which two words are taken for one."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Group:
    numbers: tuple[int, ...]
    """Places in the frame of its episodes without a term, sorted."""
    like: int
    """Episodes it was found among, tagged or not."""
    stability: float | None = None
    medoid: int | None = None
    word: str = ""
    """The free word that made it; empty where the likeness of texts did."""
    p: float | None = None
    q: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cluster:
    """Like episodes, tagged or not, and the test of bearing no term."""

    numbers: tuple[int, ...]
    """Places in the frame of those without a term, sorted."""
    like: int
    """How many they are with those that bear one."""
    least: float
    """The cosine that made it."""
    core: NDArray[np.int64]
    """Places in the sample of those of its episodes that are in it."""
    p: float
    q: float


def gaps(frame: Frame, seed: int) -> Found:
    """Groups of at least five episodes without a term; where there are none, the words these share."""
    open_ones = [number for number, one in enumerate(frame.episodes) if not one.terms]
    if not open_ones:
        return Found(notes=("no gaps: every episode bears a term",) if frame.episodes else ())
    groups: list[_Group] = []
    notes: list[str] = []
    why_not = _why_not(frame, open_ones)
    if why_not:
        notes.append(why_not)
    else:
        with one_thread():
            groups, notes = _alike(frame, seed)
    groups += _by_word(frame, open_ones, groups)
    said = (
        f"{len(open_ones)} of {len(frame.episodes)} episodes bear no term: nothing fits, or nobody tagged them; {len(groups)} groups of "
        "them told"
    )
    if not groups:
        said += _words_shared(frame, open_ones)
    return Found(findings=tuple(_finding(frame, group) for group in groups), notes=(said, *notes))


def _why_not(frame: Frame, open_ones: list[int]) -> str:
    """Why texts are not compared, or an empty text."""
    if len(open_ones) < LEAST_EPISODES:
        return f"no gaps: {LEAST_EPISODES} episodes without a term are needed"
    if len(open_ones) == len(frame.episodes):
        return "no gaps by text: no episode bears a term that the others could be set against"
    if frame.vectors is None:
        return "no gaps by text: texts were not turned into vectors"
    if len(frame.episodes) < LEAST_TO_COMPARE:
        return f"no gaps by text: {len(frame.episodes)} episodes are too few to say what is alike ({LEAST_TO_COMPARE} needed)"
    return ""


def _alike(frame: Frame, seed: int) -> tuple[list[_Group], list[str]]:
    """The groups that texts make, and how many were tested; of groups that overlap by half the one with the smallest p."""
    points = points_of(frame)
    untagged = np.array([not one.terms for one in frame.episodes])
    chosen = _sampled(untagged)
    tested = _tested(points, untagged, chosen)
    if not tested:
        return [], ["no gaps by text: no five episodes are alike"]
    groups: list[_Group] = []
    taken: list[set[int]] = []
    loose = 0
    for one in sorted(tested, key=lambda one: (one.p, -len(one.numbers), one.numbers)):
        episodes = [frame.episodes[number] for number in one.numbers]
        if one.q >= _LEVEL or len(one.numbers) < LEAST_EPISODES or _bodies(episodes) < _LEAST_BODIES:
            continue
        if any(2 * len(other & set(one.numbers)) >= min(len(other), len(one.numbers)) for other in taken):
            continue
        stable = stability(points[chosen], one.core, one.least, seed)
        if stable < _LEAST_JACCARD:
            loose += 1
            continue
        taken.append(set(one.numbers))
        medoid = _medoid(frame, [row for episode in episodes for row in episode.rows])
        groups.append(
            _Group(numbers=one.numbers, like=one.like, stability=stable, medoid=medoid, p=one.p, q=one.q)
        )
    notes = [f"{len(tested)} groups of like episodes tested for bearing no term, {len(groups)} told"]
    if loose:
        notes.append(
            f"{loose} more fall apart when episodes are drawn again (Jaccard under {_LEAST_JACCARD})"
        )
    return groups, notes


def _tested(
    points: NDArray[np.float64], untagged: NDArray[np.bool_], chosen: NDArray[np.int64]
) -> list[_Cluster]:
    """The clusters of at least five episodes at three degrees of likeness, each once, with p and q of bearing no term."""
    tree = tree_of(points[chosen])
    found: dict[tuple[int, ...], tuple[float, NDArray[np.int64]]] = {}
    for least in likeness(points[chosen]):
        labels = cut(tree, least)
        of = joined(points, chosen, labels, least)
        for label in np.unique(of[of >= 0]):
            members = np.flatnonzero(of == label)
            found.setdefault(tuple(members.tolist()), (least, np.flatnonzero(labels == label)))
    sets = list(found)
    bare = [tuple(number for number in members if untagged[number]) for members in sets]
    counts = [
        (len(some), len(members), int(untagged.sum()), len(points))
        for some, members in zip(bare, sets, strict=True)
    ]
    p_values = exact_more(*np.array(counts, dtype=np.int64).reshape(-1, 4).T).tolist()
    return [
        _Cluster(
            numbers=numbers, like=len(members), least=found[members][0], core=found[members][1], p=p, q=q
        )
        for numbers, members, p, q in zip(bare, sets, p_values, adjusted(p_values, len(sets)), strict=True)
    ]


def _sampled(untagged: NDArray[np.bool_]) -> NDArray[np.int64]:
    """At most six hundred episodes, in the order of the frame, which is that of a hash; half of them without a term where it must choose."""
    bare, tagged = np.flatnonzero(untagged), np.flatnonzero(~untagged)
    if len(untagged) > _MOST:
        half = _MOST // 2
        bare, tagged = (
            bare[: max(half, _MOST - len(tagged))],
            tagged[: max(half, _MOST - len(bare))],
        )
    return np.sort(np.concatenate([bare, tagged]))


def _medoid(frame: Frame, rows: list[int]) -> int:
    assert frame.vectors is not None
    members = frame.vectors[rows] - frame.vectors.mean(axis=0)
    return rows[int((members @ members.mean(axis=0)).round(6).argmax())]


def _by_word(frame: Frame, open_ones: Iterable[int], groups: list[_Group]) -> list[_Group]:
    """A group for each free word of five episodes, unless as many with it bear a term or half of them are in a group already."""
    taken = [set(group.numbers) for group in groups]
    tagged = _words(frame, [number for number, one in enumerate(frame.episodes) if one.terms])
    explained = {word.casefold(): len(numbers) for word, numbers in tagged.items()}
    found = []
    for word, numbers in _words(frame, open_ones).items():
        episodes = [frame.episodes[number] for number in numbers]
        others = explained.get(word.casefold(), 0)
        if len(numbers) < LEAST_EPISODES or _bodies(episodes) < _LEAST_BODIES or others >= len(numbers):
            continue
        if not any(2 * len(one & set(numbers)) >= len(numbers) for one in taken):
            found.append(_Group(numbers=tuple(numbers), like=len(numbers) + others, word=word))
            taken.append(set(numbers))
    return found


def _words(frame: Frame, numbers: Iterable[int]) -> dict[str, list[int]]:
    """Each free word, as its first entry spells it, with its episodes; the commonest first, then by the word."""
    spelt: dict[str, str] = {}
    found: dict[str, list[int]] = {}
    for number in numbers:
        for word in {
            " ".join(word.split()): None
            for row in frame.episodes[number].rows
            for word in frame.entries[row].words
        }:
            if word:
                spelt.setdefault(word.casefold(), word)
                held = found.setdefault(word.casefold(), [])
                if not held or held[-1] != number:
                    held.append(number)
    return {
        spelt[key]: numbers
        for key, numbers in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    }


def _bodies(episodes: Iterable[Episode]) -> int:
    organisations, settings = set[str](), set[str]()
    for one in episodes:
        organisations.update(one.organisations)
        settings.update(one.settings)
    return max(len(organisations), len(settings))


def _telling(frame: Frame, numbers: Iterable[int]) -> list[Phrase]:
    """The phrases that set these episodes apart from a sample of the others."""
    inside = [row for number in numbers for row in frame.episodes[number].rows][:_COMPARED]
    members = set(inside)
    outside = [row for row in range(len(frame.entries)) if row not in members][:_COMPARED]
    avoid = {frame.entries[row].organisation for row in inside}
    phrases = phrases_of([frame.texts[row] for row in (*inside, *outside)], avoid=avoid)
    return distinguishing(phrases, range(len(inside)))


def _finding(frame: Frame, group: _Group) -> Finding:
    episodes = tuple(frame.episodes[number] for number in group.numbers)
    rows = tuple(sorted(row for one in episodes for row in one.rows))
    telling = _telling(frame, group.numbers)
    given = {word: len(held) for word, held in _words(frame, group.numbers).items()}
    common = [word for word, count in given.items() if 3 * count >= len(episodes)]
    names = ([group.word] if group.word else common)[:_NAMED] or _apart(telling)
    said = ", ".join(one_line(name, limit=_WORD_LENGTH) for name in names)
    label = f"no term for: {said}" if said else f"no term and no common word ({frame.entries[rows[0]].id})"
    free = "; ".join(
        f"{one_line(word, limit=_WORD_LENGTH)} ({count} of {len(episodes)} episodes)"
        for word, count in list(given.items())[:5]
    )
    words = "; ".join(
        f"{one.text} (z {one.z:.1f}, {one.count} of {len(rows)} entries)" for one in telling[:5]
    )
    return Finding(
        kind="gap",
        label=label,
        terms=(),
        rows=rows,
        episodes=episodes,
        strength=len(episodes) / group.like,
        unit="share of like episodes without a term",
        interval=wilson(len(episodes), group.like),
        p=group.p,
        q=group.q,
        stability=group.stability,
        medoid=group.medoid,
        notes=(
            f"{len(episodes)} of {group.like} like episodes bear no term: a candidate for a new one, or still to be tagged",
            *([f"free words: {free}"] if free else []),
            *([f"words that set it apart: {words}"] if words else []),
            *(["no stability: it is held together by a word that people gave"] if group.word else []),
        ),
    )


def _apart(telling: Iterable[Phrase]) -> list[str]:
    """The first phrases that say different things: of vote, votes and voters one is enough."""
    said: set[str] = set()
    found: list[str] = []
    for one in telling:
        stems = {word[:_STEM] for word in one.text.split()}
        if not stems <= said:
            found.append(one.text)
            said |= stems
    return found[:_NAMED]


def _words_shared(frame: Frame, numbers: list[int]) -> str:
    """The free words of at least two episodes, else of any, as the end of a sentence."""
    words = _words(frame, numbers)
    named = [word for word, held in words.items() if len(held) > 1] or list(words)
    if not named:
        return ""
    return f"; their own words: {', '.join(one_line(word, limit=_WORD_LENGTH) for word in named[:5])}"
