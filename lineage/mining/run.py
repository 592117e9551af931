"""All miners in turn over one frame, each finding graded, named and shown by its own words."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from lineage.mining.confidence import AGAINST, GRADES, Grounds, confidence_of, diversity, evidence_of
from lineage.mining.counts import shares
from lineage.mining.exemplars import exemplars_of, said_of
from lineage.mining.frame import Episode, Finding, Found, Frame, Vectors, frame_of
from lineage.mining.identity import changes_of, known_of, names_of
from lineage.mining.miners.contrasts import contrasts
from lineage.mining.miners.gaps import gaps
from lineage.mining.miners.pairs import pairs
from lineage.mining.miners.recurring import recurring
from lineage.mining.miners.sequences import sequences
from lineage.mining.miners.themes import themes
from lineage.mining.miners.trends import trends
from lineage.mining.neighbours import neighbours
from lineage.model.judgement import REJECT
from lineage.model.kept import Known
from lineage.model.pattern import Exemplar, Judged, Mined, Pattern
from lineage.model.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from lineage.model.entry import Entry
    from lineage.model.judgement import Judgement
    from lineage.model.kept import Kept
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
    kept: Kept | None = None,
    judged: Sequence[Judgement] = (),
    readable: Sequence[str] = ("private", "team", "public"),
    hear: Callable[[str], None] = lambda _: None,
) -> Mined:
    """The patterns of these entries; the same entries in any order, with the same seed, kept run and day, give the same bytes.

    ``keys`` names the episode of each id where the entries are part of a journal. ``vectors`` has one row an entry, in the order given; None finds no themes. ``embedding`` names what made them,
    ``note`` is what a reader must know of it. ``user_family`` is the setting family the patterns are for; ``alpha`` the agreement
    of coders on tension sets, where it was assessed; ``second`` names who else coded an entry, by its id.
    ``kept`` gives patterns their names and themes their places; ``judged`` is what stands of people's judgements, whose names
    and reasons are told where their level is ``readable``. ``hear`` is told what is being done.
    """
    frame = frame_of(entries, taxonomy, vectors, today=today, keys=keys, half_lives=half_lives)
    frame = replace(frame, anchors=kept.places if kept else ())
    found = _found(frame, seed, hear)
    findings = [finding for one in found for finding in one.findings]
    names = _names(frame, findings, kept, judged)
    patterns = _patterns(frame, findings, names, user_family, alpha, second)
    changed = changes_of(patterns, kept) if kept else None
    said = {one.pattern: one for one in judged}
    patterns = [_judged(one, said.get(one.id), readable) for one in sorted(patterns, key=_rank)]
    placed = sorted((entry, one.id) for one in patterns if one.kind == "theme" for entry in one.entries)
    return Mined(
        seed=seed,
        n=len(frame.entries),
        episodes=len(frame.episodes),
        embedding=embedding if vectors is not None else "",
        patterns=tuple(one for one in patterns if not _rejected(one)),
        rejected=tuple(one for one in patterns if _rejected(one)),
        changed=changed,
        alike=neighbours(frame),
        places=tuple(
            tuple(sorted(frame.entries[row].id for row in group)) for one in found for group in one.places
        ),
        themes=tuple(placed),
        unplaced=tuple(sorted(frame.entries[row].id for one in found for row in one.unplaced)),
        today=today.isoformat(),
        notes=tuple(filter(None, (note, *frame.notes, *(text for one in found for text in one.notes)))),
    )


def _found(frame: Frame, seed: int, hear: Callable[[str], None]) -> list[Found]:
    """What each miner found, in their order."""
    found = []
    for miner in MINERS:
        hear(f"looking for {miner.__name__} in {counted(len(frame.episodes), 'episode')}")
        found.append(miner(frame, seed))
    hear("grading what was found")
    return found


def _names(
    frame: Frame, findings: Sequence[Finding], kept: Kept | None, judged: Sequence[Judgement]
) -> list[str]:
    """The name of each finding: the one it had in the kept run or when it was judged, else a new one."""
    every = [
        Known(id="", kind=one.kind, entries=_ids(frame, one), terms=(*one.terms, *one.facets))
        for one in findings
    ]
    known = known_of(kept, [_known(one) for one in judged])
    return names_of(every, known, kept.entries if kept else frozenset())


def _patterns(
    frame: Frame,
    findings: list[Finding],
    names: list[str],
    user_family: str,
    alpha: float | None,
    second: Mapping[str, tuple[str, ...]] | None,
) -> list[Pattern]:
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


def _known(judgement: Judgement) -> Known:
    return Known(
        id=judgement.pattern,
        kind=judgement.kind,
        entries=judgement.members,
        terms=judgement.terms,
        size=judgement.size,
    )


def _judged(pattern: Pattern, judgement: Judgement | None, readable: Sequence[str]) -> Pattern:
    """The pattern with what a person said of it; a name or reason that the reader may not read is left out."""
    if judgement is None:
        return pattern
    may = judgement.level in readable
    name = judgement.named if may else ""
    return replace(
        pattern,
        label=name or pattern.label,
        judged=Judged(
            verdict=judgement.verdict,
            memo=judgement.memo,
            coder=judgement.coder if may else "",
            reason=judgement.reason if may else "",
            found_label=pattern.label if name and name != pattern.label else "",
        ),
    )


def _rejected(pattern: Pattern) -> bool:
    return pattern.judged is not None and pattern.judged.verdict == REJECT


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
