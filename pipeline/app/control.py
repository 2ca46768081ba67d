"""Judge what lies there: a package as it was delivered, or any file by a deliverable alone. What made it is not asked.

Files are decoded and measured as they are. What was measured is kept by the bytes that it was measured on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline import delivery, digest
from pipeline.analysis.facts import PictureFacts, SoundFacts, ThumbnailFacts
from pipeline.app import inspecting, podcasts, publishing, quality, read_back
from pipeline.app.episodes import Work
from pipeline.app.places import place
from pipeline.app.shows import Show, settings
from pipeline.app.standing import PAGE
from pipeline.execution.events import Event
from pipeline.execution.execute import execute
from pipeline.execution.maker import Maker
from pipeline.faults import Diagnostic, InputFault, Severity, Where
from pipeline.media.info import MediaInfo
from pipeline.media.library import Probe
from pipeline.media.opened import Opened, look
from pipeline.operations.codec import read
from pipeline.plan import delivered
from pipeline.plan.action import FromSource, Plan
from pipeline.plan.quality import SOUND, THUMBNAIL
from pipeline.profiles import loader as profiles
from pipeline.profiles.model import Cover, Profile
from pipeline.qc import alone, boxes
from pipeline.qc.boxes import Movie
from pipeline.qc.checksums import as_planned, checksums
from pipeline.qc.document import content
from pipeline.qc.judge import judge
from pipeline.qc.made import made
from pipeline.qc.measure import keys, packets
from pipeline.qc.model import Finding, Heard, Measurements, Planned
from pipeline.qc.report import Report
from pipeline.qc.unlike import unlike
from pipeline.qc.voices import voices_told
from pipeline.qc.waiving import waived
from pipeline.qc.words import words
from pipeline.values import dataclass

Listen = Callable[[Event], None]

_UNHEARD = Heard(None, None, (), {}, is_measured=False)
_UNREADABLE = "none"
"""In place of a checksum: no file is as planned."""
_MP4, _BOXED = "MP4", "mp4"
_CONTAINERS = {"mov": "QuickTime", "matroska": "Matroska or WebM", "avi": "AVI", "mpegts": "an MPEG transport stream"}
"""What people call the containers that ffmpeg calls otherwise."""

_USUAL = "youtube"
"""The deliverable by which a file is judged that lies in no show, where none is named."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A file that was judged. `is_by_plan` says that it was held against an episode; `notes` say what to know of that."""

    movie: Path
    report: Report
    is_by_plan: bool = False
    notes: tuple[str, ...] = ()

    @property
    def against(self) -> str:
        """Say in words what it was judged by."""
        profile = f"the profile {self.report.profile.name}"
        return f"the plan and {profile}" if self.is_by_plan else f"{profile} alone"

    @property
    def told(self) -> tuple[tuple[Severity, str], ...]:
        """Return what was found in words, as a build tells it."""
        return self.report.told

    def to_json(self) -> dict[str, object]:
        """Return as a JSON object what was judged, by what, and what was found."""
        return {
            "event": "judged",
            "movie": str(self.movie),
            "against": "plan" if self.is_by_plan else "profile",
            "notes": list(self.notes),
            **content(self.report),
        }


def is_manifest(path: Path) -> bool:
    """Say whether a path names an episode's manifest, and not a movie."""
    return path.suffix.casefold() in (".yaml", ".yml")


