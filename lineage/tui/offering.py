"""Offers of tensions from a process of their own: a model that is loaded there makes no key wait here.

Run as a module it reads questions as JSON lines from standard input and answers each with one; it ends with its input.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One offered tension, why, and where it was seen before."""

    term: str
    code: str
    label: str
    why: str
    seen: str
    by: str
    """The embedding that offered it, as ``suggested`` names it."""


class Offering:
    """The process; started at the first question, ended with the screen that asks."""

    def __init__(self, journal: Path) -> None:
        self._journal = journal
        self._process: subprocess.Popen[str] | None = None
        self._closed = False

    def ask(self, text: str, *, setting: str, context: str, organisation: str) -> tuple[Offer, ...]:
        """What a text sounds like; called off the main thread. Nothing where the process ended."""
        if self._closed:
            return ()
        if self._process is None:
            # Our own module, by the interpreter that runs us, with a folder as its only argument.
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "lineage.tui.offering", str(self._journal)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                errors="surrogatepass",
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        question = {"text": text, "setting": setting, "context": context, "organisation": organisation}
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except (OSError, ValueError):
            return ()  # it was closed while it was asked
        if not answer:
            return ()
        found = json.loads(answer)
        if "error" in found:
            from lineage.errors import LineageError

            raise LineageError(f"nothing was suggested: {found['error']}", hint="your text is not affected")
        return tuple(Offer(**one) for one in found["offers"])

    def close(self) -> None:
        """End the process."""
        self._closed = True
        if self._process is not None:
            self._process.kill()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
            self._process.wait()


def _answer(journal: Any, question: dict[str, str]) -> list[dict[str, str]]:
    offered = journal.suggest(
        question["text"], setting=question["setting"], context=question["context"] or None
    )
    by = journal.embedding.name.replace(" ", "-")
    return [
        {
            "term": one.term,
            "code": one.code,
            "label": one.label,
            "why": one.why,
            "seen": _seen(journal, one.term, question),
            "by": by,
        }
        for one in offered
    ]


def _seen(journal: Any, term: str, question: dict[str, str]) -> str:
    """Such as ``seen 6 times in guild since 2026-03``; empty where it was not seen."""
    from lineage.model.query import FieldClause, Query
    from lineage.model.text import counted

    fields = [FieldClause(key="tension", values=(term,))]
    where = ""
    for key in ("context", "organisation", "setting"):
        if question.get(key):
            fields.append(FieldClause(key=key, values=(question[key],)))
            where = question[key]
            break
    order = journal.order(Query(fields=tuple(fields)))
    if not len(order.numbers):
        return ""
    label = journal.names.label(where, "setting") if where == question.get("setting") else where
    place = f" in {label}" if label else ""
    return f"seen {counted(len(order.numbers), 'time')}{place} since {order.months[0][0]}"


def main(folder: str) -> None:
    """Answer questions until there are no more."""
    from pathlib import Path as Folder

    from lineage.errors import LineageError
    from lineage.journal import Journal

    journal = Journal(Folder(folder))
    for line in sys.stdin:
        try:
            said: dict[str, Any] = {"offers": _answer(journal, json.loads(line))}
        except (LineageError, OSError) as error:
            said = {"error": str(error)}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
