"""Commands that recall: list, search, show, trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lineage.cli.options import ACROSS, FOR, JSON, LIMIT, QUERY, QUERY_LINE, asked
from lineage.cli.output import Painted, fit, paint, say, say_json, say_text, tell, width
from lineage.model.fields import FIELDS
from lineage.model.text import counted

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.journal import Journal
    from lineage.model.entry import Entry
    from lineage.model.query import Query
    from lineage.model.taxonomy import Taxonomy
    from lineage.reading import Reader

ROOM_FOR_TITLE = 30
"""Columns below which a title has a line to itself."""


@click.command("list", context_settings=QUERY_LINE)
@QUERY
@LIMIT
@FOR
@ACROSS
@JSON
@click.pass_obj
def list_command(session: Session, /, query: tuple[str, ...], **options: Any) -> None:
    """Entries, newest first.

    QUERY as everywhere: setting:dao tension:G outcome:stall since:2025 actor:"core team" -word:x "exact words".
    """
    journal = session.reader()
    with journal.one_look():
        _print_rows(journal, query, rank=False, **options)


@click.command("search", context_settings=QUERY_LINE)
@click.argument("query", nargs=-1, required=True, type=click.UNPROCESSED)
@LIMIT
@FOR
@ACROSS
@JSON
@click.pass_obj
def search_command(session: Session, /, query: tuple[str, ...], **options: Any) -> None:
    """Entries that hold some words, best first; beyond 20,000 hits the newest first.

    A word finds itself, vot* its beginnings, "two words" a phrase, -word excludes; facets as in `lineage list`.
    """
    journal = session.reader()
    with journal.one_look():
        _print_rows(journal, query, rank=True, **options)


def _print_rows(  # noqa: PLR0913 (the options of two commands)
    journal: Reader,
    words: tuple[str, ...],
    *,
    rank: bool,
    limit: int,
    audience: str | None,
    across: bool,
    as_json: bool,
) -> None:
    audience = audience or journal.settings.audience
    query = asked(journal, words, audience, across=across)
    found = journal.search(query, limit=limit, rank=rank, audience=audience, surely=True)
    if withheld := journal.withheld(query, audience):
        left = counted(withheld, "entry", "entries")
        tell(f"{left} stricter than this audience ({audience}) left out; --for me shows them")
    if found.faulty:
        tell(f"{counted(found.faulty, 'file')} with faults; `lineage check` names them")
    if as_json:
        say_json([_with_ids(journal, row) for row in found.rows])
        return
    for row in found.rows:
        _say_row(journal, row)
        if rank:
            say(Painted("    "), paint(fit(row["snippet"], max(20, width() - 4)).rstrip(), "faint"))
    more = found.count - len(found.rows)
    if more > 0:
        tell(f"{more:,} more; --limit shows them" + ("" if found.ranked or not rank else "; newest first"))
    elif not found.rows:
        tell(_nothing(query))
        for line in _unknown(journal, query):
            tell(line)


def _nothing(query: Query) -> str:
    """Why there is nothing to show; the context is named, as it may be one that nobody typed just now."""
    contexts = [value for clause in query.fields if clause.key == "context" for value in clause.values]
    if query.names_context:
        return f"nothing found in the context {', '.join(contexts)}; --across without @ looks in all of them"
    return "nothing found" if query else "no entries yet: `lineage add` writes one"


def _unknown(journal: Reader, query: Query) -> list[str]:
    """Values of a query that no entry has, each with the nearest."""
    from lineage.completing import Completer  # only where nothing was found

    return Completer(journal.folder).nearest(query)


def _say_row(journal: Reader, row: dict[str, Any]) -> None:
    """One line an entry; where the terminal is narrow the title has the next one to itself."""
    names = journal.names
    codes = " ".join(names.code(names.resolve(term) or term) or term for term in row.get("tensions", []))
    outcome = row.get("outcome", "")
    head = (
        paint(row["id"][:14], "id"),
        "  ",
        paint(fit(row["observed"], 16), "faint"),
        " ",
        fit(names.label(outcome, "outcome"), 21),
        " ",
        paint(fit(codes, 10), "code"),
    )
    room = width() - 66
    if room >= ROOM_FOR_TITLE:
        say(*head, " ", fit(row["title"], room).rstrip())
    else:
        say(*head)
        say(Painted("    "), fit(row["title"], max(20, width() - 4)).rstrip())


def _with_ids(journal: Reader, row: dict[str, Any]) -> dict[str, Any]:
    """A row whose tensions are ids even where a file says them by code or label."""
    if "tensions" in row:
        row["tensions"] = [journal.names.resolve(term) or term for term in row["tensions"]]
    return row


@click.command("show")
@click.argument("name", metavar="ID")
@FOR
@JSON
@click.pass_obj
def show_command(session: Session, name: str, audience: str | None, *, as_json: bool) -> None:
    """One entry. ID is the id, its beginning, or some of its last letters."""
    journal = session.journal()
    entry = journal.entry(name, audience=audience or journal.settings.audience)
    followed_by = journal.followers(entry)
    taxonomy = journal.taxonomy
    if as_json:
        say_json(entry_json(entry, taxonomy) | {"followed_by": followed_by})
        return
    say(paint(entry.title, "head"))
    say(paint(entry.id, "id"), f"  {entry.observed}  ", paint(entry.path, "faint"))
    for item in FIELDS:
        values = entry.values(item.name)
        if not values:
            continue
        facet = taxonomy.facet(item.facet)
        if item.name == "tensions":
            values = tuple(_term(taxonomy.resolve(term), term, journal) for term in values)
        elif facet:
            values = tuple(facet.label_of(value) for value in values)
        say(paint(fit(item.name.replace("_", " "), 18), "faint"), " · ".join(values))
    _say_inferred(entry, taxonomy)
    for key, value in entry.extra:
        say(paint(fit(key, 18), "faint"), value if isinstance(value, str) else " · ".join(value))
    if followed_by:
        say(paint(fit("followed by", 18), "faint"), " · ".join(followed_by))
    say()
    say_text(entry.text)
    if entry.spans:
        say()
    for span in entry.spans:
        say(
            paint(taxonomy.code(taxonomy.resolve(span.term) or "") or span.term, "code"),
            f"  “{' '.join(span.text.split())}”",
        )


def _say_inferred(entry: Entry, taxonomy: Taxonomy) -> None:
    """What the entry's terms carry with them, marked as what it is."""
    from lineage.model.inferred import inferred  # 2 ms, which a list has no use for

    facets = {facet.key: facet for facet in taxonomy.facets if facet.key}
    for one in inferred(entry, taxonomy):
        labels = [facets[one.field].label_of(value) if one.field in facets else value for value in one.values]
        said = f"{' · '.join(labels)}  (inferred from {', '.join(one.codes)}, not counted)"
        say(paint(fit(one.field, 18), "faint"), paint(said, "faint"))


