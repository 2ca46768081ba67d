"""Where the CPU of a cold build goes: one worker, and the CPU of all processes read before and after each action."""

from __future__ import annotations

import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from pipeline.app import episodes, publishing, session
from pipeline.execution.execute import execute
from pipeline.execution.local_maker import LocalMaker
from pipeline.execution.runner import LocalRunner, Outcome
from pipeline.execution.sandbox import Sandbox
from pipeline.plan.action import Action

_TICK = os.sysconf("SC_CLK_TCK")


class Counting:
    """Run actions one at a time; add up CPU seconds and runs by what an action does (`picture`, `transition`, `mix`, ...)."""

    def __init__(self, inner: LocalRunner) -> None:
        self._inner = inner
        self.cpu: dict[str, float] = defaultdict(float)
        self.runs: dict[str, int] = defaultdict(int)

    def run(self, action: Action, sandbox: Sandbox, progress: Callable[[float], None], stop: threading.Event) -> Outcome:
        """Run to the end, as the runner inside does; a worker that this starts is counted with the action."""
        before = cpu_of_children()
        outcome = self._inner.run(action, sandbox, progress, stop)
        what = [part for part in action.address.split("/") if not part.isdigit()][-1]
        self.cpu[what] += cpu_of_children() - before
        self.runs[what] += 1
        return outcome

    def close(self) -> None:
        """End what is left running."""
        self._inner.close()


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
    parent: dict[str, float] = {}
    begun = time.process_time()
    with session.opened([manifest]) as opened:
        show, work = opened.show, opened.work(manifest, profile)
        parent["parent: load, probe, plan"] = time.process_time() - begun
        begun = time.process_time()
        runner = Counting(LocalRunner(show.here.ffmpeg.path))
        with closing(LocalMaker(show.store, runner, show.sources, slots=1)) as maker:
            results = execute([work.plan, *episodes.checks(show, work)], show.store, maker)
        parent["parent: promises, store"] = time.process_time() - begun
        begun = time.process_time()
        publishing.publish(opened, work, results, publishing.prepared(opened.show, work))
        parent["parent: judge, publish"] = time.process_time() - begun
    whole = {**parent, **runner.cpu}
    return {name: {"cpu": round(cpu, 2), "runs": runner.runs.get(name, 1)} for name, cpu in whole.items()}
