"""Times as a producer reads them. Floor 2, pure."""

from __future__ import annotations

from fractions import Fraction


def clock(seconds: Fraction) -> str:
    """Write seconds as a clock time, `0:42.4` or `1:02:03`; milliseconds, rounded down, without needless zeros."""
    total, thousandths = divmod(int(seconds * 1000), 1000)
    hours, rest = divmod(total, 3600)
    text = f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"
    return text + f".{thousandths:03d}".rstrip("0").rstrip(".")
