"""Texts that are being written, kept on disk until they are saved: a crash or a failed write loses no word.

What a draft was begun from lies beside the drafts, under ``.lineage/origins``: the same name, and held by a lock while an
editor is open, so that no other command saves the half of a text. What no journal could take lies in the user's own folder,
in the same two places; its origin names the journal it was meant for.
"""

from __future__ import annotations

import contextlib
import json
import os
from typing import TYPE_CHECKING, Any

from lineage.errors import LineageError
from lineage.model.text import encodable, slug
from lineage.store import edits, files
from lineage.store.settings import own_drafts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lineage.model.unsaved import Given, Origin

FOLDER = ".lineage/drafts"
ORIGINS = ".lineage/origins"


def keep_draft(journal: Path, name: str, text: str, origin: Origin | None = None) -> Path:
    """Write a draft and give its path; two edits of one entry have two drafts."""
    return _keep(journal / FOLDER, name, text, origin)


def keep_own_draft(text: str, origin: Origin | None = None) -> Path:
    """Write a draft of a new entry into the user's own folder, for a text that no journal could take."""
    return _keep(own_drafts(), "new", text, origin)


def _keep(folder: Path, name: str, text: str, origin: Origin | None) -> Path:
    path = folder / f"{slug(name)}-{os.urandom(3).hex()}.md"
    if origin is not None:
        said: dict[str, Any] = {"entry": origin.entry, "path": origin.path, "read": origin.read}
        said |= {"context": encodable(origin.context), "given": _encodable(origin.given)}
        said |= {"journal": origin.journal} if origin.journal else {}
        files.write_new(origin_path(path), json.dumps(said, ensure_ascii=False, indent=1) + "\n")
    files.write_new(path, encodable(text))  # a text that no entry can take is kept all the same
    return path


def _encodable(given: Given) -> dict[str, str | list[str]]:
    return {
        key: encodable(value) if isinstance(value, str) else [encodable(item) for item in value]
        for key, value in given
    }


def origin_path(draft: Path) -> Path:
    """Where it is kept what a draft was begun from."""
    return draft.parent.parent / "origins" / f"{draft.stem}.json"


def read_origin(draft: Path) -> Origin:
    """What a draft was begun from; an empty one where that is not known."""
    from lineage.model.unsaved import Origin  # 2 ms that an add does not need

    try:
        said = json.loads(files.decode(files.read_bytes(origin_path(draft))))
        given = {
            key: tuple(value) if isinstance(value, list) else str(value)
            for key, value in said["given"].items()
        }
        texts = {key: str(said[key]) for key in ("entry", "path", "read", "context")}
        texts["journal"] = str(said.get("journal", ""))
    except (LineageError, ValueError, KeyError, TypeError, AttributeError):
        return Origin()
    return Origin(given=tuple(given.items()), **texts)


@contextlib.contextmanager
def opened(draft: Path) -> Iterator[None]:
    """Hold a draft while an editor has it; the lock goes with the process. LineageError where another has it."""
    if is_open(draft):
        raise LineageError(f"{draft} is open in an editor; nothing was done", hint="close it there first")
    with edits.locked(origin_path(draft)):
        yield


def is_open(draft: Path) -> bool:
    """True while another process has a draft in an editor."""
    return edits.is_held(origin_path(draft))


def update_draft(path: Path, text: str) -> None:
    """Write a draft anew, whole: a crash of the program leaves the old or the new one.

    Not synced: this is called at every pause of a writer, and a power cut may cost the last of them.
    """
    files.make_folder(path.parent)
    fresh = path.with_name(f".{path.stem}.{os.urandom(3).hex()}.tmp")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass", newline="") as opened_file:
        opened_file.write(text)
    fresh.replace(path)


def drafts(journal: Path) -> list[Path]:
    """The drafts there are, the newest first, then by name."""
    found = list((journal / ".lineage" / "drafts").glob("*.md"))
    return sorted(found, key=lambda path: (-path.stat().st_mtime_ns, path.name))


def own_drafts_of(journal: Path) -> list[Path]:
    """The drafts in the user's own folder that were meant for a journal, or for none that is known; sorted by name."""
    folder = own_drafts()
    meant = ("", encodable(os.path.realpath(journal)))
    found = sorted(folder.glob("*.md")) if folder.is_dir() else []
    return [path for path in found if read_origin(path).journal in meant]


def read_draft(path: Path) -> str:
    """The text of a draft; LineageError where it is no text, or gone."""
    try:
        return files.decode(files.read_bytes(path))
    except files.UnreadableError as error:
        if not os.path.lexists(path):
            raise LineageError(
                f"not saved: {path} is not there any more", hint="did the editor save under another name?"
            ) from error
        raise LineageError(f"not saved: {path}: {error.message}", hint="the draft is kept there") from error


def drop_draft(path: Path) -> None:
    """Take a draft away whose text is saved or was left empty; one that cannot be is found again as saved."""
    for one in (path, origin_path(path)):
        with contextlib.suppress(OSError):
            one.unlink()
