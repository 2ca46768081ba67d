"""Run one action in its sandbox on this machine.

Each scheduler slot talks to a worker process (`worker.py`) of its own session; ffmpeg is the worker's child in the same
process group. Ending an action ends that group. A deadline holds on progress: a long encode is fine, a silent one is not; a
generous one holds on the whole.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import IO, Protocol

from pipeline.execution import damaged, limits
from pipeline.execution.disk import disk_full, file_too_large, is_full
from pipeline.execution.environment import environment
from pipeline.execution.sandbox import Sandbox
from pipeline.execution.worker import exit_text
from pipeline.execution.workers import Workers
from pipeline.faults import ActionFailed, ContentFailed, EnvironmentFault, FfmpegStopped, Interrupted
from pipeline.operations.base import name_of
from pipeline.operations.codec import Json, pack
from pipeline.plan.action import Action
from pipeline.values import dataclass

PATIENCE_SECONDS = 300.0
"""How long an action may run without progress. Decoding up to a late first frame shows none; a hung process neither."""

_NAMED = 4
"""What is lacking of an ffmpeg is told up to so many."""

LOG = "failed.log"
"""The file in the store with what ffmpeg said when it failed last."""

_TERM_SECONDS = 2.0
"""How long ffmpeg may take to end when asked to; it takes 0.3 s."""

_KILL_SECONDS = 0.5
_TICK_SECONDS = 0.2
_TAIL_LINES = 60
_LINE, _MESSAGE = 1000, 2000
"""Characters of a line of a log, and of a message, that are told."""

_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_].*?(?:\x1b\\|\x07|$)|[ -/]*[0-~])", re.DOTALL)
"""Control sequences and control strings: ECMA-48, sections 5.4 and 5.6."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_TAIL_BYTES = 64 * 1024

