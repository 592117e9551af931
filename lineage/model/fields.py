"""The facets an entry can have, and the words its file is written with; no entry yet, so that looking one up loads little."""

from __future__ import annotations

import re
from dataclasses import dataclass

KINDS = ("observation", "memo", "arrangement", "effort", "crux", "map")
UNCLEAR = "unclear"
MAX_TENSIONS = 3
MAX_BYTES = 1 << 20
"""An entry file over this size is a Problem and is not read: nobody writes a mebibyte about one observation."""

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: the digits and letters without i, l, o, u."""

ID = re.compile(rf"\d{{8}}-[{ALPHABET}]{{8}}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One facet of an entry: its front-matter key, its query key and the vocabulary it is checked against."""

    name: str
    many: bool = False
    query: str = ""
    facet: str = ""
    help: str = ""


FIELDS: tuple[Field, ...] = (
    Field(name="observer", query="observer", help="who saw or wrote it"),
    Field(name="coder", query="coder", help="whose tags these are"),
    Field(name="context", query="context", help="its defaults come from lineage.toml"),
    Field(name="setting", query="setting", facet="setting", help="a setting or a family of settings"),
    Field(name="organisation", query="organisation", help="the body it happened in"),
    Field(name="actors", many=True, query="actor", help="who took part, as roles or bodies"),
    Field(
        name="tensions", many=True, query="tension", facet="tension", help="at most three; first = primary"
    ),
    Field(name="words", many=True, query="word", help="free tags, the writer's own; never refused"),
    Field(name="outcome", query="outcome", facet="outcome", help="how it stands"),
    Field(name="conditions", many=True, query="condition", facet="condition", help="what eroded"),
    Field(name="pole", query="pole", facet="pole", help="which pole of the tension prevailed"),
    Field(name="layers", many=True, query="layer", facet="layer", help="which shared framework"),
    Field(name="mechanisms", many=True, query="mechanism", facet="mechanism", help="inferred explanation"),
    Field(name="channel", query="channel", facet="channel", help="online, offline or crossing"),
    Field(name="stage", query="stage", facet="stage", help="where in its life the undertaking was"),
    Field(name="scale", query="scale", facet="scale", help="how many people it concerned"),
    Field(name="triggers", many=True, query="trigger", facet="trigger", help="what set it off"),
    Field(
        name="functions", many=True, query="function", facet="function", help="decision functions at issue"
    ),
    Field(name="decision_domain", query="domain", facet="decision-domain", help="what was decided on"),
    Field(name="machine_role", query="machine", facet="machine-role", help="what a machine did in it"),
    Field(
        name="observer_position",
        query="position",
        facet="observer-position",
        help="how near the observer was",
    ),
    Field(name="forms", many=True, query="form", facet="manifest-form", help="how the tension showed"),
    Field(name="present", many=True, query="present", facet="ingredient", help="ingredients that were there"),
    Field(name="absent", many=True, query="absent", facet="ingredient", help="ingredients that were missing"),
    Field(
        name="actor_domains",
        many=True,
        query="actor_domain",
        facet="actor-domain",
        help="fields of the actors",
    ),
    Field(
        name="contested_terms",
        many=True,
        query="contested",
        facet="contested-term",
        help="same word, other meaning",
    ),
    Field(
        name="expectations",
        many=True,
        query="expectation",
        facet="expectation-object",
        help="on what they differed",
    ),
    Field(
        name="commitments",
        many=True,
        query="commitment",
        facet="commitment-object",
        help="what agreement lacked",
    ),
    Field(name="episode", query="episode", help="key shared by entries of one episode"),
    Field(name="deadline", help="the participants' own deadline: a date"),
    Field(name="look_again", help="when to look at it again: a date, or days from today"),
    Field(name="tried", many=True, query="tried", help="what was tried"),
    Field(name="helped", query="helped", help="whether it helped: true, false or unclear"),
    Field(name="cost", help="rough cost in days, hours or money"),
    Field(name="answered_by", query="answered", help="who answered in the end"),
    Field(name="follows", many=True, help="ids of the entries it grew out of"),
    Field(name="suggested", help="how many tags were a machine's offer, and whose"),
    Field(name="sources", many=True, help="where it can be checked"),
    Field(name="sensitivity", query="sensitivity", help="private, team or public; absent is private"),
)

HEAD = ("id", "kind", "title", "observed", "recorded")
DATES = ("observed", "deadline", "look_again")
SENSITIVITIES = ("private", "team", "public")
