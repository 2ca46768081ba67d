"""What a build tells while it runs: one closed union to one listener. Floor 6, pure data.

`at` is monotonic seconds since the build began.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.faults import TogetherFault
from pipeline.plan.action import Action


@dataclass(frozen=True, slots=True)
class Planned:
    """Say, once and first, what will run. `stored`: actions whose stored outputs are used. `seconds`: estimated wall time."""

    at: float
    actions: tuple[Action, ...]
    stored: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Started:
    """Say that an action began."""

    at: float
    action: Action


@dataclass(frozen=True, slots=True)
class Progress:
    """Say how far an action is, from 0 to 1."""

    at: float
    action: Action
    share: float


@dataclass(frozen=True, slots=True)
class Finished:
    """Say that an action's outputs are stored. `finding` tells that an earlier run had made other bytes, which were kept."""

    at: float
    action: Action
    seconds: float
    peak_bytes: int
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Reused:
    """Say that an action did not run: its outputs were in the store, another build made them meanwhile, or what it reads turned
    out to be, byte for byte, what the same work has read before. `was_planned` tells that it had been announced to run.
    """

    at: float
    action: Action
    was_planned: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """Say that an action failed and why."""

    at: float
    action: Action
    fault: TogetherFault


@dataclass(frozen=True, slots=True)
class Done:
    """Say, once and last, how it ended. `skipped` needed something that failed, or the build was stopped before them."""

    at: float
    ran: int
    reused: int
    failed: int
    skipped: int


Event = Planned | Started | Progress | Finished | Reused | Failed | Done
