"""When a picture in a picture is seen and heard: on the clock of what it lies over. Pure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from pipeline.segments.base import Context
from pipeline.segments.fields import Loc
from pipeline.segments.host import Host
from pipeline.segments.medium import PictureInPicture
from pipeline.segments.picture import shot, without
from pipeline.timebase import clock
from pipeline.timeline.model import Clip, Contribution, SoundClip
from pipeline.values import dataclass

UNHEARD = Fraction(-144)
"""Decibels at which a sound is lost in 24 bits: what is only lined up is mixed so low, since that is where takes are placed."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A picture in a picture from frame `start` of its segment on, its sound, and who made what is seen behind it.

    `unplaced` says that its sound has not been lined up yet.
    """

    start: int
    clip: Clip
    sound: SoundClip | None
    behind: tuple[Contribution, ...]
    unplaced: bool = False


def timed(context: Context, loc: Loc, spec: PictureInPicture, host: Host, number: int) -> Timed | None:
    """Return when a picture is seen, what of it is seen and heard, and who made what is behind it; None after a mistake.

    Its sound is to be the one of that `number` in the segment.
    """
    length = host.seen.frames
    at = context.seconds(spec.at) if spec.at else Fraction(0)
    if context.frames(at) >= length:
        message = f"the picture comes at {clock(at)}, and what it lies over ends at {clock(length / context.rate)}"
        context.fault((*loc, "at"), message, "write an earlier `at`")
        return None
    is_heard = spec.sound != "off" and not spec.mute
    one = shot(context, loc, spec if is_heard or spec.sync != "auto" else _heard(spec), length - context.frames(at))
    if one is None:
        return None
    later, guide = at, _guide(context, host, at) if spec.sync == "auto" else None
    stood = context.takes.get(number) if spec.sync == "auto" else None
    if spec.sync == "auto":
        if one.sound is None or guide is None:
            message = "sync: auto lines up two sounds, and one is missing"
            context.fault((*loc, "sync"), message, "write seconds: sync: 0.4")
            return None
        if stood is not None:
            later = stood.scale * one.clip.start + stood.later - host.seen.start / context.rate
    elif spec.sync is not None:
        later += spec.sync
    clip = one.clip
    first = context.frames(later)
    if spec.sync is not None and first < context.frames(at):
        # What comes before it is to be seen is left out, and all runs on one clock.
        gone = context.frames(at) - first
        clip, first = without(clip, gone, context.rate), context.frames(at)
    if spec.sync is not None:  # to less than a frame
        passed = one.clip.pace.file(first / context.rate - later)
        clip = replace(clip, start=max(Fraction(0), one.clip.start + passed))
    clip = replace(clip, frames=min(clip.frames, length - first))
    if clip.frames < 1:
        context.fault((*loc, "sync" if spec.sync else "file"), "nothing of it is seen: it begins too late, or ends too early",
                      "write another `sync`, or another part of its file")  # fmt: skip
        return None
    if spec.length and one.clip.frames > clip.frames and spec.sync is None:
        message = f"what it lies over ends at {clock(length / context.rate)}, before this picture does"
        context.warn((*loc, "length"), message, "it goes with it; write a shorter `length` if that is not meant")
    start = host.seen.start + first
    if one.sound is None:
        return Timed(start, clip, None, one.behind)
    sound = _sounding(context, one.sound, clip, start)
    if spec.sync == "auto":
        sound = _lined_up(sound if stood else one.sound, guide, is_heard=is_heard)
        sound = sound if stood else replace(sound, at=host.seen.start / context.rate + at)
    return Timed(start, clip, sound, one.behind, unplaced=spec.sync == "auto" and stood is None)


def _heard(spec: PictureInPicture) -> PictureInPicture:
    return spec.model_copy(update={"sound": "on"})


def _guide(context: Context, host: Host, at: Fraction) -> int | None:
    """Return the number of the sound that a picture which comes `at` seconds into its host is lined up with."""
    frame = host.seen.start + context.frames(at)
    return next((number for heard, number in host.guides if frame in heard), None)


def _sounding(context: Context, sound: SoundClip, clip: Clip, start: int) -> SoundClip:
    """Return the sound of a picture as it is heard with it, from frame `start` of the segment on."""
    begins, length = start / context.rate, clip.frames / context.rate
    fades = min(sound.fade_in, length / 2), min(sound.fade_out, length / 2)
    return replace(sound, at=begins, start=clip.start, pace=clip.pace, seconds=length, fade_in=fades[0], fade_out=fades[1])


def _lined_up(sound: SoundClip, guide: int | None, *, is_heard: bool) -> SoundClip:
    return replace(sound, sync="auto", guide=guide, gain_db=sound.gain_db if is_heard else UNHEARD)
