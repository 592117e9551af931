"""The two kinds of fault: an error of the call is raised, a fault in a file is a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


FEW = 5
"""Names an error lists before it counts the rest."""


class LineageError(Exception):
    """A call that could not be done; says what was not done and what to do next.

    ``done`` names what was not done, ``hint`` what to do next; both are whole sentences without a full stop.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


class NotFoundError(LineageError):
    """A name that stands for nothing here: an id, a term, a pattern, a folder."""

    def __init__(self, what: str, name: str, *, near: tuple[str, ...] = (), hint: str = "") -> None:
        nearest = "nearest: " + ", ".join(near) if near else ""
        super().__init__(f"no {what} {name!r}", hint="; ".join(part for part in (nearest, hint) if part))
        self.near = near


class AmbiguousError(LineageError):
    """A short name that fits several things."""

    def __init__(self, what: str, name: str, fits: tuple[str, ...]) -> None:
        super().__init__(f"{name!r} fits {len(fits)} {what}: {', '.join(fits[:5])}", hint="give more of it")


class DoubleError(LineageError):
    """An id that stands in several files."""

    def __init__(self, identifier: str, paths: tuple[str, ...]) -> None:
        super().__init__(
            f"the id {identifier} stands in {len(paths)} files, so nothing was done: {', '.join(paths)}",
            hint="give all but one of them another id, in the line `id:` and in the file name",
        )


def several_fit(name: str, fits: Sequence[tuple[str, str]]) -> LineageError:
    """The error for a short name and the (id, path) of each entry it fits."""
    ids = [identifier for identifier, _ in fits]
    double = next((one for one in ids if ids.count(one) > 1), None)
    if double is None:
        return AmbiguousError("entries", name, tuple(ids))
    return DoubleError(double, tuple(path for identifier, path in fits if identifier == double))


class CrossedError(LineageError):
    """A question that would mix what was written in several contexts, and did not say so.

    ``counts`` are (context, entries), most first; ``without`` is how many have none. ``config`` is the user's own file.
    """

    def __init__(self, counts: tuple[tuple[str, int], ...], without: int, config: str) -> None:
        said = ", ".join(f"{name} {count:,}" for name, count in counts[:FEW])
        rest = f" and {len(counts) - FEW:,} more" if len(counts) > FEW else ""
        rest += f", none {without:,}" if without else ""
        first = counts[0][0]
        named = f"@{first}" if first.isprintable() and not set(first) & set(' ",:@') else f'context:"{first}"'
        super().__init__(
            f"nothing was shown, as it would mix {len(counts)} contexts: {said}{rest}",
            hint=f"name one ({named} before the query), take all with --across, or keep to one with LINEAGE_CONTEXT or"
            f' context = "{first}" in {config}',
        )
        self.counts = counts
        self.without = without


class UsageError(LineageError):
    """A value on the command line or in a query that cannot be read."""


class ChangedError(LineageError):
    """A file that changed between reading and writing; nothing was written over it."""

    def __init__(self, path: str, kept: str) -> None:
        super().__init__(
            f"{path} changed since it was read; your text was not written over it",
            hint=f"it is kept in {kept}: compare the two and save again",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A fault in a file, told beside the values so that one bad file never hides the others.

    ``line`` counts from 1; 0 where the fault is the file's as a whole.
    """

    path: str
    line: int = 0
    message: str
    hint: str = ""

    def __lt__(self, other: Problem) -> bool:
        """Sorted by path, then by line."""
        mine = self.path, self.line, self.message, self.hint
        return mine < (other.path, other.line, other.message, other.hint)

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.message}" + (f" ({self.hint})" if self.hint else "")
