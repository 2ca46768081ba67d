"""From sounds in a manifest to sound clips of a stack. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Protocol

from pipeline.media.info import MediaInfo, SoundInfo, VideoInfo
from pipeline.segments.base import HELD, Context
from pipeline.segments.fields import Loc
from pipeline.segments.medium import Bed, Level, Medium, Sound, Stem
from pipeline.timebase import FrameRange, clock
from pipeline.timeline.model import Contribution, SoundClip, SoundRole, SourceMedia
from pipeline.timeline.pace import AS_FILMED, Pace

_UNMISSED = Fraction(1, 10)
"""Seconds at the end of a voice that nobody misses."""


def source_range(
    context: Context, loc: Loc, medium: Medium, duration: Fraction, end: Fraction | None = None, pace: Pace = AS_FILMED
) -> tuple[Fraction, Fraction] | None:
    """Return where in a file of `duration` seconds to begin and how many seconds to use; to `end`, or all, where none is written.

    `length` is how long that is shown at a `pace`. None after telling, at the `in`, `out` or `length` that is at fault, that the
    file is shorter or nothing is left.
    """
    slack = HELD / context.rate
    start = context.seconds(medium.in_point) if medium.in_point else Fraction(0)
    if start >= duration:
        message = f"{medium.file} ends at {clock(duration)}, before `in` ({clock(start)})"
        context.fault((*loc, "in"), message, f"write an `in` before {clock(duration)}")
        return None
    end, field = duration if end is None or end <= start else end, "file"
    if medium.out_point:
        end, field = context.seconds(medium.out_point), "out"
    elif medium.length:
        end, field = start + pace.file(context.seconds(medium.length)), "length"
    if end > duration + slack:
        message = f"{medium.file} ends at {clock(duration)}, and `{field}` asks for it up to {clock(end)}"
        most = duration if field == "out" else pace.shown(duration - start)
        context.fault((*loc, field), message, f"write at most {clock(most)}, or leave `{field}` out")
        return None
    if pace.until(end - start) < slack:
        message = f"less than a frame is left of {medium.file} between {clock(start)} and {clock(end)}"
        context.fault((*loc, field), message, "write an earlier `in`, or a later end")
        return None
    return start, end - start


def silent(sound: SoundInfo, file: str) -> tuple[str, str]:
    """Return in words that nothing will be heard of a sound, and what to do."""
    if sound.unheard == "silent":
        return f"the sound of {file} is silent from beginning to end", "record or export it again"
    what = "holds sound in its channel for low effects (LFE) alone, which stereo leaves out: nothing will be heard"
    return f"{file} {what}", "export it as mono or stereo"


def is_good(
    context: Context, loc: Loc, medium: Medium, info: MediaInfo, used: Sequence[SoundInfo | VideoInfo | None], end: Fraction
) -> bool:
    """Say whether what is used of a file, up to second `end` of it, is undamaged; tell what is wrong where it is not."""
    limits = [part.good for part in used if part is not None and part.good is not None]
    is_limited = medium.out_point is not None or medium.length is not None
    if not info.damage or not limits or (is_limited and end <= min(limits) + HELD / context.rate):
        return True
    tenths = int(min(limits) * 10)
    again = "copy or export it again"
    hint = f"{again}; the first {tenths / 10} s can be used: write out: {tenths / 10}" if tenths else again
    field = "out" if medium.out_point else "length" if medium.length else "file"
    context.fault((*loc, field), info.damage, hint)
    return False


class Named(Protocol):
    """What names a file in the show's media folder."""

    @property
    def file(self) -> str:
        """Return its path there."""


def heard(context: Context, loc: Loc, medium: Named) -> MediaInfo | None:
    """Return the facts of a file that must hold sound, or None after telling what is wrong with it."""
    info = context.info(medium.file, *loc, "file")
    if info is not None and info.sound is None:
        hint = "name a file that has some, or export it again with its sound"
        context.fault((*loc, "file"), f"{medium.file} has no sound{_why_silent(info)}", hint)
        return None
    return info


def _why_silent(info: MediaInfo) -> str:
    unknown = any(each.kind == "sound" and each.reason == "unknown codec" for each in info.stepped_over)
    return " that can be decoded here" if unknown else ""


