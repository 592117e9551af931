from __future__ import annotations

import json

import pytest


@pytest.fixture
def vault(tmp_path):
    place = tmp_path / "vault"
    (place / ".obsidian").mkdir(parents=True)
    (place / ".obsidian" / "app.json").write_text("{}")
    (place / "2025-03-04 Vote.md").write_text(
        "---\ntags: [treasury]\n---\nThe vote passed and nobody asked who pays.\n"
    )
    (place / "2025-05-01 Later.md").write_text("Still no budget, after [[2025-03-04 Vote]]. #limbo\n")
    (place / "picture.png").write_bytes(b"\x89PNG")
    return place


def ids(lineage, *query):
    return {row["id"]: row for row in json.loads(lineage("list", "--limit", "9999", "--json", *query)[1])}


def test_a_vault_comes_in_with_its_dates_tags_and_links_and_twice_is_once(lineage, vault):
    code, out, _ = lineage("import", "obsidian", str(vault), "--json")
    assert code == 0
    made = json.loads(out)
    assert made["report"]["taken"] == 2
    rows = {row["observed"]: row for row in ids(lineage).values()}
    assert set(rows) == {"2025-03-04", "2025-05-01"}
    assert rows["2025-03-04"]["words"] == ["treasury"]
    assert rows["2025-05-01"]["follows"] == [rows["2025-03-04"]["id"]]
    assert any("picture.png" in problem["path"] for problem in made["report"]["problems"])
    again = json.loads(lineage("import", "obsidian", str(vault), "--json")[1])
    assert (again["entries"], again["report"]["known"]) == ([], 2)
    assert lineage("check")[0] == 0


def test_an_import_is_one_step_to_undo_and_a_dry_run_writes_nothing(lineage, journal, vault):
    code, out, _ = lineage("import", "folder", str(vault), "--dry-run")
    assert code == 0
    assert "by file name" in out
    assert ids(lineage) == {}
    code, _, err = lineage("import", "folder", str(vault))
    assert code == 1
    assert "nothing was imported" in err
    assert lineage("import", "folder", str(vault), "--yes")[0] == 0
    assert len(ids(lineage)) == 2
    assert lineage("undo")[0] == 0
    assert ids(lineage) == {}


def test_a_table_comes_in_by_its_columns(lineage, tmp_path):
    table = tmp_path / "log.csv"
    table.write_text(
        "When,What happened,Who,Team\n2025-03,Nobody answered the letter,mayor,Works\n2025-04-02,'=1+1 is what they said,clerk,Works\n"
    )
    code, _, err = lineage(
        "import",
        "csv",
        str(table),
        "--column",
        "What happened=text",
        "--column",
        "When=observed",
        "--column",
        "Who=actors",
        "--column",
        "Team=organisation",
        "--json",
    )
    assert (code, err) == (0, "")
    rows = ids(lineage)
    assert {(row["observed"], row["organisation"], tuple(row["actors"])) for row in rows.values()} == {
        ("2025-03", "Works", ("mayor",)),
        ("2025-04-02", "Works", ("clerk",)),
    }
    assert any(row["title"].startswith("=1+1") for row in rows.values())
    code, _, err = lineage("import", "csv", str(table), "--column", "What happened")
    assert code == 2


def test_what_a_refusal_says_of_columns_can_be_typed_as_it_stands(lineage, tmp_path):
    table = tmp_path / "log.csv"
    table.write_text("Date,What=seen\n2025-03-04,Nobody answered\n")
    for option, said in (
        ((), "say which, such as --column What=seen=text"),
        (("--column", "text=Date"), "the column goes first: --column Date=text"),
    ):
        code, _, err = lineage("import", "csv", str(table), *option, "--yes")
        assert (code, said in err) == (2, True)
    assert lineage("import", "csv", str(table), "--column", "What=seen=text", "--yes")[0] == 0
    assert [row["title"] for row in ids(lineage).values()] == ["Nobody answered"]


