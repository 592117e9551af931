from __future__ import annotations

import csv
from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as generated
from hypothesis import strategies as st

from lineage.exchange.columns import ColumnError
from lineage.exchange.tables import preview_table, read_table
from lineage.model.incoming import Note
from lineage.model.intake import sort_incoming
from lineage.store.front_matter import read_document

ASKED = {"root": "/home/mina", "today": date(2026, 11, 24)}

TABLE = """\
Date,Title,What happened,Tags,Actors,Outcome,Score
2024-01-15,Vote,"The vote passed.
Nobody paid.",budget; treasury limbo,core team; token holders,stall,8.5
03/04/2024,,Second,#a #b,,,
"""


def test_columns_find_their_fields_by_name_and_the_rest_is_kept(note):
    drafts = read_table(note(TABLE, "log.csv"), {"What happened": "text"}, **ASKED).drafts
    first, second = drafts
    assert (first.key, first.line) == ("log.csv:00000002", 2)
    assert (first.title, str(first.observed), first.dated) == ("Vote", "2024-01-15", "column")
    assert first.text == "The vote passed.\nNobody paid."
    assert first.words == ("budget", "treasury limbo")
    assert dict(first.fields) == {"actors": ("core team", "token holders"), "outcome": "stall"}
    assert dict(first.extra) == {"Score": "8.5"}
    assert (second.line, second.words, str(second.observed)) == (4, ("a", "b"), "unclear")
    assert dict(second.extra) == {"Date": "03/04/2024"}
    assert [loss.kind for loss in second.losses] == ["date"]


def test_one_clear_date_shows_the_order_of_its_column(note):
    text = "date,text\n03/04/2024,a\n25/04/2024,b\n"
    assert [str(draft.observed) for draft in read_table(note(text), **ASKED).drafts] == [
        "2024-04-03",
        "2024-04-25",
    ]
    text = "date,text\n03/04/2024,a\n"
    assert str(read_table(note(text), **ASKED, order="month-day").drafts[0].observed) == "2024-03-04"


def test_the_preview_says_what_each_column_becomes_and_shows_the_first_rows(note):
    preview = preview_table(
        note(TABLE, "log.csv"), {"what_happened": "text", "score": "leave out"}, **ASKED, rows=1
    )
    assert preview.delimiter == ","
    assert {column.name: column.becomes for column in preview.columns} == {
        "Date": "observed",
        "Title": "title",
        "What happened": "text",
        "Tags": "words",
        "Actors": "actors",
        "Outcome": "outcome",
        "Score": "leave out",
    }
    assert (preview.rows, len(preview.drafts)) == (2, 1)
    taken = read_table(note(TABLE, "log.csv"), {"what_happened": "text", "score": "leave out"}, **ASKED)
    assert taken.drafts[0] == preview.drafts[0]
    assert taken.notes == ("columns left out: Score",)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"Whatt": "text"}, "no column 'Whatt'; nearest: What"),
        ({"What": "setings"}, "no field 'setings'; nearest: setting"),
        ({}, "no column says what was seen; there are What, Score; say which, such as --column What=text"),
        ({"text": "What"}, "no column 'text'; the column goes first: --column What=text"),
        ({"text": "Whatt"}, "no column 'text'; nearest: What, Score"),
    ],
)
def test_a_mapping_that_fits_nothing_is_refused_with_the_nearest(note, mapping, said):
    with pytest.raises(ColumnError) as refused:
        read_table(note("What,Score\na,1\n"), mapping, **ASKED)
    assert said in str(refused.value)


def test_the_column_that_is_offered_is_one_that_says_nothing_else_and_is_quoted(note):
    with pytest.raises(ColumnError, match="such as --column 'What happened=text'"):
        read_table(note("Date,What happened\n2025-01-01,a\n"), {}, **ASKED)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_counting(note, delimiter):
    text = f'text{delimiter}date\n"a, b; c | d"{delimiter}2024-01-05\nx{delimiter}2024-01-06\n'
    preview = preview_table(note(text), **ASKED)
    assert preview.delimiter == delimiter
    assert preview.drafts[0].text == "a, b; c | d"
    assert preview_table(note(f"sep={delimiter}\n{text}"), **ASKED).delimiter == delimiter


