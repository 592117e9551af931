"""The command taxonomy: list, show, search, check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lineage.cli.keeping import say_problems
from lineage.cli.output import fit, paint, say, say_json, say_text, tell, width
from lineage.errors import NotFoundError

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.model.taxonomy import Facet, Family, Taxonomy, Tension

JSON = click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")


@click.group("taxonomy")
def taxonomy_command() -> None:
    """Look up tensions, families and facets: what they mean, how to tell them apart."""


@taxonomy_command.command("list")
@click.argument("family", required=False)
@JSON
@click.pass_obj
def list_terms(session: Session, family: str | None, *, as_json: bool) -> None:
    """Families and their tensions; one FAMILY where named (by letter or word)."""
    taxonomy = _taxonomy(session)
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


def _taxonomy(session: Session) -> Taxonomy:
    """The journal's taxonomy; the built-in one where there is no journal, since consulting it needs none."""
    try:
        return session.journal().taxonomy
    except NotFoundError:
        from lineage.journal import built_in_taxonomy

        return built_in_taxonomy()


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


@taxonomy_command.command("search")
@click.argument("words", nargs=-1, required=True)
@JSON
@click.pass_obj
def search_terms(session: Session, words: tuple[str, ...], *, as_json: bool) -> None:
    """Tensions whose label, *you hear* line, definition, signals or examples hold the words, best first."""
    found = _taxonomy(session).search(" ".join(words))
    if as_json:
        say_json([_brief(tension) for tension in found])
        return
    for tension in found[:15]:
        _say_tension(tension)
    if not found:
        tell("nothing found; `lineage suggest TEXT` compares meanings, not words")


@taxonomy_command.command("check")
@JSON
@click.pass_obj
def check_terms(session: Session, *, as_json: bool) -> int:
    """Faults in the taxonomy's files, the delegation rules among them. Exit code 4 where there is any."""
    return say_problems(session.journal().check_taxonomy(), as_json=as_json)


@taxonomy_command.command("show")
@click.argument("term")
@JSON
@click.pass_obj
def show_term(session: Session, term: str, *, as_json: bool) -> None:
    """The page of a tension, a family or a facet. TERM is an id, a short code (G4) or a label."""
    taxonomy = _taxonomy(session)
    facet = taxonomy.facet(term)
    name = taxonomy.resolve(term)
    if name is None and facet is None:
        hint = "`lineage taxonomy search WORDS` finds terms"
        raise NotFoundError("term", term, near=taxonomy.nearest(term), hint=hint)
    thing: Tension | Family | Facet | None = facet
    if name is not None:
        thing = taxonomy.by_id.get(name) or next(one for one in taxonomy.families if one.id == name)
    if as_json:
        say_json(thing)
    elif name is not None and name in taxonomy.by_id:
        _say_page(taxonomy.by_id[name], taxonomy)
    elif name is not None:
        _say_family(next(one for one in taxonomy.families if one.id == name), taxonomy)
    elif facet is not None:
        _say_facet(facet)


def _say_page(tension: Tension, taxonomy: Taxonomy) -> None:
    say(paint(tension.code, "code"), "  ", paint(tension.label, "head"), "  ", paint(tension.id, "id"))
    say(paint("you hear    ", "faint"), f"“{tension.hear}”")
    family = next((one.label for one in taxonomy.families if one.id == tension.family), tension.family)
    say(paint("family      ", "faint"), family, paint(f"   {tension.status}, since {tension.since}", "faint"))
    for name in ("alt_labels", "poles", "settings", "conditions", "layers", "mechanisms"):
        values = getattr(tension, name)
        if values:
            say(paint(fit(name.replace("_", " "), 12), "faint"), ", ".join(values))
    for heading, text in tension.sections:
        say()
        say(paint(heading, "head"))
        say_text(text)
        if heading == "Not when" and tension.neighbours:
            say()
            say(paint("Neighbours, and the question that separates them", "head"))
            for neighbour in tension.neighbours:
                say(
                    "- ",
                    paint(taxonomy.code(neighbour.id), "code"),
                    f" {taxonomy.label(neighbour.id)}: {neighbour.test}",
                )
    if tension.hints or tension.marks:
        say()
        hints = ", ".join([*(f"{key} = {value}" for key, value in tension.hints), *tension.marks])
        say(paint("Asks about, in delegation (suggested, to be confirmed): ", "faint"), hints)


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
