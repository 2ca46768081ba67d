"""What this machine gives a build. No imports but the system's."""

from __future__ import annotations

import os

_MEMORY_UNKNOWN = 4 << 30
"""Memory in bytes that is assumed where the system does not tell: what the smallest machine for video has."""


def cores() -> int:
    """Return the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory_bytes() -> int:
    """Return the memory of this machine, as far as the system tells."""
    try:
        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return _MEMORY_UNKNOWN
    return pages * size if min(pages, size) > 0 else _MEMORY_UNKNOWN
