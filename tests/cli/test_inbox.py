from __future__ import annotations

import json
import os

import pytest

from lineage.cli.main import Exit


@pytest.fixture
def inbox(journal):
    folder = journal.folder / "inbox"
    folder.mkdir()
    return folder


def rows(lineage, *query):
    return json.loads(lineage("list", "--json", *query)[1])


def test_a_note_is_listed_with_the_day_it_would_have_and_from_where(lineage, inbox):
    (inbox / "2026-11-03 quorum.txt").write_text("Quorum missed again\n")
    (inbox / "phone.md").write_text(
        "---\ndate: 2026-03-04\ntags: [budget]\n---\n# They want a line\n\nText.\n"
    )
    code, out, err = lineage("inbox")
    assert code == 0
    assert "2026-11-03 quorum.txt  2026-11-03" in out
    assert "day by file name" in out
    assert "day by front matter" in out
    assert "They want a line" in out
    assert "--take NAME" in err
    assert [
        (one["name"], one["observed"], one["dated"]) for one in json.loads(lineage("inbox", "--json")[1])
    ] == [
        ("2026-11-03 quorum.txt", "2026-11-03", "file name"),
        ("phone.md", "2026-03-04", "front matter"),
    ]


def test_a_taken_note_is_an_entry_and_leaves_the_inbox_in_one_step_that_undo_takes_back(lineage, inbox):
    note = inbox / "phone" / "2026-11-03.md"
    note.parent.mkdir()
    note.write_bytes("---\ntags: [budget]\n---\r\nQuorum “missed” again\r\n".encode())
    os.utime(note, ns=(1_793_000_000_000_000_000, 1_793_000_000_123_456_789))
    before = note.read_bytes(), note.stat().st_mtime_ns
    code, out, _ = lineage("inbox", "--take", "phone/2026-11-03.md")
    assert code == 0
    assert not note.exists()
    (row,) = rows(lineage)
    assert row["id"] in out
    assert (row["observed"], row["words"], row["title"]) == (
        "2026-11-03",
        ["budget"],
        "Quorum “missed” again",
    )
    code, out, _ = lineage("undo")
    assert "undone: inbox" in out
    assert rows(lineage) == []
    assert (note.read_bytes(), note.stat().st_mtime_ns) == before


def test_all_notes_are_taken_in_one_step_and_the_rest_is_left_alone_and_named(lineage, inbox):
    for number in range(3):
        (inbox / f"2026-11-0{number + 1}.txt").write_text(f"note {number}\n")
    (inbox / "photo.jpg").write_bytes(b"x")
    (inbox / "latin1.txt").write_bytes(b"caf\xe9")
    code, out, err = lineage("inbox", "--all")
    assert code == 0
    assert out.count("taken ") == 3
    assert sorted(path.name for path in inbox.iterdir()) == ["latin1.txt", "photo.jpg"]
    assert "left alone: inbox/latin1.txt:1: not UTF-8" in err
    assert len(rows(lineage)) == 3
    lineage("undo")
    assert rows(lineage) == []
    assert len(list(inbox.iterdir())) == 5


def test_a_context_fills_the_fields_of_what_is_taken(lineage, journal, inbox):
    (journal.folder / "lineage.toml").write_text(
        '[context.guild]\norganisation = "Example Guild"\nsensitivity = "team"\n'
    )
    (inbox / "a.md").write_text("seen\n")
    lineage("inbox", "@guild", "--all")
    (row,) = rows(lineage)
    assert (row["context"], row["organisation"], row["sensitivity"]) == ("guild", "Example Guild", "team")


def test_a_note_a_sync_tool_brings_again_makes_no_second_entry_and_is_not_lost(lineage, journal, inbox):
    (inbox / "2026-11-03.md").write_text("Quorum missed again\n")
    (first,) = json.loads(lineage("inbox", "--all", "--json")[1])["taken"]
    (inbox / "2026-11-03 Choir.md").write_text("Quorum missed again\n")
    assert f"already here as {first['id']}" not in lineage("inbox")[1], "another name is another title"
    (inbox / "2026-11-03 Choir.md").rename(inbox / "2026-11-03 copy.md")
    assert f"already here as {first['id']}" in lineage("inbox")[1], "a name that a program gave says nothing"
    (inbox / "2026-11-03 copy.md").rename(inbox / "2026-11-03.md")
    assert f"already here as {first['id']}" in lineage("inbox")[1]
    (again,) = json.loads(lineage("inbox", "--all", "--json")[1])["taken"]
    assert (again["id"], again["new"]) == (first["id"], False)
    assert list(inbox.iterdir()) == []
    assert len(rows(lineage)) == 1
    lineage("undo")
    assert [path.name for path in inbox.iterdir()] == ["2026-11-03.md"]


def test_the_same_words_on_another_day_are_another_observation(lineage, inbox):
    for day in ("2026-11-03", "2026-11-10"):
        (inbox / f"{day}.md").write_text("Quorum missed again\n")
    lineage("inbox", "--all")
    assert sorted(row["observed"] for row in rows(lineage)) == ["2026-11-03", "2026-11-10"]


def test_two_notes_that_say_the_same_of_the_same_day_make_one_entry(lineage, inbox):
    (inbox / "phone").mkdir()
    for name in ("2026-11-03.md", "phone/2026-11-03.md"):
        (inbox / name).write_text("Quorum missed again\n")
    taken = json.loads(lineage("inbox", "--all", "--json")[1])["taken"]
    assert len({one["id"] for one in taken}) == 1
    assert sorted(one["new"] for one in taken) == [False, True]
    assert len(rows(lineage)) == 1


