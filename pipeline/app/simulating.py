"""How long episodes would take from nothing on other machines, from what their parts took here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.app.episodes import Work, checks
from pipeline.app.session import Session
from pipeline.execution.history import around
from pipeline.execution.recorded import Factor, Recorded, Source, recorded
from pipeline.plan.action import Action, Plan
from pipeline.simulation.advice import Limit, gains, limit_of, path_of
from pipeline.simulation.curve import Curve, Point
from pipeline.simulation.model import Cluster, Job, Run
from pipeline.simulation.run import simulate
from pipeline.values import dataclass

SOURCES: dict[Source, str] = {
    "record": "as they were made here",
    "scaled": "scaled from what was made as {other}",
    "place": "as what stood in their place took before",
    "kind": "as others of their kind took here",
    "cost": "guessed from their length alone: nothing like them was made here",
}
"""Where times are from, in words."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is simulated: builds on each of `slots`, on hosts of so many slots, joined by a link or by one that takes no time.

    `scaled_from` is the deliverable from which times are taken of parts that were never made.
    """

    slots: tuple[int, ...]
    slots_a_host: int
    bits_a_second: int | None = None
    scaled_from: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the longest path: an action in words, the plan that it is of, and its seconds."""

    title: str
    plan: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Row:
    """A build on so many slots: its seconds on the wall, between which they lie as far as is known, and what holds it up."""

    run: Run
    wall: float
    low: float
    high: float
    limit: Limit

    @property
    def busy(self) -> float:
        """Return the share of the slots' time in which an action ran, from 0 to 1; none does before and after."""
        return self.run.work / (self.wall * self.run.cluster.slots) if self.wall else 0.0


@dataclass(frozen=True, slots=True)
class Shortened:
    """What would make the build on most slots shorter, its length then, and the action that would have to be faster or None."""

    limit: Limit
    wall: float
    action: Step | None


@dataclass(frozen=True, slots=True)
class Simulated:
    """What came of simulating: the rows by slots, the longest path, what would shorten it, and how the times are known.

    `work` are the seconds of all actions on a slot, `around` those of reading, planning and publishing, which no slot shortens.
    `sources` are, for each way in which times are known, the actions and their seconds.
    """

    names: tuple[str, ...]
    asked: Asked
    rows: tuple[Row, ...]
    path: tuple[Step, ...]
    shortened: tuple[Shortened, ...]
    work: float
    around: float
    sources: dict[Source, tuple[int, float]]
    factors: tuple[Factor, ...]
    unsized: int

    @property
    def one(self) -> float:
        """Return the seconds of a build on one slot."""
        return self.work + self.around

    @property
    def least(self) -> float:
        """Return the seconds that no number of slots goes below."""
        return sum(step.seconds for step in self.path) + self.around

    @property
    def is_bounded(self) -> bool:
        """Say whether anything is known of how far the times may be off."""
        return any(row.low < row.high for row in self.rows)

    def curve(self, title: str, subtitle: str) -> Curve:
        """Return the curve of the rows, to be drawn."""
        points = tuple(Point(row.run.cluster.slots, row.wall, row.low, row.high) for row in self.rows)
        return Curve(title, subtitle, points, self.work, self.around, self.least)

    def to_json(self) -> dict[str, object]:
        """Return it as a JSON object."""
        return {
            "simulated": list(self.names),
            "actions": sum(count for count, _ in self.sources.values()),
            "work_seconds": round(self.work, 3),
            "around_seconds": round(self.around, 3),
            "slots_per_host": self.asked.slots_a_host,
            "bits_per_second": self.asked.bits_a_second,
            "scaled_from": self.asked.scaled_from,
            "times": {source: {"actions": count, "seconds": round(spent, 3)} for source, (count, spent) in self.sources.items()},
            "factors": [_factor_json(factor) for factor in self.factors],
            "outputs_of_unknown_size": self.unsized,
            "runs": [_row_json(row, self.one) for row in self.rows],
            "longest_path_seconds": round(self.least - self.around, 3),
            "longest_path": [_step_json(step) for step in self.path],
            "shortened": [
                {"limit": one.limit, "wall_seconds": round(one.wall, 3), "action": one.action and _step_json(one.action)}
                for one in self.shortened
            ],
        }  # fmt: skip


