"""What is wrong with codings beyond their form: entries that are not there, terms nobody knows, passages the text does not hold."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from lineage.errors import LineageError, Problem
from lineage.model.coding import FACETS, first_coder, fits, place_of
from lineage.model.fields import ID, UNCLEAR
from lineage.model.text import nearest, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lineage.model.coding import Coding
    from lineage.model.entry import Entry
    from lineage.model.taxonomy import Taxonomy


def coding_faults(codings: Iterable[Coding], entries: Iterable[Entry], taxonomy: Taxonomy) -> list[Problem]:
    """Every fault of some codings, sorted."""
    listed = list(codings)
    known = {entry.id: entry for entry in entries}
    made = Counter((coding.entry, coding.coder) for coding in listed)
    found: list[Problem] = []
    for coding in listed:
        if coding.entry not in known:
            hint = "restore the entry, or delete the coding"
            found.append(
                Problem(
                    path=coding.path,
                    message=f"it codes {coding.entry}, which is not in this journal",
                    hint=hint,
                )
            )
        if made[coding.entry, coding.coder] > 1:
            message = f"{coding.coder} has {made[coding.entry, coding.coder]} codings of {coding.entry}"
            found.append(Problem(path=coding.path, message=message, hint="keep one"))
        found += _values(coding, taxonomy)
        found += _quotes(coding, known.get(coding.entry), taxonomy)
    return sorted(found)


def _values(coding: Coding, taxonomy: Taxonomy) -> Iterator[Problem]:
    for item in FACETS:
        values = coding.answer(item.name) or ()
        if why := fits(values, item):
            yield Problem(path=coding.path, message=why, hint="keep those that matter most")
        facet = taxonomy.facet(item.facet)
        for value in values:
            if item.name == "tensions":
                known, near = taxonomy.resolve(value), taxonomy.nearest(value)
            else:
                known = facet.resolve(value) if facet else value
                near = nearest(value, [one.id for one in facet.values] if facet else [])
            if known is None and value != UNCLEAR:
                yield Problem(
                    path=coding.path,
                    message=f"{item.name}: {value!r} is not in the taxonomy",
                    hint=f"nearest: {', '.join(near)}" if near else "see `lineage taxonomy list`",
                )


def _quotes(coding: Coding, entry: Entry | None, taxonomy: Taxonomy) -> Iterator[Problem]:
    for term, text in coding.quotes:
        if taxonomy.resolve(term) is None:
            near = ", ".join(taxonomy.nearest(term))
            yield Problem(
                path=coding.path,
                message=f"no tension {term!r} in the taxonomy",
                hint=f"nearest: {near}" if near else "",
            )
        if entry is not None and place_of(text, entry.text) is None:
            yield Problem(
                path=coding.path,
                message=f"the passage “{one_line(text, limit=60)}” is not in the entry's text",
                hint="quote its very words; it is not compared until then",
            )


def refuse_coding(coding: Coding, entry: Entry) -> None:
    """LineageError where a coding cannot be taken as it is."""
    if not ID.match(entry.id):
        raise LineageError(f"the id {entry.id!r} is not one; nothing was saved", hint="see `lineage check`")
    if entry.kind != "observation":
        raise LineageError(f"{entry.id} is of kind {entry.kind}; only observations are coded")
    if coding.coder == first_coder(entry):
        raise LineageError(
            f"{entry.id} is tagged by {coding.coder} already; nothing was saved",
            hint="one's own second look measures steadiness, not agreement: let another code it, or name them by --coder",
        )
    for item in FACETS:
        if why := fits(coding.answer(item.name) or (), item):
            raise LineageError(
                f"{why}; nothing was saved",
                hint="take the one the text shows deciding the course (docs/coding.md)",
            )
    if not coding.answers:
        raise LineageError(
            "no answer was given, so nothing was saved", hint="--set tensions=G4;F3, or tensions=none"
        )
