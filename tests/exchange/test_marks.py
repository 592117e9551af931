from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.exchange.marks import first_heading, links, masked, tags

NOTE = """\
# The budget never followed

A #tag and #Nested/One, `#not` ``a ` #nor`` [[Note|alias]] ![[pic.png]] %% #hidden [[Hidden]] %%
#1984 is a number, #y1984 is none; x#no, https://example.org/#frag, #中文\uff0c标签 #TAG.

```
#code [[No]]
```
<!-- #comment --> [[#Heading]] [[Folder/A#B^c|d]] ![x](a%20b.png) [y](<My Note.md>) [z](https://x/y.md)
"""


def test_tags_stand_outside_code_comments_numbers_and_addresses():
    assert tags(masked(NOTE)) == ("tag", "Nested/One", "y1984", "中文")


def test_links_and_embeds_are_told_apart_with_their_lines():
    found = [(link.target, link.embed, link.line) for link in links(masked(NOTE))]
    assert found == [
        ("Note", False, 3),
        ("pic.png", True, 3),
        ("", False, 9),
        ("Folder/A", False, 9),
        ("a b.png", True, 9),
        ("My Note.md", False, 9),
    ]


def test_the_first_heading_is_that_of_the_text_not_of_code():
    assert first_heading(masked(NOTE)) == "The budget never followed"
    assert first_heading(masked("```\n# no\n```\nMinutes\n=======\n")) == "Minutes"
    assert first_heading(masked("#tag\n- item\n---\n")) == ""


@given(st.text(alphabet="`~#[]()!%<>-\n\\ a|^", max_size=200))
def test_masking_keeps_every_offset_and_line(text):
    plain = masked(text)
    assert len(plain) == len(text)
    assert [at for at, char in enumerate(plain) if char == "\n"] == [
        at for at, char in enumerate(text) if char == "\n"
    ]
    tags(plain)
    links(plain)
    first_heading(plain)


@pytest.mark.parametrize(
    "unit", ["`", "`a``b", "<!--", "%%a", "[[a", "[](", "![a](<", "#", "# ", "```\n", "\n", '[a](b "']
)
def test_a_hostile_half_mebibyte_is_scanned_in_linear_time(unit):
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        begin = time.process_time()
        plain = masked(text)
        tags(plain)
        links(plain)
        first_heading(plain)
        return time.process_time() - begin

    assert seconds(1 << 19) < 3
