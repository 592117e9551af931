from __future__ import annotations

import sys
from pathlib import Path

import platformdirs
import pytest

from lineage.store.settings import default_journal, index_path, user_config


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs itself is asked")
@pytest.mark.parametrize("base", ["", " ", "/somewhere/else"])
def test_the_users_folders_are_where_platformdirs_has_them(base, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("LINEAGE_CACHE", raising=False)
    for kind in ("CONFIG", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", base.strip() if kind == "CONFIG" else base)
    assert default_journal().parent == Path(platformdirs.user_data_dir("lineage", appauthor=False))
    assert user_config().parent == Path(platformdirs.user_config_dir("lineage", appauthor=False))
    cache = Path(platformdirs.user_cache_dir("lineage", appauthor=False))
    assert index_path(tmp_path).parent.parent == cache
