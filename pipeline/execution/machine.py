"""What this machine gives a build. Floor 6, no imports but the system's."""

from __future__ import annotations

import os


def cores() -> int:
    """Return the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
