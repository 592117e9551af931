"""What git still holds of a file: asked on request only, and with nothing a repository could make it run."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# A folder received from others may hold a .git/config that names programs to run.
SAFE = (
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "protocol.ext.allow=never",
    "--no-pager",
)


def commits_of(folder: Path, path: str) -> int | None:
    """How many commits touched a file; None where the folder is in no repository or git is not there."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    try:
        done = subprocess.run(  # noqa: S603 (a fixed command; the path stands after --)
            ["git", *SAFE, "-C", str(folder), "log", "--all", "--format=%H", "--no-ext-diff", "--", path],  # noqa: S607
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return len(done.stdout.split()) if done.returncode == 0 else None
