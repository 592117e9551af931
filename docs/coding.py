"""Writes the second half of docs/coding.md from the pages of the taxonomy; with --check says whether it is up to date."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lineage.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lineage.model.taxonomy import Family, Taxonomy, Tension

PAGE = Path(__file__).parent / "coding.md"
MARK = "<!-- from here on written by docs/coding.py: change the pages in taxonomy/ instead -->\n"
TANGLES = (
    ("Too little gets done", "C2 G1 G4 G6 G7 G10 I6"),
    ("Nobody seems to be responsible", "A2 E9 F1 F2 F3 F6 F9 H4 I6"),
    ("It takes too long", "E9 G2 G5 G8 G10 H1 H5"),
    ("Who pays for what all use", "B1 B7 C1 C2 G4"),
    ("A few decide", "B7 E1 E2 E3 E5 E7 E9"),
    ("They want different things", "A2 A3 A5 B3 B4 B8 G5"),
)
"""Groups that come up in one text, by short codes: where three coders of the same passages parted, or gave two terms."""


def tail(taxonomy: Taxonomy) -> str:
    """The questions of the families, the tangles, then a section a family: how to choose inside it, and the question of every pair."""
    parts = ["## The ten questions\n", *_ten_questions(taxonomy)]
    parts += ["## Where several terms come up at once\n", *_tangles(taxonomy)]
    parts.append("## The families, one by one\n")
    for family in taxonomy.families:
        parts += _family(family, taxonomy)
    return "\n".join(parts)


def one_sided(taxonomy: Taxonomy) -> list[str]:
    """Pairs of which one page alone names the other; each pair is asked here from one page only."""
    return sorted(
        f"{tension.id} names {neighbour.id} and not the other way round"
        for tension in taxonomy.tensions
        for neighbour in tension.neighbours
        if tension.id not in {back.id for back in taxonomy.by_id[neighbour.id].neighbours}
    )


def _ten_questions(taxonomy: Taxonomy) -> Iterator[str]:
    for family in taxonomy.families:
        yield f"- **{family.code} {family.label}**: {family.question}"
    yield ""


def _tangles(taxonomy: Taxonomy) -> Iterator[str]:
    for title, codes in TANGLES:
        inside = {taxonomy.resolve(code) for code in codes.split()}
        yield f"### {title}\n"
        for tension in _ordered(taxonomy):
            if tension.id in inside:
                yield from _questions(tension, taxonomy, within={one for one in inside if one})
        yield ""


def _family(family: Family, taxonomy: Taxonomy) -> Iterator[str]:
    own = [tension for tension in _ordered(taxonomy) if tension.family == family.id]
    choose = next((text for name, text in family.sections if name == "How to choose inside it"), "")
    yield f"### {family.code} {family.label}\n"
    yield f"*{family.question}*\n"
    yield choose + "\n"
    for tension in own:
        yield f"**{tension.code} {tension.label}** (`{tension.id}`)\n"
        asked = list(_questions(tension, taxonomy))
        yield from asked or ["- Its questions stand with the neighbours named before it."]
        yield ""


def _questions(tension: Tension, taxonomy: Taxonomy, within: set[str] | None = None) -> Iterator[str]:
    """Each pair once, with the term whose short code comes first."""
    for neighbour in sorted(tension.neighbours, key=lambda one: _place(taxonomy.by_id[one.id])):
        other = taxonomy.by_id[neighbour.id]
        if _place(other) < _place(tension) or (within is not None and other.id not in within):
            continue
        named = neighbour.test.replace("this one", f"**{tension.code}**").replace(
            "that one", f"**{other.code}**"
        )
        yield f"- {tension.code} or {other.code} {other.label}: {named}"


def _ordered(taxonomy: Taxonomy) -> list[Tension]:
    return sorted(taxonomy.tensions, key=_place)


def _place(tension: Tension) -> tuple[str, int]:
    letter, number = re.fullmatch(r"([A-Z])(\d+)", tension.code).groups()  # type: ignore[union-attr]
    return letter, int(number)


def main() -> int:
    """Write the page, or compare it."""
    taxonomy = Journal.built_in().taxonomy
    head, mark, written = PAGE.read_text(encoding="utf-8").partition(MARK)
    text = tail(taxonomy)
    if faults := one_sided(taxonomy):
        sys.stderr.write("\n".join((*faults, "write the question on both pages\n")))
        return 1
    if "--check" in sys.argv[1:]:
        if mark and written == text:
            return 0
        sys.stderr.write("docs/coding.md is out of date: call `make docs`\n")
        return 1
    PAGE.write_text(head + MARK + text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
