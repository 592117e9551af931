"""What an agreement does not say: printed with the numbers, so that none is quoted without it.

**Source:** Krippendorff 2004, section 11.4.2 (.800 and .667); Feinstein and Cicchetti 1990 (a rare term sinks kappa). The least number of
entries, 30, is ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lineage.model.agreement import RELY, TENTATIVE, Estimate
from lineage.model.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lineage.model.agreement import Row
    from lineage.model.coding import Coded

LEAST_ENTRIES = 30
WIDE_APART = 0.2
"""AC1 this much above kappa: the two tell different stories, and prevalence is why."""


def limits(coded: Sequence[Coded], rows: Sequence[Row], terms: Sequence[Row]) -> tuple[str, ...]:
    """What a reader must know of these numbers, the most weighty first."""
    if not coded:
        return ()
    return (
        *_strength(rows),
        *_size(coded),
        *_machines(coded),
        *_versions(coded),
        *_paradox([row for row in (*rows, *terms) if row.kappa.value is not None]),
        "agreement says that coders apply the codebook alike, not that they are right",
    )


def _strength(rows: Sequence[Row]) -> Iterator[str]:
    """What may be concluded from the tensions, in Krippendorff's own terms."""
    found = {row.name: row.alpha for row in rows}
    tensions, families = (found.get(name, Estimate()) for name in ("tensions", "families"))
    if tensions.value is None:
        return
    if tensions.value < TENTATIVE:
        yield f"tensions: alpha {tensions.value:.2f} is below {TENTATIVE}: no conclusion should rest on these tags yet (Krippendorff 2004)"
        if families.value is not None and families.value >= TENTATIVE:
            yield f"families: alpha {families.value:.2f}: report by family until the terms are sharper"
    elif tensions.value < RELY:
        yield f"tensions: alpha {tensions.value:.2f} allows tentative conclusions only; {RELY:.3f} is asked for to rely on them (Krippendorff 2004)"
    if tensions.value >= TENTATIVE and tensions.low is not None and tensions.low < TENTATIVE:
        yield f"tensions: the interval reaches down to {tensions.low:.2f}, below {TENTATIVE}"


def _size(coded: Sequence[Coded]) -> Iterator[str]:
    if len(coded) < LEAST_ENTRIES:
        yield f"{counted(len(coded), 'entry', 'entries')} coded twice: {LEAST_ENTRIES} or a fifth of the journal, whichever is more, is what to aim for"


def _machines(coded: Sequence[Coded]) -> Iterator[str]:
    made = sorted({(one.coder, one.machine) for each in coded for one in each.codings if one.machine})
    for coder, machine in made:
        yield f"{coder} is a machine ({machine}): this says whether it follows the coders, not whether people agree"
    # `0/...` says that nothing offered was taken.
    offered = sum(one.entry.suggested.partition("/")[0] not in ("", "0") for one in coded)
    if offered:
        yield f"in {counted(offered, 'entry', 'entries')} the first coder took tags that a machine had offered: not a reading of their own"


def _versions(coded: Sequence[Coded]) -> Iterator[str]:
    """Codings by different editions of the codebook part for that alone."""
    versions = sorted({coding.taxonomy for one in coded for coding in one.codings if coding.taxonomy})
    if len(versions) > 1:
        yield f"the codings were made with taxonomy {', '.join(versions)}: where a term changed between them, coders read different pages"


def _paradox(rows: Sequence[Row]) -> Iterator[str]:
    """Rows whose kappa is low only because nearly all answers are one and the same."""
    sunk = [
        row.label
        for row in rows
        if row.ac1.value is not None
        and row.kappa.value is not None
        and row.ac1.value - row.kappa.value > WIDE_APART
    ]
    if sunk:
        shown = ", ".join(sunk[:5]) + (f" and {len(sunk) - 5} more" if len(sunk) > 5 else "")
        yield f"kappa and AC1 part by more than {WIDE_APART} for {shown}: one answer is much more frequent there, so read the percentage too"
