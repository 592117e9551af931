"""The command demo: the whole journey on the sample journal, in a folder of its own."""

from __future__ import annotations

import shlex
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lineage.cli.advice import advice_json
from lineage.cli.options import JSON, SEED
from lineage.cli.outlines import say_wrapped
from lineage.cli.output import fit, paint, say, say_json, width
from lineage.cli.patterns import strength_line

if TYPE_CHECKING:
    from lineage.capturing import Added
    from lineage.journal import Journal
    from lineage.model.delegation import Recommendation
    from lineage.model.pattern import Mined, Pattern
    from lineage.model.suggestion import Suggestion

SEEN = (
    "The vote on the garden budget passed with 92 %. Nobody had asked the treasury: there is no budget line before the "
    "second quarter, and the people who said they would do the work have gone back to their other projects."
)
SHOWN = 4
"""Patterns shown; the report has all of them."""
ANSWERS = {"stk": 2, "rev": 2, "leg": 2, "acc": 1}
"""What a body such as the one in SEEN might answer to the four inputs without which the rules hold back."""
ANSWERED = " ".join([*(f"--input {key}={value}" for key, value in ANSWERS.items()), "--assume-neutral"])


@click.command("demo")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@SEED
@JSON
def demo_command(folder: Path | None, seed: int, *, as_json: bool) -> None:
    """The whole journey on real observations: add one, see what it sounds like, find patterns, get advice, write a report.

    The sample journal is copied to FOLDER (a new temporary one, if none is named); nothing else is touched.
    """
    from lineage.journal import Journal
    from lineage.model.delegation import Situation
    from lineage.model.query import Query

    folder = folder or Path(tempfile.mkdtemp(prefix="lineage-demo-")) / "journal"
    steps = _Steps(quiet=as_json)
    journal, count = Journal.sample(folder)
    sourced = journal.search(Query.parse("position:document"), limit=1).count
    steps.copied(folder, count, sourced)
    added = journal.add(SEEN, {"outcome": "stall"}, context="guild")
    offered = journal.suggest(SEEN, setting=added.entry.setting)
    steps.added(added, offered)
    if offered:
        journal.accept(added.entry, offered[0])
        steps.accepted(offered[0])
    read = journal.entries(audience=journal.settings.audience)
    mined = journal.mine(read, seed=seed)
    steps.mined(mined, journal)
    found = None
    if mined.patterns:
        strongest = mined.patterns[0]
        situation = journal.situation(read, strongest, Situation(inputs=ANSWERS, assume_neutral=True))
        found = journal.advise(situation, pattern=strongest)
        steps.advised(found, strongest, journal)
    path = folder / "report.md"
    journal.write_report(
        path, journal.markdown(journal.report(mined, read, found, title=journal.settings.name))
    )
    steps.written(path, folder, mined)
    if as_json:
        answer: dict[str, Any] = {"folder": str(folder), "added": added.entry.id, "suggestions": offered}
        answer |= {
            "patterns": mined.patterns,
            "advice": advice_json(found) if found else None,
            "report": str(path),
        }
        say_json(answer)


