"""What runs on this machine, asked of /proc or, where there is none, of ps."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

PROC = Path("/proc")


def is_gone(pid: int, seconds: float = 10.0) -> bool:
    """Return whether the process ends within so many seconds. One that only waits for its parent's notice has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if _state(pid) in ("", "Z"):
            return True
        time.sleep(0.02)
    return False


def pids_with(text: str) -> list[int]:
    """Return the processes, but this one, whose command line holds `text`."""
    return [pid for pid, command in _commands().items() if text in command and pid != os.getpid()]


def children(of: int = 0) -> list[int]:
    """Return the processes that this one, or another, has started and that have not ended."""
    mine = of or os.getpid()
    if not PROC.exists():
        lines = (line.split() for line in _ps("-axo", "pid=,ppid=,stat=,comm=").splitlines())
        return [int(pid) for pid, parent, stat, name, *_ in lines if int(parent) == mine and name != "ps" and stat != "Z"]
    found = []
    for place in PROC.iterdir():
        if place.name.isdigit():
            try:
                state, parent = (place / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if int(parent) == mine and state != "Z":
                found.append(int(place.name))
    return found


def _state(pid: int) -> str:
    """Return the letter of the process's state, or nothing where there is no such process."""
    if not PROC.exists():
        return _ps("-o", "stat=", "-p", str(pid)).strip()[:1]
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _commands() -> dict[int, str]:
    if not PROC.exists():
        lines = (line.split(None, 1) for line in _ps("-axwwo", "pid=,command=").splitlines())
        return {int(pid): command for pid, command in lines}
    found = {}
    for place in PROC.iterdir():
        if place.name.isdigit():
            try:
                found[int(place.name)] = (place / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
    return found


def _ps(*arguments: str) -> str:
    return subprocess.run(["ps", *arguments], capture_output=True, text=True, check=False).stdout
