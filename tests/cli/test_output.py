"""What is printed: JSON that means the same, columns that hold wide letters."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lineage.cli.output import fit, json_text, paint

CORPUS = json.loads((Path(__file__).parent.parent / "fixtures" / "hostile.json").read_text(encoding="utf-8"))
ANY = st.text(st.characters())


@given(ANY, ANY)
def test_json_means_what_was_said_and_steers_nothing(key, value):
    shown = json_text({key: [value]})
    assert json.loads(shown) == {key: [value]}
    assert not [
        char for char in shown if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") and char != "\n"
    ]


def test_json_of_the_corpus_means_what_was_said():
    texts = {name: one["text"] for name, one in CORPUS["hostile"].items()} | CORPUS["readable"]
    shown = json_text(texts)
    assert json.loads(shown) == texts
    assert "\x1b" not in shown
    assert all(text in shown for text in CORPUS["readable"].values())


def columns(text):
    return sum(
        0
        if unicodedata.category(char) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )


@given(ANY, st.integers(1, 60))
def test_a_cell_is_as_wide_as_it_should_be(text, wide):
    assert columns(fit(text, wide)) == wide


def test_wide_letters_are_cut_where_they_no_longer_fit():
    assert fit("管理委员会", 6) == "管理… "
    assert fit("e\u0301te\u0301", 5) == "e\u0301te\u0301  "
    assert fit("Größe", 5) == "Größe"


def test_paint_makes_what_it_paints_visible():
    assert paint("a\x1b[2Jb", "id") == "\x1b[36ma\\x1b[2Jb\x1b[0m"
