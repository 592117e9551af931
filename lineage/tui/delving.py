"""Mining in a process of its own: it takes seconds to minutes, makes no key wait here, and ends at once when it is left.

Its ``main``, given a journal's folder, an audience and a query, writes what it is doing, then what it found, as pickled values.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

from lineage.errors import CrossedError, LineageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lineage.model.delegation import Situation
    from lineage.model.pattern import Mined

# Not by -m: what is pickled would be of a module called __main__, which nobody who reads it has.
_RUN = "import sys; from lineage.tui.delving import main; main(*sys.argv[1:])"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is said of an entry that a pattern stands on."""

    title: str
    observed: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delved:
    """Patterns, the entries they were found in by id, and how many entries and files were left out."""

    mined: Mined
    entries: dict[str, Seen]
    withheld: int
    unread: int
    kept_to: str
    """The context it was kept to without being named; empty where there is none."""
    suggested: dict[str, Situation]
    """For each pattern by id the inputs and marks it suggests for delegation; nothing in it is answered."""


@dataclass(frozen=True, slots=True)
class _Refused:
    message: str
    hint: str


class Delving:
    """One run; started by ``wait``, ended by ``close`` from any thread."""

    def __init__(self, journal: Path, audience: str, query: str) -> None:
        self._command = [sys.executable, "-c", _RUN, str(journal), audience, query]
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = Event()

    def wait(self, tell: Callable[[str], None]) -> Delved | None:
        """What was found; None where it was closed; ``tell`` hears what is being done. LineageError where it was refused."""
        if self._closed.is_set():
            return None
        self._process = subprocess.Popen(  # noqa: S603 (our own module, by the interpreter that runs us)
            self._command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        if self._closed.is_set():
            self._process.kill()
        with self._process as process:
            assert process.stdout is not None
            while True:
                try:
                    said = pickle.load(process.stdout)  # noqa: S301 (written by our own child)
                except (EOFError, pickle.UnpicklingError) as error:
                    if self._closed.is_set():
                        return None
                    raise LineageError(
                        "mining ended without an answer", hint="`lineage mine` says why"
                    ) from error
                if isinstance(said, _Refused):
                    raise LineageError(said.message, hint=said.hint)
                if isinstance(said, Delved):
                    return said
                tell(said)

    def close(self) -> None:
        """End it, whatever it was doing."""
        self._closed.set()
        if self._process is not None:
            self._process.kill()


def _delve(folder: str, audience: str, asked: str, tell: Callable[[str], None]) -> Delved:
    from pathlib import Path as Folder

    from lineage.journal import Journal
    from lineage.model.delegation import Situation
    from lineage.model.query import Query

    journal = Journal(Folder(folder))
    query = Query.parse(asked)
    kept = journal.asked(query, audience=audience)
    tell("Reading the entries…")
    read = journal.entries(kept or None, audience=audience)
    mined = journal.mine(
        read,
        family=journal.family_asked(),
        query=str(kept or ""),
        audience=audience,
        hear=lambda said: tell(f"{said[:1].upper()}{said[1:]}…"),
    )
    entries = {
        one.id: Seen(
            title=one.title,
            observed=str(one.observed) if one.observed.known else "undated",
            outcome=one.outcome,
        )
        for one in read.entries
    }
    return Delved(
        mined=mined,
        entries=entries,
        withheld=read.withheld,
        unread=read.unread,
        kept_to="" if query.names_context else journal.context,
        suggested={one.id: journal.situation(read, one, Situation()) for one in mined.patterns},
    )


def main(folder: str, audience: str, asked: str) -> None:
    """Mine, and say so."""
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no answer

    def tell(said: Any) -> None:
        pickle.dump(said, out)
        out.flush()

    try:
        tell(_delve(folder, audience, asked, tell))
    except CrossedError as error:
        tell(_Refused(error.message, "narrow the journal to one context (2, then f), then press p"))
    except LineageError as error:
        tell(_Refused(error.message, error.hint))
