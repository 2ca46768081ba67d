"""The worker: a process that runs one operation at a time for the build and dies with it. Run with `python -m`.

It keeps what operations import. Requests come as JSON lines on standard input, replies go as JSON lines on standard output; what
an operation prints goes to standard error, which the build keeps the end of.

Its life hangs on a pipe, the lifeline, whose other end only the build holds. When that end closes, however the build ended,
Linux sends SIGKILL to the worker's whole process group: no thread and no cooperation of the operation is needed. Elsewhere a
thread waits for the end and does the same.
"""

from __future__ import annotations

import fcntl
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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from types import FrameType

from pipeline.execution import alone, damaged, limits, machine
from pipeline.faults import EnvironmentFault, TogetherFault
from pipeline.ffmpeg.guard import guarded
from pipeline.operations.base import Work
from pipeline.operations.codec import Json, unpack
from pipeline.operations.fault import ContentFault

Message = Mapping[str, Json]
Reply = Callable[[Message], None]

_PROGRESS_SECONDS = 0.1
_LONGEST_ARGUMENT = 100_000
"""Letters of a graph that are given as an argument: Linux takes 131,071 bytes in one (MAX_ARG_STRLEN)."""
_KEYS = ("frame", "out_time_us", "total_size")


class FfmpegFailed(TogetherFault):
    """A run of ffmpeg that ended with another exit code than 0; what it said is in the log."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return f"ffmpeg ended with {exit_text(self.code)}"


def exit_text(code: int) -> str:
    """Say how a process ended, as `subprocess` counts it: an exit code, or minus the number of a signal."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def serve(lifeline: int, perform: Callable[[Message, Reply], Message], loading: Sequence[str] = ()) -> None:
    """Answer requests by what `perform` says, until standard input ends; before the first, load the libraries `loading`."""
    _lifelines.append(lifeline)
    hang_on(lifeline)
    limits.without_realtime()
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # An operation that reads or prints must not disturb the conversation.
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)

    def reply(message: Message) -> None:
        replies.write(json.dumps(message) + "\n")
        replies.flush()

    reply({"ready": os.getpid()})
    for name in loading:
        with suppress(ImportError):  # told by what needs it
            import_module(name)
    for line in requests:
        reply(perform(json.loads(line), reply))


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


_lifelines: list[int] = []


@contextmanager
def _ending_by_term() -> Iterator[None]:
    """Let the end of the build tell this process alone, and by SIGTERM: it then ends what no signal to its group would reach."""
    if not hasattr(fcntl, "F_SETSIG") or not _lifelines:
        yield
        return
    (lifeline,) = _lifelines
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGTERM)
    yield
    hang_on(lifeline)


def _kill_after(lifeline: int) -> None:
    while os.read(lifeline, 1):
        pass
    os.killpg(os.getpgrp(), signal.SIGKILL)


def perform(request: Message, reply: Reply) -> Message:
    """Run one operation and return how it ended, the most memory that it or ffmpeg held, and the processor time of both."""
    before = _processor_seconds()
    if not unpack(request["operation"]).is_foreign:
        ended = _perform(request, reply)
    else:
        with _ending_by_term():
            ended = alone.run(lambda say: _perform(request, say), reply)
    return {**ended, "cpu_milliseconds": round(1000 * (_processor_seconds() - before))}


