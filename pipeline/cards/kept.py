"""What several pictures of cards have in common, drawn once: layers, known by all that decides their pixels."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

from pipeline.cards import slots
from pipeline.cards.draw import Painter, reading
from pipeline.cards.layers import Picture
from pipeline.cards.model import Artwork, CardFile

if TYPE_CHECKING:
    from pipeline.cards.compose import Layer

MOST_BYTES = 192 << 20
"""How much of what was drawn is kept: some fifty layers of 1280x720, which is more than two pictures have."""

_MOST_PAINTERS = 512
_NOT_PLAIN = ("images", "inline", "motion", "beneath")
"""What of an artwork is looked at otherwise, or decides no pixel of what a painter draws."""


class Kept:
    """Painters of layers and what they have drawn; the latest used are kept, up to `most` bytes. For one thread."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._bytes = most, 0
        self._painters: OrderedDict[Hashable, Painter] = OrderedDict()
        self._layers: OrderedDict[tuple[Painter, str, Picture], Layer] = OrderedDict()

    def painter(self, artwork: Artwork, files: Sequence[CardFile], stand_in: Callable[[str], bytes]) -> Painter:
        """Return what draws a layer: the same where all is the same. Raises CardFault where a text cannot fit, OSError."""
        read = reading(artwork, files, stand_in)
        key = _key(artwork, read)
        if key not in self._painters:
            self._painters[key] = Painter(artwork, read)
            while len(self._painters) > _MOST_PAINTERS:
                self._painters.popitem(last=False)
        self._painters.move_to_end(key)
        return self._painters[key]

    def layer(self, painter: Painter, css: str, picture: Picture, size: tuple[int, int]) -> Layer:
        """Return what a painter draws with `css` after its own, `size` pixels of it, as a picture of a composition."""
        from pipeline.cards import compose

        key = painter, css, Picture(0, picture.bleed, picture.window)
        if key not in self._layers:
            self._layers[key] = compose.Layer(compose.from_rgba(painter.raw(0, css), *size), picture)
            self._bytes += self._layers[key].size
            while self._bytes > self._most and len(self._layers) > 1:
                self._bytes -= self._layers.popitem(last=False)[1].size
        self._layers.move_to_end(key)
        return self._layers[key]


def _key(artwork: Artwork, read: Callable[[str], bytes]) -> Hashable:
    """Return all that a painter of an artwork draws by, but for fonts' bytes, which it names by their digests."""
    plain = tuple(getattr(artwork, field.name) for field in fields(artwork) if field.name not in _NOT_PLAIN)
    images = tuple((src, read(name)) for src, name in artwork.images.items())
    tones = tuple((name, read(file)) for name, file in slots.tones(artwork))
    beneath = artwork.beneath and (artwork.beneath.corner, artwork.beneath.picture)
    return plain, images, tuple(artwork.inline.items()), tones, beneath
