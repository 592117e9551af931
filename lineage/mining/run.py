"""All miners in turn over one frame, each finding graded, named and shown by its own words."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from lineage.mining.confidence import AGAINST, GRADES, Grounds, confidence_of, diversity, evidence_of
from lineage.mining.counts import shares
from lineage.mining.exemplars import exemplars_of, said_of
from lineage.mining.frame import Episode, Finding, Found, Frame, Vectors, frame_of
from lineage.mining.miners.contrasts import contrasts
from lineage.mining.miners.gaps import gaps
from lineage.mining.miners.pairs import pairs
from lineage.mining.miners.recurring import recurring
from lineage.mining.miners.sequences import sequences
from lineage.mining.miners.themes import themes
from lineage.mining.miners.trends import trends
from lineage.model.entry import ALPHABET, Entry
from lineage.model.pattern import Exemplar, Mined, Pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from lineage.model.taxonomy import Taxonomy

MINERS: tuple[Callable[[Frame, int], Found], ...] = (
    recurring,
    pairs,
    sequences,
    trends,
    contrasts,
    gaps,
    themes,
)
_LETTERS = 6


def mine(  # noqa: PLR0913 (the whole of what a run depends on, each by name)
    entries: Sequence[Entry],
    taxonomy: Taxonomy,
    vectors: Vectors | None,
    *,
    embedding: str,
    seed: int,
    today: date,
    user_family: str = "",
    alpha: float | None = None,
    second: Mapping[str, tuple[str, ...]] | None = None,
    note: str = "",
    keys: Mapping[str, str] | None = None,
    half_lives: Mapping[str, float] | None = None,
) -> Mined:
    """The patterns of these entries; the same entries in any order, with the same seed and day, give the same bytes.

    ``keys`` names the episode of each id where the entries are part of a journal. ``vectors`` has one row an entry, in the order given; None finds no themes. ``embedding`` names what made them,
    ``note`` is what a reader must know of it. ``user_family`` is the setting family the patterns are for; ``alpha`` the agreement
    of coders on tension sets, where it was assessed; ``second`` names who else coded an entry, by its id.
    """
    frame = frame_of(entries, taxonomy, vectors, today=today, keys=keys, half_lives=half_lives)
    found = [miner(frame, seed) for miner in MINERS]
    findings = [finding for one in found for finding in one.findings]
    patterns = _patterns(frame, findings, user_family, alpha, second)
    placed = sorted((entry, one.id) for one in patterns if one.kind == "theme" for entry in one.entries)
    return Mined(
        seed=seed,
        n=len(frame.entries),
        episodes=len(frame.episodes),
        embedding=embedding if vectors is not None else "",
        patterns=tuple(sorted(patterns, key=_rank)),
        themes=tuple(placed),
        unplaced=tuple(sorted(frame.entries[row].id for one in found for row in one.unplaced)),
        today=today.isoformat(),
        notes=tuple(filter(None, (note, *frame.notes, *(text for one in found for text in one.notes)))),
    )


def _patterns(
    frame: Frame,
    findings: list[Finding],
    user_family: str,
    alpha: float | None,
    second: Mapping[str, tuple[str, ...]] | None,
) -> list[Pattern]:
    names = _names([(finding.kind, _ids(frame, finding)) for finding in findings])
    said = said_of(frame)
    return [
        _pattern(
            frame,
            finding,
            name,
            evidence=evidence_of(frame, finding, user_family, alpha, second),
            exemplars=exemplars_of(frame, finding, said),
        )
        for finding, name in zip(findings, names, strict=True)
    ]


def _common(episodes: Sequence[Episode]) -> tuple[str, ...]:
    counted = Counter(term for one in episodes for term in one.terms)
    return tuple(sorted(term for term, count in counted.items() if 2 * count >= len(episodes)))


def _rank(pattern: Pattern) -> tuple[int, bool, int, str]:
    """Confidence first; of equals, what is about tensions people tagged comes before facets alone and what was grouped."""
    later = pattern.kind == "theme" or not pattern.terms
    return GRADES.index(pattern.confidence), later, -len(pattern.episodes), pattern.id


def _ids(frame: Frame, finding: Finding) -> tuple[str, ...]:
    return tuple(sorted(frame.entries[row].id for row in finding.rows))


def _names(keys: Iterable[tuple[str, tuple[str, ...]]]) -> list[str]:
    """``p-`` and six letters of the hash of kind and members; where two would be alike the later takes the next six.

    Later is by kind and members, never by the order of miners. Two findings of one kind on the very same entries, such as
    two tensions that always stand together, are told apart by where they come in that order.
    """
    listed = list(keys)
    names = [""] * len(listed)
    taken: set[str] = set()
    for at in sorted(range(len(listed)), key=lambda at: listed[at]):
        kind, members = listed[at]
        letters = _letters("\n".join((kind, *members)))
        begin = 0
        while (name := f"p-{letters[begin : begin + _LETTERS]}") in taken:
            begin += _LETTERS
        taken.add(name)
        names[at] = name
    return names


def _letters(text: str) -> str:
    """A hundred letters of base 32, so that a collision has fifteen further tries."""
    number = int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=64).digest())
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(507, 7, -5))


def _pattern(
    frame: Frame, finding: Finding, name: str, *, evidence: Grounds, exemplars: tuple[Exemplar, ...]
) -> Pattern:
    confidence, subtractions = confidence_of(evidence)
    episodes = finding.episodes
    outcomes = [one.outcome for one in episodes if one.outcome]
    settings = [setting for one in episodes for setting in one.settings]
    return Pattern(
        id=name,
        kind=finding.kind,
        label=finding.label,
        terms=finding.terms,
        entries=_ids(frame, finding),
        episodes=tuple(sorted(one.key for one in episodes)),
        strength=round(finding.strength, 4),
        unit=finding.unit,
        interval=_rounded(finding.interval),
        p=_significant(finding.p),
        q=_significant(finding.q),
        stability=None if finding.stability is None else round(finding.stability, 3),
        confidence=confidence,
        subtractions=subtractions,
        exemplars=exemplars,
        contradicting=_against(frame, finding),
        outcomes=shares(outcomes, len(outcomes)),
        settings=shares(settings, len(episodes)),
        n_effective=round(evidence.effective, 2),
        observers=len({who for one in episodes for who in one.observers}),
        families=len({one.family for one in episodes if one.family}),
        ages=tuple(
            (one.family, None if one.age is None else round(one.age, 2))
            for one in sorted(episodes, key=lambda one: one.key)
        ),
        common=_common(episodes),
        facets=finding.facets,
        notes=_notes(finding),
    )


def _notes(finding: Finding) -> tuple[str, ...]:
    n = len(finding.episodes)
    silent = sum(not one.outcome for one in finding.episodes)
    told = f"{silent} of its {n} episodes give no outcome and are not among the outcomes"
    return (*finding.notes, diversity(finding), *([told] if silent else []))


def _against(frame: Frame, finding: Finding) -> tuple[str, ...]:
    """Its entries that held or recovered, in episodes that ended so; all of an episode's where none of them says it."""
    found: list[str] = []
    members = set(finding.rows)
    for one in finding.episodes:
        if one.outcome in AGAINST:
            rows = [row for row in one.rows if row in members]
            telling = [row for row in rows if frame.entries[row].outcome in AGAINST] or rows
            found.extend(frame.entries[row].id for row in telling)
    return tuple(sorted(found))


def _rounded(interval: tuple[float, float] | None) -> tuple[float, float] | None:
    return None if interval is None else (round(interval[0], 4), round(interval[1], 4))


def _significant(value: float | None) -> float | None:
    """Four significant figures: the last bits of a float are not the same on every machine."""
    return None if value is None else float(f"{value:.4g}")
