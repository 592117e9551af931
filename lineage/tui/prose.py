"""Markdown to blocks of a page; tagged passages are coloured and named.

Textual's own Markdown widget fails on span tokens. What would take a Markdown parser long (20,000 opening brackets take
six seconds, a table of 40 kB two) is shown as it is written.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from textual.content import Content

from lineage.model.text import visible
from lineage.tui.looks import family_style
from lineage.tui.widgets.page import GAP, Block
from lineage.tui.words import safe, tension_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lineage.model.names import Names

MOST = 256 * 1024
"""Characters that are parsed; a longer text is shown as it is written."""
MOST_SIGNS = {
    "[": 2000,
    "*": 4000,
    "_": 4000,
    "`": 4000,
    "|": 4000,
    "<": 4000,
    "!": 4000,
    "&": 8000,
    ">": 4000,
}
"""How many of a sign may stand in one run of text between empty lines before parsing takes longer than a tenth of a second."""
MOST_LINES = 4000
DEEPEST = 20

_PLACES = {"h1": "bold $primary", "h2": "bold $primary", "h3": "bold", "h4": "bold $soft"}
_INLINE = {"strong_open": "bold", "em_open": "italic", "s_open": "strike", "link_open": "underline"}


def blocks_of(text: str, names: Names) -> list[Block]:
    """A Markdown text as blocks."""
    if (
        len(text) > MOST
        or text.count("\n") > MOST_LINES
        or any(text.count(sign) > most for sign, most in MOST_SIGNS.items())
    ):
        return plain_blocks(text)
    return _Walk(names).walk(_parser().parse(text))


def plain_blocks(text: str) -> list[Block]:
    """A text as it is written, paragraph by paragraph; no more than a page can hold."""
    lines = text[:MOST].split("\n", MOST_LINES)
    shown = visible("\n".join(lines[:MOST_LINES]), lines=True).expandtabs(4)
    blocks = [Block(content=Content(line)) for line in shown.split("\n")]
    if len(text) > MOST or len(lines) > MOST_LINES:
        more = "… there is more than a page can hold: ctrl+e opens the file"
        blocks.append(Block(content=Content.styled(more, "$soft")))
    return blocks


@cache
def _parser() -> Any:
    # 25 ms to import: the first entry that is shown pays, not the first paint.
    from markdown_it import MarkdownIt
    from mdit_py_plugins.attrs import attrs_plugin

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).enable(
        ["table", "strikethrough"]
    )
    return parser.use(attrs_plugin, after=(), spans=True)


class _Walk:
    """One pass over the tokens; ``_before`` holds what stands before the lines of open lists and quotes."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._blocks: list[Block] = []
        self._before: list[list[Content]] = []
        self._numbers: list[int | None] = []
        self._tight: list[bool] = []

    def walk(self, tokens: Sequence[Any]) -> list[Block]:
        at = 0
        while at < len(tokens):
            at = self._one(tokens, at)
        while self._blocks and self._blocks[-1] == GAP:
            self._blocks.pop()
        return self._blocks

    def _one(self, tokens: Sequence[Any], at: int) -> int:
        token = tokens[at]
        step: Callable[[Any], None] | None = getattr(self, f"_{token.type}", None)
        if token.type == "table_open":
            end = next(n for n in range(at, len(tokens)) if tokens[n].type == "table_close")
            self._table(tokens[at:end])
            return end + 1
        if token.type == "heading_open":
            self._put(self._line(tokens[at + 1]).stylize_before(_PLACES.get(token.tag, "bold")))
            return at + 3
        if token.type == "inline":
            self._put(self._line(token))
            if self._tight and self._tight[-1]:
                self._drop_gap()
        elif step is not None:
            step(token)
        return at + 1

    # Blocks ------------------------------------------------------------------------------------------------------

    def _put(self, content: Content, *, whole: bool = False, gap: bool = True) -> None:
        first = Content("").join(parts[0] for parts in self._before) if self._before else Content("")
        rest = Content("").join(parts[-1] for parts in self._before) if self._before else Content("")
        for parts in self._before:
            parts[0] = parts[-1]  # a bullet stands once
        self._blocks.append(Block(content=content, first=first, rest=rest, whole=whole))
        if gap:
            self._blocks.append(GAP)

    def _drop_gap(self) -> None:
        if self._blocks and self._blocks[-1] == GAP:
            self._blocks.pop()

    def _gap(self) -> None:
        if self._blocks and self._blocks[-1] != GAP:
            self._blocks.append(GAP)

    def _paragraph_open(self, token: Any) -> None:
        self._tight.append(bool(token.hidden))

    def _paragraph_close(self, token: Any) -> None:
        del token
        self._tight.pop()

    def _bullet_list_open(self, token: Any) -> None:
        del token
        self._numbers.append(None)

    def _ordered_list_open(self, token: Any) -> None:
        start = token.attrs.get("start", 1)
        self._numbers.append(int(start))

    def _bullet_list_close(self, token: Any) -> None:
        del token
        self._numbers.pop()
        if not self._numbers:
            self._gap()

    _ordered_list_close = _bullet_list_close

    def _list_item_open(self, token: Any) -> None:
        del token
        number = self._numbers[-1]
        if number is not None:
            self._numbers[-1] = number + 1
        sign = "• " if number is None else f"{number}. "
        self._before.append([Content.styled(sign, "$primary"), Content(" " * len(sign))])

    def _list_item_close(self, token: Any) -> None:
        del token
        parts = self._before[-1]
        if parts[0].plain.strip():
            self._put(Content(""), gap=False)  # an item without a text
        self._before.pop()

    def _blockquote_open(self, token: Any) -> None:
        del token
        self._before.append([Content.styled("▎ ", "$faint"), Content.styled("▎ ", "$faint")])

    def _blockquote_close(self, token: Any) -> None:
        del token
        self._before.pop()
        self._gap()

    def _fence(self, token: Any) -> None:
        lines = visible(token.content.rstrip("\n"), lines=True).expandtabs(4).split("\n")
        for line in lines:
            self._put(Content.styled(line or " ", "$secondary"), whole=True, gap=False)
        self._gap()

    _code_block = _fence

    def _html_block(self, token: Any) -> None:
        self._put(safe(token.content.rstrip("\n"), lines=True))

    def _hr(self, token: Any) -> None:
        del token
        self._put(Content.styled("─" * 24, "$faint"))

    def _table(self, tokens: Sequence[Any]) -> None:
        rows: list[list[Content]] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline" and rows:
                rows[-1].append(self._line(token))
        columns = max((len(row) for row in rows), default=0)
        widths = [
            min(max((row[n].cell_length for row in rows if n < len(row)), default=1), 32)
            for n in range(columns)
        ]
        for number, row in enumerate(rows):
            cut = [
                cell.truncate(width, ellipsis=True).pad_right(max(width - cell.cell_length, 0))
                for cell, width in zip(row, widths, strict=False)
            ]
            line = Content.styled(" │ ", "$faint").join(cut)
            self._put(line.stylize_before("bold") if not number else line, whole=True, gap=False)
        self._gap()

    # Text in a line ----------------------------------------------------------------------------------------------

    def _line(self, token: Any) -> Content:
        parts: list[Content] = []
        styles: list[str] = []
        terms: list[str] = []
        for child in token.children or ():
            kind = child.type
            if kind in _INLINE:
                styles.append(_INLINE[kind])
            elif kind == "span_open":
                terms.append(str(child.attrs.get("class", "")))
                styles.append(f"{self._style(terms[-1])} underline")
            elif kind == "span_close":
                styles.pop()
                parts.append(self._sign(terms.pop()))
            elif kind.endswith("_close") and styles:
                styles.pop()
            elif kind == "softbreak":
                parts.append(Content(" "))
            elif kind == "hardbreak":
                parts.append(Content("\n"))
            elif kind == "code_inline" and self._names.code(child.content):
                parts.append(tension_words(child.content, self._names))
            else:
                style = " ".join([*styles, "$secondary"]) if kind == "code_inline" else " ".join(styles)
                said = f"[image: {child.content}]" if kind == "image" else child.content
                parts.append(safe(said, style))
        return Content("").join(parts)

    def _style(self, term: str) -> str:
        return family_style(self._names.code(self._names.resolve(term) or term))

    def _sign(self, term: str) -> Content:
        """The short code after a tagged passage, so that it is named without colour."""
        code = self._names.code(self._names.resolve(term) or term)
        return Content.styled(f" {visible(code or term)}", f"bold {self._style(term)}")
