"""Dates as people type them while they write: at the head of a text, and what one that cannot be read may have meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lineage.exchange.dates import MONTH, MONTHS, ORDERS, fold, read_stamp
from lineage.exchange.natural import LENGTH, ON_WEEKDAY, WEEKDAY, read_date
from lineage.model.text import nearest

if TYPE_CHECKING:
    from datetime import date

    from lineage.model.dates import When

_WORDS = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eine[rmn]?|zwei|drei|vier|un[ae]?|deux|trois|dos|tres|due|tre|een|twee|drie|um|uma|dois|duas)"
_HEAD = re.compile(
    rf"(?:the )?(?:day before )?yesterday\Z|today\Z|last night\Z|(?:on |last )?(?:{WEEKDAY})\Z|(?:last|this|past|previous) (?:week|month|quarter|year)\Z"
    rf"|(?:last|this|past|in|early|mid|late)[ -](?:{MONTH})\Z|{_WORDS} (?:day|week|month|year)s? ago\Z"
    r"|heute\Z|(?:vor)?gestern\Z|letzten? (?:woche|monat)\Z|letztes jahr\Z"
    rf"|vor {_WORDS} (?:tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)\Z"
    rf"|aujourd'hui\Z|avant-hier\Z|il y a {_WORDS} (?:jours?|semaines?|mois|ans?)\Z"
    rf"|hoy\Z|ayer\Z|anteayer\Z|hace {_WORDS} (?:dias?|semanas?|mes(?:es)?|anos?)\Z"
    rf"|oggi\Z|ieri\Z|{_WORDS} (?:giorn[oi]|settiman[ae]|mes[ei]|ann[oi]) fa\Z"
    rf"|vandaag\Z|(?:eer)?gisteren\Z|{_WORDS} (?:dag(?:en)?|weken|week|maand(?:en)?|jaar) geleden\Z"
    rf"|hoje\Z|ontem\Z|anteontem\Z|ha {_WORDS} (?:dias?|semanas?|mes(?:es)?|anos?)\Z|{ON_WEEKDAY.pattern}"
)
"""What a text may begin with as its date; French "hier" is left out, which begins German sentences."""
_AT = re.compile(
    r",? ?(?:\b(?:at|um|a|as|om|alle) )?\b\d{1,2}(?:[:.h]\d\d)?(?: ?(?:[ap]\.?m\.?|uhr|h))\Z|,? ?(?:\bat )?\b\d{1,2}:\d\d\Z"
)
_SAID = (
    "today|yesterday|tomorrow|last|this|next|past|in|on|of|the|ago|day|days|week|weeks|month|months|year|years"
    "|beginning|start|middle|end|early|mid|late|quarter|one|two|three|four|five|six|seven|eight|nine|ten"
)
_KNOWN = [*MONTHS, *WEEKDAY.split("|"), *_SAID.split("|")]
_STAMP = re.compile(
    rf"(?:(?:{WEEKDAY}|mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)\.?,? )?(?:\d|q[1-4]\b|(?:{MONTH})\b)"
)
"""How a full date begins; any other first word, as in "Decision 2026-03-04", belongs to the text."""


def read_head(head: str, rest: str, today: date) -> tuple[When, str] | None:
    """The date a text begins with, as in "yesterday: the vote failed", and the text without it; None where it begins otherwise.

    ``head`` stands before the first colon, ``rest`` after it. Only what cannot be anything else is read: a full date, or a
    phrase such as "three weeks ago", never bare digits, a month that may be a name, or a word that is another in English.
    Where a clock time stands there, which no entry keeps, the text stays whole.
    """
    plain = " ".join(fold(head).split())
    timed = _AT.search(plain)
    day = plain[: timed.start()] if timed else plain
    when, time = read_stamp(day) if _STAMP.match(day) else (None, "")
    if _HEAD.match(day):
        when = read_date(day, today)
    if when is None or when.first is None or when.first > today or day.isdecimal():
        return None
    return when, f"{head}:{rest}".strip() if timed or time else rest.strip()


def near_dates(text: str, today: date, *, ahead: bool = False) -> tuple[str, ...]:
    """What a text that is no date may have meant, each with the date it would be: "last march" (2026-03); at most three."""
    plain = fold(" ".join(text.split()))
    found = [(plain, read_stamp(plain, order=order)[0]) for order in ORDERS]
    found.append((plain, read_date(plain, today, ahead=not ahead)))
    if LENGTH.match(plain):
        found += [(said, read_date(said, today, ahead=ahead)) for said in (f"{plain} ago", f"in {plain}")]
    mended = " ".join(_mended(word) for word in plain.split())
    found.append((mended, read_date(mended, today, ahead=ahead)))
    said = [f"{words!r} ({when})" for words, when in found if when is not None]
    return tuple(dict.fromkeys(said))[:3]


def _mended(word: str) -> str:
    if word in _KNOWN or not word.isalpha():
        return word
    return next(iter(nearest(word, _KNOWN)), word)
