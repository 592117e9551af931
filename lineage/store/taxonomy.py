"""The taxonomy's files: families, tensions, facets, claims, efforts, cruxes and sources, one thing a file.

A journal's own ``taxonomy/`` lies over the built-in one: the same id replaces, any other adds. The built-in folder is
never laid over itself (the repository is a journal whose taxonomy is the built-in one).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace as changed
from typing import TYPE_CHECKING, TypeVar

from lineage.errors import Problem
from lineage.model.entry import MAX_BYTES
from lineage.model.taxonomy import Facet, Family, Neighbour, Source, Statement, Taxonomy, Tension
from lineage.model.taxonomy import Value as Choice
from lineage.store import files
from lineage.store.front_matter import Document, FrontMatterError, read_document, read_fields
from lineage.store.starter import starter as starter  # noqa: PLC0414 (asked for here too)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from lineage.store.canonical import Value

_SECTION = re.compile(r"^## (.*)$", re.MULTILINE)
Read = tuple[list[Problem], "hashlib.blake2b"]
Thing = TypeVar("Thing")


def read_taxonomy(folder: Path, own: Path | None = None) -> tuple[Taxonomy, list[Problem]]:
    """Families, tensions and facets with a journal's own laid over them; a bad file hides no other."""
    taxonomy, problems = _read(folder)
    for over, more in (_read(one) for one in _own(folder, own)):
        families = _laid_over(taxonomy.families, over.families)
        taxonomy = Taxonomy(
            version=over.version or taxonomy.version,
            families=families,
            tensions=_in_order(_laid_over(taxonomy.tensions, over.tensions), families),
            facets=_laid_over(taxonomy.facets, over.facets),
            digest=hashlib.blake2b((taxonomy.digest + over.digest).encode(), digest_size=8).hexdigest(),
        )
        problems += more
    return taxonomy, problems


def read_statements(folder: Path, own: Path | None = None) -> tuple[tuple[Statement, ...], list[Problem]]:
    """Claims, arguments, stances, hypotheses, efforts and cruxes, sorted by kind and id."""
    problems: list[Problem] = []
    read = (problems, hashlib.blake2b())
    found: tuple[Statement, ...] = ()
    for place in (folder, *_own(folder, own)):
        for kind in ("claims", "efforts", "cruxes"):
            found = _laid_over(found, tuple(_each(place, kind, _statement, read)))
    return tuple(sorted(found, key=lambda one: (one.kind, one.id))), problems


def read_sources(folder: Path, own: Path | None = None) -> tuple[tuple[Source, ...], list[Problem]]:
    """The works that are cited by key, in file order."""
    problems: list[Problem] = []
    found: tuple[Source, ...] = ()
    for place in (folder, *_own(folder, own)):
        found = _laid_over(found, tuple(_sources(place, problems, hashlib.blake2b())))
    return found, problems


def _own(folder: Path, own: Path | None) -> tuple[Path, ...]:
    """A journal's own folder, unless it is the built-in one itself."""
    return (own,) if own is not None and own.is_dir() and own.resolve() != folder.resolve() else ()


def _read(folder: Path) -> tuple[Taxonomy, list[Problem]]:
    problems: list[Problem] = []
    seen = hashlib.blake2b(digest_size=8)
    version = folder / "VERSION"
    families = tuple(sorted(_each(folder, "families", _family, (problems, seen)), key=lambda one: one.code))
    taxonomy = Taxonomy(
        version=version.read_text(encoding="utf-8").strip() if version.is_file() else "",
        families=families,
        tensions=_in_order(tuple(_each(folder, "tensions", _tension, (problems, seen))), families),
        facets=tuple(_facets(folder, problems, seen)),
        digest=seen.hexdigest(),
    )
    return taxonomy, problems


def _in_order(tensions: Iterable[Tension], families: tuple[Family, ...]) -> tuple[Tension, ...]:
    """Tensions by family and the number of their short code."""
    rank = {family.id: family.code for family in families}

    def place(one: Tension) -> tuple[str, int, str]:
        number = one.code[1:]
        return rank.get(one.family, "~"), int(number) if number.isdecimal() else 999, one.id

    return tuple(sorted(tensions, key=place))


Item = TypeVar("Item", Family, Tension, Facet, Statement, Source)


def _laid_over(below: tuple[Item, ...], over: tuple[Item, ...]) -> tuple[Item, ...]:
    merged = {item.id: item for item in below}
    merged.update({item.id: item for item in over})
    return tuple(merged.values())


def _each(folder: Path, kind: str, make: Callable[[Document, str], Thing], read: Read) -> list[Thing]:
    problems, seen = read
    made = []
    for path in sorted((folder / kind).glob("*.md")) if (folder / kind).is_dir() else ():
        shown = f"taxonomy/{kind}/{path.name}"
        document = _document(path, shown, problems, seen)
        if document is None:
            continue
        if document.fields.get("id") != path.stem:
            said = f"the id {document.fields.get('id')!r} is not the file's name"
            problems.append(
                Problem(
                    path=shown, line=document.lines.get("id", 1), message=said, hint=f"write id: {path.stem}"
                )
            )
            continue
        made.append(make(document, shown))
    return made


