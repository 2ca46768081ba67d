"""Reports whose truth is known: a programme of some seconds, its facts, and findings where a test wants them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

import av
import numpy as np

from pipeline import profiles
from pipeline.analysis import curves
from pipeline.analysis.facts import PictureFacts, Small, SoundFacts
from pipeline.captions import Caption
from pipeline.faults import Severity, Where
from pipeline.operations.measuring.small import small
from pipeline.profiles.model import Profile
from pipeline.qc.model import Finding, Heard, Measurements, Planned, PlannedSegment, PlannedSpan
from pipeline.qc.report import Report, Waived
from pipeline.timebase import FrameRange, timecode
from tests.qc.test_judge import GOOD

RATE = Fraction(25)
PROFILE: Profile = profiles.load("youtube")


@cache
def jpeg(seed: int, longest: int = 160) -> str:
    """Return a picture of a scene with soft shapes and some grain, as cameras see."""
    wide, high = np.meshgrid(np.linspace(0, 6, 640), np.linspace(0, 4, 360))
    waves = np.sin(wide * (1 + seed % 5) + seed) * np.cos(high * (2 + seed % 3))
    grain = np.random.default_rng(seed).normal(0, 6, (360, 640))
    rgb = np.stack([128 + 90 * np.roll(waves, 60 * channel, 1) + grain for channel in range(3)], axis=2)
    frame = av.VideoFrame.from_ndarray(rgb.clip(0, 255).astype(np.uint8), format="rgb24").reformat(format="yuv420p")
    return small(frame, 0, longest).jpeg


def finding(frame: int | None, severity: Severity = Severity.WARNING, **more: object) -> Finding:
    told = Finding(
        "black",
        severity,
        "the picture is black for 4.0 s",
        "" if frame is None else timecode(frame, RATE),
        "beta",
        Where("episodes/e.yaml", 8, 5),
        "look at the clip",
        frame=frame,
        frames=1 if frame is None else 100,
    )
    return replace(told, **more)  # type: ignore[arg-type]


def report(
    findings: Sequence[Finding] = (), waived: Sequence[Waived] = (), *, seconds: int = 60, title: str = "A Quilt", cues: int = 12
) -> Report:
    """Return a report of a programme of three segments, a picture every two seconds and captions in two languages."""
    frames = 25 * seconds
    third = frames // 3
    names = (("alpha", "Letter from Lviv"), ("beta", "Metal Dad"), ("gamma", "Credits"))
    ranges = [FrameRange(0, third), FrameRange(third, third), FrameRange(2 * third, frames - 2 * third)]
    spans = tuple(PlannedSpan(one, name, title_) for one, (name, title_) in zip(ranges, names, strict=True))
    segments = tuple(PlannedSegment(name, title_, one) for one, (name, title_) in zip(ranges, names, strict=True))
    each = Fraction(seconds, cues)
    captions = tuple(Caption(n * each, (n + Fraction(4, 5)) * each, f"Line {n} of all that is said here") for n in range(cues))
    planned = Planned(
        frames, RATE, 48_000 * seconds, "en", {"en": captions, "ar": captions[:2]}, 3, dict(names), frozenset({"gamma"}), spans,
        segments, tuple((one.start, title_) for one, (_, title_) in zip(ranges, names, strict=True)), title,
    )  # fmt: skip
    heard = Heard(-14.1, -1.2, (("alpha", -14.5), ("beta", -13.8), ("gamma", None)), {})
    pictures = tuple(facts(one) for one in ranges)
    measured = Measurements(5_207_033, GOOD, "", heard, None, pictures, sound(seconds))
    return Report("s01e01.mp4", PROFILE, planned, measured, tuple(findings), tuple(waived))


def facts(span: FrameRange) -> PictureFacts:
    taken = tuple(Small(frame, jpeg((span.start + frame) // 50)) for frame in range(0, span.frames, 50))
    return PictureFacts(
        span.frames, None, "", 0, "", "", span.frames, "", None, None, None, "", "", "", "", "", "", "", "", 160, 90, taken
    )


def sound(seconds: int) -> SoundFacts:
    """Return speech-like sound: words of 0.4 s; nothing after 36 s."""
    at = np.arange(100 * seconds)
    levels = np.where((at // 40) % 2, 0.05, 0.4) * np.where(at < 60 * seconds, 1, 0)
    heard = curves.half_decibels(np.repeat(levels.astype(np.float32)[:, None], 2, axis=1))
    loudness = np.where(np.arange(10 * seconds) < 6 * seconds, (-14 + 96) * 2, 0).astype(np.uint8)
    return SoundFacts(
        is_decoded=True, samples=48_000 * seconds, channels=2, sample_rate=48_000, misplaced=None, fault="", fault_at=0,
        packets="", configuration="", loudness=-14_100, true_peak=-1_200, peak_at=0, segments=(), heard=curves.pack(heard),
        planned="", range=5_300, short_term=curves.pack(loudness), clipped=((48_000, 10),), clicks=(),
        dead=(), swapped=(), lags=(),
    )  # fmt: skip


def many(count: int) -> tuple[Finding, ...]:
    """Return findings of both kinds all over a minute."""
    kinds = (Severity.ERROR, Severity.WARNING)
    return tuple(finding(37 * number, kinds[number % 2], code=f"code_{number}", frames=1) for number in range(count))


WAIVED = Waived(finding(500), "the pause is meant, <b>really</b>", Where("episodes/e.yaml", 3, 10))
PICTURES = {37 * number: jpeg(number, 384) for number in range(12)} | {500: jpeg(3, 384)}
FORMS = {
    "clean": report(),
    "waived": report([finding(200)], [WAIVED]),
    "refused": report(
        [
            finding(400, Severity.ERROR),
            finding(None, Severity.ERROR, code="loudness", message="the programme is 3 LU too quiet"),
            finding(75),
        ]
    ),
    "many": report(many(40)),
}
"""What a page may look like."""
