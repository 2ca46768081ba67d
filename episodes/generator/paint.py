"""Draw flat, smooth pictures: a palette, a pen that draws large and shrinks, sprites that are placed between pixels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import ceil, cos, exp, floor, hypot, radians, sin

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]


def colour(text: str) -> Colour:
    """Read `#rrggbb`."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


CREAM, INK, CORAL, TEAL, GOLD, NIGHT = map(colour, ("#f7f1e3", "#22223b", "#e76f51", "#2a9d8f", "#e9c46a", "#1d2340"))


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Blend two colours; `share` of the other, 0 to 1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def ease(share: float) -> float:
    """Turn 0 to 1 into 0 to 1 that starts and ends at rest; what lies outside is held."""
    share = min(1.0, max(0.0, share))
    return share * share * (3 - 2 * share)


class Pen:
    """Draw with smooth edges on a transparent sheet; coordinates are pixels of the finished picture."""

    def __init__(self, width: int, height: int, scale: int = 4, origin: Point = (0, 0)) -> None:
        self.scale = scale
        self.origin = origin
        # Four plain channels, of which the last is the cover: as "RGBA", Pillow would weight the colours before it shrinks the
        # sheet, which takes three times as long. Paint here is opaque, so that its colours are weighted already.
        self.sheet = Image.new("CMYK", (width * scale, height * scale), (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self.sheet)

    def _at(self, points: Sequence[Point]) -> list[Point]:
        return [((x - self.origin[0]) * self.scale, (y - self.origin[1]) * self.scale) for x, y in points]

    def polygon(self, points: Sequence[Point], fill: Colour) -> None:
        self._draw.polygon(self._at(points), fill=(*fill, 255))

    def blob(self, points: Sequence[Point], fill: Colour) -> None:
        """Fill the smooth closed curve through the points."""
        self.polygon(curve(points, closed=True), fill)

    def ellipse(self, x: float, y: float, across: float, down: float, fill: Colour) -> None:
        """Fill an ellipse given by its middle and its radii."""
        (left, top), (right, bottom) = self._at([(x - across, y - down), (x + across, y + down)])
        self._draw.ellipse((left, top, right, bottom), fill=(*fill, 255))

    def circle(self, x: float, y: float, radius: float, fill: Colour) -> None:
        self.ellipse(x, y, radius, radius, fill)

    def box(self, x: float, y: float, width: float, height: float, fill: Colour, corner: float = 0) -> None:
        """Fill a rectangle given by its left top corner."""
        (left, top), (right, bottom) = self._at([(x, y), (x + width, y + height)])
        self._draw.rounded_rectangle((left, top, right - 1, bottom - 1), corner * self.scale, fill=(*fill, 255))

    def line(self, points: Sequence[Point], width: float, fill: Colour) -> None:
        """Draw a line with round ends and joints."""
        placed = self._at(points)
        self._draw.line(placed, fill=(*fill, 255), width=max(1, round(width * self.scale)), joint="curve")
        radius = width * self.scale / 2
        for x, y in (placed if len(placed) < 4 else (placed[0], placed[-1])):
            self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(*fill, 255))

    def stroke(self, points: Sequence[Point], width: float, fill: Colour) -> None:
        """Draw the smooth open curve through the points."""
        self.line(curve(points, closed=False), width, fill)

    def image(self) -> Image.Image:
        """Return the sheet at its finished size."""
        small = self.sheet.reduce(self.scale)
        return Image.frombytes("RGBa", small.size, small.tobytes()).convert("RGBA")


def curve(points: Sequence[Point], *, closed: bool, steps: int = 10) -> list[Point]:
    """Return points of the Catmull-Rom spline through `points` (E. Catmull and R. Rom, 1974)."""
    count = len(points)

    def at(n: int) -> Point:
        return points[n % count if closed else min(max(n, 0), count - 1)]

    found: list[Point] = []
    for n in range(count if closed else count - 1):
        p, q, r, s = at(n - 1), at(n), at(n + 1), at(n + 2)
        for step in range(steps):
            t = step / steps
            weights = (-t**3 + 2 * t**2 - t, 3 * t**3 - 5 * t**2 + 2, -3 * t**3 + 4 * t**2 + t, t**3 - t**2)
            found.append((
                sum(w * point[0] for w, point in zip(weights, (p, q, r, s), strict=True)) / 2,
                sum(w * point[1] for w, point in zip(weights, (p, q, r, s), strict=True)) / 2,
            ))
    if not closed:
        found.append(points[-1])
    return found


def drawn(width: int, height: int, draw: Callable[[Pen], None], scale: int = 4) -> Image.Image:
    """Return what `draw` draws on a new sheet."""
    pen = Pen(width, height, scale)
    draw(pen)
    return pen.image()


