"""The edge of a picture that lies over another: in which shape it is seen, its border and its shadow, pixel by pixel."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from pipeline.cards import cutouts
from pipeline.cards.cutouts import Cutout
from pipeline.cards.model import DESIGN
from pipeline.values import dataclass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DARK = 0.5
"""How much of what lies below the shadow covers where it is darkest: right at the border."""

_LOWER = 0.25
"""How far below the picture its shadow lies, as a share of its reach: as under a light from above."""


@dataclass(frozen=True, slots=True)
class Rim:
    """What is around a picture of `width` x `height` pixels, and `margin` pixels farther at each side.

    `corners` is the radius of a rectangle's corners, `border` and `shadow` are how far they reach, all in thousandths of a
    pixel; their colours are `#rrggbb`. With a `cutout` it is that shape of the theme, on a canvas of `short` pixels.
    """

    width: int
    height: int
    outline: Literal["rounded", "circle"]
    corners: int
    border: int
    colour: str
    shadow: int
    shade: str
    margin: int
    cutout: Cutout | None = None
    short: int = 0

    @property
    def is_plain(self) -> bool:
        """Say whether all of the picture is seen: a rectangle whose corners are not round."""
        return self.cutout is None and self.outline == "rounded" and not self.corners

    def mask(self) -> bytes:
        """Return a PNG that is white where the picture is seen, and grey in pixels through which its edge goes."""
        import cv2
        import numpy as np

        if self.cutout is None:
            seen = _covered(self._distance(0, 0.0, 0.0))
        else:
            seen = cutouts.covered(self._polygon(self.cutout, 0, 0.0), self.width, self.height)
        return bytes(cv2.imencode(".png", np.rint(255 * seen).astype(np.uint8))[1])

    def plate(self) -> bytes:
        """Return the border and the shadow as a PNG with alpha, with a hole in which the picture lies."""
        import cv2
        import numpy as np

        if not self.margin:  # there is neither, and nothing to be measured
            return bytes(cv2.imencode(".png", np.zeros((self.height, self.width, 4), np.uint8))[1])
        border, reach = self.border / 1000, self.shadow / 1000
        # The hole is a pixel smaller than the picture, so that nothing shows between the two.
        around = 1 - _covered(self._distance(self.margin, 0.0, 0.0) + 1)
        ring = _covered(self._distance(self.margin, border, 0.0)) * around if border else np.zeros_like(around)
        dark = np.zeros_like(ring)
        if reach:
            far = np.clip(self._distance(self.margin, border, _LOWER * reach) / ((1 - _LOWER) * reach), 0, 1)
            dark = _DARK * (1 - far) * (1 - far) * around
        alpha = ring + dark * (1 - ring)
        share = (ring / np.maximum(alpha, 1e-6))[..., None]
        colours = share * _bgr(self.colour) + (1 - share) * _bgr(self.shade)
        plate = np.concatenate([colours, 255 * alpha[..., None]], axis=2)
        return bytes(cv2.imencode(".png", np.rint(np.clip(plate, 0, 255)).astype(np.uint8))[1])

    def _distance(self, margin: int, wider: float, lower: float) -> NDArray[np.float64]:
        """Return how far outside of the shape, made `wider` and moved down, each pixel's middle is; below 0 inside of it."""
        import numpy as np

        height, width = self.height + 2 * margin, self.width + 2 * margin
        if self.cutout is not None:
            away: NDArray[np.float64] = cutouts.away(self._polygon(self.cutout, margin, lower), width, height, margin + 1) - wider
            return away
        x = np.abs(np.arange(width) + 0.5 - width / 2)[None, :]
        y = np.abs(np.arange(height) + 0.5 - height / 2 - lower)[:, None]
        across, down = self.width / 2 + wider, self.height / 2 + wider
        if self.outline == "circle":
            ring: NDArray[np.float64] = np.sqrt(x**2 + y**2) - min(across, down)
            return ring
        # Round corners of a border are its own wider, and corners that are not round stay so.
        radius = min(self.corners / 1000 + (wider if self.corners else 0.0), across, down)
        right, below = x - across + radius, y - down + radius
        out = np.sqrt(np.maximum(right, 0) ** 2 + np.maximum(below, 0) ** 2)
        found: NDArray[np.float64] = out + np.minimum(np.maximum(right, below), 0) - radius
        return found

    def _polygon(self, cutout: Cutout, margin: int, lower: float) -> list[cutouts.Corner]:
        """Return the corners of the shape, moved down, in the picture with a margin."""
        found = cutouts.corners(cutout, self.width, self.height, Fraction(self.short, DESIGN))
        return [(x + margin, y + margin + lower) for x, y in found]


def _covered(distance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much of each pixel lies inside of a shape."""
    import numpy as np

    return np.clip(0.5 - distance, 0, 1)


def _bgr(colour: str) -> NDArray[np.float64]:
    import numpy as np

    return np.array([int(colour[at : at + 2], 16) for at in (5, 3, 1)], dtype=np.float64)