def test_rows_that_differ_in_one_column_and_files_in_two_folders_all_come_in_and_once(lineage, tmp_path):
    table = tmp_path / "q.csv"
    table.write_text("text,observed,organisation\nNo quorum,2025-01-01,Guild\nNo quorum,2025-01-01,Choir\n")
    for folder in ("a", "b"):
        (tmp_path / "notes" / folder).mkdir(parents=True)
        (tmp_path / "notes" / folder / "2025-01-05.md").write_text("The key was lost again\n")
    for form, path in (("csv", table), ("folder", tmp_path / "notes")):
        assert "1 of them though another says the same" in lineage("import", form, str(path))[2], (
            "before it is asked"
        )
        out = lineage("import", form, str(path), "--yes")[1]
        assert "2 taken" in out
        assert "1 of them though another says the same of the same day" in out
        assert "2 already here" in lineage("import", form, str(path), "--yes")[1]
    assert sorted(row.get("organisation", "") for row in ids(lineage).values()) == ["", "", "Choir", "Guild"]


def test_a_jrnl_journal_comes_in_as_text_and_as_json_once(lineage, tmp_path):
    text = tmp_path / "journal.txt"
    text.write_text(
        "[2024-03-04 09:00] The vote was called off. *\nThe chair was @ill and nobody stood in.\n\n[2024-03-05 10:00] A second one.\n"
    )
    assert json.loads(lineage("import", "jrnl", str(text), "--json")[1])["report"]["taken"] == 2
    rows = {row["observed"]: row for row in ids(lineage).values()}
    assert set(rows) == {"2024-03-04", "2024-03-05"}
    assert "ill" in " ".join(rows["2024-03-04"]["words"])
    assert json.loads(lineage("import", "jrnl", str(text), "--json")[1])["report"]["known"] == 2


@pytest.mark.parametrize("form", ["folder", "csv", "jrnl", "obsidian"])
def test_what_cannot_be_read_is_refused_and_nothing_is_written(lineage, tmp_path, form):
    assert lineage("import", form, str(tmp_path / "none"), "--yes")[0] == 1
    odd = tmp_path / "odd.bin"
    odd.write_bytes(b"\x00\xff" * 100)
    assert lineage("import", form, str(odd), "--yes")[0] == 1
    assert ids(lineage) == {}


def test_the_journal_does_not_take_its_own_entries_again(lineage, journal, tmp_path):
    lineage("add", "-q", "Nobody answered the letter")
    (one,) = ids(lineage)
    code, _, err = lineage("import", "folder", str(journal.folder / "entries"), "--yes")
    assert (code, "journal's own entries; nothing was imported" in err) == (1, True)
    copy = tmp_path / "copy" / "entry.md"
    copy.parent.mkdir()
    (path,) = (journal.folder / "entries").rglob("*.md")
    copy.write_text(path.read_text() + "A line that was added to the copy\n")
    (copy.parent / "2025-01-05.md").write_text("A note of another tool\n")
    for form in ("folder", "obsidian"):
        code, _, err = lineage("import", form, str(copy.parent), "--yes")
        assert f"entry.md: an entry of this journal (it bears the id {one}, which is here" in err
        assert len(ids(lineage)) == 2
    table = tmp_path / "list.csv"
    table.write_text(f"id,text\n{one},Nobody answered the letter\n8,Something else\n")
    lineage("import", "csv", str(table), "--yes")
    assert len(ids(lineage)) == 3


