"""Writes docs/screen.svg from the real screen: the sample journal at 120 columns, a query asked, a tagged entry open."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDER = Path(__file__).parent
SIZE = (120, 42)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
QUERY = "setting:token-community"
ENTRY = "20261120-y9jcwf1q"
"""A decision with a marked passage that two later entries grew out of."""
PATIENCE = 30.0
"""Seconds the screen has to show them; it takes two."""
# The terminal's picture names fonts on other people's servers; a page that shows it would ask for them.
FONTS = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


async def picture(home: Path) -> str:
    """The screen as SVG that asks nobody for anything."""
    # What the user of this machine has chosen is no part of the picture; read before the first import of ours.
    for name in [
        name for name in os.environ if name.startswith(("LINEAGE_", "TEXTUAL_", "XDG_", "NO_COLOR"))
    ]:
        del os.environ[name]
    os.environ |= {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "LINEAGE_CACHE": str(home / "cache")}

    from lineage.journal import Journal
    from lineage.tui.app import LineageApp
    from lineage.tui.journal_screen import JournalScreen
    from lineage.tui.widgets.facets import Facets
    from lineage.tui.widgets.page import Page

    Journal.sample(home / "journal")
    app = LineageApp(reader=Journal(home / "journal", now=NOW), start=home)
    async with app.run_test(size=SIZE) as pilot:
        app.open_journal(QUERY, entry=ENTRY)
        end = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < end:
            await pilot.pause(0.1)
            screen = app.screen
            there = isinstance(screen, JournalScreen) and str(screen.shown) == QUERY
            if there and screen.query_one(Facets).count and ENTRY in screen.query_one(Page).text:
                await pilot.pause(0.5)
                return FONTS.sub("", app.export_screenshot(title="lineage"))
    raise TimeoutError(f"{ENTRY} was not shown within {PATIENCE:.0f} seconds; no picture was made")


def main(place: Path) -> int:
    """Make the picture."""
    with TemporaryDirectory(prefix="lineage-") as home:
        text = asyncio.run(picture(Path(home)))
    lines = [line.rstrip() for line in text.splitlines()]
    place.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER / "screen.svg"))
