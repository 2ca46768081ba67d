"""From a cut to a plan, and what is to be said of it before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from pipeline.app import syncs
from pipeline.app.checking import Cut
from pipeline.app.shows import Show
from pipeline.app.snapshot import Snapshot
from pipeline.cards.fault import CardFault
from pipeline.cards.model import Theme
from pipeline.execution.events import Event
from pipeline.execution.execute import execute
from pipeline.execution.explain import Group, Reason, grouped, reasons
from pipeline.execution.explain import explain as explained
from pipeline.execution.history import around
from pipeline.execution.maker import Maker
from pipeline.execution.missing import cost
from pipeline.faults import Diagnostic, InputFault, Where, did_you_mean
from pipeline.manifest.model import Episode
from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.plan.action import Plan
from pipeline.plan.painted import PaintedSpans
from pipeline.plan.programme import plan
from pipeline.plan.quality import quality
from pipeline.plan.window import Window, still_plan, window_plan
from pipeline.profiles.model import Profile
from pipeline.timebase import Time
from pipeline.timeline.model import Timeline
from pipeline.timeline.selection import only
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Work:
    """An episode on its way: as written, as cut, as planned for a profile.

    `objections` stand against publishing it. `snapshot` is what it was made from; the plan is of all that this shows, unless it
    was asked for less.
    """

    episode: Episode
    timeline: Timeline
    theme: Theme
    profile: Profile
    plan: Plan
    objections: tuple[Diagnostic, ...]
    snapshot: Snapshot

    @property
    def path(self) -> Path:
        """Return the manifest."""
        return self.snapshot.path


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a build would run and why. It would take `seconds` on so many `cores`; `picture` is the length of what is encoded.

    `unknown` says in words what only the build can tell.
    """

    work: Work
    reasons: tuple[Reason, ...]
    seconds: float
    picture: Fraction
    unknown: tuple[str, ...] = ()
    cores: int = 1

    @property
    def groups(self) -> tuple[Group, ...]:
        """Return the reasons by segment and cause, in a producer's words."""
        return grouped(self.reasons)

    def to_json(self) -> dict[str, object]:
        """Return the forecast as a JSON object."""
        return {
            "episode": self.work.timeline.name,
            "profile": self.work.profile.name,
            "actions": len(self.work.plan.actions),
            "seconds": round(self.seconds, 1),
            "cores": self.cores,
            "picture_seconds": round(float(self.picture), 3),
            "not_known": list(self.unknown),
            "words": [str(group) for group in self.groups],
            "to_run": [
                {
                    "address": reason.action.address,
                    "title": reason.action.title,
                    "segment": reason.action.segment,
                    "reason": reason.kind,
                    "causes": [str(cause) for cause in reason.causes],
                    "through": list(reason.through),
                }
                for reason in self.reasons
            ],
        }


def prepare(
    show: Show,
    snapshot: Snapshot,
    cut: Cut,
    *,
    segments: Sequence[str] = (),
    window: tuple[Time | None, Time | None] = (None, None),
    before: PaintedSpans | None = None,
) -> Work:
    """Plan a cut: all of it, only some `segments`, or only what is shown in a `window` of its time. Raises InputFault.

    Spans that have not changed are taken from `before`, which keeps those of this planning.
    """
    timeline = only(cut.timeline, segments, cut.episode.off) if segments else cut.timeline
    try:
        if window == (None, None):
            made = plan(
                timeline, cut.profile, info=cut.library.last_info, theme=cut.theme, tools=show.here.tools, before=before
            )
        else:
            made = window_plan(
                timeline, cut.profile, Window(*window), info=cut.library.last_info, theme=cut.theme, tools=show.here.tools
            )
    except CardFault as fault:
        raise InputFault((fault.at(Where(cut.episode.path)),)) from None
    made = replace(made, written=snapshot.written)
    return Work(cut.episode, timeline, cut.theme, cut.profile, made, cut.objections, snapshot)


def still(
    show: Show, snapshot: Snapshot, time: Time, maker: Maker, *, is_new: bool = False,
    listen: Callable[[Event], None] = lambda event: None,
) -> bytes | None:  # fmt: skip
    """Draw the frame that is shown at `time` as a PNG; None where it `is_new` that is wanted and its span is stored.

    Raises InputFault, ActionFailed, EnvironmentFault, Interrupted.
    """
    cut = snapshot.cut
    if cut is None:
        raise InputFault(snapshot.diagnostics)
    drawn = still_plan(
        cut.timeline,
        cut.profile,
        time,
        info=cut.library.last_info,
        theme=cut.theme,
        tools=show.here.tools,
        is_stored=show.store.has,
    )
    if is_new and any(action.pool == "encode" for action in drawn.actions):
        return None
    results = execute([drawn], show.store, maker, listen=listen)
    return results.path(drawn.results["still"]).read_bytes()


def checks(show: Show, work: Work) -> tuple[Plan, ...]:
    """Return the plan of what is measured on a finished episode; nothing for a preview, which is not published."""
    return (quality(work.plan, work.profile, show.here.tools),) if "sound_report" in work.plan.results else ()


def forecast(show: Show, work: Work) -> Forecast:
    """Say what a build would run, why, for how long, and how much picture it would make."""
    told = cost([work.plan, *checks(show, work)], show.store, slots=show.here.cores)
    seconds = told.wall_seconds + around(show.store.memory) if told.actions else 0.0
    unknown = syncs.unknown(show, work.plan.actions)
    return Forecast(work, reasons(work.plan, show.store), seconds, told.picture_seconds, unknown, show.here.cores)


def explain(show: Show, work: Work, address: str) -> tuple[Reason, tuple[str, ...]]:
    """Say why an action runs or not, and every difference to the last build. Raises InputFault for an unknown address."""
    known = [action.address for action in work.plan.actions]
    if address not in known:
        hint = did_you_mean(address, known) or "together plan lists what there is"
        raise InputFault((Diagnostic(Where(work.episode.path), f"there is no action {address!r}", hint),))
    return explained(work.plan, address, show.store)


def facts_of(work: Work) -> Callable[[MediaPath], MediaInfo]:
    """Return what tells the facts of a planned episode's sources."""
    assert work.snapshot.cut is not None, "what was planned was cut"
    return work.snapshot.cut.library.last_info
