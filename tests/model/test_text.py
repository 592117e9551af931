from __future__ import annotations

import json
import re
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.model.text import MOST_MARKS, encodable, nearest, one_line, slug, visible

CORPUS = json.loads((Path(__file__).parent.parent / "fixtures" / "hostile.json").read_text(encoding="utf-8"))

HOSTILE = [
    "\x1b]0;owned\x07",
    "\x1b[2J",
    "\x9b31m",
    "\x90q",
    "a\rb",
    "\u202etxt.exe",
    "\u2028",
    "\x00",
    "\x7f",
    "\ud800",
]


def test_control_characters_are_shown_as_escapes():
    assert visible("a\x1b[2Jb") == "a\\x1b[2Jb"
    assert visible("a\nb\tc") == "a\\x0ab\\x09c"
    assert visible("a\nb\tc", lines=True) == "a\nb\tc"
    assert visible("\u202ee") == "\\u202ee"


@given(st.one_of(st.text(st.characters()), st.sampled_from(HOSTILE)))
def test_nothing_that_steers_a_terminal_is_left(text):
    shown = visible(text)
    assert not re.search(
        "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown
    )
    shown.encode("utf-8")


@pytest.mark.parametrize("name", sorted(CORPUS["hostile"]))
def test_what_is_hostile_is_shown_and_nothing_of_it_is_lost(name):
    one = CORPUS["hostile"][name]
    assert visible(one["text"]) == one["shown"]
    assert visible(one["shown"]) == one["shown"]


@pytest.mark.parametrize("name", sorted(CORPUS["readable"]))
def test_every_script_stays_readable(name):
    text = CORPUS["readable"][name]
    assert visible(text) == text
    assert visible(f"a\n{text}\n", lines=True) == f"a\n{text}\n"


def test_no_control_or_format_of_unicode_is_left_between_latin_letters():
    """But those that are drawn: signs of Arabic and Kaithi numbers, joiners of hieroglyphs."""
    left = [
        unicodedata.name(chr(code), "")
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        and chr(code) in visible(f"a{chr(code)}b")
    ]
    drawn = r"ARABIC (NUMBER|SIGN|FOOTNOTE|POUND|PIASTRE|END|DISPUTED)|SYRIAC ABB|KAITHI NUMBER|EGYPTIAN HIEROGLYPH"
    assert [name for name in left if not re.match(drawn, name)] == []


@pytest.mark.parametrize("hidden", ["\u200d", "\u200c", "\u200b", "\ufe0f", "\u180e", "\U000e0101"])
def test_a_joiner_or_a_selector_hides_nothing_where_no_script_needs_it(hidden):
    assert hidden not in visible(f"pay{hidden}pal")
    assert hidden not in visible(hidden)
    assert visible("م" + hidden * 9).count(hidden) <= 1


def test_marks_beyond_what_a_letter_can_bear_are_shown():
    assert visible("e" + "\u0301" * MOST_MARKS) == "e" + "\u0301" * MOST_MARKS
    assert visible("e" + "\u0301" * 40).count("\u0301") == MOST_MARKS
    assert visible(("e" + "\u0301" * 3) * 20) == ("e" + "\u0301" * 3) * 20


def test_lines_of_any_system_stay_lines():
    assert visible("a\r\nb\rc\td", lines=True) == "a\nb\\x0dc\td"


@given(st.text(st.characters()))
def test_what_is_visible_stays_as_it_is(text):
    assert visible(visible(text)) == visible(text)


@given(st.text(st.characters()))
def test_bytes_that_are_no_text_are_written_out(text):
    assert encodable(text).encode("utf-8").decode() == encodable(text)
    assert encodable(encodable(text)) == encodable(text)


def test_plain_text_is_left_as_it_is():
    assert visible("Größe 管理 🙂 [b]x[/b]") == "Größe 管理 🙂 [b]x[/b]"


@given(st.text())
def test_a_slug_names_a_file_anywhere(text):
    name = slug(text)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", name)
    assert len(name) <= 66
    assert name not in ("con", "nul", "aux", "prn", "com1", "lpt1")


def test_a_slug_is_cut_at_a_word():
    assert slug("The budget never followed the vote") == "the-budget-never-followed-the-vote"
    assert slug("word " * 40).endswith("word")
    assert slug("../../etc/passwd") == "etc-passwd"
    assert slug("CON") == "con-entry"


def test_one_line_is_the_first_line_with_words_in_it():
    assert one_line("\n\n  a   b\nc") == "a b"
    assert one_line("word " * 30, limit=20) == "word word word word…"


def test_the_nearest_name_comes_first():
    assert nearest("plutocrasy", ["capture", "plutocracy", "veto"])[0] == "plutocracy"
    assert nearest("zzzz", ["capture"]) == ()
