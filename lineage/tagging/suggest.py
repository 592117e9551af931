"""Which tensions a text may bear, each with the passage or the earlier entry it rests on, or none of them.

**Source:** weights measured on 68 coded passages of twelve organisations (``benchmarks/suggestion.py``), 86 candidates, three
offered. From the taxonomy alone: recall .27, one of the three given by some coder for .47 of the passages. With the tagged
passages of the other eleven organisations: .37 and .62. The three commonest tensions, always: .24 and .53. Differences under
.05 are noise at that size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lineage.model.prose import prose
from lineage.model.suggestion import Suggestion
from lineage.model.text import one_line
from lineage.tagging.lexical import likenesses, words
from lineage.tagging.passages import Passage, passages_of, windows

if TYPE_CHECKING:
    from lineage.model.entry import Entry
    from lineage.model.taxonomy import Taxonomy

Floats = NDArray[np.floating]
VectorsOf = Callable[[Sequence[str]], Floats]

_NEAREST = 30
_NEIGHBOURS_WEIGHT = 25.0
"""Of the share of tags among the nearest entries; a share of .1 counts as two standard deviations of likeness."""
_FEW = 10
"""With so many tagged entries their word counts half."""
_NEAR_MISS_WEIGHT = 0.1
_SETTING_WEIGHT = 0.25
_NONE_QUANTILE = 0.1
"""Chosen on 68 passages with tensions and 21 without: .97 of the first are offered something and .81 of the second nothing; at
.02 1.00 and .52, at .05 1.00 and .71, at .15 .96 and .81."""
_SHORT = 20
"""Words (without stop words) below which a text is measured by passages that are short as well."""
_HALF = 5.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ground:
    """What the taxonomy's own passages say of a text; one place a candidate tension."""

    terms: tuple[str, ...]
    passages: tuple[Passage, ...]
    column: NDArray[np.intp]
    """The place of each passage's tension."""
    likeness: Floats
    """Of the text's best window with each passage."""


def suggest(
    text: str,
    taxonomy: Taxonomy,
    entries: Sequence[Entry],
    vectors_of: VectorsOf,
    *,
    setting: str = "",
    limit: int = 3,
) -> tuple[Suggestion, ...]:
    """At most ``limit`` tensions, the likeliest first; empty where the text resembles none.

    ``vectors_of`` is called once, with the passages of the taxonomy and the parts of the text, and gives rows L2-normalised;
    the caller may keep what it gives for the passages. An entry with the same words as the text is the text itself and is
    not looked at. ``setting`` is where it happened, a mild reason for tensions that are typical there.
    """
    text = text.strip()  # a new line at the end is a token of its own to some embeddings
    ground = _ground(text, passages_of(taxonomy), vectors_of)
    if ground is None:
        return ()
    terms = ground.terms
    tagged, why_entry = _neighbours(text, taxonomy, entries, terms)
    own = _own(ground, text) + _SETTING_WEIGHT * _typical(taxonomy, terms, setting)
    total = own + tagged
    order = sorted(range(len(terms)), key=lambda at: (-round(float(total[at]), 9), terms[at]))
    return tuple(
        _suggestion(
            ground, taxonomy, at, float(total[at]), why_entry.get(at, "") if tagged[at] > own[at] else ""
        )
        for at in order[: max(0, limit)]
        if total[at] > 0
    )


def _ground(text: str, passages: tuple[Passage, ...], vectors_of: VectorsOf) -> _Ground | None:
    """How the text compares with the passages; None where it has no words or does not speak of coordination."""
    if not passages or not words(text):
        return None
    texts = [*(passage.text for passage in passages), *windows(prose(text)), text]
    vectors = np.asarray(vectors_of(texts), dtype=np.float64)
    known, parts, whole = vectors[: len(passages)], vectors[len(passages) : -1], vectors[-1]
    terms = tuple(dict.fromkeys(passage.term for passage in passages))
    place = {term: at for at, term in enumerate(terms)}
    column = np.array([place[passage.term] for passage in passages], dtype=np.intp)
    usual = np.array([passage.why != "also called" for passage in passages])
    usual &= _as_short([len(words(passage.text)) for passage in passages], len(words(text)))
    if not _resembles(known, whole, column, usual):
        return None
    centre = known.mean(axis=0)
    likeness = (_unit(parts - centre) @ _unit(known - centre).T).max(axis=0)
    return _Ground(terms=terms, passages=passages, column=column, likeness=likeness)


def _as_short(lengths: Sequence[int], length: int) -> NDArray[np.bool_]:
    """Passages a short text may be measured by: a sentence is less like everything than a paragraph is."""
    counts = np.array(lengths)
    fair = (counts <= max(length, 1) * 2) if length < _SHORT else np.ones(len(counts), dtype=bool)
    return fair if fair.sum() >= _NEAREST else np.ones(len(counts), dtype=bool)


