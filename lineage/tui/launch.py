"""Opening the screen: which journal, and a process that is the app's own."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

from lineage.errors import NotFoundError
from lineage.reading import Reader
from lineage.tui.app import LineageApp

SETTLED = 1.5
"""Seconds after which a screen that was opened has all it keeps."""


class CalmApp(LineageApp):
    """The app as it is run: what lives as long as the screen is kept out of the collector's way.

    A full collection goes through 200,000 objects and holds a key up for 70 to 100 ms; the process is the app's own.
    """

    def switch_mode(self, mode: str) -> Any:
        """To a screen; once it stands, it stays."""
        if mode not in self._calmed:
            self._calmed.add(mode)
            self.set_timer(SETTLED, _settle)
        return super().switch_mode(mode)

    def __init__(self, *, reader: Reader | None, start: Path, named: str | None = None) -> None:
        super().__init__(reader=reader, start=start, named=named)
        self._calmed: set[str] = set()
        gc.set_threshold(50_000, 20, 50)


def _settle() -> None:
    gc.collect()
    gc.freeze()


def run_screen(named: str | None) -> int:
    """Open the screen on the journal that is named, near or the user's own; the exit code."""
    start = Path.cwd()
    try:
        reader: Reader | None = Reader.find(named, start)
    except NotFoundError:
        reader = None  # the first run: the welcome makes one
    app = CalmApp(reader=reader, start=start, named=named)
    app.run()
    return app.return_code or 0