def test_a_note_from_a_phone_is_called_by_what_it_says_and_dated_by_what_it_begins_with(lineage, inbox):
    (inbox / "n1.md").write_text("2026-03-04 The chair was ill\n")
    assert "2026-03-04" in lineage("inbox")[1]
    lineage("inbox", "--all")
    assert [(row["title"], row["observed"]) for row in rows(lineage)] == [
        ("2026-03-04 The chair was ill", "2026-03-04")
    ]


def test_a_note_with_a_name_used_before_is_new(lineage, inbox):
    for text in ("First thought\n", "Second thought\n"):
        (inbox / "note.md").write_text(text)
        assert lineage("inbox", "--take", "note.md")[0] == 0
    assert len(rows(lineage)) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--take", "nots.md"], "nearest: note.md"),
        (["--take", "note.md", "--take", "photo.jpg"], "neither .md nor .txt"),
        (["--take", "note.md", "--all"], "choose one"),
        (["guild", "--all"], "write @NAME"),
    ],
)
def test_a_wish_that_cannot_be_met_takes_nothing(lineage, inbox, words, said):
    (inbox / "note.md").write_text("seen\n")
    (inbox / "photo.jpg").write_bytes(b"x")
    code, out, err = lineage("inbox", *words)
    assert code in (Exit.REFUSED, Exit.USAGE)
    assert (out, said in err) == ("", True)
    assert (inbox / "note.md").exists()
    assert rows(lineage) == []


def test_a_note_that_changed_since_it_was_read_is_not_taken(journal, inbox):
    (inbox / "note.md").write_text("first\n")
    read = journal.inbox()
    (inbox / "note.md").write_text("first and second\n")
    with pytest.raises(Exception, match="changed since it was read; nothing was taken"):
        journal.take_inbox(read)
    assert (inbox / "note.md").read_text() == "first and second\n"
    assert journal.entries().entries == ()


def test_what_is_forgotten_is_gone_from_the_note_that_undo_kept_too(lineage, journal, inbox):
    (inbox / "note.md").write_text("---\ntags: [x]\n---\nThe treasurer's secret\n")
    (inbox / "other.md").write_text("Something else\n")
    lineage("inbox", "--all")
    secret = next(row["id"] for row in rows(lineage) if row["title"] == "The treasurer's secret")
    assert lineage("forget", secret, "--yes")[0] == 0
    left = [path for path in journal.folder.rglob("*") if path.is_file() and b"secret" in path.read_bytes()]
    assert left == []
    assert lineage("undo")[0] == 0
    assert [path.name for path in inbox.iterdir()] == ["other.md"]


def test_check_says_nothing_of_the_inbox(lineage, inbox):
    (inbox / "note.md").write_text("no front matter, and none needed\n")
    (inbox / "latin1.txt").write_bytes(b"caf\xe9")
    assert lineage("check")[:2] == (0, "")
    assert rows(lineage) == []


def test_a_write_that_fails_leaves_the_note_where_it_is(lineage, journal, inbox, monkeypatch):
    (inbox / "note.md").write_text("seen\n")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lineage.store.files.os.link", full)
    code, _, err = lineage("inbox", "--all")
    assert code == Exit.REFUSED
    assert "No space left" in err
    assert (inbox / "note.md").read_text() == "seen\n"
    monkeypatch.undo()
    assert lineage("undo")[0] == Exit.REFUSED


def test_an_inbox_that_is_a_link_is_named_and_not_read(lineage, journal, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "private.md").write_text("outside\n")
    (journal.folder / "inbox").symlink_to(elsewhere)
    out = lineage("inbox")[1]
    assert "left alone: a link, not followed" in out
    assert "outside" not in out
    lineage("inbox", "--all")
    assert (elsewhere / "private.md").exists()


def test_notes_are_private_to_a_team(lineage, journal, inbox):
    (journal.folder / "lineage.toml").write_text('audience = "team"\n')
    (inbox / "note.md").write_text("seen\n")
    code, out, err = lineage("inbox")
    assert (code, out) == (0, "")
    assert "1 note in the inbox, private" in err
    assert "note.md" in lineage("inbox", "--for", "me")[1]


@pytest.mark.parametrize("name", ["n1.md", "IMG_0042.txt", "Untitled 3.md", "0042.md"])
def test_a_note_that_nobody_named_has_its_first_words_for_a_title(lineage, inbox, name):
    (inbox / name).write_text("Nobody came to the vote\n")
    assert lineage("inbox", "--all")[0] == 0
    (row,) = rows(lineage)
    assert row["title"] == "Nobody came to the vote"


@pytest.mark.parametrize("name", ["treasury.md", "投票.md", "Weekly note.md"])
def test_a_note_that_somebody_named_keeps_its_name(lineage, inbox, name):
    (inbox / name).write_text("Nobody came to the vote\n")
    lineage("inbox", "--all")
    assert rows(lineage)[0]["title"] == name.removesuffix(".md")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-11-03: The treasurer left", "2025-11-03"),
        ("- 3 November 2025, the treasurer left", "2025-11-03"),
        ("The treasurer left on 2025-11-03", None),
    ],
)
def test_a_note_that_begins_with_a_date_is_of_that_day(lineage, inbox, text, day):
    (inbox / "n1.md").write_text(f"{text}\n")
    lineage("inbox", "--all")
    found = rows(lineage)[0]["observed"]
    assert found == day if day else found.endswith("~")
