"""A card at any of its frames, drawn alone and without a build, for whoever looks at it on a page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cached_property

from pipeline import digest
from pipeline.cards import looks, standin
from pipeline.cards.draw import Painter, painter, painter_of
from pipeline.cards.layered import LayeredPainter
from pipeline.cards.model import Drawing, Slice
from pipeline.timebase import half_up
from pipeline.values import dataclass


@dataclass(frozen=True)
class Moments:
    """The frames of a drawing on a canvas of `canvas` pixels, at a rate; `stand_in` gives its pictures, by name."""

    drawing: Drawing
    canvas: tuple[int, int]
    rate: Fraction
    stand_in: Callable[[str], bytes] = standin.scene

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Return x, y, width and height of the pictures in the canvas."""
        return (0, 0, *self.canvas) if self.drawing.kind == "roll" else self.drawing.box

    @property
    def key(self) -> str:
        """Return the digest of all that decides the pictures but what stands in."""
        one = self.drawing
        rolls = [[part.y for part in one.slices], one.speed, one.background] if one.kind == "roll" else []
        return digest.of([looks.identity(one), *self.canvas, self.rate, one.fade_in, one.fade_out, rolls])

    @property
    def rest(self) -> int:
        """Return the frame at which all of the card is to be seen; of a roll, that at which its beginning is at the top."""
        one = self.drawing
        if one.kind == "roll":
            wanted = self.canvas[1] // max(1, one.speed)
        elif one.composition is not None:
            wanted = half_up(one.rest * self.rate / 1000)
        elif one.whole.motion is not None:
            wanted = next((frame for frame, time in one.whole.motion.times if time >= one.whole.rest), one.frames // 2)
        else:
            wanted = one.frames // 2
        return min(wanted, one.frames - 1)

    def lay_out(self, frame: int) -> None:
        """Lay out what a frame shows, so that texts that do not fit are told. Raises CardFault, OSError as `png` does."""
        if self.drawing.kind != "roll":
            self._brush  # noqa: B018 - which lays it out
            return
        for part, _ in self._on_canvas(frame):
            painter_of(part.artwork, part.files, self.stand_in)

    def png(self, frame: int) -> bytes:
        """Draw the part of the canvas that `box` tells at a frame, as a PNG with straight alpha; what a still fades is left out.

        Raises CardFault where a text does not fit, OSError where a file is gone.
        """
        if self.drawing.kind == "roll":
            return self._rolled(frame)
        brush = self._brush
        if isinstance(brush, LayeredPainter):
            return brush.png(frame)
        motion = self.drawing.whole.motion
        if motion is None:
            return brush.png()
        number = bisect_right(motion.times, frame, key=lambda one: one[0]) - 1
        return brush.png(motion.times[max(0, number)][1])

    @cached_property
    def _brush(self) -> Painter | LayeredPainter:
        one = self.drawing
        return LayeredPainter(one, self.stand_in) if one.composition is not None else painter(one, self.stand_in)

    def _rolled(self, frame: int) -> bytes:
        """Draw a roll as it stands at a frame: the parts that are on the canvas, on its background."""
        import numpy as np

        from pipeline.cards import compose

        (width, height), one = self.canvas, self.drawing
        ground = bytes.fromhex(one.background.removeprefix("#")) + b"\xff"
        canvas = np.frombuffer(ground * (width * height), np.uint8).reshape(height, width, 4).copy()
        for part, y in self._on_canvas(frame):
            drawn = painter_of(part.artwork, part.files, self.stand_in).raw(part.artwork.rest)
            rows = np.frombuffer(drawn, np.uint8).reshape(part.height, width, 4)[max(0, -y) : height - y]
            under = canvas[max(0, y) : max(0, y) + len(rows)]
            cover = rows[:, :, 3:].astype(np.uint16)
            under[:, :, :3] = (rows[:, :, :3] * cover + under[:, :, :3] * (255 - cover) + 127) // 255
        return compose.png(compose.from_rgba(canvas.tobytes(), width, height))

    def _on_canvas(self, frame: int) -> Iterator[tuple[Slice, int]]:
        """Yield the parts of a roll that are to be seen at a frame, with where each begins on the canvas."""
        top, height = self.canvas[1] - self.drawing.speed * frame, self.canvas[1]
        for part in self.drawing.slices:
            if -part.height < top + part.y < height:
                yield part, top + part.y
