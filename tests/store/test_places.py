from __future__ import annotations

import hashlib
import json

import pytest

from lineage.store.places import LinkedFolderError, OutsideError, refuse_outside


@pytest.mark.parametrize("path", ["../x", "entries/../../x", "/etc/passwd", ".lineage/../../x"])
def test_a_path_that_leads_out_is_refused(tmp_path, path):
    with pytest.raises(OutsideError, match="not inside the journal"):
        refuse_outside(tmp_path, [path])


@pytest.mark.parametrize("link", ["entries/2026", "entries/2026/05", ".lineage", ".lineage/undo"])
def test_a_folder_that_is_a_link_is_refused(tmp_path, link):
    (tmp_path / "outside").mkdir()
    place = tmp_path / "journal" / link
    place.parent.mkdir(parents=True)
    place.symlink_to(tmp_path / "outside")
    with pytest.raises(LinkedFolderError, match="is a link"):
        refuse_outside(tmp_path / "journal", [f"{link}/a/b.md"])


def test_the_journal_and_its_entries_may_be_links_to_another_disk(tmp_path):
    (tmp_path / "disk" / "entries").mkdir(parents=True)
    (tmp_path / "journal").mkdir()
    (tmp_path / "journal" / "entries").symlink_to(tmp_path / "disk" / "entries")
    (tmp_path / "link").symlink_to(tmp_path / "journal")
    refuse_outside(tmp_path / "link", ["entries/2026/a.md", "lineage.toml"])


@pytest.mark.parametrize(
    "words", [["add", "-q", "seen"], ["import", "folder", "NOTES", "--yes"]], ids=["add", "import"]
)
def test_nothing_is_written_through_a_year_that_is_a_link(lineage, journal, tmp_path, words):
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("# A note\n\nSeen\n")
    (tmp_path / "outside").mkdir()
    year = journal.now.strftime("%Y")
    (journal.folder / "entries" / year).symlink_to(tmp_path / "outside")
    code, _, err = lineage(*(word.replace("NOTES", str(tmp_path / "notes")) for word in words))
    assert code == 1
    assert f"entries/{year} is a link" in err
    assert list((tmp_path / "outside").iterdir()) == []
    assert not list((journal.folder / ".lineage").glob("undo/*"))


def test_an_edit_is_not_written_through_a_link_either(lineage, journal, tmp_path):
    one = lineage("add", "-q", "seen")[1].strip()
    (year,) = (journal.folder / "entries").iterdir()
    lineage("list")
    year.rename(tmp_path / "outside")
    year.symlink_to(tmp_path / "outside")
    before = {path: path.read_bytes() for path in (tmp_path / "outside").iterdir()}
    for words in (["edit", one, "--set", "outcome=held"], ["tag", one, "+G4"], ["remove", one], ["undo"]):
        assert lineage(*words)[0] == 1, words
    assert {path: path.read_bytes() for path in (tmp_path / "outside").iterdir()} == before


def test_an_undo_that_came_with_a_journal_does_not_write_outside_it(lineage, journal, tmp_path):
    evil = b"ssh-ed25519 AAAA somebody"
    place = journal.folder / ".lineage" / "undo" / "99999999999999999999"
    place.mkdir(parents=True)
    (place / "0").write_bytes(evil)
    change = {
        "path": "../authorized_keys",
        "before": hashlib.blake2b(evil, digest_size=16).hexdigest(),
        "after": "",
    }
    (place / "what.json").write_text(json.dumps({"command": "edit", "when": "now", "changes": [change]}))
    code, _, err = lineage("undo")
    assert code == 1
    assert "not inside the journal" in err
    assert not (tmp_path / "authorized_keys").exists()
