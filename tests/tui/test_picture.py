from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET


def test_the_picture_of_the_readme_is_the_same_each_time_and_asks_nobody_for_anything(root, tmp_path):
    made = []
    for name in ("one.svg", "two.svg"):
        command = [sys.executable, str(root / "docs" / "picture.py"), str(tmp_path / name)]
        subprocess.run(command, check=True, cwd=tmp_path)
        made.append((tmp_path / name).read_text(encoding="utf-8"))
    assert made[0] == made[1]
    picture = ET.fromstring(made[0])
    words = "".join(picture.itertext()).replace("\N{NO-BREAK SPACE}", " ")
    assert "ENS gave eight signers a veto" in words
    assert "setting:token-community" in words
    assert "url(http" not in made[0]
    assert "@import" not in made[0]
    assert not [one for one in picture.iter() if any(name.endswith("href") for name in one.attrib)]


def test_the_picture_that_is_shown_names_no_server_and_is_of_the_screen(root):
    shown = (root / "docs" / "screen.svg").read_text(encoding="utf-8")
    assert "url(http" not in shown
    assert "veto" in shown
