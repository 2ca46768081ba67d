"""Colours, pictures with alpha, and how what moves gathers pace: what all scenes draw with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from moviepy import ColorClip, CompositeVideoClip, ImageClip, VideoClip

from pipeline.media import opening

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
    Floats = NDArray[np.float64]


class Film(Protocol):
    """What MoviePy calls a clip, as far as scenes use it: a picture for each instant, which can be laid over others."""

    size: tuple[int, int]

    def get_frame(self, t: float) -> Picture:
        """Return the picture at `t` seconds."""

    def with_effects(self, effects: Sequence[object]) -> Film:
        """Return it with something done to each of its pictures."""

    def with_start(self, t: float) -> Film:
        """Return it beginning `t` seconds into what it is laid over."""

    def with_position(self, pos: tuple[int, int] | Callable[[float], tuple[int, int]]) -> Film:
        """Return it with its corner at a place, or at one that depends on the time since it began."""


def film(draw: Callable[[float], Picture], seconds: float) -> Film:
    """Return the film whose picture at each instant is what `draw` returns."""
    found: Film = VideoClip(draw, duration=seconds)
    return found


def rgb(colour: str) -> tuple[int, int, int]:
    """Return the red, green and blue of `#rrggbb`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def read(path: Path) -> Picture:
    """Return a PNG as rows of red, green, blue and alpha. What nothing is seen of has the colour of the rest."""
    with opening.reading(path, {"png_pipe"}) as container:
        frame = next(container.decode(video=0))
        picture: Picture = frame.to_ndarray(format="rgba").astype(np.uint8)
    seen = picture[..., 3] > 0
    if seen.any() and not seen.all():
        strongest = picture[np.unravel_index(int(np.argmax(picture[..., 3])), seen.shape)]
        picture[~seen, :3] = strongest[:3]
    return picture


def trimmed(picture: Picture) -> Picture:
    """Return what is seen of a picture: without the empty rows and columns around it."""
    seen = picture[..., 3] > 0
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not len(rows):
        return picture[:1, :1]
    return picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def eased(share: float) -> float:
    """Return how far something has come after a share of its time: fast first, then slowly to rest."""
    left = 1 - min(max(share, 0.0), 1.0)
    return 1 - left * left * left


def image(picture: Picture, seconds: float) -> Film:
    """Return a film of a picture with alpha."""
    clip = ImageClip(np.ascontiguousarray(picture[..., :3]), duration=seconds)
    found: Film = clip.with_mask(ImageClip(picture[..., 3] / 255, is_mask=True, duration=seconds))
    return found


def plain(size: tuple[int, int], colour: str, seconds: float) -> Film:
    """Return a film of one colour."""
    found: Film = ColorClip(size, color=rgb(colour), duration=seconds)
    return found


def composed(films: Sequence[Film], size: tuple[int, int], ground: str, seconds: float) -> Film:
    """Return films over each other, on a ground of one colour."""
    found: Film = CompositeVideoClip([plain(size, ground, seconds), *films], size=size).with_duration(seconds)
    return found


def laid(picture: Floats, over: Picture, left: int, top: int, alpha: float = 1.0) -> None:
    """Lay a picture with alpha over another in place; what reaches out of that is left out."""
    height, width = picture.shape[:2]
    x, y = max(left, 0), max(top, 0)
    right, bottom = min(left + over.shape[1], width), min(top + over.shape[0], height)
    if x >= right or y >= bottom:
        return
    part = over[y - top : bottom - top, x - left : right - left]
    share = part[..., 3:] * (alpha / 255)
    picture[y:bottom, x:right] += (part[..., :3] - picture[y:bottom, x:right]) * share
