"""Tell on standard error that a voice is listened to, which may take a while."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.app.listening import Listening


def tell_listening(now: Listening) -> None:
    """Print a line where listening begins, and one where it is over, as for what is rendered."""
    from fractions import Fraction

    from pipeline.timebase import clock

    if now.seconds is None:
        reads = "its line is" if now.lines == 1 else f"its {now.lines} lines are"
        line = f"listening to {now.file} ({clock(Fraction(now.length // 1000))}) for when {reads} read"
    else:
        line = f"{now.seconds:7.1f} s  listened to {now.file}"
    print(line, file=sys.stderr, flush=True)
