"""Run a stranger's Python in a process of its own, which cannot answer for itself and leaves nothing behind.

The worker forks. The child has no way to whom the worker answers: it writes lines on a pipe, which count as progress and as words
of a failure, no more; whether it did well its exit code says. What it starts belongs to the worker, even in another session or
after its parent has ended (prctl(2), PR_SET_CHILD_SUBREAPER), and ends with it. Where a system has no such thing, it may start
nothing.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType

from pipeline.execution import limits
from pipeline.operations.codec import Json

Message = Mapping[str, Json]
Reply = Callable[[Message], None]

_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of linux/prctl.h."""

_LONGEST = 64 * 1024
"""Bytes of a line that are read; the rest of a longer one is lost."""


def run(work: Callable[[Reply], Message], reply: Reply) -> Message:
    """Run `work` in a child that keeps no open files but the standard ones; return what it says of how it ended."""
    adopts = _adopts()
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    with limits.for_children():
        pid = os.fork()
    if pid == 0:
        _be_the_child(work, writing, adopts=adopts)
    child = _Child(pid)
    os.close(writing)

    def end(number: int, frame: FrameType | None) -> None:
        _end_all(child)
        os._exit(128 + number)

    signal.signal(signal.SIGTERM, end)
    try:
        said = _heard(reading, child, reply)
    finally:
        os.close(reading)
        status = _end_all(child)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    code = os.waitstatus_to_exitcode(status)
    if code == 0 and "failed" not in said:
        return {"done": True, "peak_bytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * limits.RSS_UNIT}
    return said if "failed" in said else {"failed": f"it ended its process (exit code {code})"}


class _Child:
    """A process of this one; how it ended is remembered, since not every system can ask without reaping (macOS cannot)."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.status: int | None = None

    def has_ended(self) -> bool:
        """Reap it if it has ended."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.status = status if pid else None
        return self.status is not None


def _be_the_child(work: Callable[[Reply], Message], writing: int, *, adopts: bool) -> None:
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.closerange(3, writing)
        os.closerange(writing + 1, 4096)
        if not adopts:
            resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))

        def say(message: Message) -> None:
            os.write(writing, json.dumps(message).encode() + b"\n")

        say(work(say))
        code = 0
    except BaseException:  # noqa: BLE001 - nothing of this process goes on in the worker's code
        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _heard(reading: int, child: _Child, reply: Reply) -> dict[str, Json]:
    """Pass on progress until the child ends; return what it said last of a failure. Who holds the pipe after it is not heard."""
    said: dict[str, Json] = {}
    rest = b""
    while True:
        ready, _, _ = select.select([reading], [], [], 0.1)
        content = os.read(reading, _LONGEST) if ready else b""
        *lines, rest = (rest + content).split(b"\n")
        rest = rest[:_LONGEST]
        for line in lines:
            match _message(line):
                case {"progress": {"millionths": int(share)}}:
                    reply({"progress": {"millionths": share}})
                case {"failed": str(words), **more}:
                    number = more.get("errno")
                    said = {"failed": words, "is_environment": False, "errno": number if isinstance(number, int) else None}
                case _:
                    pass
        if not content and (ready or child.has_ended()):
            return said


def _message(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _adopts() -> bool:
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, AttributeError):
            return int(ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)) == 0
    return False


def _end_all(child: _Child) -> int:
    """End what the child left, and what that has started; return how the child itself ended."""
    if not child.has_ended():
        # It has closed the pipe and may be at its end; nobody waits for it long.
        os.kill(child.pid, signal.SIGKILL)
    while True:
        for pid in _children():
            if pid != child.pid or child.status is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        try:
            pid, status = os.wait()
        except ChildProcessError:
            return child.status or 0
        if pid == child.pid and child.status is None:
            child.status = status


def _children() -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path("/proc/self/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found
