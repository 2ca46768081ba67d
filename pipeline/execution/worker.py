"""The worker: a process that runs one action at a time for the build and dies with it. Floor 6; run with `python -m`.

It keeps what steps import. Requests come as JSON lines on standard input, replies go as JSON lines on standard output; what a
step prints goes to standard error, which the build keeps the end of.

Its life hangs on a pipe, the lifeline, whose other end only the build holds. When that end closes, however the build ended,
Linux sends SIGKILL to the worker's whole process group: no thread and no cooperation of the step is needed. Elsewhere a thread
waits for the end and does the same.
"""

from __future__ import annotations

import fcntl
import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from pipeline.execution.steps import Call
from pipeline.faults import EnvironmentFault, TogetherFault

Reply = Callable[[dict[str, Any]], None]

_PROGRESS_SECONDS = 0.1
_KEYS = ("frame", "out_time_us", "total_size")


def main(lifeline: int, package: str) -> None:
    """Serve requests until standard input ends. `package` holds the steps."""
    hang_on(lifeline)
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # A step that reads or prints must not disturb the conversation.
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)

    def reply(message: dict[str, Any]) -> None:
        replies.write(json.dumps(message) + "\n")
        replies.flush()

    reply({"ready": os.getpid()})
    for line in requests:
        request = json.loads(line)
        if "argv" in request:
            reply(run_program(request["argv"], request["cwd"], request["environment"], reply))
        else:
            reply(run_step(package, request, reply))


def hang_on(lifeline: int) -> None:
    """Have this process group killed when the other end of the pipe closes."""
    if not hasattr(fcntl, "F_SETSIG"):
        # macOS, which need not signal the end of a pipe. The thread only waits and kills, and does not disturb the start of
        # children: that is fork and exec in C.
        threading.Thread(target=_kill_after, args=(lifeline,), name="lifeline", daemon=True).start()
        return
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC | os.O_NONBLOCK)
    try:
        gone = os.read(lifeline, 1) == b""
    except BlockingIOError:
        return
    if gone:  # it closed before the kernel was told
        os.killpg(os.getpgrp(), signal.SIGKILL)


def _kill_after(lifeline: int) -> None:
    while os.read(lifeline, 1):
        pass
    os.killpg(os.getpgrp(), signal.SIGKILL)


def run_program(argv: list[str], cwd: str, environment: dict[str, str], reply: Reply) -> dict[str, Any]:
    """Run ffmpeg with `-progress pipe:1`, pass its progress on, and return how it ended and the most memory it held."""
    child = subprocess.Popen(argv, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    assert child.stdout is not None

    def end(number: int, frame: FrameType | None) -> None:
        # The whole group is told to end. Waiting for the child leaves nobody behind whom no one would bury.
        child.wait()
        os._exit(128 + number)

    signal.signal(signal.SIGTERM, end)
    seen: dict[str, str] = {}
    for line in child.stdout:
        name, _, value = line.decode("utf-8", "replace").strip().partition("=")
        if name in _KEYS:
            seen[name] = value
        elif name == "progress":
            reply({"progress": {key: int(text) for key, text in seen.items() if text.lstrip("-").isdigit()}})
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return {"exit": child.returncode, "peak_bytes": usage.ru_maxrss * _RSS_UNIT}


def run_step(package: str, request: dict[str, Any], reply: Reply) -> dict[str, Any]:
    """Run one Python step and return how it ended."""
    _forget_peak()
    told = 0.0

    def progress(share: float) -> None:
        nonlocal told
        if (now := time.monotonic()) - told >= _PROGRESS_SECONDS:
            told = now
            reply({"progress": {"share": share}})

    inputs = {name: Path(path) for name, path in request["inputs"].items()}
    outputs = {name: Path(path) for name, path in request["outputs"].items()}
    os.chdir(request["cwd"])
    os.environ["TMPDIR"] = tempfile.tempdir = str(Path(request["cwd"]) / "tmp")  # tempfile asks the environment only once
    try:
        step = importlib.import_module(f"{package}.{request['step']}")
        step.run(Call(inputs, outputs, request["parameters"], progress))
    except TogetherFault as fault:
        return {"failed": str(fault), "is_environment": isinstance(fault, EnvironmentFault)}
    except Exception as fault:  # noqa: BLE001 - a step may fail in any way; all of it is told
        traceback.print_exc()
        errno = fault.errno if isinstance(fault, OSError) else None
        return {"failed": f"{type(fault).__name__}: {fault}", "errno": errno}
    finally:
        sys.stdout.flush()
        os.chdir("/")
    return {"exit": 0, "peak_bytes": _peak()}


_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in one unit of ru_maxrss: getrusage(2) counts bytes on macOS, kilobytes on Linux."""

_SELF = Path("/proc/self")
"""What Linux tells of this process. macOS has no such folder."""


def _forget_peak() -> None:
    try:
        (_SELF / "clear_refs").write_text("5")  # proc(5): resets the peak resident set size
    except OSError:
        return  # elsewhere the peak is that of all steps so far


def _peak() -> int:
    try:
        lines = (_SELF / "status").read_text().splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