class Sprite:
    """Hold a picture that is placed again and again, with the point by which it is held."""

    def __init__(self, image: Image.Image, anchor: Point = (0, 0), zoom: float = 1.0) -> None:
        self.anchor = anchor
        self.zoom = zoom
        self._weighted = image.convert("RGBa")
        self._pose = lru_cache(maxsize=24)(self._drawn)

    def _drawn(self, right: int, down: int, turn: int) -> tuple[Image.Image, int, int]:
        """Draw the sprite turned by `turn` quarter degrees, moved by quarter pixels; return it and its left top corner."""
        angle = radians(turn / 4)
        c, s = cos(angle) * self.zoom, sin(angle) * self.zoom
        corners = [(x - self.anchor[0], y - self.anchor[1]) for x in (0, self._weighted.width) for y in (0,
            self._weighted.height)]
        xs = [right / 4 + c * x - s * y for x, y in corners]
        ys = [down / 4 + s * x + c * y for x, y in corners]
        left, top = floor(min(xs)), floor(min(ys))
        size = (ceil(max(xs)) - left, ceil(max(ys)) - top)
        c, s = cos(angle) / self.zoom, sin(angle) / self.zoom
        dx, dy = left - right / 4, top - down / 4
        matrix = (c, s, c * dx + s * dy + self.anchor[0], -s, c, -s * dx + c * dy + self.anchor[1])
        placed = self._weighted.transform(size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)
        return placed.convert("RGBA"), left, top

    def put(self, frame: Image.Image, at: Point, angle: float = 0.0) -> None:
        """Place the sprite so that its anchor lies at `at`, turned clockwise by degrees; both to the nearest quarter."""
        x, y = round(at[0] * 4), round(at[1] * 4)
        image, left, top = self._pose(x % 4, y % 4, round(angle * 4))
        place = (x // 4 + left, y // 4 + top)
        frame.paste(image, place, image)


def patch(frame: Image.Image, points: Sequence[Point], margin: float, draw: Callable[[Pen], None], scale: int = 3) -> None:
    """Draw on the part of a frame that holds `points` and `margin` around them."""
    left, top = floor(min(x for x, _ in points) - margin), floor(min(y for _, y in points) - margin)
    right, bottom = ceil(max(x for x, _ in points) + margin), ceil(max(y for _, y in points) + margin)
    pen = Pen(right - left, bottom - top, scale, (left, top))
    draw(pen)
    image = pen.image()
    frame.paste(image, (left, top), image)


def elbow(shoulder: Point, hand: Point, upper: float, lower: float, side: float) -> Point:
    """Return where the elbow of an arm lies: `side` -1 or 1 says to which side it bends; a hand too far stretches the arm."""
    dx, dy = hand[0] - shoulder[0], hand[1] - shoulder[1]
    far = max(1e-6, hypot(dx, dy))
    along = (upper**2 - lower**2 + min(far, upper + lower - 1e-3) ** 2) / (2 * min(far, upper + lower - 1e-3))
    out = max(0.0, upper**2 - along**2) ** 0.5
    along = along if far < upper + lower else far * upper / (upper + lower)
    return shoulder[0] + (dx * along - side * dy * out) / far, shoulder[1] + (dy * along + side * dx * out) / far


Light = NDArray[np.float64]


def gradient(width: int, height: int, stops: Sequence[tuple[float, Colour]]) -> Light:
    """Return a picture (height, width, 3) that runs through colours from top (0) to bottom (1)."""
    places = np.linspace(0, 1, height)
    column = np.stack([np.interp(places, [at for at, _ in stops], [shade[n] for _, shade in stops]) for n in range(3)], axis=1)
    return np.repeat(column[:, None, :], width, axis=1)


def glow(light: Light, x: float, y: float, across: float, down: float, shade: Colour, strength: float) -> None:
    """Let a soft light (a Gaussian with these radii, in pixels) shine on a picture, in place."""
    columns = np.exp(-(((np.arange(light.shape[1]) - x) / across) ** 2))
    rows = np.exp(-(((np.arange(light.shape[0]) - y) / down) ** 2))
    cover = strength * rows[:, None, None] * columns[None, :, None]
    light += (np.array(shade, dtype=float) - light) * cover


def halo(radius: int, shade: Colour, strength: float) -> Image.Image:
    """Return a round light that fades to nothing."""
    across = np.hypot(*np.mgrid[-radius : radius + 1, -radius : radius + 1]) / radius
    cover = np.clip(np.exp(-5 * across**2) - exp(-5), 0, 1) * strength
    image = Image.new("RGB", (2 * radius + 1, 2 * radius + 1), shade)
    image.putalpha(Image.fromarray((cover * 255).astype(np.uint8)))
    return image


def picture(light: Light, seed: int, grain: float = 1.1) -> Image.Image:
    """Return a picture as RGB, with a grain that keeps soft gradients from showing steps."""
    noise = np.random.default_rng(seed).normal(0, grain, light.shape[:2])[:, :, None]
    return Image.fromarray(np.clip(light + noise, 0, 255).round().astype(np.uint8))


def over(ground: Image.Image, layer: Image.Image) -> None:
    """Paint a layer of the same size over a picture."""
    ground.paste(layer, (0, 0), layer)


def shadow(layer: Image.Image, blur: float, strength: float, shade: Colour = INK) -> Image.Image:
    """Return a soft shadow in the shape of a layer."""
    cover = layer.getchannel("A").filter(ImageFilter.GaussianBlur(blur)).point([round(strength * n) for n in range(256)])
    cast = Image.new("RGBA", layer.size, (*shade, 0))
    cast.putalpha(cover)
    return cast
