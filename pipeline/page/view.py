"""What the page shows of a report, in its order and its words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from pipeline.captions import Caption
from pipeline.faults import Severity, Where
from pipeline.page.charts import decoded
from pipeline.profiles.model import Cover, VideoProfile
from pipeline.qc.model import Finding, Measurements, Planned
from pipeline.qc.report import Report
from pipeline.timebase import clock, half_up, timecode
from pipeline.values import dataclass

MOST_PICTURES = 120
_TIMELINE_LETTERS, _FINDINGS_LETTERS = 600_000, 1_000_000
"""Small pictures on the whole timeline; letters of base64 of all of them, and of those of findings: a page stays below 2 MB."""

_TILES_WIDTH, _TILES_HEIGHT = 1080, 56
"""Pixels of the row of pictures, from which follows how many stand in it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the page shows it. `kind` is `error`, `warning` or `waived`; `left` and `width` are percents of the timeline.

    `frame` is None for one of the whole file, `jpeg` (base64) is empty where there is no picture of that frame.
    """

    number: int
    kind: str
    code: str
    message: str
    hint: str
    timecode: str
    frame: int | None
    segment: str
    where: str
    reason: str
    reason_where: str
    jpeg: str
    left: str
    width: str


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the timeline with words on it; `left` and `width` are percents."""

    frame: int
    left: str
    width: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A small picture: its frame, and the JPEG in base64."""

    frame: int
    jpeg: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure, what was wanted of it (empty: nothing), and whether it is so (None: nothing was wanted)."""

    name: str
    value: str
    wanted: str = ""
    is_met: bool | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A segment in the table: where it begins, how long it is, how loud."""

    title: str
    frame: int
    begins: str
    lasts: str
    loudness: str


def findings(report: Report, taken: Mapping[int, str]) -> tuple[Shown, ...]:
    """Return all findings, errors first, then warnings, then what was waived, each kind in the order of the programme.

    `taken` are pictures of frames; those of the first findings are shown, as far as the page stays small.
    """
    room = _FINDINGS_LETTERS
    found: list[tuple[str, Finding, str, Where | None]] = [
        (finding.severity.value, finding, "", None) for finding in report.findings
    ]
    found += [("waived", one.finding, one.reason, one.where) for one in report.waived]
    kinds = (Severity.ERROR.value, Severity.WARNING.value, "waived")
    found.sort(key=lambda one: (kinds.index(one[0]), -1 if one[1].frame is None else one[1].frame))
    shown = []
    for number, (kind, finding, reason, where) in enumerate(found, 1):
        jpeg = taken.get(-1 if finding.frame is None else finding.frame, "")
        room -= len(jpeg)
        shown.append(_shown(number, kind, finding, reason, where, report.planned, jpeg if room >= 0 else ""))
    return tuple(shown)


def _shown(
    number: int, kind: str, finding: Finding, reason: str, where: Where | None, planned: Planned, jpeg: str
) -> Shown:
    frame = finding.frame
    if frame is not None:
        frame = min(frame, max(0, planned.frames - 1))
    return Shown(
        number=number,
        kind=kind,
        code=finding.code,
        message=finding.message,
        hint=finding.hint,
        timecode=finding.timecode,
        frame=frame,
        segment=planned.titles.get(finding.segment, finding.segment),
        where=str(finding.where or ""),
        reason=reason,
        reason_where=str(where or ""),
        jpeg=jpeg,
        left=share(frame or 0, planned.frames),
        width=share(finding.frames if finding.frames > 1 else 0, planned.frames),
    )


def share(frame: int, frames: int) -> str:
    """Return a place on the timeline in percent."""
    return f"{100 * min(frame, frames) / max(1, frames):.3f}%"


def segments(planned: Planned) -> tuple[Block, ...]:
    """Return the segments on the timeline."""
    return tuple(_block(one.range.start, one.range.frames, one.title, planned.frames) for one in planned.segments)


def chapters(planned: Planned) -> tuple[Block, ...]:
    """Return the chapters on the timeline, each up to the next."""
    ends = [*(frame for frame, _ in planned.marks), planned.frames][1:]
    return tuple(
        _block(frame, end - frame, title, planned.frames) for (frame, title), end in zip(planned.marks, ends, strict=True)
    )


def captions(planned: Planned) -> dict[str, tuple[Block, ...]]:
    """Return the captions on the timeline by language, the episode's own first."""
    order = sorted(planned.captions, key=lambda language: (language != planned.language, language))
    return {language: tuple(_captions(planned.captions[language], planned)) for language in order if planned.captions[language]}


def _captions(cues: Sequence[Caption], planned: Planned) -> Iterator[Block]:
    for cue in cues:
        begin, end = (half_up(time * planned.rate) for time in (cue.start, cue.end))
        yield _block(begin, end - begin, " ".join(cue.text.split()), planned.frames)


def _block(frame: int, count: int, text: str, frames: int) -> Block:
    return Block(frame, share(frame, frames), share(count, frames), text)


