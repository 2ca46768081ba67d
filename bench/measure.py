"""Run a command and measure it: wall, CPU of all its processes, the most memory that its first process held."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_POLL_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Cost:
    """Hold what a run took: `wall` and `cpu` in seconds (`cpu`: user and system of the process and all it waited for), the most
    memory of the first process in bytes, and the load of the machine when it began."""

    wall: float
    cpu: float
    peak_bytes: int
    load: float
    exit: int = 0

    def busy(self, cores: int) -> float:
        """Return the share of the cores' time that was used."""
        return self.cpu / (self.wall * cores)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)


class Failed(Exception):
    """Say that a measured command failed."""


def run(argv: Sequence[str], *, folder: Path, log: Path, environment: Mapping[str, str] | None = None, must: bool = True) -> Cost:
    """Run `argv` in `folder`, its outputs going to `log` and `log`.err. Raises Failed where it ends with another code than 0."""
    load = os.getloadavg()[0]
    begun = time.monotonic()
    with log.open("wb") as out, log.with_name(f"{log.name}.err").open("wb") as err:
        child = subprocess.Popen(argv, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment)
        peak = 0
        while True:
            ended, status, usage = os.wait4(child.pid, os.WNOHANG)
            if ended:
                break
            peak = peak_of(child.pid) or peak
            time.sleep(_POLL_SECONDS)
    wall = time.monotonic() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    if must and child.returncode:
        tail = log.with_name(f"{log.name}.err").read_text(errors="replace")[-2000:]
        raise Failed(f"{' '.join(argv[:6])} ... ended with {child.returncode}:\n{tail}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, peak, load, child.returncode)


def peak_of(pid: int) -> int:
    """Return the most memory that a running process has held so far in bytes; 0 where it is gone or the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)
