"""What may stand at a place of a command line: terms, facet values, contexts, ids, query keys; for completion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from lineage.model.fields import FIELDS
from lineage.model.names import TENSION
from lineage.model.text import visible

if TYPE_CHECKING:
    from lineage.cli.main import Session
    from lineage.completing import Completer
    from lineage.model.names import Names

PART = "part"
"""The type of a candidate after which one types on: no space is put behind it."""
LONGEST = 80
DATED = ("observed", "deadline", "look_again", "since", "until")
OWN = ("observer", "coder", "organisation", "actors", "words", "episode", "answered_by", "sources")
"""Fields whose values are offered as people wrote them."""
FIELD = {item.name: item for item in FIELDS}

Candidates = Iterable[CompletionItem]
Offer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def dress(command: click.Command, path: str, session: Session, context: str) -> None:
    """Give a command's parameters their candidates; those with values of their own, such as a choice or a file, keep them."""
    offers = Offers(session, context)
    for one in command.params:
        found = offers.of(path, one)
        if found is not None:
            setattr(one, "shell_complete", partial(_answer, found))  # noqa: B010 (a method of the instance alone)
    excluded = offers.excluded(command, path)
    if excluded is not None:
        options = command.shell_complete
        setattr(command, "shell_complete", lambda ctx, typed: [*options(ctx, typed), *excluded(typed)])  # noqa: B010


def _answer(offer: Callable[[str], Candidates], ctx: click.Context, typed: str) -> list[CompletionItem]:
    del ctx
    return list(offer(typed))


