"""Limits that a process sets for itself and for those that it starts. Where a system lacks one, a thread looks instead."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from pipeline.execution import machine

_STATE = Path("/proc/self/statm")
"""What Linux tells of this process's memory. macOS has no such file, and takes no limit on memory."""

_LOOK_SECONDS = 0.05

EXHAUSTED = 77
"""Exit code of a process that held more memory than it may."""

WHOLE_SECONDS = 8 * 3600
"""How long anything may run at all, whatever progress it tells. An hour of 4K takes one machine less than that."""

LEAST_MEMORY = 4 << 30
"""Bytes that a child may address on any machine: threads reserve much that they never touch."""

LARGEST_FILE = 1 << 40
"""Bytes of the largest file that is written."""

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


@contextlib.contextmanager
def for_children() -> Iterator[None]:
    """Give what is started meanwhile limits that nothing honest meets; they are those of the machine, and of a day."""
    wanted = {
        resource.RLIMIT_AS: max(LEAST_MEMORY, machine.memory_bytes()),
        resource.RLIMIT_CPU: WHOLE_SECONDS * machine.cores(),
        resource.RLIMIT_FSIZE: LARGEST_FILE,
    }
    before = {kind: resource.getrlimit(kind) for kind in wanted}
    try:
        for kind, most in wanted.items():
            with contextlib.suppress(OSError, ValueError):  # macOS takes no limit on memory
                _lower(kind, most)
        yield
    finally:
        for kind, (soft, hard) in before.items():
            resource.setrlimit(kind, (soft, hard))


_DROP_CAPABILITY, _MAY_RAISE_PRIORITIES = 24, 23
"""PR_CAPBSET_DROP of linux/prctl.h, and CAP_SYS_NICE of linux/capability.h."""


def without_realtime() -> None:
    """Keep what this process starts from now on from asking to be run before all else (SCHED_FIFO), also where it is root.

    SVT-AV1 asks for that by itself, at the highest priority, and other processes then wait until it is done.
    """
    if hasattr(resource, "RLIMIT_RTPRIO"):
        resource.setrlimit(resource.RLIMIT_RTPRIO, (0, 0))
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, AttributeError):
            # Only root can, and need, drop it: whoever else runs has not got it.
            ctypes.CDLL(None).prctl(_DROP_CAPABILITY, _MAY_RAISE_PRIORITIES, 0, 0, 0)


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
