"""Captions stand above the names that they would hide: where a player puts them, which is at the foot of the picture. Pure.

In the picture itself they are drawn by the theme, which knows how high they are (`plan/canvas.py`). In files a place can be said
as well (WebVTT, TTML), and is, as a percentage from the top.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from pipeline.captions.model import Place
from pipeline.cards.model import Theme
from pipeline.cards.place import NAMES, place
from pipeline.timebase import FrameRange
from pipeline.timeline import regions
from pipeline.timeline.model import CardMedia, Cue, Stack

LINE = Fraction(6)
"""Percent of the picture's height that a line of text takes: 5 % by the rules of WebVTT (w3.org/TR/webvtt1, section 7.2), and the
distance of lines."""
_FOOT = Fraction(4)
"""Percent that players leave below the last line, as far as they were seen to."""
_HEAD = Fraction(5)
"""Percent at the top that stay free: where not even so much is left above a name, a caption keeps its place."""
_LINES = 1080


def above_names(stack: Stack, theme: Theme, rate: Fraction, shape: Fraction) -> Stack:
    """Return a stack whose captions say that they stand above each name they would hide; `shape` is the width by the height.

    A caption stays so as long as it is seen; one that says where it stands itself is left there. Raises CardFault.
    """
    if not stack.cues:
        return stack
    names = tuple(_names(stack, theme, shape))
    if not names:
        return stack
    return replace(
        stack,
        cues={language: tuple(_placed(cue, names, rate) for cue in cues) for language, cues in stack.cues.items()},
    )


def _names(stack: Stack, theme: Theme, shape: Fraction) -> Iterator[tuple[FrameRange, Fraction, Fraction]]:
    """Yield when each card with a name is seen, and its top and bottom in percent of the picture's height."""
    for track in stack.picture:
        for shown in regions.place(track):
            media, box = shown.clip.media, shown.clip.placement.box
            if isinstance(media, CardMedia) and media.card in NAMES:
                width, height = round(_LINES * shape * box.width), round(_LINES * box.height)
                (_, y, _, h), _ = place(theme.cards[media.card], max(width, 2), max(height, 2))
                top = 100 * box.y + Fraction(100 * y, _LINES)
                yield shown.range, top, top + Fraction(100 * h, _LINES)


def _placed(cue: Cue, names: tuple[tuple[FrameRange, Fraction, Fraction], ...], rate: Fraction) -> Cue:
    if cue.caption.place != Place():
        return cue
    seen = cue.range(rate)
    height = LINE * len(cue.text.split("\n"))
    at = usual = 100 - _FOOT - height
    beside = sorted((names_[1:] for names_ in names if names_[0].overlap(seen) is not None), reverse=True)
    for top, bottom in beside:  # the lowest first: above it may stand another
        if top < at + height and at < bottom:
            at = top - height - 1
    if at == usual or at < _HEAD:
        return cue
    return replace(cue, caption=replace(cue.caption, place=Place(line=Fraction(int(at)))), is_raised=True)
