"""Where the command starts, installed or as ``python -m lineage``."""

from __future__ import annotations

import gc
from typing import NoReturn


def run() -> NoReturn:
    """Run the command line of this process."""
    # A command makes little garbage in its tenth of a second; looking for it while modules are loaded costs 4 ms.
    gc.set_threshold(50_000)
    from lineage.cli.main import run

    run()


if __name__ == "__main__":
    run()