def pictures(report: Report) -> tuple[Picture, ...]:
    """Return small pictures of the programme in order, spread evenly where there are more than fit."""
    planned, facts = report.planned, report.measurements.pictures
    if len(facts) != len(planned.spans):
        return ()
    found = [
        Picture(span.range.start + one.frame, one.jpeg)
        for span, told in zip(planned.spans, facts, strict=True)
        for one in told.small
    ]
    letters = sum(len(picture.jpeg) for picture in found)
    most = min(len(found), MOST_PICTURES, len(found) * _TIMELINE_LETTERS // max(1, letters))
    return tuple(found[number * len(found) // most] for number in range(most))


def tiles(report: Report, found: Sequence[Picture]) -> tuple[Picture, ...]:
    """Return those that stand in the row of pictures, each nearest to the middle of its place."""
    if not found:
        return ()
    video = report.profile.video
    count = max(1, round(_TILES_WIDTH * video.height / (_TILES_HEIGHT * video.width)))
    middles = ((2 * number + 1) * report.planned.frames // (2 * count) for number in range(count))
    return tuple(min(found, key=lambda picture: abs(picture.frame - middle)) for middle in middles)


def ticks(planned: Planned) -> tuple[Block, ...]:
    """Return the marks of the time, at most ten, at whole seconds of a clock."""
    seconds = planned.frames / planned.rate
    steps = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
    step = next((one for one in steps if seconds <= 10 * one), 7200)
    times = (Fraction(number * step) for number in range(int(seconds // step) + 1))
    frames = [(half_up(time * planned.rate), clock(time)) for time in times]
    return tuple(_block(frame, 0, text, planned.frames) for frame, text in frames if frame < 0.96 * planned.frames)


def figures(report: Report) -> tuple[Figure, ...]:
    """Return what was measured of the whole file."""
    profile, planned, measured = report.profile, report.planned, report.measurements
    return (
        *_sound_figures(report),
        *_tracks(measured, planned),
        _picture(profile.video, planned.rate),
        Figure("Size", f"{measured.size / 1_000_000:.1f} MB"),
    )


def _picture(video: VideoProfile, rate: Fraction) -> Figure:
    size = f"{video.width} × {video.height}"
    if isinstance(video.coding, Cover):
        return Figure("Picture", f"none but the cover, {size}")
    return Figure("Picture", f"{size}, {_rate(rate)} frames a second{', interlaced' if video.is_interlaced else ''}")


def _sound_figures(report: Report) -> Iterator[Figure]:
    measured, limits = report.measurements, report.profile.loudness
    listened = decoded(measured)
    loudness, peak, range_ = measured.sound.loudness, measured.sound.true_peak, measured.sound.range
    if listened is not None:
        figures_ = listened.loudness, listened.true_peak, listened.range
        loudness, peak, range_ = (None if one is None else one / 1000 for one in figures_)
    wanted = f"{decibels(float(limits.target), 0)} ± {float(limits.tolerance):g}"
    is_met = loudness is not None and abs(loudness - limits.target) <= limits.tolerance
    yield Figure("Loudness", decibels(loudness, 1, " LUFS"), wanted, is_met)
    is_met = peak is None or peak <= limits.ceiling + Fraction(1, 5)  # as two good meters may differ
    yield Figure("True peak", decibels(peak, 1, " dBTP"), f"at most {decibels(float(limits.ceiling), 0)}", is_met)
    yield Figure("Loudness range", decibels(range_, 1, " LU"))


def _tracks(measured: Measurements, planned: Planned) -> Iterator[Figure]:
    for kind, name in (("vide", "picture"), ("soun", "sound")):
        track = measured.movie.track(kind) if measured.movie else None
        if track is None:
            yield Figure(f"The {name}", "cannot be read", "", is_met=False)
            continue
        if kind == "vide":
            is_met = len(track.shown) == planned.frames
            yield Figure("Frames", f"{len(track.shown):,}", f"{planned.frames:,}", is_met)
        elif track.timescale:
            samples = track.length * 48_000 // track.timescale
            yield Figure("Samples", f"{samples:,}", f"{planned.samples:,}", samples == planned.samples)
        if track.length:
            rate = track.size * 8 * track.timescale // track.length
            yield Figure(f"Bit rate of the {name}", f"{rate / 1000:,.0f} kbit/s")


def parts(report: Report) -> tuple[Part, ...]:
    """Return the segments as a table shows them."""
    planned, heard = report.planned, dict(report.measurements.sound.segments)
    return tuple(
        Part(
            one.title,
            one.range.start,
            timecode(one.range.start, planned.rate),
            clock(one.range.frames / planned.rate, digits=1),
            decibels(heard.get(one.name), 1, " LUFS"),
        )
        for one in planned.segments
    )


def decibels(value: float | None, digits: int, unit: str = "") -> str:
    """Write a level for people, with a true minus sign; a dash for none."""
    return "–" if value is None else f"{value:.{digits}f}{unit}".replace("-", "−")


def _rate(rate: Fraction) -> str:
    return f"{rate}" if rate.denominator == 1 else f"{float(rate):.2f}"
