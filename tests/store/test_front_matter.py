from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.store.canonical import quoted, read_canonical
from lineage.store.front_matter import (
    FrontMatterError,
    has_conflict,
    read_document,
    read_fields,
    read_yaml,
    render,
    replace_keys,
)

PLAIN = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
WORD = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)
FIELDS = st.dictionaries(
    WORD,
    st.one_of(
        PLAIN, st.lists(PLAIN, min_size=1, max_size=4), st.dictionaries(WORD, PLAIN, min_size=1, max_size=4)
    ),
)
NEARLY = st.lists(
    st.sampled_from(
        [
            "a: b\n",
            "list:\n",
            "  - x\n",
            "  - \n",
            "  - - y\n",
            "  k: v\n",
            "  k:\n",
            'b: "q"\n',
            'c: "a\\"b"\n',
            "d: 'x'\n",
            "e: x: y\n",
            "f: a #c\n",
            "g: a#c\n",
            "h:i\n",
            "j: [1, 2]\n",
            "k: {a: b}\n",
            "l: |\n  t\n",
            "m: &x y\n",
            "n: *x\n",
            "o: !t z\n",
            "# c\n",
            "\n",
            "p: -1\n",
            "q: - 1\n",
            "r: ~\n",
            "s: null\n",
            "t: a \n",
            "u:  two\n",
            "v: é\n",
            "w: \u2028\n",
            "x: a:\n",
            "a: again\n",
            "   - deep\n",
            "y: yes",
            "? z\n",
            "'aa': b\n",
            "bb: \x00\n",
            "cc: a\tb\n",
            "<<: a\n",
            "- top\n",
            "dd: %x\n",
            "ee: @x\n",
            "ff: `x\n",
            "gg: NO\n",
            "hh: 12:30\n",
            "    kk: vv\n",
            "    - deep\n",
            "  kk:\n",
            "      kkk: v\n",
            'ii: "a\\\\b\\"c"\n',
            "  jj: v\n",
        ]
    ),
    max_size=7,
).map("".join)


@settings(max_examples=2000)
@given(NEARLY)
def test_the_fast_path_reads_what_it_reads_as_yaml_does(front):
    fast = read_canonical(front)
    if fast is None:
        return
    assert fast == read_yaml(front)


@given(FIELDS, PLAIN)
def test_every_text_survives_writing_and_reading(fields, body):
    document = read_document(render(fields, body))
    assert document.fields == fields
    assert document.body == body


PRINTABLE = st.text(st.characters(codec="utf-8").filter(lambda char: char.isprintable()), min_size=1)


@given(st.dictionaries(WORD, st.one_of(PRINTABLE, st.lists(PRINTABLE, min_size=1, max_size=3)), max_size=4))
def test_printable_text_that_we_write_the_fast_path_reads(fields):
    front = render(fields, "").removeprefix("---\n").partition("---\n")[0]
    assert read_canonical(front) == read_yaml(front)
    assert read_canonical(front) is not None


def test_a_long_run_of_spaces_costs_no_more_than_its_length():
    text = "a" + " " * 60_000 + "b"
    assert read_fields(f"key: {quoted(text)}\n")[0] == {"key": text}


@pytest.mark.parametrize(
    "text",
    [
        "NO",
        "1.10",
        "2026-11-20",
        "12:30",
        "~",
        "0123",
        "null",
        "yes",
        "22:22:22",
        "- x",
        "a: b",
        "a #b",
        "[x]",
        "'",
        '"',
        "",
    ],
)
def test_a_scalar_stays_the_text_it_is(text):
    assert read_fields(f"key: {quoted(text)}\n")[0] == {"key": text}


@pytest.mark.parametrize(
    ("front", "said", "line"),
    [
        ("a: &x 1\nb: *x\n", "anchors", 2),
        ("a: !!python/object:os.system x\n", "tags", 2),
        ("a: 1\na: 2\n", "stands twice", 3),
        ("a: {b: {c: {d: {e: f}}}}\n", "nested deeper", 2),
        ("b: 1\na: [\n", "cannot be read", None),
        ("- a\n", "not a list of keys", 2),
        ("a: 1\n? [x]\n: y\n", "a key is not plain text", 3),
        ("<<: {a: b}\n", "merge keys", 2),
        ("a: [" + "[" * 60_000 + "\n", "nested deeper", 2),
    ],
)
def test_what_is_not_taken_is_refused_with_its_line(front, said, line):
    with pytest.raises(FrontMatterError, match=said) as caught:
        read_fields(front)
    assert caught.value.hint
    if line is not None:
        assert caught.value.line == line


def test_an_alias_bomb_and_a_huge_front_matter_are_refused_before_they_are_built():
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [{','.join('*' + a for _ in range(9))}]\n"
        for a, b in zip("abcdefg", "bcdefgh", strict=True)
    )
    with pytest.raises(FrontMatterError, match="anchors"):
        read_fields(bomb)
    with pytest.raises(FrontMatterError, match="longer than 64 KiB"):
        read_fields("a: " + "x" * 70_000)


def test_only_the_lines_of_a_changed_key_are_rewritten():
    text = "---\nid: x   # kept\nodd: {a: 1, b: [2]}\ntensions: [one,\n  two]\n# note\noutcome: stall\n---\n\nbody [x]\n---\nmore\n"
    after = replace_keys(
        text, {"tensions": ["one", "three"], "outcome": "held"}, order=("id", "tensions", "words", "outcome")
    )
    assert after == text.replace("tensions: [one,\n  two]", "tensions:\n  - one\n  - three").replace(
        "outcome: stall", "outcome: held"
    )


def test_a_new_key_goes_where_its_kind_stands_and_an_empty_one_goes_away():
    text = "---\nid: x\noutcome: stall\n---\n\nbody\n"
    after = replace_keys(text, {"words": ["a"]}, order=("id", "words", "outcome"))
    assert after == "---\nid: x\nwords:\n  - a\noutcome: stall\n---\n\nbody\n"
    assert replace_keys(after, {"words": []}, order=("id", "words", "outcome")) == text


def test_windows_line_ends_stay():
    text = "---\r\nid: x\r\noutcome: stall\r\n---\r\n\r\nbody\r\n"
    assert replace_keys(text, {"outcome": "held"}) == text.replace("stall", "held")
    assert read_document(text).body == "body\r\n"


@given(FIELDS, st.dictionaries(WORD, st.one_of(PLAIN, st.lists(PLAIN, max_size=3)), max_size=3), PLAIN)
def test_an_edit_changes_these_keys_and_no_other(fields, changes, body):
    before = render(fields, body)
    after = read_document(replace_keys(before, changes))
    assert after.body == body
    expected = {key: value for key, value in (fields | changes).items() if value}
    assert after.fields == expected


def test_conflict_marks_are_seen_only_as_a_set_at_line_starts():
    assert has_conflict("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n")
    assert not has_conflict("a <<<<<<< HEAD\n=======\n")
