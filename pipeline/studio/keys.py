"""The key of a show's studio, kept for whoever runs it: pages that are open find a studio again that was started anew."""

from __future__ import annotations

import os
import re
import secrets
import time
from pathlib import Path

from pipeline import digest

_KEPT_SECONDS = 30 * 24 * 3600
_KEY = re.compile(r"[A-Za-z0-9_-]{43}")


def key_of(root: Path, home: Path) -> str:
    """Return the key of the show in a folder, from its file in `home`, which only its owner may read; a new one each month.

    Where none can be kept, it is a new one each time.
    """
    folder = home / ".cache" / "together" / "studio"
    path = folder / digest.of(os.path.realpath(root))[:32]
    try:
        state = path.stat()
        is_ours = state.st_uid == os.getuid() and not state.st_mode & 0o077
        found = path.read_text(encoding="ascii") if is_ours and time.time() - state.st_mtime < _KEPT_SECONDS else ""
    except (OSError, UnicodeDecodeError):
        found = ""
    if _KEY.fullmatch(found):
        return found
    fresh = secrets.token_urlsafe(32)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = folder / f".{path.name}.{os.getpid()}"
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(fresh)
        partial.replace(path)
    except OSError:
        return fresh
    return fresh
