"""Rendering while someone edits: what is nearest to where they look comes first, what an edit made needless is dropped.

A build follows one plan. When an edit makes another, a new build begins, and the one before is left only what runs in it and is
still wanted: a master of the sound goes on while the span that was edited is encoded.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import field

from pipeline.app import syncs
from pipeline.app.episodes import Work
from pipeline.app.shows import Show
from pipeline.app.spans import placed
from pipeline.execution.demand import Demand
from pipeline.execution.events import Done, Dropped, Event, Failed, Finished, Reused, Started
from pipeline.execution.execute import execute
from pipeline.execution.interruption import Interruption
from pipeline.execution.maker import Maker
from pipeline.faults import Interrupted, TogetherFault
from pipeline.timeline.programme import Programme
from pipeline.values import dataclass

SOUND_AFTER_SECONDS = 15
"""How far around the place that is looked at pictures come before the finished sound, which takes some seconds."""

Listener = Callable[[Event], None]
Refusal = Callable[[TogetherFault], None]


class Rendering:
    """The background work of a session, for one episode at a time. Threads may share it.

    `maker` lends its warm workers to every build. `listen` hears the builds one call at a time, from their threads: of each
    `Planned` first; `Done` of the last one only, when nothing is left to do. What went wrong for all of the last one is `fault`:
    `refuse` hears it in place of `Done`.
    """

    def __init__(self, show: Show, maker: Maker, listen: Listener, refuse: Refusal) -> None:
        self._show, self._maker, self._listen, self._refuse = show, maker, listen, refuse
        self._guard = threading.RLock()
        self._telling = threading.Lock()
        self._builds: list[_Build] = []
        self._work: Work | None = None
        self.fault: TogetherFault | None = None

    def want(self, work: Work, frame: int) -> None:
        """Render an episode, from the frame `frame` outwards; what was wanted before and is not in it is dropped.

        Of an episode that is not whole, the parts are made that can be shown, and no finished sound or movie.
        """
        with self._guard:
            self._builds = [build for build in self._builds if build.is_alive]
            newest = self._builds[-1] if self._builds else None
            if newest is not None and not newest.is_over and self._work is not None and self._work.plan is work.plan:
                newest.demand.change(ranks(self._show, work, frame), wanted(work), ahead=0)
                return
            keys = {action.key for action in work.plan.actions}
            for build in self._builds:
                build.leave(keys)
            self._work, self.fault = work, None
            build = _Build(Demand(ranks(self._show, work, frame), wanted(work), ahead=0))
            self._builds.append(build)
            build.thread = threading.Thread(target=self._run, args=(build, work), name="rendering", daemon=True)
            build.thread.start()

    def rest(self) -> None:
        """Want nothing any more: what runs is stopped."""
        with self._guard:
            self._work = None
            for build in self._builds:
                build.leave(frozenset())

    @property
    def is_over(self) -> bool:
        """Say whether nothing is left to do of what is wanted now, which an event told of what was wanted before cannot say."""
        with self._guard:
            return self._work is None or self._builds[-1].is_over or not self._builds[-1].is_alive

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until nothing is left to do, for so many seconds at most; say whether that is so."""
        with self._guard:
            builds = tuple(self._builds)
        for build in builds:
            if build.thread is not None:
                build.thread.join(seconds)
        return not any(build.is_alive for build in builds)

    def close(self) -> None:
        """Stop all of it and wait until it has ended."""
        with self._guard:
            builds = tuple(self._builds)
            for build in builds:
                build.interruption.stop.set()
        for build in builds:
            if build.thread is not None:
                build.thread.join()

    def _run(self, build: _Build, work: Work) -> None:
        def hear(event: Event) -> None:
            build.hear(event)
            syncs.remember(self._show, event)
            with self._telling:
                if not (isinstance(event, Done) and self._is_left(build)):
                    self._listen(event)

        try:
            execute(
                [work.plan],
                self._show.store,
                self._maker,
                listen=hear,
                keep_going=True,
                interruption=build.interruption,
                demand=build.demand,
            )
        except Interrupted:
            pass
        except TogetherFault as fault:
            with self._telling:
                if not self._is_left(build):
                    self.fault = fault
                    self._refuse(fault)

    def _is_left(self, build: _Build) -> bool:
        """Note that a build is over, and say whether something else has been wanted before it was."""
        with self._guard:
            build.is_over = True
            return build.is_left


@dataclass
class _Build:
    """One build of one plan, in a thread of its own."""

    demand: Demand
    interruption: Interruption = field(default_factory=Interruption)
    running: set[str] = field(default_factory=set)
    is_left: bool = False
    is_over: bool = False
    thread: threading.Thread | None = None

    @property
    def is_alive(self) -> bool:
        return self.thread is not None and self.thread.is_alive()

    def hear(self, event: Event) -> None:
        match event:
            case Started():
                self.running.add(event.action.key)
            case Finished() | Failed() | Dropped() | Reused():
                self.running.discard(event.action.key)
            case _:
                pass

    def leave(self, wanted: set[str] | frozenset[str]) -> None:
        """Start nothing more, and stop what runs and is not `wanted`."""
        self.is_left = True
        self.demand.change({}, self.running & wanted)


def wanted(work: Work) -> frozenset[str] | None:
    """Return the keys of what is to be made of an episode; None for all of it."""
    if work.snapshot.is_whole:
        return None
    return frozenset(
        action.key
        for action in work.plan.actions
        if action.pool == "encode" or action.address.endswith("/mix") or "/joined/" in action.address
    )


def ranks(show: Show, work: Work, frame: int) -> dict[str, int]:
    """Return how soon spans, mixes and the finished sound are wanted by someone who looks at `frame`: lower is sooner.

    The span that shows this frame, with what it needs, has the rank 0, and nothing else has.
    """
    programme = Programme(work.timeline)
    found: dict[str, int] = {}
    for span in placed(show, work):  # a card that rests is one span, seen again and again: as soon as the nearest
        distance = _distance(span.first, span.frames, frame)
        found[span.key] = min(distance, found.get(span.key, distance))
    ranges = {one.segment.name: one.range for one in programme.segments}
    for action in work.plan.actions:
        if action.address.endswith("/mix") and (range_ := ranges.get(action.segment)) is not None:
            found.setdefault(action.key, max(1, _distance(range_.start, range_.frames, frame)))
    if "sound_report" in work.plan.results:
        found[work.plan.results["sound_report"].key] = int(SOUND_AFTER_SECONDS * programme.rate)
    return found


def _distance(first: int, frames: int, frame: int) -> int:
    """Return the frames from `frame` to a range; backwards they count double, for who watches comes to what lies ahead."""
    if frame < first:
        return first - frame
    return 2 * max(0, frame - (first + frames - 1))
