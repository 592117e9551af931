"""The kept run of mining, ``patterns/run.json``: read with its faults told, written as sorted JSON so that git shows what changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lineage.errors import Problem
from lineage.model.kept import Kept, Known
from lineage.store import files

if TYPE_CHECKING:
    from pathlib import Path

PATH = "patterns/run.json"
_VERSION = 1
_TEXTS = ("query", "audience", "today", "embedding")
_AGAIN = "mining goes on without it; `lineage mine --keep` keeps a new run, and undo holds the old one"


def read_kept(journal: Path) -> tuple[Kept | None, list[Problem]]:
    """The kept run; None, with the reason where there is a file, where none can be read."""
    place = journal / PATH
    if not place.exists():
        return None, []
    try:
        said = json.loads(files.decode(files.read_bytes(place, limit=1 << 28)))
        return _kept(said), []
    except (files.UnreadableError, ValueError, KeyError, TypeError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        return None, [
            Problem(path=PATH, line=line, message=f"the kept run cannot be read: {error}", hint=_AGAIN)
        ]


def render_kept(kept: Kept) -> str:
    """The text of the file: the same run gives the same bytes."""
    said = {
        "version": _VERSION,
        "query": kept.query,
        "audience": kept.audience,
        "today": kept.today,
        "seed": kept.seed,
        "n": kept.n,
        "embedding": kept.embedding,
        "patterns": [
            {
                "id": one.id,
                "kind": one.kind,
                "label": one.label,
                "terms": list(one.terms),
                "entries": list(one.entries),
            }
            for one in kept.patterns
        ],
        "places": [list(group) for group in kept.places],
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _kept(said: Any) -> Kept:
    if not isinstance(said, dict) or said.get("version") != _VERSION:
        raise ValueError(f"it is not of version {_VERSION}")
    texts = {name: _text(said[name], name) for name in _TEXTS}
    return Kept(
        **texts,
        seed=int(said["seed"]),
        n=int(said["n"]),
        patterns=tuple(sorted((_known(one) for one in said["patterns"]), key=lambda one: one.id)),
        places=tuple(_texts(group, "places") for group in said["places"]),
    )


def _known(said: Any) -> Known:
    return Known(
        id=_text(said["id"], "id"),
        kind=_text(said["kind"], "kind"),
        label=_text(said["label"], "label"),
        terms=_texts(said["terms"], "terms"),
        entries=tuple(sorted(_texts(said["entries"], "entries"))),
    )


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    return value


def _texts(value: Any, name: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{name} is no list")
    return tuple(_text(one, name) for one in value)
