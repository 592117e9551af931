"""Agreement on passages: whether coders marked the same stretches of text with the same term.

**Source:** Krippendorff 2004, Content Analysis, second edition, chapter 11.6 (after Krippendorff 1995). The third and fourth editions
define another coefficient of the name: quote the edition with the number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Stretch = tuple[int, int]
"""Where it starts and how long it is, both in characters."""
_Section = tuple[int, int, bool]
"""Start, length, and whether it was marked or lies between marks."""


def unitizing(
    coders: Sequence[Mapping[str, Sequence[Stretch]]], *, begin: int, length: int
) -> dict[str, tuple[float, float]]:
    """Observed and expected disagreement for each term, over a continuum of ``length`` characters, terms sorted.

    ``coders`` holds one mapping a coder: a term to the stretches it was marked on. Sum both over terms for all of them together.
    """
    terms = sorted({term for marked in coders for term in marked})
    found = {}
    for term in terms:
        sections = [_sections(marked.get(term, ()), begin, length) for marked in coders]
        found[term] = _observed(sections, length), _expected(sections, length)
    return found


def _sections(stretches: Iterable[Stretch], begin: int, length: int) -> list[_Section]:
    """Marks and the gaps between them, in order, over the whole continuum; marks that overlap are one."""
    joined: list[tuple[int, int]] = []
    for start, long in sorted(stretches):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], start + long))
        elif long > 0:
            joined.append((start, start + long))
    sections: list[_Section] = []
    at = begin
    for start, end in joined:
        if start > at:
            sections.append((at, start - at, False))
        sections.append((start, end - start, True))
        at = end
    if begin + length > at:
        sections.append((at, begin + length - at, False))
    return sections


def _observed(coders: Sequence[list[_Section]], length: int) -> float:
    apart = sum(
        _difference(one, other)
        for at, mine in enumerate(coders)
        for to, theirs in enumerate(coders)
        if at != to
        for one in mine
        for other in theirs
    )
    pairs = len(coders) * (len(coders) - 1)
    return apart / (pairs * length * length) if pairs and length else 0.0


def _difference(one: _Section, other: _Section) -> int:
    """Squared lengths that are in one and not in the other: of two marks their ends, of a mark in a gap the whole mark."""
    shift = one[0] - other[0]
    if one[2] and other[2] and -one[1] < shift < other[1]:
        return shift * shift + (shift + one[1] - other[1]) ** 2
    if one[2] and not other[2] and 0 <= shift <= other[1] - one[1]:
        return one[1] * one[1]
    if not one[2] and other[2] and 0 <= -shift <= one[1] - other[1]:
        return other[1] * other[1]
    return 0


def _expected(coders: Sequence[list[_Section]], length: int) -> float:
    """What two coders would differ by, if each mark lay anywhere."""
    marks = [section[1] for sections in coders for section in sections if section[2]]
    gaps = [section[1] for sections in coders for section in sections if not section[2]]
    whole = len(coders) * length
    room = whole * (whole - 1) - sum(mark * (mark - 1) for mark in marks)
    if not marks or room <= 0:
        return 0.0
    apart = 0.0
    for mark in marks:
        apart += (len(marks) - 1) / 3 * (2 * mark**3 - 3 * mark**2 + mark)
        apart += mark * mark * sum(gap - mark + 1 for gap in gaps if gap >= mark)
    return 2 / length * apart / room
