"""Limits that a process sets for itself and for those that it starts. Where a system lacks one, a thread looks instead."""

from __future__ import annotations

import os
import resource
import sys
import threading
from pathlib import Path

_STATE = Path("/proc/self/statm")
"""What Linux tells of this process's memory. macOS has no such file, and takes no limit on memory."""

_LOOK_SECONDS = 0.05

EXHAUSTED = 77
"""Exit code of a process that held more memory than it may."""

RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in one unit of ru_maxrss: getrusage(2) counts bytes on macOS, kilobytes on Linux."""


def bound_memory(more: int) -> None:
    """Let this process take `more` bytes than it has now, and no further: what asks for more gets none, or the process ends."""
    try:
        pages = int(_STATE.read_text().split()[0])
    except OSError:
        _watch(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT + more)
        return
    _lower(resource.RLIMIT_AS, pages * resource.getpagesize() + more)


def bound_cpu(more: int) -> None:
    """Let this process take `more` seconds of processors than it has taken; then SIGXCPU ends it."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(spent.ru_utime + spent.ru_stime) + more + 1)


def _lower(kind: int, wanted: int) -> None:
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


_bound = 0
_watcher: threading.Thread | None = None


def _watch(most: int) -> None:
    global _bound, _watcher
    _bound = most
    if _watcher is None:
        _watcher = threading.Thread(target=_look, name="memory", daemon=True)
        _watcher.start()


def _look() -> None:
    # The libraries let go of the interpreter while they work, so this thread comes to look.
    pause = threading.Event()
    while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT <= _bound:
        pause.wait(_LOOK_SECONDS)
    os._exit(EXHAUSTED)
