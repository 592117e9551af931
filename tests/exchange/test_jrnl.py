from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st

from lineage.exchange.jrnl import read_jrnl
from lineage.model.incoming import Note
from lineage.model.intake import sort_incoming

ASKED = {"root": "/home/mina/journal.txt", "today": date(2026, 11, 24)}


def as_jrnl(draft):
    """(written, title, body, starred, tags) of a draft, as jrnl means its entry."""
    title, _, body = draft.text.partition("\n")
    extra = dict(draft.extra)
    starred = "starred" in extra
    tags = set(draft.words) - ({"starred"} if starred else set())
    return extra.get("written", ""), title, body, starred, tags


def entries(note, **more):
    return [as_jrnl(draft) for draft in read_jrnl([note], **ASKED, **more).drafts]


def test_an_entry_has_a_date_a_title_a_star_and_tags(note):
    """
    [2020-08-31 14:32] A second entry in a long series. *

    Sed sit amet @TagTwo, and mail@example.org.
    [1] a footnote
    [x] done

    [2020-09-24 09:14] The third, on @c++ and @OS/2.
    """
    text = test_an_entry_has_a_date_a_title_a_star_and_tags.__doc__.replace("\n    ", "\n").lstrip("\n")
    assert entries(note(text)) == [
        (
            "2020-08-31T14:32",
            "A second entry in a long series.",
            "Sed sit amet @TagTwo, and mail@example.org.\n[1] a footnote\n[x] done",
            True,
            {"tagtwo"},
        ),
        ("2020-09-24T09:14", "The third, on @c++ and @OS/2.", "", False, {"c++", "os/2"}),
    ]


def test_a_single_line_ends_its_title_with_the_first_sentence(note):
    assert entries(note("[2020-01-01 10:00] It is late. We go home."))[0][1:3] == (
        "It is late.",
        "We go home.",
    )
    assert entries(note("[2020-01-01 10:00] It is late. We go.\n"))[0][1:3] == ("It is late. We go.", "")


@pytest.mark.parametrize(
    ("stamp", "written"),
    [
        ("2020-08-29 11:11", "2020-08-29T11:11"),
        ("2020-08-29 11:11:07 PM", "2020-08-29T23:11"),
        ("09.06.2013 15:39", "2013-06-09T15:39"),
        ("Sunday, 9 June 2013 15:39", "2013-06-09T15:39"),
        ("Jun 09, 2013 03:39 PM", "2013-06-09T15:39"),
        ("2013-06-09", ""),
        ("2019-07 14:23", "2019-07 14:23"),
    ],
)
def test_dates_are_read_in_the_forms_people_set(note, stamp, written):
    (draft,) = read_jrnl([note(f"[{stamp}] Seen.\n")], **ASKED).drafts
    assert dict(draft.extra).get("written", "") == written
    assert draft.observed.text == (stamp[:7] if "2019" in stamp else draft.observed.first.isoformat())


def test_slashes_are_read_where_the_journal_shows_its_order_and_else_told(note):
    text = "[03/04/2020 10:00] One.\n\n[25/04/2020 10:00] Two.\n"
    assert [entry[0] for entry in entries(note(text))] == ["2020-04-03T10:00", "2020-04-25T10:00"]
    (draft,) = read_jrnl([note("[03/04/2020 10:00] One.\n")], **ASKED).drafts
    assert draft.observed.text == "unclear"
    assert "two ways" in draft.losses[0].message
    assert entries(note("[03/04/2020 10:00] One.\n"), order="month-day")[0][0] == "2020-03-04T10:00"


def test_text_before_the_first_date_is_kept_without_one(note):
    drafts = read_jrnl([note("A stray line.\n\n[2020-01-01 10:00] One.\n")], **ASKED).drafts
    assert [(draft.title, draft.observed.text) for draft in drafts] == [
        ("A stray line.", "unclear"),
        ("One.", "2020-01-01"),
    ]


def test_an_export_in_json_says_the_same_as_the_journal(note):
    item = {
        "title": "Life is good.",
        "body": "But @I am better.",
        "date": "2013-06-10",
        "time": "15:40",
        "tags": ["@i"],
        "starred": True,
    }
    exported = note(json.dumps({"tags": {"@i": 1}, "entries": [item]}), "j.json")
    journal = note("[2013-06-10 15:40] Life is good. *\nBut @I am better.\n", "j.txt")
    assert (
        entries(exported)
        == entries(journal)
        == [("2013-06-10T15:40", "Life is good.", "But @I am better.", True, {"i"})]
    )
    first = sort_incoming(read_jrnl([journal], **ASKED), {})
    again = sort_incoming(read_jrnl([exported], **ASKED), {first.new[0].origin: "20261124-k7f3q2wd"})
    assert (again.new, len(again.known)) == ((), 1)
    assert entries(note(json.dumps(item)))[0][1] == "Life is good."


WHOLE = json.dumps(
    {"tags": {}, "entries": [{"title": "A", "body": "b", "date": "2013-06-10", "time": "15:40"}]}, indent=2
)


