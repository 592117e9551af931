from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lineage.model.outline import Heading, Outline, Paragraph, Points, Quote, Table
from lineage.model.text import visible
from lineage.report.markdown import to_markdown

TEXT = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [
                "*a*",
                "_b_",
                "`c`",
                "[d](http://e)",
                "<script>",
                "&lt;",
                "| x",
                "# h",
                "- i",
                "1. j",
                "> q",
                "\\",
                "```",
                "~~~",
                "$k$",
                "![](x)",
                "http://e.org",
                "<http://e.org>",
                "---",
                "===",
                "+ p",
                "2) r",
                "\x1b[2J",
                "word",
                "word word word word word word",
                "[^1]",
                "{#id}",
                "0 #",
                "# ##",
                "&amp;",
                ":x:",
            ]
        ),
        max_size=30,
    ).map(" ".join),
)


def shown(markdown):
    """The text a reader of the page would see."""
    page = MarkdownIt("commonmark").enable("table").render(markdown)
    assert not re.search(r"<(?!/?(h[1-6]|p|ul|li|blockquote|table|thead|tbody|tr|th|td)\b)", page), page
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def expected(*texts):
    return " ".join(visible(" ".join(" ".join(texts).split())).split())


@given(TEXT)
def test_a_paragraph_shows_exactly_its_text(text):
    assert shown(to_markdown(Outline(title="t", blocks=(Paragraph(text=text),)))) == expected("t", text)


@given(TEXT, TEXT)
def test_points_headings_and_quotes_show_exactly_their_text(first, second):
    outline = Outline(
        title="t",
        blocks=(
            Heading(text=first),
            Points(items=("x" + first, "y" + second)),
            Quote(text=second, entry="id"),
        ),
    )
    seen = shown(to_markdown(outline))
    assert seen.replace(" ", "") == expected(
        "t", first, "x" + first, "y" + second, "“" + second.strip() + "”(id)"
    ).replace(" ", "")


@given(TEXT, TEXT)
def test_a_table_shows_exactly_its_cells(first, second):
    outline = Outline(title="t", blocks=(Table(head=("a", "b"), rows=((first, second),)),))
    assert shown(to_markdown(outline)).replace(" ", "") == expected("tab", first, second).replace(" ", "")


@pytest.mark.parametrize(
    "text", ["<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](//e.org/x.png)"]
)
def test_no_mark_up_comes_from_data(text):
    page = (
        MarkdownIt("commonmark")
        .enable("table")
        .render(to_markdown(Outline(title=text, blocks=(Paragraph(text=text),))))
    )
    assert "<img" not in page
    assert "<a" not in page