def _row_json(row: Row, one: float) -> dict[str, object]:
    return {
        "slots": row.run.cluster.slots,
        "hosts": len(row.run.cluster.hosts),
        "wall_seconds": round(row.wall, 3),
        "wall_seconds_low": round(row.low, 3),
        "wall_seconds_high": round(row.high, 3),
        "times_faster": round(one / row.wall, 3) if row.wall else 1.0,
        "busy": round(row.busy, 4),
        "waited_slot_seconds": round(row.run.waited, 3),
        "moved_bytes": row.run.moved,
        "limit": row.limit,
    }


def _factor_json(factor: Factor) -> dict[str, object]:
    low, high = round(factor.low, 3), round(factor.high, 3)
    return {"kind": factor.kind, "times": round(factor.times, 3), "low": low, "high": high, "parts": factor.parts}


def _step_json(step: Step) -> dict[str, object]:
    return {"title": step.title, "plan": step.plan, "seconds": round(step.seconds, 3)}


def works_as(session: Session, works: Sequence[Work], profile: str, language: str | None) -> dict[str, Plan]:
    """Plan works as another deliverable; return its plans by the names of theirs. Raises InputFault."""
    found: dict[str, Plan] = {}
    for work in works:
        other = session.work(work.path, profile, language)
        mine, theirs = ((one.plan, *checks(session.show, one)) for one in (work, other))
        found |= {plan.name: twin for plan, twin in zip(mine, theirs, strict=False)}
    return found


def simulated(session: Session, works: Sequence[Work], asked: Asked, language: str | None = None) -> Simulated:
    """Say how long a build of all works from nothing would take. Raises InputFault."""
    show = session.show
    plans = [plan for work in works for plan in (work.plan, *checks(show, work))]
    others = works_as(session, works, asked.scaled_from, language) if asked.scaled_from else {}
    known = recorded(plans, show.store, show.root, others)
    beside = around(show.store.memory) * len(works)
    jobs = known.jobs()
    path = path_of(jobs)
    seconds = sum(job.seconds for job in path)
    rows = tuple(_rows(known, jobs, asked, beside, seconds))
    titles = _steps(known, plans)
    last = rows[-1].run
    return Simulated(
        tuple(work.plan.name for work in works),
        asked,
        rows,
        tuple(titles[job.name] for job in path),
        tuple(
            Shortened(gain.limit, gain.wall + beside, titles[gain.name] if gain.name else None)
            for gain in gains(last, jobs, path)
        ),
        last.work,
        beside,
        _counted(known),
        known.factors,
        known.unsized,
    )


def _rows(known: Recorded, jobs: Sequence[Job], asked: Asked, beside: float, path_seconds: float) -> Iterator[Row]:
    is_bounded = any(one.low < one.high for one in known.timed)
    low, high = (known.jobs("low"), known.jobs("high")) if is_bounded else (jobs, jobs)
    rate = asked.bits_a_second / 8 if asked.bits_a_second else None
    for slots in asked.slots:
        cluster = Cluster(slots, asked.slots_a_host, rate, known.settled)
        run = simulate(jobs, cluster)
        walls = [run.wall, *(simulate(bound, cluster).wall for bound in (low, high) if is_bounded)]
        yield Row(run, run.wall + beside, min(walls) + beside, max(walls) + beside, limit_of(run, jobs, path_seconds))


def _steps(known: Recorded, plans: Sequence[Plan]) -> dict[str, Step]:
    names: dict[str, str] = {}
    for plan in plans:
        for action in plan.actions:
            names.setdefault(action.key, plan.name)
    return {one.action.key: Step(_titled(one.action), names[one.action.key], one.seconds + known.held) for one in known.timed}


def _titled(action: Action) -> str:
    return action.title or action.address


def _counted(known: Recorded) -> dict[Source, tuple[int, float]]:
    spent: dict[Source, list[float]] = {source: [] for source in SOURCES}
    for one in known.timed:
        spent[one.source].append(one.seconds + known.held)
    return {source: (len(seconds), sum(seconds)) for source, seconds in spent.items() if seconds}