@pytest.mark.parametrize(
    ("text", "path", "line", "said"),
    [
        ("{broken", "b.json", 1, "not JSON, or cut off"),
        (WHOLE[:-20], "j.json", WHOLE[:-20].count("\n") + 1, "not JSON, or cut off"),
        (WHOLE[:-20], "export.txt", WHOLE[:-20].count("\n") + 1, "not JSON, or cut off"),
        ("[2020-01-01 10:00] One.\n", "j.json", 1, "not JSON, or cut off"),
        ('{"a": 1}', "j.json", 1, "no export of jrnl"),
        ('{"a": 1}', "j.txt", 1, "no export of jrnl"),
        ('{"entries": {}}', "j.json", 1, "no export of jrnl"),
        ("[1, 2]", "j.json", 1, "no export of jrnl"),
        ("[" * 100_000, "j.json", 1, "not JSON, or cut off"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_json_that_cannot_be_read_is_refused_whole_with_its_line_and_what_to_do(note, text, path, line, said):
    incoming = read_jrnl([note(text, path)], **ASKED)
    assert incoming.drafts == ()
    (problem,) = incoming.problems
    assert (problem.path, problem.line) == (path, line)
    assert said in problem.message
    assert "jrnl --format json > journal.json" in problem.hint


def test_an_export_without_entries_says_so_and_a_brace_in_a_journal_is_text(note):
    assert (
        read_jrnl([note('{"tags": {}, "entries": []}', "j.json")], **ASKED).problems[0].message
        == "holds no entry"
    )
    assert (
        entries(note('{"a" was all it said.\n\n[2020-01-01 10:00] One.\n'))[0][1] == '{"a" was all it said.'
    )
    assert entries(note("{a} was all it said.\n"))[0][1] == "{a} was all it said."


def test_what_day_one_said_besides_is_kept(note):
    item = {"title": "A", "body": "", "date": "2013-06-10", "time": "15:40", "tags": [], "starred": False}
    item |= {"uuid": "4BB1", "creator": {"os_agent": "macOS"}}
    (draft,) = read_jrnl([note(json.dumps({"tags": {}, "entries": [item, 3]}))], **ASKED).drafts
    assert dict(draft.extra) == {
        "written": "2013-06-10T15:40",
        "uuid": "4BB1",
        "creator": ("os_agent: macOS",),
    }


def test_an_encrypted_journal_is_told_with_the_way_out(note):
    for data in (b"gAAAAABfb4gQBMqqGn_W8v", b"JRNLv3\x00eyJzYWx0"):
        incoming = read_jrnl([note(data)], **ASKED)
        assert incoming.drafts == ()
        assert incoming.problems[0].message == "encrypted"
        assert "jrnl --format json" in incoming.problems[0].hint


def test_a_folder_journal_is_read_by_its_days(note):
    notes = [note("[2020-08-29 10:00] One.\n", "2020/08/29.txt"), note("no", "2020/ignored.txt")]
    incoming = read_jrnl(notes, **ASKED)
    assert [draft.path for draft in incoming.drafts] == ["2020/08/29.txt"]
    assert [problem.path for problem in incoming.problems] == ["2020/ignored.txt"]


def test_the_only_file_of_a_folder_is_read_where_it_is_a_journal(note):
    for text, path, taken in (
        ("[2020-01-01 10:00] One.\n", "journal.txt", 1),
        (WHOLE, "journal.json", 1),
        ("Nothing to see here\n", "readme", 0),
        ("Nothing to see here\n", "2020/08/29.txt", 1),
    ):
        assert len(read_jrnl([note(text, path)], **ASKED, in_folder=True).drafts) == taken
    assert len(read_jrnl([note("Nothing to see here\n", "readme")], **ASKED).drafts) == 1, "it was named"


TITLE = st.text(alphabet="abé @#*[].!? -1", min_size=1, max_size=30).map(lambda text: " ".join(text.split()))
BODY = st.text(alphabet="abé @#*[].!?\n -1", max_size=80).map(lambda text: text.strip(" \n"))


def plain(title: str) -> bool:
    """A title jrnl writes back as it read it: with words in it and no star at either end."""
    return bool(title.strip(" *")) and title == title.strip(" *")


ENTRIES = st.lists(
    st.tuples(
        st.datetimes(datetime.fromisoformat("1950-01-01"), datetime.fromisoformat("2026-01-01")),
        TITLE.filter(plain),
        BODY,
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@settings(deadline=None)
@generated(
    ENTRIES, st.sampled_from(["%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%d %I:%M:%S %p", "%d %B %Y %H:%M"])
)
def test_a_journal_written_by_jrnl_comes_in_as_it_is(written, form):
    """jrnl writes ``[date] title *``, the body below, and one empty line between entries."""
    text = "\n".join(
        f"[{when.strftime(form)}] {title}{' *' if starred else ''}\n{body}{chr(10) if body else ''}"
        for when, title, body, starred in written
    )
    drafts = read_jrnl([Note(path="j.txt", data=text.encode())], **ASKED).drafts
    assert [as_jrnl(draft)[:4] for draft in drafts] == [
        (when.strftime("%Y-%m-%dT%H:%M"), title, body, starred) for when, title, body, starred in written
    ]


@settings(deadline=None, max_examples=150)
@generated(st.text(alphabet=st.sampled_from('[]2019-07 :\n*@a.{"}'), max_size=120), st.binary(max_size=60))
def test_any_text_is_entries_or_problems(text, data):
    for content in (
        text.encode(),
        b"[2020-01-01 10:00] " + text.encode(),
        data,
        b'{"entries": [' + data + b"]}",
    ):
        incoming = read_jrnl([Note(path="j", data=content)], **ASKED)
        if content.strip():
            assert incoming.drafts or incoming.problems
        assert read_jrnl([Note(path="j", data=content)], **ASKED) == incoming


# What jrnl 4.6 itself exports for these journals: (entries, tags of all, starred).
EXPORTED = {
    "basic_onefile": (3, {"ipsum", "tagone", "tagtwo", "tagthree"}, 1),
    "brackets": (1, set(), 0),
    "deletion": (3, set(), 0),
    "deletion_filters": (5, {"holidays", "springtime"}, 1),
    "little_endian_dates": (2, set(), 0),
    "markdown-headings-335": (1, set(), 0),
    "mostlyreadabledates": (3, set(), 0),
    "multiline": (1, set(), 0),
    "multiline-tags": (
        1,
        {
            "line",
            "tags",
            "punctuation",
            "tagonlinealonewithoutpunctuation",
            "tagonlinealonewithpunctuation",
            "tag",
            "hi",
        },
        0,
    ),
    "simple": (2, set(), 0),
    "tags": (2, {"idea", "journal", "dan"}, 0),
    "tags-216": (1, {"c#", "c++", "os/2"}, 0),
    "tags-237": (1, {"newline", "email"}, 0),
    "unreadabledates": (1, set(), 0),
}


@pytest.mark.parametrize("name", sorted(EXPORTED))
def test_the_journals_of_jrnls_own_tests_come_in_as_jrnl_exports_them(shared, name):
    path = shared / "data" / "imports" / "jrnl" / "journals" / f"{name}.journal"
    found = entries(Note(path="j", data=path.read_bytes()))
    tags = set().union(*(entry[4] for entry in found))
    assert (len(found), tags, sum(entry[3] for entry in found)) == EXPORTED[name]


def test_the_folder_journal_of_jrnls_own_tests_says_what_the_file_says(shared):
    base = shared / "data" / "imports" / "jrnl" / "journals"
    notes = [
        Note(path=path.relative_to(base / "basic_folder").as_posix(), data=path.read_bytes())
        for path in (base / "basic_folder").rglob("*.txt")
    ]
    one = [Note(path="j", data=(base / "basic_onefile.journal").read_bytes())]
    assert [draft.content for draft in read_jrnl(notes, **ASKED).drafts] == [
        draft.content for draft in read_jrnl(one, **ASKED).drafts
    ]


def test_journals_of_the_first_version_have_no_brackets(shared):
    base = shared / "data" / "imports" / "jrnl" / "journals"
    for name in ("simple_jrnl-1-9-5", "simple_jrnl-1-9-5_little_endian_dates"):
        found = entries(Note(path="j", data=(base / f"{name}.journal").read_bytes()))
        assert [entry[0] for entry in found] == ["2010-06-10T15:00", "2013-06-10T15:40"]
        assert "Some chat log" in found[1][2]


@pytest.mark.parametrize(
    "name", ["empty_folder", "dayone_empty.dayone", "dayone.dayone", "bug780.dayone", "work.journal"]
)
def test_what_holds_no_entry_for_jrnl_or_another_programs_brings_none(shared, name):
    """jrnl reads Day One's files through a reader of its own; here they come in as it exports them."""
    base = shared / "data" / "imports" / "jrnl" / "journals" / name
    paths = sorted(path for path in base.rglob("*") if path.is_file()) if base.is_dir() else [base]
    notes = [Note(path=path.relative_to(base.parent).as_posix(), data=path.read_bytes()) for path in paths]
    incoming = read_jrnl(notes, **ASKED, in_folder=base.is_dir())
    assert incoming.drafts == ()
    assert {problem.message for problem in incoming.problems} <= {
        "a file of Day One, not of jrnl",
        "not a file of jrnl by its name",
        "holds no entry",
    }
    assert len(incoming.problems) == len(notes)


@pytest.mark.parametrize(
    "name",
    ["basic_encrypted", "encrypted", "encrypted_v3", "encrypted_v3_legacy_header", "encrypted_jrnl-1-9-5"],
)
def test_the_encrypted_journals_of_jrnls_own_tests_are_refused(shared, name):
    path = shared / "data" / "imports" / "jrnl" / "journals" / f"{name}.journal"
    incoming = read_jrnl([Note(path="j", data=path.read_bytes())], **ASKED)
    # Version 1 wrote bare cipher text, which nothing tells from any other bytes.
    said = "not a text file" if "1-9-5" in name else "encrypted"
    assert (incoming.drafts, [problem.message for problem in incoming.problems]) == ((), [said])
