"""The walk through drawn entries: the text as it was written, then the questions, never what another answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lineage.cli.answers import values_of
from lineage.cli.outlines import say_wrapped
from lineage.cli.output import paint, say, say_text, tell
from lineage.errors import LineageError
from lineage.model.coding import FACETS, NONE, Coding, fits, place_of
from lineage.model.fields import UNCLEAR
from lineage.model.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lineage.journal import Journal
    from lineage.model.coding import Blind, Drawn
    from lineage.model.taxonomy import Facet

NO_ONE, ASK, SKIP, LEAVE = "0", "?", "-", "q"
_ITEMS = {item.name: item for item in FACETS}


class LeftError(Exception):
    """The coder leaves; what is saved is saved."""


class SkippedError(Exception):
    """The coder passes an entry over; it comes again."""


def walk(journal: Journal, drawn: Drawn, coder: str, further: Iterable[str]) -> None:
    """Show each entry that waits and ask; every coding is on disk before the next entry is shown."""
    saved = 0
    facets = [name for name in further if name not in ("tensions", "outcome")]
    for line in (
        "Tensions: codes, labels or ids with ; between them, the first the one the text shows deciding the course.",
        "0 none · ? the families · ?G a family · ?G4 a term and its neighbours · - skip this entry · q or Ctrl-C leave",
    ):
        say_wrapped(line, "", "  ")
    try:
        for number, one in enumerate(drawn.waiting, start=drawn.done + 1):
            _show(journal, one, f"{number} of {drawn.drawn}")
            try:
                coding = _ask(journal, one, coder, facets)
            except SkippedError:
                continue
            _save(journal, coding)
            saved += 1
            say(paint("  saved", "good"))
    except (LeftError, KeyboardInterrupt, EOFError, click.Abort):
        say()
    left = len(drawn.waiting) - saved
    tell(
        f"{counted(saved, 'coding')} saved"
        + (f", {left} to go: the same command goes on" if left else "; `lineage agree` compares")
    )


def _save(journal: Journal, coding: Coding) -> None:
    """Write a coding; where that fails the error says the answers again, so that none is lost."""
    try:
        journal.save_coding(coding)
    except (LineageError, OSError) as error:
        answers = " ".join(f"--set '{name}={';'.join(values) or NONE}'" for name, values in coding.answers)
        raise LineageError(
            f"{error}", hint=f"your answers: lineage agree code {coding.entry} {answers}"
        ) from error


def _show(journal: Journal, one: Blind, where: str) -> None:
    """Title, date, setting and text; nothing that was said of it."""
    setting = journal.taxonomy.facet("setting")
    parts = [one.observed, setting.label_of(one.setting) if setting and one.setting else ""]
    say()
    say(paint(one.title, "head"))
    say(paint("  ".join([where, *(part for part in parts if part), one.id[:14]]), "faint"))
    say()
    for paragraph in one.text.strip().split("\n\n"):
        if paragraph.lstrip().startswith(("-", "|", ">", "#", "`")):
            say_text(paragraph)
        else:
            say_wrapped(paragraph, "", "")
        say()


def _ask(journal: Journal, one: Blind, coder: str, facets: list[str]) -> Coding:
    """A coder's answers, passages and remark for one entry; the outcome first, before the cause colours it."""
    answers: dict[str, tuple[str, ...] | None] = {"outcome": _facet(journal, "outcome")}
    tensions = answers["tensions"] = _tensions(journal)
    answers |= {name: _facet(journal, name) for name in facets}
    quotes = [
        (term, quote)
        for term in tensions
        if term != UNCLEAR
        for quote in (_quote(journal, term, one.text),)
        if quote
    ]
    remark = str(click.prompt("Remark (Enter: none)", default="", show_default=False)).strip()
    answered = tuple((name, values) for name, values in answers.items() if values is not None)
    return Coding(entry=one.id, coder=coder, answers=answered, quotes=tuple(quotes), remark=remark)


def _typed(question: str) -> str:
    """What was typed, unless it passes the entry over or leaves."""
    typed = str(click.prompt(question, default="", show_default=False)).strip()
    if typed.lower() == LEAVE:
        raise LeftError
    if typed == SKIP:
        raise SkippedError
    return typed


