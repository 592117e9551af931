from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.store.settings import TEMPLATE
from lineage.store.toml import _read_plain, read_toml

LINES = st.sampled_from(
    [
        'name = "A guild"',
        'name = "again"',
        'audience = "me"    # who reads it: "me" or "team"',
        "# a comment",
        "#",
        "",
        "a = 1",
        "[context.guild]",
        'setting = "dao" x',
        'a.b = "dotted"',
        'quoted = "a \\" quote"',
        "bad = 'single'",
        'tab\t= "x"',
        'control = "\x01"',
        '"name" = "quoted key"',
        'name= "x"',
        'accent = "é ü"',
        " # indented",
        'name = "\u2028"',
    ]
)


def outcome(read, text):
    try:
        return read(text)
    except ValueError:
        return ValueError


@given(
    st.lists(LINES | st.text(alphabet="ab_- =\"#\\[]'\t\r", max_size=14), max_size=5),
    st.sampled_from(["\n", "\r\n"]),
)
def test_both_readers_say_the_same_of_every_text(lines, end):
    text = end.join(lines)
    assert outcome(read_toml, text) == outcome(tomllib.loads, text)


def test_the_settings_of_a_new_journal_are_read_without_tomllib():
    text = TEMPLATE.format(name='"Guild"', audience='"me"')
    assert _read_plain(text) == {"name": "Guild", "audience": "me"}


@pytest.mark.parametrize("text", ['name = "a"\nname = "b"', "name = ", "[context", 'a = "\\x"'])
def test_what_is_no_toml_is_an_error(text):
    with pytest.raises(ValueError):  # noqa: PT011 (tomllib says why, in other words each version)
        read_toml(text)