class Offers:
    """Candidates from one journal; the built-in taxonomy where there is none."""

    def __init__(self, session: Session, context: str) -> None:
        self._session = session
        self._context = context
        self._found: Completer | None = None

    @property
    def _journal(self) -> Completer:
        if self._found is None:
            self._found = _completer(self._session)
        return self._found

    def of(self, path: str, one: click.Parameter) -> Callable[[str], Candidates] | None:
        """Where the candidates of a parameter come from, by its place, its name or what its help calls it; None for any text."""
        if not isinstance(one.type, click.types.StringParamType | click.types.UnprocessedParamType):
            return None
        known: dict[str, Callable[[str], Candidates]] = {
            "tag words": self._tags,
            "taxonomy show term": self._pages,
            "taxonomy list family": partial(self._families, TENSION),
            "add said": self._named_contexts,
            "mine family": partial(self._values, "setting"),
            "without": self._rules,
            "disabled": self._rules,
            "context": self._contexts,
            "query": self._query,
            "settings": self._assignments,
        }
        for name in (f"{path} {one.name}", one.name or ""):
            if name in known:
                return known[name]
        if isinstance(one, click.Option) and (one.name in FIELD or one.name in DATED):
            return partial(self._values, one.name or "")
        shown = (one.metavar or "").strip("[]. ").partition(" ")[0]
        by_metavar: dict[str, Callable[[str], Candidates]] = {
            "ID": self._ids,
            "@CONTEXT": self._named_contexts,
            "KEY": self._keys,
            "KEY=VALUE": self._assignments,
            "CODER": partial(self._values, "coder"),
            "PATTERN": self._query,
            "FUNCTION=M2": self._functions,
        }
        return by_metavar.get(shown)

    def excluded(self, command: click.Command, path: str) -> Callable[[str], Candidates] | None:
        """What a word that begins with a minus can be beside an option; None where it can be nothing else."""
        if path == "tag":
            return self._tags
        return (
            self._query
            if any(one.name == "query" and isinstance(one, click.Argument) for one in command.params)
            else None
        )

    # Terms and values --------------------------------------------------------------------------------------------

    @property
    def _names(self) -> Names:
        return self._journal.names

    def _terms(self, typed: str, before: str = "") -> Iterator[CompletionItem]:
        """Short codes where a capital or nothing was typed, ids elsewhere: each explains the other."""
        as_codes = typed[:1].isupper() or not typed
        terms = sorted((one for one in self._names.terms if one[0] == TENSION), key=_by_code)
        for _, identifier, code, label, _, _ in terms:
            name = code if as_codes and code else identifier
            if name.startswith(typed):
                other = identifier if name == code else code
                yield item(before + name, f"{label} · {other}" if other else label)

    def _values(self, field: str, typed: str, before: str = "") -> Iterator[CompletionItem]:
        """Values of a field that begin as typed, with ``before`` put before each."""
        from lineage.completing import FEW

        facet = FIELD[field].facet if field in FIELD else ""
        if facet == TENSION:
            yield from self._terms(typed, before)
        elif facet:
            known = [(one[1], one[3]) for one in self._names.terms if one[0] == facet]
            found = list(_beginning(typed, [*known, ("unclear", "asked and not known")], before))
            labels = [(label, name) for name, label in known if "," not in label]
            yield from found or _beginning(typed, labels, before)
        elif field in FEW:
            yield from _beginning(typed, [(name, "") for name in FEW[field]], before)
        elif field == "context":
            yield from _beginning(typed, [(name, "") for name in self._journal.contexts()], before)
        elif field in DATED:
            yield from _beginning(typed, self._days(), before)
        elif field in ("follows", "id"):
            yield from self._ids(typed, before)
        elif field in OWN:
            said = self._journal.values_beginning(field, typed, self._context)
            yield from (item(before + value, f"{count:,}") for value, count in said)

    def _days(self) -> Iterator[tuple[str, str]]:
        today = self._journal.now.date()
        yield from ((today.isoformat(), "today"), ("yesterday", ""))
        for back in range(today.month + 11):
            year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
            yield f"{year}-{month + 1:02d}", ""
        yield from ((str(today.year - back), "") for back in range(3))

    def _families(self, facet: str, typed: str) -> Iterator[CompletionItem]:
        known = [one for one in self._names.terms if one[0] == facet and not one[4]]
        as_codes = typed[:1].isupper() or not typed
        yield from _beginning(
            typed, [(one[2] if as_codes else one[1], one[3]) for one in sorted(known, key=_by_code)]
        )

    def _pages(self, typed: str) -> Iterator[CompletionItem]:
        yield from self._terms(typed)
        if typed:
            others = {one[1]: f"{one[3]} · {one[0]}" for one in self._names.terms if one[0] != TENSION}
            others |= dict.fromkeys((one[0] for one in self._names.terms if one[0] != TENSION), "every value")
            yield from _beginning(
                typed, [*sorted(others.items()), *((name, "") for name in self._journal.statements_named())]
            )

    def _rules(self, typed: str) -> Iterator[CompletionItem]:
        names = [
            name for name in self._journal.statements_named() if name[:1] == "R" and name[1:].isdecimal()
        ]
        yield from _beginning(typed, [(name, "") for name in names])

    def _functions(self, typed: str) -> Iterator[CompletionItem]:
        key, equals, level = typed.partition("=")
        if equals:
            yield from _beginning(level, [(f"M{number}", "") for number in range(7)], f"{key}=")
            return
        known = [one for one in self._names.terms if one[0] == "function" and one[1].startswith(key)]
        yield from (item(f"{one[1]}=", one[3], PART) for one in known)

    # Words of a line ---------------------------------------------------------------------------------------------

    def _tags(self, typed: str) -> Iterator[CompletionItem]:
        if typed == "-":
            return
        if typed[:1] in ("+", "-"):
            yield from self._terms(typed[1:], typed[0])
        else:
            yield from self._ids(typed)

    def _ids(self, typed: str, before: str = "") -> Iterator[CompletionItem]:
        """Ids that begin so; where letters were typed that only an id's own begin with, these letters."""
        for identifier, told in self._journal.ids_beginning(typed, self._context):
            name = identifier if identifier.startswith(typed.lower()) else identifier.partition("-")[2]
            yield item(before + name, told)

    def _contexts(self, typed: str) -> Iterator[CompletionItem]:
        yield from self._values("context", typed)

    def _named_contexts(self, typed: str) -> Iterator[CompletionItem]:
        if typed.startswith("@"):
            yield from self._values("context", typed[1:], "@")

    def _keys(self, typed: str) -> Iterator[CompletionItem]:
        yield from _beginning(typed, [(one.name, one.help) for one in FIELDS if one.facet])

    def _assignments(self, typed: str) -> Iterator[CompletionItem]:
        key, equals, value = typed.partition("=")
        if not equals:
            heads = [("title", ""), ("observed", "when"), *((one.name, one.help) for one in FIELDS)]
            yield from (item(f"{name}=", told, PART) for name, told in heads if name.startswith(typed))
            return
        done, semicolon, last = value.rpartition(";")
        yield from self._values(key, last, f"{key}={done}{semicolon}")

    def _query(self, typed: str) -> Iterator[CompletionItem]:
        """A context, a key, or the values of a key; nothing for words to be searched."""
        from lineage.model.query import HAS, KEYS, SPECIAL

        if typed.startswith("@"):
            yield from self._values("context", typed[1:], "@")
            return
        minus = typed[: typed.startswith("-")]
        key, colon, value = typed.removeprefix("-").partition(":")
        if not colon:
            told = {one.query: one.help for one in FIELDS}
            if key or not minus:
                names = [name for name in (*KEYS, *SPECIAL) if name.startswith(key)]
                yield from (item(f"{minus}{name}:", told.get(name, ""), PART) for name in names)
            return
        done, comma, last = value.rpartition(",")
        before = f"{minus}{key}:{done}{comma}"
        if key == "has":
            yield from _beginning(last, [(name, "") for name in HAS], before)
        else:
            yield from self._values(KEYS.get(key, key), last, before)


def _completer(session: Session) -> Completer:
    from lineage.completing import Completer
    from lineage.errors import LineageError

    try:
        return Completer.find(session.named, Path.cwd())
    except LineageError:
        return Completer.built_in()


def item(value: str, told: str = "", kind: str = "plain") -> CompletionItem:
    """A candidate with what tells it from others, made harmless."""
    return CompletionItem(value, type=kind, help=visible(" ".join(told.split()))[:LONGEST] or None)


def is_harmless(value: str) -> bool:
    """True for what may be put on a command line: what is shown is what is there, and a shell can quote it."""
    return (
        visible(value) == value
        and value.isprintable()
        and not set(value) & set("\"'\\`$!")
        and len(value) <= LONGEST
    )


def _beginning(typed: str, known: Iterable[tuple[str, str]], before: str = "") -> Iterator[CompletionItem]:
    return (item(before + name, told) for name, told in known if name.startswith(typed))


def _by_code(term: tuple[str, ...]) -> tuple[str, int, str]:
    number = term[2][1:]
    return term[2][:1], int(number) if number.isdecimal() else 0, term[1]
