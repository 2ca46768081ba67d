"""The use cases, a few lines each. Floor 8; no printing, no exit codes."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from importlib.metadata import version
from pathlib import Path

from pipeline import assembly, delivery, manifest
from pipeline.build import toolchain
from pipeline.build.events import Event
from pipeline.build.execute import Results, execute
from pipeline.build.explain import Reason, reasons
from pipeline.build.explain import explain as explained
from pipeline.build.history import History
from pipeline.build.runner import LocalRunner
from pipeline.build.sources import Sources
from pipeline.build.store import Store
from pipeline.build.toolchain import FfmpegTool
from pipeline.cards import check as theme_check
from pipeline.cards import preview as theme_preview
from pipeline.cards import theme as themes
from pipeline.cards.model import Theme
from pipeline.credits import rights
from pipeline.credits.compute import compute
from pipeline.delivery import captions
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.manifest import starter
from pipeline.manifest.model import Episode
from pipeline.manifest.read import show_folder
from pipeline.media.info import MediaInfo
from pipeline.media.library import Library
from pipeline.plan.action import Plan, Toolchain
from pipeline.plan.programme import plan
from pipeline.plan.window import Window, still_plan, window_plan
from pipeline.profiles import loader as profiles
from pipeline.profiles.model import Profile
from pipeline.qc.judge import judge
from pipeline.qc.measure import measure
from pipeline.qc.measure import report as quality_report
from pipeline.qc.model import Finding, Programme
from pipeline.timebase import Time, sample_of
from pipeline.timeline.model import Timeline
from pipeline.timeline.regions import starts, total_frames
from pipeline.timeline.selection import only


@dataclass(frozen=True, slots=True)
class Show:
    """Hold what the commands on one show folder share: its store, its sources, the tools."""

    root: Path
    store: Store
    sources: Sources
    ffmpeg: FfmpegTool
    tools: Toolchain
    verify_sources: bool = False

    @property
    def renders(self) -> Path:
        """Return the folder of finished episodes."""
        return self.root / "renders"

    def library(self, folder: Path) -> Library:
        """Open a media folder."""
        return Library(folder, self.store.memory, verify=self.verify_sources)


@dataclass(frozen=True, slots=True)
class Work:
    """Hold an episode on its way: as written, as cut, as planned for a profile."""

    episode: Episode
    timeline: Timeline
    theme: Theme
    profile: Profile
    plan: Plan


@dataclass(frozen=True, slots=True)
class Published:
    """Say where a movie is, whether it is another than before, and what was found about it."""

    movie: Path
    is_new: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Hold what a build would run and why, and the estimated seconds of work of one core."""

    work: Work
    reasons: tuple[Reason, ...]
    seconds: float


