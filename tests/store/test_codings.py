from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.errors import LineageError
from lineage.model.coding import FACETS, NONE, Coding
from lineage.store.codings import (
    coding_path,
    folder_name,
    list_codings,
    parse_coding,
    read_codings,
    render_coding,
)

ENTRY = "20261124-k7f3q2wd"
WHOLE = """\
---
entry: 20261124-k7f3q2wd
coder: jo
recorded: 2026-12-01T10:12:00+01:00
taxonomy: 1.1.0
tensions:
  - agreement-without-resource-alignment
  - plutocracy
outcome: stall
---

[Nobody had asked the treasury]{.agreement-without-resource-alignment}

The vote was open to all, so E3 is a guess.
"""


def test_a_coding_is_read_as_it_is_written_in_the_page_of_formats():
    coding, problems = parse_coding(WHOLE, coding_path("jo", ENTRY))
    assert problems == []
    assert (coding.entry, coding.coder, coding.taxonomy) == (ENTRY, "jo", "1.1.0")
    assert coding.answers == (
        ("tensions", ("agreement-without-resource-alignment", "plutocracy")),
        ("outcome", ("stall",)),
    )
    assert coding.quotes == (("agreement-without-resource-alignment", "Nobody had asked the treasury"),)
    assert coding.remark == "The vote was open to all, so E3 is a guess."
    assert render_coding(coding) == WHOLE


def test_none_is_an_answer_and_an_absent_key_is_not():
    coding, _ = parse_coding(f"---\nentry: {ENTRY}\ncoder: jo\ntensions: none\n---\n", "")
    assert coding.answer("tensions") == ()
    assert coding.answer("outcome") is None
    assert "tensions: none\n" in render_coding(coding)


words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
lines = st.lists(words, min_size=1, max_size=4).map(" ".join)
plain = lines.filter(lambda text: not set("[]`\\{}") & set(text))
ids = st.sampled_from(["plutocracy", "capture", "hold-up"])
values = st.lists(ids, max_size=3, unique=True).map(tuple)
answers = st.lists(st.sampled_from(FACETS), unique_by=lambda item: item.name, max_size=5).flatmap(
    lambda items: st.tuples(
        *(
            st.tuples(st.just(item.name), values if item.many else ids.map(lambda one: (one,)))
            for item in items
        )
    )
)


@settings(deadline=None)
@given(
    st.builds(
        Coding,
        entry=st.just(ENTRY),
        coder=plain.filter(lambda text: text.strip() == text),
        recorded=st.just("2026-12-01"),
        machine=st.just("") | plain,
        answers=answers,
        quotes=st.lists(st.tuples(ids, plain), max_size=3).map(tuple),
        remark=st.just("") | plain,
    )
)
def test_what_is_written_is_read_back(coding):
    read, _ = parse_coding(render_coding(coding), "")
    assert {**{name: read.answer(name) for name, _ in coding.answers}} == dict(coding.answers)
    assert (read.entry, read.coder, read.machine) == (coding.entry, coding.coder, coding.machine)
    assert read.quotes == coding.quotes
    assert read.remark.split() == coding.remark.split()


def test_keys_of_others_stay():
    text = WHOLE.replace("outcome: stall\n", "outcome: stall\nmood: grim\nlinks:\n  - a\n")
    coding, _ = parse_coding(text, "")
    assert coding.extra == (("mood", "grim"), ("links", ("a",)))
    assert "mood: grim\nlinks:\n  - a\n" in render_coding(coding)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no front matter", "no front matter"),
        ("---\ncoder: jo\n---\n", "the key entry is missing"),
        (f"---\nentry: {ENTRY}\n---\n", "the key coder is missing"),
        (f"---\nentry: {ENTRY}\ncoder:\n  - a\n---\n", "coder is not a plain text"),
        (
            f"---\nentry: {ENTRY}\ncoder: jo\noutcome:\n  - stall\n  - held\n---\n",
            "outcome is not a plain text",
        ),
        ("<<<<<<< ours\n---\n=======\n>>>>>>> theirs\n", "git's conflict marks"),
    ],
)
def test_a_fault_is_told_with_a_hint_and_raises_nothing(text, said):
    _, problems = parse_coding(text, coding_path("jo", ENTRY))
    assert any(said in problem.message and problem.hint for problem in problems)


@pytest.mark.parametrize(
    ("coder", "folder"),
    [
        ("mina", "mina"),
        ("Mina K.", "mina-k"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "con-entry"),
        ("美奈", "美奈"),
        ("...", "unnamed"),
        ("a" * 100, "a" * 60),
    ],
)
def test_a_coders_folder_never_leads_elsewhere(coder, folder):
    assert folder_name(coder) == folder


def test_a_coding_that_lies_in_anothers_folder_is_told(journal):
    place = journal.folder / "codings" / "ravi" / f"{ENTRY}.md"
    place.parent.mkdir(parents=True)
    place.write_text(WHOLE)
    (coding,), (problem,) = read_codings(journal.folder)
    assert coding.coder == "jo"
    assert problem.hint == f"move it to codings/jo/{ENTRY}.md"


def test_links_and_hidden_files_are_not_read(journal, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / f"{ENTRY}.md").write_text(WHOLE)
    (journal.folder / "codings").mkdir()
    (journal.folder / "codings" / "jo").symlink_to(tmp_path / "outside")
    (journal.folder / "codings" / "mina").mkdir()
    (journal.folder / "codings" / "mina" / ".hidden.md").write_text(WHOLE)
    assert list_codings(journal.folder) == []


@pytest.mark.parametrize("text", ["a ] b", "open [ only"])
def test_a_passage_whose_mark_could_not_be_read_back_is_refused(text):
    coding = Coding(
        entry=ENTRY, coder="jo", answers=(("tensions", ("capture",)),), quotes=(("capture", text),)
    )
    with pytest.raises(LineageError, match="brackets or back-ticks"):
        render_coding(coding)


def test_none_is_the_word_that_files_use():
    assert NONE == "none"
