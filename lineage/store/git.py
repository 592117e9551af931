"""What git still holds of a file: asked on request only, and with nothing a repository could make it run."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lineage.model.text import one_line

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How many commits touched a file: None where there is no repository, or where git did not say, and then why."""

    commits: int | None = None
    why: str = ""


def held_in_git(folder: Path, path: str) -> Held:
    """What the history of the repository that a folder is in still holds of a file."""
    if not any((place / ".git").exists() for place in (folder.resolve(), *folder.resolve().parents)):
        return Held()
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
    except (OSError, subprocess.TimeoutExpired) as error:
        return Held(why=f"git could not be asked ({type(error).__name__})")
    if done.returncode:
        return Held(why=f"git did not say ({one_line(done.stderr) or done.returncode})")
    return Held(commits=len(done.stdout.split()))