def _document(path: Path, shown: str, problems: list[Problem], seen: hashlib.blake2b) -> Document | None:
    try:
        data = files.read_bytes(path)
        seen.update(shown.encode() + b"\0" + data)
        return read_document(files.decode(data))
    except files.UnreadableError as error:
        problems.append(Problem(path=shown, line=error.line, message=error.message, hint=error.hint))
    except FrontMatterError as error:
        problems.append(Problem(path=shown, line=error.line, message=error.message, hint=error.hint))
    return None


def _family(document: Document, path: str) -> Family:
    one = _texts(document.fields)
    return Family(
        id=one("id"),
        code=one("code"),
        label=one("label"),
        question=one("question"),
        hear=one("hear"),
        sections=_sections(document.body),
        path=path,
    )


def _tension(document: Document, path: str) -> Tension:
    one, many = _texts(document.fields), _lists(document.fields)
    return Tension(
        id=one("id"),
        code=one("code"),
        family=one("family"),
        label=one("label"),
        hear=one("hear"),
        alt_labels=many("alt_labels"),
        status=one("status") or "seed",
        since=one("since"),
        replaced_by=one("replaced_by"),
        parent=one("parent"),
        poles=many("poles"),
        settings=many("settings"),
        conditions=many("conditions"),
        layers=many("layers"),
        mechanisms=many("mechanisms"),
        neighbours=tuple(Neighbour(id=key, test=test) for key, test in _pairs(document.fields, "neighbours")),
        hints=_pairs(document.fields, "hints"),
        marks=many("marks"),
        sources=many("sources"),
        sections=_sections(document.body),
        path=path,
    )


def _statement(document: Document, path: str) -> Statement:
    one, many = _texts(document.fields), _lists(document.fields)
    return Statement(
        id=one("id"),
        kind=one("kind"),
        label=one("label") or one("title") or one("question"),
        fields=tuple(
            (key, many(key))
            for key in document.fields
            if key not in ("id", "kind", "label", "title", "sources")
        ),
        sources=many("sources"),
        sections=_sections(document.body),
        body=document.body,
        path=path,
    )


def _facets(folder: Path, problems: list[Problem], seen: hashlib.blake2b) -> list[Facet]:
    facets = []
    for path in sorted((folder / "facets").glob("*.yaml")) if (folder / "facets").is_dir() else ():
        shown = f"taxonomy/facets/{path.name}"
        fields = _yaml(path, shown, problems, seen)
        if fields is None:
            continue
        one = _texts(fields)
        values = fields.get("values")
        facets.append(
            Facet(
                id=one("facet") or path.stem,
                key=one("key"),
                label=one("label"),
                question=one("question"),
                values=tuple(_choice(key, value) for key, value in values.items())
                if isinstance(values, dict)
                else (),
                mentions=_lists(fields)("mentions"),
                path=shown,
            )
        )
    return facets


def _choice(identifier: str, value: Value) -> Choice:
    fields = value if isinstance(value, dict) else {}
    one = _texts(fields)
    return Choice(
        id=identifier,
        label=one("label") or identifier,
        definition=one("definition"),
        family=one("family"),
        key=one("key"),
        test=one("test"),
        aliases=_lists(fields)("aliases"),
    )


def _sources(folder: Path, problems: list[Problem], seen: hashlib.blake2b) -> list[Source]:
    path = folder / "sources.yaml"
    if not path.is_file():
        return []
    fields = _yaml(path, "taxonomy/sources.yaml", problems, seen) or {}
    sources = []
    for key, value in fields.items():
        one = _texts(value if isinstance(value, dict) else {})
        sources.append(
            Source(id=key, cite=one("cite"), seen=one("seen"), address=one("address"), same_as=one("same_as"))
        )
    by_id = {source.id: source for source in sources}
    return [
        changed(by_id[source.same_as], id=source.id, same_as=source.same_as)
        if source.same_as in by_id
        else source
        for source in sources
    ]


def _yaml(path: Path, shown: str, problems: list[Problem], seen: hashlib.blake2b) -> dict[str, Value] | None:
    try:
        data = files.read_bytes(path)
        seen.update(shown.encode() + b"\0" + data)
        return read_fields(files.decode(data), limit=MAX_BYTES)[0]
    except files.UnreadableError as error:
        problems.append(Problem(path=shown, line=error.line, message=error.message, hint=error.hint))
    except FrontMatterError as error:
        # A file of bare YAML has no opening fence, so its lines begin one earlier.
        problems.append(Problem(path=shown, line=error.line - 1, message=error.message, hint=error.hint))
    return None


def _texts(fields: dict[str, Value]) -> Callable[[str], str]:
    def one(key: str) -> str:
        value = fields.get(key, "")
        return value if isinstance(value, str) else ""

    return one


def _lists(fields: dict[str, Value]) -> Callable[[str], tuple[str, ...]]:
    def many(key: str) -> tuple[str, ...]:
        value = fields.get(key)
        if isinstance(value, list):
            return tuple(str(item) for item in value)
        return (value,) if isinstance(value, str) and value else ()

    return many


def _pairs(fields: dict[str, Value], key: str) -> tuple[tuple[str, str], ...]:
    value = fields.get(key)
    return tuple((name, str(text)) for name, text in value.items()) if isinstance(value, dict) else ()


def _sections(body: str) -> tuple[tuple[str, str], ...]:
    parts = _SECTION.split(body)
    return tuple((parts[at].strip(), parts[at + 1].strip()) for at in range(1, len(parts), 2))
