"""A timeline as text that diffs well: one item a line, the time first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from fractions import Fraction

from pipeline.people import Credit, FieldValue
from pipeline.timebase import timecode
from pipeline.timeline.model import (
    WHOLE,
    CardMedia,
    Clip,
    ColourMedia,
    FramesMedia,
    Gap,
    SceneMedia,
    Segment,
    SoundClip,
    SoundPictureMedia,
    Timeline,
    Transition,
)
from pipeline.timeline.scenes import BuiltinScene
from pipeline.timeline.sound_treatment import AS_RECORDED


def as_text(timeline: Timeline) -> str:
    return (
        "\n".join([f"{timeline.name} {timeline.title!r} at {timeline.rate} in {timeline.language}", *_segments(timeline)]) + "\n"
    )


def _segments(timeline: Timeline) -> Iterator[str]:
    for segment in timeline.segments:
        into = f", {segment.transition.kind} {segment.transition.frames}" if segment.transition else ""
        loud = f", {segment.loudness} LUFS" if segment.loudness is not None else ""
        chapter = "" if segment.chapter else ", no chapter"
        yield ""
        head = f"segment {segment.name} ({segment.kind}) {segment.title!r}: {segment.stack.frames} frames"
        yield f"{head}{into}{loud}{chapter}  [{segment.where}]"
        yield from _stack(segment, timeline.rate)


def _stack(segment: Segment, rate: Fraction) -> Iterator[str]:
    for track in segment.stack.picture:
        yield f"  {track.name}"
        at = 0
        for item in track.items:
            match item:
                case Clip():
                    yield f"    {timecode(at, rate)} +{item.frames} {_clip(item)}"
                    at += item.frames
                case Gap():
                    at += item.frames
                case Transition():
                    yield f"    {timecode(at - item.frames, rate)} ~{item.frames} {item.kind}"
                    at -= item.frames
    if segment.stack.sound:
        yield "  sound"
    for sound in segment.stack.sound:
        yield f"    {_sound(sound)}"
    for language, cues in segment.stack.cues.items():
        yield f"  captions {language}"
        for cue in cues:
            shown = cue.range(rate)
            yield f"    {timecode(shown.start, rate)} +{shown.frames} {cue.text!r}"
    if segment.contributions:
        yield "  made by"
    for made in segment.contributions:
        more = "".join(
            f", {name} {value}"
            for name, value in (
                ("builds on", ", ".join(made.builds_on)),
                ("license", made.license),
                ("release", made.release),
            )
            if value
        )
        people = ", ".join(made.people) or "-"
        time = f"{timecode(made.range.start, rate)} +{made.range.frames}"
        yield f"    {time} {made.medium}: {people} ({made.role}) {made.title!r} {made.path}{more}"


def _clip(clip: Clip) -> str:
    media = clip.media
    match media:
        case CardMedia():
            what = f"card {media.card} {_fields(media.fields)}"
        case ColourMedia():
            what = f"colour {media.colour}"
        case FramesMedia():
            what = f"{len(media.digests)} pictures of {media.path} from {media.first} at {media.rate}"
        case SceneMedia():
            what = f"scene {media.path}"
        case BuiltinScene():
            what = "; ".join(f"{name} {value}" for name, value in media.told())
        case SoundPictureMedia():
            what = f"{media.style} of {media.sound.path}"
        case _:
            what = str(media.path)
    look = clip.placement
    box = "" if look.box == WHOLE else f" in {look.box.x},{look.box.y} {look.box.width}x{look.box.height}"
    start = f" from {clip.start} s" if clip.start else ""
    style = "" if isinstance(media, CardMedia) else f" {look.fit.value}"
    focus = "" if look.focus == (Fraction(1, 2), Fraction(1, 2)) else f" focus {look.focus[0]},{look.focus[1]}"
    move = "" if look.move == "none" else f" {look.move}"
    fades = f" fades {clip.fade_in},{clip.fade_out}" if clip.fade_in or clip.fade_out else ""
    held = f" held {clip.held}" if clip.held else ""
    opens = f" opens at {clip.opening.after}" if clip.opening else ""
    return f"{what}{start}{style}{focus}{move}{box}{fades}{held}{opens}  [{clip.where}]"


def _fields(fields: Mapping[str, FieldValue]) -> str:
    return " ".join(f"{name}={_plain(value)!r}" for name, value in fields.items())


def _plain(value: FieldValue, *, rolls: bool = False) -> object:
    match value:
        case Credit() if rolls:
            return {"name": value.name, "roles": value.role}
        case Credit():
            return {"name": value.name, "role": value.role, "place": value.person.place, "handle": value.person.handle}
        case dict():
            return {name: _plain(item, rolls=True) for name, item in value.items()}
        case tuple():
            return tuple(_plain(item, rolls=rolls) for item in value)
        case _:
            return value


def _treatment(clip: SoundClip) -> Iterator[tuple[str, object, object]]:
    for field in (field for field in fields(clip.treatment) if field.compare):
        yield field.name, getattr(clip.treatment, field.name), getattr(AS_RECORDED, field.name)


def _sound(clip: SoundClip) -> str:
    more = ""
    for name, value, usual in (
        ("gain", clip.gain_db, 0),
        ("pan", clip.pan, 0),
        ("fade in", clip.fade_in, 0),
        ("fade out", clip.fade_out, 0),
        ("sync", clip.sync, None),
        ("duck", clip.duck, False),
        *_treatment(clip),
        ("loop", clip.loop, False),
        ("mute", clip.mute, False),
        ("track", clip.track, 0),
    ):
        if value != usual:
            more += f", {name} {value}" if value is not True else f", {name}"
    return f"{clip.at} +{clip.seconds} s {clip.role.value} {clip.media.path} from {clip.start} s{more}  [{clip.where}]"
