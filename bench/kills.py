"""Kill a build with SIGKILL at random moments: what had finished must never run again, and the bytes must be a clean build's.

`python -m bench.kills SHOW EPISODE [KILLS]` kills builds of any show: all of one, or its main process alone, whose workers may
not outlive it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import IO, Any

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


def endure(show: Path, manifest: str, times: int, seed: int = SEED) -> dict[str, Any]:
    """Build an episode from nothing and kill the build, one to five times, until it may end; so on for `times` kills in all.

    Return how many there were, of which kind, how many builds ended before their kill, how many packages were compared with that
    of a clean build, and which of these were other.
    """
    chance = random.Random(seed)
    forget(show)
    begun = time.monotonic()
    clean = _built(show, manifest)
    seconds = time.monotonic() - begun
    forget(show)
    kills: Counter[str] = Counter()
    ended = compared = 0
    other: list[str] = []
    while sum(kills.values()) < times:
        for _ in range(chance.randint(1, 5)):
            kind = chance.choice(("alone", "all"))
            if _is_killed(_command(manifest), show, chance.random() * seconds, is_alone=kind == "alone"):
                kills[kind] += 1
            else:
                ended += 1
        compared += 1
        if (got := _built(show, manifest)) != clean:
            other.append(f"after kill {sum(kills.values())}: {sorted(set(got.items()) ^ set(clean.items()))}")
        forget(show)
        print(f"{sum(kills.values())} kills, {compared} packages compared, {len(other)} other", file=sys.stderr, flush=True)
    return {"kills": dict(kills), "ended_before": ended, "compared": compared, "other": other, "seconds_of_a_build": seconds}


def _built(show: Path, manifest: str) -> dict[str, str]:
    """Build to the end; return the digests of all that is delivered, by path. Raises CalledProcessError where the build fails."""
    subprocess.run(_command(manifest), cwd=show, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    renders = show / "renders"
    files = (path for path in renders.rglob("*") if path.is_file() and ".store" not in path.parts)
    return {str(path.relative_to(renders)): digest.of_file(path) for path in files}


def _command(manifest: str) -> list[str]:
    return [str(Path(sys.executable).with_name("together")), "build", manifest, "-j", str(cores())]


def _killed(show: Path, after: float) -> None:
    command = [*_command(f"episodes/{MANIFEST}.yaml"), "--profile", "draft", "--json"]
    with log_of(show, "killed").open("wb") as out:
        _is_killed(command, show, after, is_alone=True, out=out)


def _is_killed(command: list[str], show: Path, after: float, *, is_alone: bool, out: IO[bytes] | None = None) -> bool:
    """Begin a build and kill it `after` so many seconds, its main process alone or all; say whether it had not ended before."""
    child = subprocess.Popen(
        command, cwd=show, stdin=subprocess.DEVNULL, stdout=out or subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    time.sleep(after)
    is_running = child.poll() is None
    if is_running and is_alone:
        child.send_signal(signal.SIGKILL)
    elif is_running:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    return is_running


if __name__ == "__main__":
    print(json.dumps(endure(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 100), indent=1))
