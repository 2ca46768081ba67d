"""What earlier runs took: the time and memory that an action will probably need.

A changed action has a new key, so its record is of no use; the run before it at the same address is. Where that is missing
too, the rough `cost` is scaled by how costs and seconds compared so far on this machine in runs of the same operation, or else of
its pool.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pipeline.media.library import Memory
from pipeline.operations.base import name_of
from pipeline.plan.action import Action, Plan

Basis = Literal["place", "kind", "cost"]
"""What an estimate is from: the run before at the same place, runs of the same kind, or the plan's costs alone."""

_FADE = 0.98
"""Weight that the runs so far keep when another one is added: some fifty runs count."""


_WEIGHT = 0.3
"""Weight of the last build in what builds take besides their actions."""

_AROUND = "around builds"


def around(memory: Memory) -> float:
    """Return the seconds that builds lately took besides their actions: reading, planning, publishing; 0 where none is known."""
    try:
        return float(memory.get(_AROUND) or 0)
    except ValueError:
        return 0.0


def remember_around(memory: Memory, seconds: float) -> None:
    """Add what a build took besides its actions."""
    known = around(memory)
    memory.put(_AROUND, f"{known + _WEIGHT * (seconds - known) if known else seconds:.3f}")


_BESIDE = "beside runs"

_LONGEST_BESIDE = 1.0
"""Seconds beside a run that are believed: what takes longer waits for another build."""


def beside(memory: Memory) -> tuple[float, float]:
    """Return what an action lately took besides its run, in seconds: in its slot, and after it; 0 where none is known."""
    try:
        held, settled = map(float, (memory.get(_BESIDE) or "").split())
    except ValueError:
        return 0.0, 0.0
    return held, settled


def remember_beside(memory: Memory, held: float, settled: float) -> None:
    """Add what an action took besides its run."""
    known = beside(memory)
    spent = [min(max(seconds, 0.0), _LONGEST_BESIDE) for seconds in (held, settled)]
    if any(known):
        spent = [before * _FADE + seconds * (1 - _FADE) for before, seconds in zip(known, spent, strict=True)]
    memory.put(_BESIDE, " ".join(f"{seconds:.6f}" for seconds in spent))


class History:
    """What runs took, in the store's memory. `plans` give each action its place: name of the plan and address."""

    def __init__(self, memory: Memory, plans: Iterable[Plan]) -> None:
        self._memory = memory
        self._places: dict[str, str] = {}
        for plan in plans:
            for action in plan.actions:
                self._places.setdefault(action.key, f"run {plan.name} {action.address}")
        self._ratios: dict[str, float] = {}

    def seconds(self, action: Action) -> float:
        """Estimate an action's time in seconds."""
        return self.estimate(action)[0]

    def estimate(self, action: Action) -> tuple[float, Basis]:
        """Estimate an action's time in seconds, and say from what."""
        cost = max(float(action.cost), 1e-3)
        if (earlier := self._numbers(self._places[action.key], 3)) is not None:
            seconds, earlier_cost, _ = earlier
            return seconds * min(4.0, max(0.25, cost / max(earlier_cost, 1e-3))), "place"
        ratio = self._ratio(action)
        return cost * (ratio or 1.0), "kind" if ratio else "cost"

    def peak_bytes(self, action: Action) -> int:
        """Estimate the most memory an action will hold, in bytes; 0 where nothing is known."""
        earlier = self._numbers(self._places[action.key], 3)
        return int(earlier[2]) if earlier else 0

    def remember(self, action: Action, seconds: float, peak_bytes: int) -> None:
        """Add a run."""
        cost = float(action.cost)
        self._memory.put(self._places[action.key], f"{seconds:.3f} {cost:.3f} {peak_bytes}")
        for kind in _kinds(action):
            spent = self._numbers(kind, 2) or [0.0, 0.0]
            self._memory.put(kind, f"{spent[0] * _FADE + seconds:.6f} {spent[1] * _FADE + cost:.6f}")

    def _ratio(self, action: Action) -> float:
        """Return the seconds that a unit of cost took in runs of this kind; 0 where there was none."""
        for kind in _kinds(action):
            if kind not in self._ratios:
                spent = self._numbers(kind, 2)
                self._ratios[kind] = spent[0] / spent[1] if spent and spent[1] > 0 else 0.0
            if self._ratios[kind]:
                return self._ratios[kind]
        return 0.0

    def _numbers(self, key: str, count: int) -> list[float] | None:
        try:
            numbers = [float(part) for part in (self._memory.get(key) or "").split()]
        except ValueError:
            return None
        return numbers if len(numbers) == count else None


def _kinds(action: Action) -> tuple[str, str]:
    """Return the kinds of runs that an action's time may be like, the likeliest first."""
    return f"ratio {name_of(type(action.operation))}", f"ratio {action.pool}"
