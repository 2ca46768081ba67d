"""Where the CPU of a cold build goes: one worker, and the CPU of all processes read at every event."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.app import episodes, publishing, shows
from pipeline.build.events import Event, Finished, Started

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Shares:
    """Add up CPU seconds by what an action does (`picture`, `crossing`, `mix`, ...) and how often each ran.

    `processes` is what the parent and the workers' starts took while no action ran.
    """

    cpu: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    runs: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _at: float = 0.0

    def hear(self, event: Event) -> None:
        """Take in an event of a build with one worker."""
        now = cpu_of_children()
        if isinstance(event, Finished):
            what = event.action.address.split("/")[1]
            self.cpu[what] += now - self._at
            self.runs[what] += 1
        elif isinstance(event, Started):
            self.cpu["starting workers"] += now - self._at
        if isinstance(event, Started | Finished):
            self._at = now


def cpu_of_children() -> float:
    """Return the CPU seconds so far of all processes below this one."""
    below: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = path.read_text().rpartition(")")
        except OSError:
            continue
        fields = rest.split()
        pid, parent = int(name.split()[0]), int(fields[1])
        below[parent].append((pid, sum(int(ticks) for ticks in fields[11:15]) / _TICK))
    total, waiting = 0.0, [os.getpid()]
    while waiting:
        for pid, cpu in below.get(waiting.pop(), ()):
            total += cpu
            waiting.append(pid)
    return total


def measure(manifest: Path, profile: str) -> dict[str, dict[str, float]]:
    """Build an episode with one worker; return name -> {"cpu": seconds, "runs": count}, with what the parent did itself."""
    shares = Shares()
    begun = time.process_time()
    with shows.opened([manifest]) as show:
        work = episodes.prepare(show, manifest, profile)
        shares.cpu["parent: load, probe, plan"] = time.process_time() - begun
        begun = time.process_time()
        results = episodes.build(show, [work], workers=1, listen=shares.hear)
        shares.cpu["parent: promises, store"] = time.process_time() - begun
        begun = time.process_time()
        publishing.publish(show, work, results)
        shares.cpu["parent: judge, publish"] = time.process_time() - begun
    return {name: {"cpu": round(cpu, 2), "runs": shares.runs.get(name, 1)} for name, cpu in shares.cpu.items()}
