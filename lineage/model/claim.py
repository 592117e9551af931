"""A claim of the seeds that the journal tests: what it counts, and what came of counting it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.errors import LineageError, Problem
from lineage.model.query import Query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lineage.model.pattern import Share
    from lineage.model.taxonomy import Statement, Taxonomy

FORMS = {
    "share": ("for", "against"),
    "contrast": ("among", "event"),
    "order": ("first", "then"),
    "cost": ("turn",),
    "lag": ("change", "norm"),
}
"""How a claim can be counted, and the queries that each way needs.

*share*: episodes for among those for or against. *contrast*: the share of episodes with an event in one group and in another.
*order*: lineages in which one thing was observed before the other. *cost*: places where it cost more after a turn than before.
*lag*: places where a norm took longer to be written than the next change took to come.
"""
QUERIES = (
    "among",
    "for",
    "against",
    "event",
    "group",
    "other",
    "earlier",
    "first",
    "then",
    "turn",
    "change",
    "norm",
)
DIRECTIONS = ("lower", "higher")


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """How a claim is counted; ``queries`` gives for each part the queries of which an entry must fit one."""

    claim: str
    label: str
    form: str
    queries: tuple[tuple[str, tuple[Query, ...]], ...]
    primary: str = ""
    """Only entries whose first tension this is, or one narrower."""
    tried: tuple[str, ...] = ()
    """Only entries that tried something in which one of these beginnings of words stands."""
    expects: str = "lower"
    """In a contrast: whether the claim says that the event is rarer or more frequent in ``group``."""
    unit: str = "episodes"
    least: int = 1
    """Units below which nothing is said; in a contrast, in each of both groups."""
    record: str = ""
    """What to record so that it can be said."""

    def part(self, name: str) -> tuple[Query, ...]:
        """The queries of one part; none where the form does not use it."""
        return dict(self.queries).get(name, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What came of counting a claim in one collection of entries.

    ``supports`` and ``opposes`` are the ids of entries, sorted; ``undecided`` those that count for neither side. ``shares`` has
    a row a group with its Wilson interval. ``difference`` is the share in the group less that of the others (contrast) or the median of the
    differences (cost in days, lag in days), with a 95 % interval where one exists. ``missing`` says what is not there yet: with
    it nothing is concluded.
    """

    claim: str
    label: str
    unit: str
    n: int
    least: int
    supports: tuple[str, ...] = ()
    opposes: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()
    difference: float | None = None
    interval: tuple[float, float] | None = None
    missing: str = ""
    notes: tuple[str, ...] = ()

    @property
    def testable(self) -> bool:
        """True where there is enough to say something."""
        return not self.missing


def tests_of(statements: tuple[Statement, ...], taxonomy: Taxonomy) -> tuple[tuple[Test, ...], list[Problem]]:
    """How each hypothesis is counted, sorted by id, and what is wrong with the way it is said."""
    tests: list[Test] = []
    problems: list[Problem] = []
    for statement in statements:
        if statement.kind != "hypothesis":
            continue
        try:
            tests.append(_test(statement, taxonomy))
        except (ValueError, LineageError) as error:
            hint = "taxonomy/README.md of lineage says how a claim is counted"
            problems.append(Problem(path=statement.path, message=f"cannot be counted: {error}", hint=hint))
    return tuple(sorted(tests, key=lambda test: test.claim)), problems


def _test(statement: Statement, taxonomy: Taxonomy) -> Test:
    fields = dict(statement.fields)

    def one(key: str, default: str = "") -> str:
        return next(iter(fields.get(key, ())), default)

    form = one("form")
    if form not in FORMS:
        raise ValueError(f"form is {form!r}, none of {', '.join(FORMS)}")
    queries = tuple(
        (name, tuple(Query.parse(text) for text in fields[name])) for name in QUERIES if fields.get(name)
    )
    absent = [name for name in FORMS[form] if name not in dict(queries)]
    if absent:
        raise ValueError(f"the key {absent[0]} is missing")
    primary = one("primary")
    if primary and taxonomy.resolve(primary) is None:
        raise ValueError(f"primary names no tension: {primary!r}")
    if not one("least").isdecimal() or not one("record"):
        raise ValueError("least (a number) and record (what to record) are needed")
    if one("expects", "lower") not in DIRECTIONS:
        raise ValueError(f"expects is none of {', '.join(DIRECTIONS)}")
    return Test(
        claim=statement.id,
        label=statement.label,
        form=form,
        queries=queries,
        primary=primary,
        tried=tuple(word.casefold() for word in fields.get("tried", ())),
        expects=one("expects", "lower"),
        unit=one("unit", "episodes"),
        least=int(one("least")),
        record=one("record"),
    )


def queries_of(tests: tuple[Test, ...]) -> Mapping[str, Query]:
    """Every query the tests ask, by its text."""
    return {str(query): query for test in tests for _, asked in test.queries for query in asked}
