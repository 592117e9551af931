"""Text made safe to show and to name a file by."""

from __future__ import annotations

import re
import unicodedata

_ESCAPED = {
    **{code: f"\\x{code:02x}" for code in (*range(0x20), 0x7F, *range(0x80, 0xA0))},
    **{code: f"\\u{code:04x}" for code in (0x061C, 0x200E, 0x200F, 0x2028, 0x2029)},
    **{code: f"\\u{code:04x}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)},
}
_ONE_LINE = dict(_ESCAPED)
_LINES = {code: shown for code, shown in _ESCAPED.items() if code not in (0x09, 0x0A)}
_RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}


def visible(text: str, *, lines: bool = False) -> str:
    r"""Text with every control character shown as an escape, fit for any terminal.

    C0, DEL, C1, bidirectional controls and line separators become ``\x1b`` and the like; with ``lines`` a new line
    and a tab stay. Lone surrogates, which no terminal can take, are shown too. Bytes in files are never changed.
    """
    shown = text.translate(_LINES if lines else _ONE_LINE)
    if shown.isascii():
        return shown
    return re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", shown)


def slug(text: str, *, limit: int = 60) -> str:
    """Lower-case ASCII letters, digits and single hyphens; empty where the text has none of them."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    kept = ""
    for word in words:
        longer = f"{kept}-{word}" if kept else word[:limit]
        if len(longer) > limit:
            break
        kept = longer
    return f"{kept}-entry" if kept in _RESERVED else kept


def one_line(text: str, *, limit: int = 80) -> str:
    """The first line with words in it, spaces folded, cut at a word with an ellipsis."""
    folded = next((" ".join(line.split()) for line in text.splitlines() if line.strip()), "")
    if len(folded) <= limit:
        return folded
    space = folded.rfind(" ", limit // 2, limit)
    return folded[: space if space > 0 else limit - 1].rstrip() + "…"


def counted(number: int, noun: str, many: str = "") -> str:
    """``1 entry``, ``2 entries``: a number with its noun."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"


def nearest(name: str, names: list[str], *, limit: int = 3) -> tuple[str, ...]:
    """The names most like this one, best first; none where nothing is like it."""
    import difflib

    folded = {other.lower(): other for other in reversed(names)}
    hits = difflib.get_close_matches(name.lower(), list(folded), n=limit, cutoff=0.55)
    starts = [other for low, other in folded.items() if name and low.startswith(name.lower())]
    return tuple(dict.fromkeys([*(folded[hit] for hit in hits), *sorted(starts)]))[:limit]