@pytest.mark.parametrize(
    ("form", "name", "text", "said"),
    [
        ("jrnl", "j.txt", "gAAAAABfb4gQ", "encrypted"),
        ("jrnl", "j.json", '{"entries": [{"title"', "not JSON, or cut off"),
        ("csv", "t.csv", "text,observed\n", "holds no rows below its heads"),
        ("csv", "t.csv", "text,observed\n,2025-01-01\n", "has no text"),
        ("folder", "n.md", " \n", "has no text"),
    ],
)
def test_where_there_is_nothing_to_take_it_is_refused_and_said_why(lineage, tmp_path, form, name, text, said):
    (tmp_path / name).write_text(text)
    for option, begins in (
        ("--yes", "nothing was taken"),
        ("--dry-run", "nothing would be taken"),
        ("--json", "{"),
    ):
        code, out, err = lineage("import", form, str(tmp_path / name), option)
        assert (code, out.startswith(begins), ids(lineage)) == (1, True, {})
        assert "lineage: nothing was imported; the report says why" in err
        assert said in (out if option == "--json" else err)


def test_an_empty_folder_is_refused_and_what_is_here_already_is_not(lineage, tmp_path):
    (tmp_path / "notes").mkdir()
    code, _, err = lineage("import", "folder", str(tmp_path / "notes"), "--yes")
    assert (code, "there was nothing in it to take" in err) == (1, True)
    (tmp_path / "notes" / "2025-01-05.md").write_text("The key was lost again\n")
    assert lineage("import", "folder", str(tmp_path / "notes"), "--yes")[0] == 0
    code, out, err = lineage("import", "folder", str(tmp_path / "notes"), "--yes")
    assert (code, out, err) == (0, "nothing was taken from folder\n1 already here\n", "")


def test_a_dry_run_says_what_would_be_and_the_import_what_was(lineage, vault):
    out = lineage("import", "obsidian", str(vault), "--dry-run")[1]
    assert "2 would be taken from obsidian\n1 link would become follows\n" in out
    assert json.loads(lineage("import", "obsidian", str(vault), "--dry-run", "--json")[1])["dry_run"] is True
    out = lineage("import", "obsidian", str(vault), "--yes")[1]
    assert "2 taken from obsidian\n1 link became follows\n" in out


def test_a_row_without_a_date_is_told_in_plain_words(lineage, tmp_path):
    (tmp_path / "t.csv").write_text("text\nSeen\nSeen\n")
    code, out, err = lineage("import", "csv", str(tmp_path / "t.csv"), "--yes")
    assert code == 0
    assert "  no date found\n" in out
    assert "\nno date found: 1\n" in out
    assert "t.csv:3: says the same of the same day as t.csv:2; taken once" in err


def test_hostile_names_and_texts_come_in_as_text(lineage, tmp_path):
    place = tmp_path / "odd"
    place.mkdir()
    (place / "\x1b[2J..%2f.md").write_text(
        "---\nid: ../../etc/passwd\nkind: map\nsensitivity: public\n---\n[x]{.y} \x1b]0;owned\x07 text\n"
    )
    code, out, err = lineage("import", "folder", str(place), "--yes")
    assert code == 0
    assert "\x1b" not in out + err
    (entry,) = ids(lineage).values()
    assert entry["kind"] == "observation"
    assert entry["path"].startswith("entries/2026/")


def test_the_minutes_of_fifteen_bodies_come_in_and_once(lineage, journal, shared, tmp_path):
    count = 0
    for path in sorted((shared / "data" / "minutes" / "dev").rglob("docs.jsonl")):
        for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
            record = json.loads(line)
            note = tmp_path / "notes" / record["org"] / f"{record['date']} {record['id']}.md"
            note.parent.mkdir(parents=True, exist_ok=True)
            note.write_text(record["text"], encoding="utf-8")
            count += 1
    report = json.loads(lineage("import", "folder", str(tmp_path / "notes"), "--json")[1])["report"]
    assert (report["taken"], count) == (3186, 3186)
    assert dict(report["dated"]) == {"file name": 3186}
    again = json.loads(lineage("import", "folder", str(tmp_path / "notes"), "--json")[1])["report"]
    assert (again["taken"], again["known"]) == (0, 3186)
