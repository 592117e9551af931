from __future__ import annotations

import shutil

import pytest

from lineage.journal import Journal
from lineage.store import learnt as kept
from lineage.store.nothing import read_nothing

TEXT = "Treasury says no budget line before Q2"


def learnt_files(journal):
    return sorted(kept.learnt_path(journal.folder, ["any"]).parent.glob("learnt-*.npz"))


def test_what_is_learnt_is_kept_and_used_again(journal, monkeypatch):
    first = journal.suggest(TEXT)
    (path,) = learnt_files(journal)
    assert path.stat().st_mode & 0o077 == 0
    assert path.stat().st_size < 20_000_000

    def never(*_):
        raise AssertionError("it was learnt before")

    monkeypatch.setattr("lineage.tagging.learn.learn", never)
    assert Journal(journal.folder).suggest(TEXT) == first != ()


def test_another_page_is_learnt_anew_and_the_old_file_goes(journal):
    journal.suggest(TEXT)
    (old,) = learnt_files(journal)
    own = journal.folder / "taxonomy"
    own.mkdir(exist_ok=True)
    (own / "none.md").write_text("- Treasury says no\n  budget line\n- Kilns are empty\n", encoding="utf-8")
    assert read_nothing(own) == ("Treasury says no budget line", "Kilns are empty")
    Journal(journal.folder).suggest(TEXT)
    (new,) = learnt_files(journal)
    assert new != old


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not whole", b"\x93NUMPY"])
def test_a_damaged_file_is_learnt_anew(journal, damage):
    first = journal.suggest(TEXT)
    (path,) = learnt_files(journal)
    path.write_bytes(damage)
    assert Journal(journal.folder).suggest(TEXT) == first
    assert path.stat().st_size > 1000


def test_a_file_of_ours_that_lacks_a_part_is_learnt_anew(journal):
    first = journal.suggest(TEXT)
    (path,) = learnt_files(journal)
    arrays = kept.read_arrays(path)
    kept.keep_arrays(path, {name: array for name, array in arrays.items() if name != "pull"})
    assert Journal(journal.folder).suggest(TEXT) == first


def test_nothing_is_kept_where_nothing_can_be_written(journal, tmp_path, monkeypatch):
    place = tmp_path / "cache is a file"
    place.write_text("x")
    path = place / "folder" / "learnt-0.npz"
    kept.keep_arrays(path, {})
    assert kept.read_arrays(path) is None


def test_what_cannot_be_read_teaches_nothing(tmp_path):
    (tmp_path / "none.md").write_bytes(b"- caf\xe9\xff\x00")
    assert isinstance(read_nothing(tmp_path), tuple)
    shutil.rmtree(tmp_path / "gone", ignore_errors=True)
    assert read_nothing(tmp_path / "gone") == ()
