"""Where coders of one entry differ: what each answered, the passage each marked, and whether a memo has settled it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from lineage.model.agreement import Disagreement, Stand
from lineage.model.text import one_line
from lineage.tagging.answers import RANKS, SETS, Question, answer, named, questions
from lineage.tagging.measures.distances import masi

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lineage.model.coding import Coded, Coding
    from lineage.model.resolution import Resolution
    from lineage.model.taxonomy import Taxonomy

OPENING = 200
"""Letters of an entry's text that stand for a passage where none was marked."""


def disagreements(
    coded: Sequence[Coded], taxonomy: Taxonomy, settled: Mapping[str, tuple[Resolution, ...]]
) -> tuple[Disagreement, ...]:
    """Every facet that coders of one entry answered differently, the tensions first, then the widest apart, then by entry."""
    asked = [question for question in questions(taxonomy) if not question.derived]
    found = [
        (place, one)
        for entry in coded
        for place, question in enumerate(asked)
        for one in _differs(question, entry, taxonomy, settled.get(entry.entry.id, ()))
    ]
    return tuple(
        one for _, one in sorted(found, key=lambda item: (item[0], -item[1].distance, item[1].entry))
    )


def _differs(
    question: Question, coded: Coded, taxonomy: Taxonomy, settled: Iterable[Resolution]
) -> Iterator[Disagreement]:
    """The disagreement of one entry's coders on a question, if there is one."""
    given = [
        (coding, value)
        for coding in coded.codings
        for value in (answer(question, coding, taxonomy),)
        if value is not None
    ]
    if len({value for _, value in given}) < 2 and not _other_first(
        question, [one for one, _ in given], taxonomy
    ):
        return
    pairs = [_apart(question, one, other) for (_, one), (_, other) in combinations(given, 2)]
    latest = max(coding.recorded for coding, _ in given)
    settling = next(
        (one for one in settled if one.of(question.facet) is not None and one.recorded >= latest), None
    )
    yield Disagreement(
        entry=coded.entry.id,
        title=coded.entry.title,
        opening=one_line(" ".join(coded.entry.text.split()), limit=OPENING),
        facet=question.name,
        stands=tuple(_stand(question, coding, taxonomy) for coding, _ in given),
        distance=round(sum(pairs) / len(pairs), 4),
        resolved=settling.memo if settling else "",
        decision=(settling.of(question.facet) or ()) if settling else (),
        reason=settling.reason if settling else "",
    )


def _other_first(question: Question, codings: Iterable[Coding], taxonomy: Taxonomy) -> bool:
    """True where coders have the same tensions and another of them first."""
    if question.name != "tensions":
        return False
    return len({(named(one, "tensions", taxonomy) or ("",))[0] for one in codings}) > 1


def _apart(question: Question, one: Any, other: Any) -> float:
    """How far two answers are apart, 0 to 1."""
    if question.scale == SETS:
        return masi(one, other)
    if question.scale == RANKS:
        places = [question.order.index(value) for value in (one, other)]
        return abs(places[0] - places[1]) / max(len(question.order) - 1, 1)
    return float(one != other)


def _stand(question: Question, coding: Coding, taxonomy: Taxonomy) -> Stand:
    values = named(coding, question.facet, taxonomy) or ()
    quotes = [
        (term, " ".join(text.split()))
        for name, text in coding.quotes
        for term in (taxonomy.resolve(name) or name,)
        if question.name == "tensions" and term in values
    ]
    return Stand(coder=coding.coder, values=values, quotes=tuple(quotes), remark=coding.remark)
