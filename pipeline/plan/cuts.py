"""Where a long region is cut: by what its frames cost to decode, and where a cut decodes little twice. Pure.

The cost is estimated from the films' sizes and rates, never measured: recorded times differ between machines and days, and cuts
that moved with them would encode anew what nobody has edited. So cuts depend on the segment and its films alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from fractions import Fraction

from pipeline.cards.model import CardSpec, Theme
from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.timebase import half_up
from pipeline.timeline.model import CardMedia, ColourMedia, SourceMedia
from pipeline.timeline.regions import Layer, Region, Shown
from pipeline.values import dataclass

GRID_SECONDS = 12
"""Distance of the grid on which regions are cut that show a film as it usually is.

Measured in docs/performance.md: a cut away from a key frame costs the decoding from the key frame before it, so long spans cost
less; short spans bound what an edit costs and keep all cores busy to the end.
"""

HEAVY_SECONDS = 6
"""The same for what costs more than two usual films, a mosaic or a film in 4K: its spans take as long as usual ones then."""

LIGHT_SECONDS = 24
"""The same for cards and colours, of which nothing is decoded."""

ROLL_SECONDS = 4
"""The same for a roll over what costs nothing to decode: a name is seen for about 13 seconds of the built-in themes' rolls."""

SNAP_SECONDS = 4
"""How far a cut moves from the grid to meet a key frame, and a third of the grid at most."""

SHORTEST_SECONDS = 3
"""A cut that would leave less than this on either side is left out; so is one between a card and less than this beside it."""

LONGEST_SECONDS = 48
"""From this length on a region is cut whatever is decoded twice: a film may have a single key frame."""

_TWICE = Fraction(1, 4)
"""The share of what a span decodes that may be decoded for nothing before its first frame."""

_USUAL = 1920 * 1080 * 30
"""Pixels a second of a film as it usually is."""


@dataclass(frozen=True, slots=True)
class _Film:
    """A film of a region: its pixels a second, and the region's frames at which its decoding can begin, ascending."""

    pixels: int
    keys: tuple[int, ...]

    def wasted(self, at: int) -> int:
        """Return for how many frames' time it is decoded before what is shown, where that begins at a frame."""
        place = bisect_right(self.keys, at)
        return at - self.keys[place - 1] if place else 0


def cuts(
    region: Region, rate: Fraction, info: Callable[[MediaPath], MediaInfo], theme: Theme, gop: Fraction
) -> list[int]:
    """Return the frames of the segment at which a region is cut, ascending.

    `info` tells the facts of a film by its path, `gop` how many seconds lie between two key frames at most.
    """
    if resting := _resting(region, rate, theme, gop):
        return resting
    films = tuple(_films(region, rate, info))
    grid_seconds = _grid_seconds(region, theme, films)
    grid, shortest, longest = (int(one * rate) for one in (grid_seconds, SHORTEST_SECONDS, LONGEST_SECONDS))
    snap = int(min(Fraction(SNAP_SECONDS), Fraction(grid_seconds, 3)) * rate)
    start, end = region.range.start, region.range.end
    found, last = [], start
    for wanted in range((start // grid + 1) * grid, end, grid):
        at = _cheapest(films, wanted, snap)
        if at - last < shortest or end - at < shortest:
            continue
        wasted = sum(film.pixels * film.wasted(at) for film in films)
        shown = sum(film.pixels for film in films) * (at - last)
        if wasted <= shown * _TWICE or at - last >= longest:
            found.append(at)
            last = at
    return found


def _resting(region: Region, rate: Fraction, theme: Theme, gop: Fraction) -> list[int]:
    """Return where a still card that is seen alone is cut: between its fades, wherever a key frame would be; what is left goes
    with the last fade.

    These spans are alike, so one is encoded, and joined as often as it is seen. Nothing of the picture tells: where a key frame
    comes anyway a closed group of pictures begins (measured in docs/performance.md).
    """
    (layer, *others) = region.layers or (None,)
    spec = spec_of(layer, theme) if layer is not None and not others else None
    if spec is None or spec.kind != "still" or not isinstance(layer, Shown) or layer.clip.fade_in or layer.clip.fade_out:
        return []
    enter, leave = spec.moving_frames(rate, layer.clip.frames)
    zero, each = region.range.start - layer.offset, max(1, half_up(rate * gop))
    begin, end = max(region.range.start, zero + enter), min(region.range.end, zero + layer.clip.frames - leave)
    points = range(begin, end + 1, each)
    return [at for at in points if region.range.start < at < region.range.end] if len(points) > 2 else []


def spec_of(layer: Layer, theme: Theme) -> CardSpec | None:
    """Return what a theme says of the card that a layer shows; None where it shows none."""
    if not isinstance(layer, Shown) or not isinstance(layer.clip.media, CardMedia):
        return None
    return theme.cards.get(layer.clip.media.card)


def _grid_seconds(region: Region, theme: Theme, films: tuple[_Film, ...]) -> int:
    if films:
        return HEAVY_SECONDS if sum(film.pixels for film in films) > 2 * _USUAL else GRID_SECONDS
    specs = (spec_of(layer, theme) for layer in region.layers)
    if any(spec is not None and spec.roll is not None for spec in specs):
        is_plain = all(isinstance(layer, Shown) for layer in region.layers)
        return ROLL_SECONDS if is_plain else GRID_SECONDS
    is_light = all(isinstance(layer, Shown) and isinstance(layer.clip.media, CardMedia | ColourMedia) for layer in region.layers)
    return LIGHT_SECONDS if is_light else GRID_SECONDS


def _cheapest(films: tuple[_Film, ...], wanted: int, within: int) -> int:
    """Return the frame near `wanted` before which least is decoded for nothing; of equal ones, the nearest."""
    near = {key for film in films for key in film.keys if abs(key - wanted) <= within}
    return min(
        near | {wanted}, key=lambda at: (sum(film.pixels * film.wasted(at) for film in films), abs(at - wanted), at)
    )


def _films(region: Region, rate: Fraction, info: Callable[[MediaPath], MediaInfo]) -> Iterator[_Film]:
    for layer in region.layers:
        if not isinstance(layer, Shown) or not isinstance(layer.clip.media, SourceMedia) or layer.clip.reverse:
            continue  # of what is shown backwards each frame is stored for itself
        video = info(layer.clip.media.path).video
        if video is None:
            continue
        zero = region.range.start - layer.offset
        # Of a film that cannot be sought in, all is decoded from its first frame on.
        times = video.keyframes if video.is_seekable else video.keyframes[:1]
        keys = (layer.clip.pace.shown(key - layer.clip.start) * rate for key in times)
        speed = layer.clip.pace.speed((layer.offset + Fraction(region.range.frames, 2)) / rate)
        pixels = video.width * video.height * video.rate * speed
        yield _Film(int(pixels), tuple(zero - (-key.numerator // key.denominator) for key in keys))
