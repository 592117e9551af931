"""The command taxonomy: list, show, search, check."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from lineage.cli.keeping import say_problems
from lineage.cli.options import JSON
from lineage.cli.outlines import say_outline, say_prose, say_wrapped
from lineage.cli.output import fit, paint, plain, say, say_json, say_text, tell, width
from lineage.errors import NotFoundError
from lineage.model.catalogue import Flag, Function, Input, Level
from lineage.model.rules import Rule
from lineage.model.taxonomy import Facet, Family, Statement, Tension
from lineage.model.text import nearest

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.journal import Journal
    from lineage.model.taxonomy import Taxonomy


Page = Tension | Family | Facet | Statement | Rule | Level | Function | Flag | Input


@click.group("taxonomy", invoke_without_command=True)
@click.pass_context
def taxonomy_command(ctx: click.Context) -> None:
    """Look up tensions, families and facets: what they mean, how to tell them apart.

    Alone, it lists the ten families.
    """
    if ctx.invoked_subcommand is None:
        for family in ctx.obj.journal_or_built_in().taxonomy.families:
            say(
                paint(f"{family.code}  {fit(family.label, 32)}", "head"), " ", paint(family.question, "faint")
            )
        tell("`lineage taxonomy list E` for the tensions of one, `show G4` for a page, `search WORDS`")


@taxonomy_command.command("list", short_help="Families and their tensions.")
@click.argument("family", required=False)
@JSON
@click.pass_obj
def list_terms(session: Session, family: str | None, *, as_json: bool) -> None:
    """Families and their tensions; one FAMILY where named (by letter or word)."""
    taxonomy = session.journal_or_built_in().taxonomy
    chosen = list(taxonomy.families)
    if family:
        identifier = taxonomy.family_of(taxonomy.resolve(family) or "")
        chosen = [one for one in taxonomy.families if one.id == identifier]
        if not chosen:
            raise NotFoundError(
                "family", family, near=taxonomy.nearest(family), hint="there are the letters A to J"
            )
    listed = [tension for tension in taxonomy.tensions if tension.family in {one.id for one in chosen}]
    if as_json:
        say_json([_brief(tension) for tension in listed])
        return
    for one in chosen:
        say(paint(f"{one.code}  {one.label}", "head"), "  ", paint(one.question, "faint"))
        for tension in listed:
            if tension.family == one.id:
                _say_tension(tension)


def _brief(tension: Tension) -> dict[str, Any]:
    return {
        "id": tension.id,
        "code": tension.code,
        "label": tension.label,
        "family": tension.family,
        "status": tension.status,
        "hear": tension.hear,
        "definition": tension.section("Definition"),
    }


def _say_tension(tension: Tension) -> None:
    label = fit(tension.label, 32)
    say(
        "   ",
        paint(fit(tension.code, 4), "code"),
        label,
        " ",
        paint(fit(f"“{tension.hear}”", max(20, width() - 41)).rstrip(), "faint"),
    )


@taxonomy_command.command("search", short_help="Tensions whose pages hold some words.")
@click.argument("words", nargs=-1, required=True)
@JSON
@click.pass_obj
def search_terms(session: Session, words: tuple[str, ...], *, as_json: bool) -> None:
    """Tensions whose label, *you hear* line, definition, signals or examples hold the words, best first."""
    found = session.journal_or_built_in().taxonomy.search(" ".join(words))
    if as_json:
        say_json([_brief(tension) for tension in found])
        return
    for tension in found[:15]:
        _say_tension(tension)
    if not found:
        tell("nothing found; `lineage suggest TEXT` compares meanings, not words")


@taxonomy_command.command("check", short_help="Faults in the taxonomy's files.")
@JSON
@click.pass_obj
def check_terms(session: Session, *, as_json: bool) -> int:
    """Faults in the taxonomy's files, the delegation rules among them. Exit code 4 where there is any.

    Then notes on the codebook's health, which fail nothing; `lineage agree health --json` has them as data.
    """
    journal = session.journal_or_built_in()
    code = say_problems(journal.check_taxonomy(), as_json=as_json)
    if not as_json:
        say_outline(journal.health_outline(journal.health()))
    return code


@taxonomy_command.command("show", short_help="The page of a term.")
@click.argument("term")
@JSON
@click.pass_obj
def show_term(session: Session, term: str, *, as_json: bool) -> None:
    """The page of a tension, a family, a facet, one of its values, a claim, an effort, a crux, or a delegation rule.

    TERM is an id, a short code (G4) or a label.
    """
    journal = session.journal_or_built_in()
    thing = _thing(journal, term)
    if as_json:
        say_json(thing)
    elif isinstance(thing, Tension):
        _say_page(thing, journal.taxonomy)
    elif isinstance(thing, Family):
        _say_family(thing, journal.taxonomy)
    elif isinstance(thing, Facet):
        _say_facet(thing)
    elif isinstance(thing, Statement):
        _say_statement(thing)
    elif isinstance(thing, Rule):
        _say_rule(thing)
    else:
        for key, value in plain(thing).items():
            if value not in ("", [], None):
                say_wrapped(str(value), f"{key.replace('_', ' '):18}", " " * 18)


def _thing(journal: Journal, term: str) -> Page:
    """What a term names; NotFoundError with the nearest where nothing has that name."""
    taxonomy = journal.taxonomy
    name = taxonomy.resolve(term) or ""
    if name in taxonomy.by_id:
        return taxonomy.by_id[name]
    named: list[Family | Facet | Statement] = [one for one in taxonomy.families if one.id == name]
    named += [one for one in taxonomy.facets if one.id == term]
    named += [one for one in journal.statements if one.id == term]
    if named:
        return named[0]
    catalogue = journal.catalogue
    machinery: dict[str, Page] = {rule.id.lower(): rule for rule in journal.rules}
    machinery.update({level.id.lower(): level for level in catalogue.levels})
    machinery.update({function.id: function for function in catalogue.functions})
    machinery.update({flag.key: flag for flag in catalogue.flags})
    machinery.update({item.key: item for item in catalogue.inputs})
    if term.lower() in machinery:
        return machinery[term.lower()]
    for facet in taxonomy.facets:
        found = tuple(value for value in facet.values if value.id == facet.resolve(term))
        if found:
            return replace(facet, values=found)
    known = [
        *(one.id for one in journal.statements),
        *(value.id for facet in taxonomy.facets for value in facet.values),
    ]
    near = (*taxonomy.nearest(term), *nearest(term, known))[:4]
    raise NotFoundError("term", term, near=near, hint="`lineage taxonomy search WORDS` finds terms")


def _say_rule(rule: Rule) -> None:
    say(paint(rule.id, "code"), "  ", paint(rule.title, "head"), "  ", paint(rule.path, "faint"))
    strength = rule.strength + (
        f" (without a legal duty {rule.strength_without_law})" if rule.strength_without_law else ""
    )
    for head, text in (
        ("when", rule.when),
        ("effects", "; ".join(effect.text for effect in rule.effects)),
        ("requires", ", ".join(rule.requires)),
        ("strength", strength),
        ("sources", ", ".join(rule.sources)),
        ("why", rule.why),
        ("counter-argument", rule.counter_argument),
        ("would change it", rule.what_would_change),
    ):
        if text:
            say_wrapped(text, f"{head:18}", " " * 18)


def _say_statement(statement: Statement) -> None:
    say(paint(statement.kind, "code"), "  ", paint(statement.label, "head"), "  ", paint(statement.id, "id"))
    for key, values in statement.fields:
        if values:
            say(paint(fit(key, 14), "faint"), ", ".join(values))
    say()
    say_text(statement.body)


def _say_page(tension: Tension, taxonomy: Taxonomy) -> None:
    say(paint(tension.code, "code"), "  ", paint(tension.label, "head"), "  ", paint(tension.id, "id"))
    say(paint("you hear    ", "faint"), f"“{tension.hear}”")
    family = next((one.label for one in taxonomy.families if one.id == tension.family), tension.family)
    say(paint("family      ", "faint"), family, paint(f"   {tension.status}, since {tension.since}", "faint"))
    if tension.parent:
        say(
            paint("wider       ", "faint"),
            f"{taxonomy.code(tension.parent)} {taxonomy.label(tension.parent)}",
        )
    for name in ("alt_labels", "poles", "settings"):
        values = getattr(tension, name)
        if values:
            say_wrapped(", ".join(values), fit(name.replace("_", " "), 12), " " * 12)
    for heading, text in tension.sections:
        say()
        say(paint(heading, "head"))
        say_prose(_named(text, taxonomy))
        if heading == "Not when" and tension.neighbours:
            say()
            say(paint("Neighbours, and the question that separates them", "head"))
            for neighbour in tension.neighbours:
                name = f"{taxonomy.code(neighbour.id)} {taxonomy.label(neighbour.id)}"
                say_wrapped(f"{name}: {neighbour.test}", "- ", "  ")
    typical = [*tension.conditions, *tension.layers, *tension.mechanisms]
    if typical:
        say()
        say_wrapped(", ".join(typical), "Often with (inferred, never to be copied into an entry): ", "  ")
    if tension.hints or tension.marks:
        say()
        hints = ", ".join([*(f"{key} = {value}" for key, value in tension.hints), *tension.marks])
        say_wrapped(hints, "Asks about, in delegation (suggested, to be confirmed): ", "  ")


def _named(text: str, taxonomy: Taxonomy) -> str:
    """A page's text with the ids of tensions written as code and label."""
    return re.sub(
        r"`([a-z0-9-]+)`",
        lambda match: (
            f"{taxonomy.code(match[1])} {taxonomy.label(match[1])}"
            if match[1] in taxonomy.by_id
            else match[0]
        ),
        text,
    )


def _say_family(family: Family, taxonomy: Taxonomy) -> None:
    say(paint(family.code, "code"), "  ", paint(family.label, "head"), "  ", paint(family.question, "faint"))
    for heading, text in family.sections:
        say()
        say(paint(heading, "head"))
        say_text(text)
    say()
    for tension in taxonomy.tensions:
        if tension.family == family.id:
            _say_tension(tension)


def _say_facet(facet: Facet) -> None:
    say(paint(facet.label or facet.id, "head"), "  ", paint(facet.question, "faint"))
    for value in facet.values:
        say("  ", paint(fit(value.id, 28), "id"), fit(value.label, 24), " ", value.definition)
