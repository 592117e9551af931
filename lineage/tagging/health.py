"""Codebook health: terms without a place, without a use, hard to tell apart, used by one coder only, drifting; and saturation.

**Source:** MacQueen et al. 1998 (what a term's page holds); Guest, Namey and Chen 2020 (new terms per run of entries as saturation);
Newcombe 1998 (the interval of a difference of shares). The thresholds are ours.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from lineage.model.health import Finding, Health
from lineage.model.text import counted
from lineage.tagging.answers import named
from lineage.tagging.measures.shares import difference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from lineage.model.coding import Coded
    from lineage.model.entry import Entry
    from lineage.model.taxonomy import Taxonomy, Tension

LEAST_TAGGED = 30
"""Tagged entries below which a term that was not used only had no occasion yet."""
LEAST_TWICE = 10
LEAST_USES = 3
LEAST_DRIFTING = 5
"""Uses of a term below which its shares in two halves say nothing."""
LEAST_HALF = 20
RUN = 10
"""Entries a run of the saturation count has."""
ALIKE = 0.75
"""Share of letter triples from which two names are taken to be near one another."""

_Result = tuple[list[Finding], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """One tagged observation: when it was written down, and the terms each of its coders gave it."""

    entry: str
    recorded: str
    by: tuple[tuple[str, frozenset[str]], ...]

    @property
    def terms(self) -> frozenset[str]:
        return frozenset(term for _, terms in self.by for term in terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """What every question of health is asked of."""

    taxonomy: Taxonomy
    tensions: tuple[Tension, ...]
    uses: tuple[_Use, ...]
    """In the order they were written down."""
    library: Counter[str]

    def name(self, term: str) -> str:
        return f"{self.taxonomy.code(term)} {self.taxonomy.label(term)}".strip()

    def names(self, terms: Iterable[str]) -> str:
        return ", ".join(self.name(term) for term in terms)


def codebook_health(taxonomy: Taxonomy, coded: Sequence[Coded], library: Iterable[Entry] = ()) -> Health:
    """What a keeper of the codebook may want to look at, in the order of the questions, then by short code.

    ``library`` is the sample journal, told apart; empty where the entries are the sample journal's.
    """
    case = _Case(
        taxonomy=taxonomy,
        tensions=tuple(one for one in taxonomy.tensions if one.status != "deprecated"),
        uses=tuple(sorted(_uses(coded, taxonomy), key=lambda use: (use.recorded, use.entry))),
        library=Counter(taxonomy.resolve(term) or term for one in library for term in one.tensions),
    )
    findings: list[Finding] = []
    abstained: list[str] = []
    for question in _QUESTIONS:
        found, why = question(case)
        findings += found
        abstained += why
    return Health(
        tagged=len(case.uses),
        twice=sum(len(use.by) > 1 for use in case.uses),
        terms=len(case.tensions),
        findings=tuple(findings),
        abstained=tuple(abstained),
    )


def _uses(coded: Iterable[Coded], taxonomy: Taxonomy) -> Iterable[_Use]:
    for one in coded:
        by = [
            (coding.coder, frozenset(values))
            for coding in one.codings
            for values in (named(coding, "tensions", taxonomy),)
            if values is not None
        ]
        if by:
            yield _Use(entry=one.entry.id, recorded=one.entry.recorded, by=tuple(by))


def _orphans(case: _Case) -> _Result:
    """Terms that have no neighbour, or that none has for one: a coder who is wrong by a little never finds them."""
    pointed = {neighbour.id for one in case.tensions for neighbour in one.neighbours}
    families = {family.id for family in case.taxonomy.families}
    found = [
        Finding(kind="orphan", text=f"{case.name(one.id)}: {why}", terms=(one.id,))
        for one in case.tensions
        for why in (
            *(
                ["its page names no neighbour, so nothing says what it is easily taken for"]
                if not one.neighbours
                else []
            ),
            *(["no other term has it for a neighbour"] if one.id not in pointed else []),
            *([f"its family {one.family!r} is not there"] if one.family not in families else []),
        )
    ]
    return found, []


def _near_misses(case: _Case) -> _Result:
    without = tuple(one.id for one in case.tensions if not one.near_misses)
    if not without:
        return [], []
    text = f"{counted(len(without), 'term')} without a near miss among the examples: {case.names(without)}"
    return [Finding(kind="near miss", text=text, terms=without)], []


def _alike(case: _Case) -> _Result:
    """Pairs of terms that have names nearly the same."""
    names = [
        (one.id, name, _triples(name))
        for one in case.tensions
        for name in dict.fromkeys((one.label.lower(), *(other.lower() for other in one.alt_labels)))
    ]
    found: dict[tuple[str, str], Finding] = {}
    for (one, name, triples), (other, again, more) in combinations(names, 2):
        if one != other and 2 * len(triples & more) >= ALIKE * (len(triples) + len(more)):
            found.setdefault(
                (one, other),
                Finding(
                    kind="alike",
                    text=f"{case.name(one)} and {case.name(other)} have names nearly the same: “{name}”, “{again}”",
                    terms=(one, other),
                ),
            )
    return list(found.values()), []


def _triples(name: str) -> frozenset[str]:
    padded = f"  {' '.join(name.replace('-', ' ').split())} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def _unused(case: _Case) -> _Result:
    if len(case.uses) < LEAST_TAGGED:
        return [], [
            f"never used: {_few(len(case.uses), 'tagged entry', 'tagged entries')} fewer than {LEAST_TAGGED}"
        ]
    used = {term for use in case.uses for term in use.terms}
    never = tuple(one.id for one in case.tensions if one.id not in used)
    if not never:
        return [], []
    nowhere = tuple(term for term in never if not case.library[term])
    text = f"{len(never)} of {len(case.tensions)} terms never used in {counted(len(case.uses), 'entry', 'entries')}"
    if case.library:
        text += f"; {len(nowhere)} of them not in the sample journal either"
    shown = nowhere if case.library else never
    return [Finding(kind="unused", text=f"{text}: {case.names(shown) or 'none'}", terms=never)], []


def _one_coder(case: _Case) -> _Result:
    """Terms that one coder gives again and again to entries that others coded too, and no other ever does."""
    twice = [use for use in case.uses if len(use.by) > 1]
    if len(twice) < LEAST_TWICE:
        return [], [
            f"used by one coder only: {_few(len(twice), 'entry', 'entries')} of two coders, fewer than {LEAST_TWICE}"
        ]
    given: dict[str, dict[str, list[str]]] = {}
    for use in twice:
        for coder, terms in use.by:
            for term in terms:
                given.setdefault(term, {}).setdefault(coder, []).append(use.entry)
    found = []
    for term in sorted(given, key=lambda one: (case.taxonomy.code(one), one)):
        coders = given[term]
        (coder, entries) = next(iter(coders.items()))
        if len(coders) == 1 and len(entries) >= LEAST_USES:
            text = f"{case.name(term)}: {coder} gave it to {len(entries)} entries that others coded too, and no other did"
            found.append(Finding(kind="one coder", text=text, terms=(term,), entries=tuple(sorted(entries))))
    return found, []


def _together(case: _Case) -> _Result:
    """Pairs of terms that are never without each other: two names for one thing, or a habit."""
    where: dict[str, set[str]] = {}
    for use in case.uses:
        for term in use.terms:
            where.setdefault(term, set()).add(use.entry)
    by_code = sorted(where, key=lambda one: (case.taxonomy.code(one), one))
    return [
        Finding(
            kind="together",
            text=f"{case.name(one)} and {case.name(other)}: in the same {len(where[one])} entries, never one without the other",
            terms=(one, other),
            entries=tuple(sorted(where[one])),
        )
        for one, other in combinations(by_code, 2)
        if len(where[one]) >= LEAST_USES and where[one] == where[other]
    ], []


def _drift(case: _Case) -> _Result:
    """Terms whose share of entries in the later half differs from that in the earlier by more than chance would make it."""
    why = _no_time(case)
    half = len(case.uses) // 2
    if why or half < LEAST_HALF:
        return [], [f"drift of use: {why or f'{half} entries in a half, fewer than {LEAST_HALF}'}"]
    halves = case.uses[:half], case.uses[half:]
    tested = [
        (term, counts)
        for term in sorted(
            {term for use in case.uses for term in use.terms}, key=lambda one: (case.taxonomy.code(one), one)
        )
        for counts in ([sum(term in use.terms for use in part) for part in halves],)
        if sum(counts) >= LEAST_DRIFTING
    ]
    found = []
    for term, (before, after) in tested:
        first, second = before / len(halves[0]), after / len(halves[1])
        low, high = difference(after, len(halves[1]), before, len(halves[0]))
        if low > 0 or high < 0:
            text = (
                f"{case.name(term)}: {first:.0%} of the earlier {len(halves[0])} entries, {second:.0%} of the later "
                f"{len(halves[1])} (difference {low:+.0%} to {high:+.0%}); of {len(tested)} terms looked at, one in twenty differs so by chance"
            )
            entries = tuple(sorted(use.entry for use in case.uses if term in use.terms))
            figures = (("earlier", first), ("later", second), ("low", low), ("high", high))
            found.append(Finding(kind="drift", text=text, terms=(term,), entries=entries, figures=figures))
    return found, [] if tested else [f"drift of use: no term was used {LEAST_DRIFTING} times"]


def _saturation(case: _Case) -> _Result:
    """How many terms each run of entries brought in, and when the last new one came."""
    why = _no_time(case)
    if why or len(case.uses) < 2 * RUN:
        return [], [f"saturation: {why or f'{len(case.uses)} tagged entries, fewer than {2 * RUN}'}"]
    seen: set[str] = set()
    runs = [0] * -(-len(case.uses) // RUN)
    last = 0, case.uses[0], ""
    for at, use in enumerate(case.uses):
        for term in sorted(use.terms - seen):
            runs[at // RUN] += 1
            last = at, use, term
        seen |= use.terms
    since = len(case.uses) - last[0] - 1
    text = (
        f"new terms per {RUN} entries, in the order they were written: {', '.join(map(str, runs))}; the last new one, "
        f"{case.name(last[2])}, came with entry {last[0] + 1} of {len(case.uses)} ({last[1].recorded[:10]}), {counted(since, 'entry', 'entries')} ago"
    )
    figures = tuple((f"run {number}", float(new)) for number, new in enumerate(runs, start=1))
    return [
        Finding(kind="saturation", text=text, terms=(last[2],), entries=(last[1].entry,), figures=figures)
    ], []


def _no_time(case: _Case) -> str:
    """Why nothing can be said over time; empty where entries were written on different days."""
    days = Counter(use.recorded[:10] for use in case.uses)
    if days and 2 * max(days.values()) > len(case.uses):
        day = max(days, key=lambda one: (days[one], one))
        return f"{days[day]} of {len(case.uses)} tagged entries were recorded on one day ({day}), so they have no order"
    return ""


def _few(number: int, noun: str, many: str) -> str:
    return f"{counted(number, noun, many)} {'is' if number == 1 else 'are'}"


_QUESTIONS: tuple[Callable[[_Case], _Result], ...] = (
    _orphans,
    _near_misses,
    _alike,
    _unused,
    _one_coder,
    _together,
    _drift,
    _saturation,
)