_AGAIN = "the system does that where memory runs out: close other programs, then build again (what was made is kept)"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run went: seconds on the wall, the most memory it held in bytes, and seconds of processors (0: not known)."""

    seconds: float
    peak_bytes: int
    cpu_seconds: float = 0.0


class Runner(Protocol):
    """Something that runs actions. Threads share it; a cluster or a test brings its own."""

    def run(self, action: Action, sandbox: Sandbox, progress: Callable[[float], None], stop: threading.Event) -> Outcome:
        """Run to the end. Raises ActionFailed, EnvironmentFault, or Interrupted once `stop` is set and the run is ended."""

    def close(self) -> None:
        """End what is left running."""


class LocalRunner:
    """A runner on this machine, with the ffmpeg at `ffmpeg`, of which is known what it is `lacking`, and that what comes `first`
    of its arguments makes it faster and changes no byte.

    `is_proven` says of a contributor's file, by its digest, that its picture can be decoded. Others are decoded more strictly:
    ffmpeg stops where decoders would hide damage. What is made of a file that is whole is the same, so that no key knows of it.
    """

    def __init__(
        self, ffmpeg: Path, *, first: Sequence[str] = (), lacking: Collection[str] = (), patience: float = PATIENCE_SECONDS,
        longest: float = limits.WHOLE_SECONDS, is_proven: Callable[[str], bool] = lambda content: True,
    ) -> None:
        self._is_proven = is_proven
        self._ffmpeg, self._first, self._lacking = ffmpeg, tuple(first), sorted(lacking)
        self._patience, self._longest = patience, longest
        self._workers = Workers("pipeline.execution.worker")

    def begin(self, workers: int, loading: Sequence[str]) -> None:
        """Begin workers before they are needed; they load the modules `loading`."""
        self._workers.begin(workers, loading)

    def run(self, action: Action, sandbox: Sandbox, progress: Callable[[float], None], stop: threading.Event) -> Outcome:
        """Run to the end, as `Runner.run`."""
        task = "ffmpeg" if action.operation.is_ffmpeg else name_of(type(action.operation))
        begun = time.monotonic()
        with self._workers.one(task) as worker:
            try:
                reply = worker.ask(
                    self._request(action, sandbox),
                    _share_of(action, progress),
                    stop=stop,
                    patience=self._patience,
                    longest=self._longest,
                )
            except Ended as end:
                worker.kill()  # what it says at its end is told, too
                words = f"{end}; {_AGAIN}" if end.is_killed else str(end)
                raise ActionFailed(action.address, words, worker.log_tail(), action.where) from end
            self._judge_tool(reply, worker.log_tail(), sandbox)
            _judge(action, reply, worker, sandbox)
        peak, spent = reply["peak_bytes"], reply.get("cpu_milliseconds", 0)
        assert isinstance(peak, int)
        assert isinstance(spent, int)
        return Outcome(time.monotonic() - begun, peak, spent / 1000)

    def _judge_tool(self, reply: Mapping[str, Json], tail: str, sandbox: Sandbox) -> None:
        """Raise EnvironmentFault where ffmpeg itself is to blame, and no file."""
        code, is_file_bad = reply.get("broken"), reply.get("damaged")
        if code:
            what = f"{self._ffmpeg} does not work: asked for one plain picture, it ended with exit code {code}"
        elif reply.get("stopped") and self._lacking and not is_file_bad:
            more = f" and {len(self._lacking) - _NAMED} more" if len(self._lacking) > _NAMED else ""
            what = f"{self._ffmpeg} stopped, and lacks what is needed: {', '.join(self._lacking[:_NAMED])}{more}"
        else:
            return
        if is_full(sandbox.folder):
            raise disk_full(sandbox.store)
        _log(sandbox, f"{reply['failed']}\n{tail}\n")
        raise EnvironmentFault(what, "name another with --ffmpeg or TOGETHER_FFMPEG; together doctor tells more")

    def close(self) -> None:
        """End the workers; who waits for one is interrupted."""
        self._workers.close()

    def _request(self, action: Action, sandbox: Sandbox) -> dict[str, Json]:
        return {
            "operation": pack(action.operation),
            "folder": str(sandbox.folder),
            "inputs": {name: str(path) for name, path in sandbox.inputs.items()},
            "outputs": {name: str(path) for name, path in sandbox.outputs.items()},
            "ffmpeg": [str(self._ffmpeg), *self._first],
            "sources": damaged.sources(action),
            "strict": damaged.unproven(action, self._is_proven),
        }


class Ended(Exception):
    """The end of a worker before it replied; how it came about. It `is_killed` where the system or another program did it."""

    def __init__(self, words: str, *, is_killed: bool = False) -> None:
        super().__init__(words)
        self.is_killed = is_killed


class Worker:
    """One worker process, which runs `module`, for one thread at a time to talk to.

    It is begun by loading the libraries `loading`.

    `served` are the tasks that it has done, `replies` how often it has replied. Who asks it is interrupted once `closed` is set.
    """

    def __init__(self, module: str, closed: threading.Event, loading: Sequence[str] = ()) -> None:
        self.served: set[str] = set()
        self.replies = 0
        self._closed, self._is_killed = closed, False
        lifeline, self._hold = os.pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", module, str(lifeline), *loading],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd="/",
                env=environment(None),
                pass_fds=(lifeline,),
                start_new_session=True,
            )
        finally:
            os.close(lifeline)
        self._tail: deque[bytes] = deque()
        self._rest = b""
        self._selector = selectors.DefaultSelector()
        for stream in (self._output, self._errors):
            os.set_blocking(stream.fileno(), False)
            self._selector.register(stream, selectors.EVENT_READ)

    @property
    def pid(self) -> int:
        """Return the worker's process id, which is its process group's, too."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Say whether it can be asked again."""
        return not self._is_killed and self._process.poll() is None

    def ask(
        self,
        request: Mapping[str, Json],
        told: Callable[[Mapping[str, Json]], None] = lambda _: None,
        *,
        stop: threading.Event | None = None,
        patience: float,
        longest: float = limits.WHOLE_SECONDS,
    ) -> dict[str, Json]:
        """Send a request and wait for its reply; `told` is called with each change of progress.

        Raises Ended where the worker died, stayed without progress for `patience` seconds or took `longest` seconds in all,
        Interrupted once `stop` is set, or all workers are closed.
        """
        self._tail.clear()
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        last: Mapping[str, Json] = {}
        begun = moved = time.monotonic()
        while True:
            if self._closed.is_set() or (stop is not None and stop.is_set()):
                raise Interrupted
            if time.monotonic() - moved > patience:
                raise Ended(f"made no progress for {patience:.0f} s and was ended")
            if time.monotonic() - begun > longest:
                raise Ended(f"was not done after {longest:.0f} s and was ended")
            for message in self._messages():
                if isinstance(now := message.get("progress"), dict):
                    if now != last:
                        last, moved = now, time.monotonic()
                        told(last)
                elif "ready" in message:
                    moved = time.monotonic()
                else:
                    self.replies += 1
                    self._drain_errors()
                    return message
            if self._process.poll() is not None:
                self._drain_errors()
                code = self._process.returncode
                raise Ended(f"was ended from outside ({exit_text(code)})", is_killed=code == -signal.SIGKILL)

    def log_tail(self) -> str:
        """Return the end of what the action said."""
        lines = plain(b"".join(self._tail).decode("utf-8", "replace")).splitlines()
        return "\n".join(line[:_LINE] for line in lines[-_TAIL_LINES:])

    def kill(self) -> None:
        """End the worker and all it started: SIGTERM to the group, SIGKILL after two seconds. Once it is ended, do nothing."""
        if self._is_killed:
            return
        self._is_killed = True
        for sign, grace in ((signal.SIGTERM, _TERM_SECONDS), (signal.SIGKILL, _KILL_SECONDS)):
            deadline = time.monotonic() + grace
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, sign)
            while time.monotonic() < deadline:
                self._drain_errors()  # a child that cannot write its last words cannot end
                if self._process.poll() is not None and not _has_members(self.pid):
                    break
                time.sleep(0.01)
            else:
                continue
            break
        self._selector.close()
        for stream in (self._process.stdin, self._output, self._errors):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        os.close(self._hold)

    @property
    def _output(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    @property
    def _errors(self) -> IO[bytes]:
        assert self._process.stderr is not None
        return self._process.stderr

    def _messages(self) -> list[dict[str, Json]]:
        ready = {key.fileobj for key, _ in self._selector.select(_TICK_SECONDS)}
        if self._errors in ready:
            self._drain_errors()
        if self._output not in ready:
            return []
        content = _read(self._output)
        if not content:
            time.sleep(0.01)  # closed: its end will be noticed
            return []
        *lines, self._rest = (self._rest + content).split(b"\n")
        return [json.loads(line) for line in lines]

    def _drain_errors(self) -> None:
        while content := _read(self._errors):
            self._tail.append(content)
            while sum(map(len, self._tail)) > _TAIL_BYTES and len(self._tail) > 1:
                self._tail.popleft()


def _judge(action: Action, reply: Mapping[str, Json], worker: Worker, sandbox: Sandbox) -> None:
    tail = worker.log_tail()
    if reply.get("done"):
        return
    if reply.get("errno") in (errno.ENOSPC, errno.EDQUOT) or "No space left on device" in tail or is_full(sandbox.folder):
        raise disk_full(sandbox.store)
    if reply.get("errno") == errno.EFBIG or "File too large" in tail or "SIGXFSZ" in str(reply.get("failed")):
        raise file_too_large(sandbox.store)
    if reply.get("is_environment"):
        raise EnvironmentFault(f"{action.address}: {reply['failed']}")
    if reply.get("is_killed"):
        raise ActionFailed(action.address, f"{reply['failed']}, from outside; {_AGAIN}", "", action.where)
    if reply.get("stopped"):
        raise _stopped(action, reply, tail, sandbox)
    failed = ContentFailed if reply.get("is_content") else ActionFailed
    raise failed(action.address, plain(str(reply["failed"]))[:_MESSAGE], tail, action.where)


def _log(sandbox: Sandbox, words: str) -> Path:
    """Write what ffmpeg said when it failed; return where it lies."""
    log = sandbox.store / LOG
    with contextlib.suppress(OSError):  # what has failed is said, log or no log
        log.write_text(words, encoding="utf-8")
    return log


def _stopped(action: Action, reply: Mapping[str, Json], tail: str, sandbox: Sandbox) -> FfmpegStopped:
    """Return what to tell of a run of ffmpeg that stopped, with its own words in a log; TOGETHER_DEBUG=1 tells them, too."""
    log = _log(sandbox, f"{action.address}: {reply['failed']}\n{tail}\n")
    fault: FfmpegStopped | None = damaged.fault(action, reply.get("damaged"), tail)
    fault = fault or damaged.unexplained(action, str(reply["failed"]), tail, Path(*log.parts[-3:]))
    if os.environ.get("TOGETHER_DEBUG"):
        fault.message += f"\n{tail}"
    return fault


def plain(text: str) -> str:
    """Return what a program said without what would move a terminal's cursor, colour its text or change its title."""
    return _CONTROL.sub("", _ESCAPE.sub("", text))


def _share_of(action: Action, progress: Callable[[float], None]) -> Callable[[Mapping[str, Json]], None]:
    ends: dict[str, int] = {"millionths": 1_000_000, **action.operation.ends}

    def told(values: Mapping[str, Json]) -> None:
        for name, end in ends.items():
            value = values.get(name)
            if isinstance(value, int) and value > 0 and end > 0:
                progress(min(1.0, value / end))
                return

    return told


def _read(stream: IO[bytes]) -> bytes:
    try:
        return os.read(stream.fileno(), 65536)
    except BlockingIOError:
        return b""


def _has_members(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True
