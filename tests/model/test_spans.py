from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.model.spans import scan


def marked(body):
    text, spans = scan(body)
    return text, [(span.term, text[span.start : span.end]) for span in spans]


def test_a_span_gives_its_term_and_its_place_in_the_text_without_mark_up():
    text, spans = scan("The vote passed. [Nobody had asked]{.responsibility-displacement} the treasury.")
    assert text == "The vote passed. Nobody had asked the treasury."
    assert [(span.start, span.end, span.term, span.text) for span in spans] == [
        (17, 33, "responsibility-displacement", "Nobody had asked")
    ]


@pytest.mark.parametrize(
    ("body", "text", "spans"),
    [
        ("[a [b]{.in} c]{.out} e", "a b c e", [("out", "a b c"), ("in", "b")]),
        ("`[a]{.x}` [b]{.y}", "`[a]{.x}` b", [("y", "b")]),
        ("`` ` [a]{.x} `` [b]{.y}", "`` ` [a]{.x} `` b", [("y", "b")]),
        ("```\n[a]{.x}\n```\n[b]{.y}", "```\n[a]{.x}\n```\nb", [("y", "b")]),
        ("~~~\n[a]{.x}\n", "~~~\n[a]{.x}\n", []),
        ("[a\n\nb]{.x}", "[a\n\nb]{.x}", []),
        ("[a\nb]{.x}", "a\nb", [("x", "a\nb")]),
        (r"\[a]{.x}", r"\[a]{.x}", []),
        ("[]{.x}", "[]{.x}", []),
        ("[a](http://x) [b]{.y}", "[a](http://x) b", [("y", "b")]),
        ("[a]{.x .y} [a]{#x} [a]{.}", "[a]{.x .y} [a]{#x} [a]{.}", []),
        ("[ab]{.G4}", "ab", [("G4", "ab")]),
        ("no tick ` [a]{.x}", "no tick ` a", [("x", "a")]),
    ],
)
def test_only_spans_in_one_paragraph_outside_code_count(body, text, spans):
    assert marked(body) == (text, spans)


@given(
    st.lists(
        st.sampled_from(["[", "]", "{.a}", "]{.a}", "`", "``", "\\", "\n", "\n\n", "```\n", "x", " "]),
        max_size=40,
    )
)
def test_every_offset_names_the_text_of_its_span(parts):
    text, spans = scan("".join(parts))
    for span in spans:
        assert text[span.start : span.end] == span.text
        assert span.text


@pytest.mark.parametrize(
    ("body", "spans"),
    [
        pytest.param("[" * 900_000 + "x]{.a}", 1, id="brackets that never close"),
        pytest.param("`[a]{.x}" * 100_000, 50_000, id="back-ticks in pairs"),
        pytest.param("]{.a}" * 200_000, 0, id="brackets that never open"),
        pytest.param("[a" * 150_000 + "]{.x}" * 150_000, 16, id="spans in spans"),
        pytest.param("[a]{.x}" * 150_000, 150_000, id="spans in a row"),
    ],
)
def test_a_mebibyte_made_to_be_slow_is_scanned_all_the_same(body, spans):
    assert len(scan(body)[1]) == spans