class _Steps:
    """What the demo says at each step, with the command that does the same."""

    def __init__(self, *, quiet: bool) -> None:
        self._say = (lambda *_: None) if quiet else say

    def _step(self, text: str, command: str) -> None:
        self._say()
        self._say(paint(text, "head"))
        self._say(paint(f"   $ lineage {command}", "faint"))

    def copied(self, folder: Path, count: int, sourced: int) -> None:
        self._say(paint(f"1  The sample journal: {count} observations", "head"))
        self._say(
            f"   {sourced} from public documents, each with its source, and {count - sourced} founding ones; copied to {folder}"
        )

    def added(self, added: Added, offered: tuple[Suggestion, ...]) -> None:
        self._step("2  You write down what you saw", f'add @guild --outcome stall "{SEEN[:44]}…"')
        self._say("   saved ", paint(added.entry.id, "id"), f" · guild · {added.entry.observed}")
        for number, one in enumerate(offered, start=1):
            why = fit(one.why, max(30, width() - 46)).rstrip()
            self._say(
                fit("   Sounds like" if number == 1 else "", 16),
                f"{number} ",
                fit(one.label, 26),
                paint(why, "faint"),
            )
        if not offered:
            self._say("   Nothing in the taxonomy fits well; the entry stays untagged until you say.")

    def accepted(self, one: Suggestion) -> None:
        self._say(
            "   An offer is never a tag until a person accepts it. Here the demo presses 1: ",
            paint(one.code, "code"),
            f" {one.label}",
        )

    def mined(self, mined: Mined, journal: Journal) -> None:
        self._step(f"3  What recurs in {mined.n} observations ({mined.episodes} episodes)", "mine")
        for pattern in mined.patterns[:SHOWN]:
            self._pattern(pattern, journal)
        if len(mined.patterns) > SHOWN:
            self._say(f"   and {len(mined.patterns) - SHOWN} more in the report")
        for note in mined.notes:
            self._say("   ", paint(note, "faint"))

    def _pattern(self, pattern: Pattern, journal: Journal) -> None:
        outcomes = journal.taxonomy.facet("outcome")
        stood = ", ".join(
            f"{outcomes.label_of(one.value) if outcomes else one.value} {one.count}"
            for one in sorted(pattern.outcomes, key=lambda one: (-one.count, one.value))
        )
        self._say("   ", paint(pattern.id, "id"), "  ", paint(pattern.label, "head"), f"  ({pattern.kind})")
        self._say(f"             {strength_line(pattern)}; confidence {pattern.confidence}")
        self._say(f"             {stood}; against it {len(pattern.contradicting)} that held or recovered")

    def advised(self, found: Recommendation, pattern: Pattern, journal: Journal) -> None:
        self._step(
            f"4  Who should do what, for the strongest: {pattern.label}",
            f"advise {pattern.id} {ANSWERED}",
        )
        said = ", ".join(
            f"{item.label.lower()} {ANSWERS[item.key]} of 3"
            for item in journal.catalogue.inputs
            if item.key in ANSWERS
        )
        self._say("   Four answers, as that body might give them: ", paint(said, "faint"))
        self._say("   Neutral values stand in for the other inputs; each is named in the report of `advise`.")
        if found.hinted:
            hinted = ", ".join(f"{key} = {value}" for key, value in found.hinted)
            self._say("   Taken from the pattern's tensions, to be confirmed: ", paint(hinted, "faint"))
        for advice in found.functions:
            level = journal.level_text(advice)
            journal_says = "the journal abstains" if advice.abstain else advice.wording
            self._say("   ", fit(advice.function, 12), fit(level, 40), paint(journal_says, "faint"))
        self._reasons(found, journal)

    def _reasons(self, found: Recommendation, journal: Journal) -> None:
        decide = found.advice("decide")
        act = found.advice("act")
        said = [
            ("more machine in deciding", [f"{one.text} ({one.rule})" for one in decide.argue_more[:1]]),
            ("less", [f"{one.text} ({one.rule})" for one in decide.argue_less[:1]]),
            ("it asks for", [journal.catalogue.requirement(name) for name in act.requirements[:3]]),
            (
                "would change it",
                [
                    f"{move.input} {move.start} to {move.end} gives {move.level}"
                    for move in decide.what_would_change
                ],
            ),
            ("the journal abstains", list(decide.abstain[:1])),
        ]
        for head, texts in said:
            for number, text in enumerate(texts):
                self._tell_wrapped(f"   {head if number == 0 else '':27}", text)

    def _tell_wrapped(self, head: str, text: str) -> None:
        if self._say is say:
            say_wrapped(text, head, " " * len(head))

    def written(self, path: Path, folder: Path, mined: Mined) -> None:
        self._step("5  The report", f"report {ANSWERED} -o {path.name}")
        self._say(f"   {path}")
        self._say()
        self._say(paint("What to try next", "head"))
        name = mined.patterns[0].id if mined.patterns else "stall"
        for command in (
            f"cd {shlex.quote(str(folder))}",
            "lineage list outcome:held,recovered",
            "lineage search budget",
            "lineage taxonomy show G4",
            f"lineage advise {name} --input stk=2 --input rev=1",
            "lineage init ~/journal && lineage add --journal ~/journal WHAT YOU SAW",
        ):
            self._say(f"   {command}")
