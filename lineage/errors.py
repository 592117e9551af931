"""The two kinds of fault: an error of the call is raised, a fault in a file is a value."""

from __future__ import annotations

from dataclasses import dataclass


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


class UsageError(LineageError):
    """A value on the command line or in a query that cannot be read."""


class ChangedError(LineageError):
    """A file that changed between reading and writing; nothing was written over it."""

    def __init__(self, path: str, kept: str) -> None:
        super().__init__(
            f"{path} changed since it was read; your text was not written over it",
            hint=f"it is kept in {kept}: compare the two and save again",
        )


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """A fault in a file, told beside the values so that one bad file never hides the others.

    ``line`` counts from 1; 0 where the fault is the file's as a whole.
    """

    path: str
    line: int = 0
    message: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.message}" + (f" ({self.hint})" if self.hint else "")
