"""From a manifest to a published package: the product in a few functions. Floor 8."""

from __future__ import annotations

import shutil
import time as clock
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pipeline.app.checking import cut_of, refuse, undrawable
from pipeline.app.shows import Show
from pipeline.cards.model import Theme
from pipeline.execution.events import Event
from pipeline.execution.execute import Results, execute
from pipeline.execution.explain import Reason, reasons
from pipeline.execution.explain import explain as explained
from pipeline.execution.history import History
from pipeline.execution.interruption import Interruption
from pipeline.execution.local_maker import LocalMaker
from pipeline.execution.runner import LocalRunner
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.manifest.model import Episode
from pipeline.media.info import MediaInfo
from pipeline.media.library import Library
from pipeline.plan.action import Plan
from pipeline.plan.programme import plan
from pipeline.plan.window import Window, still_plan, window_plan
from pipeline.profiles.model import Profile
from pipeline.timebase import Time
from pipeline.timeline.model import FramesMedia, Timeline
from pipeline.timeline.regions import place
from pipeline.timeline.selection import only


@dataclass(frozen=True, slots=True)
class Work:
    """Hold an episode on its way: as written, as cut, as planned for a profile.

    `objections` stand against publishing it. `files` are what all this was made from, since `begun_ns` (time of day). `path`
    is the manifest, `wanted` the profile as asked for: None for the show's main one.
    """

    episode: Episode
    timeline: Timeline
    theme: Theme
    profile: Profile
    plan: Plan
    objections: tuple[Diagnostic, ...]
    files: frozenset[Path]
    begun_ns: int
    path: Path
    wanted: str | None


def prepare(
    show: Show,
    path: Path,
    profile: str | None,
    *,
    segments: Sequence[str] = (),
    window: tuple[Time | None, Time | None] = (None, None),
) -> Work:
    """Plan an episode: all of it, only some `segments`, or only what is shown in a `window` of its time.

    `profile` None is the show's main deliverable. Raises InputFault, for mistakes in the manifest, the theme or the profile, for
    cards that cannot be drawn, and for what is not cleared where the profile asks for clearance; elsewhere a watermark is laid
    over it.
    """
    begun = clock.time_ns()
    cut = cut_of(show, path, profile)
    refuse(undrawable(cut))
    timeline = only(cut.timeline, segments) if segments else cut.timeline
    info = _facts(cut.library, cut.episode)
    if window == (None, None):
        made = plan(timeline, cut.profile, info=info, theme=cut.theme, tools=show.tools)
    else:
        made = window_plan(timeline, cut.profile, Window(*window), info=info, theme=cut.theme, tools=show.tools)
    files = {*cut.episode.files, *cut.library.asked, *(show.root / folder for folder in _numbered_folders(timeline))}
    return Work(cut.episode, timeline, cut.theme, cut.profile, made, cut.objections, frozenset(files), begun, path, profile)


def build(
    show: Show,
    works: Sequence[Work],
    *,
    workers: int,
    listen: Callable[[Event], None],
    keep_going: bool = False,
    interruption: Interruption | None = None,
) -> Results:
    """Make what the plans need and the store lacks. Raises ActionFailed, EnvironmentFault, Interrupted."""
    plans = [work.plan for work in works]
    with closing(_maker(show, workers)) as maker:
        return execute(plans, show.store, maker, listen=listen, keep_going=keep_going, interruption=interruption)


def still(show: Show, path: Path, profile: str | None, time: Time, output: Path) -> None:
    """Draw the frame that is shown at `time` and write it as a PNG. Raises InputFault as `prepare` does, and where the episode is
    over by then; ActionFailed, EnvironmentFault, Interrupted.
    """
    cut = cut_of(show, path, profile)
    refuse(undrawable(cut, show.memory))
    info = _facts(cut.library, cut.episode)
    drawn = still_plan(cut.timeline, cut.profile, time, info=info, theme=cut.theme, tools=show.tools)
    with closing(_maker(show, 1)) as maker:
        results = execute([drawn], show.store, maker)
    partial = output.with_name(f".{output.name}.partial")
    shutil.copyfile(results.path(drawn.results["still"]), partial)
    partial.replace(output)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Hold what a build would run and why, and the estimated seconds of work of one core."""

    work: Work
    reasons: tuple[Reason, ...]
    seconds: float


def forecast(show: Show, work: Work) -> Forecast:
    """Say what a build would run, why, and for how long."""
    found = reasons(work.plan, show.store)
    history = History(show.store.memory, [work.plan])
    return Forecast(work, found, sum(history.seconds(reason.action) for reason in found))


def explain(show: Show, work: Work, address: str) -> tuple[Reason, tuple[str, ...]]:
    """Say why an action runs or not, and every difference to the last build. Raises InputFault for an unknown address."""
    known = [action.address for action in work.plan.actions]
    if address not in known:
        near = get_close_matches(address, known, 1)
        hint = f"did you mean {near[0]}?" if near else "together plan lists what there is"
        raise InputFault((Diagnostic(Where(work.episode.path), f"there is no action {address!r}", hint),))
    return explained(work.plan, address, show.store)


def _maker(show: Show, slots: int) -> LocalMaker:
    return LocalMaker(show.store, LocalRunner(show.ffmpeg.path), show.sources, slots=slots)


def _facts(library: Library, episode: Episode) -> Callable[[str], MediaInfo]:
    # Timelines name media from the show folder; the library names them from the media folder.
    media, root = episode.media, episode.root
    prefix = f"{media.relative_to(root).as_posix() if media.is_relative_to(root) else media}/"
    return lambda path: library.info(path.removeprefix(prefix))


def _numbered_folders(timeline: Timeline) -> Iterator[str]:
    # One more numbered picture is a longer clip, so their folders are looked at too.
    for segment in timeline.segments:
        for track in segment.stack.picture:
            for placed in place(track):
                if isinstance(placed.clip.media, FramesMedia):
                    yield placed.clip.media.path.rpartition("/")[0]
