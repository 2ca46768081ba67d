"""Tell on a terminal which card of a theme has been drawn, and in how many seconds: all of them take a while."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.cards.preview import Looked, Tell


def telling() -> Tell:
    """Return what tells of each card on standard error, a line each; of nothing where that is no terminal."""
    if not sys.stderr.isatty():
        return lambda looked: None
    begun = time.monotonic()

    def tell(looked: Looked) -> None:
        nonlocal begun
        now = time.monotonic()
        mark = f"{now - begun:7.1f} s" if looked.drawn else "     same"
        print(f"{mark}  {looked.card.replace('_', ' ')}", file=sys.stderr, flush=True)
        begun = now

    return tell