def test_formulas_stay_text_and_their_guards_go(note):
    text = 'title,text\nA,"\'=HYPERLINK(""http://x"",""y"")"\nB,\'@home\nC,\'tis late\nD,=1+1\n'
    assert [draft.text for draft in read_table(note(text), **ASKED).drafts] == [
        '=HYPERLINK("http://x","y")',
        "@home",
        "'tis late",
        "=1+1",
    ]


def test_a_row_is_known_again_by_its_id_or_by_what_it_says(note):
    text = "id,text\n7,We met.\n8,They met.\n"
    first = sort_incoming(read_table(note(text), **ASKED), {})
    imported = {draft.origin: draft.text for draft in first.new}
    again = sort_incoming(
        read_table(note("id,text\n8,They met.\n7,We met twice.\n9,New.\n"), **ASKED), imported
    )
    assert [draft.text for draft in again.new] == ["New."]
    assert [entry for _, entry in again.known] == ["They met."]
    assert [entry for _, entry in again.changed] == ["We met."]


def test_heads_may_be_empty_or_double_and_rows_short_or_long(note):
    drafts = read_table(note("text,,x,x\na,b,c,d,e\nf\n"), **ASKED).drafts
    assert dict(drafts[0].extra) == {"column-2": "b", "x": "c", "x-4": "d", "column-5": "e"}
    assert (drafts[1].text, drafts[1].extra) == ("f", ())


@pytest.mark.parametrize("text", ["", "\n\n", "text\n", "text\n\n"])
def test_a_table_without_rows_brings_nothing_and_says_so(note, text):
    incoming = read_table(note(text), **ASKED)
    assert incoming.drafts == ()
    assert [problem.message.startswith("holds no rows") for problem in incoming.problems] == [True]


def test_a_cell_longer_than_an_entry_may_be_is_a_problem(note):
    limit = csv.field_size_limit()
    incoming = read_table(note("text,date\n" + "a" * 1_000_000 + ",2024\nb,2024\n"), **ASKED)
    assert [draft.text for draft in incoming.drafts] == ["b"]
    assert incoming.problems[0].message == "longer than an entry may be"
    assert csv.field_size_limit() == limit


CELLS = st.text(alphabet=st.characters(exclude_categories=()), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@generated(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=5), st.text(max_size=60))
def test_any_table_becomes_entries_that_read_back(through_a_file, rows, raw):
    written = "text,date,id,tags,outcome\n" + "\n".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows
    )
    for text in (written, raw, "text,x\n" + raw):
        try:
            incoming = read_table(Note(path="a.csv", data=text.encode("utf-8", "replace")), **ASKED)
        except ColumnError:
            continue
        for draft in incoming.drafts:
            entry, back, problems = through_a_file(draft)
            assert problems == []
            assert (back.body, back.extra) == (entry.body, entry.extra)


@pytest.mark.parametrize("name", ["sample", "comprehensive-test"])
def test_rows_say_what_the_notes_say_that_another_importer_made_of_them(shared, name):
    """The Obsidian importer keeps every column as a property and puts the title into the file's name."""
    base = shared / "data" / "imports" / "obsidian-importer" / "csv"
    incoming = read_table(Note(path="a.csv", data=(base / f"{name}.csv").read_bytes()), **ASKED)
    expected = {}
    for path in (base / "expected" / name).glob("*.md"):
        fields = read_document(path.read_text("utf-8")).fields
        expected[fields["Title"]] = fields
    assert {draft.title for draft in incoming.drafts} == set(expected)
    for draft in incoming.drafts:
        fields = expected[draft.title]
        assert draft.text == fields["Content"]
        assert str(draft.observed) == (fields["Date"] or "unclear")
        assert list(draft.words) == ([fields["Tags"]] if fields["Tags"] else [])
        kept = {
            key: value for key, value in fields.items() if key not in ("Title", "Content", "Date", "Tags")
        }
        assert dict(draft.extra) == {key: value for key, value in kept.items() if value}
