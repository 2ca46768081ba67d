"""A file of which nothing was planned: its own index is taken as the plan, so that it is judged by a profile alone. Pure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from pipeline.media.opened import Opened
from pipeline.profiles.model import Profile
from pipeline.qc.boxes import Movie, SoundForm, Track
from pipeline.qc.model import Finding, Planned, PlannedSpan
from pipeline.qc.opened import CODECS, SOUNDS
from pipeline.qc.voices import voices_told
from pipeline.timebase import FrameRange

_USUAL = tuple(Fraction(*rate) for rate in (
    (24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (48, 1), (50, 1), (60000, 1001), (60, 1), (12, 1), (15, 1),
))  # fmt: skip
_OF_BUILDS = ("build it again", "remove the stored part", "look at the report")
HEADERS = "its headers were not read one by one, as those of an MP4 are: it is judged by what they make of its streams"
"""What is not looked at in any file that is no MP4."""
_PACKET = 4608
"""Samples of a packet of FLAC, the longest."""
_NEAR = Fraction(1, 10_000)
"""Part of a rate by which a clock that cannot name it exactly may be off: 24 and 24000/1001 are ten times as far apart."""


def planned_alone(movie: Movie | None, title: str) -> Planned:
    """Return as planned what a file's index says: its frames, its rate, its length of sound. Nothing in it may stand still."""
    picture, sound = (movie.track(kind) if movie else None for kind in ("vide", "soun"))
    frames = len(picture.shown) if picture else 0
    rate = rate_of(picture) if picture else Fraction(25)
    whole = FrameRange(0, frames)
    return Planned(
        frames=frames,
        rate=rate,
        samples=_samples(sound),
        language="",
        spans=(PlannedSpan(whole, "", title),) if frames else (),
        title=title,
        parts=0,
        voices=voices_told(movie) if movie else (),
    )


def planned_opened(found: Opened, title: str) -> Planned:
    """Return as planned what a demuxer finds in a file: its frames, its rate, its length of sound."""
    picture = next((one for one in found.pictures if not one.is_still), None)
    frames = len(picture.ticks) if picture else 0
    return Planned(
        frames=frames,
        spans=(PlannedSpan(FrameRange(0, frames), "", title),) if frames else (),
        rate=(picture.rate if picture else Fraction(0)) or Fraction(25),
        samples=found.sounds[0].samples if found.sounds else 0,
        language="",
        title=title,
        parts=0,
    )


def rate_of(picture: Track) -> Fraction:
    """Return the frames a second of a picture: the usual rate that it comes near, or what its times say; 25 for one frame."""
    length = picture.shown[-1] - picture.shown[0] if picture.shown else 0
    if not length or not picture.timescale:
        return Fraction(25)
    said = Fraction((len(picture.shown) - 1) * picture.timescale, length)
    return next((usual for usual in _USUAL if abs(said - usual) < usual * _NEAR), said)


def of_a_file(finding: Finding) -> Finding:
    """Return a finding as it is told of a file that nobody here has made: without what only a build can do about it."""
    return replace(finding, hint="") if finding.hint.startswith(_OF_BUILDS) else finding


def can_be_seen(movie: Movie) -> bool:
    """Say whether the picture is coded so that it can be looked at here: as ours are."""
    picture = movie.track("vide")
    return picture is not None and picture.codec in ("avc1", "hvc1", "av01")


def can_be_heard(movie: Movie, profile: Profile) -> bool:
    """Say whether the sound is coded so that it can be listened to here: AAC with the profile's samples a second."""
    sound = movie.track("soun")
    if sound is None or not isinstance(sound.form, SoundForm):
        return False
    return sound.codec == "mp4a" and sound.form.sample_rate == profile.sound.sample_rate


def unseen(found: Opened, profile: Profile) -> tuple[bool, bool, tuple[str, ...]]:
    """Say of a file that is no MP4 whether its picture can be looked at, whether its sound can be listened to, and what cannot.

    Both can where they are coded as the profile asks.
    """
    picture = next((one for one in found.pictures if not one.is_still), None)
    sound = next(iter(found.sounds), None)
    looks = picture is not None and picture.codec == CODECS[type(profile.video.coding)]
    meant = (SOUNDS[profile.sound.codec], profile.sound.sample_rate)
    listens = sound is not None and (sound.codec, sound.sample_rate) == meant
    notes = []
    if picture is not None and not looks:
        notes.append(f"its picture was not looked at: it is {picture.codec}")
    if sound is not None and not listens:
        notes.append(f"its sound was not listened to: it is {sound.codec} at {sound.sample_rate} Hz")
    return looks, listens, tuple(notes)


def as_heard(planned: Planned, samples: int) -> Planned:
    """Return a plan that was taken from packets, of which each may last a little less than its file tells, with their samples."""
    return replace(planned, samples=samples) if 0 < planned.samples - samples <= _PACKET else planned


def _samples(sound: Track | None) -> int:
    if sound is None or not sound.timescale:
        return 0
    return round(Fraction(sound.length * 48_000, sound.timescale))