def _processor_seconds() -> float:
    """Return the seconds of processors that this process took, and those of its that have ended."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(spent.ru_utime + spent.ru_stime for spent in both)


def _perform(request: Message, reply: Reply) -> Message:
    _forget_peak()
    folder, inputs = Path(str(request["folder"])), _paths(request["inputs"])
    strict = _texts(request["strict"])
    program = _texts(request["ffmpeg"])
    peaks: list[int] = []
    told = 0.0

    def progress(share: float) -> None:
        nonlocal told
        if (now := time.monotonic()) - told >= _PROGRESS_SECONDS or share >= 1.0:
            told = now
            reply({"progress": {"millionths": round(share * 1e6)}})

    def ffmpeg(arguments: Sequence[str]) -> None:
        environment = {**os.environ, "HOME": str(folder / "tmp")}
        held = damaged.strictly(guarded(arguments), [inputs[name] for name in strict], folder)
        code, peak = run_program([*program, *_short(held, folder)], folder, environment, reply)
        peaks.append(peak)
        if code:
            raise FfmpegFailed(code)

    def decode(arguments: list[str]) -> tuple[int, int]:
        seen: list[int] = [0]

        def note(message: Message) -> None:
            reply(message)
            if isinstance(now := message.get("progress"), dict) and isinstance(come_to := now.get("out_time_us"), int):
                seen.append(come_to)

        environment = {**os.environ, "HOME": str(folder / "tmp")}
        code, _ = run_program([*program, *guarded(arguments)], folder, environment, note)
        return code, max(seen)

    try:
        with _inside(folder):
            outputs = _paths(request["outputs"])
            operation = unpack(request["operation"])
            try:
                operation.run(Work(folder, inputs, outputs, progress, ffmpeg, machine.cores()))
            except FfmpegFailed as fault:
                if fault.code == -signal.SIGKILL:  # which no file does
                    return {"failed": str(fault), "is_killed": True}
                if code := damaged.works(decode):
                    return {"failed": str(fault), "stopped": True, "broken": code}
                # Where nobody knows yet whether a film is whole, the whole of it is looked through next.
                to_blame = None if strict else damaged.found(request["sources"], inputs, operation.pool, decode)
                return {"failed": str(fault), "stopped": True, "damaged": to_blame}
    except TogetherFault as fault:
        is_content = isinstance(fault, ContentFault)
        return {"failed": str(fault), "is_environment": isinstance(fault, EnvironmentFault), "is_content": is_content}
    except Exception as fault:  # noqa: BLE001 - an operation may fail in any way; all of it is told
        traceback.print_exc()
        return {"failed": f"{type(fault).__name__}: {fault}", "errno": fault.errno if isinstance(fault, OSError) else None}
    finally:
        sys.stdout.flush()
    return {"done": True, "peak_bytes": max([*peaks, _peak()])}


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    os.chdir(folder)
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder / "tmp")  # tempfile asks the environment only once
    try:
        yield
    finally:
        os.chdir("/")


def _short(arguments: Sequence[str], folder: Path) -> list[str]:
    """Let ffmpeg read from files what is too long for an argument: graphs in which a box moves by many points."""
    short: list[str] = []
    for number, argument in enumerate(arguments):
        if number and len(argument) > _LONGEST_ARGUMENT and arguments[number - 1] == "-filter_complex":
            path = folder / "tmp" / f"graph{number}"
            path.write_text(argument, encoding="utf-8")
            short[-1:] = ["-/filter_complex", str(path)]
        else:
            short.append(argument)
    return short


def _texts(told: Json) -> list[str]:
    assert isinstance(told, list)
    return [str(text) for text in told]


def _paths(told: Json) -> dict[str, Path]:
    assert isinstance(told, dict)
    return {name: Path(str(path)) for name, path in told.items()}


def run_program(argv: Sequence[str], folder: Path, environment: Mapping[str, str], reply: Reply) -> tuple[int, int]:
    """Run ffmpeg, told to write its progress to standard output, and pass that on.

    Return how it ended, as `subprocess` counts it, and the most memory that it held, in bytes.
    """
    with limits.for_children():
        child = subprocess.Popen(argv, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
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
    return child.returncode, usage.ru_maxrss * limits.RSS_UNIT


_SELF = Path("/proc/self")
"""What Linux tells of this process. macOS has no such folder."""


def _forget_peak() -> None:
    try:
        (_SELF / "clear_refs").write_text("5")  # proc(5): resets the peak resident set size
    except OSError:
        return  # elsewhere the peak is that of all operations so far


def _peak() -> int:
    try:
        lines = (_SELF / "status").read_text().splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * limits.RSS_UNIT
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


if __name__ == "__main__":
    serve(int(sys.argv[1]), perform, sys.argv[2:])
