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
        child = os.fork()
    if child == 0:
        _be_the_child(work, writing, adopts=adopts)
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


def _heard(reading: int, child: int, reply: Reply) -> dict[str, Json]:
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
        if not content and (ready or _has_ended(child)):
            return said


def _message(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _has_ended(child: int) -> bool:
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _adopts() -> bool:
    if not sys.platform.startswith("linux"):
        return False
    try:
        return int(ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)) == 0
    except (OSError, AttributeError):
        return False


def _end_all(child: int) -> int:
    """End what the child left, and what that has started; return how the child itself ended."""
    status = 0
    if not _has_ended(child):
        # It has closed the pipe and may be at its end; nobody waits for it long.
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    while True:
        for pid in _children():
            if pid != child:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        try:
            pid, how = os.wait()
        except ChildProcessError:
            return status
        if pid == child:
            status = how


def _children() -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path("/proc/self/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found