def package(show: Show, work: Work, maker: Maker, listen: Listen, *, is_thorough: bool = False) -> Judged:
    """Judge the package of an episode; a draft gets the cheap half, unless `is_thorough` is asked for.

    Raises InputFault where there is none; ActionFailed, EnvironmentFault, Interrupted.

    Where it was made of something else than what lies there now, its movie is judged by the profile alone.
    """
    folder = place(show, work)
    name = work.profile.file_name.format(episode=folder.name, profile=work.profile.name)
    if not folder.is_dir():
        raise InputFault((_missing(folder, work),))
    there = {path.name: digest.of_file(path) for path in sorted(folder.iterdir()) if path.is_file()}
    listed = (folder / delivery.CHECKSUMS).read_bytes() if there.pop(delivery.CHECKSUMS, "") else b""
    found = [one for one in checksums(listed, there) if one.code != "file_unknown"]  # a person's own is left alone
    planned = quality.planned(show, work)
    told_from = publishing.told_from(folder)
    is_current = told_from in (None, publishing.made_from(show, work))
    notes: tuple[str, ...] = () if is_current else (_older(work),)
    measurements = Measurements(0, None, "it is missing", _UNHEARD)
    is_thorough = is_thorough or work.profile.needs_clearance
    if name in there and work.profile.container != _BOXED:
        seen = look(folder / name, [span.range.frames for span in planned.spans])
        known = quality.known(show, work, len(planned.spans)) if is_current else None
        planned = planned if is_current else alone.planned_opened(seen, work.timeline.title)
        measurements, more = _streams(
            show, folder / name, there[name], seen, planned, work.profile, maker, listen,
            looks=known is None and is_thorough, listens=is_thorough,
        )  # fmt: skip
        notes += more
        measurements = replace(measurements, pictures=known[0]) if known else measurements
        found += judge(measurements, replace(planned, thumbnail=None), work.profile)
    elif name in there:
        movie, damage = _boxes(folder / name)
        source = FromSource(there[name], str((folder / name).absolute()))
        if is_current:
            shown = there.get(delivery.THUMBNAIL)
            picture = None if shown is None else FromSource(shown, str((folder / delivery.THUMBNAIL).absolute()))
            first = planned.thumbnail.first if planned.thumbnail else 0
            plan = delivered.of_episode(
                work.plan, source, picture, first, planned.rate, show.here.tools, is_thorough=is_thorough
            ) if movie else None  # fmt: skip
            names = tuple(segment.name for segment in planned.segments)
        else:
            planned, plan, names = *_alone(show, movie, source, work.profile, work.timeline.title), ()
        measurements = _measured(show, folder / name, movie, damage, plan, names, maker, listen)
        found += judge(measurements, planned, work.profile)
        if is_current and movie is not None:
            found += _unlike_made(show, work, planned, folder / name, measurements)
    meant = _put(show, folder)
    if is_current:
        meant = _files(show, work, name, is_told=told_from is not None) | meant
    all_there = {**there, delivery.CHECKSUMS: digest.of_bytes(listed)} if listed else there
    meant = meant if listed else {name: wanted for name, wanted in meant.items() if name != delivery.CHECKSUMS}  # told by now
    found += (one for one in as_planned(meant, all_there) if one not in found)
    if is_current:
        texts = {one: (folder / one).read_bytes() for one in there if one.endswith(read_back.TEXTS)}
        found += words(texts, folder.name, planned)
    counting, let_pass = waived(
        found, work.episode.waivers, planned, work.profile.name, is_thorough=is_current and is_thorough
    )
    report = Report(name, work.profile, planned, measurements, counting, let_pass)
    return Judged(folder / name, report, is_current, notes)


def _unlike_made(show: Show, work: Work, planned: Planned, path: Path, seen: Measurements) -> Iterator[Finding]:
    """Find what of a delivered movie is not what was made for it, as far as the store still knows what that was."""
    known = quality.known(show, work, len(planned.spans))
    if known is None or seen.movie is None:
        return
    pictures, listened = known
    there = packets(path, seen.movie, [span.range for span in planned.spans], planned.samples, planned.rate)
    wrong = tuple(made(Measurements(0, seen.movie, "", _UNHEARD, there, pictures, listened), planned))
    yield from wrong
    if wrong:
        yield from unlike(seen.pictures, pictures, seen.listened, listened, planned)


def _put(show: Show, folder: Path) -> dict[str, str | None]:
    """Return the SHA-256 of the files that were put into a folder, its list among them, by name; none where that is not known.

    The list that lies there can be changed along with the files.
    """
    known = show.digests.packages(folder)
    return {**known[-1], delivery.CHECKSUMS: digest.of_bytes(delivery.list_of(known[-1]))} if known else {}


