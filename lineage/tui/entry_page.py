"""An entry as a page: what it is called, when and where, its tensions, its text, its lineage, its other facets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from lineage.model.fields import FIELDS
from lineage.tui.prose import blocks_of
from lineage.tui.widgets.page import GAP, Block
from lineage.tui.words import between, joined, outcome_mark, outcome_words, safe, tension_words

if TYPE_CHECKING:
    from lineage.model.entry import Entry
    from lineage.model.names import Names
    from lineage.model.page import Kin

_SAID_ABOVE = {"tensions", "outcome", "setting", "organisation", "context", "follows", "sensitivity", "words"}
_DEEPEST = 6
_NAME = 17


def entry_blocks(entry: Entry, kin: tuple[Kin, ...], names: Names) -> list[Block]:
    """The blocks of an entry's page; tensions and kin can be followed."""
    blocks = [
        Block(content=safe(entry.title or entry.id, "bold $foreground")),
        Block(content=_where(entry, names)),
    ]
    if outcome := outcome_words(entry.outcome, names):
        again = f"  look again {entry.look_again}" if entry.look_again and entry.outcome == "open" else ""
        blocks += [GAP, Block(content=joined(outcome, (again, "$soft")))]
    else:
        blocks.append(GAP)
    for place, term in enumerate(entry.tensions):
        known = names.resolve(term)
        said = joined(
            tension_words(term, names),
            ("  primary" if not place and len(entry.tensions) > 1 else "", "$faint"),
        )
        blocks.append(Block(content=said, target=f"term:{known}" if known else ""))
    if not entry.tensions and entry.kind == "observation":
        blocks.append(Block(content=joined(("untagged", "$soft"), ("   t tags it", "$faint"))))
    if entry.words:
        blocks.append(Block(content=joined(("words  ", "$faint"), (", ".join(entry.words), "$soft"))))
    if entry.conflicted:
        blocks += [
            GAP,
            Block(content=safe("The file holds git's conflict marks: mend it by hand (ctrl+e)", "$error")),
        ]
    blocks += [GAP, *blocks_of(entry.body, names), *_lineage(entry, kin, names), *_facets(entry, names)]
    return blocks


def _where(entry: Entry, names: Names) -> Content:
    setting = names.label(entry.setting, "setting") if entry.setting else ""
    parts = [
        str(entry.observed) if entry.observed.known else "undated",
        entry.context,
        entry.organisation,
        setting,
    ]
    if entry.kind != "observation":
        parts.insert(0, entry.kind)
    level = safe(entry.level, "$soft")
    return between([*(safe(part, "$soft") for part in parts), level])


def _lineage(entry: Entry, kin: tuple[Kin, ...], names: Names) -> list[Block]:
    """What led here above it, what came of it below it, each line a step further in."""
    before = [one for one in kin if one.steps < 0]
    after = [one for one in kin if one.steps > 0]
    missing = len(entry.follows) - sum(1 for one in before if one.steps == -1)
    if not before and not after and not missing:
        return []
    blocks = [GAP, heading("Lineage")]
    deepest = min(max((-one.steps for one in before), default=0), _DEEPEST)
    for one in sorted(before, key=lambda one: (one.steps, one.row.observed)):
        depth = deepest - min(-one.steps, _DEEPEST)
        blocks.append(_relative(one, "  " * depth + ("└ " if depth else ""), names))
    if missing > 0:
        blocks.append(Block(content=safe(f"{missing} followed and not in this journal", "$soft")))
    lead = "  " * deepest + ("└ " if deepest else "")
    blocks.append(
        Block(
            content=joined(
                (lead, "$faint"), ("◉ ", "$primary"), (str(entry.observed), "$soft"), ("  this entry", "bold")
            )
        )
    )
    for one, depth in _in_tree(after, entry.id):
        blocks.append(_relative(one, "  " * (deepest + min(depth, _DEEPEST)) + "└ ", names))
    return blocks


def _in_tree(after: list[Kin], root: str) -> list[tuple[Kin, int]]:
    """Each entry under the one it grew out of, the earlier first."""
    under: dict[str, list[Kin]] = {}
    for one in sorted(after, key=lambda one: (one.row.observed, one.row.id)):
        under.setdefault(one.by, []).append(one)
    placed: list[tuple[Kin, int]] = []
    todo = [(one, 1) for one in reversed(under.get(root, []))]
    while todo:
        one, depth = todo.pop()
        placed.append((one, depth))
        todo += [(child, depth + 1) for child in reversed(under.get(one.row.id, []))]
    return placed


def _relative(one: Kin, lead: str, names: Names) -> Block:
    row = one.row
    term = tension_words(row.tensions[0], names, short=True) if row.tensions else Content("")
    said = joined(
        (lead, "$faint"),
        outcome_mark(row.outcome),
        " ",
        (row.observed, "$soft"),
        "  ",
        row.title or row.id,
        "  ",
        term,
    )
    return Block(content=said, target=f"entry:{row.id}", whole=True)


def _facets(entry: Entry, names: Names) -> list[Block]:
    blocks = [GAP, heading("Details")]
    for item in FIELDS:
        values = entry.values(item.name)
        if not values or item.name in _SAID_ABOVE:
            continue
        shown = ", ".join(names.label(value, item.facet) if item.facet else value for value in values)
        blocks.append(detail(item.name.replace("_", " "), safe(shown)))
    for key, value in entry.extra:
        blocks.append(detail(key, safe(value if isinstance(value, str) else ", ".join(value))))
    blocks.append(detail("recorded", safe(entry.recorded[:16].replace("T", " "), "$soft")))
    blocks.append(detail("id", safe(entry.id, "$soft")))
    blocks.append(detail("file", safe(entry.path, "$soft"), whole=True))
    return blocks


def heading(text: str) -> Block:
    """A heading of a page."""
    return Block(content=safe(text, "bold $primary"))


def detail(name: str, content: Content, *, whole: bool = False) -> Block:
    """A name and what it holds, wrapped under itself or, where it is ``whole``, cut."""
    lead = safe(name[:_NAME].ljust(_NAME + 1), "$soft")
    return Block(content=content, first=lead, rest=Content(" " * (_NAME + 1)), whole=whole)
