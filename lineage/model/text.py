"""Text made safe to show and to name a file by."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

Ranges = tuple[tuple[str, str], ...]

_STEERS = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Unicode's categories of what steers a terminal, hides or reorders: controls, formats, surrogates, separators."""
_DRAWN: Ranges = (
    ("\u0600", "\u0605"),
    ("\u06dd", "\u06dd"),
    ("\u070f", "\u070f"),
    ("\u0890", "\u0891"),
    ("\u08e2", "\u08e2"),
    ("\U000110bd", "\U000110cd"),
    ("\U00013430", "\U0001343f"),
)
"""Formats that one sees: signs of Arabic and Kaithi numbers, joiners of hieroglyphs."""
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0") | {
    chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
}
"""Letters and marks that draw nothing: fillers and selectors."""
_NOTHING: Ranges = (
    ("\ufdd0", "\ufdef"),
    ("\ufff0", "\ufff8"),
    ("\ufffe", "\uffff"),
    ("\U000e0000", "\U000e0fff"),
)
_JOINED: Ranges = (
    ("\u0600", "\u109f"),
    ("\u1700", "\u18af"),
    ("\u1900", "\u1cff"),
    ("\ua800", "\uabff"),
    ("\ufb1d", "\ufdff"),
    ("\ufe70", "\ufefc"),
    ("\U00010a00", "\U00011fff"),
)
_UNSPACED: Ranges = (("\u0e00", "\u109f"), ("\u1780", "\u17ff"), ("\u1900", "\u1aaf"), ("\ua9e0", "\uaadf"))
_EMOJI: Ranges = (("©", "©"), ("®", "®"), ("‼", "㊙"), ("\U0001f000", "\U0001faff"))
_IDEOGRAPH: Ranges = (("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff"))
_BELONGS: tuple[tuple[str, str, Ranges], ...] = (
    ("\u200b", "\u200b", _UNSPACED),  # Thai, Khmer: words have no space between them
    ("\u200c", "\u200d", _JOINED),  # Persian, Hindi: letters join, or must not
    ("\u180b", "\u180f", (("\u1820", "\u18af"),)),
    ("\ufe00", "\ufe0f", (("#", "#"), ("*", "*"), ("0", "9"), *_JOINED, *_EMOJI, *_IDEOGRAPH)),
    ("\U000e0100", "\U000e01ef", _IDEOGRAPH),
)
"""Joiners and selectors, and what they may stand right after: there a script or a picture is written so."""
_STACKED = "[\u0300-\u1fff\u20d0-\u20ff\u3099\u309a\ua66f-\uabff\ufe20-\ufe2f\U00010000-\U0001efff]{9,}"
MOST_MARKS = 8
"""Marks on one letter; no language writes more than six, and a pile of them covers the lines around it."""
_RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}


def escaped(char: str) -> str:
    r"""A character as ``\x1b``, ``\u202e`` or ``\U000e0041``."""
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible(text: str, *, lines: bool = False, escape: Callable[[str], str] = escaped) -> str:
    r"""Text with every character that steers, hides or reorders shown as an escape, fit for any terminal.

    ``\x1b`` and the like stand for C0, DEL, C1, bidirectional controls, line separators, invisible characters and lone
    surrogates; with ``lines`` a new line and a tab stay. Joiners and selectors stay where a script or an emoji needs them, and
    scripts from right to left stay as they are. Bytes in files are never changed.
    """
    if text.isascii() and text.isprintable():
        return text
    if lines:
        parts = re.split("([\t\n])", text.replace("\r\n", "\n"))
        return "".join(part if part in ("\t", "\n") else _on_one_line(part, escape) for part in parts)
    return _on_one_line(text, escape)


def _on_one_line(text: str, escape: Callable[[str], str]) -> str:
    if not text.isprintable() or not _BLANK.isdisjoint(text):
        text = "".join(escape(char) if _hides(text, at) else char for at, char in enumerate(text))
    if sum(char >= "\u0300" for char in text) <= MOST_MARKS:
        return text  # an ellipsis or an accent is no pile; the pattern costs a millisecond to compile
    return re.sub(_STACKED, lambda match: _thinned(match[0], escape), text)


def _hides(text: str, at: int) -> bool:
    """True for a character that steers, hides or reorders, unless a script or a picture is written with it just there."""
    char, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if not (unicodedata.category(char) in _STEERS or char in _BLANK or _among(char, _NOTHING)):
        return False
    if any(low <= char <= high and _among(before, places) for low, high, places in _BELONGS):
        return False
    if char == "\u200d" and (before == "\ufe0f" or _among(before, _EMOJI)) and _among(after, _EMOJI):
        return False
    return not _among(char, _DRAWN)


def _among(char: str, ranges: Ranges) -> bool:
    return any(low <= char <= high for low, high in ranges)


def _thinned(run: str, escape: Callable[[str], str]) -> str:
    """Letters and marks with the marks that pass what a letter can bear shown as escapes."""
    parts = []
    marks = 0
    for char in run:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        parts.append(escape(char) if marks > MOST_MARKS else char)
    return "".join(parts)


def encodable(text: str) -> str:
    r"""Text that a file or a database can take: bytes that are none, as a command line may hold, written out like ``\xe9``."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # half a surrogate, which no byte stood for
        return text.encode("utf-8", "backslashreplace").decode()


def listed(typed: str) -> tuple[str, ...]:
    """The parts of a list as people type one, with ``;`` between them; a comma stands within a part."""
    return tuple(part.strip() for part in typed.split(";") if part.strip())


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
