"""`- clip:` a finished piece, as it is."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from pipeline.segments.base import Built, Context, Kind, SegmentShape
from pipeline.segments.caption import film_cues
from pipeline.segments.fields import JsonSchema
from pipeline.segments.host import of_footage
from pipeline.segments.insets import Insets, lay_over
from pipeline.segments.medium import CaptionTime, Footage
from pipeline.segments.overlay import lower_third, presented, tracks
from pipeline.segments.picture import shot, shot_contributions
from pipeline.segments.shown import ShownLine
from pipeline.timeline.model import Stack, Track


class Clip(SegmentShape, Footage):
    """A finished piece, shown as it is: one video, or a still with a length."""

    alone: ClassVar[JsonSchema | None] = None
    title: ShownLine = Field(alias="clip")
    """Title of the piece."""
    caption_time: CaptionTime = "segment"
    """Whose time `captions` are in: the segment's (the rule), or the file's own; then they are cut and moved as the file is."""


def build(shape: Clip, context: Context) -> Built | None:
    """Show one clip with its own sound, and name who is in it."""
    found = shot(context, (), shape)
    if found is None:
        return None
    frames = found.clip.frames
    made = shot_contributions(context, (), shape, found, 0, shape.title)
    named = lower_third(context, ("lower_third",), shape.lower_third, made, 0, frames)
    sound = found.sound_at(context, 0)
    insets, has_captions = Insets(), bool(shape.captions)
    host = of_footage((), shape, found, 0, shape.title, named, len(sound), 0 if sound else None, has_captions=has_captions)
    lay_over(context, host, insets)
    stack = Stack(
        frames=frames,
        picture=(*insets.over(Track("picture", (found.clip,))), *tracks("lower-third", named)),
        sound=(*sound, *insets.sound),
        cues=film_cues(context, shape, shape.caption_time, found),
        unplaced=tuple(insets.unplaced),
    )
    shown = presented(context, ("lower_third",), shape.lower_third, made, 0, frames)
    return Built(stack, (*made, *insets.made, *shown))


KIND = Kind(
    "clip",
    Clip,
    build,
    interstitial=False,
    loudness_class="clip",
    least={"file": "street.mp4", "by": "ana"},
)
