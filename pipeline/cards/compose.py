"""Move drawn layers and lay them over one another, to the sub-pixel. The only module that knows OpenCV.

Layers are premultiplied, so that a moved edge takes no colour from what is transparent. All that is done is bilinear sampling by
one matrix a layer, and products and sums of bytes; it runs in one thread and without Intel's library, whose results depend on
the processor. OpenCV 4 rounds places to a 32nd of a pixel, which is seen in a slow drift; 5 does not.

Where a layer is opaque it is copied, and what lies below it there is not drawn: see `tiles`. Which parts these are follows from
where the layers are alone, and from how many of the lowest rest, so that a frame is the same whichever was made before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from pipeline.cards.layers import Composition, Picture
from pipeline.cards.moves import Matrix, State, inverse, states_at, times
from pipeline.cards.tiles import Blocks, Part, Rectangle, Squares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    """Rows of pixels of blue, green, red and alpha, premultiplied: height x width x 4."""

cv2.setNumThreads(1)
cv2.ipp.setUseIPP(False)

_SMALLEST = 0.5
"""The scale below which a layer is halved before it is sampled: two neighbours of a pixel would skip others."""

_WORTH = 500_000
"""Pixels of a canvas from which on it is looked which parts of layers are hidden: on smaller ones that does not pay."""


class Composer:
    """The frames of a composition; `drawn` are its pictures, as they are drawn, or the layers that they are of it already.

    `known` are the states of frames that were asked for before, of a composition that moves alike.
    """

    def __init__(
        self, composition: Composition, drawn: Sequence[Pixels | Layer], known: dict[int, tuple[State, ...]] | None = None
    ) -> None:
        self._composition = composition
        self._known = {} if known is None else known
        pictures = zip(drawn, composition.pictures, strict=True)
        self._layers = [one if isinstance(one, Layer) else Layer(one, picture) for one, picture in pictures]
        width, height = composition.size
        self._squares = Squares(width, height) if width * height >= _WORTH else None
        self._last: tuple[int, tuple[State, ...], Pixels] | None = None
        self._resting: tuple[tuple[State, ...], Pixels] | None = None

    def frame(self, number: int) -> Pixels:
        """Return frame `number`, from 0, premultiplied; the same array as before where nothing has moved. It must not change."""
        states = self.states(number)
        if self._last is None or self._last[1] != states:
            self._last = number, states, self._composed(states, self._rested(number, states))
        else:
            self._last = number, *self._last[1:]
        return self._last[2]

    def states(self, number: int) -> tuple[State, ...]:
        """Return where each picture is in a frame."""
        if number not in self._known:
            one = self._composition
            self._known[number] = states_at(one.moves, (picture.moves for picture in one.pictures), one.time(number))
        return self._known[number]

    def _rested(self, number: int, states: tuple[State, ...]) -> int:
        """Return how many of the lowest layers were where they are before anything came to where it is in frame `number`."""
        for earlier in range(number - 1, -2, -1):
            known = self._last is not None and self._last[0] == earlier
            before = self._last[1] if known and self._last is not None else self.states(earlier)
            if before != states:
                return next(place for place, (a, b) in enumerate(zip(before, states, strict=True)) if a != b)
        return len(states)

    def _composed(self, states: tuple[State, ...], rest: int) -> Pixels:
        # The `rest` lowest layers are where they were in the frame before: what they are together is kept.
        if rest and self._resting is not None and self._resting[0] == states[:rest]:
            canvas = self._resting[1].copy()
        else:
            canvas = self._bare.copy()
            self._lay(canvas, states, range(rest))
            if rest:
                self._resting = states[:rest], canvas.copy()
        self._lay(canvas, states, range(rest, len(states)))
        return canvas

    @cached_property
    def _bare(self) -> Pixels:
        """Return the canvas without any layer, which is copied: to fill it takes ten times as long."""
        width, height = self._composition.size
        canvas: Pixels = np.zeros((height, width, 4), np.uint8)
        if self._composition.ground:
            red, green, blue = bytes.fromhex(self._composition.ground[1:])
            canvas[:] = blue, green, red, 255
        return canvas

    def _lay(self, canvas: Pixels, states: Sequence[State], numbers: range) -> None:
        """Lay layers over a canvas, the lowest first; what is hidden by others of them is left out."""
        scale = float(self._composition.scale)
        squares = self._squares
        hidden = squares.none() if squares else None
        parts: list[tuple[_Moved, Part]] = []
        for number in reversed(numbers):
            a, b, c, d, e, f = states[number].matrix
            moved = self._layers[number].moved((a, b, c * scale, d, e, f * scale), states[number].opacity, self._composition.size)
            if moved is None:
                continue
            if squares is None or hidden is None:
                parts.append((moved, Part((), (moved.bounds,))))
                continue
            touched, filled = squares.covered(moved.back, moved.blocks(), moved.bounds)
            touched &= ~hidden
            filled &= touched & (moved.opacity >= 1)
            hidden |= filled
            parts.append((moved, squares.part(filled, touched & ~filled)))
        for moved, part in reversed(parts):
            moved.lay(canvas, part)


class Layer:
    """A drawn layer, cut to the pixels that it touches, as it is seen as a picture of a composition."""

    def __init__(self, pixels: Pixels, picture: Picture) -> None:
        self._window, bleed = picture.window, picture.bleed
        left, top, width, height = cv2.boundingRect(cv2.extractChannel(pixels, 3))
        self._left, self._top = left - bleed, top - bleed
        cut = pixels[top : top + height, left : left + width]
        self._levels: list[Any] = [_premultiplied(cut)] if width and height else []
        self._blocks: dict[int, Blocks] = {}

    @property
    def size(self) -> int:
        """Return how many bytes it holds as it is drawn."""
        return sum(int(level.nbytes) for level in self._levels[:1])

    def moved(self, matrix: Matrix, opacity: float, canvas: tuple[int, int]) -> _Moved | None:
        """Return the layer moved by a matrix of canvas pixels; None where nothing of it is seen on a canvas of a size."""
        a, b, _, d, e, _ = matrix
        size = abs(a * e - b * d) ** 0.5
        if not self._levels or size < 1e-4 or opacity <= 0:
            return None
        level = 0
        while size * 2**level < _SMALLEST and min(self._at(level).shape[:2]) > 1:
            level += 1
        pixels = self._at(level)
        by = 2.0**level
        placed = times(matrix, (by, 0.0, self._left, 0.0, by, self._top))
        x, y, right, bottom = _bounds(placed, pixels.shape[1], pixels.shape[0], *canvas)
        if self._window is not None:
            near, above, far, below = self._window
            x, y, right, bottom = max(x, near), max(y, above), min(right, far), min(bottom, below)
        if right <= x or bottom <= y:
            return None
        return _Moved(pixels, partial(self._blocks_of, level), inverse(placed), opacity, (x, y, right, bottom))

    def _blocks_of(self, level: int) -> Blocks:
        if level not in self._blocks:
            self._blocks[level] = Blocks(cv2.extractChannel(self._at(level), 3))
        return self._blocks[level]

    def _at(self, level: int) -> Any:
        """Return the layer halved `level` times."""
        while len(self._levels) <= level:
            last = self._levels[-1]
            height, width = last.shape[:2]
            even = cv2.copyMakeBorder(last, 0, height % 2, 0, width % 2, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
            half = (even.shape[1] // 2, even.shape[0] // 2)
            self._levels.append(cv2.resize(even, half, interpolation=cv2.INTER_AREA))
        return self._levels[level]


class _Moved:
    """A layer where it is in a frame. `back` leads from the canvas to it; `bounds` are all that it touches of the canvas."""

    def __init__(self, pixels: Any, blocks: Callable[[], Blocks], back: Matrix, opacity: float, bounds: Rectangle) -> None:
        self.blocks, self.back, self.opacity, self.bounds = blocks, back, opacity, bounds
        self._pixels = pixels

    def lay(self, canvas: Pixels, part: Part) -> None:
        """Lay a part of it over a canvas."""
        for given in part.filled:
            x, y, right, bottom = self._within(given)
            self._sampled(x, y, right, bottom, canvas[y:bottom, x:right])
        for given in part.blended:
            x, y, right, bottom = self._within(given)
            if right <= x or bottom <= y:
                continue
            moved = self._sampled(x, y, right, bottom)
            if self.opacity < 1:
                moved = cv2.convertScaleAbs(moved, alpha=self.opacity)
            under = canvas[y:bottom, x:right]
            clear = cv2.bitwise_not(cv2.extractChannel(moved, 3))
            shown = cv2.multiply(under, cv2.merge([clear] * 4), scale=1 / 255)
            cv2.add(moved, shown, dst=under)

    def _within(self, given: Rectangle) -> Rectangle:
        left, top, right, bottom = self.bounds
        return max(given[0], left), max(given[1], top), min(given[2], right), min(given[3], bottom)

    def _sampled(self, x: int, y: int, right: int, bottom: int, into: Pixels | None = None) -> Any:
        # Places of pixels are those of their centres, on both sides.
        a, b, c, d, e, f = self.back
        back = np.array([[a, b, a * (x + 0.5) + b * (y + 0.5) + c - 0.5], [d, e, d * (x + 0.5) + e * (y + 0.5) + f - 0.5]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return cv2.warpAffine(self._pixels, back, (right - x, bottom - y), dst=into, flags=flags)


def decoded(png: bytes) -> Pixels:
    """Return a drawn layer from a PNG, with straight alpha. Raises ValueError where it is none with colours."""
    pixels = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None or pixels.ndim != 3:
        raise ValueError("a layer is a PNG with colours")
    return np.asarray(pixels if pixels.shape[2] == 4 else cv2.cvtColor(pixels, cv2.COLOR_BGR2BGRA))


def from_rgba(rows: bytes, width: int, height: int) -> Pixels:
    """Return a drawn layer from rows of RGBA bytes."""
    return np.asarray(cv2.cvtColor(np.frombuffer(rows, np.uint8).reshape(height, width, 4), cv2.COLOR_RGBA2BGRA))


def rgba(frame: Pixels) -> bytes:
    """Return a frame as rows of RGBA bytes with straight alpha."""
    return cv2.cvtColor(straight(frame), cv2.COLOR_BGRA2RGBA).tobytes()


def png(frame: Pixels) -> bytes:
    """Return a frame as a PNG."""
    return bytes(cv2.imencode(".png", straight(frame))[1])


def movie(frames: Iterable[Pixels], milliseconds: int) -> bytes:
    """Return frames as an animated WebP that shows each for so long, for previews."""
    told = cv2.Animation()
    told.frames = [straight(frame) for frame in frames]
    told.durations = [milliseconds] * len(told.frames)
    return bytes(cv2.imencodeanimation(".webp", told)[1])


def straight(frame: Pixels) -> Pixels:
    """Return a frame with straight alpha, as files have it."""
    alpha = cv2.extractChannel(frame, 3)
    colours = cv2.divide(frame, cv2.merge([alpha] * 4), scale=255)  # by 0 it is 0
    cv2.insertChannel(alpha, colours, 3)
    return np.asarray(colours)


def _premultiplied(pixels: Any) -> Any:
    alpha = cv2.extractChannel(pixels, 3)
    found = cv2.multiply(pixels, cv2.merge([alpha] * 4), scale=1 / 255)
    cv2.insertChannel(alpha, found, 3)
    return found


def _bounds(matrix: Matrix, width: int, height: int, across: int, down: int) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom, within a canvas of `across` x `down` pixels, of all that a moved picture touches."""
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (-0.5, width + 0.5) for y in (-0.5, height + 0.5)]
    xs, ys = [a * x + b * y + c for x, y in corners], [d * x + e * y + f for x, y in corners]
    return (
        max(0, int(min(xs) // 1)), max(0, int(min(ys) // 1)),
        min(across, -int(-max(xs) // 1)), min(down, -int(-max(ys) // 1)),
    )  # fmt: skip
