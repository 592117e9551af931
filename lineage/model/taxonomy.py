"""The taxonomy as values: families, tensions, facets and their broader and narrower terms."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from lineage.model.text import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A tension that is easily taken for this one, and the question that separates the two."""

    id: str
    test: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tension:
    """One tension of the codebook."""

    id: str
    code: str
    """Short code such as ``G4``; permanent, accepted wherever an id is."""
    family: str
    """Id of its family, such as ``execution``."""
    label: str
    """At most four words, the words people say."""
    hear: str = ""
    """The line one hears people say."""
    alt_labels: tuple[str, ...] = ()
    status: str = "seed"
    """``seed``, ``extension`` or ``deprecated``."""
    since: str = ""
    replaced_by: str = ""
    parent: str = ""
    """The broader tension, where there is one."""
    poles: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    mechanisms: tuple[str, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    hints: tuple[tuple[str, str], ...] = ()
    """Suggested values of delegation inputs, such as ``("acc", "0-1")``: to be confirmed, never set silently."""
    marks: tuple[str, ...] = ()
    """Tags and flags it sets for delegation rules, such as ``tag_no_resources``."""
    sources: tuple[str, ...] = ()
    sections: tuple[tuple[str, str], ...] = ()
    """Body sections in order: (heading, Markdown)."""
    path: str = ""

    def section(self, heading: str) -> str:
        """The Markdown of a section, or an empty text."""
        return next((text for name, text in self.sections if name.lower() == heading.lower()), "")

    def items(self, heading: str) -> tuple[str, ...]:
        """The bullet points of a section, each as one line."""
        points: list[str] = []
        for line in self.section(heading).splitlines():
            if line.startswith(("- ", "* ")):
                points.append(line[2:].strip())
            elif line.strip() and points:
                points[-1] += " " + line.strip()
        return tuple(points)

    @property
    def examples(self) -> tuple[str, ...]:
        """Passages a practitioner might write that bear this tension."""
        return tuple(item[9:].strip() for item in self.items("Examples") if item.startswith("**Fits.**"))

    @property
    def near_misses(self) -> tuple[tuple[str, str], ...]:
        """(id of the neighbour it belongs to, passage) of each passage that looks alike and is not this one."""
        found = []
        for item in self.items("Examples"):
            head, mark, passage = item.partition("`).**")
            if mark and head.startswith("**Near miss (`"):
                found.append((head.removeprefix("**Near miss (`"), passage.strip()))
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A family of tensions: the question one asks first."""

    id: str
    code: str
    label: str
    question: str
    hear: str = ""
    sections: tuple[tuple[str, str], ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a facet."""

    id: str
    label: str
    definition: str = ""
    family: str = ""
    """Settings only: the broader setting."""
    key: str = ""
    """The key that answers with it at capture, where there is one."""
    test: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A closed vocabulary; ``unclear`` is always allowed beside its values."""

    id: str
    key: str
    """The front-matter key it is written under; empty where entries do not carry it."""
    label: str
    question: str = ""
    values: tuple[Value, ...] = ()
    mentions: tuple[str, ...] = ()
    """Words without which it is not asked at capture; ``*`` stands for any ending."""
    path: str = ""

    def resolve(self, name: str) -> str | None:
        """The id of a value named by id, label, alias or ``unclear``; None where nothing has that name."""
        folded = name.strip().lower()
        if folded in ("unclear", "not-observed"):
            return folded
        for value in self.values:
            if folded in (value.id.lower(), value.label.lower(), *(alias.lower() for alias in value.aliases)):
                return value.id
        return None

    def label_of(self, value: str) -> str:
        """The label of a value; the value itself where it is unknown."""
        return next((one.label for one in self.values if one.id == value), value)

    def nearest(self, name: str) -> tuple[str, ...]:
        """Ids, labels and aliases most like a name that stands for nothing; a value once."""
        hits = nearest(
            name, [said for one in self.values for said in (one.id, one.label, *one.aliases)], limit=6
        )
        return tuple({self.resolve(hit): hit for hit in reversed(hits)}.values())[::-1][:3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A claim, argument, stance, hypothesis, effort or crux that the journal may test."""

    id: str
    kind: str
    label: str
    fields: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Further front-matter keys, such as ``counts`` or ``poles``."""
    sources: tuple[str, ...] = ()
    sections: tuple[tuple[str, str], ...] = ()
    body: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A work cited by key; ``seen`` says whether a copy was checked or it is cited from memory."""

    id: str
    cite: str
    seen: str = ""
    address: str = ""
    same_as: str = ""


@dataclass(frozen=True, kw_only=True)
class Taxonomy:
    """Families, tensions and facets; the built-in ones with a journal's own laid over them."""

    version: str
    families: tuple[Family, ...] = ()
    tensions: tuple[Tension, ...] = ()
    facets: tuple[Facet, ...] = ()
    digest: str = field(default="", compare=False)

    @cached_property
    def by_id(self) -> Mapping[str, Tension]:
        """Tensions by id."""
        return {tension.id: tension for tension in self.tensions}

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """Ids by every id, short code and label of a tension or family, in lower case."""
        names: dict[str, str] = {}
        for family in self.families:
            names[family.code.lower()] = family.id
            names[family.id] = family.id
        for tension in self.tensions:
            names[tension.code.lower()] = tension.id
            names[tension.id] = tension.id
        for tension in self.tensions:
            for label in (tension.label, *tension.alt_labels):
                names.setdefault(label.lower(), tension.id)
        return names

    def resolve(self, name: str) -> str | None:
        """The id of a tension or family named by id, short code or label; None where nothing has that name."""
        return self.spellings.get(name.strip().lower())

    def nearest(self, name: str) -> tuple[str, ...]:
        """Ids and labels most like a name that stands for nothing."""
        hits = nearest(name, sorted(self.spellings))
        return tuple(dict.fromkeys(self.spellings[hit] for hit in hits))

    def search(self, words: str) -> tuple[Tension, ...]:
        """Tensions whose pages hold the words, best first: a word in the name counts most, ties by code."""
        wanted = [word for word in words.lower().split() if word]
        scored = []
        for place, tension in enumerate(self.tensions):
            name = " ".join(
                (tension.code, tension.id, tension.label, tension.hear, *tension.alt_labels)
            ).lower()
            page = " ".join(text for heading, text in tension.sections if heading != "Literature").lower()
            hits = [8 * (word in name) + min(page.count(word), 4) for word in wanted]
            if hits and all(hits):
                scored.append((-sum(hits), place, tension))
        return tuple(tension for _, _, tension in sorted(scored, key=lambda item: item[:2]))

    def family_of(self, term: str) -> str:
        """The family id of a tension (or of a family itself); empty where the term is unknown."""
        if term in self.by_id:
            return self.by_id[term].family
        return term if any(family.id == term for family in self.families) else ""

    def label(self, term: str) -> str:
        """The label of a tension or family; the term itself where it is unknown."""
        if term in self.by_id:
            return self.by_id[term].label
        return next((family.label for family in self.families if family.id == term), term)

    def code(self, term: str) -> str:
        """The short code of a tension or family; empty where the term is unknown."""
        if term in self.by_id:
            return self.by_id[term].code
        return next((family.code for family in self.families if family.id == term), "")

    def narrower(self, term: str) -> tuple[str, ...]:
        """Every spelling an entry may carry for a term or a narrower one: ids and short codes, sorted."""
        ids = {term} | {one.id for one in self.tensions if term in (one.family, one.parent)}
        return tuple(sorted({name for one in ids for name in (one, self.code(one)) if name}))

    def facet(self, name: str) -> Facet | None:
        """A facet by id."""
        return next((facet for facet in self.facets if facet.id == name), None)

    def setting_family(self, setting: str) -> str:
        """The family of a setting; a family is its own; empty where unknown."""
        facet = self.facet("setting")
        for value in facet.values if facet else ():
            if value.id == setting:
                return value.family or value.id
        return ""

    def settings_under(self, setting: str) -> tuple[str, ...]:
        """A setting and the settings whose family it is, sorted."""
        facet = self.facet("setting")
        under = [value.id for value in (facet.values if facet else ()) if value.family == setting]
        return tuple(sorted({setting, *under}))
