"""What is simulated: jobs that need one another and read bytes, and hosts with slots. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from pipeline.values import dataclass

_NO_BYTES: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Job:
    """One action: the seconds that it takes on a slot, the jobs that come before it, and the bytes that it reads.

    `reads` are bytes by name, with their size; those that no job `makes` are a show's own files. Of jobs that are `alone`, which
    move bytes, a host runs one at a time.
    """

    name: str
    seconds: float
    needs: tuple[str, ...] = ()
    reads: Mapping[str, int] = field(default_factory=lambda: _NO_BYTES)
    makes: tuple[str, ...] = ()
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class Cluster:
    """So many slots on hosts of `slots_a_host`; the first host is the one on which a show's own files lie.

    A link of `bytes_a_second` brings to a host what lies on others, to several at once by sharing it evenly; None is one that
    takes no time. What was made can be read `settling` seconds after its slot is free again: it is checked and stored meanwhile.
    """

    slots: int
    slots_a_host: int = 4
    bytes_a_second: float | None = None
    settling: float = 0.0

    @property
    def hosts(self) -> tuple[int, ...]:
        """Return the slots of each host; the last has what is left."""
        full, rest = divmod(self.slots, self.slots_a_host)
        return (*[self.slots_a_host] * full, *([rest] if rest else []))


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a simulation, in seconds: on the wall, of all jobs, of slots that waited for bytes; the bytes that moved."""

    cluster: Cluster
    wall: float
    work: float
    waited: float
    moved: int

    @property
    def busy(self) -> float:
        """Return the share of the slots' time in which a job ran, from 0 to 1."""
        return self.work / (self.wall * self.cluster.slots) if self.wall else 0.0