def _tensions(journal: Journal) -> tuple[str, ...]:
    while True:
        typed = _typed("Tensions")
        if typed.startswith(ASK):
            _consult(journal, typed[1:].strip())
        elif typed.lower() in (NO_ONE, NONE):
            return ()
        elif typed:
            found = answer_typed(journal, "tensions", typed)
            if found is not None:
                say(
                    "  ",
                    "; ".join(
                        f"{journal.taxonomy.code(term)} {journal.taxonomy.label(term)}" for term in found
                    ),
                )
                return found


def answer_typed(journal: Journal, facet: str, typed: str) -> tuple[str, ...] | None:
    """The values that were typed; None, with the reason told, where they cannot be taken."""
    try:
        found = values_of(journal, facet, typed)
    except LineageError as error:
        tell("  ", str(error))
        return None
    if why := fits(found, _ITEMS[facet]):
        tell("  ", why)
        return None
    return found


def _consult(journal: Journal, name: str) -> None:
    """The families, one family's tensions, or what a tension means and is not."""
    taxonomy = journal.taxonomy
    known = taxonomy.resolve(name) if name else ""
    if name and known is None:
        tell("  nearest: ", ", ".join(taxonomy.nearest(name)) or "nothing")
        return
    if not known:
        for family in taxonomy.families:
            say_wrapped(f"{family.code}  {family.label}: {family.question}", "  ", "     ")
        return
    tension = taxonomy.by_id.get(known)
    if tension is None:
        for one in taxonomy.tensions:
            if one.family == known:
                say_wrapped(f"{one.code}  {one.label}: “{one.hear}”", "  ", "     ")
        return
    say("  ", paint(tension.code, "code"), f" {tension.label}")
    say_wrapped(tension.section("Definition"), "  ", "  ")
    say(paint("  Not when", "faint"))
    for point in tension.items("Not when"):
        say_wrapped(point, "  - ", "    ")
    say(paint("  Neighbours, and the question that separates them", "faint"))
    for neighbour in tension.neighbours:
        name = f"{taxonomy.code(neighbour.id)} {taxonomy.label(neighbour.id)}"
        say_wrapped(f"{name}: {neighbour.test}", "  - ", "    ")


def _facet(journal: Journal, name: str) -> tuple[str, ...] | None:
    """The answer to a facet's question; None where it was left open."""
    item = _ITEMS[name]
    facet = journal.taxonomy.facet(item.facet)
    keys = _keys(facet)
    question = name.replace("_", " ").capitalize()
    if keys:
        letters = {identifier: key for key, identifier in keys.items()}
        choices = "  ".join(f"{letters[value.id]} {value.label}" for value in facet.values) if facet else ""
        say(f"{question}   {choices}  {UNCLEAR[0]} {UNCLEAR}  ? what they mean  Enter: leave open")
        keys[UNCLEAR[0]] = UNCLEAR
    else:
        question += " (? what there is; Enter: leave open)"
    while True:
        typed = _typed(question)
        if not typed:
            return None
        if typed.startswith(ASK):
            _say_values(facet)
        elif typed == NO_ONE:
            return ()
        elif (found := answer_typed(journal, name, keys.get(typed.lower(), typed))) is not None:
            return found


def _keys(facet: Facet | None) -> dict[str, str]:
    """Letters that answer a facet with keys of its own, to its values; one whose key is no letter gets its first."""
    if facet is None or not any(value.key for value in facet.values):
        return {}
    return {value.key if len(value.key) == 1 else value.id[0]: value.id for value in facet.values}


def _say_values(facet: Facet | None) -> None:
    for value in facet.values if facet else ():
        say_wrapped(
            f"{value.label or value.id} ({value.id}): {value.test or value.definition}", "  ", "     "
        )
    say("  unclear: asked, and it cannot be known from the text")


def _quote(journal: Journal, term: str, text: str) -> str:
    """The words of the text that show a tension, as they stand there; empty where the coder gives none."""
    while True:
        typed = _typed(f"Which words show {journal.taxonomy.code(term)}? (Enter: none)")
        if not typed:
            return ""
        place = place_of(typed, text)
        if place is None:
            tell("  the text does not have these very words")
        elif not journal.can_mark(words := " ".join(text[place[0] : place[0] + place[1]].split())):
            tell("  brackets or back-ticks in them break the mark; take fewer words")
        else:
            return words
