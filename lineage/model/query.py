"""One query grammar for command line, screen and report.

``setting:dao tension:G outcome:stall,fail since:2025 actor:"core team" -tension:plutocracy budget "exact words"``.
Clauses are joined by *and*, values after a comma by *or*, a minus excludes; ``@guild`` as the first word is ``context:guild``.
``Query.parse(str(query)) == query``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.errors import UsageError
from lineage.model.fields import FIELDS
from lineage.model.text import encodable, nearest

if TYPE_CHECKING:
    from lineage.model.dates import When

KEYS: dict[str, str] = {item.query: item.name for item in FIELDS if item.query} | {"kind": "kind", "id": "id"}
"""Query key to the entry's field."""
NAMES: dict[str, str] = {item.name: item.query for item in FIELDS if item.query}
"""An entry's key is taken for the query key it goes by: ``tensions:`` for ``tension:``."""
MOST_CLAUSES = 200
SPECIAL = ("since", "until", "has")
HAS = tuple(sorted({item.name for item in FIELDS} | {"spans"}))

ReadDate = Callable[[str, bool], "When | None"]
"""(what was typed, whether it lies ahead) to the period it names; asked only where it is no plain date."""

_CONTEXT = re.compile(r"@([^\s\"@,:]+)(?=\s|\Z)")
_KEY = re.compile(r"([A-Za-z][A-Za-z_]*):(?!/)")
_BARE = re.compile(r'[^\s",]+')
_WORD = re.compile(r"\S+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldClause:
    """A facet that must (or must not) hold one of some values."""

    key: str
    values: tuple[str, ...]
    negated: bool = False

    def __str__(self) -> str:
        return f"{'-' * self.negated}{self.key}:" + ",".join(_spelt(value) for value in self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextClause:
    """Words that must (or must not) stand in the text; a phrase in this order; a last ``*`` finds beginnings."""

    text: str
    phrase: bool = False
    negated: bool = False

    def __str__(self) -> str:
        return "-" * self.negated + (_quoted(self.text) if self.phrase else self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to look for; without clauses it finds everything."""

    fields: tuple[FieldClause, ...] = ()
    texts: tuple[TextClause, ...] = ()

    @classmethod
    def parse(cls, text: str, read_date: ReadDate | None = None) -> Query:
        """Read a query; UsageError says what could not be read and names the keys there are.

        ``read_date`` reads dates as people say them: ``since:"last march"`` becomes ``since:2026-03``.
        """
        text = encodable(text)
        fields: list[FieldClause] = []
        texts: list[TextClause] = []
        at = _skip_space(text, 0)
        if context := _CONTEXT.match(text, at):
            fields.append(FieldClause(key="context", values=(context[1],)))
            at = context.end()
        while (at := _skip_space(text, at)) < len(text):
            negated = text[at] == "-" and at + 1 < len(text) and not text[at + 1].isspace()
            at += negated
            key = _KEY.match(text, at)
            if key and key.end() < len(text) and not text[key.end()].isspace():
                values, at = _values(text, key.end(), key[1])
                fields.append(_field(key[1].lower(), values, read_date, negated=negated))
                continue
            quoted = _QUOTED.match(text, at)
            if quoted:
                at = quoted.end()
                texts.append(TextClause(text=_unquoted(quoted[1]), phrase=True, negated=negated))
                continue
            word = _WORD.match(text, at)
            assert word is not None
            at = word.end()
            texts.append(_text(word[0], negated=negated))
        if len(fields) + len(texts) > MOST_CLAUSES or any(len(one.values) > MOST_CLAUSES for one in fields):
            raise UsageError(f"a query has at most {MOST_CLAUSES} parts", hint="ask for less at once")
        return cls(fields=tuple(fields), texts=tuple(clause for clause in texts if clause.text))

    def __str__(self) -> str:
        return " ".join(str(clause) for clause in (*self.fields, *self.texts))

    def __bool__(self) -> bool:
        return bool(self.fields or self.texts)

    @property
    def names_context(self) -> bool:
        """True where it says in which context to look."""
        return any(clause.key == "context" and not clause.negated for clause in self.fields)

    def within(self, context: str) -> Query:
        """The same query, kept to one context."""
        return self.with_clause(FieldClause(key="context", values=(context,)))

    def with_clause(self, clause: FieldClause) -> Query:
        """The same query with one more condition."""
        return Query(fields=(*self.fields, clause), texts=self.texts)


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _values(text: str, at: int, key: str) -> tuple[tuple[str, ...], int]:
    values: list[str] = []
    while True:
        quoted = _QUOTED.match(text, at)
        bare = None if quoted else _BARE.match(text, at)
        match = quoted or bare
        if match is None:
            raise UsageError(
                f"the query stops after {text[:at]!r}", hint=f"write {key}:value or {key}:one,other"
            )
        values.append(_unquoted(quoted[1]) if quoted else match[0])
        at = match.end()
        if at >= len(text) or text[at].isspace():
            return tuple(values), at
        if text[at] != ",":
            raise UsageError(
                f"the query cannot be read at {text[at:]!r}", hint='put a value with a " into quotes'
            )
        at += 1


def _field(key: str, values: tuple[str, ...], read_date: ReadDate | None, *, negated: bool) -> FieldClause:
    key = NAMES.get(key, key)
    names = sorted([*KEYS, *SPECIAL])
    if key in ("title", "text", "body"):
        raise UsageError(
            f"no query key {key!r}", hint="words are looked for in titles and texts: leave it out"
        )
    if key not in names:
        order = [*nearest(key, names), *names]
        raise UsageError(
            f"no query key {key!r}",
            hint=f"there are {', '.join(dict.fromkeys(order))}; to search for the text, put it in quotes",
        )
    if not all(values):
        raise UsageError(f"{key}: has no value", hint=f"write {key}:value")
    if key in ("since", "until"):
        values = tuple(_date(key, value, read_date) for value in values)
    if key == "has" and (unknown := [value for value in values if value not in HAS]):
        order = list(dict.fromkeys([*nearest(unknown[0], list(HAS)), *HAS]))
        raise UsageError(f"has:{unknown[0]} is not a field", hint=f"there are {', '.join(order)}")
    return FieldClause(key=key, values=values, negated=negated)


def _date(key: str, value: str, read_date: ReadDate | None) -> str:
    from lineage.model.dates import AheadError, parse_when

    hint = f'write {key}:2026, {key}:2026-03 or {key}:"last march"'
    try:
        when = parse_when(value)
    except ValueError as error:
        said = read_date(value, False) if read_date else None  # noqa: FBT003 (one shape for all readers)
        if said is None:
            ahead = read_date(value, True) if read_date else None  # noqa: FBT003 (as above)
            raise UsageError(f"{key}: {AheadError(value, ahead) if ahead else error}", hint=hint) from error
        when = said
    if not when.known:
        raise UsageError(f"{key}: {value!r} has no day", hint=hint)
    return str(when)


def _text(word: str, *, negated: bool) -> TextClause:
    """A bare word; one that could be taken for a key, a context, a quote or a minus when spelt out again is a phrase."""
    phrase = '"' in word or word.startswith(("-", "@")) or bool(_KEY.match(word) and not word.endswith(":"))
    return TextClause(text=word, phrase=phrase, negated=negated)


def _spelt(value: str) -> str:
    return value if _BARE.fullmatch(value) else _quoted(value)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _unquoted(inner: str) -> str:
    return re.sub(r"\\(.)", r"\1", inner, flags=re.DOTALL)