def _term(term: str | None, written: str, journal: Journal) -> str:
    if term is None:
        return f"{written} (not in the taxonomy)"
    return f"{journal.taxonomy.code(term)} {journal.taxonomy.label(term)}"


def entry_json(entry: Entry, taxonomy: Taxonomy) -> dict[str, Any]:
    """An entry as JSON gives it: text without mark-up as ``body``, spans by character offsets of that text."""
    from lineage.model.inferred import inferred

    fields = {item.name: getattr(entry, item.name) for item in FIELDS if getattr(entry, item.name)}
    if entry.tensions:
        fields["tensions"] = tuple(taxonomy.resolve(term) or term for term in entry.tensions)
    return {
        "id": entry.id,
        "kind": entry.kind,
        "title": entry.title,
        "observed": str(entry.observed),
        "recorded": entry.recorded,
        **fields,
        **dict(entry.extra),
        "path": entry.path,
        "body": entry.text,
        "spans": [
            {"start": span.start, "end": span.end, "term": span.term, "text": span.text}
            for span in entry.spans
        ],
        "follows": entry.follows,
        "inferred": {one.field: one.values for one in inferred(entry, taxonomy)},
    }


@click.command("trace")
@click.argument("name", metavar="ID")
@FOR
@ACROSS
@JSON
@click.pass_obj
def trace_command(session: Session, name: str, audience: str | None, *, across: bool, as_json: bool) -> None:
    """What led to an entry and what it became, along its links, in order of time, inside its context. ID as in `lineage show`."""
    journal = session.journal()
    audience = audience or journal.settings.audience
    start = journal.entry(name, audience=audience)
    found = journal.trace(start, audience=audience, across=across)
    if as_json:
        keys = ("title", "outcome", "tensions", "organisation")
        nodes = [
            {"id": node.id, "observed": str(node.observed)} | {key: getattr(node, key) for key in keys}
            for node in found.nodes
        ]
        edges = [{"from": before, "to": after} for before, after in found.edges]
        answer = {"start": start.id, "nodes": nodes, "edges": edges, "missing": found.missing}
        say_json(answer | {"elsewhere": found.elsewhere})
        return
    outcomes = journal.taxonomy.facet("outcome")
    for node in found.nodes:
        before = [edge[0] for edge in found.edges if edge[1] == node.id]
        codes = " ".join(
            journal.taxonomy.code(journal.taxonomy.resolve(term) or term) for term in node.tensions
        )
        say(
            paint("▶ " if node.id == start.id else "  ", "head"),
            paint(node.id[:14], "id"),
            f"  {fit(str(node.observed), 16)} ",
            paint(fit(codes, 10), "code"),
            f" {outcomes.label_of(node.outcome) if outcomes and node.outcome else ''}",
        )
        after = f"after {', '.join(other[:14] for other in before)}: " if before else ""
        say(
            Painted("    "),
            paint(after, "faint"),
            fit(node.title, max(20, width() - 6 - len(after))).rstrip(),
        )
    for other in found.missing:
        tell(f"{other} is followed and is not in this journal")
    if found.elsewhere:
        tell(f"{found.elsewhere:,} in other contexts: --across")
    elif len(found.nodes) == 1:
        tell(
            "nothing leads here and nothing followed; `lineage edit ID --set follows=EARLIER` links two entries"
        )