def episodes(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the manifests among `paths`, so that `episodes/*.yaml` names a season: show.yaml and people.yaml are none."""
    found = tuple(path for path in paths if path.name not in ("show.yaml", "people.yaml"))
    if not found:
        raise InputFault(
            (Diagnostic(Where(str(paths[0])), "this is no episode's manifest", "name one such as episodes/s01e01.yaml"),)
        )
    return found


@contextmanager
def opened(manifests: Sequence[Path], *, ffmpeg: str | None = None, verify_sources: bool = False) -> Iterator[Show]:
    """Open the show that the manifests belong to. Raises InputFault where they belong to several, EnvironmentFault."""
    roots = {path: show_folder(path.absolute().parent) for path in manifests}
    root = roots[manifests[0]]
    strangers = [path for path, other in roots.items() if other != root]
    if strangers:
        message = f"it belongs to another show than {manifests[0]}"
        raise InputFault(tuple(Diagnostic(Where(str(path)), message, "build one show at a time") for path in strangers))
    with Store(root / "renders" / ".store") as store:
        tool = toolchain.find_ffmpeg(ffmpeg, store.memory)
        tools = toolchain.toolchain(tool, store.memory)
        yield Show(root, store, Sources(root, store.memory), tool, tools, verify_sources)


@contextmanager
def store_of(folder: Path) -> Iterator[Store]:
    """Open the store of the show that `folder` lies in. Raises InputFault where it lies in none."""
    with Store(show_folder(folder.absolute()) / "renders" / ".store") as store:
        yield store


def load(show: Show, path: Path) -> tuple[Episode, Timeline]:
    """Read a manifest and cut its episode. Raises InputFault with every mistake."""
    episode = manifest.load(path, show.library)
    return episode, assembly.assemble(episode, show.library(episode.media))


def prepare(
    show: Show,
    path: Path,
    profile: str | None,
    *,
    segments: Sequence[str] = (),
    window: tuple[Time | None, Time | None] = (None, None),
) -> Work:
    """Plan an episode: all of it, only some `segments`, or only what is shown in a `window` of its time.

    `profile` None is the show's main deliverable. Raises InputFault, for mistakes in the manifest, the theme or the profile.
    """
    episode, timeline = load(show, path)
    timeline = only(timeline, segments) if segments else timeline
    theme = themes.load(timeline.theme, episode.template_folders)
    wanted = profiles.load(profile or episode.profiles[0], episode.profile_folders)
    info = _facts(show, episode)
    if window == (None, None):
        made = plan(timeline, wanted, info=info, theme=theme, tools=show.tools)
    else:
        made = window_plan(timeline, wanted, Window(*window), info=info, theme=theme, tools=show.tools)
    return Work(episode, timeline, theme, wanted, made)


def build(
    show: Show, works: Sequence[Work], *, workers: int, listen: Callable[[Event], None], keep_going: bool = False
) -> Results:
    """Make what the plans need and the store lacks. Raises ActionFailed, EnvironmentFault, Interrupted."""
    runner = LocalRunner(show.ffmpeg.path)
    try:
        plans = [work.plan for work in works]
        return execute(plans, show.store, runner, sources=show.sources, workers=workers, listen=listen, keep_going=keep_going)
    finally:
        runner.close()


def publish(show: Show, work: Work, results: Results) -> Published:
    """Judge the finished file and put the package into `renders/`. Raises EnvironmentFault."""
    timeline, begins = work.timeline, starts(work.timeline.segments)
    frames = total_frames(timeline.segments)
    movie = results.path(work.plan.results["movie"])
    sound = json.loads(results.path(work.plan.results["sound_report"]).read_bytes())
    made_by = compute(timeline, begins, work.episode.people, work.episode.works, work.episode.role_order)
    episode = delivery.Episode(timeline, begins, frames, made_by, work.episode.where("episode"), work.episode.description)
    programme = Programme(
        frames=frames,
        rate=timeline.rate,
        samples=sample_of(frames, timeline.rate),
        language=timeline.language,
        captions=captions.programme(timeline, begins),
        chapters=len(delivery.chapters(timeline, begins, frames)),
        titles={segment.name: segment.title for segment in timeline.segments},
    )
    measurements = measure(movie, sound)
    findings = judge(measurements, programme, work.profile)
    main = work.episode.profiles[0]
    folder = delivery.place(show.renders, timeline.name, work.profile.name, main)
    report = quality_report(findings, measurements, programme, work.profile)
    is_new = delivery.publish(folder, delivery.contents(folder.name, episode, work.profile, movie, report))
    return Published(folder / work.profile.file_name.format(episode=folder.name, profile=work.profile.name), is_new, findings)


def preview(show: Show, work: Work, results: Results) -> Published:
    """Put the movie of a preview into `renders/previews/`, without a package."""
    movie = results.path(work.plan.results["movie"])
    is_new = delivery.publish(show.renders / "previews" / work.plan.name, {f"{work.plan.name}.mp4": movie})
    return Published(show.renders / "previews" / work.plan.name / f"{work.plan.name}.mp4", is_new, ())


def still(show: Show, path: Path, profile: str | None, time: Time, output: Path) -> None:
    """Draw the frame that is shown at `time` and write it as a PNG. Raises InputFault where the episode is over by then."""
    work = prepare(show, path, profile)
    drawn = still_plan(work.timeline, work.profile, time, info=_facts(show, work.episode), theme=work.theme, tools=show.tools)
    results = build(show, [replace(work, plan=drawn)], workers=1, listen=lambda event: None)
    partial = output.with_name(f".{output.name}.partial")
    shutil.copyfile(results.path(drawn.results["still"]), partial)
    partial.replace(output)


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


def warnings(work: Work) -> tuple[Diagnostic, ...]:
    """Return what stands against publishing the cut but stops no draft: licences, releases."""
    return tuple(
        objection.diagnostic for objection in rights.check(work.timeline, starts(work.timeline.segments), work.episode.works)
    )


def preview_theme(name: str, folder: Path, output: Path, short_side: int) -> tuple[Diagnostic, ...]:
    """Draw all cards of a theme into `output`; return what could not be drawn. Raises InputFault for a broken theme."""
    output.mkdir(parents=True, exist_ok=True)

    def write(file_name: str, content: bytes) -> None:
        (output / file_name).write_bytes(content)

    return theme_preview.preview(themes.load(name, _template_folders(folder)), write, short_side=short_side)


def check_theme(name: str, folder: Path) -> tuple[Diagnostic, ...]:
    """Return every mistake of a theme: in its files, and in what its cards look like. Raises InputFault for a broken one."""
    loaded = themes.load(name, _template_folders(folder))
    return (*theme_check.mistakes(loaded), *theme_preview.check(loaded))


def _template_folders(folder: Path) -> tuple[Path, ...]:
    try:
        return (show_folder(folder.absolute()) / "templates",)
    except InputFault:  # outside of any show there are still the themes in the box
        return ()


def begin_show(folder: Path) -> tuple[Path, ...]:
    """Make the folder of a new show; return the files in it. Raises InputFault where the folder exists."""
    if folder.exists():
        raise InputFault((Diagnostic(Where(str(folder)), "it exists already", "name a folder that does not"),))
    made = []
    for name, content in starter.files(folder.name).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        made.append(path)
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Health:
    """Hold what `doctor` tells: facts as pairs of name and value, and what ffmpeg lacks, with what it is needed for."""

    facts: tuple[tuple[str, str], ...]
    lacking: Mapping[str, str]


def health(ffmpeg: str | None) -> Health:
    """Return what this installation uses and lacks. Raises EnvironmentFault where there is no ffmpeg at all."""
    tool = toolchain.find_ffmpeg(ffmpeg)
    facts = [
        ("together", version("create-together")),
        ("python", sys.version.split()[0]),
        ("cores", str(os.cpu_count())),
        ("ffmpeg", f"{tool.version} at {tool.path}"),
        *((name, version(name)) for name in ("av", "pytakumi", "moviepy", "numpy")),
        ("themes", ", ".join(themes.names())),
        ("profiles", ", ".join(profiles.names())),
    ]
    return Health(tuple(facts), toolchain.lacking(tool))


def _facts(show: Show, episode: Episode) -> Callable[[str], MediaInfo]:
    # Timelines name media from the show folder; the library names them from the media folder.
    library = show.library(episode.media)
    prefix = (
        f"{episode.media.relative_to(episode.root).as_posix()}/"
        if episode.media.is_relative_to(episode.root)
        else f"{episode.media}/"
    )
    return lambda path: library.info(path.removeprefix(prefix))
