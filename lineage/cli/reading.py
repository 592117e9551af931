"""Commands that recall: list, search, show, trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lineage.cli.output import Painted, fit, paint, say, say_json, say_text, tell, width
from lineage.model.entry import FIELDS
from lineage.model.query import Query

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.journal import Journal
    from lineage.model.entry import Entry

LIMIT = click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1), help="Entries at the most."
)
JSON = click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")


@click.command("list")
@click.argument("query", nargs=-1)
@LIMIT
@JSON
@click.pass_obj
def list_command(session: Session, query: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """Entries, newest first.

    QUERY as everywhere: setting:dao tension:G outcome:stall since:2025 actor:"core team" -word:x "exact words".
    """
    _print_rows(session.journal(), Query.parse(" ".join(_words(query))), limit, rank=False, as_json=as_json)


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@LIMIT
@JSON
@click.pass_obj
def search_command(session: Session, query: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """Entries that hold some words, best first; beyond 20,000 hits the newest first.

    A word finds itself, vot* its beginnings, "two words" a phrase, -word excludes; facets as in `lineage list`.
    """
    _print_rows(session.journal(), Query.parse(" ".join(_words(query))), limit, rank=True, as_json=as_json)


def _words(query: tuple[str, ...]) -> list[str]:
    """Arguments as the grammar wants them: one that the shell took out of quotes is a phrase again."""
    words = []
    for word in query:
        key, colon, value = word.partition(":")
        if colon and " " in value and '"' not in value and key.isalpha():
            words.append(f'{key}:"{value}"')
        elif " " in word and len(query) > 1 and '"' not in word:
            words.append(f'"{word}"')
        else:
            words.append(word)
    return words


def _print_rows(journal: Journal, query: Query, limit: int, *, rank: bool, as_json: bool) -> None:
    found = journal.search(query, limit=limit, rank=rank)
    if as_json:
        say_json([_with_ids(journal, row) for row in found.rows])
        return
    outcomes = journal.taxonomy.facet("outcome")
    for row in found.rows:
        tensions = row.get("tensions", [])
        codes = " ".join(journal.taxonomy.code(journal.taxonomy.resolve(term) or term) for term in tensions)
        outcome = row.get("outcome", "")
        label = outcomes.label_of(outcome) if outcomes else outcome
        say(
            paint(row["id"][:14], "id"),
            "  ",
            paint(fit(row["observed"], 16), "faint"),
            " ",
            fit(label, 22),
            " ",
            paint(fit(codes, 10), "code"),
            " ",
            fit(row["title"], max(20, width() - 67)).rstrip(),
        )
        if rank:
            say(Painted("    "), paint(fit(row["snippet"], max(20, width() - 4)).rstrip(), "faint"))
    more = found.count - len(found.rows)
    if more > 0:
        tell(f"{more:,} more; --limit shows them" + ("" if found.ranked or not rank else "; newest first"))
    elif not found.rows:
        tell("nothing found" if query else "no entries yet: `lineage add` writes one")


def _with_ids(journal: Journal, row: dict[str, Any]) -> dict[str, Any]:
    """A row whose tensions are ids even where a file says them by code or label."""
    if "tensions" in row:
        row["tensions"] = [journal.taxonomy.resolve(term) or term for term in row["tensions"]]
    return row


@click.command("show")
@click.argument("name", metavar="ID")
@JSON
@click.pass_obj
def show_command(session: Session, name: str, *, as_json: bool) -> None:
    """One entry. ID is the id, its beginning, or some of its last letters."""
    journal = session.journal()
    entry = journal.entry(name)
    followed_by = journal.followers(entry)
    if as_json:
        say_json(entry_json(entry) | {"followed_by": followed_by})
        return
    taxonomy = journal.taxonomy
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


def _term(term: str | None, written: str, journal: Journal) -> str:
    if term is None:
        return f"{written} (not in the taxonomy)"
    return f"{journal.taxonomy.code(term)} {journal.taxonomy.label(term)}"


def entry_json(entry: Entry) -> dict[str, Any]:
    """An entry as JSON gives it: text without mark-up as ``body``, spans by character offsets of that text."""
    fields = {item.name: getattr(entry, item.name) for item in FIELDS if getattr(entry, item.name)}
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
    }


@click.command("trace")
@click.argument("name", metavar="ID")
@JSON
@click.pass_obj
def trace_command(session: Session, name: str, *, as_json: bool) -> None:
    """What led to an entry and what it became, along its links, in order of time."""
    journal = session.journal()
    start = journal.entry(name)
    found = journal.trace(start)
    if as_json:
        keys = ("title", "outcome", "tensions", "organisation")
        nodes = [
            {"id": node.id, "observed": str(node.observed)} | {key: getattr(node, key) for key in keys}
            for node in found.nodes
        ]
        edges = [{"from": before, "to": after} for before, after in found.edges]
        say_json({"start": start.id, "nodes": nodes, "edges": edges, "missing": found.missing})
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
    if len(found.nodes) == 1:
        tell(
            "nothing leads here and nothing followed; `lineage edit ID --set follows=EARLIER` links two entries"
        )
