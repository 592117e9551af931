from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.model.dates import on_day, parse_when
from lineage.model.entry import FIELDS, ID, Entry, entry_id
from lineage.store.entries import ORDER, parse_entry, render_entry

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
MARK = chr(60) * 7


@st.composite
def entries(draw):
    values = {}
    for item in FIELDS:
        if item.name in ("deadline", "look_again") or not draw(st.booleans()):
            continue
        values[item.name] = tuple(draw(st.lists(TEXT, min_size=1, max_size=3))) if item.many else draw(TEXT)
    day = draw(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
    return Entry(
        id=entry_id(day, draw(st.integers(0, 2**40 - 1))),
        title=draw(TEXT),
        observed=draw(
            st.sampled_from(
                [on_day(day), parse_when("2026-03~"), parse_when("unclear"), parse_when("2025-11/2026-02")]
            )
        ),
        recorded=f"{day.isoformat()}T12:00:00+01:00",
        body=draw(TEXT.filter(str.strip)) + "\n",
        **values,
    )


@given(entries())
def test_an_entry_reads_back_as_it_was_written(entry):
    again, problems = parse_entry(render_entry(entry), "entries/x.md")
    assert problems == []
    assert again is not None
    assert {name: getattr(again, name) for name in ORDER} == {name: getattr(entry, name) for name in ORDER}
    assert again.body == entry.body
    assert render_entry(again) == render_entry(entry)


@given(st.dates(date(1000, 1, 1)), st.integers(0, 2**40 - 1))
def test_an_id_is_a_day_and_eight_letters(day, entropy):
    assert ID.match(entry_id(day, entropy))


def test_an_id_tells_all_forty_bits_apart():
    assert len({entry_id(date(2026, 1, 1), 1 << bit) for bit in range(40)}) == 40


WHOLE = "---\nid: 20261124-k7f3q2wd\nkind: observation\nrecorded: 2026-11-24\n{more}---\n\nBody.\n"


def faults(text):
    entry, problems = parse_entry(text, "entries/x.md")
    return entry, [(problem.line, problem.message, problem.hint) for problem in problems]


def test_unknown_keys_are_kept_and_an_absent_date_is_the_day_recorded():
    entry, problems = faults(WHOLE.format(more="mood: low\nmore: {a: 1}\n"))
    assert problems == []
    assert entry.extra == (("mood", "low"), ("more", ("a: 1",)))
    assert str(entry.observed) == "2026-11-24"
    assert entry.title == "Body."


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (WHOLE.format(more="observed: soon\n"), 5, "observed: 'soon' is not a date"),
        (WHOLE.format(more="actors: {a: b}\n"), 5, "actors is not a list"),
        (WHOLE.format(more="setting: [a, b]\n"), 5, "setting is not a plain text"),
        (WHOLE.format(more="").replace("id: 20261124-k7f3q2wd", "id:\n  - x"), 2, "id is not a plain text"),
        ("---\nkind: observation\nrecorded: 2026-11-24\n---\n\nBody.\n", 1, "the key id is missing"),
        (WHOLE.format(more="").replace("Body.", " "), 1, "the entry has no text"),
        ("no front matter", 1, "no front matter"),
        ("---\nid: x\n", 1, "not closed"),
        (
            WHOLE.format(more="").replace("recorded: 2026-11-24", "recorded: monday"),
            4,
            "recorded: 'monday' is not a date",
        ),
    ],
)
def test_a_fault_names_its_line_and_what_to_do(text, line, said):
    _, problems = faults(text)
    assert any(where == line and said in message and hint for where, message, hint in problems)


def test_a_conflicted_file_is_an_entry_that_is_not_mined():
    text = WHOLE.format(more=f"{MARK} HEAD\noutcome: stall\n=======\noutcome: held\n>>>>>>> theirs\n")
    entry, problems = parse_entry(text, "entries/2026/20261124-k7f3q2wd-x.md")
    assert entry.conflicted
    assert entry.id == "20261124-k7f3q2wd"
    assert [problem.line for problem in problems] == [5]
