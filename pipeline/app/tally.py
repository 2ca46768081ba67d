"""How far a build is, and how long it will still take. Pure."""

from __future__ import annotations

from dataclasses import field

from pipeline.execution.events import Done, Dropped, Event, Failed, Finished, Planned, Progress, Reused, Started
from pipeline.plan.action import Action
from pipeline.values import dataclass


@dataclass(slots=True)
class Tally:
    """What is done, in estimated seconds of work, so that the time left means something."""

    total: float = 0.0
    work: dict[str, float] = field(default_factory=dict)
    done: float = 0.0
    begun: float = 0.0
    running: dict[str, tuple[Action, float]] = field(default_factory=dict)

    def hear(self, event: Event) -> None:
        """Take in an event."""
        match event:
            case Planned():
                self.work = {action.key: float(action.cost) for action in event.actions}
                self.total, self.begun = sum(self.work.values()), event.at
            case Started():
                self.running[event.action.key] = (event.action, 0.0)
            case Progress():
                self.running[event.action.key] = (event.action, event.share)
            case Finished() | Failed() | Reused() | Dropped():
                self.running.pop(event.action.key, None)
                self.done += self.work.get(event.action.key, 0.0)
            case Done():
                pass

    def share(self) -> float:
        """Return how much is done, 0 to 1."""
        under_way = sum(self.work.get(key, 0.0) * share for key, (_, share) in self.running.items())
        return min(1.0, (self.done + under_way) / self.total) if self.total else 1.0

    def left(self, now: float) -> float | None:
        """Return the seconds left, by the pace so far; None where too little is done to know."""
        share = self.share()
        return (now - self.begun) * (1 - share) / share if share > 0.03 else None