def _files(show: Show, work: Work, movie: str, *, is_told: bool) -> dict[str, str | None]:
    """Return the SHA-256 of the files of a package by name; None for those that only a build writes, if the report `is_told`."""
    report = None if is_told else _UNREADABLE
    texts = {name: digest.of_bytes(text) for name, text in publishing.texts(show, work).items()}
    more = dict.fromkeys(podcasts.names(work, place(show, work).name))
    return {movie: None, delivery.THUMBNAIL: None, delivery.REPORT: report, PAGE: None, delivery.PACKAGE: None, **more, **texts}


def file(show: Show, path: Path, profile: str | None, probe: Probe, maker: Maker, listen: Listen) -> Judged:
    """Judge a movie, or a podcast's sound, by a profile alone, the show's main one unless another is named.

    Raises InputFault where it is no movie or there is no such profile; ActionFailed, EnvironmentFault, Interrupted.
    """
    found = inspecting.read(show, path, probe)
    if found.info is None:
        raise InputFault((Diagnostic(Where(str(path)), found.fault),))
    wanted = profiles.load(profile or _main(show), (show.root / "profiles",))
    is_heard_alone = isinstance(wanted.video.coding, Cover)
    if found.info.kind != "video" and not (found.info.kind == "sound" and is_heard_alone):
        what, hint = {
            "sound": ("a sound", "judge a podcast by its profile: --profile podcast; `together inspect` says what it is"),
            "still": ("a picture", "`together inspect` says what it is"),
        }[found.info.kind]
        raise InputFault((Diagnostic(Where(str(path)), f"this is {what} and no movie", hint),))
    if wanted.container != _BOXED:
        seen = look(path)
        planned = alone.planned_opened(seen, path.name)
        measurements, notes = _streams(show, path, found.info.digest, seen, planned, wanted, maker, listen)
        if measurements.listened is not None:
            planned = alone.as_heard(planned, measurements.listened.samples)
        told = tuple(alone.of_a_file(finding) for finding in judge(measurements, planned, wanted))
        return Judged(path, Report(path.name, wanted, planned, measurements, told), notes=(alone.HEADERS, *notes))
    if (container := _container(path, found.info)) != _MP4:
        message = f"the file is {container}, not MP4, so nothing in it was looked at"
        wrong = Finding("container", Severity.ERROR, message, hint="make it again as MP4 with H.264 and AAC")
        measurements = Measurements(path.stat().st_size, None, "", _UNHEARD)
        return Judged(path, Report(path.name, wanted, alone.planned_alone(None, path.name), measurements, (wrong,)))
    movie, damage = _boxes(path)
    source = FromSource(found.info.digest, str(path.absolute()))
    planned, plan = _alone(show, movie, source, wanted, path.name)
    measurements = _measured(show, path, movie, damage, plan, (), maker, listen)
    notes = tuple(_unseen(movie, wanted)) if movie else ()
    findings = tuple(alone.of_a_file(finding) for finding in judge(measurements, planned, wanted))
    return Judged(path, Report(path.name, wanted, planned, measurements, findings), notes=notes)


def _streams(
    show: Show, path: Path, sha256: str, seen: Opened, planned: Planned, profile: Profile, maker: Maker, listen: Listen, *,
    looks: bool = True, listens: bool = True,
) -> tuple[Measurements, tuple[str, ...]]:  # fmt: skip
    """Measure a file that is no MP4, if wanted, as far as it is coded as the profile asks; return what of it was not measured."""
    can_look, can_listen, notes = (False, False, ()) if seen.damage else alone.unseen(seen, profile)
    plan = delivered.alone(
        FromSource(sha256, str(path.absolute())), planned.rate, planned.samples, show.here.tools,
        looks=looks and can_look, listens=listens and can_listen, suffix=f".{profile.container}",
    )  # fmt: skip
    return replace(_measured(show, path, None, "", plan, (), maker, listen), opened=seen), notes


