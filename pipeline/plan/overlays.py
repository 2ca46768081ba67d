"""Lay cards over a picture: still, animated or rolling. Pure.

Cards stand on even pixels (see `cards`), so composing in 4:2:0 rounds nothing; only a roll at an odd speed needs 4:4:4.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from pipeline.cards.layers import Composition
from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.conform import conform
from pipeline.ffmpeg.graph import Video
from pipeline.ffmpeg.source import read_source
from pipeline.media.info import VideoInfo
from pipeline.plan import sheet
from pipeline.plan.drawing import Drawn, drawn_video
from pipeline.plan.encode import Inputs
from pipeline.timebase import FrameRange
from pipeline.timeline.model import CardMedia
from pipeline.timeline.regions import Shown
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """Frames of something that lasts `total`: `frames` of them, from its frame `offset` on."""

    offset: int
    frames: int
    total: int


def seen(layer: Shown, frames: int) -> FrameRange | None:
    """Return in which of the first `frames` frames of a span a layer is seen, None where in none: see `spans.Span`."""
    return FrameRange(0, frames).overlap(FrameRange(-layer.offset, layer.clip.frames))


FINER = "yuv444p"
"""The pixel format in which a roll moves that does not move by even numbers of pixels."""


def is_finer(drawn: Drawn) -> bool:
    """Say whether a card is laid in 4:4:4: an odd speed in 4:2:0 would move 0, 2, 0, 2 pixels (measured)."""
    return drawn.drawing.kind == "roll" and drawn.drawing.speed % 2 != 0


def lay(
    base: Video,
    drawn: Drawn,
    layer: Shown,
    inputs: Inputs,
    *,
    shown: FrameRange,
    frames: int,
    rate: Fraction,
    at: tuple[int, int],
    canvas: tuple[int, int],
    is_finer: bool = False,
) -> Video:
    """Lay a card over the frames `shown` of `base`, which has `frames` frames.

    `at` is the corner of the clip's box and `canvas` the size of the picture, in pixels. Under a card that is laid in 4:4:4,
    `base` may be in it already (`is_finer`): a background that is plain is so made once, where each frame would be converted.
    """
    drawing, clip = drawn.drawing, layer.clip
    part = Part(layer.offset + shown.start, shown.frames, clip.frames)
    x, y = at[0] + drawing.box[0], at[1] + drawing.box[1]
    if drawing.kind == "roll":
        assert shown == FrameRange(0, frames), "rolls are not put together with what is beside them, see spans"
        return _roll(base, drawn, part, inputs, canvas, is_finer=is_finer)
    if drawing.composition is not None:
        if not drawn.outputs and drawn.frame is None:
            return base
        return _layered(base, drawn, drawing.composition, part, inputs, shown=shown, frames=frames, at=(x, y), canvas=canvas)
    if drawing.kind == "animated":
        moving = graph.video("fps", _drawn(inputs.name(drawn.outputs[0], ".mov")), fps=rate, round="near")
        held = filters.hold_last(filters.regular(moving, rate), part.total)
        top = filters.shifted(filters.trim(held, part.offset, part.frames), shown.start)
        return _over(base, _with_alpha(top, *drawing.box[2:]), x, y, shown=shown, frames=frames)
    top = _picture(drawn, inputs)
    media = clip.media
    if isinstance(media, CardMedia) and media.is_sheet and drawing.box == (0, 0, *canvas):
        for piece in sheet.parts(media.fields, canvas):
            cropped = filters.crop(top, piece.width, piece.height, piece.x, piece.y)
            base = _over(base, cropped, piece.x, piece.y, shown=shown, frames=frames)
        return base
    fades = drawing.fade_in or clip.fade_in, drawing.fade_out or clip.fade_out
    if part.offset < fades[0] or part.offset + part.frames > part.total - fades[1]:
        top = ramped(filters.repeat(top, part.frames, rate), part, fades, rate, alpha=True)
        top = filters.shifted(top, shown.start)
    return _over(base, top, x, y, shown=shown, frames=frames)


def _layered(
    base: Video, drawn: Drawn, composition: Composition, part: Part, inputs: Inputs, *, shown: FrameRange, frames: int,
    at: tuple[int, int], canvas: tuple[int, int],
) -> Video:
    source, found = _frames(drawn, composition, part, inputs)
    (width, height), rate = composition.size, composition.rate
    if composition.ground and shown == FrameRange(0, frames) and composition.size == canvas:
        return conform(source, found, width=width, height=height)  # all that lies below is hidden, and not even read
    top = filters.shifted(filters.regular(_with_alpha(source, width, height), rate), shown.start)
    return _over(base, top, *at, shown=shown, frames=frames)


def moving(drawn: Drawn, part: Part, inputs: Inputs) -> Video:
    """Return frames of a layered card that fills the canvas, with alpha."""
    composition = drawn.drawing.composition
    assert composition is not None, "what a theme uses between segments is in layers"
    source, _ = _frames(drawn, composition, part, inputs)
    return filters.regular(_with_alpha(source, *composition.size), composition.rate)


def matted(before: Video, after: Video, matte: Video) -> Video:
    """Show one stream, and another where `matte`, which has alpha, is opaque."""
    seen = graph.video("alphamerge", filters.with_alpha(after), filters.only(graph.video("alphaextract", matte), "gray"))
    return filters.overlay(before, filters.to_working_format(seen))


def _frames(drawn: Drawn, composition: Composition, part: Part, inputs: Inputs) -> tuple[Video, VideoInfo]:
    # Every frame is there, or the one that is wanted, so only those that are seen are read.
    (width, height), rate = composition.size, composition.rate
    is_one = drawn.frame is not None
    frames, begin = (1, Fraction(0)) if is_one else (composition.frames, part.offset / rate)
    found = replace(drawn_video(width, height, rate, frames), codec="utvideo", pixel_format="gbrp")
    name = inputs.name(drawn.frame(part.offset) if drawn.frame is not None else drawn.outputs[0], ".nut")
    return read_source(found, name, start=begin, frames=part.frames, rate=rate), found


def lay_caption(base: Video, drawn: Drawn, inputs: Inputs, *, by: tuple[int, int], shown: FrameRange, frames: int) -> Video:
    """Lay a caption over the frames `shown` of a picture of `frames` frames, `by` pixels right of its place and below it."""
    x, y, _, _ = drawn.drawing.box
    return _over(base, _picture(drawn, inputs), x + by[0], y + by[1], shown=shown, frames=frames)


def _over(base: Video, top: Video, x: int, y: int, *, shown: FrameRange, frames: int) -> Video:
    if shown == FrameRange(0, frames):
        return filters.overlay(base, top, x, y)
    during = f"between(n,{shown.start},{shown.end - 1})"
    return graph.video("overlay", base, top, x=x, y=y, format="yuv420", eof_action="repeat", enable=during)


def ramped(picture: Video, part: Part, fades: tuple[int, int], rate: Fraction, *, alpha: bool) -> Video:
    """Fade a picture over the first and last `fades` frames of its whole, by `alpha` to transparency, else to black."""
    if part.offset < fades[0]:
        picture = filters.fade(picture, rate, into=True, frames=fades[0], done=part.offset, alpha=alpha)
    if fades[1] and part.offset + part.frames > part.total - fades[1]:
        picture = filters.fade(
            picture, rate, into=False, frames=fades[1], done=part.offset - (part.total - fades[1]), alpha=alpha
        )
    return picture


def _roll(
    base: Video, drawn: Drawn, part: Part, inputs: Inputs, canvas: tuple[int, int], *, is_finer: bool
) -> Video:
    # Only slices that are seen within the part are read.
    drawing = drawn.drawing
    is_even = drawing.speed % 2 == 0
    if not is_even and not is_finer:
        base = filters.to_working_format(filters.scale(base, *canvas, FINER))
    for output, piece in zip(drawn.outputs, drawing.slices, strict=True):
        first = canvas[1] + piece.y - drawing.speed * part.offset
        last = first - drawing.speed * (part.frames - 1)
        if first + piece.height <= 0 or last >= canvas[1]:
            continue
        picture = _drawn(inputs.name(output, ".png"))
        top = filters.to_working_format(
            filters.scale(picture, canvas[0], piece.height, "yuva420p" if is_even else "yuva444p", in_range="full")
        )
        place = f"{first}-{drawing.speed}*n"
        base = filters.overlay(base, top, 0, place, working_format="yuv420" if is_even else "yuv444")
    return base if is_even else filters.to_working_format(filters.scale(base, *canvas, "yuv420p"))


def _picture(drawn: Drawn, inputs: Inputs) -> Video:
    return _with_alpha(_drawn(inputs.name(drawn.outputs[0], ".png")), *drawn.drawing.box[2:])


def _drawn(name: str) -> Video:
    return Video(graph.read(name, {"protocol_whitelist": "file", "threads": 1}), "v:0")


def _with_alpha(top: Video, width: int, height: int) -> Video:
    return filters.to_working_format(filters.scale(top, width, height, "yuva420p", in_range="full"))