def heard_track(context: Context, loc: Loc, file: str, track: int | str | None, info: MediaInfo) -> SoundInfo | None:
    """Return the sound of a file that `track` asks for, and tell what a producer should know of it.

    That is: several sounds where none was asked for, sounds that are left out, and channels that name no layout.
    None after telling that there is no such track.
    """
    found = [sound for sound in info.sounds if track in (sound.track, sound.language)] if track is not None else [info.sound]
    listed = f"{file} has {_counted(len(info.sounds))}: {', '.join(str(sound) for sound in info.sounds)}"
    if len(found) != 1 or found[0] is None:
        wrong = f"are {len(found)} tracks {track!r}" if found else f"is no track {track!r}"
        context.fault((*loc, "track"), f"there {wrong}; {listed}", "write the number of one")
        return None
    sound = found[0]
    if track is None:
        if len(info.sounds) > 1:
            context.warn((*loc, "file"), f"{listed}; track {sound.track} is used", f"write track: {sound.track}, or another")
        tell_left_out(context, loc, file, info)
    for remark in info.remarks if info.video is None else ():  # of a film's picture, whoever shows it is told
        context.warn((*loc, "file"), remark)
    if sound.unheard:
        context.warn((*loc, "file"), *silent(sound, file))
    if not sound.has_layout:
        context.warn(
            (*loc, "file"),
            f"{file} has {sound.channels} channels and does not say where they belong;"
            " all are summed to mono at equal power, as independent ones",
            "to mix them yourself, export each as a file of its own; where they are a surround, write its layout into the file",
        )
    return sound


def tell_left_out(context: Context, loc: Loc, file: str, info: MediaInfo) -> None:
    """Tell which sounds of a file are left out, and which one is heard instead."""
    instead = f"track {info.sound.track} is used" if info.sound else "the clip is silent"
    for each in info.stepped_over:
        if each.kind == "sound":
            why = "holds nothing" if each.reason == "empty" else "has a codec that cannot be decoded here"
            hint = "" if each.reason == "empty" else "export it with AAC to use it"
            context.warn((*loc, "file"), f"sound {each.track} of {file} {why}; {instead}", hint)


def track_number(track: SoundInfo, info: MediaInfo) -> int:
    """Return the number by which a clip names a file's sound: 0 for the one that is taken where no other is asked for."""
    return 0 if track == info.sound else track.track


def _counted(number: int) -> str:
    return "one sound" if number == 1 else f"{number} sounds"


def placed(context: Context, loc: Loc, sound: Sound, role: SoundRole, default_at: Fraction = Fraction(0)) -> SoundClip | None:
    """Return the sound clip of a sound, all of its cut, or None after telling what is wrong."""
    info = heard(context, loc, sound)
    if info is None or info.sound is None:
        return None
    track = heard_track(context, loc, sound.file, sound.track, info)
    if track is None:
        return None
    # What is repeated is its sound alone; else a file is as long as all of it, whichever stream of it is used.
    first, last = track.first, track.first + track.duration
    cut = source_range(context, loc, sound, max(info.duration, last), last if sound.loop else None)
    if cut is None:
        return None
    start, seconds = cut
    if start >= last or start + seconds <= first:
        message = f"nothing is heard of {sound.file} there: its sound lasts from {clock(first)} to {clock(last)}"
        context.fault((*loc, "in" if start >= last else "file"), message, "choose another part of it")
        return None
    treatment = sound.treated(context, loc, track)
    if treatment is None or not is_good(context, loc, sound, info, [track], start + seconds):
        return None
    return SoundClip(
        media=SourceMedia(context.library.located(sound.file), info.digest),
        role=role,
        at=context.seconds(sound.at) if sound.at else default_at,
        start=start,
        seconds=seconds,
        gain_db=sound.gain,
        pan=sound.pan,
        fade_in=context.seconds(sound.fades.fade_in) if sound.fades.fade_in else Fraction(0),
        fade_out=context.seconds(sound.fades.fade_out) if sound.fades.fade_out else Fraction(0),
        sync=sound.sync if isinstance(sound, Stem) else None,
        duck=isinstance(sound, Bed) and sound.duck,
        treatment=treatment,
        mute=sound.mute,
        track=track_number(track, info),
        name=sound.file.rsplit("/", 1)[-1].rsplit(".", 1)[0],
        where=context.where(*loc),
    )


