"""The boxes of a clip that cannot be read, by frames. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from pipeline.ffmpeg.hiding import Sides, Track
from pipeline.timeline.hiding import Hidden
from pipeline.timeline.model import Clip
from pipeline.timeline.placement import Box

_STEP, _MOST = 4, 200
"""Frames between two at which it is found out where a box is in a clip whose speed changes; more where there would be so many."""

_NEAR = Fraction(1, 10)
"""Seconds that more is hidden at both ends of what is shown backwards: its frames are counted from behind."""


def tracks(clip: Clip, rate: Fraction) -> tuple[Track, ...]:
    """Return what is hidden of a clip, in frames of its own at `rate`: rather a frame more at either end than one less."""
    return tuple(track for hidden in clip.treatment.hidden for track in _tracks(clip, hidden, rate))


def _tracks(clip: Clip, hidden: Hidden, rate: Fraction) -> Iterator[Track]:
    if clip.reverse or not clip.pace.is_even or clip.pace.points[0][1] <= 0:
        yield from _paced(clip, hidden, rate)
        return

    def frame(second: Fraction) -> Fraction:
        return clip.pace.shown(second - clip.start) * rate

    first = None if hidden.begin is None else floor(frame(hidden.begin)) - 1
    last = None if hidden.end is None else ceil(frame(hidden.end))
    yield Track(first, last, tuple((frame(at), _sides(box)) for at, box in hidden.points))


def _paced(clip: Clip, hidden: Hidden, rate: Fraction) -> Iterator[Track]:
    """Yield what is hidden of a clip whose speed changes, that stands still or goes back: by looking at its frames."""
    way = -1 if clip.reverse else 1
    seconds = [clip.start + way * clip.pace.file(number / rate) for number in range(clip.frames + 1)]
    near = _NEAR if clip.reverse else Fraction(0)
    step = max(_STEP, clip.frames // _MOST)
    numbers = sorted({*range(0, len(seconds), step), clip.frames}) if len(hidden.points) > 1 else [0]
    points = tuple((Fraction(number), _sides(hidden.at(seconds[number]))) for number in numbers)
    if hidden.begin is None and hidden.end is None:
        yield Track(None, None, points)
        return
    during = [
        (hidden.begin is None or second >= hidden.begin - near) and (hidden.end is None or second <= hidden.end + near)
        for second in seconds
    ]
    begun: int | None = None
    for number, is_hidden in enumerate([*during, False]):
        if is_hidden and begun is None:
            begun = number
        elif not is_hidden and begun is not None:
            yield Track(begun - 1, number, points)
            begun = None


def _sides(box: Box) -> Sides:
    return box.x, box.y, box.width, box.height
