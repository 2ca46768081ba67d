"""From footage, stills, scenes and colours in a manifest to clips of a track. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.media.info import MediaInfo, VideoInfo
from pipeline.segments.base import Context
from pipeline.segments.fields import Loc
from pipeline.segments.medium import FITS, Background, Filmed, Look, Medium, Tile
from pipeline.segments.pacing import lasting, stands, tell_ramp, tell_still, turned
from pipeline.segments.scenes import scene
from pipeline.segments.sound import contribution, heard_track, is_good, source_range, tell_left_out, track_number
from pipeline.segments.transparency import is_clear
from pipeline.segments.treated import drawn, treatment
from pipeline.timebase import FrameRange, clock
from pipeline.timeline.model import (
    WHOLE,
    Box,
    Clip,
    ColourMedia,
    Contribution,
    Gap,
    Item,
    Placement,
    SoundClip,
    SoundRole,
    SourceMedia,
    StillMedia,
    Track,
)
from pipeline.timeline.pace import AS_FILMED
from pipeline.values import dataclass

_TOLD = Fraction(1, 4)
"""Seconds for which a picture is held beyond its own in silence: encoders end streams apart by less."""


UNSEEN = Fraction(1, 4)
"""Seconds for which a last picture may stand without a word: the picture of a phone often ends so much before its sound."""


@dataclass(frozen=True, slots=True)
class Shot:
    """Footage cut to whole frames: its clip, and its sound as if the segment began with it (None where it is silent).

    `behind` is who made what is seen through it, in its own frames.
    """

    clip: Clip
    sound: SoundClip | None
    behind: tuple[Contribution, ...] = ()

    def sound_at(self, context: Context, frame: int) -> tuple[SoundClip, ...]:
        """Return the sound with its clip beginning at `frame` of the segment."""
        return () if self.sound is None else (replace(self.sound, at=frame / context.rate),)


def begin(context: Context, medium: Medium) -> Fraction:
    """Return the second of its file at which a medium begins."""
    return context.seconds(medium.in_point) if medium.in_point else Fraction(0)


def without(clip: Clip, frames: int, rate: Fraction) -> Clip:
    """Return a clip without its first `frames` frames."""
    seconds = frames / rate
    passed = clip.pace.file(seconds)
    start, reverse = clip.start + (-passed if clip.reverse else passed), max(Fraction(0), clip.reverse - passed)
    left = clip.frames - frames
    return replace(
        clip, start=start, reverse=reverse, pace=clip.pace.later(seconds), frames=left, held=min(clip.held, left)
    )


def placement(look: Look, box: Box = WHOLE) -> Placement:
    """Return where and how a picture is placed on the canvas."""
    # What is seen in a shape fills it, if nobody asked for bars.
    fit = "cover" if look.mask and "fit" not in look.model_fields_set else look.fit
    return Placement(FITS[fit], box, look.focus, look.move)


def seen(context: Context, loc: Loc, medium: Medium) -> MediaInfo | None:
    """Return the facts of a file that must hold a picture, or None after telling what is wrong with it."""
    info = context.info(medium.file, *loc, "file")
    if info is not None and info.kind != "still" and info.video is None:
        context.fault(
            (*loc, "file"),
            f"{medium.file} has no picture",
            "name a video or a still, or give its sound to a bed, a voice or a stem",
        )
        return None
    if info is not None:
        _tell_pictures(context, loc, medium.file, info)
    return info


def _tell_pictures(context: Context, loc: Loc, file: str, info: MediaInfo) -> None:
    for remark in info.remarks:
        context.warn((*loc, "file"), remark)
    alone = "export another as a file of its own to use it"
    if info.pictures > 1:
        context.warn((*loc, "file"), f"{file} has {info.pictures} pictures; its default, or else the first, is used", alone)
    if unread := [each.track for each in info.stepped_over if each.kind == "picture"]:
        numbers = ", ".join(map(str, unread))
        message = f"picture {numbers} of {file} has a codec that cannot be decoded here; another is used"
        context.warn((*loc, "file"), message, alone)


def shot(context: Context, loc: Loc, footage: Filmed, frames: int | None = None) -> Shot | None:
    """Return footage cut as written, or to `frames` frames where it is a still of no length. None after telling what is wrong."""
    info = seen(context, loc, footage)
    if info is None:
        return None
    start, seconds, pace, reverse = Fraction(0), Fraction(0), AS_FILMED, Fraction(0)
    if info.video is None or info.kind == "still":
        for name, point in (("in", footage.in_point), ("out", footage.out_point)):
            if point:
                context.fault((*loc, name), f"{footage.file} is a still, which has no `{name}`", "write `length`")
        tell_still(context, loc, footage.file, footage)
        if footage.length:
            frames = max(1, context.frames(context.seconds(footage.length)))
        if frames is None:
            context.fault((*loc, "file"), f"{footage.file} is a still and needs a length", "write length: 5")
            return None
    else:
        if footage.move != "none":
            context.fault((*loc, "move"), f"{footage.file} moves by itself", "`move` is for stills; remove it")
        end = _end(footage, info, info.video)
        tell_ramp(context, loc, footage.file, footage, max(info.duration, end))
        pace = footage.pace(begin(context, footage), context.rate)
        cut = stands(context, loc, footage, source_range(context, loc, footage, max(info.duration, end), end, pace))
        if cut is None:
            return None
        start, seconds = cut
        sounds = info.sounds if footage.sound != "off" and not footage.mute else ()
        if not is_good(context, loc, footage, info, [info.video, *sounds], start + seconds):
            return None
        _tell_held(context, loc, footage.file, info.video, start, start + seconds)
        frames = max(1, context.frames(lasting(context, footage, pace, seconds)))
        if (backwards := turned(context, loc, footage, info.video, seconds)) is None:
            return None
        reverse = backwards
        seconds = pace.file(frames / context.rate)
    assert frames is not None
    fades = faded(context, loc, footage, frames)
    if fades is None:
        return None
    clip = Clip(
        media=_media(context, footage.file, info),
        frames=frames,
        start=start + reverse,
        placement=placement(footage),
        treatment=treatment(context, loc, footage, start, seconds),
        pace=pace,
        reverse=reverse,
        fade_in=context.frames(fades[0]),
        fade_out=context.frames(fades[1]),
        is_clear=info.video is not None and info.video.has_alpha,
        where=context.where(*loc),
    )
    return grounded(context, loc, footage, Shot(clip, _own_sound(context, loc, footage, info, clip, fades)))


def grounded(context: Context, loc: Loc, footage: Filmed, found: Shot) -> Shot:
    """Return a shot with what is seen behind it, where its screen was or its file is transparent."""
    clear = is_clear(context, loc, footage, found.clip)
    found = replace(found, clip=replace(found.clip, is_clear=clear))
    if not (clear or footage.chroma_key or footage.mask):
        return found
    rows, made = background(context, (*loc, "background"), footage.background, found.clip.frames, (found.sound,))
    clips = tuple(item for row in rows for item in row.items if isinstance(item, Clip))
    return replace(found, clip=replace(found.clip, behind=clips), behind=made) if clips else found


def _end(footage: Filmed, info: MediaInfo, video: VideoInfo) -> Fraction:
    """Return when the last of what is seen and heard of a file ends."""
    heard = [sound for sound in info.sounds if footage.track in (sound.track, sound.language)] if footage.track else [info.sound]
    silent = footage.sound == "off" or footage.mute
    ends = [sound.first + sound.duration for sound in heard if sound is not None and not silent]
    return max(video.first + video.duration, *ends, Fraction(0))


def _tell_held(context: Context, loc: Loc, file: str, video: VideoInfo, start: Fraction, end: Fraction) -> None:
    first, last = video.first, video.first + video.duration
    before, after = min(first, end) - start, end - max(last, start)
    if before > _TOLD:
        message = f"the picture of {file} begins at {clock(first)}: its first one is held until then"
        context.warn((*loc, "file"), message, f"write in: {clock(first)} to begin with it")
    if after > _TOLD:
        message = f"the picture of {file} ends at {clock(last)}, its sound at {clock(end)}: its last one is held until then"
        context.warn((*loc, "file"), message, f"write out: {clock(last)} to end with it")


def faded(context: Context, loc: Loc, footage: Filmed, frames: int) -> tuple[Fraction, Fraction] | None:
    """Return the seconds of fade at both ends of a clip of `frames` frames, or None after telling that they do not fit."""
    times = (footage.fades.fade_in, footage.fades.fade_out)
    into, out = (context.seconds(time) if time else Fraction(0) for time in times)
    if into + out > frames / context.rate:
        hint = f"it lasts {clock(frames / context.rate)}; write shorter ones"
        context.fault((*loc, "fades"), "the fades are longer than the clip", hint)
        return None
    return into, out


def _own_sound(
    context: Context, loc: Loc, footage: Filmed, info: MediaInfo, clip: Clip, fades: tuple[Fraction, Fraction]
) -> SoundClip | None:
    if footage.sound == "off" and footage.asked:
        message = f"`{footage.asked}` does nothing: the clip is silent (sound: off)"
        context.warn((*loc, footage.asked), message, "remove one of both")
    if footage.sound == "off" or footage.mute:
        return None
    if info.sound is None or info.kind == "still":
        if footage.asked:
            context.fault((*loc, footage.asked), f"{footage.file} has no sound", f"remove `{footage.asked}`")
        elif footage.sound == "voice":
            context.fault((*loc, "sound"), f"{footage.file} has no sound", "write sound: off")
        elif footage.track is not None:
            context.fault((*loc, "track"), f"{footage.file} has no sound, so no track {footage.track!r}", "remove `track`")
        else:
            tell_left_out(context, loc, footage.file, info)
        return None
    track = heard_track(context, loc, footage.file, footage.track, info)
    treatment = footage.treated(context, loc, track) if track is not None else None
    if track is None or treatment is None:
        return None
    return SoundClip(
        media=SourceMedia(context.library.located(footage.file), info.digest),
        role=SoundRole.VOICE if footage.sound == "voice" else SoundRole.NAT,
        at=Fraction(0),
        start=clip.start,
        seconds=clip.frames / context.rate,
        gain_db=footage.gain,
        pan=footage.pan,
        fade_in=fades[0],
        fade_out=fades[1],
        treatment=treatment,
        track=track_number(track, info),
        pace=clip.pace,
        pitch=footage.pitch,
        reverse=bool(clip.reverse),
        name=footage.file.rsplit("/", 1)[-1].rsplit(".", 1)[0],
        where=context.where(*loc),
    )


def shot_contributions(
    context: Context, loc: Loc, footage: Filmed, found: Shot, at: int, title: str
) -> tuple[Contribution, ...]:
    """Return who is seen, and heard where it sounds, in a shot that begins at frame `at`."""
    range_ = FrameRange(at, found.clip.frames)
    own = contributed(context, loc, footage, found.clip, range_, title, is_heard=found.sound is not None)
    return (*own, *(replace(one, range=one.range.shifted(at)) for one in found.behind))


def contributed(
    context: Context, loc: Loc, footage: Filmed, clip: Clip, seen: FrameRange, title: str, *, is_heard: bool
) -> tuple[Contribution, ...]:
    """Return who is seen in a clip, and then who is heard, if it is: not while its picture stands, and its sound is silent."""
    sounds = clip.pace.moves(seen.frames / context.rate) if is_heard else ()
    # A frame that is filled in part counts.
    parts = [(int(begin * context.rate), -int(-end * context.rate // 1)) for begin, end in sounds]
    heard = (FrameRange(seen.start + begin, min(end, seen.frames) - begin) for begin, end in parts)
    picture = contribution(context, loc, footage, seen, "picture", title=title)
    return picture, *(contribution(context, loc, footage, one, "sound", title=title) for one in heard)


def background(
    context: Context, loc: Loc, spec: Background | None, frames: int, heard: Sequence[SoundClip | None] = ()
) -> tuple[tuple[Track, ...], tuple[Contribution, ...]]:
    """Return the track behind a card or a text of `frames` frames, and who made it. A shorter video is repeated.

    `heard` are the sounds of the segment, the first of which a scene may show.
    """
    if spec is None:
        return (), ()
    where = context.where(*loc)
    if spec.colour:
        return (Track("background", (Clip(ColourMedia(spec.colour), frames, where=where),)),), ()
    if spec.scene:
        made = scene(context, loc, spec, spec.scene, spec.parameters, frames, next(filter(None, heard), None))
        if made is None:
            return (), ()
        still = replace(placement(spec), move="none")
        treated = drawn(context, loc, spec, Fraction(0), frames / context.rate)
        clip = Clip(made[0], frames, placement=still, treatment=treated, where=where)
        return (Track("background", (clip,)),), made[1]
    items = _after(context, loc, spec, frames)
    if not items:
        return (), ()
    return (Track("background", items),), (contribution(context, loc, spec, FrameRange(0, frames), "picture", "picture"),)


def _after(context: Context, loc: Loc, spec: Background, frames: int) -> tuple[Item, ...]:
    info = seen(context, loc, spec)
    if info is None:
        return ()
    media = _media(context, spec.file, info)
    if isinstance(media, StillMedia) or info.video is None:
        tell_still(context, loc, spec.file, spec)
        treated = treatment(context, loc, spec)
        return (Clip(media, frames, placement=placement(spec), treatment=treated, where=context.where(*loc)),)
    pace = spec.pace(begin(context, spec), context.rate)
    cut = source_range(context, loc, spec, info.duration, info.video.first + info.video.duration, pace)
    cut = stands(context, loc, spec, cut)
    if cut is None:
        return ()
    start, seconds = cut
    if not is_good(context, loc, spec, info, [info.video], start + seconds):
        return ()
    # `move` belongs to stills: a video moves by itself.
    look = replace(placement(spec), move="none")
    if (reverse := turned(context, loc, spec, info.video, seconds)) is None:
        return ()
    length = max(1, context.frames(lasting(context, spec, pace, seconds)))
    treated = treatment(context, loc, spec, start, seconds)
    clip = Clip(media, length, start + reverse, look, treatment=treated, pace=pace, reverse=reverse, where=context.where(*loc))
    is_looped = spec.loop is not False
    if spec.loop is None and _is_short(context, clip, frames):
        other = "loop: off to hold its last picture, or loop: on"
        _tell_short(context, loc, spec, clip, frames, "is repeated from its beginning", other)
    return _filled(clip, frames, is_looped=is_looped)


def _is_short(context: Context, clip: Clip, frames: int) -> bool:
    return clip.frames / context.rate < frames / context.rate - UNSEEN


def _tell_short(context: Context, loc: Loc, medium: Medium, clip: Clip, frames: int, done: str, other: str) -> None:
    context.warn(
        (*loc, "file"),
        f"{medium.file} gives {clock(clip.frames / context.rate)} of picture for {clock(frames / context.rate)}: it {done}",
        f"write {other} if that is meant",
    )


def _filled(clip: Clip, frames: int, *, is_looped: bool) -> tuple[Item, ...]:
    """Return `frames` frames of a clip that may be shorter: repeated, or with its last picture held."""
    if not is_looped:
        short = max(0, frames - clip.frames)
        return (replace(clip, frames=frames, held=short),)
    items, left = [], frames
    while left > 0:
        items.append(replace(clip, frames=min(left, clip.frames)))
        left -= clip.frames
    return tuple(items)


def tile(context: Context, loc: Loc, spec: Tile, box: Box, frames: int) -> tuple[Item, ...]:
    """Return a mosaic's tile in its box, `frames` long: a shorter clip holds its last picture, which is told, or is repeated.

    A still that has a length of its own ends with it. Empty after a mistake.
    """
    info = seen(context, loc, spec)
    if info is None:
        return ()
    media = _media(context, spec.file, info)
    if isinstance(media, StillMedia) or info.video is None:
        tell_still(context, loc, spec.file, spec)
        length = max(1, context.frames(context.seconds(spec.length))) if spec.length else frames
        placed = placement(spec, box)
        treated = treatment(context, loc, spec)
        return (Clip(media, min(length, frames), placement=placed, treatment=treated, where=context.where(*loc)),)
    pace = spec.pace(begin(context, spec), context.rate)
    cut = source_range(context, loc, spec, info.duration, info.video.first + info.video.duration, pace)
    cut = stands(context, loc, spec, cut)
    if cut is None or not is_good(context, loc, spec, info, [info.video], cut[0] + cut[1]):
        return ()
    look = replace(placement(spec, box), move="none")
    if (reverse := turned(context, loc, spec, info.video, cut[1])) is None:
        return ()
    length = max(1, context.frames(lasting(context, spec, pace, cut[1])))
    treated = treatment(context, loc, spec, *cut)
    clip = Clip(media, length, cut[0] + reverse, look, treatment=treated, pace=pace, reverse=reverse, where=context.where(*loc))
    if spec.loop is None and _is_short(context, clip, frames):
        _tell_short(context, loc, spec, clip, frames, "holds its last picture", "loop: on to repeat it, or loop: off")
    return _filled(clip, frames, is_looped=bool(spec.loop))


def _media(context: Context, path: str, info: MediaInfo) -> SourceMedia | StillMedia:
    kind = StillMedia if info.kind == "still" else SourceMedia
    return kind(context.library.located(path), info.digest)


def gapped(placed: list[tuple[int, Clip]]) -> tuple[Item, ...]:
    """Return a track's items from clips that begin at given frames, in order and apart, with gaps between them."""
    items: list[Item] = []
    at = 0
    for start, clip in placed:
        if start > at:
            items.append(Gap(start - at))
        items.append(clip)
        at = start + clip.frames
    return tuple(items)
