"""What is wrong with entries and terms beyond their form: the strictness that capture does not have."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from lineage.errors import Problem
from lineage.model.entry import FIELDS, ID, KINDS, MAX_TENSIONS, SENSITIVITIES, Entry
from lineage.model.text import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lineage.model.taxonomy import Source, Taxonomy, Tension

SECTIONS = ("Definition", "Signals", "Not when", "Design questions", "Examples", "Literature")
LABEL_WORDS = 4


def entry_faults(entries: Iterable[Entry], taxonomy: Taxonomy) -> list[Problem]:
    """Ids that are double or misshapen, links to nothing, values outside their vocabulary; sorted."""
    listed = list(entries)
    ids = Counter(entry.id for entry in listed)
    problems: list[Problem] = []
    for entry in listed:
        if entry.conflicted:
            continue
        problems += _id_faults(entry, ids)
        problems += _term_faults(entry, taxonomy)
        problems += [
            Problem(
                path=entry.path,
                message=f"follows {other}, which is not in this journal",
                hint="mend or drop the link",
            )
            for other in entry.follows
            if other not in ids
        ]
    return sorted(problems)


def _id_faults(entry: Entry, ids: Counter[str]) -> Iterator[Problem]:
    if not ID.match(entry.id):
        hint = "an id is a day and eight letters: 20261124-k7f3q2wd"
        yield Problem(path=entry.path, message=f"the id {entry.id!r} is not one", hint=hint)
    if ids[entry.id] > 1:
        yield Problem(
            path=entry.path,
            message=f"the id {entry.id} stands in {ids[entry.id]} files",
            hint="give one a new id",
        )
    if entry.id not in entry.path:
        hint = "the id in the file counts; rename the file"
        yield Problem(
            path=entry.path, message=f"the file name does not begin with the id {entry.id}", hint=hint
        )


def _term_faults(entry: Entry, taxonomy: Taxonomy) -> Iterator[Problem]:
    if entry.kind not in KINDS:
        yield Problem(
            path=entry.path, message=f"kind {entry.kind!r} is none of {', '.join(KINDS)}", hint="choose one"
        )
    if entry.sensitivity and entry.sensitivity not in SENSITIVITIES:
        hint = "it is taken as private"
        yield Problem(
            path=entry.path,
            message=f"sensitivity {entry.sensitivity!r} is none of {', '.join(SENSITIVITIES)}",
            hint=hint,
        )
    if len(entry.tensions) > MAX_TENSIONS:
        hint = "keep those the text shows deciding the course, or split the entry"
        yield Problem(
            path=entry.path, message=f"{len(entry.tensions)} tensions; at most {MAX_TENSIONS}", hint=hint
        )
    for term in (*entry.tensions, *(span.term for span in entry.spans)):
        if taxonomy.resolve(term) is None:
            near = ", ".join(taxonomy.nearest(term))
            hint = f"nearest: {near}" if near else "see `lineage taxonomy list`"
            yield Problem(path=entry.path, message=f"no tension {term!r} in the taxonomy", hint=hint)
    for item in FIELDS:
        facet = taxonomy.facet(item.facet) if item.facet and item.facet != "tension" else None
        known = [value.id for value in facet.values] if facet else []
        for value in entry.values(item.name) if facet else ():
            if value not in (*known, "unclear", "not-observed"):
                near = ", ".join(nearest(value, known)) or ", ".join(known)
                yield Problem(
                    path=entry.path,
                    message=f"{item.name}: {value!r} is not in the vocabulary",
                    hint=f"nearest: {near}",
                )


def taxonomy_faults(taxonomy: Taxonomy, sources: Iterable[Source]) -> list[Problem]:
    """Codes and labels that are double, neighbours, sources and families that are not there, empty sections; sorted."""
    known = {source.id for source in sources}
    codes = Counter(tension.code for tension in taxonomy.tensions)
    labels = Counter(tension.label.lower() for tension in taxonomy.tensions)
    problems = [
        fault
        for tension in taxonomy.tensions
        for fault in (
            *_tension_faults(tension, taxonomy, codes, labels),
            *_reference_faults(tension, taxonomy, known),
        )
    ]
    return sorted(problems)


def _tension_faults(
    tension: Tension, taxonomy: Taxonomy, codes: Counter[str], labels: Counter[str]
) -> Iterator[Problem]:
    def fault(message: str, hint: str) -> Problem:
        return Problem(path=tension.path, line=1, message=message, hint=hint)

    family = next((one for one in taxonomy.families if one.id == tension.family), None)
    if family is None:
        known = ", ".join(one.id for one in taxonomy.families)
        yield fault(f"no family {tension.family!r}", f"there are {known}")
    elif not tension.code.startswith(family.code):
        yield fault(
            f"the short code {tension.code!r} does not begin with {family.code}",
            "codes are permanent: choose a free one",
        )
    if codes[tension.code] > 1:
        yield fault(
            f"the short code {tension.code} stands in {codes[tension.code]} files",
            "codes are permanent: choose a free one",
        )
    if labels[tension.label.lower()] > 1:
        yield fault(
            f"the label {tension.label!r} stands in {labels[tension.label.lower()]} files",
            "choose other words",
        )
    if not tension.label or len(tension.label.split()) > LABEL_WORDS:
        yield fault(f"the label {tension.label!r} has not one to {LABEL_WORDS} words", "say it as people do")
    if not tension.hear:
        yield fault("no line `hear`", "write what one hears people say")
    yield from (
        fault(f"no section {name!r}", f"write ## {name}") for name in SECTIONS if not tension.section(name)
    )


def _reference_faults(tension: Tension, taxonomy: Taxonomy, sources: set[str]) -> Iterator[Problem]:
    for neighbour in tension.neighbours:
        if neighbour.id not in taxonomy.by_id:
            near = ", ".join(nearest(neighbour.id, list(taxonomy.by_id)))
            yield Problem(
                path=tension.path, line=1, message=f"no neighbour {neighbour.id!r}", hint=f"nearest: {near}"
            )
    for source in tension.sources:
        if source not in sources:
            yield Problem(
                path=tension.path, line=1, message=f"no source {source!r}", hint="add it to sources.yaml"
            )
    for name in ("conditions", "layers", "mechanisms", "settings"):
        facet = taxonomy.facet(name.removesuffix("s"))
        for value in getattr(tension, name) if facet else ():
            if value not in (known := [one.id for one in facet.values] if facet else []):
                yield Problem(
                    path=tension.path,
                    line=1,
                    message=f"{name}: {value!r} is not in the vocabulary",
                    hint=f"nearest: {', '.join(nearest(value, known))}",
                )
