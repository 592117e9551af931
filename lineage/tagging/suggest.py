"""Which tensions a text may bear, each with the passage or the earlier entry it rests on, or none of them.

**Source:** a log-linear model of five comparisons (``learnt.py``), base rates and setting. The weights of long texts were fitted on
the cases of the sample journal, those of short ones on the taxonomy's own passages, each judged by the others; no passage of
``benchmarks/suggest.py`` was used. Decision 29 has the figures.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lineage.model.prose import prose
from lineage.model.suggestion import Suggestion
from lineage.model.text import one_line
from lineage.tagging.learn import learn
from lineage.tagging.learnt import compare
from lineage.tagging.lexical import likenesses, words
from lineage.tagging.neighbours import heard
from lineage.tagging.passages import passages_of

if TYPE_CHECKING:
    from lineage.model.entry import Entry
    from lineage.model.taxonomy import Taxonomy
    from lineage.tagging.learnt import Compared, Learnt

Floats = NDArray[np.floating]
VectorsOf = Callable[[Sequence[str]], Floats]

_SHORT, _LONG = 15, 60
"""Words without stop words: an example has 16 at the median, a case of the sample journal 75."""
_VIEWS_SHORT = np.array([0.1, 0.35, 0.5, 0.4, 0.0, 0.2])
_VIEWS_LONG = np.array([0.15, 0.3, 0.15, 0.45, 0.25, 0.45])
"""Of the page by vectors, the page by letters, the examples, the records by vectors, the names by words and the page by words."""
_USUAL_SHORT, _USUAL_LONG = 0.5, 0.65
_SETTING_WEIGHT = 0.3
_SURE = 0.8
"""So likely is one tension, if any is borne, that a text too short to be known for a trouble is still offered it: *only Anna has the
password*. Of 79 passages that bear nothing, each judged by the others, one more is offered something at .7 and none at .8."""
_TOLD = 1.0
"""An earlier entry is the reason given where the nearest ones raise the odds e-fold, else the taxonomy's own passage."""
_LEAST_CHANCE = 0.02
"""What is less likely is not offered beside the first; among 90 tensions a guess has .01."""


def suggest(  # noqa: PLR0913 (what is asked, what it is judged by, and what the caller keeps)
    text: str,
    taxonomy: Taxonomy,
    entries: Sequence[Entry],
    vectors_of: VectorsOf | None,
    *,
    setting: str = "",
    limit: int = 3,
    learnt: Learnt | None = None,
    usual: Mapping[str, int] | None = None,
) -> tuple[Suggestion, ...]:
    """At most ``limit`` tensions, the likeliest first; empty where the text seems to bear none.

    ``vectors_of`` gives rows L2-normalised; it is None where vectors of two calls cannot be compared, and texts are then
    compared by words and letters. ``learnt`` is what ``learn`` gave for this taxonomy and these vectors, kept by the caller;
    without it, it is learnt anew. ``usual`` says how many known cases bear each tension. An entry with the words of the text
    is the text itself and is not looked at. A score is the chance, between 0 and 1, that the text bears the tension.
    """
    body = prose(text.strip())
    learnt = learnt or learn(taxonomy, (), vectors_of)
    if learnt is None or not words(body) or limit < 1:
        return ()
    compared = compare(body, learnt, vectors_of)
    said = heard(body, taxonomy, entries, learnt.terms, usual or {})
    long = float(np.clip((compared.length - _SHORT) / (_LONG - _SHORT), 0, 1))
    own = _own(compared, long) + _SETTING_WEIGHT * _typical(taxonomy, learnt.terms, setting)
    total = own + (_USUAL_SHORT + (_USUAL_LONG - _USUAL_SHORT) * long) * said.usual + said.near
    chance = np.exp(total - total.max())
    chance /= chance.sum()
    if compared.any < learnt.bar[2] and chance.max() < _SURE:
        return ()
    chance *= compared.any
    ranked = sorted(range(len(chance)), key=lambda at: (-round(float(chance[at]), 9), learnt.terms[at]))
    order = [at for at in ranked[:limit] if at == ranked[0] or chance[at] >= _LEAST_CHANCE]
    why = _why(body, taxonomy, [learnt.terms[at] for at in order], compared.examples)
    return tuple(
        Suggestion(
            term=(term := learnt.terms[at]),
            code=taxonomy.code(term),
            label=taxonomy.label(term),
            score=round(float(chance[at]), 3),
            why=said.why[term] if term in said.why and said.near[at] >= _TOLD else why[term],
        )
        for at in order
    )


def _own(compared: Compared, long: float) -> Floats:
    return ((1 - long) * _VIEWS_SHORT + long * _VIEWS_LONG) @ compared.views


def _typical(taxonomy: Taxonomy, terms: tuple[str, ...], setting: str) -> Floats:
    family = taxonomy.setting_family(setting)
    return np.array(
        [
            bool(family) and family in {taxonomy.setting_family(one) for one in taxonomy.by_id[term].settings}
            for term in terms
        ],
        dtype=float,
    )


def _why(text: str, taxonomy: Taxonomy, terms: Sequence[str], by_vectors: Floats) -> dict[str, str]:
    """The passage of each tension's page that is likest the text: by words and, for the examples, by vectors."""
    row = itertools.count()
    placed = [(one, next(row) if one.of_practice else -1) for one in passages_of(taxonomy)]
    placed = [(one, at) for one, at in placed if one.term in terms]
    passages = [one for one, _ in placed]
    like = likenesses(text, [one.text for one in passages])
    like = [value + (by_vectors[at] if at >= 0 else 0.0) for value, (_, at) in zip(like, placed, strict=True)]
    found: dict[str, str] = {}
    for at in sorted(range(len(passages)), key=lambda at: (-round(like[at], 9), at)):
        passage = passages[at]
        said = taxonomy.by_id[passage.term].hear if passage.why == "you hear" else passage.text
        found.setdefault(passage.term, f"{passage.why}: “{one_line(said or passage.text, limit=90)}”")
    return found
