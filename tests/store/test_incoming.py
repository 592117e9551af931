from __future__ import annotations

import errno
import os

import pytest

from lineage.errors import LineageError
from lineage.store.incoming import read_notes


def test_a_folder_that_cannot_be_listed_is_not_taken_for_an_empty_one(tmp_path, monkeypatch):
    for year in ("2024", "2025"):
        (tmp_path / year).mkdir()
        (tmp_path / year / "note.md").write_text("What was seen\n")
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("2025"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    assert len(read_notes(tmp_path, lambda _: True)[0]) == 2
    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(LineageError, match=r"2025 cannot be listed: Permission denied; nothing was imported"):
        read_notes(tmp_path, lambda _: True)
