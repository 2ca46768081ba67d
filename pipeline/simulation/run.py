"""Simulate a build, event by event, by the rules of the scheduler: needs before users, the longest path first."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import field

from pipeline.simulation.link import Link
from pipeline.simulation.model import Cluster, Job, Run
from pipeline.simulation.paths import paths_from
from pipeline.values import dataclass


def simulate(jobs: Sequence[Job], cluster: Cluster) -> Run:
    """Return how a build of the jobs would go on a cluster; the same jobs give the same run.

    A job holds its slot while what it reads is fetched and while it runs. It goes to the host that has most of what it reads,
    among those to the one with most slots free. What a host has fetched or made it keeps.
    """
    return _Simulation(jobs, cluster).run()


@dataclass
class _Host:
    """A host: its free slots, whether a job runs there that has to be alone, and the transfers that bring bytes by name."""

    free: int
    is_moving: bool = False
    coming: dict[str, int] = field(default_factory=dict)


@dataclass
class _Begun:
    """A job that has a slot: since when, and how many transfers it still waits for."""

    job: Job
    host: int
    since: float
    awaited: int = 0


class _Simulation:
    """The state of one simulation."""

    def __init__(self, jobs: Sequence[Job], cluster: Cluster) -> None:
        self._cluster = cluster
        self._jobs = {job.name: job for job in jobs}
        self._numbers = {name: number for number, name in enumerate(self._jobs)}
        needs = {job.name: frozenset(job.needs) for job in jobs}
        self._after = paths_from(needs, {job.name: job.seconds for job in jobs})
        self._open = {name: len(wanted) for name, wanted in needs.items()}
        self._users: dict[str, list[str]] = {name: [] for name in self._jobs}
        for name, wanted in needs.items():
            for need in wanted:
                self._users[need].append(name)
        made = {name for job in jobs for name in job.makes}
        self._holding = {name: {0} for job in jobs for name in job.reads if name not in made}
        self._hosts = [_Host(slots) for slots in cluster.hosts]
        self._free = cluster.slots
        self._link = Link(cluster.bytes_a_second) if cluster.bytes_a_second else None
        self._transfers: dict[int, tuple[list[_Begun], _Host, list[str]]] = {}
        self._ready: list[tuple[float, int, str]] = []
        self._events: list[tuple[float, int, _Begun, bool]] = []
        self._now = self._work = self._waited = 0.0
        self._count = self._moved = 0

    def run(self) -> Run:
        for name, count in self._open.items():
            if not count:
                self._push(name)
        while True:
            self._begin_what_fits()
            arrives = self._link.next_end() if self._link else None
            happens = self._events[0][0] if self._events else None
            if arrives is not None and (happens is None or arrives <= happens):
                self._now = max(self._now, arrives)
                self._arrive()
            elif happens is not None:
                self._now = happens
                self._happen()
            else:
                return Run(self._cluster, self._now, self._work, self._waited, self._moved)

    def _push(self, name: str) -> None:
        heapq.heappush(self._ready, (-self._after[name], self._numbers[name], name))

    def _next_number(self) -> int:
        self._count += 1
        return self._count

    def _begin_what_fits(self) -> None:
        put_off = []
        while self._ready and self._free:
            entry = heapq.heappop(self._ready)
            job = self._jobs[entry[-1]]
            host = self._host_for(job)
            if host is None:
                put_off.append(entry)
            else:
                self._begin(job, host)
        for entry in put_off:
            heapq.heappush(self._ready, entry)

    def _host_for(self, job: Job) -> int | None:
        hosts = self._hosts
        fitting = [number for number, host in enumerate(hosts) if host.free and not (job.is_alone and host.is_moving)]
        if len(fitting) < 2:
            return fitting[0] if fitting else None
        there: Counter[int] = Counter()
        for name, size in job.reads.items():
            for number in self._holding[name]:
                there[number] += size
        return max(fitting, key=lambda number: (there[number], hosts[number].free, -number))

    def _begin(self, job: Job, number: int) -> None:
        host = self._hosts[number]
        host.free -= 1
        self._free -= 1
        host.is_moving = host.is_moving or job.is_alone
        begun = _Begun(job, number, self._now)
        for transfer in {host.coming[name] for name in job.reads if name in host.coming}:
            self._transfers[transfer][0].append(begun)
            begun.awaited += 1
        lacking = [name for name in job.reads if number not in self._holding[name]]
        size = sum(job.reads[name] for name in lacking)
        self._moved += size
        for name in lacking:
            self._holding[name].add(number)
        if size and self._link:
            transfer = self._next_number()
            self._transfers[transfer] = [begun], host, lacking
            host.coming |= dict.fromkeys(lacking, transfer)
            begun.awaited += 1
            self._link.begin(self._now, transfer, size)
        if not begun.awaited:
            self._compute(begun)

    def _arrive(self) -> None:
        assert self._link is not None
        waiting, host, names = self._transfers.pop(self._link.end(self._now))
        for name in names:
            del host.coming[name]
        for begun in waiting:
            begun.awaited -= 1
            if not begun.awaited:
                self._compute(begun)

    def _compute(self, begun: _Begun) -> None:
        self._waited += self._now - begun.since
        self._work += begun.job.seconds
        heapq.heappush(self._events, (self._now + begun.job.seconds, self._next_number(), begun, False))

    def _happen(self) -> None:
        _, _, begun, is_stored = heapq.heappop(self._events)
        job = begun.job
        if not is_stored:
            host = self._hosts[begun.host]
            host.free += 1
            self._free += 1
            host.is_moving = host.is_moving and not job.is_alone
            for name in job.makes:
                self._holding[name] = {begun.host}
            if self._cluster.settling:
                heapq.heappush(self._events, (self._now + self._cluster.settling, self._next_number(), begun, True))
                return
        for name in self._users[job.name]:
            self._open[name] -= 1
            if not self._open[name]:
                self._push(name)
