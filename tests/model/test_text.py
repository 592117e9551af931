from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from lineage.model.text import nearest, one_line, slug, visible

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
