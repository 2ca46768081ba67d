"""Where a picture in a picture stands: inside the safe area, off names, captions, lines of poems and other pictures. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt

from pipeline.cards.model import shape_of
from pipeline.cards.place import place as stands
from pipeline.cards.safe import margins
from pipeline.media.faults import MediaFault
from pipeline.media.languages import is_right_to_left
from pipeline.segments import layout
from pipeline.segments.base import Context
from pipeline.segments.fields import Loc
from pipeline.segments.host import Host
from pipeline.segments.layout import Window
from pipeline.segments.medium import PictureInPicture
from pipeline.timebase import FrameRange
from pipeline.timeline.model import CardMedia

_SIZES = {"wide": Fraction(28, 100), "tall": Fraction(44, 100), "square": Fraction(38, 100)}
"""How much of the canvas's width a film of 16:9 takes, by the canvas's shape: a face in it is as large as a name is high."""

_GAP = 28
"""Design pixels between a picture and another one, a name or a caption."""

_BESIDE = ("margin", "stanza")
"""Cards of lines that take more of the picture than its foot, on the side from which they are read."""


def window(
    context: Context, loc: Loc, spec: PictureInPicture, host: Host, seen: FrameRange,
    taken: Sequence[tuple[FrameRange, Window]],
) -> Window:
    """Return where a picture stands, in design pixels: inside the safe area, off names, captions and the pictures before it."""
    across, down = layout.design(context.shape)
    if spec.box:
        left, top = _even(spec.box.x * across), _even(spec.box.y * down)
        right, bottom = _even((spec.box.x + spec.box.width) * across), _even((spec.box.y + spec.box.height) * down)
        return Window(left, top, right - left, bottom - top)
    canvas = shape_of(across, down)
    width, height = _sides(context, spec, (spec.size or _SIZES[canvas]) * across)
    near, above, far, below = margins(canvas, across, down)
    foot = down - below
    safe = near, above, across - far, min([foot, *standing(context, host, seen)])
    place = _place(context, loc, spec, host, seen)
    left = near if "left" in place else safe[2] - width if "right" in place else (across - width) // 2
    top = safe[3] - height if "bottom" in place else above if "top" in place else (down - height) // 2
    one = Window(_even(left), max(_even(top), 0), width, height)
    return _beside(one, place, [other for when, other in taken if when.overlap(seen)], safe, foot)


def _place(context: Context, loc: Loc, spec: PictureInPicture, host: Host, seen: FrameRange) -> str:
    """Return the place of a picture as it is written; else the corner that lines of a poem leave free, also from the right."""
    is_mirrored = bool(host.lines) and is_right_to_left(context.language)
    free = "top-left" if is_mirrored else "top-right"
    if "place" not in spec.model_fields_set:
        return free if host.lines else spec.place
    if spec.place != free and (read := next((card for card in _BESIDE if card in _read(host, seen)), "")):
        message = f"the lines of the poem stand in a {read} meanwhile, which may lie over this picture"
        other = "stanzas: off" if read == "stanza" else "layout: steps"
        context.warn((*loc, "place"), message, f"write place: {free}, or {other}")
    return spec.place


def _read(host: Host, seen: FrameRange) -> set[str]:
    """Return the cards on which lines of a poem stand in a range of its frames."""
    shown = (clip.media for start, clip in host.lines if seen.overlap(FrameRange(start, clip.frames)))
    return {media.card for media in shown if isinstance(media, CardMedia)}


def _beside(one: Window, place: str, others: Sequence[Window], safe: tuple[int, int, int, int], foot: int) -> Window:
    """Return a window that covers none of the others: the nearest place below one, above, or beside it that is free.

    What stands in the middle of the head or the foot makes a row, all else a column first. Where nothing is free, a name is
    covered, down to the `foot` of the safe area, rather than another picture.
    """
    free = [one]
    for other in others:
        beside = [
            one._replace(left=other.left - _GAP - one.width), one._replace(left=other.left + other.width + _GAP)
        ]  # fmt: skip
        column = [one._replace(top=other.top + other.height + _GAP), one._replace(top=other.top - _GAP - one.height)]
        free += [*beside, *column] if place in ("top", "bottom") else [*column, *beside]
    apart = [each for each in free if not any(_meets(each, other) for other in others)]
    for floor in (safe[3], foot):
        inside = next((each for each in apart if _is_inside(each, (*safe[:3], floor))), None)
        if inside is not None:
            return inside
    return one


def _is_inside(one: Window, safe: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = safe
    # Even pixels may lie one outside of the margins.
    across = left - 1 <= one.left and one.left + one.width <= right + 1
    return across and top - 1 <= one.top and one.top + one.height <= bottom + 1


def _meets(one: Window, other: Window) -> bool:
    across = one.left < other.left + other.width and other.left < one.left + one.width
    return across and one.top < other.top + other.height and other.top < one.top + one.height


def standing(context: Context, host: Host, seen: FrameRange) -> list[int]:
    """Return above which lines, in design pixels, a picture stands that is not to lie over names, captions and lines."""
    across, down = layout.design(context.shape)
    cards = ["lower_third"] if any(seen.overlap(FrameRange(start, clip.frames)) for start, clip in host.named) else []
    cards += ["caption"] if host.has_captions else []
    cards += ["poem_line"] if "poem_line" in _read(host, seen) else []
    found = []
    for card in cards:
        if (spec := context.cards.specs.get(card)) is not None:
            (_, top, _, _), _ = stands(spec, across, down)
            found.append(top - _GAP)
    return found


def _sides(context: Context, spec: PictureInPicture, width: Fraction) -> tuple[int, int]:
    """Return the width and height, in design pixels, of a picture that covers as much as a film of 16:9 of a `width`."""
    shape = _shape(context, spec)
    area = width * width * Fraction(9, 16)
    wide = isqrt(int(area * shape))
    return _even(Fraction(wide)), _even(wide / shape)


def _shape(context: Context, spec: PictureInPicture) -> Fraction:
    try:
        info = context.library.info(spec.file)
    except MediaFault:  # told where it is cut
        info = None
    if info is None or info.video is None:
        return context.shape
    if spec.mask and spec.mask.shape == "circle":
        return Fraction(1)
    width, height = info.video.display_size
    kept, turned = spec.crop.kept, spec.rotate % 180
    shape = Fraction(width) * kept.width / (Fraction(height) * kept.height)
    shape = 1 / shape if 45 < turned < 135 else shape
    return min(max(shape, Fraction(9, 16)), Fraction(16, 9) * Fraction(5, 4))


def _even(value: Fraction | int) -> int:
    return int(value) // 2 * 2
