"""What a build tells while it runs: one closed union to one listener. Pure data.

`at` is monotonic seconds since the build began.
"""

from __future__ import annotations

from pipeline.faults import TogetherFault
from pipeline.plan.action import Action
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Planned:
    """What will run: the first event, once. `stored`: actions whose stored outputs are used. `seconds`: estimated wall time on so
    many `slots`. `fetched`: actions that need not run because a depot held what they, or their users, make.
    """

    at: float
    actions: tuple[Action, ...]
    stored: int
    seconds: float
    slots: int = 1
    fetched: int = 0


@dataclass(frozen=True, slots=True)
class Started:
    """The begin of an action."""

    at: float
    action: Action


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an action is, from 0 to 1."""

    at: float
    action: Action
    share: float


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of an action whose outputs are stored. `finding` tells that an earlier run made other bytes, which were kept."""

    at: float
    action: Action
    seconds: float
    peak_bytes: int
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Reused:
    """An action that did not run: its outputs were in the store, another build made them meanwhile, or what it reads turned
    out to be, byte for byte, what the same work has read before. `was_planned` tells that it had been announced to run.
    """

    at: float
    action: Action
    was_planned: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """The end of an action that was stopped before it was done: it is no longer wanted, or the build was stopped."""

    at: float
    action: Action


@dataclass(frozen=True, slots=True)
class Failed:
    """The failure of an action and why."""

    at: float
    action: Action
    fault: TogetherFault


@dataclass(frozen=True, slots=True)
class Done:
    """How it ended: the last event, once.

    `skipped` needed something that failed, were no longer wanted, or the build was stopped before them.
    """

    at: float
    ran: int
    reused: int
    failed: int
    skipped: int


Event = Planned | Started | Progress | Finished | Reused | Dropped | Failed | Done
