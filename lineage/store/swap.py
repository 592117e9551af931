"""Two names exchanged in one step, where the system can: what another program saved a moment ago comes out and is seen."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_EXCHANGE = 2
"""RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS."""
_HERE = -100
"""AT_FDCWD of Linux: a relative name is looked up in the working folder."""
UNSUPPORTED = {
    errno.ENOSYS,
    errno.EINVAL,
    errno.EOPNOTSUPP,
    errno.ENOTSUP,
}
"""What a system or a file system answers that does not know a call."""


def exchange(one: Path, other: Path) -> bool:
    """Exchange what two names stand for; False where that cannot be done here; OSError where it failed."""
    call = _system_call()
    if call is None:
        return False
    import ctypes

    if call(os.fsencode(one), os.fsencode(other)) == 0:
        return True
    code = ctypes.get_errno()
    if code in UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _system_call() -> Any:
    if sys.platform == "win32":
        return None
    import ctypes  # 6 ms, at an edit only

    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        swap = getattr(library, "renamex_np", None)
        return swap and (lambda one, other: swap(one, other, _EXCHANGE))
    rename = getattr(library, "renameat2", None)
    return rename and (lambda one, other: rename(_HERE, one, _HERE, other, _EXCHANGE))
