"""A layered card that can be looked at without a build: its layers drawn and composed where one is, for previews and checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.cards import standin
from pipeline.cards.draw import Painter, painter
from pipeline.cards.kept import Kept
from pipeline.cards.model import Drawing
from pipeline.cards.moves import State, state
from pipeline.timebase import half_up

if TYPE_CHECKING:
    from pipeline.cards.compose import Composer, Layer, Pixels

_ACROSS = 4
"""Layers drawn with other CSS are kept for so many: contrast is measured by four."""


class LayeredPainter:
    """A layered card that can be drawn at any instant; `stand_in` gives what is shown for each picture of the episode.

    `kept` has what other pictures show as well, `painters` are those of its layers where there are some already. Raises
    CardFault where a text cannot fit, OSError where a file is gone.
    """

    def __init__(
        self, drawing: Drawing, stand_in: Callable[[str], bytes] = standin.scene, kept: Kept | None = None,
        painters: Sequence[Painter] = (),
    ) -> None:
        assert drawing.composition is not None
        self._drawing, self._composition, self._stand_in = drawing, drawing.composition, stand_in
        self._kept = Kept() if kept is None else kept
        self._painters = painters or [self._kept.painter(layer.artwork, layer.files, stand_in) for layer in drawing.layers]
        self._composers: dict[tuple[str, bool], Composer] = {}
        self._states: dict[int, tuple[State, ...]] = {}

    def bare(self) -> LayeredPainter:
        """Return what draws the layers alone, and also what of them is outside of where they are seen."""
        pictures = tuple(replace(picture, window=None) for picture in self._composition.pictures)
        bare = replace(self._composition, ground="", pictures=pictures)
        return LayeredPainter(replace(self._drawing, composition=bare), self._stand_in, self._kept, self._painters)

    @property
    def rest(self) -> int:
        """Return the milliseconds from its first frame at which the card rests."""
        return self._drawing.rest

    def png(self, frame: int | None = None) -> bytes:
        """Draw the card as a PNG with straight alpha, at rest or at one of its frames."""
        from pipeline.cards import compose

        return compose.png(self._composer("").frame(self._frame(self.rest) if frame is None else frame))

    def raw(self, milliseconds: int, more_css: str = "", *, of_text: bool = False) -> bytes:
        """Draw the frame at an instant, as rows of RGBA bytes with straight alpha; `more_css` is put after the card's own.

        `of_text` says that it is of texts alone: layers without any are not drawn again for it.
        """
        from pipeline.cards import compose

        return compose.rgba(self._composer(more_css, of_text).frame(self._frame(milliseconds)))

    def alpha(self, frame: int) -> bytes:
        """Return the alpha of each pixel of frame `frame`; the one after the last is where all has moved to."""
        from pipeline.cards import compose

        return compose.rgba(self._composer("").frame(frame))[3::4]

    def movie(
        self, hold: int, rate: int, before: LayeredPainter | None = None, after: LayeredPainter | None = None
    ) -> bytes:
        """Draw the whole card as an animated WebP, with what it shows `before` its first frame and `after` its end.

        It lasts as long as its drawing; `hold` and `rate` are those of others.
        """
        from pipeline.cards import compose

        every = (frame for one in (before, self, after) if one is not None for frame in one.frames())
        return compose.movie(every, 1000 // rate)

    def frames(self) -> Iterator[Pixels]:
        """Draw each frame in turn."""
        composer = self._composer("")
        return (composer.frame(number) for number in range(self._composition.frames))

    def runs(self) -> list[tuple[str, float, float, float, float]]:
        """Return each run of text with its box at rest: text, left, top, width, height in pixels."""
        return list(self._runs())

    def _runs(self) -> Iterator[tuple[str, float, float, float, float]]:
        one, scale = self._composition, float(self._composition.scale)
        time = one.time(self._frame(self.rest))
        for brush, picture in zip(self._painters, one.pictures, strict=True):
            a, b, c, d, e, f = state(one.moves, picture.moves, time).matrix
            for text, left, top, width, height in brush.runs():
                x, y = left - picture.bleed, top - picture.bleed
                corners = [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]
                xs = [a * x + b * y + c * scale for x, y in corners]
                ys = [d * x + e * y + f * scale for x, y in corners]
                yield text, min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)

    def _frame(self, milliseconds: int) -> int:
        return min(max(0, half_up(milliseconds * self._composition.rate / 1000)), self._composition.frames - 1)

    def _composer(self, more_css: str, of_text: bool = False) -> Composer:
        """Return what composes the layers as they are with other CSS; the last few are kept."""
        from pipeline.cards import compose

        key = (more_css, of_text)
        if key not in self._composers:
            while len(self._composers) >= _ACROSS:
                del self._composers[next(iter(self._composers))]
            layers = [self._layer(number, more_css, of_text) for number in range(len(self._painters))]
            self._composers[key] = compose.Composer(self._composition, layers, self._states)
        return self._composers[key]

    def _layer(self, number: int, more_css: str, of_text: bool) -> Layer:
        painter, size = self._painters[number], self._drawing.layers[number].artwork.size
        css = "" if of_text and not painter.runs() else more_css
        return self._kept.layer(painter, css, self._composition.pictures[number], size)


def brush_of(
    drawing: Drawing, stand_in: Callable[[str], bytes] = standin.scene, kept: Kept | None = None
) -> Painter | LayeredPainter:
    """Return what draws a card that does not roll, reading its files from where they are. Raises CardFault, OSError.

    `kept` has what other pictures show as well.
    """
    return LayeredPainter(drawing, stand_in, kept) if drawing.composition is not None else painter(drawing, stand_in)