def fitted(context: Context, loc: Loc, clip: SoundClip, sound: Sound, frames: int) -> SoundClip | None:
    """Return a clip cut to a segment of `frames` frames, looped where the sound says so.

    A sound that runs past the segment is faded with it only where the producer or the bed asks for a fade.
    None after telling that it begins after the segment's end.
    """
    left = frames / context.rate - begin(clip)
    if left <= 0:
        context.fault(
            (*loc, "sync" if clip.at < frames / context.rate else "at"),
            f"the segment ends at {clock(frames / context.rate)}, before this sound begins",
            "let it begin earlier, or make the segment's `length` longer",
        )
        return None
    if clip.role is SoundRole.VOICE and clip.seconds > left + _UNMISSED and not clip.mute:
        message = f"this voice goes on until {clock(begin(clip) + clip.seconds)}, and the segment ends at"
        hint = "make the segment's `length` longer, or end the voice with `out`"
        context.warn(loc, f"{message} {clock(frames / context.rate)}: its end is not heard", hint)
    loop = sound.loop and clip.seconds < left
    seconds = left if loop else min(clip.seconds, left)
    fade_out = min(clip.fade_out, seconds / 2)
    return replace(clip, seconds=seconds, loop=loop, fade_in=min(clip.fade_in, seconds / 2), fade_out=fade_out)


def laid(
    context: Context, loc: Loc, sound: Sound | None, role: SoundRole, frames: int, did: str, title: str = ""
) -> tuple[tuple[SoundClip, ...], tuple[Contribution, ...]]:
    """Return the clip of a sound in a segment of `frames` frames and who `did` it; nothing where there is none, or a mistake."""
    if (
        sound is None
        or (clip := placed(context, loc, sound, role)) is None
        or (clip := fitted(context, loc, clip, sound, frames)) is None
    ):
        return (), ()
    if clip.mute:
        return (clip,), ()
    return (clip,), (contribution(context, loc, sound, audible(context, clip, frames), "sound", did, title),)


def beds(context: Context, loc: Loc, bed: Bed | None, frames: int) -> tuple[tuple[SoundClip, ...], tuple[Contribution, ...]]:
    """Return the clip and the contribution of a bed under a segment of `frames` frames; nothing where there is none."""
    return laid(context, loc, bed, SoundRole.BED, frames, "music")


def begin(clip: SoundClip) -> Fraction:
    """Return when a clip begins, in seconds of the segment, with the shift written in `sync`; may be below 0."""
    return clip.at + (clip.sync if isinstance(clip.sync, Fraction) else 0)


def audible(context: Context, clip: SoundClip, frames: int) -> FrameRange:
    """Return the frames of a segment of `frames` frames in which a clip sounds; a frame partly filled counts."""
    at = begin(clip)
    start = min(max(0, int(at * context.rate)), frames)
    end = -int(-(at + clip.seconds) * context.rate // 1)
    return FrameRange(start, max(0, min(end, frames) - start))


def contribution(
    context: Context, loc: Loc, medium: Medium, range_: FrameRange, kind: str, role: str = "", title: str = ""
) -> Contribution:
    """Return who did what with a medium, in `range_` of the segment; `role` and `title` are used where none is written.

    `role` is said in the language of the episode where that has a word for it.
    """
    return Contribution(
        people=medium.by,
        role=medium.role or context.words.role(role),
        range=range_,
        medium="sound" if kind == "sound" else "picture",
        title=medium.title or title,
        path=str(context.library.located(medium.file)),
        builds_on=medium.builds_on,
        license=medium.license,
        release=medium.release.name,
        scope=medium.release.scope,
        url=medium.url,
        isrc=medium.isrc if isinstance(medium, Level) else "",
        cue=medium.cue if isinstance(medium, Level) else "",
        is_cut=any((medium.in_point, medium.out_point, medium.length)),
        where=context.where(*loc),
        places=context.credited(loc, medium),
    )
