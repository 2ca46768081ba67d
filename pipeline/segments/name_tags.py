"""The names of people in pictures beside or above each other: where each stands, and when it gives way. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil
from typing import Protocol

from pipeline.cards.model import shape_of
from pipeline.cards.place import place as stands
from pipeline.cards.safe import margins
from pipeline.cards.slots import UPPER_MIDDLE
from pipeline.media.faults import MediaFault
from pipeline.people import FieldValue
from pipeline.segments import layout
from pipeline.segments.base import Context
from pipeline.segments.fields import Loc
from pipeline.segments.layout import Window
from pipeline.segments.overlay import SHORTEST, card, named
from pipeline.segments.picture import gapped
from pipeline.timebase import FrameRange
from pipeline.timeline.model import Box, Clip, Contribution, Track
from pipeline.values import dataclass

TAG_AFTER = Fraction(10, 24)
"""Seconds after a window begins to open at which the name of who is seen in it comes: ten frames at 24 a second."""

BESIDE = 20
"""Design pixels by which the box of a name reaches beyond its window on both sides: slips hang over its edge."""

_ROOMS = ((560, "large", 230, 120), (300, "middle", 180, 98), (0, "small", 150, 72))
"""From which shorter side of its window on, in design pixels, a name is how large, and how high its box is at most and at least:
at least a line of the name with the paper around it, where no more room is left above an app's buttons."""

_MIDDLE = (Fraction(1, 2), Fraction(1, 2))
"""The focus of a picture of which nobody wrote one."""

_SHARE = Fraction(9, 20)
"""The share of its window's height that the box of a name takes at most: the middle, where a face is, stays free."""


class Pictured(Protocol):
    """A picture in a place of its own, as it is written."""

    @property
    def file(self) -> str:
        """Return its path in the media folder."""

    @property
    def focus(self) -> tuple[Fraction, Fraction]:
        """Return the point of it that stays visible."""

    @property
    def fit(self) -> str:
        """Return how it fills its place."""


@dataclass(frozen=True, slots=True)
class Tag:
    """The name of a player, from frame `start` of the segment on. One that `is_brief` may come later, instead of being cut."""

    track: str
    start: int
    clip: Clip
    is_brief: bool


def tag(
    context: Context, loc: Loc, track: str, spec: Pictured, who: Contribution, box: Box, window: Window | None, seen: FrameRange
) -> Tag:
    """Return the name of who is seen in a `box` during `seen`; one in a `window` comes a little later, and goes again."""
    people = named(context, [who])
    names = tuple(credit.name for credit in people)
    role = "" if who.role == context.words.role("music") else who.role
    fields: dict[str, FieldValue] = {"name": context.words.enumerated(names), "role": role, "people": people}
    start, length = seen.start, seen.frames
    if window:
        after = min(context.frames(TAG_AFTER), max(0, length - context.frames(SHORTEST)))
        start, length = start + after, min(length - after, context.frames(context.card_seconds("name_tag")))
    box = _foot(box, context.shape)
    if window and context.cards.tag is not None and context.cards.tag.is_of_picture:
        box, more = _strip(context, spec, window)
        fields |= more
    elif window:
        box = _off_focus(context, spec, window, box)
    clip = card(context, loc, "name_tag", fields, length, names, box)
    return Tag(track, start, clip, window is not None)


def giving_way(
    context: Context, tags: Sequence[Tag], shown: Sequence[tuple[int, Clip]], frames: int
) -> Iterator[Track]:
    """Yield the tracks of names without what the lower thirds `shown` cover: names stand at the foot of the picture, as they do.

    A brief one comes after them instead, where there is time for it in the `frames` of the segment.
    """
    thirds = [FrameRange(start, clip.frames) for start, clip in shown]
    for tag in tags:
        kept, start, clip = [], tag.start, tag.clip
        if tag.is_brief:
            start = _free(start, clip.frames, thirds)
            clip = replace(clip, frames=min(clip.frames, frames - start))
            if clip.frames < context.frames(SHORTEST):
                start, clip = tag.start, tag.clip
        end, at = start + clip.frames, start
        for third in [*thirds, FrameRange(end, 0)]:
            length = min(third.start, end) - at
            # A glimpse of a name is worse than none; one that nothing cuts is as long as it is.
            if length >= context.frames(SHORTEST) or length == clip.frames > 0:
                kept.append((at, replace(clip, frames=length)))
            at = max(at, third.end)
        if kept:
            yield Track(tag.track, gapped(kept))