def _container(path: Path, info: MediaInfo) -> str:
    """Return what people call the container of a file. Raises OSError."""
    with path.open("rb") as stream:
        head = stream.read(12)
    if head[4:8] == b"ftyp":
        return "QuickTime" if head[8:] == b"qt  " else _MP4
    return _CONTAINERS.get(info.container.split(",")[0], info.container)


def _main(show: Show) -> str:
    try:
        return settings(show.root).deliver[0].profile
    except InputFault:
        return _USUAL


def _missing(folder: Path, work: Work) -> Diagnostic:
    language = f" --language {work.snapshot.language}" if work.snapshot.language else ""
    hint = f"`together build {work.episode.path} --profile {work.profile.name}{language}` makes it"
    if (refused := delivery.refused(folder)).is_dir():
        hint = f"{refused} was refused; its findings are in it"
    return Diagnostic(Where(str(folder)), "there is no package here", hint)


def _older(work: Work) -> str:
    return (
        f"it was made from another state of {work.episode.path}, its files or together than lies there now, and is judged by the "
        f"profile {work.profile.name} alone; build it to judge what is planned now"
    )


def _boxes(path: Path) -> tuple[Movie | None, str]:
    try:
        return boxes.read(path), ""
    except boxes.Malformed as fault:
        return None, str(fault)


def _alone(show: Show, movie: Movie | None, source: FromSource, profile: Profile, title: str) -> tuple[Planned, Plan | None]:
    planned = alone.planned_alone(movie, title)
    if movie is None:
        return planned, None
    looks, listens = alone.can_be_seen(movie), alone.can_be_heard(movie, profile)
    return planned, delivered.alone(source, planned.rate, planned.samples, show.here.tools, looks=looks, listens=listens)


def _unseen(movie: Movie, profile: Profile) -> Iterator[str]:
    if movie.track("vide") and not alone.can_be_seen(movie):
        yield "its picture was not looked at: it is not H.264, HEVC or AV1"
    if movie.track("soun") and not alone.can_be_heard(movie, profile):
        yield f"its sound was not listened to: it is not AAC at {profile.sound.sample_rate} Hz"
    if others := ", ".join(voice.title or voice.language for voice in voices_told(movie)):
        yield f"its own sound alone was listened to: the others ({others}) are judged by the index"


def _measured(
    show: Show,
    path: Path,
    movie: Movie | None,
    damage: str,
    plan: Plan | None,
    segments: tuple[str, ...],
    maker: Maker,
    listen: Listen,
) -> Measurements:
    """Measure a file as it lies there; `segments` are the names of those whose loudness is measured, in order."""
    size = path.stat().st_size
    if plan is None:
        return Measurements(size, movie, damage, _UNHEARD)
    results = execute([plan], show.store, maker, listen=listen)
    facts = {name: results.path(made).read_bytes() for name, made in plan.results.items()}
    pictures = (read(facts[delivered.PICTURE], PictureFacts),) if delivered.PICTURE in facts else ()
    listened = read(facts[SOUND], SoundFacts) if SOUND in facts else None
    shown = read(facts[THUMBNAIL], ThumbnailFacts) if THUMBNAIL in facts else None
    begun = None if movie is None else keys(path, movie)
    return Measurements(size, movie, "", _heard(listened, segments), None, pictures, listened, begun, shown)


def _heard(facts: SoundFacts | None, segments: tuple[str, ...]) -> Heard:
    if facts is None or not facts.is_decoded:
        return _UNHEARD
    loudness, peak = (None if value is None else value / 1000 for value in (facts.loudness, facts.true_peak))
    named = tuple(zip(segments, (None if one is None else one / 1000 for one in facts.segments), strict=False))
    figures: Mapping[str, object] = {
        "programme": {"loudness": loudness, "true_peak": peak},
        "segments": [{"name": name, "loudness": one} for name, one in named],
    }
    return Heard(loudness, peak, named, figures)
