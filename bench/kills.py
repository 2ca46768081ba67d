"""Kill a build with SIGKILL at random moments: what had finished must never run again, and the bytes must be a clean build's."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.cases import MANIFEST, movie
from bench.place import Bench, events, forget, log_of
from pipeline import digest
from pipeline.execution.machine import cores

SEED = 20270321


def measure(bench: Bench, show: Path, seconds: float, times: int = 10) -> dict[str, Any]:
    """Build from nothing, killed `times` times within the `seconds` that a build takes, and compare with the movie of before."""
    wanted = digest.of_file(movie(show))
    forget(show)
    chance = random.Random(SEED)
    finished: set[str] = set()
    again: set[str] = set()
    in_flight: list[int] = []
    left = seconds
    for _ in range(times):
        _killed(show, min(2.5 + chance.random() * seconds / times * 1.6, left))
        told = events(show, "killed")
        done = {event["key"] for event in told if event["event"] == "finished"}
        begun = {event["key"] for event in told if event["event"] == "started"}
        again |= begun & finished
        finished |= done
        in_flight.append(len(begun - done))
    bench.build(show, MANIFEST, log="after-kills")
    told = events(show, "after-kills")
    begun = {event["key"] for event in told if event["event"] == "started"}
    return {
        "kills": times,
        "in_flight": in_flight,
        "finished_before_the_last_build": len(finished),
        "ran_in_the_last_build": len(begun),
        "ran_again_though_finished": len(again | (begun & finished)),
        "same_bytes": digest.of_file(movie(show)) == wanted,
    }


def _killed(show: Path, after: float) -> None:
    command = [
        str(Path(sys.executable).with_name("together")), "build", f"episodes/{MANIFEST}.yaml", "--profile", "draft",
        "-j", str(cores()), "--json",
    ]  # fmt: skip
    with log_of(show, "killed").open("wb") as out:
        child = subprocess.Popen(command, cwd=show, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL)
        time.sleep(after)
        child.send_signal(signal.SIGKILL)
        child.wait()
