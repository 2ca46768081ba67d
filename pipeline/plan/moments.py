"""Choose, where a card may show any moment near one, that for which least of the films is decoded. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor

from pipeline.ffmpeg.source import EARLY
from pipeline.media.info import VideoInfo
from pipeline.media.stills import ANIMATED
from pipeline.timeline.model import Clip, Frame, SourceMedia
from pipeline.values import dataclass


def cheapest(frame: Frame, facts: Callable[[Clip], VideoInfo | None], rate: Fraction) -> int:
    """Return by how many frames at `rate` another one is later for which least is decoded; of several that is the nearest.

    0 where none saves half: how long a frame takes to decode is not known so exactly. It is mostly one at which a film can begin
    to be decoded, which stays as it is where the film is trimmed or moved a little. `facts` are those of a clip's film.
    """
    films = [film for film in (_film(clip, offset, facts(clip), rate) for clip, offset in frame.layers) if film is not None]
    earlier, later = frame.near
    places = {place for film in films for place in film.begins(-earlier, later)}
    cost = {place: sum(film.decoded(place) for film in films) for place in (0, *places)}
    best = min(cost, key=lambda place: (cost[place], abs(place), place))
    return best if 2 * cost[best] <= cost[0] else 0


@dataclass(frozen=True, slots=True)
class _Film:
    """A film of which a frame is shown, at `instant` seconds of it."""

    info: VideoInfo
    instant: Fraction
    rate: Fraction

    def begins(self, first: int, last: int) -> Iterator[int]:
        """Yield which frames from `first` to `last` are the first to show a key frame."""
        if not self.info.is_seekable:
            return
        keys = self.info.keyframes
        for number in range(bisect_right(keys, self.instant + (first - 1) / self.rate), len(keys)):
            place = ceil((keys[number] - self.instant) * self.rate)
            if place > last:
                return
            yield place

    def decoded(self, place: int) -> int:
        """Return how many pixels are decoded before what is seen `place` frames later."""
        instant = self.instant + place / self.rate
        keys = self.info.keyframes
        begun = keys[max(0, bisect_right(keys, instant) - 1)] if self.info.is_seekable else self.info.first
        return max(0, floor((instant - begun) * self.info.rate)) * self.info.width * self.info.height


def _film(clip: Clip, offset: int, info: VideoInfo | None, rate: Fraction) -> _Film | None:
    if not isinstance(clip.media, SourceMedia) or info is None or info.codec in ANIMATED:
        return None
    if clip.reverse or not clip.pace.is_even:
        return None
    speed = clip.pace.speed(Fraction(0))
    return _Film(info, clip.start + speed * (offset + EARLY) / rate, rate / speed)
