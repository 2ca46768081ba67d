"""What this machine gives a build. No imports but the system's."""

from __future__ import annotations

import os
import sys
from pathlib import Path

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


_LEVEL_3 = {"avx2", "bmi2", "fma", "f16c", "movbe"}
"""What tells an x86-64 of level 3 from those before it, in the words of Linux (x86-64 psABI, section 3.1.1)."""


def processor() -> str:
    """Return what machines have in common that make the same bytes: system, kind of processor and, of x86-64, its level."""
    kind = os.uname().machine.lower().replace("amd64", "x86_64") or "unknown"
    level = ""
    if kind == "x86_64" and sys.platform == "linux":
        try:
            told = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
        except OSError:
            told = ""
        flags = next((line.partition(":")[2].split() for line in told.splitlines() if line.startswith("flags")), [])
        level = "-v3" if set(flags) >= _LEVEL_3 else "-v1"
    return f"{sys.platform}-{kind}{level}"