def _free(start: int, length: int, taken: Sequence[FrameRange]) -> int:
    """Return from which frame on, `start` or later, there are `length` frames of which none is taken; ranges ascend."""
    for one in taken:
        if start < one.end and one.start < start + length:
            start = one.end
    return start


def _foot(box: Box, shape: Fraction) -> Box:
    """Return the part of a tile that a name stands in: all of it, or the lowest square of an upright one.

    Upright pictures keep names away from where an app's own buttons are; a tile of a wide picture has no such place.
    """
    height = box.width * shape
    return box if shape < 1 or box.height <= height else replace(box, y=box.y + box.height - height, height=height)


def _strip(context: Context, spec: Pictured, window: Window) -> tuple[Box, dict[str, FieldValue]]:
    """Return the box of a name at the foot of its window, or at its head where the `focus` of the tile is at the foot.

    It is told what room there is, and where it stands. In an upright picture it stands above the buttons of an app, where its
    window reaches so far.
    """
    across, down = layout.design(context.shape)
    shape = shape_of(across, down)
    side = min(window.width, window.height)
    room, highest, least = next((name, high, low) for begin, name, high, low in _ROOMS if side >= begin)
    height = 2 * (min(highest, int(window.height * _SHARE)) // 2)
    top, foot = window.top, window.top + window.height - height
    focus = top + _seen_at(context, spec, window)[1] * window.height
    face = top + UPPER_MIDDLE[1] * window.height if spec.focus == _MIDDLE else focus
    places = [(foot, height, "foot"), (top, height, "head")]
    if shape == "tall":
        _, above, _, below = margins(shape, across, down)
        head, end = min(foot, max(top, 2 * (above // 2))), down - below
        free = 2 * ((end - head) // 2)
        high = min(height, free) if free >= least else height
        places = [(min(foot, max(head, end - high)), high, "foot"), (head, high, "head"), *places]
        # Where a face is near the head, a lower slip is read, and one at the foot lies under an app's buttons.
        if least <= (low := 2 * ((ceil(face) - 1 - head) // 2)) < high <= free:
            places.insert(2, (head, low, "head"))
    # The last two have less than half of the window each: one is off the focus. A face is above the middle if nobody wrote it.
    off = [one for one in places if not one[0] <= focus <= one[0] + one[1]]
    top, height, at = next((one for one in off if not one[0] <= face <= one[0] + one[1]), off[0])
    left, right = max(0, window.left - BESIDE), min(across, window.left + window.width + BESIDE)
    box = Box(Fraction(left, across), Fraction(top, down), Fraction(right - left, across), Fraction(height, down))
    return box, {"room": room, "at": at}


def _off_focus(context: Context, spec: Pictured, window: Window, box: Box) -> Box:
    """Return the box of a name, or one higher in which it stands at the head of its window, off the `focus` of the tile.

    A focus that nobody wrote is in the middle, where no name is.
    """
    if context.cards.tag is None:
        return box
    _, down = layout.design(context.shape)
    foot = round(box.height * down)
    (x, y, width, height), _ = stands(context.cards.tag, window.width, foot)
    top = round(box.y * down) - window.top + y
    across, below = _seen_at(context, spec, window)
    if not (x <= across * window.width <= x + width and top <= below * window.height <= top + height):
        return box
    # As far from the head as it was from the foot.
    return replace(box, y=box.y + Fraction(foot - y - height - top, down))


def _seen_at(context: Context, spec: Pictured, window: Window) -> tuple[Fraction, Fraction]:
    """Return where in its window the focus of a tile comes to be, as shares of the window."""
    try:
        video = context.library.info(spec.file).video
    except MediaFault:  # told by `tile`, at its line
        return spec.focus
    if video is None or spec.fit != "cover":
        return spec.focus
    sizes = [Fraction(side) for side in video.display_size]
    factor = max(window.width / sizes[0], window.height / sizes[1])
    shares = window.width / factor / sizes[0], window.height / factor / sizes[1]
    across, down = (
        (at - min(max(at - share / 2, Fraction(0)), 1 - share)) / share for at, share in zip(spec.focus, shares, strict=True)
    )
    return across, down
