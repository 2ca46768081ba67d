"""What would make a build shorter, found by simulating it so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from pipeline.simulation.model import Job, Run
from pipeline.simulation.paths import longest_path
from pipeline.simulation.run import simulate
from pipeline.values import dataclass

Limit = Literal["slots", "path", "link"]

_WORTH = 0.98
"""What shortens a build by less than this leaves of it is not told."""

_HELD_UP = 1.1
"""A link that takes no time must shorten a build by a tenth for the link to be what holds it up."""


@dataclass(frozen=True, slots=True)
class Gain:
    """A change that makes a build shorter, and its length then: twice the slots or the link, or job `name` in half its time."""

    limit: Limit
    wall: float
    name: str = ""


def path_of(jobs: Sequence[Job]) -> tuple[Job, ...]:
    """Return the longest path through jobs, in order."""
    by_name = {job.name: job for job in jobs}
    needs = {job.name: frozenset(job.needs) for job in jobs}
    return tuple(by_name[name] for name in longest_path(needs, {job.name: job.seconds for job in jobs}))


def limit_of(run: Run, jobs: Sequence[Job], path_seconds: float) -> Limit:
    """Return what a build is held up by: its link, its slots, or its longest path of so many seconds."""
    cluster = run.cluster
    if cluster.bytes_a_second and run.moved:
        free = simulate(jobs, replace(cluster, bytes_a_second=None))
        if run.wall > _HELD_UP * free.wall:
            return "link"
    return "slots" if run.work / cluster.slots >= path_seconds else "path"


def gains(run: Run, jobs: Sequence[Job], path: Sequence[Job]) -> tuple[Gain, ...]:
    """Return what would make a build shorter, the most first: one change each."""
    cluster = run.cluster
    found = [Gain("slots", simulate(jobs, replace(cluster, slots=2 * cluster.slots)).wall)]
    if cluster.bytes_a_second and run.moved:
        found.append(Gain("link", simulate(jobs, replace(cluster, bytes_a_second=2 * cluster.bytes_a_second)).wall))
    if path:
        longest = max(path, key=lambda job: job.seconds)
        lighter = [replace(job, seconds=job.seconds / 2) if job.name == longest.name else job for job in jobs]
        found.append(Gain("path", simulate(lighter, cluster).wall, longest.name))
    return tuple(sorted((gain for gain in found if gain.wall < _WORTH * run.wall), key=lambda gain: gain.wall))
