"""What was learnt from a taxonomy, kept in the user's cache folder: plain arrays, no code, thrown away when in doubt."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

from lineage.errors import LineageError
from lineage.store import files
from lineage.store.settings import index_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_MOST_BYTES = 256 * 1024 * 1024


def learnt_path(journal: Path, known_by: Sequence[str]) -> Path:
    """The file of what was learnt from exactly this: the digests and names it depends on are its name."""
    name = hashlib.blake2b("\0".join(known_by).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return index_path(journal).with_name(f"learnt-{name}.npz")


def read_arrays(path: Path) -> dict[str, NDArray[np.generic]] | None:
    """The arrays of a kept file; None where there is none or it is not whole."""
    import zipfile

    import numpy as np

    try:
        data = files.read_bytes(path, limit=_MOST_BYTES)
        with np.load(io.BytesIO(data), allow_pickle=False) as kept:
            return {name: kept[name] for name in kept.files}
    except (LineageError, OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
        return None


def keep_arrays(path: Path, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Keep arrays for the next time, in place of those of an earlier taxonomy; where nothing can be written, nothing is kept."""
    import numpy as np

    data = io.BytesIO()
    np.savez(data, allow_pickle=False, **arrays)
    try:
        files.make_folder(path.parent)
        for old in sorted(path.parent.glob("learnt-*.npz")):
            if old != path:
                old.unlink(missing_ok=True)
        files.replace_bytes(path, data.getvalue())
    except (LineageError, OSError):  # a full disk or a locked folder: it is learnt again the next time
        return
