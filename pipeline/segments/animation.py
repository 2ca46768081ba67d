"""`- animation:` numbered pictures, a finished file, or a scene that Python draws."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import ClassVar

from pydantic import Field, model_validator

from pipeline.segments.base import Built, Context, Kind, SegmentShape
from pipeline.segments.caption import film_cues
from pipeline.segments.fields import File, JsonSchema, Pattern, Rate, mistake
from pipeline.segments.host import of_footage
from pipeline.segments.insets import Insets, lay_over
from pipeline.segments.medium import CaptionTime, Footage, Parameters, SoundField
from pipeline.segments.overlay import lower_third, presented, tracks
from pipeline.segments.paced import Paced
from pipeline.segments.picture import Shot, faded, grounded, placement, shot
from pipeline.segments.scene_names import Scene
from pipeline.segments.scene_names import check as check_scene
from pipeline.segments.scenes import scene
from pipeline.segments.shown import ShownLine
from pipeline.segments.sound import contribution, laid, source_range
from pipeline.segments.spoken import sounded
from pipeline.segments.treated import drawn
from pipeline.timebase import FrameRange
from pipeline.timeline.model import Clip, Contribution, FramesMedia, SoundRole, Stack, Track


class Animation(SegmentShape, Footage):
    """An animation: `frames:` (numbered pictures), `file:` (a video) or `scene:` (Python that draws), and a sound."""

    alone: ClassVar[JsonSchema | None] = None
    title: ShownLine = Field(alias="animation")
    """Title of the animation."""
    file: File = ""
    """Path of a finished video or GIF."""
    frames: Pattern = ""
    """Pattern of numbered pictures, such as breathe/frame_%04d.png."""
    rate: Rate | None = None
    """Pictures a second of `frames`: 12 is animated on twos."""
    scene: Scene = ""
    """A Python file whose scene(width, height, rate, frames) returns a MoviePy clip, or builtin/counter; needs `length`."""
    parameters: Parameters = Parameters()
    """What a scene that comes along shows: {from: 0, to: 120, label: boats}."""
    audio: SoundField = None
    """Music or sound effects of the animation."""
    caption_time: CaptionTime = "segment"
    """Whose time `captions` are in: the segment's (the rule), or the file's own; then they are cut and moved as the file is."""

    @model_validator(mode="after")
    def _one_source(self) -> Animation:
        if sum((bool(self.file), bool(self.frames), bool(self.scene))) != 1:
            raise mistake("an animation is one of: frames, a file, a scene", "write one of `frames`, `file`, `scene`")
        if self.frames and self.rate is None:
            raise mistake("`frames` needs a rate", "write rate: 12 (pictures a second)", ("frames",))
        if self.rate and not self.frames:
            raise mistake("a rate belongs to `frames`", "remove it", ("rate",))
        if self.move != "none" and not self.file:
            raise mistake("an animation moves by itself", "`move` is for stills; remove it", ("move",))
        if not self.file and (name := next((name for name in Paced.model_fields if name in self.model_fields_set), "")):
            raise mistake(f"only a film has a `{name}`", "write another `rate`" if self.frames else "remove it", (name,))
        check_scene(self.scene, self.parameters.written)
        if self.scene and self.length is None:
            raise mistake("a scene needs a length", "write length: 8", ("scene",))
        if self.scene and (self.in_point or self.out_point):
            raise mistake("a scene has neither `in` nor `out`", "write `length`", ("scene",))
        return self


def build(shape: Animation, context: Context) -> Built | None:
    """Show the pictures at their own rate, with the animation's sound."""
    title = shape.title
    drawn = _scene(shape, context) if shape.scene else None
    found = shot(context, (), shape) if shape.file else _frames(shape, context) if shape.frames else drawn and drawn[0]
    if found is None:
        return None
    frames = found.clip.frames
    whole = shape.model_copy(update={"file": shape.file or shape.frames})
    made: list[Contribution] = [
        *(drawn[1] if drawn else (contribution(context, (), whole, FrameRange(0, frames), "picture", "animation", title),))
    ]
    made += found.behind
    sound = list(found.sound_at(context, 0))
    if sound:
        made.append(contribution(context, (), shape, FrameRange(0, frames), "sound", "animation", title))
    clips, credited = laid(context, ("audio",), shape.audio, SoundRole.NAT, frames, "sound", title)
    sound += clips
    made += credited
    named = lower_third(context, ("lower_third",), shape.lower_third, made, 0, frames)
    insets, has_captions = Insets(), bool(shape.captions)
    host = of_footage((), shape, found, 0, title, named, len(sound), 0 if sound else None, has_captions=has_captions)
    lay_over(context, host, insets)
    stack = Stack(
        frames=frames,
        picture=(*insets.over(Track("picture", (found.clip,))), *tracks("lower-third", named)),
        sound=(*sound, *insets.sound),
        cues=film_cues(context, shape, shape.caption_time, found, [sounded(context, ("audio",), shape.audio, clips)]),
        unplaced=tuple(insets.unplaced),
    )
    shown = presented(context, ("lower_third",), shape.lower_third, made, 0, frames)
    return Built(stack, (*made, *insets.made, *shown))


def _frames(shape: Animation, context: Context) -> Shot | None:
    sequence = context.sequence(shape.frames, "frames")
    if sequence is None or shape.rate is None:
        return None
    cut = source_range(context, (), shape.model_copy(update={"file": shape.frames}), len(sequence.digests) / shape.rate)
    if cut is None:
        return None
    path = context.library.located(shape.frames)
    media = FramesMedia(path, sequence.first, sequence.digests, shape.rate, sequence.is_mixed)
    look, length = placement(shape), max(1, context.frames(cut[1]))
    treated = drawn(context, (), shape, *cut)
    clip = Clip(media, length, cut[0], look, treatment=treated, where=context.where(), is_clear=sequence.has_alpha)
    return _shot(shape, context, clip)


def _scene(shape: Animation, context: Context) -> tuple[Shot, tuple[Contribution, ...]] | None:
    if shape.length is None:
        return None
    frames = max(1, context.frames(context.seconds(shape.length)))
    heard, _ = laid(context, ("audio",), shape.audio, SoundRole.NAT, frames, "sound", shape.title)
    made = scene(context, (), shape, shape.scene, shape.parameters, frames, next(iter(heard), None), shape.title)
    if made is None:
        return None
    treated = drawn(context, (), shape, Fraction(0), frames / context.rate)
    found = _shot(shape, context, Clip(made[0], frames, placement=placement(shape), treatment=treated, where=context.where()))
    return None if found is None else (found, made[1])


def _shot(shape: Animation, context: Context, clip: Clip) -> Shot | None:
    fades = faded(context, (), shape, clip.frames)
    if fades is None:
        return None
    faded_ = replace(clip, fade_in=context.frames(fades[0]), fade_out=context.frames(fades[1]))
    return grounded(context, (), shape, Shot(faded_, None))


KIND = Kind(
    "animation",
    Animation,
    build,
    interstitial=True,
    loudness_class="animation",
    least={"file": "breathe.mp4", "by": "ana"},
)