def _resembles(known: Floats, whole: Floats, column: NDArray[np.intp], usual: NDArray[np.bool_]) -> bool:
    """Whether the text speaks of coordination at all.

    It does if it is as like the tensions (mean over tensions of the likest passage, not centred) as all but the oddest
    tenth of the taxonomy's own passages are like the tensions of other pages. A bar taken from the taxonomy itself holds for
    any embedding and for a taxonomy with terms added. The text is taken as it stands: tables and lists of names betray
    themselves by their marks (without marks .67 of the passages without tension are seen, with them .81).
    """
    best = _best(known @ np.vstack([known, whole]).T, column)
    own = best[:, :-1]
    own[column, np.arange(len(column))] = np.nan
    if len(own) < 2:
        return True
    bar = np.quantile(np.nanmean(own[:, usual], axis=0), _NONE_QUANTILE)
    return bool(best[:, -1].mean() >= bar)


def _best(likeness: Floats, column: NDArray[np.intp]) -> Floats:
    """The likest passage of each tension: [tensions, columns of likeness]."""
    best = np.full((int(column.max()) + 1, likeness.shape[1]), -1.0)
    np.maximum.at(best, column, likeness)
    return best


def _own(ground: _Ground, text: str) -> Floats:
    """What the taxonomy says: likest passage and shared words, each in standard deviations, less near misses."""
    best = _best(ground.likeness[:, None], ground.column)[:, 0]
    documents = [
        " ".join(one.text for one, at in zip(ground.passages, ground.column, strict=True) if at == place)
        for place in range(len(ground.terms))
    ]
    shared = np.array(likenesses(text, documents))
    missed = np.full(len(ground.terms), -1.0)
    place = {term: at for at, term in enumerate(ground.terms)}
    for passage, likeness in zip(ground.passages, ground.likeness, strict=True):
        if passage.against in place:
            missed[place[passage.against]] = max(missed[place[passage.against]], likeness)
    missed = np.where(missed > -1, missed, np.median(missed[missed > -1]) if (missed > -1).any() else 0)
    return _standard(best) + _standard(shared) - _NEAR_MISS_WEIGHT * _standard(missed)


def _neighbours(
    text: str, taxonomy: Taxonomy, entries: Sequence[Entry], terms: tuple[str, ...]
) -> tuple[Floats, dict[int, str]]:
    """What the tagged entries most like the text say, and the likest entry of each tension.

    By shared words: word vectors found the right tension less often than words did (recall .17 against .28 by neighbours alone), since
    they see that two entries are minutes sooner than that they have one trouble.
    """
    place = {term: at for at, term in enumerate(terms)}
    own = words(prose(text))
    tagged, texts = [], []
    for entry in sorted(entries, key=lambda entry: (entry.id, entry.path)):
        bears = () if entry.conflicted else _borne(entry, taxonomy, place)
        body = prose(entry.text) if bears else ""
        if bears and own != words(body):
            tagged.append((entry, bears))
            texts.append(f"{entry.title}\n{body}")
    votes = np.zeros(len(terms))
    if not tagged:
        return votes, {}
    likeness = likenesses(text, texts)
    ranked = sorted(range(len(tagged)), key=lambda at: (-round(likeness[at], 9), tagged[at][0].id))
    near = ranked[:_NEAREST]
    floor = likeness[ranked[_NEAREST]] if len(ranked) > _NEAREST else 0.0
    why: dict[int, str] = {}
    for at in near:
        entry, bears = tagged[at]
        for term in bears:
            votes[term] += likeness[at] - floor
            if likeness[at] > 0:
                why.setdefault(term, f"like {entry.id} “{one_line(entry.title or entry.text, limit=60)}”")
    total = sum(likeness[at] - floor for at in near)
    trust = len(tagged) / (len(tagged) + _FEW)
    return (_NEIGHBOURS_WEIGHT * trust * votes / total if total > 0 else votes), why


def _borne(entry: Entry, taxonomy: Taxonomy, place: dict[str, int]) -> tuple[int, ...]:
    """The places of an entry's tensions among the candidates; a family alone teaches nothing here."""
    resolved = (taxonomy.resolve(name) for name in entry.tensions)
    return tuple(dict.fromkeys(place[term] for term in resolved if term in place))


def _typical(taxonomy: Taxonomy, terms: tuple[str, ...], setting: str) -> Floats:
    family = taxonomy.setting_family(setting)
    return np.array(
        [
            bool(family) and family in {taxonomy.setting_family(one) for one in taxonomy.by_id[term].settings}
            for term in terms
        ],
        dtype=float,
    )


def _suggestion(ground: _Ground, taxonomy: Taxonomy, at: int, total: float, why: str) -> Suggestion:
    if not why:
        mine = np.flatnonzero(ground.column == at)
        passage = ground.passages[int(mine[ground.likeness[mine].round(9).argmax()])]
        said = taxonomy.by_id[passage.term].hear if passage.why == "you hear" else passage.text
        why = f"{passage.why}: “{one_line(said or passage.text, limit=90)}”"
    term = ground.terms[at]
    return Suggestion(
        term=term,
        code=taxonomy.code(term),
        label=taxonomy.label(term),
        score=round(total / (total + _HALF), 3),
        why=why,
    )


def _standard(values: Floats) -> Floats:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-12 else np.zeros_like(values)


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 1e-9, lengths, 1.0)
