"""Lay pictures over others: see-through where their edge says so, with a border and a shadow, moving as they come. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.ffmpeg import filters, graph, masking
from pipeline.ffmpeg.graph import Video
from pipeline.ffmpeg.pixels import Pixels
from pipeline.plan import overlays
from pipeline.plan.drawing import Drawings
from pipeline.plan.encode import Inputs
from pipeline.timebase import half_up
from pipeline.timeline.model import Clip
from pipeline.timeline.regions import Shown


def is_opaque(clip: Clip) -> bool:
    """Say whether nothing is seen through a picture, or around it, but by its fades."""
    is_grounded = bool(clip.behind or clip.opening)
    return clip.edge is None and (is_grounded or not has_alpha(clip))


def has_alpha(clip: Clip) -> bool:
    """Say whether something of a clip's own picture is transparent."""
    return clip.is_clear or clip.treatment.key is not None or clip.treatment.mask is not None


def lay(
    base: Video, picture: Video, layer: Shown, box: Pixels, canvas: tuple[int, int], frames: int, inputs: Inputs,
    drawings: Drawings,
) -> Video:
    """Lay `frames` frames of a clip, in the working format at the size of its box, over a picture of a size."""
    clip = layer.clip
    part = overlays.Part(layer.offset, frames, clip.frames)
    clear = filters.to_working_format(filters.scale(picture, box.width, box.height, "yuva420p"))
    laid = [(clear, box.x, box.y)]
    if clip.edge is not None:
        rim, drawn = drawings.edge(clip, clip.edge, box.width, box.height, min(canvas))
        if not rim.is_plain:
            mask = filters.repeat(_still(inputs.name(drawn.output("mask"), ".png")), frames, drawings.rate)
            is_clear = has_alpha(clip) and not clip.behind
            laid = [(masking.within(clear, mask, has_alpha=is_clear), box.x, box.y)]
        if rim.margin:
            size = box.width + 2 * rim.margin, box.height + 2 * rim.margin
            plate = _still(inputs.name(drawn.output("plate"), ".png"))
            around = filters.to_working_format(filters.scale(plate, *size, "yuva420p", in_range="full"))
            still = filters.to_working_format(filters.repeat(around, frames, drawings.rate))
            laid.insert(0, (still, box.x - rim.margin, box.y - rim.margin))
    return _moved(base, laid, part, clip, box, canvas, drawings)


def _moved(
    base: Video, laid: Sequence[tuple[Video, int, int]], part: overlays.Part, clip: Clip, box: Pixels, canvas: tuple[int, int],
    drawings: Drawings,
) -> Video:
    fades = clip.fade_in, clip.fade_out
    by = _slid(part, clip, box, canvas) if clip.slide else None
    for top, x, y in laid:
        faded = top if clip.slide else overlays.ramped(top, part, fades, drawings.rate, alpha=True)
        if by is None:
            base = filters.overlay(base, faded, x, y)
        elif clip.slide in ("left", "right"):
            base = filters.overlay(base, faded, f"{x}+{by}", y)
        else:
            base = filters.overlay(base, faded, x, f"{y}+{by}")
    return base


def _slid(part: overlays.Part, clip: Clip, box: Pixels, canvas: tuple[int, int]) -> str | None:
    """Return by how many pixels, even, a clip is off its place at frame `n`; None where it is on it throughout the part.

    It comes from outside of the canvas, slowing down, and goes as it came.
    """
    into, out = clip.fade_in, clip.fade_out
    terms = []
    if part.offset < into:
        terms.append(f"pow(1-min(1,(n+{part.offset + 1})/{into + 1}),3)")
    if out and part.offset + part.frames > part.total - out:
        terms.append(f"pow(max(0,(n+{part.offset + 1 - (part.total - out)})/{out + 1}),3)")
    if not terms:
        return None
    ways = {
        "left": canvas[0] - box.x, "right": -(box.x + box.width), "up": canvas[1] - box.y, "down": -(box.y + box.height)
    }  # fmt: skip
    # A little farther, so that border and shadow are outside, too.
    way = ways[clip.slide]
    way += (1 if way > 0 else -1) * min(canvas) // 20
    return f"2*round({way}*({'+'.join(terms)})/2)"


def masked(picture: Video, clip: Clip, box: Pixels, frames: int, inputs: Inputs, drawings: Drawings) -> Video:
    """Return `frames` frames of a clip at the size of its box, with alpha, in the shape in which it is seen."""
    mask, share = clip.treatment.mask, clip.placement.box
    if mask is None:
        return picture
    short = half_up(min(box.width / share.width, box.height / share.height))
    _, drawn = drawings.edge(clip, mask, box.width, box.height, short)
    shape = filters.repeat(_still(inputs.name(drawn.output("mask"), ".png")), frames, drawings.rate)
    is_keyed = clip.is_clear or clip.treatment.key is not None
    clear = filters.regular(picture if is_keyed else filters.with_alpha(picture), drawings.rate)
    return masking.within(filters.to_working_format(clear), shape, has_alpha=is_keyed)


def _still(name: str) -> Video:
    return Video(graph.read(name, {"protocol_whitelist": "file", "threads": 1}), "v:0")
