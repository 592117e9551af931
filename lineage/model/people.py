"""Names in a text that look personal, so that a role can be put in their place; found by rules, kept nowhere.

Precise rather than greedy: what may as well be a body, a place, a month or the first word of a sentence is let be. A list of
names says what may be one, the words around it whether it is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.model.given import ALSO_WORDS, BODY, GIVEN, NOBODY, PARTICLES, PLACE, SURNAMES, TIMES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

NAME, HANDLE, ADDRESS, NUMBER = "name", "handle", "address", "number"
MOST_TEXT = 100_000
"""Letters that are looked at."""
NEAR = 24
"""Letters before a name in which a cue stands."""
MOST_WORDS = 5
"""Words of the longest name, particles among them."""

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_OWNS = re.compile(r"['\u2019]s\Z")
_ADDRESS = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@(?!\d+\.)[\w-]{1,63}(?:\.[\w-]{1,63})*\.[a-z]{2,24}(?![\w-])"
)
_HANDLE = re.compile(r"(?<![\w@./`\\])@[a-z][\w-]{1,38}(?:@[\w-]+(?:\.[\w-]+)+)?(?![\w/(:=])", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,/+-])(?:\+|00(?=\d{1,3}[ /-]))[1-9](?:[ ()/.-]{0,2}\d){7,14}(?![\w%]|[.,]\d)")
_CALLED = re.compile(
    r"\b(?:tel|phone|telefon|t[ée]l[ée]phone|tel[ée]fono|mobile|handy|call|whatsapp|signal|fon)\b[\w. ]{0,12}:? ?"
    r"(\(?0\d(?:[ ()/.-]{0,2}\d){6,13})(?!\w)",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"(?<!\w)(?:(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Mme|Mlle|Sra?|Sig|Dott|Dhr|Mevr|Ing)\.?|Miss|Madam|Madame|Monsieur|Herrn?|Frau"
    r"|Señora?|Doña|Signora?|Meneer|Mevrouw|Senhora?|Professor(?:in)?|Doctor|Doktor)\s+)+(?=[^\W\d_a-z])"
)
_INITIALS = re.compile(r"(?<!\w)(?:[A-Z]\.[ -]?){1,3}(?=[^\W\d_a-z][^\W\d_A-Z])")
_OFFICE = re.compile(
    r"präsident|vorsitz|minist|meister|direktor|sekret|kanzler|kolleg|president|chair|speaker|secretar|mayor|director|colleague"
)
_SAID = re.compile(
    r"\s*,?\s*(?:(?:then|also|has|had|just|later|again|never|hat|heeft|ha|a|dann)\s+)?"
    r"(?:said|says|told|tells|asked|asks|wrote|writes|argued|argues|claimed|claims|refused|refuses|agreed|resigned|promised"
    r"|complained|replied|answered|answers|thinks|thought|wanted|wants|quit|objected|proposed|proposes|suggested|insisted"
    r"|insists|explained|sagte|sagt|gesagt|meinte|meint|fragte|fragt|schrieb|schreibt|antwortete|erklärte|erklärt|lehnte"
    r"|behauptet|behauptete|dit|demande|demandé|écrit|répond|répondu|refuse|refusé|dijo|dice|preguntó|pregunta|escribió"
    r"|respondió|propuso|detto|disse|chiede|chiesto|scrive|scritto|zei|zegt|gezegd|vroeg|vraagt|schreef|schrijft|diz"
    r"|perguntou|escreveu|recusou)\b"
)
_TO = re.compile(
    r"\b(?:asked|ask|told|tell|met|thanked|called|emailed|by|with|from|says|said|according to|von|mit|sagt|sagte|fragte|laut"
    r"|par|avec|selon|con|por|según|secondo|met|door|volgens|com|segundo)\s+\Z",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b(?:in|by|until|since|last|this|next|of|early|late|mid|from|before|after|during|im|seit|bis)[ -]\Z",
    re.IGNORECASE,
)
_CITED = re.compile(r",? (?:et al\b|\(?(?:19|20)\d\d)")
_BEGINS = re.compile(r"(?:\A|[.!?:;…\n*•>#-])[\s\"'\u201c\u201d\u201e\u00ab\u00bb(\[*_]*\Z")
_FAMILY = re.compile(
    r"(?:mann|meier|meyer|maier|berg|stein|bauer|inger|sk[iya]|cz|sen|sson|ez|ov|ova|enko|i[cć]|oglu|yan|idis|escu)\Z"
)
"""How family names end that no list has."""
_GERMAN = re.compile(
    r"\b(?:der|das|und|nicht|ist|wir|eine[nmrs]?|für|auf|wird|sich|dass|bei|zum|zur|dem|sagte)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """What looks like a person in a text, as it stands there; ``kind`` is name, handle, address or number."""

    text: str
    kind: str
    start: int
    end: int


def people_in(text: str, known: Collection[str] = ()) -> tuple[Mention, ...]:
    """What looks personal in a text, in its order, each spelling once.

    ``known`` are names of bodies, places, roles and terms: what is part of one where it stands, is no person.
    """
    text = text[:MOST_TEXT]
    found = sorted([*_signs(text), *_Names(text).found()], key=lambda one: (one.start, -one.end))
    if not found:
        return ()
    taken = _taken(text, known)
    first: dict[str, Mention] = {}
    last = 0
    for one in found:
        if one.start >= last and not any(begin <= one.start and one.end <= end for begin, end in taken):
            first.setdefault(one.text, one)
            last = one.end
    return tuple(first.values())


def replaced(text: str, roles: Mapping[str, str]) -> str:
    """A text with roles in place of names, the longest name first; only whole words."""
    for name in sorted(roles, key=lambda one: (-len(one), one)):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda _, name=name: roles[name], text)  # type: ignore[misc]
    return text


def _taken(text: str, known: Iterable[str]) -> list[tuple[int, int]]:
    """Where what is known stands in a text."""
    folded = _fold(text)
    names = sorted({_fold(name.strip().removeprefix("@")) for name in known} - {""})
    return [
        (match.start(), match.end())
        for name in names
        if name in folded
        for match in re.finditer(rf"@?(?<!\w){re.escape(name)}(?!\w)", folded)
    ]


def _signs(text: str) -> Iterator[Mention]:
    """Addresses, handles and telephone numbers: what is personal whatever it says."""
    for match in _ADDRESS.finditer(text):
        if match[0].partition("@")[0].lower() not in NOBODY:
            yield Mention(text=match[0], kind=ADDRESS, start=match.start(), end=match.end())
    for match in _HANDLE.finditer(text):
        if match[0][1:].lower() not in NOBODY:
            yield Mention(text=match[0], kind=HANDLE, start=match.start(), end=match.end())
    for match in _NUMBER.finditer(text):
        if not re.search(r"000[ .,]000", match[0]):
            yield Mention(text=match[0], kind=NUMBER, start=match.start(), end=match.end())
    for match in _CALLED.finditer(text):
        yield Mention(text=match[1], kind=NUMBER, start=match.start(1), end=match.end(1))


class _Names:
    """The words of a text, and which of them are names of people."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = [(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]
        # Every noun has a capital in German: there a word after a given name is no family name by its capital.
        self._german = len(_GERMAN.findall(text)) > 1

    def found(self) -> Iterator[Mention]:
        """Names by a title or initials before them, then by what they are."""
        places = {start: at for at, (_, start, _) in enumerate(self._words)}
        for match in _TITLED.finditer(self._text):
            at = places.get(match.end())
            if at is not None and not _OFFICE.search(_fold(self._words[at][0])):
                last = self._last(at)
                if not self._is_body(last):
                    yield self._mention(match.end(), last)
        for match in _INITIALS.finditer(self._text):
            at = places.get(match.end())
            if at is not None and self._speaks(match.start(), self._words[at][2]):
                yield self._mention(match.start(), at)
        for at in range(len(self._words)):
            named = self._named(at)
            if named is not None:
                yield self._mention(self._words[at][1], named)

    def _mention(self, start: int, last: int) -> Mention:
        word, _, end = self._words[last]
        end -= 2 if _OWNS.search(word) else 0
        return Mention(text=self._text[start:end], kind=NAME, start=start, end=end)

    def _named(self, at: int) -> int | None:
        """The last word of the name that begins at a word; None where none does."""
        word, start, end = self._words[at]
        stem = _stem(word)
        if not _has_capital(word) or not (
            stem in ALSO_WORDS or stem in SURNAMES or _is_given(stem) or self._next_is_family(at)
        ):
            return None
        last = self._last(at)
        if self._is_body(last) or self._is_place(at) or _CITED.match(self._text, self._words[last][2]):
            return None
        if _is_given(stem):
            return None if last == at and self._has_capital_before(at) else last
        if stem in ALSO_WORDS:
            return self._also_word(at, last)
        if stem in SURNAMES and last == at:
            return at if _SAID.match(self._text, end) else None
        speaks = self._speaks(start, self._words[last][2])
        return last if last > at and speaks and not self._begins(at) else None

    def _also_word(self, at: int, last: int) -> int | None:
        """A name that is a word too: only where somebody speaks, and not where a month may stand."""
        _, start, end = self._words[at]
        if _DATED.search(self._text, max(0, start - NEAR), start) and _stem(self._words[at][0]) in TIMES:
            return None
        if last == at:
            return at if _SAID.match(self._text, end) else None
        return last if self._speaks(start, self._words[last][2]) else None

    def _last(self, at: int) -> int:
        """The last word of a name that begins at a word: joined by single spaces, particles only inside."""
        last = at
        for ahead in range(at + 1, min(at + MOST_WORDS, len(self._words))):
            word, start, _ = self._words[ahead]
            before, _, end = self._words[ahead - 1]
            gap = self._text[end:start]
            if not (gap == " " or (gap == ". " and len(before) == 1)) or _OWNS.search(before):
                break
            if word in PARTICLES:
                continue
            if not _has_capital(word) or not self._may_be_family(word):
                break
            last = ahead
        return last

    def _may_be_family(self, word: str) -> bool:
        stem = _stem(word)
        if stem in BODY or stem in TIMES:
            return False
        return not self._german or _is_given(stem) or stem in SURNAMES or bool(_FAMILY.search(stem))

    def _next_is_family(self, at: int) -> bool:
        return at + 1 < len(self._words) and _stem(self._words[at + 1][0]) in SURNAMES

    def _is_body(self, last: int) -> bool:
        """True where one of the next two words makes a body of it, or an & joins it with another."""
        _, start, end = self._words[last]
        if self._text[end : end + 3].strip().startswith("&") or self._text[:start].rstrip().endswith("&"):
            return True
        for ahead in range(last + 1, min(last + 3, len(self._words))):
            word, start, _ = self._words[ahead]
            if self._text[end:start] not in (" ", "-") or not word[0].isupper():
                return False
            if _stem(word) in BODY:
                return True
            end = self._words[ahead][2]
        return False

    def _is_place(self, at: int) -> bool:
        if not at:
            return False
        before, _, end = self._words[at - 1]
        return _fold(before) in PLACE and not self._text[end : self._words[at][1]].strip(". -")

    def _has_capital_before(self, at: int) -> bool:
        """True where a capital inside the sentence stands right before, of no office and no name: Aston Martin is no Martin."""
        if not at:
            return False
        before, _, end = self._words[at - 1]
        if not _has_capital(before) or self._text[end : self._words[at][1]] != " ":
            return False
        return not (self._begins(at - 1) or _OFFICE.search(_fold(before)) or _is_given(_stem(before)))

    def _begins(self, at: int) -> bool:
        """True for the first word of a sentence."""
        start = self._words[at][1]
        return _BEGINS.search(self._text, max(0, start - 8), start) is not None

    def _speaks(self, start: int, end: int) -> bool:
        """True where what stands around is done by a person or to one."""
        return bool(_SAID.match(self._text, end) or _TO.search(self._text, max(0, start - NEAR), start))


def _has_capital(word: str) -> bool:
    """True for a word written as names are: a capital, then not capitals alone."""
    return word[0].isupper() and (len(word) == 1 or not word.isupper())


def _is_given(stem: str) -> bool:
    parts = stem.split("-")
    return stem in GIVEN or (len(parts) > 1 and all(part in GIVEN or part in ALSO_WORDS for part in parts))


def _stem(word: str) -> str:
    return _fold(_OWNS.sub("", word))


def _fold(text: str) -> str:
    """Lower case without accents, each letter still one, so that offsets stay."""
    if text.isascii():
        return text.lower()
    return "".join(unicodedata.normalize("NFD", char)[0].lower()[:1] for char in text)
